"""Four eyes of every diagram, attacked by every verb that takes a step: whoever did the one never does the other.

Pairs are read from the diagrams in force, verbs from the use cases; who adds one of either is asked here.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib
import inspect
import pkgutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import webapp.usecases
from tests.usecases.due import ON_SQLITE
from tests.usecases.office import House
from tests.usecases.written import recuse
from webapp.domain.actor import Permission
from webapp.domain.advance import Advance, Assign, AssignRule, OpenedTask
from webapp.domain.errors import OfficeError
from webapp.domain.ids import OFFICE_ROOM, CaseId, DeploymentId, PersonId, RoomId, TaskId
from webapp.domain.records import AuditEntry, Case, CaseChange, CaseStatus, Secrecy, Step, Task
from webapp.domain.roster import Absence, RoleGrant
from webapp.engine.kinds import HUMAN
from webapp.store import absences, audit, cases, deployments, grants
from webapp.store.tables import submission, task
from webapp.usecases.act import Act, Course, UseCase, writes
from webapp.usecases.candidates import newly_barred, place
from webapp.usecases.completing import save_draft, submit
from webapp.usecases.desk import desk_of
from webapp.usecases.files import attach
from webapp.usecases.handing import claim_task, reassign_task, release_task
from webapp.usecases.inbox import inbox
from webapp.usecases.recalling import recall_task
from webapp.usecases.scans import register_paper
from webapp.usecases.views.tasks import InboxFilters

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ATTACKS: Mapping[Any, Callable[[House], dict[str, Any]]] = {
    submit: lambda house: {"token": house.token(), "posted": {}},
    save_draft: lambda _: {"posted": {"text": ["占位"]}},
    claim_task: lambda _: {},
    release_task: lambda _: {},
    recall_task: lambda _: {},
    attach: lambda _: {"field": "", "name": "材料.pdf", "content": PDF},
    register_paper: lambda house: {
        "token": house.token(),
        "posted": {},
        "signed_on": dt.date(2026, 3, 2),
        "original_at": "文件柜",
    },
}
OTHERWISE = {
    "complete_task": "what `submit` runs",
    "agree_list": "takes what the approvals list shows, which is the inbox",
    "keep_to_the_list": "the same",
    "reassign_task": "attacked by who hands out steps, below",
    "declare_recusal": "says who one is, does no step",
    "ask_recusal": "asks that others be recused",
    "apply_extension": "asks for time, which others give",
    "register_request": "the same two on paper, in the signer's name",
    "fire_timer": "the clock's",
    "give_up": "nothing that was handed in is given up",
    "set_follow_up": "a mark on an own step",
    "urge": "asks others to hurry",
}
"""Verbs that take a step and do none, with the reason."""


APART = (Assign.NOT_SAME_AS, Assign.NOT_IN_CASE)


@dataclass(frozen=True)
class Pair:
    """A step that must not be done by whoever did another one."""

    deployment_id: str
    process: str
    drawn_in: str
    element: str
    target: str
    role: str
    kind: Assign


def verbs() -> dict[str, Any]:
    """Give every verb that changes something and takes a step."""
    found = {}
    for module in pkgutil.walk_packages(webapp.usecases.__path__, "webapp.usecases."):
        for name, one in vars(importlib.import_module(module.name)).items():
            if isinstance(one, Course) or (isinstance(one, UseCase) and one.writes):
                words = inspect.signature(one.function).parameters
                if words.keys() & {"task_id", "task_ids"}:
                    found[name] = one
    return found


def pairs(house: House) -> Iterator[Pair]:
    """Give the pairs of every process in force; a call's rule holds for the steps inside it."""
    seen = set()
    with house.office.database.read() as tx:
        held = {one.role for one in grants.all_grants(tx) if one.measure is None}
        for process, (key, definition) in _in_force(house, tx):
            for (drawn_in, name), element in definition.elements.items():
                for word in element.properties.get("assign", "").split():
                    kind, _, target = word.partition(":")
                    if kind not in APART or (drawn_in, name, target) in seen:
                        continue
                    seen.add((drawn_in, name, target))
                    role = element.role if element.kind in HUMAN and element.role in held else "supervise"
                    yield Pair(key, process, drawn_in, name, target, role, Assign(kind))


def _in_force(house: House, tx: Any) -> Iterator[tuple[str, Any]]:
    for one in deployments.all_current(tx):
        yield one.process, (one.id, house.office.library.definition(tx, one.id))


@writes(Permission.WORK_TASKS, audited=False)
def stage(act: Act, *, pair: Pair, room: RoomId, doer: PersonId, absent: PersonId | None) -> TaskId:
    """Open a case in which `doer` has done the first of the two (for `absent`), and place the second as acts do.

    Where a step is kept from all who worked in another case, the first one lies in that.
    """
    one, origin = _case(act, pair, room), None
    first = _task(act, one, pair, path=pair.target, closed=True, by=doer, absent=absent)
    if pair.kind is Assign.NOT_IN_CASE:
        _insert(act, one, (first,))
        one, origin = dataclasses.replace(_case(act, pair, room), origin_case_id=one.id), first
    opened = OpenedTask(
        task_id=TaskId(uuid.uuid4().hex),
        path=pair.element,
        process=pair.drawn_in,
        element=pair.element,
        name="复核",
        role=pair.role,
        rules=(AssignRule(kind=pair.kind, target=pair.target),),
    )
    placed = place(desk_of(act, one), [opened], [] if origin else [first])
    _insert(act, one, placed.tasks if origin else (first, *placed.tasks), placed.not_actors)
    return opened.task_id


def _insert(act: Act, one: Case, rows: tuple[Task, ...], not_actors: tuple[tuple[TaskId, PersonId], ...] = ()) -> None:
    advance = Advance(state=b"", waiting_at=("somewhere",))
    change = CaseChange(case=one, advance=advance, tasks=rows, not_actors=not_actors, now=act.now)
    entry = AuditEntry(stream=audit.stream_of(one.id), act="case.opened", actor_id=None, at=act.now)
    cases.insert(act.tx, change, entry=entry)


def _case(act: Act, pair: Pair, room: RoomId) -> Case:
    case_id = CaseId(uuid.uuid4().hex)
    return Case(
        id=case_id,
        key=f"four-eyes:{case_id}",
        number=None,
        measure=pair.process[:3],
        process=pair.process,
        deployment_id=DeploymentId(pair.deployment_id),
        start_event="start",
        spec_start="start",
        subject_id=None,
        unit_id=None,
        level="other",
        secrecy=Secrecy.INTERNAL,
        room_id=None if room == OFFICE_ROOM else room,
        priority=3,
        status=CaseStatus.OPEN,
        opened_at=act.now,
    )


def _task(act: Act, case: Case, pair: Pair, *, path: str, closed: bool, by: PersonId, absent: PersonId | None) -> Task:
    return Task(
        id=TaskId(uuid.uuid4().hex),
        case_id=case.id,
        path=path,
        process=pair.drawn_in,
        element=path,
        name="起草",
        role=pair.role,
        room_id=case.room_id or OFFICE_ROOM,
        opened_at=act.now,
        closed_at=act.now if closed else None,
        is_open=not closed,
        completed_by=by,
        on_behalf_of=absent,
        level=case.level,
        secrecy=case.secrecy,
    )


def refused(house: House, who: str, step: TaskId, what: str) -> list[str]:
    """Try every verb as a person and give those that went through."""
    through = []
    for verb, words in ATTACKS.items():
        try:
            house.run(verb, who, task_id=step, **words(house))
        except OfficeError:
            continue
        through.append(f"{what}: {getattr(verb, 'name', verb.function.__name__)} by {who}")
    return through


def holders(house: House, role: str) -> list[RoleGrant]:
    """Give who holds a role."""
    with house.office.database.read() as tx:
        return [one for one in grants.all_grants(tx) if one.role == role and one.measure is None]


def one_of_each_role(house: House) -> list[Pair]:
    """Give a pair for each role that a checked step has."""
    return list({(one.role, one.kind): one for one in pairs(house)}.values())


def as_it_was(house: House, step: TaskId) -> tuple[Any, ...]:
    """Give what no attack may change of a step."""
    with house.office.database.read() as tx:
        row = tx.execute(task.select().where(task.c.id == step)).one()
        drafts = tx.execute(submission.select().where(submission.c.task_id == step)).all()
    return row.is_open, row.assignee_id, row.completed_by, drafts


def away(house: House, who: str, substitute: str) -> None:
    one = Absence(
        id=uuid.uuid4().hex,
        person_id=PersonId(who),
        substitute_id=PersonId(substitute),
        from_on=dt.date(2026, 3, 1),
        until_on=dt.date(2026, 3, 31),
    )
    with house.office.database.write() as tx:
        absences.add(tx, one)


@ON_SQLITE
def test_every_verb_that_takes_a_step_is_tried_or_excused(house: House) -> None:
    known = {getattr(verb, "name", verb.function.__name__) for verb in ATTACKS} | OTHERWISE.keys()

    assert verbs().keys() == known, "say in ATTACKS how it is tried, or in OTHERWISE why it does no step"
    assert len(list(pairs(house))) > 40


@ON_SQLITE
def test_whoever_did_one_of_two_does_the_other_by_no_verb(house: House) -> None:
    through: list[str] = []
    for pair in pairs(house):
        held = holders(house, pair.role)
        first = held[0]
        step = house.run(stage, "li", pair=pair, room=first.room_id, doer=first.person_id, absent=None)
        before = as_it_was(house, step)
        through += refused(house, first.person_id, step, f"{pair.drawn_in}.{pair.element}")
        for who in ("chen", "he", "cao", "xu"):
            try:
                house.run(reassign_task, who, task_id=step, to=first.person_id, reason="一并办理。")
            except OfficeError:
                continue
            through.append(f"{pair.element}: handed over by {who}")
        assert as_it_was(house, step) == before, pair
        assert listed(house, first.person_id, step) == []

    assert through == []


def listed(house: House, who: str, step: TaskId) -> list[str]:
    """Give the tabs that offer a step to a person."""
    return [
        tab
        for tab in ("mine", "pool", "absent")
        if step in [row.task_id for row in house.view(inbox, who, filters=InboxFilters(tab=tab)).rows]
    ]


@ON_SQLITE
def test_a_substitute_does_nothing_that_the_absent_one_may_not_do(house: House) -> None:
    through: list[str] = []
    for pair in one_of_each_role(house):
        held = holders(house, pair.role)[0]
        step = house.run(stage, "li", pair=pair, room=held.room_id, doer=held.person_id, absent=None)
        other = "yu" if held.person_id != "yu" else "sun"
        away(house, held.person_id, other)
        if not any(one.person_id == other for one in holders(house, pair.role)):
            through += refused(house, other, step, f"{pair.role}, standing in for who did the other one")
            assert listed(house, other, step) == []

    assert through == []


@ON_SQLITE
def test_what_a_substitute_did_is_checked_by_neither_of_the_two(house: House) -> None:
    through: list[str] = []
    for pair in one_of_each_role(house):
        held = holders(house, pair.role)[0]
        doer = PersonId("yu") if held.person_id != "yu" else PersonId("sun")
        step = house.run(stage, "li", pair=pair, room=held.room_id, doer=doer, absent=held.person_id)
        through += refused(house, held.person_id, step, f"{pair.role}, in whose name the other one was done")
        for one in [one for one in holders(house, pair.role)[1:] if one.person_id != doer][:1]:
            away(house, one.person_id, doer)
        through += refused(house, doer, step, f"{pair.role}, standing in for another")

    assert through == []


@ON_SQLITE
def test_who_is_recused_does_no_step_nor_does_who_stands_in_for_them(house: House) -> None:
    through: list[str] = []
    for pair in one_of_each_role(house):
        held = holders(house, pair.role)[0]
        other = PersonId("yu") if held.person_id != "yu" else PersonId("sun")
        step = house.run(stage, "li", pair=pair, room=held.room_id, doer=PersonId("tian"), absent=None)
        with house.office.database.read() as tx:
            of_step = tx.execute(task.select().where(task.c.id == step)).one().case_id
        recuse(house, held.person_id, subject=None, case=of_step)
        before = as_it_was(house, step)
        through += refused(house, held.person_id, step, f"{pair.role}, recused")
        away(house, held.person_id, other)
        if not any(one.person_id == other for one in holders(house, pair.role)):
            through += refused(house, other, step, f"{pair.role}, standing in for who is recused")
            assert listed(house, other, step) == []
        assert listed(house, held.person_id, step) == []
        assert as_it_was(house, step) == before

    assert through == []


@ON_SQLITE
def test_a_duty_given_later_does_not_open_the_other_step(house: House) -> None:
    through: list[str] = []
    for pair in one_of_each_role(house):
        held = holders(house, pair.role)[0]
        if any(one.person_id == "yu" for one in holders(house, pair.role)):
            continue
        step = house.run(stage, "li", pair=pair, room=held.room_id, doer=PersonId("yu"), absent=None)
        with house.office.database.write() as tx:
            grants.add(tx, dataclasses.replace(held, id=uuid.uuid4().hex, person_id=PersonId("yu")))
        through += refused(house, "yu", step, f"{pair.role}, given after the other one was done")

    assert through == []


def test_of_two_steps_beside_each_other_either_keeps_its_doer_from_the_other() -> None:
    rules = (AssignRule(kind=Assign.NOT_SAME_AS, target="write"),)
    write, check = _step("write", by=None), _step("check", by="li", rules=rules)

    assert newly_barred([check], [write]) == ((write.id, "li"),)
    assert newly_barred([_step("write", by="li")], [_step("check", by=None, rules=rules)])


def _step(path: str, *, by: str | None, rules: tuple[AssignRule, ...] = ()) -> Step:
    return Step(
        id=TaskId(path),
        path=path,
        element=path,
        role="supervise",
        rules=rules,
        completed_by=PersonId(by) if by else None,
        opened_at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC),
    )
