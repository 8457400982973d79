"""Strategies for FEEL values, and a short way to run an expression."""

from __future__ import annotations

from hypothesis import strategies as st

from webapp.feel import Date, DateTime, DayTime, FeelValue, Time, YearMonth, compile_expression
from webapp.feel.day_numbers import from_days

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6)
DATES = st.builds(lambda days: Date(*from_days(days)), st.integers(-365_000_000_000, 365_000_000_000))
SPANS = st.integers(-(10**20), 10**20).map(DayTime)
MONTHS = st.integers(-(10**7), 10**7).map(YearMonth)
ZONES = st.one_of(
    st.none(), st.integers(-64_800, 64_800), st.sampled_from(["Europe/Paris", "Asia/Shanghai", "Etc/GMT+5"])
)
TIMES = st.builds(Time, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59), st.integers(0, 999_999_999), ZONES)
MOMENTS = st.builds(DateTime, DATES, TIMES)
TEXTS = st.text(max_size=40)
SCALARS = st.one_of(NUMBERS, TEXTS, DATES, SPANS, MONTHS, TIMES, MOMENTS, st.booleans(), st.none())
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)),
    max_leaves=6,
)


def value_of(text: str, **context: FeelValue) -> FeelValue:
    return compile_expression(text, context)(context)
