"""The second factor: codes and keys, recovery by two administrators, and how far a session has come at the door."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.notation import make, remove

revision = "0027"
down_revision = "0026"
DONE_BY = "status <> 'done' OR (settled_by IS NOT NULL AND settled_by <> asked_by AND settled_by <> person_id)"
TABLES = {
    "factor": """
        id text key; person_id -> person; kind text; name blob; secret blob; handle text null; host text null
        uses number = 0; used_step number null; made_at instant; used_at instant null
        unique handle
        check kind: kind IN ('codes', 'key')
        index ix_factor_person_id: person_id
    """,
    "recovery": f"""
        id text key; person_id -> person; asked_by -> person; asked_at instant; reason blob; status text
        settled_by -> person null; settled_at instant null
        check status: status IN ('open', 'done', 'withdrawn')
        check by_another: asked_by <> person_id
        check by_two: {DONE_BY}
        index ix_recovery_person_id: person_id
        unique index uq_recovery_open: person_id where status = 'open'
    """,
}
NEVER_USED: dict[str, sa.types.TypeEngine[Any]] = {
    "second_factor": sa.LargeBinary(),
    "second_factor_step": sa.Integer(),
}
"""Columns of `account` that no version ever filled."""


def upgrade() -> None:
    """This function will make the tables; sessions under way have passed the door."""
    make(TABLES)
    op.add_column("session", sa.Column("stage", sa.Text, nullable=False, server_default="open"))
    op.add_column("session", sa.Column("pending", sa.LargeBinary, nullable=True))
    for name in NEVER_USED:
        op.drop_column("account", name)


def downgrade() -> None:
    """This function will remove them; sessions that stand at the door end."""
    for name, kind in NEVER_USED.items():
        op.add_column("account", sa.Column(name, kind, nullable=True))
    op.execute("DELETE FROM session WHERE stage <> 'open'")
    op.drop_column("session", "pending")
    op.drop_column("session", "stage")
    remove(TABLES)
