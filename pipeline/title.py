"""Find the title, the dek under it, and what stands above it: alternative texts and section labels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

from pipeline.fields import Promotion
from pipeline.guard import guarded
from pipeline.model import Fate, Field, Verdict
from pipeline.page import Page, content_words, fold, is_prose

_CANDIDATES = 12
_PICTURE = (
    r"(?:photo(?:graph)?|picture|image|portrait|close[ -]?up(?: (?:photo|shot|view))?|illustration"
    r"|graphic|diagram|screenshot|(?:side|top|rear|front)[ -]view)"
)
_SUBJECT = (
    r"(?:wom[ae]n|m[ae]n|girls?|boys?|child|children|baby|babies|toddler|person|people|couple"
    r"|hands?|fingers|face|doctor|nurse|patient|lady|ladies|mother|mum|mom|father|dad|family|group"
    r"|bottles?|jar|plate|bowl|table|desk|dermatologist|beautician|therapist|dentist|pharmacist"
    r"|surgeon|model|legs?|feet|foot|arms?|hair|eyes?|mirror|view)"
)
_ADJECTIVES = (
    r"(?:(?:two|three|several|some|young|older|elderly|smiling|happy|pregnant|female|male|beautiful) )*"
)
_DESCRIBES = re.compile(
    rf"(?:an? |the )?{_PICTURE} (?:of|showing|with)\b.*|(?:an? "
    rf"|the )?{_ADJECTIVES}{_SUBJECT}(?:'s)? (?:[\w'-]+ ){{0,4}}?(?:\w{{2,}}ing|getting|in|on|with"
    r"|at)\b.*|(?:an?|two|three|several) (?:[\w'-]+ ){1,4}?(?:\w{2,}ing|getting|in|on|with|at"
    r"|of)\b.*"
)
_KICKER_WORDS = 4
# How like the title that the page's head gives a block must be. "Ferry saved - The Post" stands there for
# "Ferry saved for three more years": .8; other lines of our saved pages have .56 at most.
_NAMED = 0.7
_SHARED = 0.6  # what it is worth that a line's words come again


def alt_likeness(page: Page, i: int) -> float:
    """Estimate from 0 to 1 how much a line reads like the description of a picture.

    A description names a subject and what it does ("A woman getting ..."), in sentence case and without a
    full stop: a sentence of the text must never be taken for one.
    """
    text, folded = page.texts[i], page.folded[i]
    if page.lines[i].image is not None:
        return 1.0
    if text.endswith((".", "?", "!", ":", ",", ";")) or len(text) > 150 or guarded(folded):
        return 0.0
    likeness = 0.7 if _DESCRIBES.fullmatch(folded) else 0.0
    return max(0.0, likeness - 0.5 * _title_case(text))


def _title_case(text: str) -> float:
    """Return the share of the longer words after the first that begin with a capital."""
    words = [word for word in re.findall(r"[^\W\d_]+", text)[1:] if len(word) > 3]
    return sum(word[0].isupper() for word in words) / len(words) if words else 0.0


def find_title(page: Page, settled: Mapping[int, Verdict]) -> int | None:
    """Return the index of the title's line, or None where no line reads like one.

    Candidates are the first lines that neither are running text nor settled; each is weighed by its wording,
    by what the markup or the page's head says, and by the words that it shares with the text below.
    """
    best: tuple[float, int] | None = None
    left = page.without(i for i, verdict in settled.items() if verdict.fate is Fate.REMOVED)
    for rank, i in enumerate(_head(left)):
        if i in settled or page.marked(i) or not 3 <= len(page.texts[i]) <= 250:
            continue
        late = i > left.first_prose and not page.hinted
        score = _form_score(page, i) - 0.12 * rank - (0.4 if late else 0.0)
        if best is not None and score + _SHARED <= best[0]:
            continue  # no words that it shares with the text could make it the title
        score += _SHARED * _shared(page, i)
        if best is None or score > best[0] + 1e-9:
            best = (score, i)
    return best[1] if best is not None and best[0] > 0 else None


def _head(page: Page) -> list[int]:
    """Return the lines down to the second paragraph; in a hinted page every h1 as well.

    A page of blocks without any h1 has for its title the line that the page's head names most nearly.
    """
    head: list[int] = []
    prose = 0
    for i in page.filled:
        hint = page.lines[i].hint
        if hint is not None and hint.element == "h1":
            head.append(i)
        elif hint is None and len(head) < _CANDIDATES and prose < 2:
            head.append(i)
            prose += len(page.texts[i]) >= 140
    return head or [i for i in page.filled if _likeness(page, i) >= _NAMED]


def _likeness(page: Page, i: int) -> float:
    """Return from 0 to 1 how like a line is to the title in the page's head, 0 where there is none."""
    given = fold(page.raw.given.title)
    return SequenceMatcher(None, given[:200], page.folded[i][:200]).ratio() if given else 0.0


def _shared(page: Page, i: int) -> float:
    """Return from 0 to 1 how many of a line's words stand in three lines of the page."""
    words = content_words(page.folded[i])
    return sum(page.repeats(word, 3) for word in words) / (len(words) + 1)


def _form_score(page: Page, i: int) -> float:
    """Return how much a line reads like a title by its wording and the markup, whatever the text is about."""
    text = page.texts[i]
    hint = page.lines[i].hint
    score = 0.35 * _title_case(text) - 1.2 * alt_likeness(page, i)
    score += 0.5 if 4 <= len(text.split()) <= 20 else -0.3 if len(text.split()) < 3 else 0.0
    score += 0.2 if text.endswith("?") else -0.6 if text.endswith((".", ":", ",", ";")) else 0.0
    score -= 0.8 if len(text) > 160 else 0.0
    score -= 0.4 if text.isupper() and len(text.split()) <= 3 else 0.0
    score += 1.0 if hint is not None and hint.element == "h1" else 0.0
    return score + 1.5 * _likeness(page, i)


def head_verdicts(page: Page, settled: Mapping[int, Verdict], title: int | None) -> dict[int, Verdict]:
    """Return the verdicts of the title, of the dek, and of the short lines above the title."""
    if title is None:
        return {}
    found = {title: promoted(page, title, Field.TITLE)}
    for i in page.filled:
        if i >= title:
            break
        if i not in settled and not page.hinted:
            found.update(_above(page, i))
    found.update(_pictures_below(page, title, settled))
    dek = _find_dek(page, title, settled)
    left = set(page.filled) - settled.keys() - found.keys()
    if dek is not None and left != {dek}:  # the only text of a page is its text
        found[dek] = promoted(page, dek, Field.DEK)
    return found


def repeated(page: Page, settled: Mapping[int, Verdict]) -> dict[int, Verdict]:
    """Promote the lines down to the running text that only say the title once more."""
    titles = {page.folded[i] for i, verdict in settled.items() if verdict.field is Field.TITLE}
    same = (i for i in page.filled if i <= page.first_prose and page.folded[i] in titles)
    return {i: promoted(page, i, Field.TITLE) for i in same if i not in settled}


def promoted(page: Page, i: int, field: Field) -> Verdict:
    """Make the verdict that a line is promoted to a field."""
    return Verdict(page.lines[i].n, page.lines[i].text, Fate.META, field=field)


def _above(page: Page, i: int) -> dict[int, Verdict]:
    """Judge a line above the title: a picture's description, a short section label, or text to be kept."""
    line, text = page.lines[i], page.texts[i]
    if alt_likeness(page, i) >= 0.5:
        return {i: promoted(page, i, Field.IMAGE)}
    if guarded(page.folded[i]):
        return {}
    if len(text.split()) <= _KICKER_WORDS and len(text) <= 40 and not text.endswith((".", "?", "!", ":")):
        label = Verdict(
            line.n, line.text, Fate.REMOVED, rule="section-label", category="navigation",
            reason="names the section or the site above the title", confidence=0.9,
        )  # fmt: skip
        return {i: label}
    return {}


def _pictures_below(page: Page, title: int, settled: Mapping[int, Verdict]) -> dict[int, Verdict]:
    """Promote the descriptions of pictures between the title and the running text."""
    below = (i for i in page.filled if title < i < page.first_prose)
    return {
        i: promoted(page, i, Field.IMAGE)
        for i in below
        if i not in settled and not page.marked(i) and not page.hinted and alt_likeness(page, i) >= 0.5
    }


def _find_dek(page: Page, title: int, settled: Mapping[int, Verdict]) -> int | None:
    """Return the dek: one or two sentences right under the title, set apart from the text.

    Set apart means that metadata or boilerplate follows before the text begins, or that the markup or the
    page's own description names the line.
    """
    dek = page.after(title)
    while dek < len(page.texts) and dek in settled and settled[dek].fate is not Fate.KEPT:
        dek = page.after(dek)
    if dek >= len(page.texts) or page.marked(dek) or not 25 <= len(page.texts[dek]) <= 400:
        return None
    hint = page.lines[dek].hint
    named = hint is not None and any(
        word in name
        for name in hint.names[:2]
        for word in ("dek", "standfirst", "subtitle", "lede", "intro", "excerpt")
    )
    if hint is not None and (
        hint.region not in {"", "main", "article", "header"} or hint.element in {"h2", "h3", "figcaption"}
    ):
        return (named and dek) or None
    described = fold(page.raw.given.dek)
    if named or (described and described.rstrip(".") == page.folded[dek].rstrip(".")):
        return dek
    after = page.after(dek)
    fate = settled[after].fate if after in settled else None
    apart = fate is Fate.META or (fate is Fate.REMOVED and not is_prose(page.texts[dek]))
    sentence = page.texts[dek].endswith((".", "!", "?", "…")) and alt_likeness(page, dek) < 0.5
    return dek if apart and sentence and hint is None and _sentences(page.texts[dek]) <= 3 else None


def _sentences(text: str) -> int:
    return len(re.findall(r"[.!?](?:\s|$)", text))


def byline(found: Mapping[int, Promotion]) -> str:
    """Return the first byline among the promotions, or ""."""
    for _, promotion in sorted(found.items()):
        for field, value in promotion.values:
            if field is Field.BYLINE and isinstance(value, str):
                return value
    return ""
