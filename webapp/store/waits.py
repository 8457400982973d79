"""What a case waits for besides people: timers and subscriptions, each change one statement.

A timer or subscription that is gone stays as a row with `gone_at`, so that arming and removing are one upsert (the
twelve statements of a completion) and "each timer fired once" can be proved afterwards.
"""

from __future__ import annotations

from typing import Any  # columns of rows and statements, which only SQL knows

from webapp.domain.advance import TimerSet, Wait
from webapp.domain.ids import CaseId, TaskId
from webapp.domain.records import CaseChange
from webapp.store.db import Tx
from webapp.store.tables import subscription, timer
from webapp.store.writing import insert_or_change

_TIMER_FIELDS = ("path", "process", "element", "key", "expression")
_WAIT_FIELDS = (
    "path",
    "process",
    "element",
    "name",
    "message",
    "correlate",
    "role",
    "deadline",
    "due_on",
    "mandatory",
    "listens",
)

SET_TIMERS = insert_or_change(timer, ["task_id"], change=["gone_at"], keep_when_null=["due_at", "due_on"])
SET_WAITS = insert_or_change(subscription, ["task_id"], change=["gone_at"], keep_when_null=["due_on", "correlate"])


def spread(tx: Tx, change: CaseChange) -> None:
    """This function will write the timers and subscriptions that an act armed or removed: two statements at most."""
    advance, case_id = change.advance, change.case.id
    gone = {"gone_at": change.now}
    timers = [_timer(case_id, one) for one in advance.timers]
    timers += [_no_timer(case_id, task_id) | gone for task_id in advance.timers_gone]
    if timers:
        tx.execute(SET_TIMERS, timers)
    waits = [_wait(case_id, one) | {"opened_at": change.now} for one in advance.waits]
    waits += [_no_wait(case_id, task_id) | gone for task_id in advance.waits_gone]
    if waits:
        tx.execute(SET_WAITS, waits)


def _timer(case_id: CaseId, one: TimerSet) -> dict[str, Any]:
    fields = {name: getattr(one, name) for name in _TIMER_FIELDS}
    row = {"task_id": one.task_id, "case_id": case_id, "due_at": one.due_at, "due_on": one.due_on, "gone_at": None}
    return fields | row


def _no_timer(case_id: CaseId, task_id: TaskId) -> dict[str, Any]:
    # Only `gone_at` of these reaches a row that is there; the rest satisfies the columns of an insert.
    empty = dict.fromkeys(_TIMER_FIELDS, "") | {"key": None}
    return empty | {"task_id": task_id, "case_id": case_id, "due_at": None, "due_on": None}


def _wait(case_id: CaseId, one: Wait) -> dict[str, Any]:
    fields = {name: getattr(one, name) for name in _WAIT_FIELDS}
    return fields | {"task_id": one.task_id, "case_id": case_id, "gone_at": None}


def _no_wait(case_id: CaseId, task_id: TaskId) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(_WAIT_FIELDS, "")
    empty |= dict.fromkeys(("correlate", "role", "deadline", "due_on", "mandatory")) | {"listens": False}
    return empty | {"task_id": task_id, "case_id": case_id, "opened_at": None}
