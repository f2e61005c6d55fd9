"""Issues of the newsletter that were sent, what they told, and what became of each message."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables of issues and deliveries."""
    op.create_table(
        "issues",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("frozen", sa.Text, nullable=False),
    )
    op.create_table(
        "issue_articles",
        sa.Column("issue", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("held", sa.Integer, nullable=False),
        sa.Column("correction", sa.Text, nullable=False),
        sa.Column("retraction", sa.Text, nullable=False),
    )
    op.create_table(
        "deliveries",
        sa.Column("issue", sa.Text, primary_key=True),
        sa.Column("recipient", sa.Text, primary_key=True),
        sa.Column("shown", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("code", sa.Integer, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("changed", sa.Text, nullable=False),
    )
