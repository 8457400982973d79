"""离任、撤并: a head has left the post or a unit has passed on: each open case is decided, one by one (demand C16).

The watch finds them; whoever hands out the steps of a case says that it goes on here, or applies for its early
ending. Nothing moves by itself meanwhile.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence, Set
from dataclasses import dataclass

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId, UnitId
from webapp.domain.roster import Directory, Post
from webapp.domain.said import Said
from webapp.store import audit_list, cases, incidents, people, stuck, tasks
from webapp.store.audit import stream_of
from webapp.store.stuck import Held
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.deciding import open_questions
from webapp.usecases.office import Office
from webapp.usecases.viewing import entry_of, note

MOVED = "moved"
LEFT, SUCCEEDED = "subject_left_post", "unit_succeeded"
SENTENCES = {
    LEFT: Said("被监督对象已经离任。请决定此事项继续办理，还是申请提前终止（本人调离）。"),
    SUCCEEDED: Said("所在单位已经撤并或者更名。请决定此事项继续办理、转由承继单位办理，还是申请提前终止（单位撤并）。"),
}
ENDINGS = ("post.ended", "roster.imported")
"""The acts by which the roster hears that somebody left."""
PASSINGS = ("unit.succeeded", "unit.renamed", "roster.imported")
"""Those by which it hears that a unit came to its end."""
GOES_ON, MOVED_ON, GONE = "goes_on", "moved_on", "gone"


@dataclass(frozen=True, kw_only=True)
class Departure:
    """A case whose head or unit is no longer what it was: `code` names what happened and on which day."""

    case_id: CaseId
    code: str


def watch_departures(office: Office) -> int:
    """This function will look for open cases of heads who left and units that passed on; gives how many there are."""
    found = office.view(departed, SYSTEM)
    office.run(note_departures, SYSTEM, found=found)
    return len(found)


@reads(Permission.SYSTEM)
def departed(act: Act) -> tuple[Departure, ...]:
    """This function will list the open cases on a post that its head has left, or of a unit that came to its end.

    The post or the unit was there when the case began, by what the roster said then; a case that is ending is not
    among them. Where both hold, the unit comes first.
    """
    names = people.directory(act.tx)
    ways = (_passed_on, _left)
    found = ((one, way(act, one, names)) for one in stuck.held(act.tx) for way in ways)
    return tuple(Departure(case_id=one.case_id, code=code) for one, code in found if code)


def _left(act: Act, one: Held, names: Directory) -> str | None:
    """Whoever leads another unit now, or one of two, has left the cases of the former post all the same."""
    mine = [post for post in names.posts_of(one.subject_id) if post.is_head] if one.subject_id else []
    led = {post.unit_id for post in mine if post.held_on(act.today)}
    former = [post for post in mine if not leads_on(act, post, led) and _on_post(one, post, led)]
    ended = [post.until_on for post in former if post.until_on and _ended_since(act, one, post)]
    return f"{LEFT}:{max(ended)}" if ended else None


def leads_on(act: Act, post: Post, led: Set[UnitId]) -> bool:
    """This function will tell whether who held a post leads its unit on: a new title or a new name is no leaving."""
    return not led.isdisjoint({post.unit_id, *successors_of(act, post.unit_id)}) if led else False


def _on_post(one: Held, post: Post, led: Set[UnitId]) -> bool:
    """Whether a case lies on a post: on that of its unit; one that lies on no post held now, on every former one."""
    return one.unit_id == post.unit_id or one.unit_id not in led


def _ended_since(act: Act, one: Held, post: Post) -> bool:
    """A leaving that was entered late ended before the case began, which took the post for held all the same."""
    if post.until_on is None or post.until_on >= act.today:
        return False
    if post.until_on >= _began(act, one) or one.unit_id != post.unit_id:
        return post.until_on >= _began(act, one)
    return _entered_since(act, one, post.id, ENDINGS)


def _began(act: Act, one: Held) -> dt.date:
    return one.opened_at.astimezone(act.office.zone).date()


def _entered_since(act: Act, one: Held, about: str, acts: Sequence[str]) -> bool:
    return any(row.entry.at >= one.opened_at for row in audit_list.about(act.tx, {about}, acts=acts, most=1))


def _passed_on(act: Act, one: Held, names: Directory) -> str | None:
    """A merger that was entered late lies before the case began, which took the unit for standing all the same."""
    unit = names.units.get(one.unit_id) if one.unit_id else None
    if unit is None or unit.until_on is None or unit.until_on >= act.today:
        return None
    if unit.until_on >= _began(act, one) or _entered_since(act, one, unit.id, PASSINGS):
        return f"{SUCCEEDED}:{unit.until_on}"
    return None


@writes(Permission.SYSTEM, audited=False)
def note_departures(act: Act, *, found: Sequence[Departure]) -> None:
    """This function will ask about each case, each question once and one at a time.

    It lets go of those that have ended or whose head is back.
    """
    still = {(one.case_id, one.code) for one in found}
    for row in incidents.open_incidents(act.tx):
        if row.kind == MOVED and (row.case_id, row.code) not in still:
            incidents.settle(act.tx, row.id, by=act.actor.person_id, now=act.now, remedy=GONE)
    for one in found:
        asked = [row for row in incidents.of_case(act.tx, one.case_id) if row.kind == MOVED]
        if all(row.settled_at and row.code != one.code for row in asked):
            incidents.raise_once(act.tx, kind=MOVED, code=one.code, at=act.now, case_id=one.case_id)


@writes(Permission.ASSIGN_TASKS)
def go_on(act: Act, *, case_id: CaseId, reason: str) -> None:
    """This function will decide that a case goes on here although its head or unit has changed; it is asked no more.

    Raises NotFound for a case that is not seen, NotOpen when nothing is asked, ReasonMissing.
    """
    asked = open_questions(act, case_id, kind=MOVED, reason=reason)
    for row in asked:
        incidents.settle(act.tx, row.id, by=act.actor.person_id, now=act.now, remedy=GOES_ON)
    entry = entry_of(act, "case.goes_on", stream=stream_of(case_id), why=asked[-1].code.partition(":")[0])
    note(act, dataclasses.replace(entry, sealed={"text": reason.strip()}))


def successors_of(act: Act, unit_id: UnitId | None, *, on: dt.date | None = None) -> tuple[UnitId, ...]:
    """This function will give the units that a unit's affairs have gone over to by a day, further successions, too."""
    found: list[UnitId] = []
    day = on or act.today
    wanted = list(people.successors(act.tx, unit_id, on=day)) if unit_id else []
    while wanted:
        one = wanted.pop(0)
        if one not in found and one != unit_id:
            found.append(one)
            wanted += people.successors(act.tx, one, on=day)
    return tuple(found)


@writes(Permission.ASSIGN_TASKS)
def move_on(act: Act, *, case_id: CaseId, unit_id: UnitId, reason: str) -> None:
    """This function will hand a case of a former unit over to a successor; the unit's open steps go along.

    What is written already, letters above all, keeps the old name. Raises NotFound for what is no successor, NotOpen
    when nothing is asked, ReasonMissing.
    """
    asked = [row for row in open_questions(act, case_id, kind=MOVED, reason=reason) if row.code.startswith(SUCCEEDED)]
    case = cases.lock(act.tx, case_id)
    if not asked or case.unit_id is None or unit_id not in successors_of(act, case.unit_id):
        raise NotFound
    for row in asked:
        incidents.settle(act.tx, row.id, by=act.actor.person_id, now=act.now, remedy=MOVED_ON)
    tasks.rehouse(act.tx, case_id, old=case.unit_id, new=unit_id)
    entry = entry_of(act, "case.moved_on", stream=stream_of(case_id), before=case.unit_id, unit=unit_id)
    entry = dataclasses.replace(entry, sealed={"text": reason.strip()})
    cases.move(act.tx, dataclasses.replace(case, unit_id=unit_id), entry=entry)
    act.entries += 1
