"""Notices to browsers: missing JavaScript, players, paywalls."""

from pipeline.rules.rule import Rule, either, folded, holding

RULE = Rule(
    name="browser-notice",
    category="other",
    reason="is a notice to the browser, not to the reader",
    cues=(
        "javascript",
        "your browser",
        "subscriber",
        "paywall",
        "audio player",
        "video player",
        "listen to this",
        "play video",
        "premium",
    ),
    matches=either(
        holding(
            r"\b(?:enable|requires?|turn on|disabled|without) javascript\b|\bjavascript (?:is|must be"
            r"|seems)\b",
            at_most=300,
        ),
        holding(r"\byour browser (?:does not|doesn't|is not|isn't) support", at_most=300),
        folded(
            r"already a subscriber\?.{0,40}|subscribers? only|this (?:article|content"
            r"|story) is for (?:subscribers|members).{0,60}|premium|premium content"
        ),
        folded(
            r"listen to this (?:article|story|page)(?:.{0,40})|(?:play|pause) video"
            r"|video player(?: is loading)?|audio player"
        ),
    ),
    drops=(
        "Please enable JavaScript to view this page.",
        "Your browser does not support the audio element.",
        "Play video",
    ),
    keeps=("The video player in the waiting room shows how to inject.",),
)
