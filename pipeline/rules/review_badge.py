"""Badges that praise the source's own accuracy, and links to its editorial policy."""

from pipeline.rules.rule import Rule, either, folded, holding

RULE = Rule(
    name="review-badge",
    category="medical review",
    reason="is a badge of the source's own review",
    cues=(
        "accura",
        "fact check",
        "fact-check",
        "reviewed",
        "editorial",
        "verified",
        "evidence based",
        "evidence-based",
        "expert",
        "sourcing guidelines",
    ),
    matches=either(
        folded(
            r"(?:staying|stay|always|keeping it|keeping us|checked for|reviewed for"
            r"|verified for) (?:medically |clinically |scientifically )?(?:accurate|accuracy)|(?:medically"
            r"|clinically|expert|scientifically) (?:reviewed|verified|checked|accurate)"
            r"|(?:is )?fact[ -]checked|evidence[ -]based|(?:our|the|read our|learn (?:more )?about our"
            r"|see our) (?:editorial|review|fact[ -]check\w*|verification) (?:policy|process|standards"
            r"|guidelines|team|principles)|editorial (?:policy|process|standards|guidelines|team)"
            r"|(?:medical |expert )?review(?:ed)? board|why (?:you can )?trust us|talk to our experts"
            r"|how we (?:reviewed|fact[ -]checked) this article"
        ),
        holding(r"\bhas (?:strict|rigorous|tight) (?:sourcing|editorial) guidelines\b", at_most=400),
        holding(
            r"^(?:learn|read) (?:more )?about .{2,40}'?s? editorial (?:process|policy|standards"
            r"|guidelines)\b",
            at_most=120,
        ),
    ),
    drops=(
        "Staying Medically Accurate!",
        "Checked for Accuracy!",
        "Medically reviewed",
        "Fact checked",
        "Our editorial process",
        "Larkmere has strict sourcing guidelines and relies on peer-reviewed studies.",
    ),
    keeps=(
        "Medical staff reviewed the wound each day.",
        "An accurate diagnosis needs a biopsy.",
        "The evidence-based dose is 10 mg.",
    ),
)
