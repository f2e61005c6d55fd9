import datetime as dt
import re
from collections.abc import Collection
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from slugify import slugify as transliterate

from flows.identity import Moment, Newcomer, Record, newcomer, slugify, stable_id, tag_uri
from flows.likeness import Sketch, likeness, sketch
from flows.naming import Naming, name_all
from pipeline.model import Article, Paragraph, Span

NOW = dt.datetime(2025, 3, 1, 12, 0, tzinfo=dt.UTC)
LATER = dt.datetime(2025, 9, 1, 12, 0, tzinfo=dt.UTC)
URL = "https://clinic.example/news/"
TEXTS = {
    "sun": "Sunscreen wears off within two hours of swimming, so put on a new layer before you go out, "
    "and do not forget the ears, the neck and the backs of both hands.",
    "burn": "Hold a small burn under cool running water for twenty minutes and take off rings at once; "
    "butter, ice and toothpaste make the damage worse and must stay away.",
}


def article(
    name: str, title: str = "", *, published: dt.date | None = None, updated: dt.date | None = None
) -> Article:
    text = Paragraph((Span(TEXTS[name]),), (1,))
    return Article(title or f"All about {name}", (text,), published=published, updated=updated)


def named(
    articles: dict[str, Article],
    records: Collection[Record] = (),
    *,
    now: dt.datetime = NOW,
    zone: dt.tzinfo = dt.UTC,
    present: Collection[str] = (),
    given: dict[str, str] | None = None,
) -> dict[str, Record]:
    newcomers = [newcomer(key, each, (given or {}).get(key, "")) for key, each in articles.items()]
    return dict(naming(newcomers, records, now=now, zone=zone, present=present).records)


def naming(
    newcomers: Collection[Newcomer],
    records: Collection[Record] = (),
    *,
    now: dt.datetime = NOW,
    zone: dt.tzinfo = dt.UTC,
    present: Collection[str] = (),
) -> Naming:
    here = {*present, *(new.key for new in newcomers)}
    return name_all(tuple(newcomers), tuple(records), here, Moment(URL, zone, now))


def test_an_id_depends_on_site_and_source_only() -> None:
    first = named({"a.txt": article("sun")})["a.txt"]
    assert first.id == stable_id(URL, "a.txt") == named({"a.txt": article("burn")})["a.txt"].id
    assert len(first.id) == 16
    assert first.id != stable_id("https://other.example/", "a.txt")


def test_a_tag_names_the_host_the_year_and_the_id() -> None:
    assert tag_uri("https://clinic.example:8443/news/", "abc", 2021) == "tag:clinic.example,2021:article/abc"
    assert tag_uri("https://bücher.example/", "abc", 2021).startswith("tag:xn--bcher-kva.example,2021:")


def test_first_publication_is_the_article_s_date_else_its_update_else_now() -> None:
    day, update = dt.date(2021, 5, 4), dt.date(2022, 1, 2)
    assert named({"a": article("sun", published=day, updated=update)})["a"].published.date() == day
    assert named({"a": article("sun", updated=update)})["a"].published.date() == update
    assert named({"a": article("sun")})["a"].published == NOW


def test_a_date_without_time_is_midnight_in_the_site_s_zone() -> None:
    zone = ZoneInfo("Europe/London")
    record = named({"a": article("sun", published=dt.date(2021, 6, 4))}, zone=zone)["a"]
    assert record.published.isoformat() == "2021-06-04T00:00:00+01:00"


def test_first_publication_is_remembered_for_good() -> None:
    first = named({"a": article("sun")})["a"]
    again = named({"a": article("sun", published=dt.date(2019, 1, 1))}, [first], now=LATER)["a"]
    assert again.published == NOW
    assert (again.id, again.tag, again.slug) == (first.id, first.tag, first.slug)


def test_an_unchanged_article_keeps_its_record_as_it_is() -> None:
    first = named({"a": article("sun")})["a"]
    assert named({"a": article("sun")}, [first], now=LATER)["a"] is first


def test_a_changed_article_without_a_date_is_updated_now() -> None:
    first = named({"a": article("sun")})["a"]
    again = named({"a": article("burn")}, [first], now=LATER)["a"]
    assert (again.published, again.updated) == (NOW, LATER)


def test_an_update_is_never_before_the_first_publication() -> None:
    record = named({"a": article("sun", published=dt.date(2022, 1, 1), updated=dt.date(2020, 1, 1))})["a"]
    assert record.updated == record.published


def test_a_renamed_source_keeps_its_id() -> None:
    first = named({"a.txt": article("sun")})["a.txt"]
    moved = named({"b.txt": article("sun")}, [first], now=LATER)["b.txt"]
    assert (moved.id, moved.slug, moved.key, moved.published) == (first.id, first.slug, "b.txt", NOW)


def test_a_renamed_and_edited_source_keeps_its_id() -> None:
    first = named({"a.txt": article("sun")})["a.txt"]
    edited = replace(
        article("sun"), blocks=(*article("sun").blocks, Paragraph((Span("One more line."),), (2,)))
    )
    assert named({"b.txt": edited}, [first])["b.txt"].id == first.id


def test_a_new_copy_to_the_letter_beside_its_original_gets_no_id() -> None:
    first = named({"b.txt": article("sun")})["b.txt"]
    both = naming([newcomer("a.txt", article("sun")), newcomer("b.txt", article("sun"))], [first])
    assert both.records == {"b.txt": first}
    assert both.copies["a.txt"].key == "b.txt"


def test_of_two_new_copies_the_first_by_key_is_the_article() -> None:
    both = naming([newcomer("b.txt", article("sun")), newcomer("a.txt", article("sun"))])
    assert list(both.records) == ["a.txt"]
    assert list(both.copies) == ["b.txt"]


def test_a_copy_takes_the_place_of_an_original_that_goes() -> None:
    first = named({"a.txt": article("sun")})["a.txt"]
    assert named({"copy.txt": article("sun")}, [first])["copy.txt"].id == first.id


def test_a_copy_that_was_edited_is_an_article_of_its_own_with_a_twin() -> None:
    first = named({"a.txt": article("sun")})["a.txt"]
    edited = replace(article("sun"), title="All about sun!")
    both = naming([newcomer("a.txt", article("sun")), newcomer("b.txt", edited)], [first])
    assert both.records["b.txt"].id != first.id
    assert both.records["b.txt"].slug == "all-about-sun-2"
    assert both.twins.keys() == {"b.txt"}
    assert (both.twins["b.txt"].key, both.twins["b.txt"].is_near) == ("a.txt", True)


def test_a_source_that_is_only_unreadable_today_is_not_taken_for_renamed() -> None:
    first = named({"a.txt": article("sun")})["a.txt"]
    assert named({"b.txt": article("sun")}, [first], present=["a.txt"])["b.txt"].id != first.id


def test_another_article_does_not_inherit_the_id_of_one_that_is_gone() -> None:
    first = named({"a.txt": article("sun")})["a.txt"]
    assert named({"b.txt": article("burn")}, [first])["b.txt"].id != first.id


def test_a_new_source_under_a_name_given_up_gets_an_id_of_its_own() -> None:
    first = named({"a.txt": article("sun")})["a.txt"]
    moved = named({"b.txt": article("sun")}, [first])["b.txt"]
    both = named({"a.txt": article("burn"), "b.txt": article("sun")}, [moved])
    assert both["b.txt"].id == first.id
    assert both["a.txt"].id != first.id


def test_likeness_is_one_for_equal_texts_and_small_for_others() -> None:
    assert likeness(sketch(article("sun")), sketch(article("sun"))) == 1.0
    assert likeness(sketch(article("sun")), sketch(article("burn"))) < 0.1
    assert likeness(b"", b"") == 0.0


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Why Is My Skin Darker?", "why-is-my-skin-darker"),
        ("Crème brûlée & Straße", "creme-brulee-strasse"),
        ("Уход за кожей", "ukhod-za-kozhei"),
        ("CON", "con-article"),
        ("index", "index-article"),
        ("../../etc/passwd", "etc-passwd"),
        ("???", ""),
        ("\ud800", ""),
    ],
)
def test_slugs_are_plain_and_safe(title: str, slug: str) -> None:
    assert slugify(title) == slug


@given(st.text(st.sampled_from("aAzZ09 .:?!()/-,'&#\nüß"), max_size=90))
@example("a" * 71)
@example("a" * 72)
@example("a " * 36)
def test_a_plain_title_has_the_slug_of_any_other(title: str) -> None:
    made = slugify(title)
    expected = transliterate(title, max_length=72, word_boundary=True, save_order=True)
    assert made.removesuffix("-article") == expected


def test_a_title_without_letters_gets_a_slug_from_the_id() -> None:
    record = named({"a": article("sun", title="???")})["a"]
    assert record.slug == f"article-{record.id[:8]}"


def test_a_long_title_is_cut_between_words() -> None:
    slug = slugify("microneedling " * 20)
    assert len(slug) <= 80
    assert set(slug.split("-")) == {"microneedling"}


def test_a_renamed_source_says_how_it_was_known_again() -> None:
    first = named({"a.txt": article("sun")})["a.txt"]
    assert first.recognised == ""
    moved = named({"b.txt": article("sun")}, [first])["b.txt"]
    assert moved.recognised == "known again by its content, the same; it was a.txt"
    edited = replace(article("sun"), title="Sun and skin")
    assert re.fullmatch(
        r"known again by its content, \d\d % alike; it was b\.txt",
        named({"c.txt": edited}, [moved])["c.txt"].recognised,
    )
    assert named({"b.txt": edited}, [moved])["b.txt"].recognised == moved.recognised


def test_the_id_that_a_source_gives_itself_outlives_its_name_and_its_text() -> None:
    first = named({"a.txt": article("sun")}, given={"a.txt": "doc-7"})["a.txt"]
    moved = named({"b.txt": article("burn")}, [first], given={"b.txt": "doc-7"})["b.txt"]
    assert moved.id == first.id
    assert moved.recognised == "known again by the id that it gives; it was a.txt"


def test_an_id_that_two_sources_give_says_nothing() -> None:
    first = named({"a.txt": article("sun")}, given={"a.txt": "doc-7"})["a.txt"]
    both = named(
        {"b.txt": article("burn"), "c.txt": replace(article("burn"), title="Other")},
        [first],
        given={"b.txt": "doc-7", "c.txt": "doc-7"},
    )
    assert first.id not in {record.id for record in both.values()}


def test_an_article_written_anew_under_its_name_keeps_its_id() -> None:
    first = named({"a.txt": article("sun")})["a.txt"]
    assert named({"a.txt": article("burn")}, [first])["a.txt"].id == first.id


def test_sources_that_exchange_their_names_keep_their_ids() -> None:
    before = named({"a.txt": article("sun"), "b.txt": article("burn")})
    after = named({"a.txt": article("burn"), "b.txt": article("sun")}, tuple(before.values()))
    assert (after["a.txt"].id, after["b.txt"].id) == (before["b.txt"].id, before["a.txt"].id)


def test_a_source_that_takes_the_name_of_one_that_moves_on_keeps_its_id() -> None:
    before = named({"a.txt": article("sun"), "b.txt": article("burn")})
    after = named({"b.txt": article("sun"), "c.txt": article("burn")}, tuple(before.values()))
    assert (after["b.txt"].id, after["c.txt"].id) == (before["a.txt"].id, before["b.txt"].id)


MOVE = st.tuples(st.sampled_from(["rename", "edit", "swap", "copy"]), st.integers(0, 3))
MOVES = st.lists(MOVE, max_size=9)


@given(MOVES)
def test_no_renaming_editing_or_copying_gives_an_article_a_new_id(moves: list[tuple[str, int]]) -> None:
    texts, where, records, ids = begun()
    for step, (move, n) in enumerate(moves):
        texts = moved(texts, where, move, n, f"new{step}.txt")
        found = named({key: made_of(words) for key, words in texts.items()}, records)
        # A copy, and a copy of what has changed since, is no article of its own.
        assert {n: found[where[n]].id for n in where} == ids
        assert len(found) == len(ids)
        records = tuple(found.values())


@given(MOVES)
def test_no_renaming_and_editing_at_once_gives_an_article_a_new_id(moves: list[tuple[str, int]]) -> None:
    texts, where, records, ids = begun()
    for step, (move, n) in enumerate(moves):
        # Which of a copy and a changed original is the article, nobody can tell afterwards.
        texts = moved(texts, where, "rename" if move == "copy" else move, n, f"new{step}.txt")
    found = named({key: made_of(words) for key, words in texts.items()}, records)
    assert {n: found[where[n]].id for n in where} == ids


def begun() -> tuple[dict[str, list[str]], dict[int, str], tuple[Record, ...], dict[int, str]]:
    """Return four sources of different words, where each article is, their records and their ids."""
    texts = {f"{n}.txt": [f"word{n}x{m}" for m in range(60)] for n in range(4)}
    records = tuple(named({key: made_of(words) for key, words in texts.items()}).values())
    return texts, {n: f"{n}.txt" for n in range(4)}, records, {n: each.id for n, each in enumerate(records)}


def made_of(words: list[str]) -> Article:
    return Article(words[0], (Paragraph((Span(" ".join(words)),), (1,)),))


def moved(
    texts: dict[str, list[str]], where: dict[int, str], move: str, n: int, fresh: str
) -> dict[str, list[str]]:
    """Return the sources after a move of the article n, which may change where it is."""
    texts, key = dict(texts), where[n]
    if move == "edit":
        texts[key] = [*texts[key][:3], fresh, *texts[key][4:]]
    elif move == "rename":
        texts[fresh] = texts.pop(key)
        where[n] = fresh
    elif move == "swap":
        other = (n + 1) % 4
        texts[key], texts[where[other]] = texts[where[other]], texts[key]
        where[n], where[other] = where[other], key
    else:
        texts[f"~{fresh}"] = texts[key]
    return texts


def test_many_renamed_and_edited_sources_are_known_again_without_comparing_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many = [made_of([f"w{n * 7 + m}" for m in range(40)]) for n in range(500)]
    records = tuple(named({f"{n}.txt": each for n, each in enumerate(many)}).values())
    edited = {f"new-{n}.txt": replace(each, title="Another") for n, each in enumerate(many)}
    compared: list[int] = []

    def counted(one: Sketch, other: Sketch) -> float:
        compared.append(1)
        return likeness(one, other)

    monkeypatch.setattr("flows.likeness.likeness", counted)
    after = named(edited, records)
    ids = {record.key: record.id for record in records}
    assert {key: each.id for key, each in after.items()} == {
        f"new-{n}.txt": ids[f"{n}.txt"] for n in range(500)
    }
    assert len(compared) < 500 * 30  # every pair would be a quarter of a million


def test_a_house_phrase_in_every_article_makes_no_twins() -> None:
    phrase = [f"house{n}" for n in range(30)]
    many = {f"{n}.txt": made_of([*phrase, *(f"w{n}x{m}" for m in range(40))]) for n in range(300)}
    assert naming([newcomer(key, each) for key, each in many.items()]).twins == {}


def test_a_clock_that_was_set_back_makes_no_change_earlier_than_the_one_before() -> None:
    first = named({"a": article("sun")}, now=LATER)["a"]
    changed = named({"a": article("burn")}, [first], now=NOW)["a"]
    assert changed.published == LATER
    assert changed.updated == LATER + dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("zone", "day", "offset"),
    [
        ("Europe/London", dt.date(2025, 3, 30), "+00:00"),  # summer time begins at one
        ("Europe/London", dt.date(2025, 3, 31), "+01:00"),
        ("Europe/London", dt.date(2025, 10, 26), "+01:00"),  # and ends
        ("America/Sao_Paulo", dt.date(2017, 10, 15), "-03:00"),  # this midnight was left out
        ("Australia/Lord_Howe", dt.date(2025, 4, 6), "+11:00"),  # half an hour
    ],
)
def test_a_date_keeps_its_day_when_the_clocks_change(zone: str, day: dt.date, offset: str) -> None:
    record = named({"a": article("sun", published=day)}, zone=ZoneInfo(zone))["a"]
    assert record.published.isoformat() == f"{day.isoformat()}T00:00:00{offset}"
    assert dt.datetime.fromisoformat(record.published.isoformat()) == record.published


def test_moments_on_both_sides_of_a_change_of_clocks_stay_in_order() -> None:
    zone = ZoneInfo("Europe/London")
    twice = [dt.datetime(2025, 10, 26, 1, 30, tzinfo=zone, fold=fold) for fold in (0, 1)]
    record = named({"a": article("sun", published=twice[0], updated=twice[1])}, zone=zone)["a"]
    assert record.updated - record.published == dt.timedelta(hours=1)
    assert record.updated.isoformat() == "2025-10-26T01:30:00+00:00"
