"""How fast is an issue made, and how fast are its messages? Ratios to other ways in the same run.

    python benchmarks/newsletter.py [ROUNDS]

An issue of ten articles is compared with a bare way to the same HTML: one Jinja template of the whole, its
styles moved into the elements by css-inline. The template is derived from our own HTML, every text a variable
and every style a class, so that both give the same document. The command `mjml` renders a document of the
same texts, where npm has installed it (MJML names it, else PATH). Times are processor time, each the best of
some rounds.
"""

from __future__ import annotations

import datetime as dt
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString
from css_inline import CSSInliner
from jinja2 import Environment

from outputs.edition import Brand, Edition, Item, Newsletter, Site
from outputs.newsletter.html import render_body
from outputs.newsletter.issue import render_issue
from outputs.newsletter.letter import Letter, Recipient
from outputs.newsletter.message import personal, prepare
from pipeline.model import Article, Block, Heading, ListItem, Paragraph, Span

ARTICLES, MESSAGES = 10, 10_000
_START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def _article(n: int) -> Article:
    text = f"Paragraph of article {n}: skin needs water, rest & patience more than it needs a cream. " * 4
    paragraph = Paragraph((Span(text), Span("Read on", href=f"https://example.org/{n}?a=1&b=2")))
    listed = [ListItem((Span(f"Point {i} of {n}"),)) for i in range(8)]
    headed: list[Block] = [Heading((Span(f"What to do, part {n}"),), 2), *listed, paragraph, paragraph]
    return Article(f"Article number {n} & its title", (paragraph, paragraph, *headed), dek="What helps.")


def _edition() -> Edition:
    def item(n: int) -> Item:
        moment = _START - dt.timedelta(hours=n)
        return Item(_article(n), f"a{n}", f"tag:example.org,2024:a{n}", f"article-{n}", moment, moment)

    items = tuple(item(n) for n in range(ARTICLES))
    mail = Newsletter("2024-01", unsubscribe_url="https://example.org/leave")
    site = Site("Notes", "https://example.org/", author="The editors")
    sizes = {each.id: 54_321 for each in items}
    return Edition(site, Brand("The clinic"), items, _START, mail, leaflets=sizes)


def _bare(html: str) -> Callable[[], str]:
    """Return the bare way to an HTML: a compiled template whose texts are variables, then css-inline."""
    soup = BeautifulSoup(html, "html.parser")
    texts: list[str] = []
    for text in soup.body.find_all(string=True) if soup.body else ():
        if type(text) is NavigableString and text.strip():
            text.replace_with(f"{{{{ t[{len(texts)}] }}}}")
            texts.append(str(text))
    rules: dict[str, str] = {}
    for tag in soup.find_all(style=True):
        name = rules.setdefault(str(tag["style"]), f"c{len(rules)}")
        tag["class"] = [*tag.get_attribute_list("class"), name] if tag.get("class") else [name]
        del tag["style"]
    css = "".join(f".{name} {{{style}}}" for style, name in rules.items())
    template = Environment(autoescape=True).from_string(str(soup))
    inliner = CSSInliner(extra_css=css)
    return lambda: inliner.inline(template.render(t=texts))


def _mjml(edition: Edition) -> str:
    """Write the articles for the mjml command."""
    rows = []
    for item in edition.items:
        rows.append(f"<mj-text><h2>{escape(item.article.title)}</h2></mj-text>")
        for block in item.article.blocks:
            if isinstance(block, Paragraph | ListItem | Heading):
                text = escape("".join(span.text for span in block.spans))
                rows.append(f"<mj-text>{text}</mj-text>")
        rows.append('<mj-button href="https://example.org/">Read online</mj-button>')
    body = "".join(rows)
    return f"<mjml><mj-body><mj-section><mj-column>{body}</mj-column></mj-section></mj-body></mjml>"


def _mjml_s(edition: Edition) -> float:
    """Time the mjml command, 0 where there is none."""
    command = os.environ.get("MJML") or shutil.which("mjml")
    if not command:
        return 0
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "issue.mjml"
        source.write_text(_mjml(edition), encoding="utf-8")
        return min(_children_cpu_s([command, str(source), "-o", f"{folder}/issue.html"]) for _ in range(3))


def _cpu_s(work: Callable[[], object], rounds: int) -> float:
    def once() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    return min(once() for _ in range(rounds))


def _children_cpu_s(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def _issue(rounds: int) -> Letter:
    edition = _edition()
    issue = render_issue(edition)
    assert issue is not None
    html = "".join(issue.letter.html)
    bare = _bare(html)
    ways = (lambda: render_body(edition, edition.items), bare, lambda: render_issue(edition))
    # Turn by turn: a machine that slows down slows all of them.
    times = [[_cpu_s(way, 1) for way in ways] for _ in range(rounds)]
    ours, theirs, whole = (min(column) for column in zip(*times, strict=True))
    print(f"an issue of {ARTICLES} articles: {len(html.encode()):,} bytes of HTML")
    print(f"  HTML part               {ours * 1000:7.2f} ms   {ours / theirs:5.2f}x the bare way")
    print(f"  bare jinja2, css-inline {theirs * 1000:7.2f} ms")
    print(f"  HTML, text, .eml, page  {whole * 1000:7.2f} ms   {whole / theirs:5.2f}x the bare way")
    mjml = _mjml_s(edition)
    if mjml:
        print(f"  the command mjml        {mjml * 1000:7.0f} ms   {mjml / ours:5.0f}x our HTML part")
    else:
        print("  the command mjml is not installed")
    return issue.letter


def _messages(letter: Letter) -> None:
    prepared = prepare(letter)
    people = [
        Recipient(f"reader{n}@example.org", f"Ána {n}", f"https://example.org/leave?u={n}")
        for n in range(MESSAGES)
    ]

    def write() -> None:
        for each in people:
            personal(prepared, each)

    took = _cpu_s(write, 3)
    print(f"{MESSAGES:,} messages in {took:.2f} s: {MESSAGES / took * 60:,.0f} a minute on one core")


def main() -> None:
    """Measure and print."""
    _messages(_issue(int(sys.argv[1]) if len(sys.argv) > 1 else 30))


if __name__ == "__main__":
    main()
