"""Questions whether a page was helpful, and star ratings of it."""

from pipeline.rules.rule import Rule, folded

RULE = Rule(
    name="feedback-question",
    category="other",
    reason="asks whether the page was helpful",
    cues=("helpful", "useful", "rate this", "feedback", "out of 5", "votes", "rating", "reviews", "★", "☆"),
    matches=folded(
        r"(?:was|did|is|how) (?:this|the|you find this)(?: (?:article|page|post|information|content"
        r"|guide))?(?: \w+)? ?(?:helpful|useful)(?: to you)?\s*\??(?:\s*(?:yes|no)[\s/|,]*)*"
        r"|rate this (?:article|page|post|recipe)|(?:give|send|leave|share)(?: us)?(?: your)? feedback"
        r"|average rating.{0,40}|[\d.]+ out of 5(?: stars)?|[\d,]+ (?:votes|ratings)|[★☆ ]+"
        r"|[\d.]+ (?:from|\() ?[\d,]+ (?:votes|ratings|reviews)\)?|[\d,]+ (?:\w+ )?customer reviews"
        r"|(?:found this"
        r"|thanks for your) (?:helpful|feedback).{0,30}"
    ),
    drops=(
        "Was this page helpful? Yes / No",
        "Was this helpful?",
        "Rate this article",
        "Give feedback",
        "★★★★☆",
        "4.9 from 61 reviews",
    ),
    keeps=(
        "Was this drug helpful in trials with children?",
        "A cold cloth is helpful.",
        "Pain was rated 4 out of 5 on day one.",
        "61 reviews of trials came to the same answer.",
    ),
)
