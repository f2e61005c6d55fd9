"""Articles that are hard to print: short, long, full of lists, long words, no headings, from the right."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.model import Article, Block, Heading, ListItem, Paragraph, TableRow
from tests.editions import words

_CARE = (
    "Wash the sore place with lukewarm water and a mild soap, and pat it dry with a clean towel.",
    "Spread the ointment thinly, as the pharmacist showed you, and cover it with a light dressing.",
    "Change the dressing once a day, or sooner when it gets wet; a well-fitting glove keeps it dry.",
    "Call us when the place turns hot, swells, or hurts more than it did the day before.",
    "Do not scratch it at night. Short nails and cotton gloves are a down-to-earth help.",
)
_GERMAN = (
    "Die Sonnenschutzmittelunverträglichkeit ist selten, doch Überempfindlichkeitsreaktionen kommen vor.",
    "Tragen Sie die Feuchtigkeitscreme dünn auf, und warten Sie eine Viertelstunde.",
    "Bei Neurodermitis-Patientinnen und -Patienten hilft eine Kosmetikverträglichkeitsbescheinigung.",
)
_ARABIC = (
    "اغسل يديك بالماء الفاتر والصابون اللطيف، ثم جففهما برفق.",
    "ضع كريم الترطيب 3 مرات في اليوم، وخاصة بعد الغسيل.",
    "استخدم القفازات عند تنظيف المنزل، ولا تخدش الجلد ليلا.",
)


def prose(count: int, sentences: tuple[str, ...] = _CARE) -> Paragraph:
    """Return a paragraph of so many words, and a few more to end the sentence."""
    said: list[str] = []
    while len(" ".join(said).split()) < count:
        said.append(sentences[len(said) % len(sentences)])
    return Paragraph(words(" ".join(said)))


def sections(count: int, words_each: int) -> tuple[Block, ...]:
    """Return sections with a heading, a paragraph of two thirds of the words, and one of the rest."""
    blocks: list[Block] = []
    for number in range(count):
        blocks += [Heading(words(f"What to do in week {number + 1}"), 2), prose(words_each * 2 // 3)]
        blocks.append(prose(words_each // 3))
    return tuple(blocks)


def of_length(count: int) -> Article:
    """Return an article of about so many words in sections of a hundred."""
    return Article(
        f"Your skin in {count} words", sections(max(1, count // 100), 100), dek="Kindly explained."
    )


def _lists() -> tuple[Block, ...]:
    blocks: list[Block] = []
    for part in range(7):
        blocks += [Heading(words(f"Bring for visit {part + 1}"), 2), Paragraph(words("Please bring these:"))]
        for n in range(3 + part):
            text = f"Paper {n + 1} of the visit, in a well-kept one-size-fits-all folder that you can close"
            ordered = part % 2 == 0
            blocks.append(ListItem(words(text), ordered=ordered, number=n + 1 if ordered else None))
    return tuple(blocks)


def _table() -> tuple[Block, ...]:
    head = TableRow((words("Age"), words("Dose"), words("How often"), words("Remark")), header=True)
    rows = [
        TableRow((words(f"{n} to {n + 2} years"), words(f"{n * 5} ml"), words("twice"), words("with water")))
        for n in range(1, 9)
    ]
    return (prose(60), Heading(words("Doses"), 2), Paragraph(words("Give these:")), head, *rows, prose(90))


def _german() -> tuple[Block, ...]:
    titles = (
        "Feuchtigkeitscremeanwendung",
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen",
        "Wann?",
    )
    return tuple(
        block
        for title in titles
        for block in (Heading(words(title), 2), prose(60, _GERMAN), prose(30, _GERMAN))
    )


def _arabic() -> tuple[Block, ...]:
    return tuple(
        block
        for title in ("ماذا تفعل؟", "متى ترى الطبيب؟", "نصائح يومية")
        for block in (
            Heading(words(title), 2),
            prose(60, _ARABIC),
            ListItem(words("اغسل يديك"), ordered=True, number=1),
            ListItem(words("ضع الكريم"), ordered=True, number=2),
        )
    )


ODD: Mapping[str, Article] = {
    "short": of_length(150),
    "middling": of_length(600),
    "long": of_length(4000),
    "lists": Article("What to bring", _lists()),
    "heading-less": Article("A letter", tuple(prose(70) for _ in range(6))),
    "table": Article("How much to give", _table()),
    "german": Article("Sonnenschutz: Lichtschutzfaktor", _german(), dek="Gut erklärt.", language="de"),
    "arabic": Article("العناية باليدين", _arabic(), dek="ما تحتاج إلى معرفته.", language="ar"),
}
