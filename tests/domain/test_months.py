"""What a month later means on every day: the same day number, else the last of the month."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.calendar import WorkCalendar
from webapp.domain.deadlines import Limit, Unit, add_months, due
from webapp.engine.iso import Span

days = st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31))
counts = st.integers(-48, 48)
ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York"]).map(ZoneInfo)
PLAIN = WorkCalendar(years=frozenset(range(2000, 2060)))


@given(days, counts)
def test_months_later_is_the_same_day_or_the_last_of_the_month(day: dt.date, count: int):
    later = add_months(day, count)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == count
    assert later.day == min(day.day, monthrange(later.year, later.month)[1])


@given(days, st.integers(0, 48), ZONES, st.integers(3, 23))
def test_a_duration_keeps_its_hour_and_comes_to_the_same_day_as_a_limit(
    day: dt.date, count: int, zone: ZoneInfo, hour: int
):
    at = dt.datetime(day.year, day.month, day.day, hour, tzinfo=zone).astimezone(dt.UTC)

    later = Span(text="", months=count).after(at, zone).astimezone(zone)

    assert (later.date(), later.hour) == (add_months(day, count), hour)


@given(days, st.integers(1, 36))
def test_a_limit_in_months_ends_on_that_day_or_the_next_working_day(day: dt.date, count: int):
    found = due(Limit(key="x", amount=count, unit=Unit.MONTH), day, PLAIN)

    assert PLAIN.is_workday(found.on)
    assert 0 <= (found.on - add_months(day, count)).days <= 2


@given(days, days)
def test_working_days_counted_forth_and_back_are_the_same(first: dt.date, last: dt.date):
    first, last = PLAIN.next_workday(min(first, last)), PLAIN.next_workday(max(first, last))

    assert PLAIN.shift(first, PLAIN.between(first, last)) == last
    assert PLAIN.shift(last, -PLAIN.between(first, last)) == first


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-12-31", 12, "2027-12-31"),
    ],
)
def test_the_days_that_are_asked_about(start: str, months: int, end: str):
    assert add_months(dt.date.fromisoformat(start), months).isoformat() == end
