"""A person's orders for a source win over every other judge, and none of them can be slow."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.inspection import inspect, to_json
from flows.settings import load
from flows.stages import Quiet
from flows.steps import present, publish
from pipeline.assemble import account
from pipeline.errors import UsageError
from pipeline.model import Fate, Field, Verdict
from pipeline.overrides import LONGEST_LINE, Overrides, read_override
from pipeline.policy import Policy
from tests.raws import raw

PROSE = (
    "Dark spots are marks that can show on anybody's skin, and they fade with time. They often come after "
    "acne, sun or a burn, and they can last for a year or even two before they are gone."
)
WARNING = "Do not take more than 400 mg in a day, and call 999 if you cannot breathe."
LINES = (
    "Why Dark Spots Stay So Long on the Skin", "", PROSE, "", "Share this article", "", "What helps", "",
    PROSE, "", WARNING, "", PROSE, "", "Sign up to our newsletter", "", PROSE,
)  # fmt: skip
TEXT = "\n".join(LINES)
NO_LEAFLETS = '[channels]\nenabled = ["page", "feed", "index", "newsletter"]\n'


def orders(*, keep: tuple[str, ...] = (), drop: tuple[str, ...] = ()) -> Overrides:
    return Overrides("articles", tuple(map(read_override, keep)), tuple(map(read_override, drop)))


def verdict_of(line: str, given: Overrides, policy: Policy = Policy.BALANCED) -> Verdict:
    verdicts = account(raw(TEXT), policy, given).audit.verdicts
    return verdicts[LINES.index(line)]


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("phrase", ["share THIS article", "this  article", "/^share .* article$/", "/Share/"])
def test_what_is_to_be_kept_stays_whatever_a_rule_says(policy: Policy, phrase: str) -> None:
    assert verdict_of("Share this article", orders(), policy).fate is Fate.REMOVED
    verdict = verdict_of("Share this article", orders(keep=(phrase,)), policy)
    assert (verdict.fate, verdict.rule) == (Fate.KEPT, "source-keep")
    assert verdict.reason == f"source articles says keep: {phrase}"
    assert verdict.confidence == 1.0


@pytest.mark.parametrize("policy", Policy)
def test_what_is_to_be_dropped_goes_and_a_dropped_warning_is_listed(policy: Policy) -> None:
    reading = account(raw(TEXT), policy, orders(drop=("400 mg",)))
    verdict = reading.audit.verdicts[LINES.index(WARNING)]
    assert (verdict.fate, verdict.rule) == (Fate.REMOVED, "source-drop")
    assert verdict.reason == "source articles says drop: 400 mg"
    listed = [n for n in reading.audit.notices if n.code == "medical-removal"]
    assert [n.lines for n in listed] == [(verdict.n,)]
    assert "source-drop" in listed[0].message


def test_where_both_fit_the_line_is_kept() -> None:
    both = orders(keep=("What helps",), drop=("/helps/",))
    assert verdict_of("What helps", both).rule == "source-keep"


def test_a_kept_line_is_no_metadata_but_may_be_the_title() -> None:
    dated = "\n".join((LINES[0], "", "Published 3 May 2024", "", *LINES[1:]))
    plain = account(raw(dated)).audit.verdicts
    assert plain[2].field is Field.PUBLISHED
    verdicts = account(raw(dated), Policy.BALANCED, orders(keep=("2024", "dark spots"))).audit.verdicts
    assert (verdicts[2].fate, verdicts[2].rule) == (Fate.KEPT, "source-keep")
    assert verdicts[0].field is Field.TITLE


def test_a_dropped_title_is_not_the_title() -> None:
    reading = account(raw(TEXT), Policy.BALANCED, orders(drop=("/^why dark spots/",)))
    assert reading.audit.verdicts[0].fate is Fate.REMOVED
    assert not reading.article.title.startswith("Why")


def test_a_phrase_is_found_as_whole_words() -> None:
    assert read_override("Ad").holds("ad")
    assert read_override("Ad").holds("(ad) below")
    assert not read_override("Ad").holds("advice for dry hands")
    assert read_override("don’t miss").holds("don't miss this")
    assert read_override("©").holds("© 2024 the clinic")


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("", "must hold words"),
        ("  ", "must hold words"),
        ("/(/", "valid pattern"),
        ("/[z-a]/", "valid pattern"),
        ("/a{99999999999999999999}/", "valid pattern"),
        ("/.*/", "any line"),
        ("//", "any line"),
        ("/(a+)+b/", "repeats no group"),
        ("/(?:a|a)*b/", "repeats no group"),
        ("/(a|b){2,9}c/", "repeats no group"),
        ("/.*a.*b.*c/", "at most two"),
        ("/" + "a?" * 30 + "a" * 30 + "/", "at most two"),
        ("/" + ".{0,20}x" * 9 + "/", "at most two"),
        ("/" + "(a|a)" * 30 + "b/", "at most two"),
        (r"/(\w+) \1/", "without"),
        ("/(?=a)b/", "without"),
        ("/(?P<n>a)b/", "without"),
        ("/" + "a" * 300 + "/", "at most 200 characters"),
    ],
)
def test_a_bad_or_slow_pattern_is_refused_with_its_line(tmp_path: Path, pattern: str, says: str) -> None:
    file = tmp_path / "handbill.toml"
    file.write_text(f"[[sources]]\npath = 'a'\ndrop = ['{pattern}']\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load(str(file))
    assert caught.value.where == f"{file}:3"
    assert caught.value.what.startswith("sources.drop must ")
    assert says in caught.value.what
    assert caught.value.remedy


@pytest.mark.parametrize(
    "pattern", ["/^page \\d+ of \\d+$/", "/[^]a+]{3}x/", "/a|b|c/", "/(?:dr|prof)\\.? smith/", "/x{2,4}/"]
)
def test_plain_patterns_are_taken(pattern: str) -> None:
    assert read_override(pattern).written == pattern


def test_a_pattern_passes_over_a_very_long_line() -> None:
    assert read_override("/a+b/").holds("a" * (LONGEST_LINE - 1) + "b")
    assert not read_override("/a+b/").holds("a" * LONGEST_LINE + "b")
    assert read_override("fever").holds("a " * LONGEST_LINE + "fever")


@given(st.text(max_size=40), st.text(max_size=80))
def test_any_text_is_an_order_or_plainly_refused(written: str, line: str) -> None:
    try:
        order = read_override(written)
    except ValueError as error:
        message = str(error)
    else:
        message = "must "
        assert isinstance(order.holds(line), bool)
    assert message.startswith("must ")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{folder}.txt").write_text(TEXT.replace("Why", f"{folder}: why"), "utf-8")
    file = tmp_path / "handbill.toml"
    first = '[[sources]]\npath = "one"\nkeep = ["share this"]\ndrop = ["/400 mg/"]\n'
    file.write_text(f'{first}[[sources]]\npath = "t*/*.txt"\ndrop = ["what helps"]\n{NO_LEAFLETS}', "utf-8")
    return file


def test_inspect_finds_the_source_of_a_file(site: Path) -> None:
    _, reading, opinions = inspect(str(site.parent / "one" / "one.txt"), str(site))
    assert {v.rule for v in reading.audit.verdicts} >= {"source-keep", "source-drop"}
    rows = json.loads(to_json("id", reading, opinions))["lines"]
    assert [row["reason"] for row in rows if row["rule"] == "source-keep"] == [
        "source one says keep: share this"
    ]
    _, other, _ = inspect(str(site.parent / "two" / "two.txt"), str(site))
    ruled = {v.text: v.rule for v in other.audit.verdicts if v.rule}
    assert ruled["What helps"] == "source-drop"
    assert ruled["Share this article"] == "share-bar"


@pytest.mark.parametrize("named", [(), ("one", "two"), ("one/one.txt", "two/*.txt")])
def test_a_publish_obeys_the_orders_of_each_source(
    site: Path, monkeypatch: pytest.MonkeyPatch, named: tuple[str, ...]
) -> None:
    monkeypatch.chdir(site.parent)
    settings = load(sources=named, out="public")
    publish(settings, stages=Quiet(), now=present())
    pages = {
        page.parent.name: page.read_text("utf-8") for page in Path("public/current/articles").glob("*/*.html")
    }
    one, two = (
        next(text for slug, text in pages.items() if slug.startswith(name)) for name in ("one", "two")
    )
    assert "Share this article" in one
    assert "400 mg" not in one
    assert "Share this article" not in two
    assert "What helps" not in two
    report = json.loads(Path("public/current/report.json").read_text("utf-8"))
    codes = [[w["code"] for w in article["warnings"]] for article in report["articles"]]
    assert [("medical-removal" in found) for found in codes] == [True, False]
