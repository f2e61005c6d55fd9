"""The boundary at which any error costs one article and no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flows.locate import Refusal
from pipeline.errors import ArticleRefused

T = TypeVar("T")


def sentence(text: str) -> str:
    """End a text with a full stop if it has no end yet."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def attempt(key: str, origin: str, work: Callable[[], T]) -> T | Refusal:
    """Do one article's work: the boundary at which any error costs that article and no other."""
    try:
        return work()
    except ArticleRefused as error:
        return Refusal(key, error.where or origin, sentence(error.what), error.remedy)
    except Exception as error:  # noqa: BLE001 (the one boundary that keeps an article's fault to itself)
        name = type(error).__name__
        return Refusal(
            key,
            origin,
            f"met an unexpected error: {name}: {error}.",
            "This is a fault of handbill: please report it with the file.",
        )
