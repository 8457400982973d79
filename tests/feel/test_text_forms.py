"""Exact text forms, for whoever stores a value; and the border to Python's own values."""

from __future__ import annotations

import datetime as dt
import enum
import zoneinfo
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.feel.values import DATES, MOMENTS, MONTHS, SPANS, TIMES
from webapp.feel import (
    FROM_TEXT,
    Date,
    DateTime,
    DayTime,
    FeelValue,
    Range,
    Time,
    YearMonth,
    from_python,
    from_text,
    to_python,
    to_text,
)

ANY_NUMBER = st.decimals(allow_nan=False, allow_infinity=False)


@given(st.one_of(ANY_NUMBER, DATES, SPANS, MONTHS, TIMES, MOMENTS))
def test_a_text_form_parses_back_to_the_very_value(value: FeelValue) -> None:
    back = from_text(type(value), to_text(value))

    assert back == value
    assert type(back) is type(value)
    assert to_text(back) == to_text(value)


def test_every_kind_with_a_text_form_is_listed() -> None:
    assert set(FROM_TEXT) == {Decimal, Date, DateTime, Time, DayTime, YearMonth}


@pytest.mark.parametrize("value", ["text", True, None, [], Range(None, False, Decimal(1), True)])
def test_other_values_have_no_text_form(value: FeelValue) -> None:
    with pytest.raises(TypeError):
        to_text(value)


@pytest.mark.parametrize(
    ("kind", "text"), [(Date, "2026-02-30"), (Decimal, "twelve"), (Time, "25:00:00"), (DayTime, "P1M"), (Date, "")]
)
def test_a_text_that_means_nothing_is_refused(kind: type, text: str) -> None:
    with pytest.raises(ValueError, match=kind.__name__):
        from_text(kind, text)


class Level(enum.StrEnum):
    COUNTY = "county"


SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")
TWINS = [
    (3, Decimal(3)),
    (True, True),
    (1.5, Decimal("1.5")),
    (dt.date(2026, 3, 2), Date(2026, 3, 2)),
    (dt.time(8, 30), Time(8, 30, 0)),
    (dt.datetime(2026, 3, 2, 9, tzinfo=SHANGHAI), DateTime(Date(2026, 3, 2), Time(9, 0, 0, 0, "Asia/Shanghai"))),
    (dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC), DateTime(Date(2026, 3, 2), Time(1, 0, 0, 0, 0))),
    (dt.timedelta(days=-1, microseconds=5), DayTime(-86_399_999_995_000)),
    (("a", {"b": 1}), ["a", {"b": Decimal(1)}]),
    (Level.COUNTY, "county"),
]


@pytest.mark.parametrize(("python", "feel"), TWINS)
def test_python_values_have_twins_in_feel(python: object, feel: FeelValue) -> None:
    made = from_python(python)

    assert made == feel
    assert type(made) is type(feel)
    assert to_python(made) == (list(python) if isinstance(python, tuple) else python)


@pytest.mark.parametrize("value", [object(), b"bytes", {1, 2}])
def test_what_has_no_twin_in_feel_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        from_python(value)


def test_a_range_has_no_twin_in_python() -> None:
    with pytest.raises(TypeError):
        to_python([Range(Decimal(1), True, Decimal(2), True)])
