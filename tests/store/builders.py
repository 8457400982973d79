"""Little makers of people, cases and acts for tests of the store."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any

from webapp.domain.advance import Advance, ClosedTask, TimerSet, Wait, Walked
from webapp.domain.bundle import Bundle
from webapp.domain.ids import CaseId, DeploymentId, PersonId, RoomId, TaskId, UnitId
from webapp.domain.records import AuditEntry, Case, CaseChange, CaseStatus, Secrecy, Submission, Task
from webapp.domain.roster import Affiliation, Person, Post, RoleGrant, Room, Unit
from webapp.domain.sights import Viewer
from webapp.store import audit, cases, deployments, grants, people
from webapp.store.db import Database, Tx

NOW = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 2)
ROOM = RoomId("room1")
OTHER_ROOM = RoomId("room2")
OFFICERS = ("li", "zhao", "wang", "chen")
HEAD, UNIT = PersonId("head_a"), UnitId("unit_a")


def viewer(name: str, *, now: dt.datetime = NOW) -> Viewer:
    return Viewer(person_id=PersonId(name), now=now, today=now.date())


def new_id() -> str:
    return uuid.uuid4().hex


def furnish(tx: Tx) -> str:
    """Two rooms, four officers, two heads with a unit, one deployment; gives the deployment's id."""
    for room in (ROOM, OTHER_ROOM):
        people.put_room(tx, Room(id=room, name=f"监督检查{room}"))
    people.put_unit(tx, Unit(id=UNIT, name="云岭县水务局", kind="bureau"))
    for name in OFFICERS:
        people.put_person(tx, Person(id=PersonId(name), kind=Affiliation.OFFICER, name=f"{name}某"))
    for name in ("head_a", "head_b"):
        people.put_person(tx, Person(id=PersonId(name), kind=Affiliation.HEAD, name=f"{name}某某"))
    people.put_post(
        tx, Post(id="post_a", person_id=HEAD, unit_id=UNIT, title="局长", is_head=True, from_on=dt.date(2024, 1, 1))
    )
    audit.append(tx, AuditEntry(stream="office", act="furnished", actor_id=None, at=NOW))
    bundle = Bundle(process="m08_talk_letter_inquiry", files={"m08/m08_talk_letter_inquiry.bpmn": b"<xml/>"})
    return DeploymentId(deployments.insert(tx, bundle, measure="m08", at=NOW))


def grant(tx: Tx, person: str, role: str = "supervise", **more: Any) -> RoleGrant:
    given = {"room_id": ROOM, "max_level": "head", "max_secrecy": Secrecy.WORK_SECRET} | more
    one = RoleGrant(id=new_id(), person_id=PersonId(person), role=role, **given)
    grants.add(tx, one)
    return one


def a_case(deployment_id: str, **more: Any) -> Case:
    case_id = CaseId(new_id())
    fields: dict[str, Any] = {
        "id": case_id,
        "key": f"m08:inquiry_start:{case_id}",
        "number": None,
        "measure": "m08",
        "process": "m08_talk_letter_inquiry",
        "deployment_id": deployment_id,
        "start_event": "inquiry_start",
        "spec_start": "inquiry_start",
        "subject_id": HEAD,
        "unit_id": UNIT,
        "level": "other",
        "secrecy": Secrecy.INTERNAL,
        "room_id": ROOM,
        "priority": 3,
        "status": CaseStatus.OPEN,
        "opened_at": NOW,
    }
    return Case(**fields | more)


def a_task(case: Case, **more: Any) -> Task:
    fields: dict[str, Any] = {
        "id": TaskId(new_id()),
        "case_id": case.id,
        "path": "plan_inquiry",
        "process": case.process,
        "element": "plan_inquiry",
        "name": "拟定函询方案",
        "role": "supervise",
        "room_id": ROOM,
        "opened_at": NOW,
        "level": case.level,
        "secrecy": case.secrecy,
        "subject_id": case.subject_id,
        "unit_id": case.unit_id,
        "due_on": dt.date(2026, 3, 9),
    }
    return Task(**fields | more)


def entry(case_id: str, act: str = "task.completed", **more: Any) -> AuditEntry:
    fields: dict[str, Any] = {"stream": audit.stream_of(case_id), "act": act, "actor_id": "li", "at": NOW}
    return AuditEntry(**fields | more)


def open_case(
    tx: Tx, deployment_id: str, *tasks: dict[str, Any], advance: Advance | None = None, **header: Any
) -> tuple[Case, tuple[Task, ...]]:
    """Insert a case with a task for each mapping given (none: one pool task)."""
    one = a_case(deployment_id, **header)
    rows = tuple(a_task(one, **more) for more in (tasks or ({},)))
    moved = advance or Advance(state=b"state 0", waiting_at=("plan_inquiry",))
    change = CaseChange(case=one, advance=moved, tasks=rows, now=NOW)
    return cases.insert(tx, change, entry=entry(one.id, "case.opened", actor_id=None)), rows


def full_advance(case: Case, done: Task) -> Advance:
    """An act that closes a task, sets and removes timers and waits: all that one completion may bring."""
    wait = Wait(
        task_id=TaskId(new_id()),
        path="wait_reply",
        process=case.process,
        element="wait_reply",
        name="待回复",
        message="number_returned",
        role=None,
        correlate=case.subject_id,
        due_on=dt.date(2026, 3, 20),
    )
    timer = TimerSet(
        task_id=TaskId(new_id()),
        path="remind",
        process=case.process,
        element="remind",
        due_at=NOW + dt.timedelta(days=3),
        key="letter.reply",
        expression='deadline("letter.reply") - workdays(3)',
    )
    return Advance(
        state=b"state 1",
        closed=(ClosedTask(task_id=done.id, completed=True),),
        timers=(timer,),
        timers_gone=(TaskId(new_id()),),
        waits=(wait,),
        waits_gone=(TaskId(new_id()),),
        walked=(Walked(process=case.process, element="flow_1", kind="flow"),),
        waiting_at=("wait_reply",),
        bound=("8.4",),
    )


def completed(task: Task, by: str, **more: Any) -> Task:
    fields = {"completed_by": PersonId(by), "closed_at": NOW, "is_open": False} | more
    return dataclasses.replace(task, **fields)


def a_submission(task: Task, by: str, **more: Any) -> Submission:
    fields: dict[str, Any] = {
        "id": new_id(),
        "case_id": task.case_id,
        "task_id": task.id,
        "path": task.path,
        "element": task.element,
        "person_id": PersonId(by),
        "version": 1,
        "final": True,
        "at": NOW,
        "form_token": new_id(),
        "content": {"text": "经核，情况属实。"},
    }
    return Submission(**fields | more)


def furnished(database: Database) -> str:
    with database.write() as tx:
        return furnish(tx)
