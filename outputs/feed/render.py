"""The documents of a feed: what subscribers fetch, and the archives that keep what no longer fits in it.

The subscription holds every item that no archive holds as it is now, and then the newest ones, up to
LIMIT_BYTES. When the former alone are more, those that changed first go into a new archive. An archive is
written once (RFC 5005 section 4): whoever makes releases carries it on byte by byte, and an item that was
corrected since is shown in the subscription again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from outputs.address import in_order, newest_first
from outputs.edition import Artifact, Edition, Item
from outputs.feed.entry import entry_of
from outputs.feed.page import LOGO_PATH, STYLE, Channel, Page, channel_of
from outputs.feed.text import language, line, rfc3339
from outputs.feed.writer import FORMATS
from outputs.template import package_file

# Readers on phones and in shared hostings give up on more.
LIMIT_BYTES = 512 * 1024
_HEAD_BYTES = 4096
# Three pages of what a reader shows; with short articles, fewer bytes than LIMIT_BYTES.
ARCHIVE_ITEMS = 50


@dataclass(frozen=True, slots=True)
class Written:
    """An item in every format, in the order of FORMATS; `size_bytes` is that of the largest."""

    item: Item
    texts: tuple[str, ...]
    size_bytes: int


def render_feed(edition: Edition) -> Iterator[Artifact]:
    """Render the feeds of an edition: the whole site's, those by topic and language, and what they need.

    The documents come one by one, so that no more than one archive is held in memory; archives of earlier
    editions are not among them. Raises ValueError when the edition has no article: an empty feed would empty
    its readers.
    """
    if not edition.items:
        raise ValueError("an edition without articles has no feed")
    return _all(edition)


def _all(edition: Edition) -> Iterator[Artifact]:
    channel, items = channel_of(edition), newest_first(edition)
    yield from _main(edition, channel, items)
    for topic in edition.feed.topics:
        chosen = tuple(item for item in items if topic.name in item.topics)
        title = f"{channel.title}: {line(topic.name)}"
        yield from _selection(edition, channel, f"topics/{topic.slug}/", title, chosen)
    if edition.feed.by_language:
        spoken = [language(item.article.language, channel.language) for item in items]
        for tag in sorted(set(spoken)):
            chosen = tuple(item for item, own in zip(items, spoken, strict=True) if own == tag)
            named, folder = replace(channel, language=tag), f"languages/{tag.lower()}/"
            yield from _selection(edition, named, folder, f"{channel.title} ({tag})", chosen)
    yield Artifact(STYLE, "text/css", package_file(STYLE))
    if channel.logo:
        yield Artifact(LOGO_PATH, "image/png", edition.brand.logo)


def _main(edition: Edition, channel: Channel, items: Sequence[Item]) -> Iterator[Artifact]:
    """Yield the whole site's subscription last, after the archives that it points to."""
    count = edition.archives.count
    page = Page(channel, channel.title, _newest(items))
    waiting: list[Written] = []
    full: list[Written] = []
    for item in unheld(edition):
        waiting.append(write(edition, item))
        if _size(waiting) > LIMIT_BYTES:
            if full:
                count += 1
                yield from _documents(_archive(page, full, count, more=True), full)
            full, waiting = _oldest(waiting)
    if full:
        count += 1
        yield from _documents(_archive(page, full, count, more=False), full)
    shown = _filled(edition, waiting, items)
    if edition.entries:
        for each in shown:
            edition.entries.keep(each.item, each.texts)
    yield from _documents(replace(page, archives=count), shown)


def _selection(
    edition: Edition, channel: Channel, folder: str, title: str, items: Sequence[Item]
) -> Iterator[Artifact]:
    """Yield a feed of some of the items, as many of the newest as fit; the whole site's has the others."""
    if items:
        page = Page(channel, title, _newest(items), folder)
        yield from _documents(page, _filled(edition, [], items))


def unheld(edition: Edition) -> list[Item]:
    """Return the items that no archive holds as they are now, those that changed first before the others."""
    held = edition.archives.held
    # Pairs of both would take three times as long to sort.
    ordered = sorted(sorted(edition.items, key=lambda item: item.id), key=_changed)
    return [item for item in ordered if held.get(item.tag) != rfc3339(_changed(item))]


def texts_of(edition: Edition, item: Item) -> tuple[str, ...]:
    """Write an item in every format, in the order of FORMATS."""
    entry = entry_of(edition, item)
    return tuple(each.entry(entry) for each in FORMATS)


def write(edition: Edition, item: Item) -> Written:
    """Write an item in every format, or take it as it was written before."""
    texts = (edition.entries and edition.entries.find(item)) or texts_of(edition, item)
    return Written(item, texts, max(len(text.encode("utf-8")) for text in texts))


def _filled(edition: Edition, needed: Sequence[Written], items: Sequence[Item]) -> list[Written]:
    """Add the newest of the items to those that are needed, while they fit."""
    shown = {each.item.id: each for each in needed}
    room = LIMIT_BYTES - _size(needed)
    for item in items:
        if item.id in shown:
            continue
        written = write(edition, item)
        room -= written.size_bytes
        if room < 0 and shown:
            break
        shown[item.id] = written
    return list(shown.values())


def _oldest(waiting: list[Written]) -> tuple[list[Written], list[Written]]:
    """Split off what fills an archive."""
    count = min(ARCHIVE_ITEMS, len(waiting) - 1)
    return waiting[:count], waiting[count:]


def _size(written: Sequence[Written]) -> int:
    return _HEAD_BYTES + sum(each.size_bytes for each in written)


def _archive(page: Page, written: Sequence[Written], number: int, *, more: bool) -> Page:
    """Make an archive's page; its date is that of its newest item, so that it never changes."""
    updated = _newest([each.item for each in written])
    return replace(page, updated=updated, number=number, archives=number + more)


def _documents(page: Page, written: Sequence[Written]) -> Iterator[Artifact]:
    ordered = in_order(written, item_of=lambda each: each.item)
    for index, each in enumerate(FORMATS):
        data = "".join(each.write(page, [one.texts[index] for one in ordered])).encode("utf-8")
        yield Artifact(page.path(each.media_type), each.media_type, data)


def _newest(items: Sequence[Item]) -> dt.datetime:
    return max(map(_changed, items))


def _changed(item: Item) -> dt.datetime:
    return item.updated if item.updated > item.published else item.published
