"""Tables of the office's machinery: deployments, messages, jobs, incidents, numbers, calendar, cycles, settings."""

from __future__ import annotations

import sqlalchemy as sa

from webapp.store.tables.base import (
    flag,
    id_column,
    instant,
    json,
    metadata,
    number,
    ref,
    sealed,
    text,
)

deployment = sa.Table(
    "deployment",
    metadata,
    id_column(),
    text("process"),
    text("measure"),
    number("version"),
    text("checksum"),
    text("state"),
    text("deployed_by", null=True),
    text("approved_by", null=True),
    instant("deployed_at"),
    instant("live_at", null=True),
    instant("retired_at", null=True),
    text("note", null=True),
    json("facts"),
    sa.UniqueConstraint("process", "version"),
    sa.UniqueConstraint("process", "checksum"),
    sa.CheckConstraint("state IN ('draft', 'proposed', 'live', 'retired')", name="state"),
)
# The database itself sees to it that a process has one current version.
sa.Index(
    "uq_deployment_live",
    deployment.c.process,
    unique=True,
    sqlite_where=deployment.c.state == sa.text("'live'"),
    postgresql_where=deployment.c.state == sa.text("'live'"),
)
deployment_blob = sa.Table(
    "deployment_blob", metadata, id_column(), sa.Column("content", sa.LargeBinary, nullable=False)
)
deployment_file = sa.Table(
    "deployment_file",
    metadata,
    ref("deployment_id", "deployment", primary_key=True),
    sa.Column("path", sa.Text, primary_key=True),
    ref("blob_id", "deployment_blob"),
)
proposal = sa.Table(
    "proposal",
    metadata,
    id_column(),
    ref("deployment_id", "deployment", index=True),
    text("checksum"),
    text("against"),
    json("demands"),
    ref("proposed_by", "person"),
    instant("proposed_at"),
    sealed("reason"),
    text("status"),
    ref("decided_by", "person", null=True),
    instant("decided_at", null=True),
    sealed("answer", null=True),
    sa.CheckConstraint(
        "status IN ('waiting', 'withdrawn') OR (decided_by IS NOT NULL AND decided_by <> proposed_by)",
        name="two_people",
    ),
)
sa.Index(
    "uq_proposal_waiting",
    proposal.c.deployment_id,
    unique=True,
    sqlite_where=proposal.c.status == sa.text("'waiting'"),
    postgresql_where=proposal.c.status == sa.text("'waiting'"),
)
message_in = sa.Table(
    "message_in",
    metadata,
    id_column(),
    text("name"),
    text("subject_id", null=True),
    ref("source_case_id", "case", null=True, index=True),
    text("receiver", null=True),
    ref("target_case_id", "case", null=True, index=True),
    text("taken_by_id", null=True),
    text("key_owner"),
    sealed("payload"),
    instant("at"),
    text("status"),
    number("attempts", default=0),
    instant("tried_at", null=True),
    instant("next_try_at", null=True),
    instant("settled_at", null=True),
    sa.Index("ix_message_in_name", "name", "subject_id"),
    sa.Index("ix_message_in_taken_by", "taken_by_id"),
)
sa.Index(
    "ix_message_in_open",
    message_in.c.next_try_at,
    sqlite_where=message_in.c.settled_at.is_(None),
    postgresql_where=message_in.c.settled_at.is_(None),
)
job = sa.Table(
    "job",
    metadata,
    id_column(),
    text("kind"),
    ref("case_id", "case", null=True, index=True),
    text("key_owner"),
    sealed("payload"),
    number("attempts", default=0),
    instant("made_at"),
    instant("next_try_at", null=True),
    instant("leased_until", null=True),
    text("leased_by", null=True),
    instant("settled_at", null=True),
    text("outcome", null=True),
)
sa.Index(
    "ix_job_due",
    job.c.next_try_at,
    sqlite_where=job.c.settled_at.is_(None),
    postgresql_where=job.c.settled_at.is_(None),
)
incident = sa.Table(
    "incident",
    metadata,
    id_column(),
    text("kind"),
    ref("case_id", "case", null=True, index=True),
    text("case_or_none"),  # '' where there is none: nulls would make all rows of the unique index different
    text("element", null=True),
    text("task_id"),
    text("code"),
    json("facts"),
    instant("at"),
    instant("settled_at", null=True),
    text("settled_by", null=True),
    text("remedy", null=True),
)
sa.Index(
    "uq_incident_open",
    incident.c.kind,
    incident.c.case_or_none,
    incident.c.task_id,
    incident.c.code,
    unique=True,
    sqlite_where=incident.c.settled_at.is_(None),
    postgresql_where=incident.c.settled_at.is_(None),
)
cycle = sa.Table(
    "cycle",
    metadata,
    sa.Column("process", sa.Text, primary_key=True),
    sa.Column("start_event", sa.Text, primary_key=True),
    instant("since"),
)
cycle_run = sa.Table(
    "cycle_run",
    metadata,
    sa.Column("measure", sa.Text, primary_key=True),
    sa.Column("start_event", sa.Text, primary_key=True),
    sa.Column("period", sa.Text, primary_key=True),
    sa.Column("subject_kind", sa.Text, primary_key=True),
    sa.Column("subject_id", sa.Text, primary_key=True),
    ref("case_id", "case", null=True, index=True),
    text("state"),
    text("reason", null=True),
    instant("at"),
    text("process", server_default=""),
    flag("late", default=False),
    number("attempts", default=0),
    instant("next_try_at", null=True),
    sealed("note", null=True),
    text("reason_by", null=True),
    instant("reason_at", null=True),
    text("locked_as", null=True),
    number("version", default=0),
    sa.CheckConstraint("subject_kind IN ('person', 'unit', 'office')", name="subject_kind"),
)
cycle_due = sa.Table(
    "cycle_due",
    metadata,
    sa.Column("process", sa.Text, primary_key=True),
    sa.Column("start_event", sa.Text, primary_key=True),
    sa.Column("period", sa.Text, primary_key=True),
    instant("due_at"),
    instant("fired_at"),
    flag("late"),
    flag("missed", default=False),
    instant("approved_at", null=True),
    instant("locked_at", null=True),
)
number_issued = sa.Table(
    "number_issued",
    metadata,
    sa.Column("series", sa.Text, primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("value", sa.Integer, primary_key=True),
    text("text", unique=True),
    ref("case_id", "case", null=True, index=True),
    text("bearer", null=True),
    instant("at"),
    instant("voided_at", null=True),
    text("voided_by", null=True),
    text("void_reason", null=True),
)
holiday = sa.Table(
    "holiday",
    metadata,
    sa.Column("on", sa.Date, primary_key=True),
    flag("works"),
    text("name"),
)
holiday_year = sa.Table(
    "holiday_year",
    metadata,
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    instant("imported_at"),
    text("imported_by", null=True),
)
setting = sa.Table(
    "setting",
    metadata,
    id_column(),
    json("value"),
    instant("changed_at"),
    text("changed_by", null=True),
)
watch = sa.Table(
    "watch",
    metadata,
    id_column(),
    ref("case_id", "case", index=True),
    text("kind"),
    text("element"),
    json("facts"),
    instant("found_at"),
    instant("gone_at", null=True),
)
sa.Index(
    "uq_watch_open",
    watch.c.case_id,
    watch.c.kind,
    watch.c.element,
    unique=True,
    sqlite_where=watch.c.gone_at.is_(None),
    postgresql_where=watch.c.gone_at.is_(None),
)
heartbeat = sa.Table("heartbeat", metadata, id_column(), instant("at"), json("facts"))
