"""Make the tables of people, duties, accounts, deployments and the calendar."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

from webapp.store.migrations.notation import make, remove

revision = "0001"
down_revision = None
TABLES = {
    "room": """
        id text key; name text; position number = 0; active flag = true
    """,
    "unit": """
        id text key; parent_id -> unit null; kind text; name blob; name_hash text; position number = 0
        from_on day null; until_on day null; version number
        index ix_unit_name_hash: name_hash
        index ix_unit_parent_id: parent_id
    """,
    "unit_successor": """
        unit_id -> unit key; successor_id -> unit key; from_on day
    """,
    "person": """
        id text key; kind text; name blob; name_hash text; phone blob null; active flag = true; version number
        check kind: kind IN ('officer', 'head', 'upper', 'outside')
        index ix_person_name_hash: name_hash
    """,
    "post": """
        id text key; person_id -> person; unit_id -> unit; title blob; is_head flag = false
        leader_talk flag = false; level rank; from_on day; until_on day null; version number
        index ix_post_person_id: person_id
        index ix_post_unit_id: unit_id
    """,
    "role_grant": """
        id text key; person_id -> person; role text; room_id text; measure text null; max_level rank
        max_secrecy rank; reads_cases flag = false; from_on day null; until_on day null
        check admins_read_no_cases: role NOT IN ('sysadmin', 'sec_admin', 'sec_auditor') OR NOT reads_cases
        unique person_id, role, room_id, measure
        index ix_role_grant_role: role, room_id
        unique index uq_role_grant_admin: person_id where role IN ('sysadmin', 'sec_admin', 'sec_auditor')
        unique index uq_role_grant_duty: person_id, role, room_id where measure IS NULL
    """,
    "absence": """
        id text key; person_id -> person; substitute_id -> person; from_on day; until_on day; reason text null
        ended_at instant null
        check another: person_id <> substitute_id
        check days: from_on <= until_on
        index ix_absence_person_id: person_id
        index ix_absence_substitute_id: substitute_id
    """,
    "account": """
        id text key; person_id -> person; login text; password_hash text; second_factor blob null
        second_factor_step number null; active flag = true; failures number = 0; locked_until instant null
        must_change flag = false; changed_at instant; version number
        unique login
        unique person_id
    """,
    "session": """
        id text key; person_id -> person; made_at instant; seen_at instant; idle_until instant; ends_at instant
        csrf text
        index ix_session_person_id: person_id
    """,
    "phrase": """
        id text key; person_id -> person; text blob; position number
        index ix_phrase_person_id: person_id
    """,
    "kept_version": """
        id text key; version number
    """,
    "data_key": """
        owner text key; wrapped blob; master_id text
        index ix_data_key_master_id: master_id
    """,
    "deployment": """
        id text key; process text; measure text; version number; checksum text; state text; deployed_by text null
        approved_by text null; deployed_at instant; live_at instant null; retired_at instant null; note text null
        facts text
        check state: state IN ('draft', 'proposed', 'live', 'retired')
        unique process, checksum
        unique process, version
        unique index uq_deployment_live: process where state = 'live'
    """,
    "deployment_blob": """
        id text key; content blob
    """,
    "deployment_file": """
        deployment_id -> deployment key; path text key; blob_id -> deployment_blob
    """,
    "holiday": """
        on day key; works flag; name text
    """,
    "holiday_year": """
        year number key; imported_at instant; imported_by text null
    """,
    "setting": """
        id text key; value text; changed_at instant; changed_by text null
    """,
    "heartbeat": """
        id text key; at instant; facts text
    """,
    "migration_plan": """
        id serial; from_id -> deployment; to_id -> deployment; made_by text; at instant; state text; on day null
        facts text
    """,
}


def upgrade() -> None:
    """This function will make the tables and the rows that the house cannot do without."""
    make(TABLES)
    op.execute("INSERT INTO room (id, name) VALUES ('office', '全机关')")
    for kept in ("people", "calendar", "deployments"):
        op.execute(text("INSERT INTO kept_version (id, version) VALUES (:kept, 0)").bindparams(kept=kept))


def downgrade() -> None:
    """This function will remove the tables."""
    remove(TABLES)
