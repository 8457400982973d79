"""Make the tables of cases and of what happens in them."""

from __future__ import annotations

from alembic import op

from webapp.store.migrations.notation import make, remove

revision = "0002"
down_revision = "0001"
TABLES = {
    "case": """
        id text key; key text; number text null; measure text; process text; deployment_id -> deployment
        start_event text; spec_start text; subject_id -> person null; unit_id -> unit null; level rank; secrecy rank
        room_id -> room null; priority number = 0; status text; opened_at instant; closed_at instant null
        ended_at_element text null; initiator_id -> person null; origin_case_id -> case null; period text null
        next_due_on day null; bound text; waiting_at text; rev number; state blob; chain_length number
        chain_head text
        unique key
        unique number
        index ix_case_due_open: next_due_on, id where status = 'open'
        index ix_case_measure: measure, status
        index ix_case_origin_case_id: origin_case_id
        index ix_case_room: room_id, opened_at
        index ix_case_room_open: room_id, next_due_on where status = 'open'
        index ix_case_subject_id: subject_id
        index ix_case_unit_id: unit_id
    """,
    "task": """
        id text key; case_id -> case; path text; process text; element text; name text; role text null
        room_id text null; rules text; assignee_id -> person null; completed_by -> person null
        on_behalf_of -> person null; opened_at instant; closed_at instant null; completed flag = false
        outcome text null; deadline text null; due_on day null; provisional flag; follow_up_on day null
        priority number; level rank; secrecy rank; subject_id -> person null; unit_id -> unit null
        mandatory text null; form text null; item blob null; seen_at instant null; returned flag; is_open flag
        index ix_task_assignee: assignee_id, case_id
        index ix_task_case: case_id, is_open
        index ix_task_completed_by: completed_by, closed_at
        index ix_task_mine: assignee_id, due_on where {is_open}
        index ix_task_pool: room_id, role, due_on where {is_open} AND assignee_id IS NULL
    """,
    "not_actor": """
        person_id -> person key; task_id -> task key
        index ix_not_actor_task_id: task_id
    """,
    "participant": """
        person_id -> person key; case_id -> case key; capacity text key; at instant; read_at instant null
        index ix_participant_case_id: case_id
    """,
    "break_glass": """
        id text key; person_id -> person; case_id -> case; reason blob; at instant; until_at instant
        index ix_break_glass_case_id: case_id
        index ix_break_glass_person: person_id, case_id
    """,
    "case_link": """
        case_id -> case key; other_id -> case key; kind text key; at instant
        index ix_case_link_other_id: other_id
    """,
    "activity": """
        id serial; case_id -> case; rev number; process text; element text; kind text; path text; at instant
        index ix_activity_case_id: case_id
        index ix_activity_element: process, element, at
    """,
    "submission": """
        id text key; case_id -> case; task_id -> task; path text; element text; person_id -> person; version number
        final flag; at instant; form_token text null; content blob; state_before blob null
        withdrawn_at instant null
        unique form_token
        index ix_submission_case: case_id, element
        index ix_submission_task: task_id, person_id
        unique index uq_submission_draft: task_id, person_id where {NOT final}
    """,
    "comment": """
        id text key; case_id -> case; task_id -> task null; person_id -> person; at instant; kind text; text blob
        index ix_comment_case_id: case_id
    """,
    "deadline": """
        case_id -> case key; key text key; base_on day; due_on day; first_due_on day; extended number = 0
        paused_on day null; provisional flag
        index ix_deadline_due: due_on
    """,
    "application": """
        id text key; case_id -> case; kind text; status text; asked_by -> person; asked_at instant; facts text
        reason blob; approvals text; decided_at instant null
        index ix_application_case_id: case_id
        index ix_application_status: status, kind
    """,
    "timer": """
        task_id text key; case_id -> case; path text; process text; element text; due_at instant null; key text null
        expression text; gone_at instant null; fired_at instant null
        index ix_timer_case_id: case_id
        index ix_timer_due: due_at where gone_at IS NULL
    """,
    "subscription": """
        task_id text key; case_id -> case; message text; correlate text null; path text; process text; element text
        name text; role text null; deadline text null; due_on day null; mandatory text null; opened_at instant null
        gone_at instant null
        index ix_subscription_case_id: case_id
        index ix_subscription_wait: message, correlate where gone_at IS NULL
    """,
    "audit": """
        id serial; stream text; number number; act text; actor_id text null; at instant; element text null
        task_id text null; facts text; sealed blob null; sealed_hash text; hash text; sealed_by text null
        unique stream, number
        index ix_audit_actor: actor_id, at
        index ix_audit_unsealed: id where sealed_by IS NULL
    """,
    "audit_stream": """
        id text key; length number; head text
    """,
    "seal": """
        id text key; number number; root text; previous text; rows number; at instant; signature text
        unique number
    """,
    "recusal": """
        id text key; person_id -> person; subject_id -> person null; case_id -> case null; recused flag
        kind text null; source text; asked_by -> person null; decided_by -> person null; at instant
        check of_whom: subject_id IS NOT NULL OR case_id IS NOT NULL
        unique person_id, subject_id
        index ix_recusal_case: person_id, case_id
    """,
    "recusal_request": """
        id text key; case_id -> case null; person_id -> person; subject_id -> person null; asked_by -> person null
        reason blob; at instant; status text; decided_by -> person null; decided_at instant null
        index ix_recusal_request_person_id: person_id
    """,
    "access_log": """
        id serial; person_id -> person; at instant; what text; case_id -> case null; subject_id -> person null
        reason blob null; hash text; sealed_by text null
        index ix_access_log_case: case_id, at
        index ix_access_log_person: person_id, at
        index ix_access_log_subject: subject_id, at
    """,
}


def upgrade() -> None:
    """This function will make the tables and the rows that the house cannot do without."""
    make(TABLES)
    op.execute("INSERT INTO audit_stream (id, length, head) VALUES ('office', 0, '')")


def downgrade() -> None:
    """This function will remove the tables."""
    remove(TABLES)
