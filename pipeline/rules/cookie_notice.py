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
            r"|similar)\b|[.,])|\bwe(?:'d| would)(?: also)? like to (?:use|set) (?:additional"
            r"|optional|analytics|non-essential) cookies\b"
            r"|\byou(?:'ve| have) (?:accepted|rejected) (?:\w+ )?cookies\b"
            r"|\bcookies (?:to|that|help us) (?:improve|enhance|personali[sz]e|analy[sz]e"
            r"|ensure|give|provide|deliver)\b|\b(?:our|your|the) (?:use of cookies|cookie (?:policy"
            r"|settings|preferences|notice))\b",
            at_most=900,
        ),
        folded(
            r"(?:accept|allow|reject|decline|manage|deny|refuse|view)(?: all| our| your| the| additional"
            r"| analytics| optional| non-essential)* cookies|(?:i'm ok with|do not use) (?:analytics|optional"
            r"|additional) cookies|cookies on .{2,40} (?:website|site|service)"
            r"|hide (?:this|cookie)(?: cookie)? message|(?:essential|necessary|functional|performance"
            r"|analytics|marketing|targeting|strictly necessary) cookies"
            r"|cookie (?:policy|settings|preferences|notice|consent|declaration)|cookies"
        ),
    ),
    drops=(
        "We use cookies to improve your experience. By continuing, you agree to our Cookie Policy.",
        "Accept all cookies",
        "Cookie settings",
        "Accept additional cookies",
        "Do not use analytics cookies",
        "Cookies on the Northshire health service website",
        "We’d like to set additional cookies so we can remember your settings.",
    ),
    keeps=(
        "Bake the cookies for 12 minutes.",
        "Avoid cookies and other sugary snacks between meals.",
        "We use cookies and crackers to test the dye.",
        "Do not eat the cookies if you are allergic to nuts.",
    ),
)
