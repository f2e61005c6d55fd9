"""`[channels]`: what is published."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator

from flows.tables.values import Table

ChannelName: TypeAlias = Literal["page", "leaflet", "feed", "index", "newsletter"]
ALL_CHANNELS: tuple[ChannelName, ...] = ("page", "leaflet", "feed", "index", "newsletter")


def _channels(value: list[ChannelName]) -> list[ChannelName]:
    if not {"page", "feed", "index"} <= set(value):
        raise ValueError('must hold "page", "feed" and "index", which link to each other')
    return value


class ChannelsTable(Table):
    """Which channels are published."""

    enabled: Annotated[list[ChannelName], AfterValidator(_channels)] = list(ALL_CHANNELS)
