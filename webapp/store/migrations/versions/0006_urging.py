"""Make the tables of the overdue ladder, the digests and the daily work."""

from __future__ import annotations

from webapp.store.migrations.notation import make, remove

revision = "0006"
down_revision = "0005"
TABLES = {
    "rung": """
        step_id text key; due_on day key; rung text key; case_id -> case; at instant; letter_id -> letter null
        index ix_rung_case_id: case_id
    """,
    "told": """
        person_id -> person key; step_id text key; due_on day key; rung text key; case_id -> case; at instant
        digest_on day null
        index ix_told_case_id: case_id
        index ix_told_digest: person_id, digest_on
    """,
    "digest": """
        person_id -> person key; on day key; late number; today number; soon number; made_at instant
    """,
    "day_run": """
        piece text key; on day key; leased_by text; leased_until instant; done_at instant null; pieces number = 0
    """,
}


def upgrade() -> None:
    """This function will make the tables."""
    make(TABLES)


def downgrade() -> None:
    """This function will remove the tables."""
    remove(TABLES)
