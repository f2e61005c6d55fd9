"""Lists of tags and categories."""

from pipeline.rules.rule import Rule, either, folded, holding

RULE = Rule(
    name="tags-line",
    category="other",
    reason="lists the tags or categories of the page",
    cues=("tags", "tagged", "filed under", "categor", "topics:", "keywords", "#"),
    matches=either(
        folded(
            r"(?:tags?|tagged(?: with| in)?|filed under|filed in|categor(?:y|ies)|(?:related )?topics"
            r"|keywords)\s*:\s*.{0,140}"
        ),
        folded(r"tags|categories|filed under|related topics"),
        holding(r"^(?:#[\w-]+[\s,]*){2,}$", at_most=200),
    ),
    drops=(
        "Tags: dry skin, hand care, winter skin, eczema",
        "Filed under: Skin",
        "Categories",
        "#skin #acne",
    ),
    keeps=(
        "Skin tags are harmless growths.",
        "Burns fall into three categories, first, second and third degree, each with its own care.",
    ),
)
