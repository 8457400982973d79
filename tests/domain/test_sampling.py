"""Lots: the same lot draws the same, whatever the order; everybody has the same chance; nobody can be placed."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.sampling import drawn, fingerprint

IDS = st.lists(st.text("abcdef0123456789", min_size=1, max_size=6), max_size=30)


@given(IDS, st.randoms(use_true_random=False), st.integers(0, 40))
def test_the_order_of_the_population_changes_nothing(ids: list[str], chance: random.Random, size: int):
    shuffled = [*ids]
    chance.shuffle(shuffled)

    assert drawn(ids, lot="a", size=size) == drawn(shuffled, lot="a", size=size)
    assert fingerprint(ids) == fingerprint(shuffled)


@given(IDS, st.integers(0, 40))
def test_as_many_are_drawn_as_asked_for_each_once(ids: list[str], size: int):
    found = drawn(ids, lot="a", size=size)

    assert len(found) == len(set(found)) == min(size, len(set(ids)))
    assert set(found) <= set(ids)


def test_everybody_has_the_same_chance():
    lots = Counter(one for lot in range(2000) for one in drawn("abcdefghij", lot=str(lot), size=3))

    assert all(500 < lots[one] < 700 for one in "abcdefghij")


def test_striking_who_was_drawn_shows():
    ids = [f"r{number}" for number in range(20)]
    found = drawn(ids, lot="a", size=3)
    left = [one for one in ids if one != found[0]]

    assert drawn(left, lot="a", size=3) != found
    assert fingerprint(left) != fingerprint(ids)
