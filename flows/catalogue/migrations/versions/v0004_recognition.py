"""How articles are known again, their earlier versions, and what became of them in the last release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns, for articles that were published as far as one knows."""
    for name, value in (("given", ""), ("recognised", ""), ("status", "published"), ("past", "")):
        op.add_column("articles", sa.Column(name, sa.Text, nullable=False, server_default=value))
