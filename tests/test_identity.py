import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from flows.identity import Moment, Newcomer, Record, likeness, name_all, sketch, slugify, stable_id, tag_uri
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
) -> dict[str, Record]:
    newcomers = [Newcomer(key, each) for key, each in articles.items()]
    return name_all(newcomers, tuple(records), {*articles, *present}, Moment(URL, zone, now))


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


def test_a_copy_beside_its_original_is_a_new_article() -> None:
    first = named({"a.txt": article("sun")})["a.txt"]
    both = named({"a.txt": article("sun"), "copy.txt": article("sun")}, [first])
    assert both["a.txt"].id == first.id
    assert both["copy.txt"].id != first.id
    assert both["copy.txt"].slug == "all-about-sun-2"


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
    assert likeness((), ()) == 0.0


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


def test_a_title_without_letters_gets_a_slug_from_the_id() -> None:
    record = named({"a": article("sun", title="???")})["a"]
    assert record.slug == f"article-{record.id[:8]}"


def test_a_long_title_is_cut_between_words() -> None:
    slug = slugify("microneedling " * 20)
    assert len(slug) <= 80
    assert set(slug.split("-")) == {"microneedling"}
