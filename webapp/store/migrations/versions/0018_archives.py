"""The archive remembers: when it was opened, how an entry's status changed, yearly snapshots and own data."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.notation import make, remove

revision = "0018"
down_revision = "0017"

TABLES = {
    "archive_file": """
        subject_id -> person key; opened_on day; case_id -> case null; opened_by -> person null; at instant
    """,
    "archive_snapshot": """
        id text key; subject_id -> person; year number; as_of day; case_id -> case null; checked_by -> person null
        at instant; content blob
        index ix_archive_snapshot_subject: subject_id, year
    """,
    "own_statement": """
        id text key; subject_id -> person; year number; version number; case_id -> case null; entered_by -> person
        at instant; content blob
        unique subject_id, year, version
    """,
}


def upgrade() -> None:
    """This function will make the tables; entries so far have no history: each stands as it was written."""
    make(TABLES)
    op.add_column("archive_entry", sa.Column("history", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    """This function will remove the tables and the history."""
    op.drop_column("archive_entry", "history")
    remove(TABLES)
