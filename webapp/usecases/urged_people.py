"""Whom a rung of the ladder concerns: holder or pool, supervisors, secretary; never one who may not know the case.

Absence counts: whoever is away is stood in for by the substitute, along chains, as far as one is there who may know.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from webapp.domain.actor import RoleScope
from webapp.domain.advance import Assign
from webapp.domain.ids import OFFICE_ROOM, PersonId, RoomId, TaskId, UnitId
from webapp.domain.records import Case, Subscription, Task
from webapp.domain.roster import Affiliation, Need
from webapp.domain.urging import WARNINGS, Rung
from webapp.store import absences, candidates, ladder, messages, people, recusals, tasks
from webapp.store.deadlines import whole_key
from webapp.usecases.act import Act
from webapp.usecases.turns import who_can_act

HEAD_OF_ROOM, SECRETARY, REGISTER = "room_head", "secretary", "case_mgmt"
LEADING = ("room_head", "deputy")
CONCERNED = (Affiliation.HEAD, Affiliation.UPPER)
IN_HOUSE = (Affiliation.OFFICER, Affiliation.OUTSIDE)
UNIT_ROLE = "unit"


@dataclass(frozen=True, kw_only=True)
class Outside:
    """Who is late outside the house: the person concerned, or the unit."""

    person_id: PersonId | None = None
    unit_id: UnitId | None = None


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a case waits: a step of a person or an event that waits for a message.

    `whole`: instead the key of a limit of the whole matter, which concerns whoever can act at any of its steps.
    """

    case: Case
    path: str
    past: tuple[Task, ...]
    task: Task | None = None
    wait: Subscription | None = None
    outside: Outside | None = None
    whole: str = ""


def place_of(act: Act, case: Case, step_id: TaskId) -> Place:
    """This function will find a step of a locked case with all its human steps so far."""
    past = tasks.of_case(act.tx, case.id)
    task = next((one for one in past if one.id == step_id), None)
    wait = None if task else next((one for one in messages.waits_of(act.tx, case.id) if one.task_id == step_id), None)
    found = task or wait
    return Place(
        case=case,
        path=found.path if found else whole_key(step_id),
        past=past,
        task=task,
        wait=wait,
        outside=_outside(act, task) if task else None,
        whole=whole_key(step_id),
    )


def to_tell(act: Act, place: Place, rung: Rung) -> tuple[PersonId, ...]:
    """This function will give who is told that a step has reached a rung, with substitutes for the absent."""
    doers = _doers_of_all(act, place) if place.whole else _doers(act, place)
    if rung in (*WARNINGS, Rung.AFTER):
        wanted = doers
    elif rung is Rung.SUPERVISOR:
        wanted = _supervisors(act, place) - doers or _holders(act, place, REGISTER) or doers
    else:
        wanted = _holders(act, place, SECRETARY)
    return _present(act, place, wanted)


def _outside(act: Act, task: Task) -> Outside | None:
    holder = people.directory(act.tx).persons.get(task.assignee_id) if task.assignee_id else None
    if holder is not None and holder.kind in CONCERNED:
        return Outside(person_id=holder.id)
    if task.role == UNIT_ROLE or any(rule.kind is Assign.UNIT_OF_SUBJECT for rule in task.rules):
        return Outside(unit_id=task.unit_id) if task.unit_id else None
    return None


def _doers_of_all(act: Act, place: Place) -> frozenset[PersonId]:
    """Whoever can act at what the matter waits for now; where that is nobody of the house, the handler."""
    steps = [one.id for one in place.past if one.is_open]
    waits = [one.task_id for one in messages.waits_of(act.tx, place.case.id) if not one.listens]
    found = [_doers(act, place_of(act, place.case, one)) for one in (*steps, *waits)]
    return frozenset().union(*found) or _handler(act, place)


def _doers(act: Act, place: Place) -> frozenset[PersonId]:
    """Who should act: the holder, the pool; for who is late outside, and where nobody is named, the handler too."""
    found = _named(act, place)
    if place.outside is not None or not found:
        found |= _handler(act, place)
    return found


def _named(act: Act, place: Place) -> frozenset[PersonId]:
    task, wait = place.task, place.wait
    if task is not None and task.assignee_id is not None:
        return _in_house(act, (task.assignee_id,))
    if task is not None:
        return frozenset(who_can_act(act, task, case=place.case))
    return _holders(act, place, wait.role) if wait and wait.role else frozenset()


def _handler(act: Act, place: Place) -> frozenset[PersonId]:
    """The officer of the room who did the last step (承办人); else whoever of the house did one; else who opened it."""
    done = [task for task in place.past if task.completed_by is not None]
    newest = sorted(done, key=lambda task: task.closed_at or task.opened_at, reverse=True)
    own = [task for task in newest if task.room_id == place.case.room_id and task.role not in LEADING]
    doers = [*(task.completed_by for task in (*own, *newest)), place.case.initiator_id]
    return next((found for one in doers if one and (found := _in_house(act, (one,)))), frozenset())


def _in_house(act: Act, who: Iterable[PersonId]) -> frozenset[PersonId]:
    known = people.directory(act.tx).persons
    return frozenset(one for one in who if one in known and known[one].active and known[one].kind in IN_HOUSE)


def _supervisors(act: Act, place: Place) -> frozenset[PersonId]:
    """Who monitors the measure; for a step of the room, or of who is outside, the head of the room too."""
    monitors = frozenset(ladder.monitors(act.tx, place.case, on=act.today))
    role = place.task.role if place.task else place.wait.role if place.wait else None
    of_room = place.outside is not None or bool(place.whole) or _is_of_room(act, role)
    return monitors | _holders(act, place, HEAD_OF_ROOM) if of_room else monitors


def _is_of_room(act: Act, role: str | None) -> bool:
    roles = act.office.library.roles(act.tx)
    return role is not None and role in roles and roles[role].scope is RoleScope.ROOM


def _holders(act: Act, place: Place, role: str) -> frozenset[PersonId]:
    case = place.case
    room = case.room_id if _is_of_room(act, role) else OFFICE_ROOM
    if room is None:
        return frozenset()
    need = Need(role=role, room_id=RoomId(room), level=case.level, secrecy=case.secrecy)
    return candidates.for_needs(act.tx, [need], on=act.today, subject_id=case.subject_id)[need]


def _present(act: Act, place: Place, wanted: Iterable[PersonId]) -> tuple[PersonId, ...]:
    case = place.case
    barred = recusals.recused_from(act.tx, case.id, subject_id=case.subject_id)
    barred |= frozenset({case.subject_id} if case.subject_id else ())
    away = {one.person_id: one.substitute_id for one in absences.on_day(act.tx, act.today)}
    found = (_stand_in(one, away, barred) for one in wanted if one not in barred)
    return tuple(sorted(set(found)))


def _stand_in(who: PersonId, away: dict[PersonId, PersonId], barred: frozenset[PersonId]) -> PersonId:
    """The first of a chain of substitutes who is there and may know the case; in a circle the absent person."""
    seen, here = {who}, who
    while here in away:
        here = away[here]
        if here in seen:
            return who
        seen.add(here)
    return who if here in barred else here
