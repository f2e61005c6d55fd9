"""Manifests in parts, in a table of their own."""

from __future__ import annotations

import zlib

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
_PART_BYTES = 1 << 16


def upgrade() -> None:
    """Make the table, and move the manifests that are kept; a damaged one is left behind, as if not kept."""
    manifests = op.create_table(
        "manifests",
        sa.Column("content_hash", sa.Text, primary_key=True),
        sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("lines", sa.LargeBinary, nullable=False),
    )
    rows = op.get_bind().execute(sa.text("SELECT content_hash, manifest FROM releases")).all()
    for content_hash, packed in rows:
        try:
            whole = zlib.decompress(packed) if packed else b""
        except zlib.error:
            continue
        for start in range(0, len(whole), _PART_BYTES):
            lines = whole[start : start + _PART_BYTES]
            row = {"content_hash": content_hash, "part": start // _PART_BYTES, "lines": lines}
            op.execute(manifests.insert().values(row))
    op.drop_column("releases", "manifest")
