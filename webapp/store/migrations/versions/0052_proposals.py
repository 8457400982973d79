"""A version is put forward by one person and put in force by another; the plan that nothing ever read goes."""

from __future__ import annotations

from webapp.store.migrations.notation import make, remove

revision = "0052"
down_revision = "0054"

TABLES = {
    "proposal": """
        id text key; deployment_id -> deployment; checksum text; against text; demands text
        proposed_by -> person; proposed_at instant; reason blob; status text
        decided_by -> person null; decided_at instant null; answer blob null
        check two_people: status IN ('waiting', 'withdrawn') OR (decided_by IS NOT NULL AND decided_by <> proposed_by)
        index ix_proposal_deployment_id: deployment_id
        unique index uq_proposal_waiting: deployment_id where status = 'waiting'
    """,
}
PLAN = {
    "migration_plan": """
        id serial; from_id -> deployment; to_id -> deployment; made_by text; at instant; state text; on day null
        facts text
    """
}


def upgrade() -> None:
    """This function will make the table and drop the one that was never written."""
    make(TABLES)
    remove(PLAN)


def downgrade() -> None:
    """This function will remove it: what waits is a draft that the command line brings again."""
    make(PLAN)
    remove(TABLES)
