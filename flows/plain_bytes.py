"""Texts, numbers and collections of them as bytes, read back in a quarter of the time that JSON takes.

Only for what nobody but this program has written, as a checksum beside it tells: other bytes might end the
process.
"""

from __future__ import annotations

import marshal
from typing import Any

# The form that every Python reads from 3.4 on; a text that stands many times is written once.
_FORM = 4


def dump(value: Any) -> bytes:  # noqa: ANN401 (numbers, texts, bytes, None, and collections of them)
    """Write a value. Raises ValueError when there is something else in it, as a text of its own class."""
    return marshal.dumps(value, _FORM)


def load(data: bytes) -> Any:  # noqa: ANN401
    """Read what `dump` wrote: tuples come back as tuples."""
    return marshal.loads(data)  # noqa: S302 (the caller has a checksum)
