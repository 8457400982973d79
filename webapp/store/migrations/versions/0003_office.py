"""Make the tables of messages, jobs, incidents, cycles, numbers and watches."""

from __future__ import annotations

from webapp.store.migrations.notation import make, remove

revision = "0003"
down_revision = "0002"
TABLES = {
    "message_in": """
        id text key; name text; subject_id text null; source_case_id -> case null; receiver text null
        target_case_id -> case null; key_owner text; payload blob; at instant; status text; attempts number = 0
        tried_at instant null; next_try_at instant null; settled_at instant null
        index ix_message_in_name: name, subject_id
        index ix_message_in_open: next_try_at where settled_at IS NULL
        index ix_message_in_source_case_id: source_case_id
        index ix_message_in_target_case_id: target_case_id
    """,
    "job": """
        id text key; kind text; case_id -> case null; key_owner text; payload blob; attempts number = 0
        made_at instant; next_try_at instant null; leased_until instant null; leased_by text null
        settled_at instant null; outcome text null
        index ix_job_case_id: case_id
        index ix_job_due: next_try_at where settled_at IS NULL
    """,
    "incident": """
        id text key; kind text; case_id -> case null; case_or_none text; element text null; task_id text; code text
        facts text; at instant; settled_at instant null; settled_by text null; remedy text null
        index ix_incident_case_id: case_id
        unique index uq_incident_open: kind, case_or_none, task_id, code where settled_at IS NULL
    """,
    "cycle_run": """
        measure text key; start_event text key; period text key; subject_kind text key; subject_id text key
        case_id -> case null; state text; reason text null; at instant
        check subject_kind: subject_kind IN ('person', 'unit', 'office')
        index ix_cycle_run_case_id: case_id
    """,
    "cycle_due": """
        process text key; start_event text key; period text key; due_at instant; fired_at instant; late flag
    """,
    "number_series": """
        series text key; year number key; last number
    """,
    "number_issued": """
        series text key; year number key; value number key; text text; case_id -> case null; bearer text null
        at instant; voided_at instant null; voided_by text null; void_reason text null
        unique text
        index ix_number_issued_case_id: case_id
    """,
    "watch": """
        id text key; case_id -> case; kind text; element text; facts text; found_at instant; gone_at instant null
        index ix_watch_case_id: case_id
        unique index uq_watch_open: case_id, kind, element where gone_at IS NULL
    """,
}


def upgrade() -> None:
    """This function will make the tables."""
    make(TABLES)


def downgrade() -> None:
    """This function will remove the tables."""
    remove(TABLES)
