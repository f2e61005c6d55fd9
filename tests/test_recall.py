"""What is to be taken back when an article was wrong, and what must be read again in time."""

import datetime as dt
import io
from pathlib import Path

import pytest
from pdfminer.high_level import extract_text

from flows import recall, release, reviews
from flows.catalogue import engine, printed
from flows.catalogue.address import Address
from flows.catalogue.printed import Printed
from flows.recall import Copies, Recall
from flows.settings import Settings, load
from flows.statements import Kind, state, take_back
from pipeline.errors import UsageError
from tests.test_cli import handbill
from tests.test_publish import LATER, NOW, SETTINGS, run, site, text_of, tree

LAST = LATER + dt.timedelta(days=30)
SHEETS = (
    SETTINGS.replace('"page",', '"page", "leaflet",')
    + '[leaflet]\nformats = ["a4", "a5"]\n[brands.north]\nname = "North clinic"\n'
)


def settings_of(folder: Path) -> Settings:
    return load(str(folder / "handbill.toml"))


def note(folder: Path, count: int, by: str, *, sheet: str = "", now: dt.datetime = NOW) -> None:
    recall.note(settings_of(folder), "wool.txt", Copies(count, by, sheet), now)


def say(folder: Path, kind: Kind, text: str = "Ten minutes, not twenty.") -> None:
    state(settings_of(folder), "wool.txt", kind, text, LATER)


def wool(folder: Path) -> Recall:
    return recall.recall_of(settings_of(folder), "wool.txt")


def test_copies_are_remembered_on_both_databases(where: Address) -> None:
    first = Printed("x", "aa", "r1", 100, "North clinic", NOW, "a4", "north")
    second = Printed("x", "bb", "r2", 1, "Ada", LATER)
    with engine.opened(where) as connection:
        printed.note(connection, first)
        printed.note(connection, second)
    with engine.opened(where) as connection:
        assert printed.read(connection) == (first, second)


def test_copies_of_an_article_as_it_is_are_not_recalled(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool"))
    note(tmp_path, 50, "North clinic")
    assert wool(tmp_path).stale == ()
    assert recall.recalls(settings_of(tmp_path)) == ()
    assert list(recall.lines(wool(tmp_path))) == [
        "wool.txt: neither corrected nor retracted.",
        "No copies of another version are known.",
    ]


@pytest.mark.parametrize("kind", list(Kind))
def test_copies_from_before_a_statement_are_recalled_at_once(tmp_path: Path, kind: Kind) -> None:
    run(site(tmp_path, "water", "wool"))
    note(tmp_path, 50, "North clinic", sheet="a4")
    note(tmp_path, 7, "Ada")
    say(tmp_path, kind)
    assert wool(tmp_path).copies == 57
    run(tmp_path, now=LATER)
    (found,) = recall.recalls(settings_of(tmp_path))
    assert list(recall.lines(found)) == [
        f"wool.txt: {kind} of 2025-09-01: Ten minutes, not twenty.",
        "2025-03-01      50 x  a4            North clinic",
        "2025-03-01       7 x  leaflet       Ada",
        "57 copies to take back.",
    ]


def test_copies_made_between_a_correction_and_its_publication_are_recalled_too(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool"))
    say(tmp_path, Kind.CORRECTION)
    note(tmp_path, 50, "North clinic", now=LAST)
    assert wool(tmp_path).copies == 50
    run(tmp_path, now=LAST)
    note(tmp_path, 3, "Ada", now=LAST)
    assert [each.by for each in wool(tmp_path).stale] == ["North clinic"]


def test_copies_of_a_text_that_was_edited_since_are_recalled(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool"))
    note(tmp_path, 50, "North clinic")
    (tmp_path / "articles/wool.txt").write_text(text_of("wool", more="Rinse it well.\n"), encoding="utf-8")
    run(tmp_path, now=LATER)
    assert next(recall.lines(wool(tmp_path))) == "wool.txt: changed since."
    (tmp_path / "articles/wool.txt").unlink()
    run(tmp_path, now=LATER)
    assert next(recall.lines(wool(tmp_path))) == "wool.txt: no longer published."
    assert wool(tmp_path).copies == 50


def test_a_retraction_that_is_undone_recalls_nothing(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool"))
    note(tmp_path, 50, "North clinic")
    say(tmp_path, Kind.RETRACTION)
    run(tmp_path, now=LATER)
    with pytest.raises(UsageError, match="No leaflet of this article is published"):
        note(tmp_path, 1, "Ada")
    take_back(settings_of(tmp_path), "wool.txt")
    run(tmp_path, now=LATER)
    assert wool(tmp_path).stale == ()


def test_only_what_can_be_printed_is_noted(tmp_path: Path) -> None:
    run(site(tmp_path, "wool"))
    with pytest.raises(UsageError, match="Nobody has printed it"):
        note(tmp_path, 1, " ")
    with pytest.raises(UsageError, match="No leaflets are made in the format a3"):
        note(tmp_path, 1, "Ada", sheet="a3")
    with pytest.raises(UsageError, match="There is no brand north"):
        recall.note(settings_of(tmp_path), "wool.txt", Copies(1, "Ada", brand="north"), NOW)


def test_a_retraction_withdraws_every_leaflet_in_every_brand_and_format(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool", settings=SHEETS))
    names = {path for path in tree(tmp_path) if path.endswith(".pdf")}
    assert len(names) == 8
    say(tmp_path, Kind.RETRACTION)
    run(tmp_path, now=LATER)
    left = {path for path in tree(tmp_path) if path.endswith(".pdf")}
    assert left == {path for path in names if "wool" not in path}


def test_a_correction_shows_on_page_leaflets_newsletter_and_feeds(tmp_path: Path) -> None:
    run(site(tmp_path, "wool", settings=SHEETS))
    say(tmp_path, Kind.CORRECTION)
    run(tmp_path, now=LATER)
    files = tree(tmp_path)
    named = [path for path in files if "Ten minutes, not twenty." in files[path].decode("utf-8", "replace")]
    ends = ("index.html", "feed.xml", "atom.xml", "feed.json", "newsletter.html", "newsletter.txt")
    assert {end for end in ends if any(path.endswith(end) for path in named)} == set(ends)
    sheets = [files[path] for path in files if path.endswith(".pdf")]
    assert len(sheets) == 4
    for sheet in sheets:
        text = " ".join(extract_text(io.BytesIO(sheet)).split())
        assert "Corrected on 1 September 2025: Ten minutes, not twenty." in text


REVIEWED = SETTINGS + "[leaflet]\nreview_months = 12\n"


def test_reviews_are_listed_when_they_are_due(tmp_path: Path) -> None:
    run(site(tmp_path, "water", settings=REVIEWED))
    run(site(tmp_path, "wool", settings=REVIEWED), now=LATER)
    settings = settings_of(tmp_path)
    assert reviews.due(settings, dt.date(2026, 2, 28), 0) == ()
    assert [each.item.source for each in reviews.due(settings, dt.date(2026, 2, 28), 1)] == ["water.txt"]
    both = reviews.due(settings, dt.date(2026, 2, 28), reviews.days_of("1y"))
    assert [each.day for each in both] == [dt.date(2026, 3, 1), dt.date(2026, 9, 1)]
    title = "What water does for your skin"
    for today, when in ((28, "due in 1 d    "), (1, "due today     "), (2, "overdue 1 d   ")):
        day = dt.date(2026, 2 if today == 28 else 3, today)
        assert reviews.line(both[0], day) == f"2026-03-01  {when}  water.txt  {title}"


def test_a_retracted_article_needs_no_review(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool", settings=REVIEWED))
    say(tmp_path, Kind.RETRACTION)
    run(tmp_path, now=LATER)
    found = reviews.due(settings_of(tmp_path), dt.date(2030, 1, 1), 0)
    assert [each.item.source for each in found] == ["water.txt"]


def test_without_an_interval_no_review_can_be_due(tmp_path: Path) -> None:
    run(site(tmp_path, "water"))
    with pytest.raises(UsageError, match="No interval of reviews is set"):
        reviews.due(settings_of(tmp_path), dt.date(2030, 1, 1), 0)


@pytest.mark.parametrize(("text", "days"), [("90d", 90), ("6w", 42), ("3m", 93), (" 1Y ", 366), ("0d", 0)])
def test_a_span_of_time_is_read_as_days(text: str, days: int) -> None:
    assert reviews.days_of(text) == days


@pytest.mark.parametrize("text", ["", "3", "m", "-1d", "3 months", "99999d"])
def test_what_is_no_span_of_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no span of time"):
        reviews.days_of(text)


def test_the_commands_note_recall_and_list(tmp_path: Path) -> None:
    run(site(tmp_path, "wool", settings=REVIEWED))
    done = handbill(
        tmp_path, "printed", "wool.txt", "--copies", "50", "--by", "North clinic", "--format", "a4"
    )
    assert done.stdout.startswith("Noted: North clinic has 50 of wool.txt.")
    assert handbill(tmp_path, "recall").stdout == "Nothing is to be taken back.\n"
    say(tmp_path, Kind.RETRACTION)
    assert "50 copies to take back." in handbill(tmp_path, "recall", "wool.txt").stdout
    assert "50 copies to take back." in handbill(tmp_path, "recall").stdout
    assert "wool.txt  What wool does" in handbill(tmp_path, "review-due").stdout
    done = handbill(tmp_path, "review-due", "--within", "soon")
    assert (done.returncode, done.stdout) == (1, "")


def test_the_release_that_copies_came_from_is_remembered(tmp_path: Path) -> None:
    run(site(tmp_path, "wool"))
    note(tmp_path, 1, "Ada")
    shown = release.current(tmp_path / "public")
    with engine.opened(settings_of(tmp_path).catalogue) as connection:
        (made,) = printed.read(connection)
    assert shown is not None
    assert made.release == shown.name
