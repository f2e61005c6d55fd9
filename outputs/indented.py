"""JSON with indents, written as `json.dumps(..., indent=2)` does, but sooner: its fast encoder knows none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring
from typing import TypeAlias

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"


def dumps(value: Json) -> str:
    """Write a value as `json.dumps(value, ensure_ascii=False, indent=2)` does; it may hold no float."""
    return _written(value, "\n")


def _written(value: Json, end: str) -> str:
    """Write a value; `end` is the line break and the indent of what it stands in."""
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    inner = f"{end}  "
    if isinstance(value, Mapping):
        parts = [f"{encode_basestring(key)}: {_written(each, inner)}" for key, each in value.items()]
        return f"{{{inner}{f',{inner}'.join(parts)}{end}}}" if parts else "{}"
    parts = [_written(each, inner) for each in value]
    return f"[{inner}{f',{inner}'.join(parts)}{end}]" if parts else "[]"
