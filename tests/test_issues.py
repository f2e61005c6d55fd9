"""Which articles an issue holds: what is new, what was chosen, and what must be put right."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from flows.issues import Issue, Plan, Told, Wanted, plan, told_by
from outputs.edition import Item, Statement
from tests.editions import brief, item

DAY = dt.timedelta(days=1)
NEXT = Wanted()
A, B, C = (item(brief(n), n) for n in (1, 2, 3))  # the newest first: 29, 28 and 27 April 2024
SENT_AT = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)


def sent(items: Sequence[Item], found: Plan, at: dt.datetime = SENT_AT) -> Issue:
    """Freeze a plan, as sending it does."""
    return Issue(found.name, "hash", at, told_by(items, [each.id for each in found.items]))


def corrected(an_item: Item, at: dt.datetime, text: str = "Not ten but twenty minutes.") -> Item:
    return an_item._replace(correction=Statement(text, at))


def retracted(an_item: Item, at: dt.datetime) -> Item:
    return an_item._replace(retraction=Statement("It does not work.", at))


def ids(found: Plan) -> list[str]:
    return [each.id for each in found.items]


def test_the_first_issue_holds_everything_and_is_named_by_the_newest_date() -> None:
    found = plan([A, B, C], [], NEXT)
    assert (found.name, found.items, found.corrected) == ("2024-04-29", (A, B, C), ())


def test_an_issue_that_was_not_sent_is_planned_anew_each_time() -> None:
    assert plan([B, C], [], NEXT).items == (B, C)
    assert plan([A, B, C], [], NEXT).items == (A, B, C)


def test_the_next_issue_holds_what_came_since_the_last() -> None:
    first = sent([B, C], plan([B, C], [], NEXT))
    found = plan([A, B, C], [first], NEXT)
    assert (found.name, found.items) == ("2024-04-29", (A,))


def test_without_anything_new_there_is_no_issue_and_it_says_so() -> None:
    first = sent([A, B], plan([A, B], [], NEXT))
    found = plan([A, B], [first], NEXT)
    assert (found.items, found.name) == ((), "")
    assert found.reason == "No new issue of the newsletter: nothing is new since issue 2024-04-29."
    assert plan([], [], NEXT).reason == "No new issue of the newsletter: nothing is there that it could hold."


def test_an_article_left_out_of_a_sent_issue_by_its_topic_does_not_come_later() -> None:
    tagged = B._replace(topics=("Skin",))
    first = sent([tagged, C], plan([tagged, C], [], Wanted(topics=("Skin",))))
    assert [told.id for told in first.told if told.held] == [tagged.id]
    assert plan([A, tagged, C], [first], NEXT).items == (A,)


def test_topics_and_hands_choose() -> None:
    tagged = B._replace(topics=("Skin", "Hair"))
    assert plan([A, tagged, C], [], Wanted(topics=("Hair", "Nails"))).items == (tagged,)
    found = plan([A, B, C], [], Wanted(articles=(C.slug, A.source, "gone.txt")))
    assert (found.items, found.unknown) == ((A, C), ("gone.txt",))


def test_articles_chosen_by_hand_are_not_sent_again_and_again() -> None:
    by_hand = Wanted(articles=(C.id,))
    first = sent([A, B, C], plan([A, B, C], [], by_hand))
    assert plan([A, B, C], [first], by_hand).items == ()
    assert plan([A, B, C], [first], replace(by_hand, name="again")).items == (C,)


def test_with_everything_old_articles_come_again_beside_a_new_one() -> None:
    everything = Wanted(everything=True)
    first = sent([B, C], plan([B, C], [], everything))
    assert plan([B, C], [first], everything).items == ()
    assert plan([A, B, C], [first], everything).items == (A, B, C)


def test_a_correction_of_what_readers_have_had_is_in_the_next_issue() -> None:
    first = sent([A, B], plan([A, B], [], NEXT))
    right = corrected(B, SENT_AT + DAY)
    found = plan([A, right], [first], NEXT)
    assert (found.name, found.items, found.corrected) == ("2024-05-02", (right,), (B.id,))
    second = sent([A, right], found, SENT_AT + 2 * DAY)
    assert plan([A, right], [first, second], NEXT).items == ()
    again = corrected(B, SENT_AT + 3 * DAY, "Nor twenty.")
    assert plan([A, again], [first, second], NEXT).corrected == (B.id,)


def test_a_correction_stated_before_the_issue_was_sent_but_published_after_is_not_lost() -> None:
    first = sent([A, B], plan([A, B], [], NEXT))
    assert plan([A, corrected(B, SENT_AT - DAY)], [first], NEXT).corrected == (B.id,)


def test_a_retraction_of_what_readers_have_had_is_told_and_of_what_they_have_not_is_not() -> None:
    first = sent([A, B], plan([A, B], [], Wanted(articles=(A.id,))))
    found = plan([retracted(A, SENT_AT + DAY), retracted(B, SENT_AT + DAY)], [first], NEXT)
    assert (ids(found), found.corrected) == ([A.id], (A.id,))


def test_corrections_come_whatever_else_is_asked_for() -> None:
    first = sent([B, C], plan([B, C], [], NEXT))
    items = [A, corrected(B, SENT_AT + DAY), C]
    assert plan(items, [first], Wanted(topics=("None",))).corrected == (B.id,)
    assert ids(plan(items, [first], Wanted(articles=(A.id,)))) == [A.id, B.id]


def test_a_retracted_article_that_nobody_had_is_in_no_issue() -> None:
    assert ids(plan([retracted(A, SENT_AT), B], [], NEXT)) == [B.id]


def test_a_name_is_never_given_twice_and_never_goes_back() -> None:
    first = sent([A], plan([A], [], NEXT))
    assert plan([A, B], [first], NEXT).name == "2024-04-29-2"  # B is older than the issue before
    second = sent([A, B], plan([A, B], [first], NEXT), SENT_AT + DAY)
    assert plan([A, B, C], [first, second], NEXT).name == "2024-04-29-3"


def test_a_name_in_the_settings_is_the_issue_s_until_it_was_sent() -> None:
    june = Wanted(name="2024-06")
    first = sent([B], plan([B], [], june))
    assert first.name == "2024-06"
    found = plan([A, B], [first], june)
    assert (found.items, found.reason[:24]) == ((), "Issue 2024-06 was sent a")


@given(st.lists(st.tuples(st.integers(0, 7), st.sampled_from("ncr")), max_size=25))
def test_every_article_and_every_statement_reaches_the_readers_once(events: list[tuple[int, str]]) -> None:
    """Whatever happens between issues that are all sent: each new article and each statement is told once."""
    here: dict[str, Item] = {}
    past: list[Issue] = []
    names: list[str] = []
    for n, (number, event) in enumerate(events):
        now = SENT_AT + n * DAY
        one = here.get(f"a{number:04d}")
        if one is None:
            here[f"a{number:04d}"] = item(brief(number), number)
        elif event == "c" and not one.retraction:
            here[one.id] = corrected(one, now)
        elif event == "r" and not one.retraction:
            here[one.id] = retracted(one._replace(correction=None), now)
        else:
            continue
        items = sorted(here.values(), key=lambda each: each.id)
        found = plan(items, past, NEXT)
        assert ids(found) == [f"a{number:04d}"]
        assert (found.corrected == ()) == (one is None)
        names.append(found.name)
        past.append(sent(items, found, now))
        assert plan(items, past, NEXT).items == ()
    assert len(set(names)) == len(names)


def test_what_is_told_is_of_every_article_and_in_order() -> None:
    right = corrected(B, SENT_AT)
    assert told_by([right, A], [A.id]) == (Told(A.id, held=True), Told(B.id, held=False, correction=SENT_AT))
