"""An article with its identity as JSON, out and in again without loss.

The form is documented by `templates/article.schema.json` (JSON Schema, draft 2020-12). A key whose value
is the model's default may be left out inside blocks and spans; the top level is always complete.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from outputs.edition import Item, Statement
from outputs.indented import Json, dumps
from outputs.json_reader import Reader
from pipeline.model import (
    Article,
    Block,
    Caption,
    Code,
    Heading,
    Image,
    ListItem,
    Notice,
    Paragraph,
    Quote,
    Span,
    Spans,
    TableRow,
)

SCHEMA_NAME = "article.schema.json"
VERSION = 1


def dump(item: Item) -> bytes:
    """Write an item as JSON in UTF-8; the same item gives the same bytes."""
    text = dumps(_item_json(item)) + "\n"
    # A lone surrogate cannot be UTF-8; its backslash escape is JSON's own escape too.
    return text.encode("utf-8", "backslashreplace")


def load(data: bytes) -> Item:
    """Read what `dump` wrote.

    Raises ValueError, naming the place, when the bytes are no JSON or not of this form.
    """
    reader = Reader(json.loads(data))
    if reader.integer("version") != VERSION:
        raise ValueError(f"/version: expected {VERSION}, found {reader.integer('version')}")
    return Item(
        article=_article(reader),
        id=reader.text("id"),
        tag=reader.text("tag"),
        slug=reader.text("slug"),
        published=reader.moment("published"),
        updated=reader.moment("updated"),
        source=reader.text("source"),
        notices=tuple(
            Notice(each.text("code"), each.text("message"), each.integers("lines"))
            for each in reader.members("notices")
        ),
        topics=reader.texts("topics"),
        correction=_statement(reader.object_or_none("correction")),
        retraction=_statement(reader.object_or_none("retraction")),
    )


def _item_json(item: Item) -> dict[str, Json]:
    article = item.article
    return {
        "version": VERSION,
        "id": item.id,
        "tag": item.tag,
        "slug": item.slug,
        "source": item.source,
        "published": item.published.isoformat(),
        "updated": item.updated.isoformat(),
        "topics": item.topics,
        "correction": _statement_json(item.correction),
        "retraction": _statement_json(item.retraction),
        "title": article.title,
        "dek": article.dek,
        "byline": article.byline,
        "language": article.language,
        "read_time": article.read_time,
        "review_claim": article.review_claim,
        "source_url": article.source_url,
        "source_site": article.source_site,
        "source_published": _date_json(article.published),
        "source_updated": _date_json(article.updated),
        "images": [{"src": image.src, "alt": image.alt, "line": image.line} for image in article.images],
        "blocks": [_block_json(block) for block in article.blocks],
        "notices": [
            {"code": notice.code, "message": notice.message, "lines": notice.lines} for notice in item.notices
        ],
    }


def _statement_json(statement: Statement | None) -> Json:
    return {"text": statement.text, "stated": statement.stated.isoformat()} if statement else None


def _statement(reader: Reader | None) -> Statement | None:
    return Statement(reader.text("text"), reader.moment("stated")) if reader else None


def _date_json(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def _spans_json(spans: Spans) -> list[Json]:
    return [_span_json(span) for span in spans]


def _span_json(span: Span) -> dict[str, Json]:
    written: dict[str, Json] = {"text": span.text}
    if span.strong:
        written["strong"] = True
    if span.emphasis:
        written["emphasis"] = True
    if span.href:
        written["href"] = span.href
    if span.language:
        written["language"] = span.language
    return written


def _block_json(block: Block) -> dict[str, Json]:
    match block:
        case Heading(level=level, spans=spans):
            body: dict[str, Json] = {"type": "heading", "level": level, "spans": _spans_json(spans)}
        case Paragraph(spans=spans):
            body = {"type": "paragraph", "spans": _spans_json(spans)}
        case ListItem():
            body = _list_item_json(block)
        case Quote(spans=spans):
            body = {"type": "quote", "spans": _spans_json(spans)}
        case Code(text=text):
            body = {"type": "code", "text": text}
        case Caption(spans=spans):
            body = {"type": "caption", "spans": _spans_json(spans)}
        case TableRow(cells=cells, header=header):
            body = {"type": "table_row", "header": header, "cells": [_spans_json(cell) for cell in cells]}
    return {**body, "lines": block.lines}


def _list_item_json(item: ListItem) -> dict[str, Json]:
    return {
        "type": "list_item",
        "ordered": item.ordered,
        "depth": item.depth,
        "number": item.number,
        "continued": item.continued,
        "spans": _spans_json(item.spans),
    }


def _article(reader: Reader) -> Article:
    return Article(
        title=reader.text("title"),
        blocks=tuple(_block(each) for each in reader.members("blocks")),
        dek=reader.text("dek"),
        byline=reader.text("byline"),
        published=reader.date("source_published"),
        updated=reader.date("source_updated"),
        language=reader.text("language"),
        read_time=reader.text("read_time"),
        review_claim=reader.text("review_claim"),
        source_url=reader.text("source_url"),
        source_site=reader.text("source_site"),
        images=tuple(
            Image(each.text("src"), each.text("alt"), each.integer("line"))
            for each in reader.members("images")
        ),
    )


def _spans(readers: Sequence[Reader]) -> Spans:
    return tuple(
        Span(
            each.text("text"),
            strong=each.flag("strong"),
            emphasis=each.flag("emphasis"),
            href=each.text("href", default=""),
            language=each.text("language", default=""),
        )
        for each in readers
    )


def _block(reader: Reader) -> Block:
    lines = reader.integers("lines")
    match reader.text("type"):
        case "heading":
            return Heading(_spans(reader.members("spans")), reader.integer("level"), lines)
        case "paragraph":
            return Paragraph(_spans(reader.members("spans")), lines)
        case "list_item":
            return ListItem(
                _spans(reader.members("spans")),
                ordered=reader.flag("ordered"),
                depth=reader.integer("depth"),
                number=reader.integer_or_none("number"),
                continued=reader.flag("continued"),
                lines=lines,
            )
        case "quote":
            return Quote(_spans(reader.members("spans")), lines)
        case "code":
            return Code(reader.text("text"), lines)
        case "caption":
            return Caption(_spans(reader.members("spans")), lines)
        case "table_row":
            cells = tuple(_spans(row) for row in reader.rows("cells"))
            return TableRow(cells, header=reader.flag("header"), lines=lines)
        case other:
            raise ValueError(f"{reader.place}/type: unknown kind of block {other!r}")
