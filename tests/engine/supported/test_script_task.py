from __future__ import annotations

from decimal import Decimal

import pytest

from tests.engine.bpmn import S, ends, line, process, run, script, steps
from webapp import engine


def test_lines_are_written_in_order_and_see_each_other():
    case = run(
        process(
            S
            + script("w", 'x = 2\ny = x * 3\nz = if y > 5 then\n    "big" else "small"')
            + steps("a")
            + ends("e")
            + line("s", "w", "a", "e")
        )
    )

    assert case.facts() == {"x": Decimal(2), "y": Decimal(6), "z": "big"}


def test_an_absent_name_is_null():
    case = run(
        process(
            S
            + script("w", "round = if round = null then 1 else round + 1")
            + steps("a")
            + ends("e")
            + line("s", "w", "a", "e")
        )
    )

    assert case.facts() == {"round": Decimal(1)}


def test_a_loop_without_a_person_is_cut_off():
    from tests.engine.bpmn import flows

    endless = process(S + script("w", "x = 1") + flows("s>w", "w>w"))

    with pytest.raises(engine.EngineStopped, match="循环不止"):
        run(endless)
