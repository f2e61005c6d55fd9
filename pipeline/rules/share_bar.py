"""Buttons that share, print or save the page."""

from pipeline.rules.rule import Rule, either, folded, holding

_NETWORK = (
    r"(?:facebook|twitter|x(?: \(twitter\))?|pinterest|linked ?in|whats ?app|instagram|reddit|telegram|tumblr"
    r"|messenger|youtube|tik ?tok|threads|bluesky|mastodon|flipboard|pocket|snapchat|e-?mail|sms|line|viber)"
)
_BUTTON = (
    r"(?:shares?|sharing|tweet|pin(?: it| this)?|like|print|save(?: for later)?|copy(?: link)?"
    r"|link copied|copied|bookmark|(?:share|post|save|pin|send|tweet|email) (?:this|it|on|to|via"
    r"|with|by|the|a)(?: \w+){0,2}|pin (?:this|it|me)(?: \w+)?(?: for later| to \w+(?: \w+)?)?|(?:print"
    r"|download|save) (?:this )?(?:page|article|post|pdf"
    rf"|story)|email (?:this )?(?:page|article|a friend)|share {_NETWORK}|{_NETWORK})"
)

RULE = Rule(
    name="share-bar",
    category="share",
    reason="offers to share, print or save the page",
    cues=(
        "share",
        "sharing",
        "tweet",
        "print",
        "copy link",
        "facebook",
        "whatsapp",
        "pinterest",
        "pin it",
        "pin this",
        "pin me",
        "linkedin",
        "copied",
    ),
    matches=either(
        folded(
            r"(?:please |click (?:here )?to |don't forget to )?shar(?:e|ing)(?: (?:this|the|our|on|via"
            rf"|with|your|a|friends?|article|post|story|page|link|recipe|options|{_NETWORK}))*",
            at_most=70,
        ),
        folded(rf"\d*\s*{_BUTTON}(?:[\s|,·•/&+-]+(?:and |or )?{_BUTTON})*\s*\d*", at_most=120),
        folded(r"\d[\d.,k]* shares?|opens in (?:a )?new window"),
        holding(r"^click to (?:share|email|print|tweet)\b.{0,60}\(opens in new window\)"),
    ),
    drops=(
        "Share article:",
        "Share this post",
        "Print | Share | Save for later",
        "Facebook Twitter Pinterest",
        "Share on WhatsApp",
        "Pin this recipe for later!",
    ),
    keeps=(
        "Share this leaflet with your family before the operation.",
        "Do not share needles.",
        "Print your name and date of birth on the form.",
        "Share your concerns with the nurse.",
    ),
)
