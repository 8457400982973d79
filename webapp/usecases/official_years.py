"""The official holidays and make-up workdays of the years that are published, for the office's own table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from webapp.domain.actor import Permission
from webapp.store import calendar
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.viewing import entry_of, note

Days = Mapping[dt.date, str]


def official_year(year: int) -> tuple[Days, Days] | None:
    """This function will give a year's days off and make-up workdays with their names, or None when not published."""
    from chinese_calendar import constants  # slow to import, and needed once a year

    chinese = {one.value: one.chinese for one in constants.Holiday}
    off = {day: chinese.get(name, name) for day, name in constants.holidays.items() if day.year == year}
    works = {day: chinese.get(name, name) for day, name in constants.workdays.items() if day.year == year}
    return (off, works) if off else None


@reads(Permission.SYSTEM)
def lacks_this_year(act: Act) -> bool:
    """This function will tell whether this year's days are published and not known to the office."""
    return act.today.year not in calendar.load(act.tx).years and official_year(act.today.year) is not None


@writes(Permission.SYSTEM)
def import_published_years(act: Act) -> tuple[int, ...]:
    """This function will write this year, the one before and the next one, as far as published and not yet known."""
    known, done = calendar.load(act.tx).years, []
    for year in range(act.today.year - 1, act.today.year + 2):
        found = None if year in known else official_year(year)
        if found:
            calendar.put_year(act.tx, year, off=found[0], works=found[1], now=act.now)
            done.append(year)
    note(act, entry_of(act, "holidays.imported", years=done))
    return tuple(done)
