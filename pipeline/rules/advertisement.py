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
        "If you buy through our links, we may earn a small commission at no extra cost to you.",
    ),
    keeps=(
        "The commission reviewed the advertisement of medicines.",
        "Keep reading below the line until the letters blur.",
        "The trial was sponsored by the university hospital and ran for two years.",
    ),
)
