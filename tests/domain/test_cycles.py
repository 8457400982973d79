"""A cycle's instants: once in each period, on its day or the month's last, however the clocks are set."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.cycles import LATE, Cycle, NoCycle, Occurrence, read_cycle

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Africa/Cairo")
YEARS = dt.datetime(2024, 1, 1, tzinfo=dt.UTC), dt.datetime(2032, 12, 31, tzinfo=dt.UTC)
moments = st.timedeltas(dt.timedelta(0), YEARS[1] - YEARS[0]).map(lambda since: YEARS[0] + since)
months = st.sampled_from([(9,), (1,), (3, 12), (2, 4, 9, 10), tuple(range(1, 13))])
cycles = st.builds(Cycle, minute=st.integers(0, 59), hour=st.integers(0, 23), day=st.integers(1, 31), months=months)


@given(cycles, st.tuples(moments, moments, moments), st.sampled_from(ZONES))
def test_however_time_is_cut_every_instant_lies_in_one_piece(cycle: Cycle, cuts: tuple[dt.datetime, ...], zone: str):
    first, middle, last = sorted(cuts)
    here = ZoneInfo(zone)

    whole = cycle.between(first, last, here)

    assert whole == cycle.between(first, middle, here) + cycle.between(middle, last, here)
    assert len({one.period for one in whole}) == len(whole)
    assert [one.at for one in whole] == sorted(one.at for one in whole)


@given(cycles, moments, st.sampled_from(ZONES))
def test_periods_follow_one_another_without_a_gap_and_hold_their_instant(cycle: Cycle, at: dt.datetime, zone: str):
    here = ZoneInfo(zone)

    found = cycle.between(at, at + dt.timedelta(days=800), here)

    assert len(found) >= 2 * len(cycle.months)
    for before, after in pairwise(found):
        assert before.last + dt.timedelta(days=1) == after.first
    for one in found:
        day = one.at.astimezone(here).date()
        lasts = (day + dt.timedelta(days=1)).day == 1
        assert one.first <= day <= one.last
        assert day.day == cycle.day or (day.day < cycle.day and lasts)


@pytest.mark.parametrize(
    ("text", "at", "period"),
    [
        ("0 8 5 1 *", "2027-01-05T08:00", "2027"),
        ("0 0 31 12 *", "2026-12-31T00:00", "2026"),
        ("0 0 29 2 *", "2027-02-28T00:00", "2027"),
        ("30 9 1 6,12 *", "2026-12-01T09:30", "2026-H2"),
        ("30 9 31 3,6,9,12 *", "2026-12-31T09:30", "2026-Q4"),
    ],
)
def test_a_cycle_says_when_it_comes_next_and_which_period_it_opens(text: str, at: str, period: str):
    zone = ZoneInfo("Asia/Shanghai")
    now = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)

    found = read_cycle(text).between(now, now + dt.timedelta(days=365), zone)[0]

    assert (found.at.astimezone(zone).isoformat()[:16], found.period) == (at, period)


def test_the_thirty_first_is_the_last_day_of_every_month():
    year = dt.datetime(2027, 12, 31, tzinfo=dt.UTC), dt.datetime(2028, 12, 31, 23, tzinfo=dt.UTC)

    found = read_cycle("0 9 31 * *").between(*year, dt.UTC)

    assert [one.at.day for one in found][-12:] == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def test_what_happens_some_minutes_after_its_instant_is_late():
    at = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    once = Occurrence(at=at, period="2027", first=at.date(), last=at.date())

    assert [once.is_late(at + delay) for delay in (dt.timedelta(0), LATE, LATE * 1.1)] == [False, False, True]


@pytest.mark.parametrize(
    "text",
    [
        *("", "R/P1Y", "0 8 5 1", "* 8 5 1 *", "0 8 5 1 1", "60 8 5 1 *", "0 24 5 1 *", "0 8 0 1 *", "0 8 32 1 *"),
        *("0 8 5 13 *", "0 8 5 0 *", "0 8 5 1,2,3 *", "0 8 5 1,2 *", "0 8 5 1,2,7,10 *", "0 8 5 */3 *", "@yearly"),
    ],
)
def test_what_does_not_come_once_in_a_period_is_no_cycle(text: str):
    with pytest.raises(NoCycle, match="不是可以执行的周期"):
        read_cycle(text)
