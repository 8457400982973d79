from __future__ import annotations

import datetime as dt

import pytest

from webapp.domain.calendar import WorkCalendar
from webapp.domain.deadlines import Limit, LimitRules, Unit
from webapp.domain.urging import LIMIT_KEYS, Rung, reached, rung_days

AMOUNTS = {
    Rung.BEFORE: -7,
    Rung.BEFORE_LAST: -3,
    Rung.AFTER: 1,
    Rung.SUPERVISOR: 3,
    Rung.SECRETARY: 10,
}
LIMITS = LimitRules(
    limits={
        LIMIT_KEYS[rung]: Limit(key=LIMIT_KEYS[rung], amount=amount, unit=Unit.WORKDAY)
        for rung, amount in AMOUNTS.items()
    }
)
FEAST = frozenset(dt.date(2026, 5, day) for day in range(1, 6))
CALENDAR = WorkCalendar(holidays=FEAST, workdays=frozenset({dt.date(2026, 5, 9)}), years=frozenset({2026}))
DUE = dt.date(2026, 4, 29)


def test_rungs_are_counted_in_working_days_over_a_feast() -> None:
    days = rung_days(DUE, LIMITS, CALENDAR)

    assert [(str(rung), day.strftime("%m-%d")) for rung, day in days.items()] == [
        ("before", "04-20"),
        ("before_last", "04-24"),
        ("due", "04-29"),
        ("after", "04-30"),
        ("supervisor", "05-07"),
        ("secretary", "05-15"),
    ]


@pytest.mark.parametrize(
    ("today", "count"), [("2026-04-19", 0), ("2026-04-20", 1), ("2026-04-29", 3), ("2026-05-06", 4), ("2027-01-01", 6)]
)
def test_a_rung_once_reached_stays_reached(today: str, count: int) -> None:
    found = reached(DUE, dt.date.fromisoformat(today), limits=LIMITS, calendar=CALENDAR)

    assert found == tuple(Rung)[:count]


def test_a_limit_that_the_office_struck_out_is_no_rung() -> None:
    assert set(rung_days(DUE, LimitRules(), CALENDAR)) == {Rung.DUE}
