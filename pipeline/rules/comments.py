"""Comment counts and forms."""

from pipeline.rules.rule import Rule, either, folded, holding

RULE = Rule(
    name="comments",
    category="comments",
    reason="belongs to the comment form",
    cues=("comment", "reply", "required fields", "be the first to"),
    matches=either(
        folded(
            r"(?:\d+|no|one|show|view|load|see|read|post|leave|add|submit|write|join|hide|loading|your"
            r"|post a|leave a|add a|submit a|write a)(?: all| more| your"
            r"| the)? ?(?:\d+ )?comments?(?: \(?\d+\)?| yet| here| below| \*)?|comments?(?: \(?\d+\)?"
            r"| section| are closed|)|(?:leave|post|add|write|cancel) ?(?:a )?reply|reply|\d+ repl(?:y"
            r"|ies)|\d+ responses?|be the first to (?:comment|reply|leave a comment|review)"
            r"|comments are (?:closed|off|moderated).{0,60}|join the (?:conversation|discussion)"
        ),
        holding(r"^your email address will not be published\b|^required fields are marked\b", at_most=160),
        holding(
            r"\b(?:let us know|tell us|share).{0,60}\bin the comments?(?: section)?(?: below)?\b", at_most=160
        ),
        holding(r"^save my name, email.{0,60}for the next time i comment", at_most=160),
    ),
    drops=(
        "14 Comments",
        "Leave a comment",
        "Your email address will not be published. Required fields are marked *",
        "Post a reply",
    ),
    keeps=(
        "Some patients comment on the smell.",
        "Nurses reply within a day.",
        "The comments of the panel led to a lower dose.",
    ),
)
