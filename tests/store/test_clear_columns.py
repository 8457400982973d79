"""What lies open in the database is named here, column by column: ids, codes, names of elements, never what is said.

A new column of text is neither sealed nor clear until somebody has decided: seal it, or name it here as what it is.
"""

from __future__ import annotations

import sqlalchemy as sa

from webapp.store.columns import Json
from webapp.store.sealed_texts import COLUMNS
from webapp.store.tables import metadata

CLEAR = {
    "absence": "id",
    "access_log": "hash sealed_by what",
    "account": "id login password_hash subject",
    "activity": "element kind path process",
    "agenda_item": "body chair_id choices id path result status subject_id task_id",
    "application": "approvals facts id kind status",
    "archive_entry": "dimension document_hash history id kind number source_document status weight",
    "archive_snapshot": "id",
    "archive_request": "id status",
    "attempt": "kind piece",
    "attachment": "content_hash field id kind media_type",
    "audit": "act actor_id element facts hash mac sealed_by sealed_hash stream task_id",
    "audit_stream": "head id",
    "break_glass": "id",
    "case": "bound chain_head ended_at_element id key measure number period process spec_start start_event waiting_at",
    "case_link": "kind",
    "case_tag": "kind word",
    "comment": "id kind",
    "cycle": "process start_event",
    "cycle_due": "period process start_event",
    "cycle_run": "locked_as measure period process reason reason_by start_event state subject_id subject_kind",
    "data_key": "master_id owner",
    "day_run": "leased_by piece",
    "deadline": "key whole",
    "deployment": "approved_by checksum deployed_by facts id measure note process state",
    "deployment_blob": "id",
    "deployment_file": "path",
    "destruction": "id needed proposed_by stage term",
    "factor": "handle host id kind",
    "heartbeat": "facts id",
    "holiday": "name",
    "holiday_year": "imported_by",
    "incident": "case_or_none code element facts id kind remedy settled_by task_id",
    "instruction": "id list made_by source text",
    "job": "id key_owner kind leased_by outcome",
    "kept_form": "id",
    "kept_version": "id",
    "key_watch": "criterion id status",
    "legal_hold": "id",
    "letter": "id number path print_code replaces status template",
    "look_gone": "hash sealed_by",
    "meeting": "body id minutes_number status",
    "message_in": "id key_owner name receiver status subject_id taken_by_id",
    "number_issued": "bearer series text void_reason voided_by",
    "opinion": "stand",
    "own_statement": "id",
    "participant": "capacity",
    "person": "id kind name_hash",
    "personal_matters": "case_id checked_by id kind status",
    "phrase": "id",
    "post": "id",
    "power_mark": "id mac rows",
    "proposal": "against checksum demands id status",
    "recovery": "id kind role status subject",
    "recusal": "id kind source",
    "recusal_request": "id status",
    "reporter": "id name_hash",
    "reporter_access": "id",
    "reporter_opening": "id",
    "role_grant": "id measure role room_id",
    "room": "id name",
    "roster_draft": "id",
    "rung": "rung step_id",
    "seal": "id previous root signature",
    "service_record": "id source",
    "session": "browser csrf id idle_mac mac remote stage",
    "setting": "changed_by id value",
    "submission": "element form_token id path",
    "subscription": "correlate deadline element mandatory message name path process role task_id",
    "tally": "kind who",
    "task": "deadline element form id mandatory measure name outcome path process role room_id rules withheld_from",
    "timer": "element expression key path process task_id",
    "told": "rung step_id",
    "unit": "id kind name_hash",
    "watch": "element facts id kind",
}
"""Ids, codes, digests, dates as text; and as words that the house itself gives: names of rooms, holidays, lists of the
year (`instruction`), notes on a deployment, sources of service records."""


def columns_of_text() -> dict[str, str]:
    found = {}
    for table in metadata.tables.values():
        texts = [
            one.name
            for one in table.columns
            if isinstance(one.type, sa.Text | sa.String | Json) and not one.foreign_keys and one not in COLUMNS
        ]
        if texts:
            found[table.name] = " ".join(sorted(texts))
    return found


def test_every_column_of_text_is_sealed_or_named_as_clear() -> None:
    assert columns_of_text() == CLEAR


def test_no_column_that_holds_what_people_say_is_named_as_clear() -> None:
    said = {"reason", "text", "content", "opinion", "comment", "note", "name", "title", "phone", "minutes"}
    known = {
        "cycle_run.reason",  # a code
        "deployment.note",
        "holiday.name",
        "instruction.text",
        "message_in.name",  # of the message, in the diagram
        "number_issued.text",  # the number as it is written
        "room.name",
        "subscription.name",
        "task.name",
    }

    found = {f"{table}.{one}" for table, names in CLEAR.items() for one in names.split() if one in said}

    assert found == known
