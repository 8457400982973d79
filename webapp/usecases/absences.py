"""Absence: from day to day a substitute takes what is open and what comes, signs 代, and hands back by itself."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound, Refused
from webapp.domain.ids import OFFICE_ROOM, PersonId
from webapp.domain.roster import Absence, Affiliation
from webapp.store import absences, grants, people
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.bodies import foresee
from webapp.usecases.viewing import entry_of, note


class AbsenceRefused(Refused):
    """外出登记未能办理：{why}。"""

    code = "absence_refused"


@dataclass(frozen=True, kw_only=True)
class AbsenceLine:
    """One absence as the own page shows it."""

    absence_id: str
    person_name: str
    substitute_name: str
    from_on: dt.date
    until_on: dt.date
    can_end: bool


@writes(Permission.SIGNED_IN, fresh=True)
def set_absence(
    act: Act,
    *,
    substitute_id: PersonId,
    from_on: dt.date,
    until_on: dt.date,
    reason: str = "",
    person_id: PersonId | None = None,
) -> str:
    """This function will write an absence of the actor, or of a colleague by who assigns tasks, and give its id."""
    away = person_id or act.actor.person_id
    _refuse_strangers(act, away)
    if from_on > until_on or until_on < act.today:
        raise AbsenceRefused(why="请填写今日以后的起止日期，止日不早于起日")
    _check_substitute(act, substitute_id, away=away)
    one = Absence(
        id=uuid.uuid4().hex,
        person_id=away,
        substitute_id=substitute_id,
        from_on=from_on,
        until_on=until_on,
        reason=reason.strip() or None,
    )
    if any(other.leaves_alone(one) for other in absences.of_person(act.tx, substitute_id)):
        raise AbsenceRefused(why="所选受托人这期间也外出，请另选一人受托")
    write_absence(act, one)
    note(act, entry_of(act, "absence.set", person=away, substitute=substitute_id, until=until_on.isoformat()))
    return one.id


def write_absence(act: Act, one: Absence) -> None:
    """This function will write an absence; meetings that are planned for its days expect who is away no more."""
    absences.add(act.tx, one)
    foresee(act, one)


@writes(Permission.SIGNED_IN)
def end_absence(act: Act, *, absence_id: str, person_id: PersonId | None = None) -> None:
    """This function will end an absence early; what is open goes back by itself."""
    away = person_id or act.actor.person_id
    _refuse_strangers(act, away)
    found = next((one for one in absences.of_person(act.tx, away) if one.id == absence_id and not one.ended_at), None)
    if found is None:
        raise NotFound
    absences.end(act.tx, absence_id, now=act.now)
    foresee(act, found)
    note(act, entry_of(act, "absence.ended", person=away))


@reads(Permission.SIGNED_IN)
def own_absences(act: Act) -> tuple[AbsenceLine, ...]:
    """This function will list the actor's absences that are not over, and those of whom the actor stands in for."""
    me, names = act.actor.person_id, people.directory(act.tx)
    mine = [one for one in absences.of_person(act.tx, me) if not _over(one, act.today)]
    others = [one for one in absences.on_day(act.tx, act.today) if one.substitute_id == me]
    return tuple(
        AbsenceLine(
            absence_id=one.id,
            person_name=names.name(one.person_id),
            substitute_name=names.name(one.substitute_id),
            from_on=one.from_on,
            until_on=one.until_on,
            can_end=one.person_id == me,
        )
        for one in [*mine, *others]
    )


def _over(one: Absence, today: dt.date) -> bool:
    return one.ended_at is not None or one.until_on < today


def _refuse_strangers(act: Act, away: PersonId) -> None:
    if away not in people.directory(act.tx).persons:
        raise NotFound
    if away != act.actor.person_id and not act.actor.may(Permission.KEEP_ROSTER) and not _leads(act, away):
        raise AbsenceRefused(why="只能登记本人的外出，他人的由室主任或者安全管理员登记")


def _leads(act: Act, away: PersonId) -> bool:
    """Who assigns the tasks of a room (of the house) also says who stands in for whom there."""
    roles = act.office.library.roles(act.tx)
    able = [one for one in act.actor.grants if one.role in roles]
    led = {one.room_id for one in able if Permission.ASSIGN_TASKS in roles[one.role].permissions}
    return OFFICE_ROOM in led or any(one.room_id in led for one in grants.of_person(act.tx, away, on=act.today))


def _check_substitute(act: Act, substitute_id: PersonId, *, away: PersonId) -> None:
    found = people.directory(act.tx).persons.get(substitute_id)
    if found is None or not found.active or found.kind is not Affiliation.OFFICER or substitute_id == away:
        raise AbsenceRefused(why="请选择另一名在岗人员受托")
    roles = act.office.library.roles(act.tx)
    held = [one.role for one in grants.of_person(act.tx, substitute_id, on=act.today)]
    if not any(Permission.WORK_TASKS in roles[role].permissions for role in held if role in roles):
        raise AbsenceRefused(why="所选人员不办理事项，不能受托")
