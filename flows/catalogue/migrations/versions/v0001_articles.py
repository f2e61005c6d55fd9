"""Articles and statements. Catalogues from before Alembic (format 1) have them; the oldest no statements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables that are not there."""
    there = sa.inspect(op.get_bind())
    if not there.has_table("articles"):
        op.create_table(
            "articles",
            sa.Column("id", sa.Text, primary_key=True),
            sa.Column("tag", sa.Text, nullable=False),
            sa.Column("key", sa.Text, nullable=False, unique=True),
            sa.Column("slug", sa.Text, nullable=False, unique=True),
            sa.Column("content_hash", sa.Text, nullable=False),
            sa.Column("sketch", sa.Text, nullable=False),
            sa.Column("published", sa.Text, nullable=False),
            sa.Column("updated", sa.Text, nullable=False),
            sa.Column("first_seen", sa.Text, nullable=False),
        )
    if not there.has_table("statements"):
        op.create_table(
            "statements",
            sa.Column("id", sa.Text, primary_key=True),
            sa.Column("kind", sa.Text, primary_key=True),
            sa.Column("text", sa.Text, nullable=False),
            sa.Column("stated", sa.Text, nullable=False),
        )
