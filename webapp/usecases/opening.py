"""Opening a case: by hand at a plain start, or by message; its key says why it exists, so that twice is once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from webapp import engine
from webapp.domain.actor import Permission, RoleScope
from webapp.domain.advance import Advance
from webapp.domain.archives import shown_to_person
from webapp.domain.errors import NotFound, Refused
from webapp.domain.ids import CaseId, PersonId, RoomId, TaskId, UnitId
from webapp.domain.records import Case, CaseStatus, Secrecy
from webapp.domain.roster import Affiliation, Post
from webapp.engine import Definition, Element, Start, Trigger
from webapp.store import archive, beginnings, cases, grants, loads, people
from webapp.store.audit import stream_of
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.advancing import begin
from webapp.usecases.appealing import DECISION, NothingToAppeal, appealable
from webapp.usecases.candidates import Placed
from webapp.usecases.desk import desk_of
from webapp.usecases.giving_up import begun, untouched
from webapp.usecases.pools import rooms_with
from webapp.usecases.viewing import entry_of
from webapp.usecases.views.cases import StartView


class NothingToCorrect(Refused):
    """您的廉政档案中还没有记载，没有可以申请更正的内容。"""

    code = "nothing_to_correct"


OTHER, ENTRY = "other", "entry"
ASSIGNING = frozenset({"clues.assign", "tours.take_over"})


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Why and for whom a case opens. `data` lies under the start event's id."""

    process: str
    start_event: str
    key: str
    data: Mapping[str, object]
    subject_id: PersonId | None = None
    unit_id: UnitId | None = None
    period: str | None = None
    origin: Case | None = None
    initiator_id: PersonId | None = None
    priority: int = 3
    secrecy: Secrecy | None = None


def open_case(act: Act, opening: Opening) -> tuple[Case, Advance, Placed]:
    """This function will open one case on the deployment in force; raises AlreadyThere when its key exists."""
    deployment_id, definition = act.office.library.current(act.tx, opening.process)
    case = _new_case(act, opening, deployment_id, definition)
    desk = desk_of(act, case)
    total, placed = begin(
        desk,
        engine.start(definition, opening.start_event, opening.data, desk.world),
        entry=entry_of(
            act, "case.opened", stream=stream_of(case.id), process=opening.process, start=opening.start_event
        ),
    )
    return desk.case, total, placed


def _new_case(act: Act, opening: Opening, deployment_id: str, definition: Definition) -> Case:
    standing = post_of(act, opening.subject_id) or _last_post(act, opening)
    return Case(
        id=CaseId(uuid.uuid4().hex),
        key=opening.key,
        number=None,
        measure=definition.measure,
        process=opening.process,
        deployment_id=deployment_id,
        start_event=opening.start_event,
        spec_start=opening.start_event,
        subject_id=opening.subject_id,
        unit_id=UnitId(standing.unit_id) if standing else opening.unit_id,
        level=standing.level if standing else OTHER,
        secrecy=opening.secrecy or Secrecy(definition.main.properties.get("secrecy", Secrecy.INTERNAL)),
        room_id=_room(act, opening, definition),
        priority=opening.priority,
        status=CaseStatus.OPEN,
        opened_at=act.now,
        initiator_id=opening.initiator_id,
        origin_case_id=opening.origin.id if opening.origin else None,
        period=opening.period,
        confined=definition.main.properties.get("confined") == "true",
    )


def post_of(act: Act, person_id: PersonId | None) -> Post | None:
    """This function will give the post that a person is supervised in today: a head's post before any other."""
    posts = people.directory(act.tx).posts_of(person_id, on=act.today) if person_id else ()
    return next(iter(sorted(posts, key=lambda post: not post.is_head)), None)


def _last_post(act: Act, opening: Opening) -> Post | None:
    """Of who has left in the year of a yearly case the last post as a head: the case is about the part served."""
    if opening.subject_id is None or opening.period is None:
        return None
    posts = people.directory(act.tx).posts_of(opening.subject_id)
    over = [(post.until_on, post) for post in posts if post.is_head and post.until_on is not None]
    mine = [(day, post) for day, post in over if str(day.year) == opening.period[:4]]
    return max(mine, key=lambda pair: pair[0])[1] if mine else None


def _room(act: Act, opening: Opening, definition: Definition) -> RoomId | None:
    """The room that handed the matter over, if it has the duty of the start's lane; else that with the least to do.

    What comes back from another room (a clarification, from the room that verified) returns to where it came from.
    A case that a step of its own hands to a room (`ASSIGNING`) is nobody's before: no room reads what came in.
    """
    if ASSIGNING & {one.handler for one in definition.elements.values()}:
        return None
    start = definition.elements.get((definition.process, opening.start_event))
    role = room_role(act, definition, start.role if start else None)
    if _is_officer(act, opening.subject_id):
        return _own_room(act, PersonId(str(opening.subject_id)), role)
    if role is None:
        return opening.origin.room_id if opening.origin else None
    rooms = rooms_with(act, role)
    before = (one.room_id for one in _line(act, opening.origin) if one.room_id in rooms)
    return next(before, None) or loads.least_loaded(act.tx, sorted(rooms))


def _is_officer(act: Act, subject_id: PersonId | None) -> bool:
    person = people.directory(act.tx).persons.get(subject_id) if subject_id else None
    return person is not None and person.kind is Affiliation.OFFICER


def _own_room(act: Act, officer: PersonId, role: str | None) -> RoomId | None:
    """A case of an officer's own (a special report) lies where that duty is held, else in no room: nobody reads it."""
    held = grants.of_person(act.tx, officer, on=act.today)
    return next((one.room_id for one in held if one.role == role), None)


def _line(act: Act, origin: Case | None) -> Iterator[Case]:
    """The cases through which a matter came, the nearest first."""
    seen: set[str] = set()
    while origin is not None and origin.id not in seen:
        seen.add(origin.id)
        yield origin
        origin = cases.header(act.tx, origin.origin_case_id) if origin.origin_case_id else None


def room_role(act: Act, definition: Definition, role: str | None) -> str | None:
    """This function will give the duty whose rooms share a process's cases; None where they are the whole house's."""
    roles = act.office.library.roles(act.tx)
    lanes = [lane.role for lane in definition.main.lanes if lane.role]
    wanted = [code for code in (role, *lanes) if code and code in roles and roles[code].scope is RoleScope.ROOM]
    working = [code for code in wanted if code not in ("room_head", "deputy")]
    return working[0] if working else None


@reads(Permission.SIGNED_IN)
def startable(act: Act) -> StartView:
    """This function will list what the actor may start by hand: plain starts of an own role, by lane or `also_by`."""
    found = [
        (definition.process, start.id, start.name, definition.main.name)
        for _, definition in act.office.library.starters(act.tx)
        for start in definition.starts
        if may_start(act, definition, start)
    ]
    return StartView(starts=tuple(found), begun=begun(act))


def may_start(act: Act, definition: Definition, start: Start) -> bool:
    """This function will tell whether the actor may start a case at a plain start: a lane of an own duty."""
    element = definition.elements.get((definition.process, start.id))
    if start.kind is not Trigger.NONE or element is None or element.role is None:
        return False
    if act.actor.is_concerned and not _has_object(act, element):
        return False
    if act.actor.is_concerned:
        return "subject" in (element.properties.get("also_by"), element.role)
    return bool({element.role, element.properties.get("also_by")} & act.actor.roles)


def _has_object(act: Act, element: Element) -> bool:
    """Against what nobody decided, and about what was never entered, nothing is begun: its form could not be sent."""
    me, what = act.actor.person_id, element.properties.get("against")
    if what == ENTRY:
        return any(shown_to_person(one) for one in archive.whole(act.tx, me))
    return what != DECISION or any(one.offered for one in appealable(act, me))


@writes(Permission.SIGNED_IN)
def start_case(act: Act, *, process: str, start_event: str, token: str) -> TaskId | None:
    """This function will open a case by hand and give the first task that is the actor's own.

    `token` is the page's form token: a second click opens nothing more (AlreadyThere). One that was begun before, and
    in which nothing was typed yet, opens again. A person concerned can only open a case about himself or herself.
    """
    return by_hand(act, process=process, start_event=start_event, token=token)


def by_hand(act: Act, *, process: str, start_event: str, token: str, origin: Case | None = None) -> TaskId | None:
    """This function will open a case by hand, beside another one where `origin` is given: then it is of its room."""
    deployment_id, definition = act.office.library.current(act.tx, process)
    start = next((one for one in definition.starts if one.id == start_event), None)
    if start is None:
        raise NotFound
    if not may_start(act, definition, start):
        element = definition.elements.get((definition.process, start.id))
        if act.actor.is_concerned and element is not None and not _has_object(act, element):
            raise NothingToCorrect if element.properties.get("against") == ENTRY else NothingToAppeal
        raise Refused(why="您的岗位不能登记此类事项")
    beginnings.one_at_a_time(act.tx, act.actor.person_id)
    again = untouched(act, process=process, start_event=start_event, deployment_id=deployment_id, origin=origin)
    if again is not None:
        act.entries += 1  # the case is there, and so is its entry
        return again
    return _first_step(act, open_case(act, _opening(act, definition, start, token=token, origin=origin))[2])


def _opening(act: Act, definition: Definition, start: Start, *, token: str, origin: Case | None) -> Opening:
    me = act.actor.person_id
    return Opening(
        process=definition.process,
        start_event=start.id,
        key=f"{definition.measure}:{start.id}:{token}",
        data={"by": me} | ({"person": origin.subject_id} if origin else {}),
        subject_id=me if act.actor.is_concerned else None,
        initiator_id=me,
        origin=origin,
    )


def _first_step(act: Act, placed: Placed) -> TaskId | None:
    mine = [task.id for task in placed.tasks if task.assignee_id == act.actor.person_id]
    return mine[0] if mine else next((task.id for task in placed.tasks), None)
