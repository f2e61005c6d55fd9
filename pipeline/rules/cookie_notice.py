"""Cookie banners and their buttons."""

from pipeline.rules.rule import Rule, either, folded, holding

RULE = Rule(
    name="cookie-notice",
    category="cookie",
    reason="asks for consent to cookies",
    cues=("cookie",),
    matches=either(
        holding(
            r"\b(?:we|this (?:web)?site|our (?:web)?site"
            r"|our partners)\b.{0,40}\buses? (?:\w+ ){0,3}cookies(?: to\b| on\b| for\b| so\b| and (?:other"
            r"|similar)\b|[.,])|\bcookies (?:to|that|help us) (?:improve|enhance|personali[sz]e|analy[sz]e"
            r"|ensure|give|provide|deliver)\b|\b(?:our|your|the) (?:use of cookies|cookie (?:policy"
            r"|settings|preferences|notice))\b",
            at_most=900,
        ),
        folded(
            r"(?:accept|allow|reject|decline|manage|deny|refuse)(?: all| our"
            r"| your)?(?: non-essential)? cookies|(?:essential|necessary|functional|performance|analytics"
            r"|marketing|targeting|strictly necessary) cookies|cookie (?:policy|settings|preferences"
            r"|notice|consent|declaration)|cookies"
        ),
    ),
    drops=(
        "We use cookies to improve your experience. By continuing, you agree to our Cookie Policy.",
        "Accept all cookies",
        "Cookie settings",
    ),
    keeps=(
        "Bake the cookies for 12 minutes.",
        "Avoid cookies and other sugary snacks between meals.",
        "We use cookies and crackers to test the dye.",
    ),
)
