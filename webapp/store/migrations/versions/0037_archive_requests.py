"""Officers ask to read an archive: the keeper's word, a decision, until when."""

from __future__ import annotations

from webapp.store.migrations.notation import make, remove

revision = "0037"
down_revision = "0028"

TABLES = {
    "archive_request": """
        id text key; subject_id -> person; asked_by -> person; asked_at instant; reason blob; status text
        checked_by -> person null; checked_at instant null; opinion blob null
        decided_by -> person null; decided_at instant null; answer blob null; until_on day null
        check keeper: checked_by IS NULL OR checked_by <> asked_by
        check three_people: decided_by IS NULL OR (decided_by <> asked_by AND decided_by <> checked_by)
        index ix_archive_request_asked_by: asked_by, status
        index ix_archive_request_status: status
    """,
}


def upgrade() -> None:
    """This function will make the table."""
    make(TABLES)


def downgrade() -> None:
    """This function will remove it: whoever read on request asks its keeper again."""
    remove(TABLES)
