"""Make the tables of letters, meetings, the integrity archive, registers and reporters."""

from __future__ import annotations

from webapp.store.migrations.notation import make, remove

revision = "0004"
down_revision = "0003"
TABLES = {
    "instruction": """
        id text key; list text; year number; position number; text text; source text null; active flag = true
        made_by text null; at instant
    """,
    "meeting": """
        id text key; body text; status text; held_on day null; chair_id -> person null; recorder_id -> person null
        minutes_number text null; content blob; version number; made_by -> person null; made_at instant
        signed_at instant null
        unique minutes_number
        index ix_meeting_body: body, status
    """,
    "personal_matters": """
        id text key; subject_id -> person; year number; kind text; status text; content blob; version number
        entered_by -> person null; at instant
        index ix_personal_matters_subject: subject_id, year
    """,
    "portrait": """
        subject_id -> person key; as_of day; version number; content blob; at instant
    """,
    "service_record": """
        id text key; unit_id -> unit; served_on day; source text; content blob
        index ix_service_record_unit: unit_id, served_on
    """,
    "agenda_item": """
        id text key; meeting_id -> meeting null; body text; case_id -> case; task_id text null; position number
        path text null; status text; choices text; result text null; proposal blob; reason blob null; version number
        made_at instant; decided_at instant null
        index ix_agenda_item_body: body, status
        index ix_agenda_item_case_id: case_id
        index ix_agenda_item_meeting_id: meeting_id
    """,
    "archive_entry": """
        id text key; number text; subject_id -> person; section number; kind text; dimension text null; status text
        weight text; level rank; source_case_id -> case null; source_document text null; document_hash text null
        on day; entered_at instant; entered_by -> person; checked_by -> person; subject_seen_on day null
        retention_until day null; effect_until day null; supersedes_id -> archive_entry null; version number
        content blob; remark blob null
        check four_eyes: entered_by <> checked_by
        check section: section BETWEEN 1 AND 5
        unique number
        index ix_archive_entry_source_case_id: source_case_id
        index ix_archive_entry_subject: subject_id, on
    """,
    "key_watch": """
        id text key; subject_id -> person; criterion text; status text; reason blob; case_id -> case null
        from_on day; until_on day; confirmed_by -> person null; at instant
        index ix_key_watch_subject_id: subject_id
    """,
    "letter": """
        id text key; case_id -> case; template text; path text null; number text null; status text; version number
        recipient_id -> person null; recipient_unit_id -> unit null; drafted_by -> person null
        checked_by -> person null; signed_by -> person null; made_at instant; checked_at instant null
        signed_at instant null; issued_at instant null; received_at instant null; received_on day null
        recalled_at instant null; print_code text; content blob
        unique number
        unique print_code
        index ix_letter_case_id: case_id
        index ix_letter_recipient_id: recipient_id
        index ix_letter_status: status, made_at
    """,
    "meeting_member": """
        meeting_id -> meeting key; person_id -> person key; entitled flag; present flag
        substitute_for -> person null; position number
    """,
    "reporter": """
        id text key; case_id -> case; content blob; version number; name_hash text null; real_name flag
        confirmed flag = false; wishes_feedback flag; withdrawn_at instant null; at instant
        index ix_reporter_case_id: case_id
        index ix_reporter_name_hash: name_hash
    """,
    "attachment": """
        id text key; case_id -> case; task_id -> task null; letter_id -> letter null; field text null; kind text
        media_type text; size number; content_hash text; name blob; content blob; added_by -> person; at instant
        removed_at instant null
        index ix_attachment_case_id: case_id
        index ix_attachment_letter_id: letter_id
        index ix_attachment_task_id: task_id
    """,
    "delivery": """
        id text key; letter_id -> letter; way text; result text; by text; on day; at instant; details blob
        index ix_delivery_letter_id: letter_id
    """,
    "item_recusal": """
        item_id -> agenda_item key; person_id -> person key
    """,
    "opinion": """
        item_id -> agenda_item key; person_id -> person key; stand text; text blob; position number; version number
        at instant
    """,
    "reporter_opening": """
        id text key; reporter_id -> reporter; asked_by -> person; asked_at instant; reason blob
        approved_by -> person null; approved_at instant null; until_at instant null
        check two_custodians: approved_by IS NULL OR approved_by <> asked_by
        index ix_reporter_opening_reporter_id: reporter_id
    """,
    "reporter_access": """
        id text key; opening_id -> reporter_opening; person_id -> person; at instant
        index ix_reporter_access_opening_id: opening_id
    """,
}


def upgrade() -> None:
    """This function will make the tables."""
    make(TABLES)


def downgrade() -> None:
    """This function will remove the tables."""
    remove(TABLES)
