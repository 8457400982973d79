"""Working days: holidays, make-up workdays, unknown years."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.calendar import WorkCalendar

NATIONAL_DAY = WorkCalendar(
    holidays=frozenset(dt.date(2026, 10, day) for day in range(1, 8)),
    workdays=frozenset({dt.date(2026, 9, 20), dt.date(2026, 10, 10)}),
    years=frozenset({2026}),
)


def test_a_holiday_is_skipped_and_a_make_up_saturday_counts() -> None:
    due = NATIONAL_DAY.shift(dt.date(2026, 9, 30), 3)

    assert due == dt.date(2026, 10, 10)
    assert WorkCalendar(years=frozenset({2026})).shift(dt.date(2026, 9, 30), 3) == dt.date(2026, 10, 5)


def test_a_year_without_table_keeps_the_fixed_feasts_and_is_not_known() -> None:
    unknown = WorkCalendar()

    assert not unknown.is_workday(dt.date(2031, 10, 1))
    assert unknown.is_workday(dt.date(2031, 10, 6))
    assert not unknown.knows(dt.date(2031, 1, 1), dt.date(2031, 2, 1))


def test_working_days_between_two_days_are_signed() -> None:
    assert NATIONAL_DAY.between(dt.date(2026, 9, 30), dt.date(2026, 10, 9)) == 2
    assert NATIONAL_DAY.between(dt.date(2026, 10, 9), dt.date(2026, 9, 30)) == -2


@given(st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31)), st.integers(1, 60))
def test_shifting_forth_lands_on_a_workday_that_many_workdays_away(day: dt.date, count: int) -> None:
    landed = NATIONAL_DAY.shift(day, count)

    assert NATIONAL_DAY.is_workday(landed)
    assert NATIONAL_DAY.between(day, landed) == count
