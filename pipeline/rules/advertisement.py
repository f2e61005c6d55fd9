"""Labels of advertisements, and disclosures of paid links."""

from pipeline.rules.rule import Rule, either, folded, holding

RULE = Rule(
    name="advertisement",
    category="advertisement",
    reason="labels an advertisement or discloses paid links",
    cues=(
        "advert",
        "sponsor",
        "affiliate",
        "commission",
        "promoted",
        "paid partnership",
        "ad choices",
        "adchoices",
        "reading below",
        "to continue",
        "brought to you by",
        " code ",
    ),
    matches=either(
        folded(
            r"(?:- ?)?advertisements?(?: ?-)?(?: ?-? ?(?:continue|keep) reading below"
            r"| ?-? ?scroll to continue)?|advertising|advertise with us|sponsored(?: (?:content|post"
            r"|links?|by .{2,40}))?|promoted(?: content)?|ad ?choices|paid partnership|(?:close"
            r"|skip) ad(?:vert)?|(?:story|article) continues (?:below|after) (?:the )?(?:ad|advert"
            r"|advertisement)|(?:continue|keep) reading below|scroll (?:down )?to continue(?: reading)?"
        ),
        holding(
            r"^(?:today's |this )(?:episode|podcast|show|video|post|issue) (?:is|was) (?:sponsored"
            r"|brought to you) by\b|\buse (?:(?:the|our|my|promo|discount|coupon) )*code \S+"
            r" (?:at (?:the )?checkout|(?:for|to (?:get|save)) (?:\w+ ){0,2}[\d$£€])",
            at_most=300,
        ),
        holding(
            r"\b(?:contains?|includes?|may contain|uses?|be|are|have|some) (?:\w+ ){0,3}affiliate links?\b"
            r"|\baffiliate links? (?:are|is|may|at|in|that)\b|\bas an? (?:amazon )?(?:associate"
            r"|affiliate)\b|\b(?:we|i|us|site|which|that|may)\b.{0,30}\b(?:earn|receive|get|make) (?:us "
            r"|me )?an? (?:\(?(?:very |small|affiliate|modest|tiny)\)? ?){0,3}commission\b",
            at_most=500,
        ),
    ),
    drops=(
        "Advertisement",
        "Advertisement - Continue Reading Below",
        "Sponsored content",
        "Continue reading below",
        "This post may contain affiliate links.",
        "This episode is brought to you by Oatwell. Use code MILL15 at checkout for 15% off.",
        "Use code WATER10 for 10% off",
        "If you buy through our links, we may earn a small commission at no extra cost to you.",
    ),
    keeps=(
        "Use the code 112 for an ambulance, whatever network you are on.",
        "The change was brought to you by a nurse, and the code for the door is on page two.",
        "The commission reviewed the advertisement of medicines.",
        "Keep reading below the line until the letters blur.",
        "The trial was sponsored by the university hospital and ran for two years.",
    ),
)
