"""Tables of people, units, posts, duties, recusals, absences and accounts; names are sealed with the office's key."""

from __future__ import annotations

import sqlalchemy as sa

from webapp.store.columns import Instant
from webapp.store.tables.base import (
    day,
    flag,
    id_column,
    instant,
    level,
    metadata,
    number,
    ref,
    sealed,
    secrecy,
    serial_column,
    text,
)

ADMIN_ROLES = ("sysadmin", "sec_admin", "sec_auditor")
"""The three administrators (三员); nobody holds two of these duties."""

room = sa.Table(
    "room", metadata, id_column(), text("name"), number("position", default=0), flag("active", default=True)
)
unit = sa.Table(
    "unit",
    metadata,
    id_column(),
    ref("parent_id", "unit", null=True, index=True),
    text("kind"),
    sealed("name"),
    text("name_hash", index=True),
    number("position", default=0),
    day("from_on", null=True),
    day("until_on", null=True),
    number("version"),
)
unit_successor = sa.Table(
    "unit_successor",
    metadata,
    ref("unit_id", "unit", primary_key=True),
    ref("successor_id", "unit", primary_key=True),
    day("from_on"),
)
person = sa.Table(
    "person",
    metadata,
    id_column(),
    text("kind"),
    sealed("name"),
    text("name_hash", index=True),
    sealed("phone", null=True),
    flag("active", default=True),
    number("version"),
    sa.CheckConstraint("kind IN ('officer', 'head', 'upper', 'outside')", name="kind"),
)
post = sa.Table(
    "post",
    metadata,
    id_column(),
    ref("person_id", "person", index=True),
    ref("unit_id", "unit", index=True),
    sealed("title"),
    flag("is_head", default=False),
    flag("leader_talk", default=False),
    level("level"),
    day("from_on"),
    day("until_on", null=True),
    number("version"),
)
_ADMINS = ", ".join(f"'{role}'" for role in ADMIN_ROLES)
role_grant = sa.Table(
    "role_grant",
    metadata,
    id_column(),
    ref("person_id", "person"),
    text("role"),
    text("room_id"),  # a room, the office, or a unit
    text("measure", null=True),
    level("max_level"),
    secrecy("max_secrecy"),
    flag("reads_cases", default=False),
    day("from_on", null=True),
    day("until_on", null=True),
    sa.CheckConstraint(f"role NOT IN ({_ADMINS}) OR NOT reads_cases", name="admins_read_no_cases"),
    sa.UniqueConstraint("person_id", "role", "room_id", "measure"),
    sa.Index("ix_role_grant_role", "role", "room_id"),
)
# One row at most per person among the three: the database itself keeps the duties apart, whoever writes to it.
sa.Index(
    "uq_role_grant_admin",
    role_grant.c.person_id,
    unique=True,
    sqlite_where=role_grant.c.role.in_(ADMIN_ROLES),
    postgresql_where=role_grant.c.role.in_(ADMIN_ROLES),
)
# NULL measures count as different in a unique constraint; without this a task would stand twice in a pool.
sa.Index(
    "uq_role_grant_duty",
    role_grant.c.person_id,
    role_grant.c.role,
    role_grant.c.room_id,
    unique=True,
    sqlite_where=role_grant.c.measure.is_(None),
    postgresql_where=role_grant.c.measure.is_(None),
)
recusal = sa.Table(
    "recusal",
    metadata,
    id_column(),
    ref("person_id", "person"),
    ref("subject_id", "person", null=True),
    ref("case_id", "case", null=True),
    flag("recused"),
    text("kind", null=True),
    text("source"),
    ref("asked_by", "person", null=True),
    ref("decided_by", "person", null=True),
    instant("at"),
    sa.CheckConstraint("subject_id IS NOT NULL OR case_id IS NOT NULL", name="of_whom"),
    sa.UniqueConstraint("person_id", "subject_id"),
    sa.Index("ix_recusal_case", "person_id", "case_id"),
)
# Thousands declare that nothing keeps them from a head; an act asks only who is kept, and finds the few by these.
for _column in (recusal.c.subject_id, recusal.c.case_id):
    sa.Index(
        f"ix_recusal_from_{_column.name}", _column, sqlite_where=recusal.c.recused, postgresql_where=recusal.c.recused
    )
recusal_request = sa.Table(
    "recusal_request",
    metadata,
    id_column(),
    ref("case_id", "case", null=True),
    ref("person_id", "person", index=True),
    ref("subject_id", "person", null=True),
    ref("asked_by", "person", null=True),
    sealed("reason"),
    instant("at"),
    text("status"),
    ref("decided_by", "person", null=True),
    instant("decided_at", null=True),
    flag("lifts", default=False),
)
absence = sa.Table(
    "absence",
    metadata,
    id_column(),
    ref("person_id", "person", index=True),
    ref("substitute_id", "person", index=True),
    day("from_on"),
    day("until_on"),
    text("reason", null=True),
    instant("ended_at", null=True),
    sa.CheckConstraint("person_id <> substitute_id", name="another"),
    sa.CheckConstraint("from_on <= until_on", name="days"),
)
account = sa.Table(
    "account",
    metadata,
    id_column(),
    ref("person_id", "person", unique=True),
    text("login", unique=True),
    text("password_hash"),
    flag("active", default=True),
    number("failures", default=0),
    instant("locked_until", null=True),
    flag("must_change", default=False),
    instant("changed_at"),
    text("subject", null=True),
    number("version"),
)
sa.Index("uq_account_subject", account.c.subject, unique=True)
session = sa.Table(
    "session",
    metadata,
    id_column(),
    ref("person_id", "person", index=True),
    instant("made_at"),
    instant("seen_at"),
    instant("idle_until"),
    instant("ends_at"),
    text("csrf"),
    instant("proven_at", null=True),
    instant("ended_at", null=True),
    text("remote", null=True),
    text("browser", null=True),
    text("stage", server_default="open"),
    sealed("pending", null=True),
    text("mac", server_default=""),
    text("idle_mac", server_default=""),
)
tally = sa.Table(
    "tally",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("who", sa.Text, primary_key=True),  # a person's id, or an address
    sa.Column("since", Instant, primary_key=True),
    number("times"),
)
kept_form = sa.Table(
    "kept_form", metadata, id_column(), ref("person_id", "person", index=True), instant("at"), sealed("content")
)
phrase = sa.Table(
    "phrase", metadata, id_column(), ref("person_id", "person", index=True), sealed("text"), number("position")
)
roster_draft = sa.Table(
    "roster_draft",
    metadata,
    id_column(),
    ref("person_id", "person", index=True),
    text("name"),
    sealed("content"),
    instant("at"),
    instant("settled_at", null=True),
    number("version"),
)
kept_version = sa.Table("kept_version", metadata, id_column(), number("version"))
data_key = sa.Table(
    "data_key",
    metadata,
    sa.Column("owner", sa.Text, primary_key=True),
    sealed("wrapped"),
    text("master_id", index=True),
)
access_log = sa.Table(
    "access_log",
    metadata,
    serial_column(),
    ref("person_id", "person"),
    instant("at"),
    text("what"),
    ref("case_id", "case", null=True),
    ref("subject_id", "person", null=True),
    sealed("reason", null=True),
    text("hash"),
    text("sealed_by", null=True),
    sa.Index("ix_access_log_case", "case_id", "at"),
    sa.Index("ix_access_log_subject", "subject_id", "at"),
    sa.Index("ix_access_log_person", "person_id", "at"),
    sa.Index("ix_access_log_at", "at"),
)
