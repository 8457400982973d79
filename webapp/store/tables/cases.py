"""Tables of cases and of what happens in them: tasks, submissions, timers, waits, history, audit."""

from __future__ import annotations

from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa

from webapp.domain.records import CaseStatus
from webapp.store.columns import Word
from webapp.store.tables.base import (
    day,
    flag,
    id_column,
    instant,
    json,
    level,
    metadata,
    number,
    ref,
    sealed,
    secrecy,
    serial_column,
    text,
)


def _where(condition: sa.ColumnElement[bool] | sa.TextClause) -> dict[str, Any]:
    return {"sqlite_where": condition, "postgresql_where": condition}


case = sa.Table(
    "case",
    metadata,
    id_column(),
    text("key", unique=True),
    text("number", null=True, unique=True),
    text("measure"),
    text("process"),
    ref("deployment_id", "deployment"),
    text("start_event"),
    text("spec_start"),
    ref("subject_id", "person", null=True, index=True),
    ref("unit_id", "unit", null=True, index=True),
    level("level"),
    secrecy("secrecy"),
    ref("room_id", "room", null=True),
    number("priority", default=0),
    sa.Column("status", Word(CaseStatus), nullable=False),
    instant("opened_at"),
    instant("closed_at", null=True),
    text("ended_at_element", null=True),
    ref("initiator_id", "person", null=True),
    ref("origin_case_id", "case", null=True, index=True),
    text("period", null=True),
    flag("confined", default=False),  # seen by nobody's duty, only by who has a step in it or was let in
    day("next_due_on", null=True),
    json("bound"),
    json("waiting_at"),
    number("rev"),
    sealed("state"),
    number("chain_length"),
    text("chain_head"),
    instant("destroyed_at", null=True),  # its key is gone at the end of its term: for nobody there any more
)
IS_OPEN = case.c.status == CaseStatus.OPEN
_OPEN_TEXT = sa.text("status = 'open'")
sa.Index("ix_case_room_open", case.c.room_id, case.c.next_due_on, **_where(_OPEN_TEXT))
sa.Index("ix_case_due_open", case.c.next_due_on, case.c.id, **_where(_OPEN_TEXT))
sa.Index("ix_case_room", case.c.room_id, case.c.opened_at)
sa.Index("ix_case_measure", case.c.measure, case.c.status)

task = sa.Table(
    "task",
    metadata,
    id_column(),
    ref("case_id", "case"),
    text("measure", server_default=""),  # the case's, so that lists count without the cases
    text("path"),
    text("process"),
    text("element"),
    text("name"),
    text("role", null=True),
    text("room_id", null=True),  # a room, the office, or a unit (unit_of_subject): whose pool it is
    json("rules"),
    ref("assignee_id", "person", null=True),
    ref("completed_by", "person", null=True),
    ref("on_behalf_of", "person", null=True),
    instant("opened_at"),
    instant("closed_at", null=True),
    flag("completed", default=False),
    text("outcome", null=True),
    text("deadline", null=True),
    day("due_on", null=True),
    flag("provisional"),
    day("follow_up_on", null=True),
    number("priority"),
    level("level"),
    secrecy("secrecy"),
    ref("subject_id", "person", null=True),
    ref("unit_id", "unit", null=True),
    text("mandatory", null=True),
    text("form", null=True),
    sealed("item", null=True),
    instant("seen_at", null=True),
    flag("returned"),
    flag("is_open"),
    text("withheld_from", null=True),  # the person named for it, who is recused: it waits for 改派, in nobody's pool
    flag("superseded", default=False),  # done again since, by the same person at the same path
    number("opened_in", default=0),  # the entry of the case's record that opened it, and its place among those of it
    number("position", default=0),
    number("done_in", null=True),  # the entry that completed it
    sa.Index("ix_task_case", "case_id", "is_open"),
    sa.Index("ix_task_completed_by", "completed_by", "closed_at"),
    sa.Index("ix_task_assignee", "assignee_id", "case_id"),
)
sa.Index(
    "ix_task_mine",
    task.c.assignee_id,
    task.c.due_on,
    sqlite_where=sa.text("is_open = 1"),  # as queries ask it, else SQLite would not use the index
    postgresql_where=task.c.is_open,
)
sa.Index(
    "ix_task_pool",
    task.c.room_id,
    task.c.role,
    task.c.due_on,
    **_where(sa.and_(task.c.is_open, task.c.assignee_id.is_(None))),
)
sa.Index(
    "ix_task_steps", task.c.case_id, sqlite_where=sa.text("superseded = 0"), postgresql_where=sa.not_(task.c.superseded)
)
not_actor = sa.Table(
    "not_actor",
    metadata,
    ref("person_id", "person", primary_key=True),
    ref("task_id", "task", primary_key=True, index=True),
)
participant = sa.Table(
    "participant",
    metadata,
    ref("person_id", "person", primary_key=True),
    ref("case_id", "case", primary_key=True, index=True),
    sa.Column("capacity", sa.Text, primary_key=True),
    instant("at"),
    instant("read_at", null=True),
)
break_glass = sa.Table(
    "break_glass",
    metadata,
    id_column(),
    ref("person_id", "person"),
    ref("case_id", "case", index=True),
    sealed("reason"),
    instant("at"),
    instant("until_at"),
    sa.Index("ix_break_glass_person", "person_id", "case_id"),
)
glass_review = sa.Table(
    "glass_review",
    metadata,
    ref("break_glass_id", "break_glass", primary_key=True),
    ref("person_id", "person"),
    flag("justified"),
    sealed("words"),
    instant("at"),
)
case_link = sa.Table(
    "case_link",
    metadata,
    ref("case_id", "case", primary_key=True),
    ref("other_id", "case", primary_key=True, index=True),
    sa.Column("kind", sa.Text, primary_key=True),
    instant("at"),
)
case_tag = sa.Table(
    "case_tag",
    metadata,
    ref("case_id", "case", primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("word", sa.Text, primary_key=True),
    sa.Index("ix_case_tag_word", "kind", "word"),
)
activity = sa.Table(
    "activity",
    metadata,
    serial_column(),
    ref("case_id", "case", index=True),
    number("rev"),
    text("process"),
    text("element"),
    text("kind"),
    text("path"),
    instant("at"),
    sa.Index("ix_activity_element", "process", "element", "at"),
)
submission = sa.Table(
    "submission",
    metadata,
    id_column(),
    ref("case_id", "case"),
    ref("task_id", "task"),
    text("path"),
    text("element"),
    ref("person_id", "person"),
    number("version"),
    flag("final"),
    instant("at"),
    text("form_token", null=True, unique=True),
    sealed("content"),
    sealed("state_before", null=True),
    instant("withdrawn_at", null=True),
    sa.Index("ix_submission_case", "case_id", "element"),
    sa.Index("ix_submission_task", "task_id", "person_id"),
)
sa.Index(
    "uq_submission_draft", submission.c.task_id, submission.c.person_id, unique=True, **_where(~submission.c.final)
)
comment = sa.Table(
    "comment",
    metadata,
    id_column(),
    ref("case_id", "case", index=True),
    ref("task_id", "task", null=True),
    ref("person_id", "person"),
    instant("at"),
    text("kind"),
    sealed("text"),
)
deadline = sa.Table(
    "deadline",
    metadata,
    ref("case_id", "case", primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    day("base_on"),
    day("due_on"),
    day("first_due_on"),
    number("extended", default=0),
    day("paused_on", null=True),
    flag("provisional"),
    text("whole", null=True),  # of the whole matter until this element is reached, empty: to its end; null: of steps
    sa.Index("ix_deadline_due", "due_on"),
)
application = sa.Table(
    "application",
    metadata,
    id_column(),
    ref("case_id", "case", index=True),
    text("kind"),
    text("status"),
    ref("asked_by", "person"),
    instant("asked_at"),
    json("facts"),
    sealed("reason"),
    json("approvals"),
    instant("decided_at", null=True),
    sa.Index("ix_application_status", "status", "kind"),
)
timer = sa.Table(
    "timer",
    metadata,
    sa.Column("task_id", sa.Text, primary_key=True),
    ref("case_id", "case"),
    text("path"),
    text("process"),
    text("element"),
    instant("due_at", null=True),
    text("key", null=True),
    text("expression"),
    instant("gone_at", null=True),
    instant("fired_at", null=True),
    day("due_on", null=True),
    number("attempts", default=0),
    instant("next_try_at", null=True),
)
sa.Index("ix_timer_due", timer.c.due_at, **_where(timer.c.gone_at.is_(None)))
subscription = sa.Table(
    "subscription",
    metadata,
    sa.Column("task_id", sa.Text, primary_key=True),
    ref("case_id", "case"),
    text("message"),
    text("correlate", null=True),
    text("path"),
    text("process"),
    text("element"),
    text("name"),
    text("role", null=True),
    text("deadline", null=True),
    day("due_on", null=True),
    text("mandatory", null=True),
    flag("listens", default=False),
    instant("opened_at", null=True),
    instant("gone_at", null=True),
)
sa.Index(
    "ix_subscription_wait", subscription.c.message, subscription.c.correlate, **_where(subscription.c.gone_at.is_(None))
)
sa.Index("ix_timer_case", timer.c.case_id, **_where(timer.c.gone_at.is_(None)))
sa.Index("ix_subscription_case", subscription.c.case_id, **_where(subscription.c.gone_at.is_(None)))
audit = sa.Table(
    "audit",
    metadata,
    serial_column(),
    text("stream"),
    number("number"),
    text("act"),
    text("actor_id", null=True),
    instant("at"),
    text("element", null=True),
    text("task_id", null=True),
    text("facts"),
    sealed("sealed", null=True),
    text("sealed_hash"),
    text("hash"),
    text("mac", null=True),  # of the hash, by the office's key file; entries of before have none
    text("sealed_by", null=True),
    sa.UniqueConstraint("stream", "number"),
    sa.Index("ix_audit_actor", "actor_id", "at"),
)
sa.Index("ix_audit_unsealed", audit.c.id, **_where(audit.c.sealed_by.is_(None)))
audit_stream = sa.Table("audit_stream", metadata, id_column(), number("length"), text("head"))
seal = sa.Table(
    "seal",
    metadata,
    id_column(),
    number("number", default=None),
    text("root"),
    text("previous"),
    number("rows"),
    instant("at"),
    text("signature"),
    sa.UniqueConstraint("number"),
)
