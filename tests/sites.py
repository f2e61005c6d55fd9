"""A made-up site: articles whose own text differs, in a dress that is the same on all of them."""

from random import Random

SUBJECTS = (
    "eczema", "hay fever", "dry lips", "sunburn", "chilblains", "heat rash", "dandruff", "cracked heels",
    "insect bites", "nappy rash",
)  # fmt: skip
PLACES = ("the hands", "the neck", "the scalp", "the feet", "both cheeks", "the backs of the knees")
SEASONS = ("in winter", "after a swim", "on long flights", "near the sea", "at night", "in dusty rooms")
ACTS = ("wash", "cover", "soothe", "rest", "cool", "dry", "watch", "protect")
WAYS = ("gently", "twice", "with a soft cloth", "before bed", "in lukewarm water", "after work")
HEAD = ("Fernhill Clinic", "Conditions we see", "Opening times", "Find us")
PROMISE = "Fernhill Clinic writes to you once a month: leave your address below."
TAIL = (
    PROMISE,
    "Fernhill Clinic is part of the Larch Valley group of practices.",
    "Made with care in Larch Valley",
)
WARNING = "Call 999 if you cannot breathe, and do not drive yourself to hospital."
INSIDE = "Our booking desk has places this week for visitors of every age."


def sentence(random: Random) -> str:
    """Return a sentence that hardly comes twice."""
    subject, place, season = random.choice(SUBJECTS), random.choice(PLACES), random.choice(SEASONS)
    count = random.randint(3, 900)
    return (
        f"Of {count} people that we asked about {subject}, most first saw it on {place} {season}, and it "
        f"went after {random.randint(2, 60)} days of {random.choice(ACTS)}ing and rest in the shade."
    )


def own_lines(n: int) -> list[str]:
    """Return the lines of article n that are its own, a title first."""
    random = Random(n)
    items = [
        f"• {act.title()} {random.choice(WAYS)} {random.choice(SEASONS)}" for act in random.sample(ACTS, 4)
    ]
    return [
        f"What we learned of {random.choice(SUBJECTS)} {random.choice(SEASONS)}, part {n}",
        sentence(random) + " " + sentence(random),
        "Summary",
        sentence(random) + " " + sentence(random),
        "What helps",
        *items,
        WARNING,
        "Questions for your visit",
        sentence(random) + " " + sentence(random),
    ]


def page(n: int) -> str:
    """Return article n in its dress."""
    own = own_lines(n)
    return "\n\n".join((*HEAD, *own[:4], INSIDE, *own[4:], *TAIL)).replace("\n\n•", "\n•")
