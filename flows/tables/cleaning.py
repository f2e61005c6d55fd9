"""`[cleaning]`: how boldly lines are removed, and whether articles are compared."""

from __future__ import annotations

from typing import Literal

from flows.tables.values import Table


class CleaningTable(Table):
    """How boldly lines are removed, and whether those go that recur across the articles of a site."""

    policy: Literal["rules", "cautious", "balanced", "strict"] = "balanced"
    recurrence: bool = True
