"""Rows of cases and tasks as values; the columns carry a prefix, so that one statement may bring both."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa

from webapp.domain.advance import Assign, AssignRule
from webapp.domain.ids import TaskId
from webapp.domain.records import Case, Secrecy, Step, Task
from webapp.store.codec import unpack
from webapp.store.db import AnyRow
from webapp.store.tables import case, data_key, task
from webapp.store.vault import DataKey, Place

_CASE_FIELDS = tuple(column.name for column in case.c if column.name != "state")
SPARED = "spared"
"""What stands among a task's rules for each person who is kept free for a later step, with that step's name."""
_APART = ("item", "completed", "superseded", "measure")
_TASK_FIELDS = tuple(column.name for column in task.c if column.name not in _APART)
KEY_COLUMNS = (data_key.c.owner, data_key.c.wrapped, data_key.c.master_id)
CASE_HEADER = tuple(case.c[name].label(f"c_{name}") for name in _CASE_FIELDS)
CASE_COLUMNS = (*CASE_HEADER, case.c.state.label("c_state"))
TASK_HEADER = tuple(task.c[name].label(f"t_{name}") for name in _TASK_FIELDS)
TASK_COLUMNS = (*TASK_HEADER, task.c.item.label("t_item"))


def key_of_case(on: sa.Table = case) -> sa.ColumnElement[bool]:
    """This function will give the condition that joins a case with its data key."""
    column = on.c.id if on is case else on.c.case_id
    return data_key.c.owner == sa.literal("case:") + column


def case_of(row: AnyRow, key: DataKey | None = None) -> Case:
    """This function will make a case of a row; its state is opened where the key is given, else left out."""
    found = row._mapping
    fields = {name: found[f"c_{name}"] for name in _CASE_FIELDS}
    fields |= {"bound": tuple(fields["bound"]), "waiting_at": tuple(fields["waiting_at"])}
    fields["secrecy"] = Secrecy(fields["secrecy"])
    if key is not None:
        fields["state"] = key.open(state_place(fields["id"], fields["rev"]), found["c_state"])
    return Case(**fields)


def task_of(row: AnyRow, key: DataKey | None = None, **more: Any) -> Task:
    """This function will make a task of a row; the item of a multi-instance is opened where the key is given."""
    found = row._mapping
    fields = {name: found[f"t_{name}"] for name in _TASK_FIELDS}
    fields["spared"] = tuple((who, step) for kind, who, *steps in fields["rules"] if kind == SPARED for step in steps)
    fields["rules"] = rules_of(fields["rules"])
    fields["secrecy"] = Secrecy(fields["secrecy"])
    if key is not None and found["t_item"] is not None:
        fields["item"] = unpack(key.open(item_place(fields["id"]), found["t_item"]))
    return Task(**fields, **more)


def rules_of(written: list[list[str]]) -> tuple[AssignRule, ...]:
    """This function will read the assignment rules of a task; whom the office itself keeps free is not among them."""
    return tuple(AssignRule(kind=Assign(one[0]), target=one[1]) for one in written if one[0] != SPARED)


def step_columns(on: Any = task) -> tuple[sa.ColumnElement[Any], ...]:
    """This function will give the columns of a step, in the order in which `steps_of` reads them."""
    named = (on.c.id, on.c.path, on.c.element, on.c.role, on.c.rules, on.c.assignee_id, on.c.completed_by)
    placed = (on.c.opened_at, on.c.closed_at, on.c.is_open, on.c.opened_in, on.c.position, on.c.done_in)
    return (*named, *placed, on.c.on_behalf_of)


def steps_of(text: str | None) -> tuple[Step, ...]:
    """This function will read the steps of a case from rows of `step_columns`: as they were done, then open ones."""
    return tuple(sorted(map(_step, json.loads(text or "[]")), key=_done_first))


def _done_first(one: Step) -> tuple[object, ...]:
    if one.closed_at is None:
        return True, one.opened_in, one.position, one.opened_at, one.id
    return False, one.done_in or 0, one.closed_at, one.position, one.id


def _step(row: list[Any]) -> Step:
    key, path, element, role, rules, assignee, completed_by, opened, closed, is_open, *numbers = row
    return Step(
        id=key,
        path=path,
        element=element,
        role=role,
        rules=_rules_in(rules),
        assignee_id=assignee,
        completed_by=completed_by,
        opened_at=dt.datetime.fromisoformat(opened),
        closed_at=dt.datetime.fromisoformat(closed) if closed else None,
        is_open=bool(is_open),
        opened_in=numbers[0],
        position=numbers[1],
        done_in=numbers[2],
        on_behalf_of=numbers[3],
    )


@lru_cache(maxsize=1024)
def _rules_in(text: str) -> tuple[AssignRule, ...]:
    """A diagram has few rules, and every act reads those of all steps so far."""
    return rules_of(json.loads(text))


def state_place(case_id: str, rev: int) -> Place:
    """This function will give the place of a case's state: bound to the revision, so an old one does not open."""
    return Place(table="case.state", row=case_id, version=rev)


def item_place(task_id: TaskId | str) -> Place:
    """This function will give the place of a task's element variable."""
    return Place(table="task.item", row=task_id)


def case_row(one: Case, state: bytes) -> Mapping[str, Any]:
    """This function will give the parameters of a case's row."""
    fields = {name: getattr(one, name) for name in _CASE_FIELDS}
    return fields | {"bound": list(one.bound), "waiting_at": list(one.waiting_at), "state": state}


def task_row(one: Task, item: bytes | None, *, measure: str) -> Mapping[str, Any]:
    """This function will give the parameters of a task's row."""
    fields = {name: getattr(one, name) for name in _TASK_FIELDS}
    rules = [*([rule.kind.value, rule.target] for rule in one.rules), *([SPARED, *pair] for pair in one.spared)]
    return fields | {"rules": rules, "item": item, "completed": one.completed_by is not None, "measure": measure}
