"""How fast are feeds written, and in how much memory? Ratios to feedgen and lxml; nothing here judges.

    python benchmarks/feed.py 10000

compares with bare feedgen and with a plain lxml stream of the same items in the same run. Every measure is a
process of its own, which writes RSS to a file; time is its processor time, memory the growth of its peak over
what it held before it wrote. `render` makes the articles' HTML as well, and all three formats with their
archives.
"""

import datetime as dt
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from lxml import etree

from outputs.edition import Brand, Edition, Item, Site
from outputs.feed.entry import Entry, entry_of
from outputs.feed.page import Page, channel_of
from outputs.feed.render import render_feed
from outputs.feed.text import rfc822
from outputs.feed.writer import FORMATS
from pipeline.model import Article, Heading, ListItem, Paragraph, Span

ROUNDS = 5
_NAMES = {"content": "http://purl.org/rss/1.0/modules/content/", "dc": "http://purl.org/dc/elements/1.1/"}
_START = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)


def _article(n: int) -> Article:
    text = f"Paragraph of article {n}: skin needs water, rest & patience more than it needs a cream. " * 5
    blocks = [Paragraph((Span(text), Span("Read on", href=f"https://example.org/{n}?a=1&b=2")), (1,))] * 6
    listed = [ListItem((Span(f"Point {i} of {n}"),), lines=(2,)) for i in range(8)]
    return Article(
        f"Article number {n} & its title", (*blocks, Heading((Span("A heading"),), 2), *listed, *blocks)
    )


def _edition(count: int) -> Edition:
    def item(n: int) -> Item:
        moment = _START + dt.timedelta(hours=n)
        return Item(
            _article(n), f"a{n:06d}", f"tag:example.org,2015:a{n:06d}", f"article-{n}", moment, moment
        )

    items = tuple(item(n) for n in range(count))
    site = Site("Notes", "https://example.org/", author="The editors")
    sizes = {each.id: 54_321 for each in items}
    return Edition(site, Brand("Notes"), items, items[-1].published, leaflets=sizes)


def _entries(edition: Edition) -> Iterator[Entry]:
    """Yield the newest items' entries; one article's HTML stands for all: making it is not measured."""
    first = entry_of(edition, edition.items[0])
    for item in reversed(edition.items):
        yield replace(
            first, id=item.tag, title=item.article.title, published=item.published, updated=item.updated
        )


def _feedgen(edition: Edition, file: Path) -> None:
    from feedgen.feed import FeedGenerator

    feed = FeedGenerator()
    feed.load_extension("dc")
    feed.title("Notes")
    feed.description("Notes")
    feed.link(href="https://example.org/feed.xml", rel="self")
    feed.link(href="https://example.org/")
    for entry in _entries(edition):
        one = feed.add_entry(order="append")
        one.title(entry.title)
        one.guid(entry.id, permalink=False)
        one.link(href=entry.link)
        one.description(entry.summary)
        one.content(entry.content, type="CDATA")
        one.dc.dc_creator(entry.author)
        one.published(entry.published)
        one.enclosure(entry.leaflet, str(entry.leaflet_bytes), "application/pdf")
    feed.rss_file(str(file))


def _lxml(edition: Edition, file: Path) -> None:
    """Write what `_feedgen` writes, element by element, as lxml's own stream."""
    with (
        etree.xmlfile(str(file), encoding="UTF-8") as out,
        out.element("rss", version="2.0", nsmap=_NAMES),
        out.element("channel"),
    ):
        for entry in _entries(edition):
            out.write(_lxml_item(entry))


def _lxml_item(entry: Entry) -> etree._Element:
    one = etree.Element("item", nsmap=_NAMES)
    for name, text in (
        ("title", entry.title),
        ("link", entry.link),
        ("description", entry.summary),
        (f"{{{_NAMES['content']}}}encoded", entry.content),
        (f"{{{_NAMES['dc']}}}creator", entry.author),
        ("guid", entry.id),
        ("pubDate", rfc822(entry.published)),
    ):
        etree.SubElement(one, name).text = text
    size, kind = str(entry.leaflet_bytes), "application/pdf"
    etree.SubElement(one, "enclosure", url=entry.leaflet, length=size, type=kind)
    return one


def _handbill(edition: Edition, file: Path) -> None:
    rss = FORMATS[0]
    page = Page(channel_of(edition), "Notes", edition.built_at)
    with file.open("w", encoding="utf-8") as out:
        for piece in rss.write(page, map(rss.entry, _entries(edition))):
            out.write(piece)


def _render(edition: Edition, file: Path) -> None:
    with file.open("wb") as out:
        for artifact in render_feed(edition):
            out.write(artifact.data)


WRITERS: dict[str, Callable[[Edition, Path], None]] = {
    "feedgen": _feedgen,
    "lxml stream": _lxml,
    "handbill": _handbill,
    "render": _render,
}


def _measure(name: str, count: int) -> None:
    """Print seconds and mebibytes of one writer; imports and a first small feed are not counted."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "feed.xml"
        WRITERS[name](_edition(2), file)
        edition = _edition(count)
        before_mib = _peak_mib()
        start = time.process_time()
        WRITERS[name](edition, file)
        print(time.process_time() - start, _peak_mib() - before_mib, file.stat().st_size / 2**20)


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _run(name: str, count: int) -> tuple[float, float, float]:
    command = [sys.executable, __file__, name, str(count)]
    done = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=True)
    seconds, growth, size = map(float, done.stdout.split())
    return seconds, growth, size


def main(count: int) -> None:
    """Print a row for each writer, and how the time grows from a hundredth of the items."""
    results: dict[str, list[tuple[float, float, float]]] = {name: [] for name in WRITERS}
    for _ in range(ROUNDS):
        for name, found in results.items():
            found.append(_run(name, count))
    medians = {
        name: [statistics.median(values) for values in zip(*found, strict=True)]
        for name, found in results.items()
    }
    peer_s, peer_mib, _ = medians["feedgen"]
    stream_s = medians["lxml stream"][0]
    print(f"{count} articles, median of {ROUNDS} rounds")
    for name, (seconds, growth, size) in medians.items():
        print(
            f"{name:<12} {seconds:8.3f} s {seconds / peer_s:6.2f} x feedgen "
            f"{seconds / stream_s:6.2f} x stream {growth:8.1f} MiB "
            f"{growth / peer_mib:6.2f} x feedgen {size:7.1f} MiB written"
        )
    for name in ("handbill", "render"):
        few = max(count // 100, 1)
        each = [_run(name, n)[0] / n * 1e6 for n in (few, few * 10, count)]
        print(f"{name}: {', '.join(f'{us:.0f}' for us in each)} us an item at {few}, {few * 10} and {count}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        _measure(sys.argv[1], int(sys.argv[2]))
    else:
        main(int((sys.argv[1:] or ["10000"])[0]))
