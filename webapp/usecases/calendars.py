"""Holidays and make-up workdays (调休): imported or entered year by year; what rests on them is counted again."""

from __future__ import annotations

import datetime as dt
import re

from webapp.domain.actor import SYSTEM, Actor, Permission
from webapp.domain.errors import NotFound, Refused
from webapp.domain.ids import CaseId
from webapp.domain.said import Said
from webapp.store import calendar, incidents, recounting
from webapp.usecases.act import Act, in_steps, reads, writes
from webapp.usecases.office import Office
from webapp.usecases.official_years import Days, official_year
from webapp.usecases.recounting import recount_case
from webapp.usecases.viewing import entry_of, note
from webapp.usecases.views.office import HolidayView

INCIDENT = "holiday_year"
OFF, WORKS = "放假", "上班"
KINDS = {OFF: "off", WORKS: "works"}
WORDS = {**{word: kind for kind, word in KINDS.items()}, OFF: OFF, WORKS: WORKS}
"""Either language may be typed."""
LINE = re.compile(rf"^(\d{{4}})-(\d{{1,2}})-(\d{{1,2}})\s+({'|'.join(WORDS)})\s*(.*)$")
MOST_DAYS = 80


class CalendarRefused(Refused):
    """节假日表未能修改：{why}。"""

    code = "calendar_refused"


@reads(Permission.SIGNED_IN)
def year_page(act: Act, *, year: int | None = None) -> HolidayView:
    """This function will give a year's table, by default this year's."""
    shown, days = year or act.today.year, calendar.load(act.tx)
    around = range(min((*days.years, act.today.year)), act.today.year + 2)
    return HolidayView(
        year=shown,
        years=tuple(sorted({*around, shown})),
        known=shown in days.years,
        days=tuple((on, WORKS if works else OFF, name) for on, works, name in calendar.of_year(act.tx, shown)),
        official=official_year(shown) is not None,
        can_import=act.actor.may(Permission.RUN_SYSTEM),
    )


@in_steps
def import_year(office: Office, actor: Actor, *, year: int) -> int:
    """This function will import a year's official table and count again what rests on it; gives the number of cases."""
    office.run(take_official_year, actor, year=year)
    return recount(office, year=year)


@in_steps
def enter_year(office: Office, actor: Actor, *, year: int, lines: str) -> int:
    """This function will take a year's table as typed and count again; gives the number of cases that changed."""
    office.run(take_typed_year, actor, year=year, lines=lines)
    return recount(office, year=year)


@in_steps
def set_day(office: Office, actor: Actor, *, on: dt.date, kind: str, name: str = "") -> int:
    """This function will change one day of a known year and count again; gives the number of cases that changed."""
    office.run(take_day, actor, on=on, kind=kind, name=name)
    return recount(office, year=on.year)


def recount(office: Office, *, year: int) -> int:
    """This function will count the dates of open cases again, each case an act of its own; it may be run again."""
    cases = office.view(cases_affected, SYSTEM, year=year)
    return sum(office.run(recount_case, SYSTEM, case_id=case_id) for case_id in cases)


@reads(Permission.SYSTEM)
def cases_affected(act: Act, *, year: int) -> tuple[CaseId, ...]:
    """This function will list the open cases whose dates lie in that year or later, those of today on."""
    first = max(dt.date(year, 1, 1), act.today)
    instant = dt.datetime.combine(first, dt.time(), act.office.zone)
    return recounting.affected(act.tx, first=first, instant=instant.astimezone(dt.UTC))


@writes(Permission.RUN_SYSTEM)
def take_official_year(act: Act, *, year: int) -> None:
    """This function will replace a year's table by the official one of the installed version."""
    found = official_year(year)
    if found is None:
        raise CalendarRefused(why=Said("所装的节假日表还没有{year}年的安排，请按国务院办公厅通知逐日填写", year=year))
    _put(act, year, off=found[0], works=found[1], source="official")


@writes(Permission.RUN_SYSTEM)
def take_typed_year(act: Act, *, year: int, lines: str) -> None:
    """This function will replace a year's table by typed lines: `2027-01-01 放假 元旦`, `2027-02-06 上班 春节`."""
    off: dict[dt.date, str] = {}
    works: dict[dt.date, str] = {}
    for number, line in enumerate((text.strip() for text in lines.splitlines()), start=1):
        if line:
            on, kind, name = _day(line, year, number)
            (off if kind == OFF else works)[on] = name
    if not off or len(off) + len(works) > MOST_DAYS or off.keys() & works.keys():
        raise CalendarRefused(why="请逐行填写全年的放假日和调休上班日，同一天不能既放假又上班")
    _put(act, year, off=off, works=works, source="typed")


@writes(Permission.RUN_SYSTEM)
def take_day(act: Act, *, on: dt.date, kind: str, name: str = "") -> None:
    """This function will make one day of a known year a day off, a workday, or (`kind` empty) plain again."""
    if on.year not in calendar.load(act.tx).years:
        raise NotFound
    known = calendar.of_year(act.tx, on.year)
    off = {day: word for day, works, word in known if not works and day != on}
    works = {day: word for day, works, word in known if works and day != on}
    if kind:
        word = WORDS.get(kind)
        if word is None:
            raise CalendarRefused(why="请选择放假、上班或者照常")
        (off if word == OFF else works)[on] = name.strip() or word
    _put(act, on.year, off=off, works=works, source=f"day {on.isoformat()}")


@writes(Permission.SYSTEM, audited=False)
def note_missing_years(act: Act) -> tuple[int, ...]:
    """This function will open one incident for each year into which dates were counted without its holidays."""
    known = calendar.load(act.tx).years
    missing = tuple(year for year in recounting.provisional_years(act.tx) if year not in known)
    for year in missing:
        incidents.raise_once(act.tx, kind=INCIDENT, code=str(year), at=act.now)
    return missing


def _put(act: Act, year: int, *, off: Days, works: Days, source: str) -> None:
    calendar.put_year(act.tx, year, off=off, works=works, now=act.now, by=act.actor.person_id)
    incidents.settle_kind(act.tx, INCIDENT, code=str(year), now=act.now, remedy="imported")
    note(act, entry_of(act, "calendar.year", year=year, source=source, off=len(off), works=len(works)))


def _day(line: str, year: int, number: int) -> tuple[dt.date, str, str]:
    found = LINE.match(line)
    try:
        on = dt.date(*(int(part) for part in found.groups()[:3])) if found else None
    except ValueError:
        on = None
    if found is None or on is None or on.year != year:
        raise CalendarRefused(why=Said("第{number}行不符合“{year}-01-01 放假 元旦”的写法", number=number, year=year))
    kind = WORDS[found[4]]
    return on, kind, found[5].strip() or kind
