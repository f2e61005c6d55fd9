"""How fast is an issue made, and how fast are its messages? Ratios to other ways in the same run.

    python benchmarks/newsletter.py [ROUNDS]

An issue of ten articles is compared with a bare way to the same HTML: a Jinja template that loops over the
articles and their blocks, and css-inline over the whole, which moves the styles into the elements. Both must
give the same document, element by element. The command `mjml` renders a document of the
same texts, where npm has installed it (MJML names it, else PATH). Times are processor time, each the best of
some rounds.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from css_inline import CSSInliner
from jinja2 import DictLoader, Environment

from benchmarks.commands import cost
from outputs.address import issue_url
from outputs.edition import Brand, Edition, Item, Newsletter, Site
from outputs.language import spoken_date
from outputs.newsletter import style, words
from outputs.newsletter.html import render_body
from outputs.newsletter.issue import render_issue
from outputs.newsletter.letter import Letter, Recipient
from outputs.newsletter.message import personal, prepare
from outputs.newsletter.style import styles
from outputs.template import package_file
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


# How the bare way makes the model's values elements; x(p) stands for the class that has the style of p.
_CARD = """
{%- macro spans(all) %}{% for span in all -%}
{% if span.href %}<a href="{{ span.href }}" class="x(a)">{{ span.text }}</a>
{%- else %}{{ span.text }}{% endif %}{% endfor %}{% endmacro -%}
{%- set page = site.url ~ "articles/" ~ item.slug ~ "/" %}
{%- set leaflet = site.url ~ "leaflets/" ~ item.slug ~ ".a4.pdf" %}
{%- set about = item.published.strftime("%-d %B %Y") %}
{%- set title, dek, large, label, rank = item.article.title, item.article.dek, true, "Read online", 2 %}
{%- set body %}{% for block in item.article.blocks -%}
{% if block.level %}<h3 class="x(h3)">{{ spans(block.spans) }}</h3>
{% elif block.depth -%}
{% if not loop.previtem.depth %}<ul class="x(ul)">{% endif -%}
<li class="x(li)">{{ spans(block.spans) }}</li>{% if not loop.nextitem.depth %}</ul>{% endif %}
{% else %}<p class="x(p)">{{ spans(block.spans) }}</p>
{% endif %}{% endfor %}{% endset -%}
"""


def _bare(edition: Edition) -> Callable[[], str]:
    """Return the bare way to an issue: a template that renders the model's values, then css-inline.

    The template is ours with a class where a style stands, and loops over the articles and their blocks. It
    is compiled beforehand and its style sheet is written, as ours are. The few words that are neither an
    article's nor the site's are given to it as they are.
    """
    told = styles(edition.brand.color, "ltr")
    names = {selector: f"x{n}" for n, selector in enumerate(told)}

    def source(text: str) -> str:
        text = re.sub(r'style="\{\{ s\["(\S+)"\] if large else .*?\}\}"', r'class="x(\1)"', text)
        text = re.sub(r'style="\{\{ (?:s|frame)\["(\S+)"\] \}\}"', r'class="x(\1)"', text)
        text = text.replace('s[".button"]', '""').replace('style="{{ style }}"', 'class="x(.button)"')
        text = re.sub(r'class="([^"]*)"([^<>]*?) class="([^"]*)"', r'class="\1 \3"\2', text)
        text = text.replace("<style>\n", '<style data-css-inline="ignore">\n')
        return re.sub(r"x\((\S+?)\)", lambda found: names[found[1]], text)

    card = source(_CARD + package_file("newsletter_card.html").decode())
    cards = "{% for item in items %}" + card + "{% endfor %}"
    parts = {
        "newsletter_button.html": source(package_file("newsletter_button.html").decode()),
        "whole": source(package_file("newsletter.html").decode()).replace("{{ marks.articles }}", cards),
    }
    environment = Environment(loader=DictLoader(parts), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = environment.get_template("whole")
    inliner = CSSInliner(
        keep_style_tags=True,
        extra_css="".join(f".{name} {{ {told[rule]} }}\n" for rule, name in names.items()),
    )
    values = {
        "language": "en",
        "direction": "ltr",
        "site": edition.site,
        "site_title": edition.site.title,
        "brand": edition.brand,
        "subject": words.subject(edition, edition.items),
        "heading": words.heading(edition, edition.items),
        "preheader": words.preheader(edition, edition.items),
        "address": words.postal_address(edition),
        "date": spoken_date(words.issue_date(edition, edition.items)),
        "online": issue_url(edition),
        "index": edition.site.url,
        "colors": style.colors_of(edition.brand.color),
        "look": style,
        "paper": style.PAPER,
        "marks": {"unsubscribe": edition.newsletter.unsubscribe_url},
        "items": edition.items,
    }
    return lambda: inliner.inline(template.render(values))


def _seen(html: str) -> list[object]:
    """Return what a document holds, in order: elements with their attributes and styles, and texts."""
    found: list[object] = []
    for node in BeautifulSoup(html, "html.parser").descendants:
        if isinstance(node, Tag):
            rules = (part.split(":", 1) for part in str(node.get("style", "")).split(";") if ":" in part)
            told = {name.strip(): value.strip() for name, value in rules}  # the last of each name counts
            classes = [
                name for name in node.get_attribute_list("class") if not re.fullmatch(r"x\d+", str(name))
            ]
            others = {name: value for name, value in node.attrs.items() if name not in {"style", "class"}}
            others.pop("data-css-inline", None)
            found.append((node.name, sorted(others.items()), told, [name for name in classes if name]))
        elif str(node).strip():
            found.append(" ".join(str(node).split()))
    return found


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
        return min(cost([command, source, "-o", "issue.html"], Path(folder)).cpu_s for _ in range(3))


def _cpu_s(work: Callable[[], object], rounds: int) -> float:
    def once() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    return min(once() for _ in range(rounds))


def _issue(rounds: int) -> Letter:
    edition = _edition()
    issue = render_issue(edition)
    assert issue is not None
    bare = _bare(edition)
    html = "".join((issue.letter.html[0], edition.newsletter.unsubscribe_url, *issue.letter.html[1:]))
    if _seen(bare()) != _seen(html):
        raise SystemExit("The bare way gives another document: the comparison would say nothing.")
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
