"""One source seen as a whole: its lines with the folded texts and counts that every judge asks for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.model import Line, RawArticle, Verdict

# Typographic variants that sites use for the same sign; rules are written with the plain ones.
_VARIANTS: Mapping[str, str] = {
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u02bc": "'", "\u00b4": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
    "\u00a0": " ", "\u2009": " ", "\u200a": " ", "\u202f": " ", "\u3000": " ", "\t": " ",
    "\u2026": "...",
}  # fmt: skip
_OF_ASCII = tuple(item for item in _VARIANTS.items() if item[0].isascii())

# The signs that open an item; those from the private area are the bullets of Word's symbol fonts.
_SIGNS = "•▪▫◦‣●○■□◾◽◼◻◆◇❖✦❑❒⦿·∙⁃*➤►▶▸▹➢➔➜→⇒✓✔✗✘✖✕☑☒☐\uf0b7\uf0a7\uf0d8\uf0fc\uf076"
# These dress headings too, and Word's hollow bullet is an "o" once it is text, set in or with a gap behind:
# one alone opens no item.
_DRESS = "✅❌❎\U0001f539\U0001f538"
_HOLLOW = r"(?:(?<=\s\s)|(?<=\t))o(?=\s)|o(?=\t|\s\s)"
# These say what the item means: it keeps them where it is printed.
CROSSES = frozenset("✗✘✖✕❌❎☒")
BULLET = re.compile(rf"\s*(?P<mark>[{_SIGNS}{_DRESS}]\ufe0f?|{_HOLLOW}|[–—»>-])\s+(?=\S)")
NUMBER = re.compile(r"\s*[(\[]?(?P<number>\d{1,3})[.)\]]\s+(?=\S)")
LETTER = re.compile(r"\s*\(?(?P<letter>[a-zA-Z])[.)]\s+(?=\S)")
WORD = re.compile(r"\w+(?:['’-]\w+)*")
_JOINED_BEFORE = re.compile(r".?\w$|\w['’-]$", re.DOTALL).match
_JOINED_AFTER = re.compile(r"['’-]?\w").match


def unnumbered(text: str) -> str:
    """Return a text without the number that it begins with."""
    match = NUMBER.match(text)
    return text[match.end() :] if match else text


def plain_signs(text: str) -> str:
    """Return a text with plain quotes, hyphens and spaces in place of their typographic variants."""
    for variant, sign in _VARIANTS.items() if not text.isascii() else _OF_ASCII:
        if variant in text:  # five times as fast as a translation by table
            text = text.replace(variant, sign)
    return text


def fold(text: str) -> str:
    """Return a text as rules compare it: caseless, plain quotes, hyphens and spaces, trimmed.

    Idempotent; never longer than a few characters per input character.
    """
    return " ".join(plain_signs(text.casefold()).split(" ")).strip()


@dataclass(frozen=True)
class Page:
    """The lines of a source by index from 0, with what is worked out once for all judges.

    The lines in `gone` count as blank: a judge sees the page as if they had never been there. Those in
    `decided` stand in their place, but cannot be the article's running text.
    """

    raw: RawArticle
    gone: frozenset[int] = frozenset()
    decided: frozenset[int] = frozenset()

    def without(self, gone: Iterable[int] = (), *, decided: Iterable[int] = ()) -> Page:
        """Return the page as it looks when some lines are gone and others decided."""
        page = Page(self.raw, frozenset(gone), frozenset(decided))
        # the costly part does not change
        page.__dict__.update(texts=self.texts, folded=self.folded, _written=self._written)
        return page

    def left(self, gone: Collection[int]) -> tuple[Page, list[int]]:
        """Return the page of the lines whose numbers are not in `gone`, and their indices in this one."""
        kept = [i for i, line in enumerate(self.lines) if line.n not in gone]
        page = Page(replace(self.raw, lines=tuple(self.lines[i] for i in kept)))
        page.__dict__.update(
            texts=tuple(self.texts[i] for i in kept), folded=tuple(self.folded[i] for i in kept)
        )
        return page, kept

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The physical lines."""
        return self.raw.lines

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The trimmed texts."""
        return tuple(line.text.strip() for line in self.lines)

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The folded texts, without a leading list mark."""
        whole = plain_signs("\n".join(self.texts).casefold())
        return tuple(_MARK.sub("", text).strip() for text in whole.split("\n"))

    @cached_property
    def filled(self) -> tuple[int, ...]:
        """The indices of the lines that are not blank."""
        return tuple([i for i in self._written if i not in self.gone]) if self.gone else self._written

    @cached_property
    def _written(self) -> tuple[int, ...]:
        """The indices of the lines that hold something, gone or not."""
        return tuple([i for i, text in enumerate(self.texts) if text or self.lines[i].image])

    @cached_property
    def spaced(self) -> bool:
        """Whether blank lines part the text; one without has mostly lost the marks of its lists too."""
        return len(self.filled) < len(self.lines)

    @cached_property
    def place(self) -> Mapping[int, int]:
        """The rank of each filled line among the filled ones."""
        return {i: rank for rank, i in enumerate(self.filled)}

    @cached_property
    def first_prose(self) -> int:
        """The index of the first line that is long enough to be running text, or the number of lines."""
        return next(self._prose(self.filled), len(self.texts))

    @cached_property
    def last_prose(self) -> int:
        """The index of the last line that is long enough to be running text, or -1."""
        return next(self._prose(self.filled[::-1]), -1)

    def _prose(self, indices: Iterable[int]) -> Iterator[int]:
        return (i for i in indices if i not in self.decided and is_prose(self.texts[i]))

    def repeats(self, word: str, least: int) -> bool:
        """Say whether at least so many lines hold a folded word of four letters and more."""
        whole, at = self._whole, 0
        for _ in range(least):
            found = place_of(word, whole, at)
            if found < 0:
                return False
            at = whole.index("\n", found)
        return True

    @cached_property
    def _whole(self) -> str:
        """The folded texts of the filled lines, each closed by a line feed: one search serves all of them."""
        return "".join([f"{self.folded[i]}\n" for i in self.filled])

    @cached_property
    def last_of(self) -> Mapping[str, int]:
        """The last filled line of each wording."""
        return {self.folded[i]: i for i in self.filled}

    @cached_property
    def hinted(self) -> bool:
        """Whether the source's markup came with the lines."""
        return any(line.hint is not None for line in self.lines)

    def after(self, i: int) -> int:
        """Return the index of the next filled line, or the number of lines."""
        rank = self.place[i] + 1
        return self.filled[rank] if rank < len(self.filled) else len(self.texts)

    def before(self, i: int) -> int:
        """Return the index of the filled line before, or -1."""
        rank = self.place[i] - 1
        return self.filled[rank] if rank >= 0 else -1

    def marked(self, i: int) -> bool:
        """Say whether a line is an item of a list by its mark or its markup."""
        hint = self.lines[i].hint
        if hint is not None:
            return hint.depth > 0
        text = self.lines[i].text
        sign = BULLET.match(text)
        if sign is not None:
            return _DRESSES.match(sign["mark"]) is None or self._has_company(i, sign["mark"])
        return text[:1].isspace() and NUMBER.match(text) is not None

    def _has_company(self, i: int, sign: str) -> bool:
        """Say whether any sign opens the very next line, above or below, or the same one the next text."""
        beside = self.texts[max(0, i - 1) : i] + self.texts[i + 1 : i + 2]
        if any(BULLET.match(text) for text in beside):
            return True
        above = next((text for text in reversed(self.texts[:i]) if text), "")
        below = next((text for text in self.texts[i + 1 :] if text), "")
        return any(re.match(rf"{sign}\s", text) is not None for text in (above, below))


_MARK = re.compile(rf"^[{_SIGNS}{_DRESS}-]\ufe0f?\s+")
_DRESSES = re.compile(rf"[{_DRESS}o]")

Verdicts = Mapping[int, Verdict]


def content_words(folded: str) -> list[str]:
    """Return the words of four letters and more of a folded text."""
    return [word for word in WORD.findall(folded) if len(word) >= 4]


def place_of(word: str, folded: str, start: int = 0) -> int:
    """Return where from `start` on a word is one of a folded text, as `WORD` parts them, or -1.

    Where it is only a part of a word is passed over.
    """
    at = folded.find(word, start)
    while at >= 0:
        end = at + len(word)
        if not _JOINED_BEFORE(folded[max(0, at - 2) : at]) and not _JOINED_AFTER(folded[end : end + 2]):
            return at
        at = folded.find(word, at + 1)
    return -1


def is_prose(text: str) -> bool:
    """Say whether a line is long enough, and closed like a sentence, to be running text.

    140 characters is the length that nine in ten paragraphs and one in fifty headings or teasers of the
    labelled pages exceed; shorter lines count when they hold two sentences.
    """
    if len(text) >= 140:
        return True
    return len(text) >= 80 and text[-1] in '.!?"”’)' and bool(re.search(r"[.!?][\"”’)]?\s+\S", text))
