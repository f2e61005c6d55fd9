"""Invitations to follow the publisher on social networks."""

from pipeline.rules.rule import Rule, either, folded, holding

_NETWORK = (
    r"(?:facebook|twitter|instagram|pinterest|youtube|tik ?tok|linked ?in|threads|google news"
    r"|social media|bluesky|x)"
)

RULE = Rule(
    name="follow-us",
    category="share",
    reason="invites the reader to follow the publisher",
    cues=("follow", "like us", "find us", "connect with", "join us on", "stay connected"),
    matches=either(
        holding(
            r"\b(?:follow|like|find|join|connect with) (?:us|me|him|her|them"
            rf"|@?[\w ]{{2,30}}) (?:\w+ ){{0,4}}?(?:on|at|via) (?:our )?{_NETWORK}\b",
            at_most=200,
        ),
        holding(rf"^follow (?:us|me|along)\b.{{0,80}}\b{_NETWORK}\b", at_most=200),
        folded(
            r"follow(?: us| me| along)?(?: on)?|stay connected|connect with (?:us|me)|(?:like"
            r"|find) us(?: on)?|follow @?\w+"
        ),
    ),
    drops=(
        "Follow us on Instagram",
        "Follow us for more everyday skin advice: Facebook | Instagram | Pinterest",
        "Stay connected",
    ),
    keeps=(
        "Follow the steps on the packet.",
        "Follow your doctor's advice.",
        "Follow up with your nurse on day three.",
    ),
)
