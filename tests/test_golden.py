"""Golden cases: an input, and the account of its lines, as plain files to be read in a diff."""

from pathlib import Path

import pytest

from pipeline.assemble import assemble
from pipeline.model import Reading, Verdict
from pipeline.rules import RULES
from sources import read

CASES = sorted(path.parent for path in (Path(__file__).parent / "golden").glob("*/input.*"))


def reading_of(case: Path) -> Reading:
    path = next(case.glob("input.*"))
    return assemble(read(path.read_bytes(), key=path.name, origin=path.name, suffix=path.suffix))


def _row(verdict: Verdict) -> str:
    what = verdict.kind or verdict.field or verdict.rule
    level = f" {verdict.level}" if verdict.level else ""
    return f"{verdict.n:>3} {verdict.fate:<8} {what}{level}".ljust(36) + verdict.text


def _account(reading: Reading) -> str:
    rows = [_row(verdict).rstrip() for verdict in reading.audit.verdicts]
    notices = [f"{notice.code} {list(notice.lines)}: {notice.message}" for notice in reading.audit.notices]
    return "\n".join([*rows, "", *notices, ""])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_account_of_every_line_is_as_agreed(case: Path, update_golden: bool) -> None:
    golden = case / "account.txt"
    account = _account(reading_of(case))
    if update_golden:
        golden.write_text(account, encoding="utf-8")
    assert account == golden.read_text(encoding="utf-8")


def test_the_kitchen_sink_shows_every_rule_that_reads_text() -> None:
    found = {verdict.rule for case in CASES for verdict in reading_of(case).audit.verdicts}
    assert {rule.name for rule in RULES} <= found
