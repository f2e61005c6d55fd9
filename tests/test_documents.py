"""The documents say what the code does."""

import re
from pathlib import Path

from outputs import CHANNELS, ITEM_CHANNELS
from pipeline.rules import RULES
from sources import SOURCES

ROOT = Path(__file__).parents[1]


def _rules_page() -> str:
    rows = [
        "# Rules",
        "",
        "`handbill inspect` names each line that one of these rules removes, with its reason. The",
        "examples are the rules' tests.",
        "",
    ]
    for rule in RULES:
        rows += [f"## {rule.name}", "", f"Category: {rule.category}. It {rule.reason}.", ""]
        for title, examples in (("Removes", rule.drops), ("Keeps", rule.keeps)):
            if examples:
                lines = [
                    line.removeprefix("> ")
                    for e in examples
                    for line in e.split("\n")
                    if line.startswith("> ") or "> " not in e
                ]
                rows += [f"{title}:", "", "```text", *(line for line in lines if line), "```", ""]
    return "\n".join(rows)


def _meant(example: str) -> list[str]:
    """Return the lines of an example that it is about."""
    rows = example.split("\n")
    return [row[2:] for row in rows if row.startswith("> ")] or rows


def test_every_rule_is_documented(update_golden: bool) -> None:
    page = ROOT / "docs" / "rules.md"
    if update_golden:
        page.write_text(_rules_page(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == _rules_page()


def test_every_source_and_channel_is_documented() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"`{suffix}`" in text for suffix in SOURCES)
    assert all(name in text for name in (*CHANNELS, *ITEM_CHANNELS))


def test_every_dependency_has_its_reason() -> None:
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[project.scripts]")[0]
    names = re.findall(r'^  "([a-z0-9-]+)[><=]', declared, re.MULTILINE)
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert len(names) > 10
    assert [name for name in names if name not in page] == []


def test_links_between_documents_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
