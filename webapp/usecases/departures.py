"""离任、撤并: a head has left the post or a unit has passed on: each open case is decided, one by one (demand C16).

The watch finds them; whoever hands out the steps of a case says that it goes on here, or applies for its early
ending. Nothing moves by itself meanwhile.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.ids import CaseId
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.store import incidents, people, stuck
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
    SUCCEEDED: Said("所在单位已经撤并。请决定此事项继续办理，还是申请提前终止（单位撤并）。"),
}
GOES_ON, GONE = "goes_on", "gone"


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
    """This function will list the open cases of a head without a post now, or of a unit that came to its end.

    The post or the unit was there when the case began; a case that is ending is not among them.
    """
    names = people.directory(act.tx)
    zone = act.office.zone
    found = (
        (one.case_id, _what(one, names, since=one.opened_at.astimezone(zone).date(), today=act.today))
        for one in stuck.held(act.tx)
    )
    return tuple(Departure(case_id=case_id, code=code) for case_id, code in found if code)


def _what(one: Held, names: Directory, *, since: dt.date, today: dt.date) -> str | None:
    posts = [post for post in names.posts if post.person_id == one.subject_id and post.is_head]
    ended = [post.until_on for post in posts if post.until_on and post.until_on < today]
    if ended and not any(post.held_on(today) for post in posts) and max(ended) >= since:
        return f"{LEFT}:{max(ended)}"
    unit = names.units.get(one.unit_id) if one.unit_id else None
    if unit is not None and unit.until_on is not None and since <= unit.until_on < today:
        return f"{SUCCEEDED}:{unit.until_on}"
    return None


@writes(Permission.SYSTEM, audited=False)
def note_departures(act: Act, *, found: Sequence[Departure]) -> None:
    """This function will ask about each case once, and let go of those that have ended or whose head is back."""
    for one in found:
        known = {row.code for row in incidents.of_case(act.tx, one.case_id) if row.kind == MOVED}
        if one.code not in known:
            incidents.raise_once(act.tx, kind=MOVED, code=one.code, at=act.now, case_id=one.case_id)
    still = {(one.case_id, one.code) for one in found}
    for row in incidents.open_incidents(act.tx):
        if row.kind == MOVED and (row.case_id, row.code) not in still:
            incidents.settle(act.tx, row.id, by=act.actor.person_id, now=act.now, remedy=GONE)


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
