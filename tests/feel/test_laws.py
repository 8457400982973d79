"""Laws that hold for all values."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.feel.values import DATES, MOMENTS, MONTHS, NUMBERS, SPANS, TEXTS, TIMES, VALUES, value_of
from webapp.feel import Date, DateTime, DayTime, FeelValue, Time
from webapp.feel.compare import eq, ge, gt, le, lt
from webapp.feel.day_numbers import from_days
from webapp.feel.temporal_text import at_literal

TRUTH = st.sampled_from([True, False, None])


@given(TRUTH, TRUTH, TRUTH)
def test_three_valued_logic_obeys_its_laws(a: bool | None, b: bool | None, c: bool | None) -> None:
    assert value_of("not(a and b) = (not(a) or not(b))", a=a, b=b) is True
    assert value_of("(a and (b or c)) = ((a and b) or (a and c))", a=a, b=b, c=c) is True
    assert value_of("(a or b) = (b or a)", a=a, b=b) is True


@given(VALUES, VALUES)
def test_equality_and_order_agree(a: FeelValue, b: FeelValue) -> None:
    less, equal, greater = lt(a, b), eq(a, b), gt(a, b)

    assert equal == eq(b, a)
    assert eq(a, a) is True
    if less is not None:
        assert [less, equal, greater].count(True) == 1
        assert le(a, b) == (less or equal)
        assert ge(a, b) == (greater or equal)


@given(DATES, SPANS)
def test_adding_a_duration_and_taking_the_moment_away_gives_the_duration(day: Date, span: DayTime) -> None:
    moment = DateTime(day, Time(0, 0, 0, 0, 0))

    distance = value_of("(m + s) - m", m=moment, s=span)

    assert distance is None or distance == span


@given(st.one_of(NUMBERS, DATES, SPANS, MONTHS, TIMES, MOMENTS))
def test_the_string_of_a_value_means_the_value(value: FeelValue) -> None:
    text = value_of("string(x)", x=value)

    back = Decimal(text) if isinstance(value, Decimal) else at_literal(text)

    assert eq(back, value) is True
    assert type(back) is type(value)
    if not isinstance(value, Decimal):
        assert value_of(f'@"{text}"') == value


STRUCTURES = st.recursive(
    st.one_of(NUMBERS, TEXTS.filter(lambda text: not set(text) & set("\n\r")), st.booleans()),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(st.sampled_from(["a", "b c", "d+e", "é", "县委"]), inner, max_size=3),
    ),
    max_leaves=6,
)


@given(STRUCTURES)
def test_the_string_of_a_list_is_an_expression_for_it(value: FeelValue) -> None:
    text = value_of("string([x])", x=value)

    assert eq(value_of(text), [value]) is True


@given(NUMBERS, NUMBERS)
def test_modulo_has_the_sign_of_the_divisor(a: Decimal, b: Decimal) -> None:
    rest = value_of("modulo(a, b)", a=a, b=b)

    if b == 0:
        assert rest is None
    else:
        assert abs(rest) < abs(b)
        assert rest == 0 or (rest < 0) == (b < 0)


@given(st.dates())
def test_the_calendar_agrees_with_python(day: dt.date) -> None:
    date = Date(day.year, day.month, day.day)

    assert from_days(date.days()) == (day.year, day.month, day.day)
    assert date.weekday() == day.isoweekday()
    assert value_of("week of year(d)", d=date) == day.isocalendar()[1]
