"""Copyright lines and links to policies."""

from pipeline.rules.rule import Rule, either, folded, holding

_POLICY = (
    r"(?:privacy(?: (?:policy|notice|statement|settings|centre|center))?|terms(?: (?:of (?:use"
    r"|service)|and conditions|& conditions))?|terms|legal(?: notice)?|disclaimers?"
    r"|cookies?(?: (?:policy|settings|notice))?|accessibility(?: statement)?|imprint|impressum"
    r"|site ?map|contact(?: us)?|about(?: us)?|complaints|careers|advertise(?: with us)?|help"
    r"|faqs?|modern slavery statement|do not sell (?:or share )?my (?:personal )?(?:information"
    r"|data)|your privacy choices|ad ?choices|press|jobs)"
)

RULE = Rule(
    name="legal-line",
    category="legal",
    reason="states copyright or links to the site's policies",
    cues=(
        "copyright",
        "\u00a9",
        "all rights reserved",
        "(c)",
        "privacy",
        "terms",
        "legal notice",
        "trade mark",
        "trademark",
        "imprint",
        "impressum",
    ),
    matches=either(
        holding(
            r"^(?:.{0,60}\s)?(?:copyright|\u00a9|\(c\))\s*(?:\u00a9\s*|\(c\)\s*)?(?:-\s*)?(?:(?:19|20)\d\d"
            r"|[\w .,&']{2,60}(?:19|20)\d\d)",
            at_most=300,
        ),
        holding(r"\ball rights reserved\b", at_most=300),
        holding(r"^(?:\u00a9|copyright \u00a9)", at_most=200),
        holding(r"\bis a (?:registered )?trade ?mark of\b", at_most=200),
        folded(rf"{_POLICY}(?:\s*[|·•,/&-]?\s*(?:and )?{_POLICY})*", at_most=200),
        holding(
            r"^by (?:continuing|using|clicking|signing up|subscribing|registering"
            r"|submitting)\b.{0,120}\b(?:agree|accept|consent)\b",
            at_most=400,
        ),
    ),
    drops=(
        "\u00a9 2025 Larkmere Family Clinic Ltd. All rights reserved. Registered in England and Wales.",
        "Copyright 2024 Example Health",
        "Privacy Policy | Terms of Use | Complaints",
        "By signing up, you agree to our Terms of Use.",
    ),
    keeps=(
        "Your privacy matters during the examination.",
        "In medical terms, a freckle is an ephelis.",
        "Vitamin (C) 2 g a day is too much.",
    ),
)
