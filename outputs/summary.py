"""The few words that stand for an article where there is no room for it."""

from __future__ import annotations

import re

from pipeline.model import Article, Heading, Paragraph, block_text

# Feed readers show about two lines of a synopsis; search engines cut a description there too.
SUMMARY_CHARS = 280
_SENTENCE_END = re.compile(r"[.!?؟]+[\"'”’»)\]]*\s+(?=[\"'“‘«(\[]?[^\W_a-z])|[。！？]+[」』）]*")
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:[A-Z]|Dr|Mr|Mrs|Ms|Prof|St|No|vs|e\.g|i\.e|approx|Fig)\.\s*$")
# A single space is left as it is: to put one in its place would be most of the work.
_SPACES = re.compile(r"[ \t\r\n\f\v]{2,}|[\t\r\n\f\v]")


def summary(article: Article, *, most_chars: int = SUMMARY_CHARS) -> str:
    """Return the dek, else as many of the first sentences as fit, never cut within a word.

    A first sentence that is too long is cut between words and ends in "…". An article without running
    text is summed up by its first lines of any kind.
    """
    if article.dek.strip():
        return _SPACES.sub(" ", article.dek).strip()
    return shorten(_opening(article, most_chars * 4), most_chars)


def _opening(article: Article, enough: int) -> str:
    """Gather the text of the first paragraphs; headings only where there is nothing else."""
    paragraphs = [block for block in article.blocks if isinstance(block, Paragraph)]
    others = [block for block in article.blocks if not isinstance(block, Heading)]
    gathered = ""
    for block in paragraphs or others or article.blocks:
        gathered = f"{gathered} {block_text(block)[:enough]}"
        if len(gathered) >= enough:
            break
    return _SPACES.sub(" ", gathered).strip()


def shorten(text: str, most_chars: int) -> str:
    """Keep whole sentences while they fit, else whole words and an ellipsis."""
    if len(text) <= most_chars:
        return text
    end = 0
    for match in _SENTENCE_END.finditer(text):
        stop = match.start() + len(match.group().rstrip())
        if stop > most_chars:
            break
        if not _ABBREVIATION.search(text[: match.end()]):
            end = stop
    return text[:end] if end else _whole_words(text, most_chars)


def _whole_words(text: str, most_chars: int) -> str:
    """Cut between words; only text without any space is cut between characters."""
    room = text[: most_chars - 1]
    head = room if text[len(room)].isspace() else room.rpartition(" ")[0]
    return (head or room).rstrip(" ,;:–—-") + "…"
