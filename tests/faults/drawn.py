"""Small processes for faults: drawn in the house's own short text, checked and put in force as any other."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from functools import cache
from typing import Any  # values of any process

from tests.usecases.office import PROCESSES, House, hold
from tests.usecases.robot import open_steps
from webapp import engine
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.bundle import Bundle
from webapp.domain.errors import DeploymentRefused
from webapp.domain.ids import CaseId, TaskId
from webapp.domain.records import Message
from webapp.feel import to_python
from webapp.layout import draw
from webapp.store import candidates, case_reads, grants, messages, tasks
from webapp.store.tables import case, task
from webapp.usecases.act import Act, reads
from webapp.usecases.completing import submit
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.desk import desk_of
from webapp.usecases.duties import revoke
from webapp.usecases.publishing import put_in_force
from webapp.usecases.task_pages import open_task

TEXT = {"required": True, "minLength": 2}
NOTE = {
    "type": "default",
    "id": "note",
    "components": [{"type": "textarea", "id": "text", "key": "text", "label": "情况说明", "validate": TEXT}],
}
"""A form that every small process has."""


@cache
def rules() -> Mapping[str, bytes]:
    """Give the office's own rules, which every deployment carries."""
    return {f"rules/{path.name}": path.read_bytes() for path in (PROCESSES / "rules").glob("*.yaml")}


def bundle(text: str) -> Bundle:
    """Give a process in short text as a bundle."""
    name = text.split()[1]
    note = {f"{name}/forms/note.form": json.dumps(NOTE).encode()}
    return Bundle(process=name, files={**rules(), f"{name}/{name}.bpmn": draw(text), **note})


def deploy(house: House, text: str) -> str:
    """Check a process in short text and put it in force."""
    try:
        return house.office.run(put_in_force, SYSTEM, bundle=bundle(text))
    except DeploymentRefused as refusal:
        raise AssertionError("\n".join(map(engine.in_words, refusal.findings))) from refusal  # type: ignore[call-overload]


@reads(Permission.SYSTEM)
def routing_of(act: Act, *, process: str) -> list[Any]:
    """Give what the open cases of a process know (the tests' own look, past all visibility)."""
    found = act.tx.execute(case.select().where(case.c.process == process, case.c.status == "open")).all()
    desks = [desk_of(act, case_reads.opened(act.tx, row.id)) for row in found]
    return [to_python(engine.routing(desk.definition, desk.case.state, desk.world)) for desk in desks]


def facts_of(house: House, process: str) -> list[Any]:
    """Give what the open cases of a process know, as plain values."""
    return house.office.view(routing_of, SYSTEM, process=process)


def post(house: House, name: str, *, key: str = "", to: str | None = None, **given: Any) -> str:
    """Post a message, about a `subject` or for a `target` case, and give its id; the same `key` is the same message."""
    key = key or uuid.uuid4().hex
    one = Message(
        id=key,
        name=name,
        subject_id=given.get("subject"),
        source_case_id=None,
        to=to,
        target_case_id=given.get("target"),
        payload=given.get("payload", {}),
        at=house.clock(),
    )
    with house.office.database.write() as tx:
        messages.post(tx, [one])
        hold(tx, house.clock())
    return key


def steps_at(house: House, path: str) -> list[TaskId]:
    """Give the open steps at a path, oldest first."""
    return [key for step, _, key in open_steps(house) if step == path]


def able(house: House, key: TaskId) -> list[str]:
    """Give who may do an open step, in the order of their ids."""
    with house.office.database.read() as tx:
        (row,) = tx.execute(task.select().where(task.c.id == key)).all()
        one = next(one for one in tasks.open_tasks(tx, CaseId(row.case_id)) if one.id == key)
        return sorted(candidates.of_task(tx, one, on=house.clock().date()) - candidates.barred_from(tx, key))


def hand_in(house: House, path: str, who: str | None = None) -> str:
    """Submit the note of the oldest open step at that path as a person, else as the first who may; gives who it was."""
    key = steps_at(house, path)[0]
    person = who or able(house, key)[0]
    if house.view(open_task, person, task_id=key).needs_declaration:
        house.run(declare_recusal, person, task_id=key, answer="none")
    house.run(submit, person, task_id=key, token=house.token(), posted={"text": ["情况属实。"]})
    return person


def one_room(house: House, role: str = "supervise") -> None:
    """Let one room alone do that duty: the others lose it, by the keeper of the roster."""
    with house.office.database.read() as tx:
        others = [one.id for one in grants.all_grants(tx) if one.role == role and one.room_id != "first_room"]
    for grant_id in others:
        house.run(revoke, "jin", grant_id=grant_id)
