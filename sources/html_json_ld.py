"""Read the article that a page's JSON-LD (schema.org) describes."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bs4 import BeautifulSoup

from pipeline.model import Notice
from sources.html_elements import attribute

_MAX_NODES = 1000
"""No page describes more things; a bound against one made to be searched for ever."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What JSON-LD says of the article, as written."""

    headline: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    updated: str = ""
    notices: tuple[Notice, ...] = ()


def read_json_ld(soup: BeautifulSoup) -> Statement:
    """Return what the page's scripts say: each statement from the first article, else page, that makes it."""
    nodes: list[Mapping[object, object]] = []
    broken = 0
    for script in soup.find_all("script", type=True):
        if not attribute(script, "type").lower().strip().startswith("application/ld+json"):
            continue
        try:
            # strict=False: raw line feeds in strings are common.
            parsed: object = json.loads(script.get_text(), strict=False)
        except (ValueError, RecursionError):
            broken += 1
            continue
        nodes += _nodes(parsed)
    nodes = [node for node in nodes if _rank(node)]
    nodes.sort(key=_rank)
    message = "JSON-LD in the page is broken; what it says was left out."
    return Statement(
        headline=_first(nodes, "headline"),
        authors=next(filter(None, (tuple(_names(node.get("author"))) for node in nodes)), ()),
        published=_first(nodes, "datePublished"),
        updated=_first(nodes, "dateModified"),
        notices=(Notice("broken-json-ld", message),) if broken else (),
    )


def _nodes(parsed: object) -> Iterator[Mapping[object, object]]:
    """Yield the described things: at the top, in lists, in `@graph`, and a page's main thing."""
    waiting = deque([parsed])
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        node = waiting.popleft()
        if isinstance(node, list):
            waiting.extendleft(reversed(node))
        elif isinstance(node, dict):
            yield node
            waiting += [node[name] for name in ("@graph", "mainEntity") if name in node]


def _rank(node: Mapping[object, object]) -> int:
    """Return 1 for an article, 2 for a page, 0 for anything else."""
    types = node.get("@type")
    names = [name for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)]
    if any(name.endswith(("Article", "Posting", "Report")) for name in names):
        return 1
    return 2 if any(name.endswith("WebPage") for name in names) else 0


def _first(nodes: list[Mapping[object, object]], name: str) -> str:
    texts = (node.get(name) for node in nodes)
    return next((text.strip() for text in texts if isinstance(text, str) and text.strip()), "")


def _names(author: object) -> Iterator[str]:
    """Yield the names of an author: a string, a person or organisation, or a list of them."""
    for person in author if isinstance(author, list) else [author]:
        name: object = person.get("name") if isinstance(person, dict) else person
        if isinstance(name, str) and name.strip() and "://" not in name:
            yield name.strip()
