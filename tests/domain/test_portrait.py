"""The portrait: from verified entries only, each sentence on entries, a colour never without its reasons."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from tests.domain.test_archives import entry
from webapp.domain.portrait import Dimension, Portrait, as_kept, draw

TODAY = dt.date(2026, 11, 2)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def integrity(*items: Any) -> Dimension:
    found = draw(items, TODAY).of("integrity")
    assert found is not None
    return found


@pytest.mark.parametrize("status", ["unverified", "not_established", "cleared", "corrected"])
def test_only_verified_entries_are_in_it(status: str) -> None:
    one = entry(status=status, weight="adverse")

    found = integrity(one)

    assert (found.facts, found.trend, found.colour, found.why) == ((), "unknown", None, ())


def test_an_entry_struck_takes_its_sentences_with_it() -> None:
    kept, struck = entry("档1", on=ago(30)), entry("档2", on=ago(20))

    before, after = integrity(kept, struck), integrity(kept)

    assert (before.colour, after.colour) == ("red", "yellow")
    assert {number for why in before.why for number in why.entries} == {"档1", "档2"}
    assert {number for why in after.why for number in why.entries} == {"档1"}


@pytest.mark.parametrize(
    ("days", "trend"),
    [
        ((10,), "worse"),
        ((400,), "better"),
        ((10, 400), "steady"),
        ((800,), "unknown"),
        ((), "unknown"),
        ((10, 20, 400), "worse"),
    ],
)
def test_the_trend_lays_twelve_months_beside_the_twelve_before(days: tuple[int, ...], trend: str) -> None:
    assert integrity(*[entry(f"档{number}", on=ago(number)) for number in days]).trend == trend


@pytest.mark.parametrize(
    ("more", "colour", "words"),
    [
        ({"on": ago(10), "effect_until": TODAY}, "red", {"in_effect", "more_adverse"}),
        ({"on": ago(10), "effect_until": ago(1)}, "yellow", {"within_two_years", "more_adverse"}),
        ({"on": ago(700), "effect_until": ago(500)}, "yellow", {"within_two_years", "fewer_adverse"}),
        ({"on": ago(900)}, "green", {"nothing_adverse"}),
        ({"on": ago(10), "weight": "good"}, "green", {"good_facts"}),
        ({"on": ago(10), "weight": "none"}, "green", {"nothing_adverse"}),
    ],
)
def test_a_colour_says_why_and_a_label_expires(more: dict[str, Any], colour: str, words: set[str]) -> None:
    found = integrity(entry(**more))

    assert (found.colour, {why.word for why in found.why}) == (colour, words)
    assert all(why.entries for why in found.why)


def test_what_is_kept_of_it_are_codes_and_numbers_and_no_score() -> None:
    one = dataclasses.replace(entry(on=ago(5)), content={"summary": "受到诫勉。"})

    kept = as_kept(draw([one, entry("档2", dimension=None)], TODAY))

    assert set(kept) == {"integrity"}
    assert "受到诫勉" not in str(kept)
    assert not any(isinstance(value, int | float) for value in kept["integrity"].values())  # type: ignore[attr-defined]


def test_entries_of_later_days_are_not_in_an_earlier_portrait() -> None:
    found: Portrait = draw([entry(on=ago(-1))], TODAY)

    assert all(not one.facts for one in found.dimensions)
