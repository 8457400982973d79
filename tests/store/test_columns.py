"""Instants as text: of one form only, so that texts sort as the instants do and a changed one is seen."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.store.columns import instant_of, instant_text

ZONES = st.sampled_from([dt.UTC, dt.timezone(dt.timedelta(hours=8)), dt.timezone(-dt.timedelta(hours=5))])
INSTANTS = st.builds(dt.datetime.fromtimestamp, st.floats(-2e9, 7e9), ZONES)


@given(one=INSTANTS, other=INSTANTS)
def test_an_instant_comes_back_and_sorts_as_its_text(one: dt.datetime, other: dt.datetime) -> None:
    assert instant_of(instant_text(one)) == one
    assert (instant_text(one) < instant_text(other)) == (one < other)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02T01:00:00Z",
        "2026-03-02 01:00:00.000000Z",
        "2026-03-02T01:00:00,000000Z",
        "2026-03-02T01:00:00.00000+0",
        "2026-03-32T01:00:00.000000Z",
        "",
    ],
)
def test_any_other_form_is_no_instant(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        instant_of(text)
