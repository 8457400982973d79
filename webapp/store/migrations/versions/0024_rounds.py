"""Yearly rounds: approval and lock, why a subject has no case and who says so; rosters that wait for a decision."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.notation import make, remove

revision = "0024"
down_revision = "0018"
INSTANT = sa.String(27).with_variant(sa.DateTime(timezone=True), "postgresql")
ROUND = ("approved_at", "locked_at")
TABLES = {
    "roster_draft": """
        id text key; person_id -> person; name text; content blob; at instant; settled_at instant null; version number
        index ix_roster_draft_person_id: person_id
    """
}


def upgrade() -> None:
    """This function will add the columns and the table; rounds that are there were opened without a list."""
    for name in ROUND:
        op.add_column("cycle_due", sa.Column(name, INSTANT, nullable=True))
    op.add_column("cycle_run", sa.Column("note", sa.LargeBinary, nullable=True))
    op.add_column("cycle_run", sa.Column("reason_by", sa.Text, nullable=True))
    op.add_column("cycle_run", sa.Column("reason_at", INSTANT, nullable=True))
    op.add_column("cycle_run", sa.Column("locked_as", sa.Text, nullable=True))
    op.add_column("cycle_run", sa.Column("version", sa.Integer, nullable=False, server_default="0"))
    make(TABLES)


def downgrade() -> None:
    """This function will remove them."""
    remove(TABLES)
    for name in ("version", "locked_as", "reason_at", "reason_by", "note"):
        op.drop_column("cycle_run", name)
    for name in ROUND:
        op.drop_column("cycle_due", name)
