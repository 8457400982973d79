"""The archive remembers: when it was opened, how an entry's status changed, yearly snapshots and own data."""

from __future__ import annotations

from webapp.store.migrations.notation import make, remove

revision = "0018"
down_revision = "0017"

TABLES = {
    "archive_file": """
        subject_id -> person key; opened_on day; case_id -> case null; opened_by -> person null; at instant
    """,
    "archive_mark": """
        id text key; entry_id -> archive_entry; status_before text; weight_before text; status text; weight text
        on day; at instant; case_id -> case null; marked_by -> person null
        index ix_archive_mark_entry: entry_id, at
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
    """This function will make the tables."""
    make(TABLES)


def downgrade() -> None:
    """This function will remove the tables."""
    remove(TABLES)
