"""Some thousand expressions at random; `make fuzz` goes on for minutes."""

from __future__ import annotations

import itertools

from tests.feel.fuzz import Outcome, by_damage, by_grammar, by_greed


def test_expressions_by_the_grammar_neither_break_nor_hang_and_keep_their_value_in_other_words() -> None:
    outcome = Outcome()
    for text in itertools.islice(by_grammar(1), 400):
        outcome.judge(text)
        outcome.hold(text)

    assert not outcome.found


def test_greedy_loops_are_stopped_in_time() -> None:
    outcome = Outcome()
    for text in itertools.islice(by_greed(1), 3):
        outcome.judge(text)

    assert not outcome.found


def test_damaged_expressions_are_refused_or_have_a_value() -> None:
    outcome = Outcome()
    for text in itertools.islice(by_damage(1), 1500):
        outcome.judge(text)

    assert not outcome.found
