"""Leaflets that were printed or downloaded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table of what was printed."""
    op.create_table(
        "printed",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("article", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("release", sa.Text, nullable=False),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("brand", sa.Text, nullable=False),
        sa.Column("copies", sa.Integer, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("printed", sa.Text, nullable=False),
    )
