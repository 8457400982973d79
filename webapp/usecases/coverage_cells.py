"""What coverage (demand C12) is made of: everybody who held a head's post in a year × the measures due every year.

The page 年度覆盖 shows these cells, the figure 年度覆盖率 counts them: there is one way to count. Event measures have
no column: nobody is missing there. Where the year's round has not begun, nobody is missing yet: it lies ahead, or the
house has still to open it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from webapp.domain.cycles import GAPS, YEARLY
from webapp.domain.ids import CaseId, PersonId, UnitId
from webapp.domain.population import Place, population
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.store import coverage, people, rounds
from webapp.store.coverage import Standing
from webapp.store.rounds import Round
from webapp.usecases.act import Act
from webapp.usecases.application_rows import END_REASONS
from webapp.usecases.rounds import Yearly, lock_day, occurrence_of, reports_on, yearlies
from webapp.usecases.successions import Chains, now_is, renamed, was
from webapp.usecases.viewing import kept_from, name_of, viewer_of
from webapp.usecases.views.coverage import Cell, Column, HeadRow

TITLES: Mapping[str, str] = {
    "m01": "政治监督评价",
    "m02": "主体责任检查",
    "m03": "专题报告",
    "m05": "廉政谈话",
    "m06": "民主生活会督导",
    "m09": "廉政档案更新",
}
COLUMNS: Mapping[str, tuple[str, str]] = {code: (process, TITLES[code]) for process, code in YEARLY.items()}
"""The yearly measures: the process whose rounds count, and the column's title."""
ORDER = ("done", "running", "due", "ahead", "unopened", "missing")
FIRST_YEAR = 2020


@dataclass(frozen=True, kw_only=True)
class Year:
    """A year's heads, and what their cells are made of; `kept`: of whom the viewer is told no reason."""

    year: int
    heads: tuple[Place, ...]
    names: Directory
    rows: Mapping[tuple[str, str, str], Standing]
    begun: Mapping[str, Round]
    deployed: Mapping[str, Yearly]
    seen: Mapping[str, str | None]
    ended: Mapping[str, str]
    parts: frozenset[CaseId]
    headless: frozenset[CaseId]
    chains: Chains
    reports: Mapping[PersonId, tuple[PersonId, ...]]
    kept: frozenset[PersonId]


def processes() -> tuple[str, ...]:
    """This function will give the processes of the columns, in their order."""
    return tuple(process for process, _ in COLUMNS.values())


def year_of(act: Act, year: int) -> Year:
    """This function will read what a year's cells are made of."""
    yearly, names = processes(), people.directory(act.tx)
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    heads = tuple(place for place in population(names, "heads", first=first, last=last) if place.included)
    rows = coverage.of_year(act.tx, year, processes=yearly)
    return Year(
        year=year,
        heads=heads,
        names=names,
        rows={(row.process, row.subject_kind, row.subject_id): row for row in rows},
        begun={one.process: one for one in rounds.begun(act.tx) if one.period.startswith(str(year))},
        deployed={one.process: one for one in yearlies(act)},
        seen=coverage.seen(act.tx, viewer_of(act), year, processes=yearly),
        ended=coverage.ended_for(act.tx, year, processes=yearly),
        parts=coverage.parts_closed(act.tx, year, processes=yearly),
        headless=coverage.headless(act.tx, year, processes=yearly),
        chains=renamed(act),
        reports=reports_on(act, heads),
        kept=kept_from(act),
    )


def rows_of(act: Act, found: Year) -> tuple[HeadRow, ...]:
    """This function will give every head of a year with a cell for each column."""
    return tuple(_row(act, found, place) for place in found.heads)


def _row(act: Act, found: Year, place: Place) -> HeadRow:
    who = PersonId(place.id)
    posts = [post for post in found.names.posts_of(who) if post.is_head]
    held = [post for post in posts if post.held_within(place.first, place.last)]
    units = tuple(dict.fromkeys(UnitId(post.unit_id) for post in held))
    return HeadRow(
        person_id=who,
        name=found.names.name(who),
        posts=tuple(f"{found.names.unit_name(post.unit_id)}{post.title}" for post in held),
        units=units,
        part=not place.whole,
        cells=tuple(_cell(act, found, process, who, units) for process in processes()),
    )


def _cell(act: Act, found: Year, process: str, who: PersonId, units: Sequence[UnitId]) -> Cell:
    """Of several subjects (two units, two reports) the one that is furthest behind is shown."""
    yearly = found.deployed.get(process)
    if yearly is None:
        return Cell(state="unopened", reason=Said("流程尚未发布"))
    cells = [_standing(act, found, process, key) for key in _subjects(found, yearly, who, units)]
    if not cells and process not in found.begun:
        return _unopened(act, found, process)
    if not cells:
        return Cell(state="missing", reason=Said("没有对应的派驻组"))
    worst = max(cells, key=lambda cell: ORDER.index(cell.state))
    # that a case was joined with another one would tell of that
    return replace(worst, reason="", note="", by="", on=None) if who in found.kept else worst


def _subjects(found: Year, yearly: Yearly, who: PersonId, units: Sequence[UnitId]) -> Iterator[tuple[str, str]]:
    match yearly.population:
        case "units":
            yield from dict.fromkeys(("unit", _named(found, yearly.process, unit)) for unit in units)
        case "residents":
            yield from (("person", author) for author in found.reports.get(who, ()))
        case "office":
            yield "office", "office"
        case _:
            yield "person", who


def _named(found: Year, process: str, unit: UnitId) -> UnitId:
    """The name under which a unit stands in the round: the one that it bore when the list was opened."""
    now = now_is(found.chains, unit)
    return next((name for name in was(found.chains, now) if (process, "unit", name) in found.rows), now)


def _standing(act: Act, found: Year, process: str, key: tuple[str, str]) -> Cell:
    row, begun = found.rows.get((process, *key)), found.begun.get(process)
    if row is None:
        return _without_row(act, found, process, begun)
    state, why = _state(found, row)
    case_id = row.case_id if row.case_id in found.seen else None
    if state in ("done", "running") or not row.reason:
        return Cell(state=state, reason=why or _waits(act, row, state), case_id=case_id, room_id=row.room_id)
    return Cell(
        state=state,
        reason=Said(GAPS.get(row.reason, row.reason)),
        note=row.note or "",
        by=name_of(act, row.reason_by),
        on=row.reason_at.astimezone(act.office.zone).date() if row.reason_at else None,
        case_id=case_id,
        room_id=row.room_id,
    )


def _without_row(act: Act, found: Year, process: str, begun: Round | None) -> Cell:
    """Nobody is missing before the round has begun; who is not on a list that is open, or was locked, is."""
    if begun is None:
        return _unopened(act, found, process)
    if begun.approved_at is None and begun.locked_at is None:
        return _unapproved(act, found, process, begun)
    return Cell(state="missing", reason=Said("尚未列入名单"))


def _unapproved(act: Act, found: Year, process: str, begun: Round) -> Cell:
    """A list that nobody approved waits until the day on which the round would be locked, no longer."""
    yearly = found.deployed[process]
    occurrence = occurrence_of(act, yearly, begun.period)
    if occurrence is not None and act.today > lock_day(act, yearly, occurrence):
        return Cell(state="missing", reason=Said("名单没有批准"))
    return Cell(state="due", reason=Said("名单待批准"))


def _unopened(act: Act, found: Year, process: str) -> Cell:
    if found.year < act.today.year:
        return Cell(state="missing", reason=Said("年度任务没有开启"))
    occurrence = occurrence_of(act, found.deployed[process], str(found.year))
    if occurrence is None or occurrence.at <= act.now:
        return Cell(state="unopened", reason=Said("年度任务尚未开启"))
    opens_on = occurrence.at.astimezone(act.office.zone).date()
    return Cell(state="ahead", reason=Said("{date}开启", date=opens_on))


def _state(found: Year, row: Standing) -> tuple[str, str]:
    """The state that counts: the one at the lock, where there was one; a leaver's part that was closed is done.

    What was passed on to another organ, or ended for another reason, is not: it stands there with that reason.
    """
    match row.locked_as or row.standing:
        case "done" if row.case_id in found.headless:
            return "missing", Said("单位没有负责人，没有召开会议")
        case "done":
            return "done", ""
        case "ended":
            closed = row.case_id in found.parts
            return ("done", Said("办结任职期间部分")) if closed else ("missing", _ended_for(found, row))
        case "running":
            return ("missing", Said("锁定时仍在办理")) if row.locked_as else ("running", "")
        case "planned":
            return ("missing", Said("锁定时没有开启")) if row.locked_as else ("due", "")
        case _:
            return "missing", ""


def _ended_for(found: Year, row: Standing) -> Said:
    """In the words of the application; that a matter became a secret is not for every reader of the page."""
    code = found.ended.get(row.case_id or "", "")
    why = None if code == "secrecy_raised" else dict(END_REASONS).get(code)
    return Said("提前终止：{why}", why=Said(why)) if why else Said("提前终止")


def _waits(act: Act, row: Standing, state: str) -> str:
    if state != "due":
        return ""
    if row.next_try_at is None or row.next_try_at <= act.now:
        return Said("待开启")
    return Said("{date}开启", date=row.next_try_at.astimezone(act.office.zone).date())


def columns_of(act: Act, found: Year, rows: Sequence[HeadRow]) -> tuple[Column, ...]:
    """This function will give the columns of a year, counted over these rows."""
    return tuple(_column(act, found, code, place, rows) for place, code in enumerate(COLUMNS))


def counting(columns: Iterable[Column]) -> tuple[Column, ...]:
    """This function will give the columns whose round has begun: 年度覆盖率 is counted of these."""
    return tuple(one for one in columns if one.share is not None)


def _column(act: Act, found: Year, code: str, place: int, rows: Sequence[HeadRow]) -> Column:
    process, title = COLUMNS[code]
    begun, yearly = found.begun.get(process), found.deployed.get(process)
    occurrence = occurrence_of(act, yearly, begun.period) if begun and yearly else None
    return Column(
        code=code,
        process=process,
        title=Said(title),
        counts=Counter(row.cells[place].state for row in rows),
        locked_on=begun.locked_at.astimezone(act.office.zone).date() if begun and begun.locked_at else None,
        locks_on=lock_day(act, yearly, occurrence) if yearly and occurrence else None,
    )
