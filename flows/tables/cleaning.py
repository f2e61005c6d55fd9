"""`[cleaning]`: how boldly lines are removed."""

from __future__ import annotations

from typing import Literal

from flows.tables.values import Table


class CleaningTable(Table):
    """How boldly lines are removed."""

    policy: Literal["rules", "cautious", "balanced", "strict"] = "balanced"
