"""Lines with the words of a warning are told from labels, tags and teasers, and never lost unseen."""

import json
from pathlib import Path

import pytest

from flows.inspection import table
from flows.settings import load
from flows.stages import Quiet
from flows.steps import present, publish
from flows.terminal import summary_lines
from pipeline.assemble import account
from pipeline.audit import notices
from pipeline.guard import claims_review, guarded, protected
from pipeline.model import Fate, Kind, Verdict
from pipeline.overrides import Overrides, read_override
from pipeline.page import Page, fold
from pipeline.policy import Policy
from tests.raws import raw

# Invented, of every kind that is asked for: doses, warnings, contraindications, side effects, emergencies.
WARNINGS = """\
Take one 500 mg tablet every six hours.
Adults: 10 ml twice daily
Children under 12: half a tablet
Two paracetamol every four to six hours, no more than eight a day
The maximum in one day is four sachets
If you miss a dose, take it when you remember
Apply a thin layer twice a day for up to 7 days
0.5 % hydrocortisone, for 7 days at most
do not take more than 400 mg in a day
Never give aspirin to children under 16
Not suitable for children under 2
Avoid if you are pregnant or breastfeeding
People with liver disease must avoid it
Contraindications: asthma, kidney disease
It interacts with warfarin
WARNING: contains peanut oil
May cause drowsiness
Danger: choking hazard for children under three
For external use only
Keep all medicines away from children
Store below 25 °C and out of children's sight
side effects of the tablets are rare
Serious but rare: swelling of the face or tongue
Unwanted effects may include itching
stop using the cream and wash it off
Stop if you get a rash
call 999 if you cannot breathe
Dial 999 now
Go to A&E
If your lips swell, call an ambulance
Poison control: 1-800-222-1222
Call the Samaritans on 116 123
Signs of sepsis: mottled skin, fast breathing
Seek medical advice
seek medical help when the redness spreads
See your GP if it has not cleared up in a week
see a doctor if the rash has not gone after a week.
When to see a doctor
tell your doctor about any other medicines
Don’t pop the blisters
Insulin users: check your blood sugar more often
Metformin can upset the stomach
check with your surgery before combining this with blood pressure tablets
Talk it over with your midwife first if you are expecting
Let your anaesthetist know about loose teeth
Ring 111 if the wheeze gets worse overnight
If the burn blisters, see a nurse
Return to A&E if the wound reopens
get help straight away if the baby is limp or hard to wake
Not for babies under three months
Unsuitable for anyone with a pacemaker
Anyone with a nut allergy should steer clear of arachis oil drops
Patients with kidney disease need a lower amount
This cream is flammable: stay away from naked flames while wearing it
Store in the fridge and throw away after 28 days
Use within six months of opening
Take it on an empty stomach, an hour before food
Leave at least four hours between doses
Wait 48 hours after your jab before swimming
Your vision may blur for several hours; arrange a lift home
Alcohol makes this drowsiness worse
Don't breastfeed while you use it
Never share your inhaler with anyone else"""
LABELS = """\
filed under: allergies, pollen, pharmacy
living with a dust mite allergy 4 min read
is your inhaler doing its job? 3 min read
find a doctor
Our pharmacists are here for you
© 2024 the rash clinic
get our latest news directly to your inbox.
Subscribe for a weekly dose of skin tips
Related: Can you use retinol when pregnant?
Popular: fever in children
Medicines A to Z
Side effects
Emergency kits on sale now
The warning signs our readers missed
Photo: a nurse holds a syringe
How to treat a burn at home
Do not sell my personal information
Don't have an account? Register
The content on this site must not be copied
Eczema, psoriasis, acne, rosacea
Get help with your bill
Everything coming to streaming in April
You may also be interested in
Call us today for a free quote
Call 0800 123 4567 to speak to our sales team
Allow 5 working days for delivery
Must be 18 or over to enter
If you like this, share it with a friend
Visit our clinic in Leeds
Talk to us before you buy
Speak to an adviser about travel insurance
Watch: how to use an inhaler
Keep your skin glowing this summer
Report a problem with this page"""
PROSE = (
    "Dark spots are marks that can show on anybody's skin, and they fade with time. They often come after "
    "acne, sun or a burn, and they can last for a year or even two before they are gone."
)
WARNING = "Do not take more than 400 mg in a day."
CONFIG = """\
[[sources]]
path = "a.txt"
drop = ["400 mg"]
[channels]
enabled = ["page", "feed", "index", "newsletter"]
"""


@pytest.mark.parametrize("line", WARNINGS.split("\n"))
def test_a_warning_is_guarded(line: str) -> None:
    assert guarded(fold(line))


@pytest.mark.parametrize("line", LABELS.split("\n"))
def test_a_label_or_a_teaser_is_not(line: str) -> None:
    assert not guarded(fold(line))


@pytest.mark.parametrize(
    "line", ["Medically reviewed by Dr Ann Poe", "Fact checked", "Reviewed for accuracy by our nurses"]
)
def test_a_claim_of_a_review_is_told_from_a_warning(line: str) -> None:
    assert claims_review(fold(line))
    assert not guarded(fold(line))


def test_a_heading_is_protected_where_it_stands_last_not_in_the_contents() -> None:
    page = Page(raw("When to see a doctor\n\nWhen to see a doctor\n\n" + PROSE))
    assert [protected(page, i) for i in (0, 2)] == [False, True]


@pytest.mark.parametrize(
    "lead",
    [
        "Who cannot have it",
        "Ring us if",
        "Side effects",
        "When to worry",
        "Do not have this treatment if you are:",
        "Who should not use it?\n\nThese people, and a few more:",
    ],
)
def test_the_items_of_a_list_of_warnings_are_protected_whatever_they_say(lead: str) -> None:
    page = Page(raw(f"{PROSE}\n\n{lead}\n\n  • people under 18\n  • anybody with a cold\n\n{PROSE}"))
    items = [i for i in page.filled if page.marked(i)]
    assert [protected(page, i) for i in items] == [True, True]


@pytest.mark.parametrize(
    "lead",
    ["Related: when to see a doctor", "What you need", "Popular pages", f"Never use it if hot. {PROSE}"],
)
def test_the_items_of_other_lists_are_not(lead: str) -> None:
    page = Page(raw(f"{PROSE}\n\n{lead}\n\n  • people under 18\n  • anybody with a cold\n\n{PROSE}"))
    assert not any(protected(page, i) for i in page.filled if page.marked(i))


TIGHT = f"""\
How to use a hay fever spray
{PROSE}
Do not use the spray if you have:
A cold sore near the nose
Recent surgery
Glaucoma
How to spray
{PROSE}
Call 999 if:
Lips turn blue
Face swells
Baby floppy
Share this page
Facebook
About us
Privacy"""


@pytest.mark.parametrize("policy", Policy)
def test_the_items_of_a_warning_stay_where_a_list_has_lost_its_marks(policy: Policy) -> None:
    verdicts = account(raw(TIGHT), policy).audit.verdicts
    for item in ("A cold sore near the nose", "Recent surgery", "Glaucoma", "Lips turn blue", "Face swells"):
        assert next(v for v in verdicts if v.text == item).fate is Fate.KEPT
    assert verdicts[12].fate is Fate.REMOVED


@pytest.mark.parametrize("mark", ["", "• "])
def test_an_item_of_a_warning_that_goes_all_the_same_is_listed(mark: str) -> None:
    page = Page(raw(f"{PROSE}\nDo not use it if you have:\n{mark}a cold sore\n{mark}a cough\n{PROSE}"))
    verdicts = [Verdict(n, t, Fate.KEPT, Kind.PARAGRAPH) for n, t in enumerate(page.texts, 1)]
    verdicts[3] = Verdict(4, page.texts[3], Fate.REMOVED, rule="line-tagger")
    assert [n.lines for n in notices(page, verdicts, ()) if n.code == "medical-removal"] == [(4,)]


def text(*more: str) -> str:
    return "\n\n".join(("Why Dark Spots Stay So Long on the Skin", PROSE, PROSE, *more, PROSE))


def test_a_label_above_the_title_goes_and_a_warning_there_stays() -> None:
    title = "Why Dark Spots Stay So Long on the Skin"
    for line, fate in (("Skin care", Fate.REMOVED), ("Call 999 for help", Fate.KEPT)):
        verdict = account(raw(f"{line}\n\n{title}\n\n{PROSE}\n\n{PROSE}"), Policy.RULES).audit.verdicts[0]
        assert verdict.fate is fate


def test_a_removed_warning_is_listed_with_its_words_unless_they_still_stand() -> None:
    orders = Overrides("a", (), (read_override("400 mg"),))
    listed = [n for n in account(raw(text(WARNING)), overrides=orders).audit.notices if n.lines == (7,)]
    assert [(n.code, WARNING in n.message) for n in listed] == [("medical-removal", True)]


def test_a_warning_that_goes_from_the_contents_and_stands_as_a_heading_is_no_loss() -> None:
    contents = "In this article\nWhat helps\nWhen to see a doctor"
    body = text(contents, "What helps", PROSE, "When to see a doctor", PROSE)
    audit = account(raw(body), Policy.RULES).audit
    fates = [v.fate for v in audit.verdicts if v.text == "When to see a doctor"]
    assert fates == [Fate.REMOVED, Fate.KEPT]
    assert not [notice for notice in audit.notices if notice.code == "medical-removal"]


def test_a_removed_badge_of_a_review_is_listed_apart() -> None:
    notices = account(raw(text("Fact checked"))).audit.notices
    assert [(n.code, n.lines) for n in notices] == [("review-removal", (7,))]


def test_what_to_look_at_before_printing_is_shown_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(text(WARNING), encoding="utf-8")
    Path("handbill.toml").write_text(CONFIG, encoding="utf-8")
    from flows.inspection import inspect

    rows = list(table(inspect("a.txt")[1], width=None))
    assert rows[rows.index("Look at this before printing:") + 1].endswith(f"“{WARNING}” (line 7)")
    outcome = publish(load(), stages=Quiet(), now=present())
    report = json.loads(Path("public/current/report.json").read_text("utf-8"))
    assert [(row["source"], row["lines"]) for row in report["look_before_printing"]] == [("a.txt", [7])]
    told = list(summary_lines(outcome, "public/current"))
    assert told[told.index("Look at this before printing:") + 1].startswith("  a.txt, line 7: Removed by")
