"""Models of decisions at random, whole and damaged; `make fuzz` goes on for minutes."""

from __future__ import annotations

from tests.engine.decisions.drawing import Drawing
from tests.engine.decisions.fuzz import Outcome


def test_models_of_every_boxed_kind_neither_break_nor_hang() -> None:
    drawing, outcome = Drawing(1), Outcome()
    for _ in range(40):
        outcome.judge(drawing.model())

    assert not outcome.found


def test_damaged_models_are_refused_or_have_a_value() -> None:
    drawing, outcome = Drawing(2), Outcome()
    for _ in range(50):
        outcome.judge(drawing.damaged(drawing.model()))

    assert not outcome.found
