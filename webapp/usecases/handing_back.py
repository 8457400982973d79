"""交还清单: what a substitute did for an absent colleague, and what is open when the colleague comes back.

Nothing has to be given back by hand: with the last day of an absence the substitute's sight of the steps ends. The
list tells both what was done under the mark 代 and what waits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from webapp.domain.actor import Permission
from webapp.domain.calendar import ONE_DAY
from webapp.domain.deadline_words import DueWords, due_words
from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId
from webapp.domain.roster import Absence, Directory
from webapp.domain.sights import HandedLine
from webapp.store import absences, calendar, hand_backs, people
from webapp.usecases.act import Act, reads
from webapp.usecases.viewing import viewer_of
from webapp.usecases.words import measure_told

SHOWN_DAYS = 60
"""So long after an absence its list is offered on the own page."""
FRESH_DAYS = 7
"""So long it stands above the inbox of who is back."""


@dataclass(frozen=True, kw_only=True)
class HandedRow:
    """A step that was done for the absent, or that waits for the return."""

    case_id: CaseId
    name: str
    number: str | None
    measure_name: str
    subject_name: str
    done_by: str
    done_at: dt.datetime | None
    due: DueWords | None


@dataclass(frozen=True, kw_only=True)
class HandBack:
    """An absence as the list of it shows: who, by whom, from when to when; what was done, what is open."""

    absence_id: str
    person_name: str
    substitute_name: str
    from_on: dt.date
    until_on: dt.date
    over: bool
    done: tuple[HandedRow, ...] = ()
    open: tuple[HandedRow, ...] = ()


@reads(Permission.SIGNED_IN)
def hand_back_list(act: Act, *, absence_id: str) -> HandBack:
    """This function will list what was done for who was away, and what is open; NotFound for all but the two."""
    found = next((one for one in _mine(act) if one.id == absence_id), None)
    if found is None:
        raise NotFound
    names, viewer, zone = people.directory(act.tx), viewer_of(act), act.office.zone
    since = dt.datetime.combine(found.from_on, dt.time(), tzinfo=zone)
    until = dt.datetime.combine(last_day(act, found) + ONE_DAY, dt.time(), tzinfo=zone)
    done = hand_backs.done_for(act.tx, viewer, found.person_id, since=since, until=until)
    waiting = hand_backs.waiting_for(act.tx, viewer, found.person_id)
    return _view(act, found, names, done=_rows(act, done, names), waiting=_rows(act, waiting, names))


@reads(Permission.SIGNED_IN)
def handed_back(act: Act) -> tuple[HandBack, ...]:
    """This function will give the absences that ended of late: the actor's own, and those the actor stood in for."""
    return _ended(act, _mine(act), days=SHOWN_DAYS)


@reads(Permission.SIGNED_IN)
def just_back(act: Act) -> tuple[HandBack, ...]:
    """This function will give the actor's own absences of which the list is fresh: they ended within a week."""
    return _ended(act, absences.of_person(act.tx, act.actor.person_id), days=FRESH_DAYS)


def last_day(act: Act, one: Absence) -> dt.date:
    """This function will give the last day on which somebody stood in: an absence may end early."""
    if one.ended_at is None:
        return one.until_on
    return min(one.until_on, one.ended_at.astimezone(act.office.zone).date())


def _mine(act: Act) -> tuple[Absence, ...]:
    me = act.actor.person_id
    return (*absences.of_person(act.tx, me), *absences.by_substitute(act.tx, me))


def _is_over(act: Act, one: Absence) -> bool:
    return one.ended_at is not None or one.until_on < act.today


def _ended(act: Act, found: Iterable[Absence], *, days: int) -> tuple[HandBack, ...]:
    since = act.today - dt.timedelta(days=days)
    ended = [one for one in found if _is_over(act, one) and last_day(act, one) >= since]
    names = people.directory(act.tx) if ended else None
    return tuple(_view(act, one, names) for one in ended) if names is not None else ()


def _view(
    act: Act,
    one: Absence,
    names: Directory,
    *,
    done: tuple[HandedRow, ...] = (),
    waiting: tuple[HandedRow, ...] = (),
) -> HandBack:
    return HandBack(
        absence_id=one.id,
        person_name=names.name(one.person_id),
        substitute_name=names.name(one.substitute_id),
        from_on=one.from_on,
        until_on=last_day(act, one),
        over=_is_over(act, one),
        done=done,
        open=waiting,
    )


def _rows(act: Act, lines: Sequence[HandedLine], names: Directory) -> tuple[HandedRow, ...]:
    days = calendar.load(act.tx)
    return tuple(
        HandedRow(
            case_id=line.case_id,
            name=line.name,
            number=line.number,
            measure_name=measure_told(act.actor, line.measure),
            subject_name=names.name(line.subject_id),
            done_by=names.name(line.done_by),
            done_at=line.done_at,
            due=due_words(line.due_on, act.today, days) if line.due_on and line.done_at is None else None,
        )
        for line in lines
    )
