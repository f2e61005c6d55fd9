"""What recurs on the pages of a site is its dress; a warning or a heading over own text is not."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.commands.annotate import annotate
from flows.inspection import inspect
from flows.locate import Located
from flows.readings import Read, gather
from flows.settings import load
from flows.siblings import sample
from flows.stages import Quiet
from flows.steps import present, publish
from pipeline.assemble import account
from pipeline.errors import UsageError
from pipeline.model import Fate, Verdict
from pipeline.policy import Policy
from pipeline.recurrence import PAGES_READ, RULE, Site, Survey, marks_of
from sources import read as read_source
from tests.raws import raw
from tests.sites import HEAD, INSIDE, PROMISE, TAIL, WARNING, own_lines, page

NO_LEAFLETS = '[channels]\nenabled = ["page", "feed", "index", "newsletter"]\n'
COUNT = 40


def surveyed(texts: list[str]) -> Site:
    survey = Survey()
    for text in texts:
        survey.take(marks_of(raw(text), "site"))
    return survey.sites()["site"]


def judged(text: str, site: Site, policy: Policy = Policy.RULES) -> dict[str, Verdict]:
    return {v.text: v for v in account(raw(text), policy, site=site).audit.verdicts}


SITE = surveyed([page(n) for n in range(COUNT)])


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("n", [0, 17, 39])
def test_the_dress_of_a_site_goes_and_every_line_of_its_own_stays(policy: Policy, n: int) -> None:
    found = judged(page(n), SITE, policy)
    assert {v.fate for line, v in found.items() if line in {*HEAD, *TAIL, INSIDE}} == {Fate.REMOVED}
    assert not [line for line in own_lines(n) if found[line].fate is Fate.REMOVED]


def test_a_person_sees_on_how_many_pages_a_line_stands() -> None:
    verdict = judged(page(3), SITE)[INSIDE]
    assert verdict.rule == RULE
    assert verdict.reason == "stands on 40 of 40 pages of this site"
    fewer = surveyed([page(n) if n < 37 else page(n).replace(INSIDE, "") for n in range(COUNT)])
    assert judged(page(3), fewer)[INSIDE].reason == "stands on 37 of 40 pages of this site"


def test_a_warning_that_recurs_stays() -> None:
    assert judged(page(3), SITE)[WARNING].fate is Fate.KEPT


def test_headings_that_recur_over_own_text_or_an_own_list_stay() -> None:
    found = judged(page(3), SITE)
    assert {found[line].fate for line in ("Summary", "What helps", "Questions for your visit")} == {Fate.KEPT}


def test_an_item_that_recurs_in_lists_of_own_items_stays() -> None:
    item = "• Wear loose cotton clothes"
    texts = [page(n).replace("\n\nCall 999", f"\n{item}\n\nCall 999") for n in range(COUNT)]
    assert judged(texts[0], surveyed(texts))[item].fate is Fate.KEPT


def test_a_list_all_of_whose_items_recur_goes() -> None:
    items = ("• Leaflets of the month", "• Larch Valley walks", "• People at Fernhill")
    texts = [page(n) + "\n\n" + "\n".join(items) for n in range(COUNT)]
    found = judged(texts[0], surveyed(texts))
    assert {found[item].rule for item in items} == {RULE}


def test_two_pages_prove_nothing_and_three_do() -> None:
    texts = [page(n) for n in range(3)]
    assert judged(texts[0], surveyed(texts[:2]))[PROMISE].rule != RULE
    assert judged(texts[0], surveyed(texts))[PROMISE].rule == RULE


def test_a_line_inside_the_text_needs_half_of_the_pages_and_one_outside_a_fifth() -> None:
    texts = [page(n) if n < 10 else page(n).replace(INSIDE, "").replace(PROMISE, "") for n in range(COUNT)]
    found = judged(texts[0], surveyed(texts))
    assert (found[INSIDE].rule, found[PROMISE].rule) == ("", RULE)


def test_a_label_that_comes_again_within_an_article_is_its_own() -> None:
    label = "Best offers of the week"
    texts = [
        page(n).replace(INSIDE, f"{INSIDE}\n\n{label}").replace(WARNING, f"{WARNING}\n\n{label}")
        for n in range(COUNT)
    ]
    found = judged(texts[0], surveyed(texts))
    assert (found[label].rule, found[INSIDE].rule) == ("", RULE)


def test_copies_of_one_article_are_left_alone() -> None:
    copies = [page(1), page(1).replace("Summary", "In short"), page(1).replace("What helps", "Help")]
    found = judged(copies[0], surveyed([*copies, page(1), page(2)]))
    assert not [line for line in own_lines(1) if found[line].fate is Fate.REMOVED]


def test_figures_do_not_tell_lines_apart() -> None:
    texts = [f"{page(n)}\n\n{n + 3} neighbours have read this page of ours" for n in range(COUNT)]
    assert judged(texts[5], surveyed(texts))["8 neighbours have read this page of ours"].rule == RULE


def test_a_title_that_the_head_of_the_page_gives_stays() -> None:
    def html(n: int) -> bytes:
        body = "".join(f"<p>{line}</p>" for line in own_lines(n)[1:])
        return f"<title>Letter from the clinic</title><body><h1>Letter from the clinic</h1>{body}".encode()

    raws = [read_source(html(n), key=str(n), origin=str(n), suffix=".html") for n in range(5)]
    survey = Survey()
    for one in raws:
        survey.take(marks_of(one))
    assert account(raws[0], site=survey.sites()[""]).article.title == "Letter from the clinic"


LINES = st.sampled_from(
    [*HEAD, *TAIL, INSIDE, WARNING, "Summary", "", "• One", "1", *own_lines(1), *own_lines(2), *own_lines(3)]
)
TEXTS = st.lists(st.lists(LINES, max_size=14).map("\n".join), min_size=1, max_size=6)


@given(TEXTS)
@settings(max_examples=60)
def test_counts_do_not_depend_on_the_order_of_the_articles(texts: list[str]) -> None:
    assert surveyed(texts) == surveyed(sorted(texts, reverse=True))


@given(TEXTS)
@settings(max_examples=60)
def test_every_line_is_accounted_for_and_what_is_left_stays(texts: list[str]) -> None:
    site = surveyed(texts)
    for text in texts:
        verdicts = account(raw(text), Policy.RULES, site=site).audit.verdicts
        assert [v.text for v in verdicts] == [line.text for line in raw(text).lines]
        assert not [v for v in verdicts if v.fate is Fate.REMOVED and v.text == WARNING]
        gone = [v for v in verdicts if v.rule == RULE]
        assert all(site.count(v.text.lower().strip(" •")) >= 3 for v in gone)


def test_a_survey_reads_no_more_pages_than_it_says() -> None:
    survey = Survey()
    for n in range(PAGES_READ + 20):
        survey.take(marks_of(raw(f"{PROMISE}\n\nNote {chr(97 + n % 26)}{chr(97 + n // 26)}")))
    assert survey.sites()[""].pages == PAGES_READ


def test_the_sample_of_a_large_source_is_the_same_in_any_order() -> None:
    files = [Located(f"{n}.txt", f"in/{n}.txt", "", ".txt", "in") for n in range(PAGES_READ * 3)]
    chosen = sample(files)
    assert len(chosen) == PAGES_READ
    assert sample(files[::-1]) == chosen


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "in").mkdir()
    for n in range(12):
        (tmp_path / "in" / f"{n}.txt").write_text(page(n), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_publish_compares_the_articles_of_a_source(folder: Path) -> None:
    for on in ("true", "false"):
        text = f'sources = ["in"]\n[cleaning]\npolicy = "rules"\nrecurrence = {on}\n{NO_LEAFLETS}'
        Path("handbill.toml").write_text(text, encoding="utf-8")
        publish(load(out=on), stages=Quiet(), now=present())
    with_, without = (
        "".join(p.read_text("utf-8") for p in Path(on, "current/articles").glob("*/index.html"))
        for on in ("true", "false")
    )
    assert INSIDE in without
    assert INSIDE not in with_
    assert with_.count(WARNING) == without.count(WARNING) > 0


def test_articles_are_judged_again_when_what_recurs_changes_and_not_for_a_count(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew: list[int] = []

    def counted(*arguments: object) -> Read:
        anew.append((found := gather(*arguments)).anew)  # type: ignore[arg-type]
        return found

    monkeypatch.setattr("flows.intake.gather", counted)
    Path("handbill.toml").write_text(
        f'sources = ["in"]\n[cleaning]\npolicy = "rules"\n{NO_LEAFLETS}', "utf-8"
    )
    news = "Our harbour branch opens on the first of May"
    for n in range(12, 19):
        publish(load(), stages=Quiet(), now=present())
        Path(f"in/{n}.txt").write_text(page(n) if n < 15 else f"{page(n)}\n\n{news}", encoding="utf-8")
    # Until here the news stood on three pages of eighteen, which is less than a fifth.
    assert anew == [12, 1, 1, 1, 1, 1, 1]
    for n in (0, 1):
        publish(load(), stages=Quiet(), now=present())
        Path(f"in/{n}.txt").write_text(f"{page(n)}\n\n{news}", encoding="utf-8")
    assert anew[7:] == [19, 1]


def test_inspect_compares_with_the_source_of_the_file_or_with_a_folder_named(folder: Path) -> None:
    def rules(beside: str | None = None) -> set[str]:
        return {v.rule for v in inspect("in/3.txt", None, beside)[1].audit.verdicts}

    assert RULE not in rules()
    assert RULE in rules("in")
    assert RULE in rules("in/*.txt")
    Path("handbill.toml").write_text('sources = ["in"]\n', encoding="utf-8")
    assert RULE in rules()
    Path("empty").mkdir()
    with pytest.raises(UsageError, match="No article"):
        rules("empty")


def test_inspect_shows_what_publish_does(folder: Path) -> None:
    Path("handbill.toml").write_text(f'sources = ["in"]\n{NO_LEAFLETS}', encoding="utf-8")
    publish(load(), stages=Quiet(), now=present())
    rows = json.loads(Path("public/current/report.json").read_text("utf-8"))["articles"]
    counts = {row["source"]: row["counts"] for row in rows}
    for n in (0, 7):
        audit = inspect(f"in/{n}.txt")[1].audit
        assert counts[f"{n}.txt"] == {fate.value: audit.count(fate) for fate in Fate}


@pytest.mark.parametrize("key", ["site", "domain", "url"])
def test_rows_of_one_site_are_labelled_together(folder: Path, key: str) -> None:
    address = "https://www.fernhill.example/a" if key == "url" else "fernhill"
    rows = [json.dumps({"id": n, key: address, "lines": page(n).split("\n")}) for n in range(6)]
    other = json.dumps({"id": 9, "lines": page(9).split("\n")})
    given = "\n".join([*rows, "not json", other])
    run = CliRunner().invoke
    apart = run(annotate, ["--policy", "rules"], input=given, standalone_mode=False)
    together = run(annotate, ["--policy", "rules", "--by-site"], input=given, standalone_mode=False)

    def removed(output: str) -> list[int]:
        found = [json.loads(line) for line in output.split("\n") if line.startswith("{")]
        return [row["labels"].count("boilerplate") for row in found]

    assert (apart.return_value, together.return_value) == (3, 3)
    before, after = removed(apart.stdout), removed(together.stdout)
    assert all(less < more for less, more in zip(before[:6], after[:6], strict=True))
    assert before[6] == after[6]
