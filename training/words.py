"""Word groups of the tagger: each group becomes one bit of a word, counted a line at a time."""

GROUPS: dict[str, str] = {
    "stop": "the of and to in a is that for it on as with was are be this by at from or an have has not but they you your we "
    "our i he she his her their its will can which more if about when who what all been would there one so out up into than "
    "then them these some could other may also do how my me us were had did does just very no any only most such over each "
    "own same too because while where why after before between through during against both few off under again once here "
    "der die das und ist zu den von mit auf ein eine le la les et des en un une est que qui dans pour el los las y por con "
    "una del se il di che non per da sono e o os um uma com",
    "you": "you your yours yourself u",
    "we": "we our us ours ourselves",
    "i": "i my me mine myself im",
    "he": "he she his her him hers they them their said says told",
    "act": "get sign join subscribe download click read see learn find discover explore share follow try start book call "
    "contact shop buy view watch check browse skip search log login register submit enter leave reply back load show go "
    "visit request schedule listen save print open close continue add send apply donate tap order upgrade unlock claim",
    "month": "january february march april may june july august september october november december jan feb mar apr jun jul "
    "aug sep sept oct nov dec",
    "day": "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun today yesterday",
    "time": "am pm ago minute minutes min mins hour hours hrs days weeks months years est edt pst pdt gmt utc et ist updated "
    "published posted modified reviewed edited date",
    "byline": "by author written writer editor editorial staff correspondent reporter contributor contributing reviewer "
    "reviewed md phd",
    "share": "share tweet facebook twitter linkedin pinterest whatsapp instagram youtube tiktok reddit email telegram "
    "messenger flipboard threads bluesky mastodon rss x copy link print snapchat",
    "letter": "newsletter newsletters subscribe subscribed subscription subscribers inbox signup email emails mailing alerts "
    "unsubscribe weekly daily updates delivered join",
    "legal": "privacy policy terms conditions copyright rights reserved disclaimer cookies cookie consent gdpr ccpa inc llc "
    "ltd trademark recaptcha protected affiliate commission commissions accessibility disclosure",
    "nav": "home menu about contact search login log register account faq faqs help support careers sitemap next previous "
    "prev back top page pages skip content navigation toggle main close open more archive archives categories category "
    "topics tags tag filed blog blogs resources products pricing company press events",
    "related": "related recommended recent popular latest trending similar read article articles post posts stories story "
    "also like might more next previous see all view featured explore further reading keep",
    "ad": "advertisement advertisements sponsored ads ad advertise sponsor promoted promo deal deals sale discount coupon "
    "offer offers free trial demo quote buy shop cart checkout price pricing off save shipping gift",
    "comment": "comment comments reply replies respond leave cancel required marked logged submit name website responses "
    "likes like discussion",
    "image": "image images photo photos picture illustration icon logo screenshot graphic infographic getty shutterstock "
    "unsplash pexels istock credit courtesy thumbnail banner avatar chart diagram showing shows standing holding smiling "
    "sitting woman man young person people close background view profile headshot featured",
    "bio": "writer author editor founder ceo expert experience years degree university passionate enjoys lives specializes "
    "specialist freelance journalist award director manager consultant covers writes bio about",
    "cta": "contact call today consultation appointment schedule book team experts help free started ready learn reach visit "
    "touch request quote touch phone",
    "ask": "what why how when where who which can is are do does should will did could would",
    "seq": "first second third fourth fifth finally step steps tip tips chapter part section stage phase reason introduction "
    "conclusion summary overview takeaways faq faqs key final thoughts bottom line wrapping verdict sources references "
    "benefits types pros cons",
    "unit": "cup cups tablespoon tablespoons teaspoon teaspoons tsp tbsp oz ounce ounces grams gram kg ml lb lbs pound pounds "
    "percent inches inch feet ft cm mm km miles mg hours minutes",
    "video": "video videos podcast episode listen watch play audio transcript embed youtube loading playlist",
}
