from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests.engine.bpmn import S, el, ends, flows, line, process, run, service, steps
from webapp import engine
from webapp.domain.errors import NotOpen

ONE = process(
    S
    + steps("a")
    + service("number", "letters.number", template='"d14"', day="today()", n="a.n")
    + steps("b")
    + ends("e")
    + line("s", "a", "number", "b", "e")
)


def test_a_service_task_parks_with_the_values_of_its_parameters():
    case = run(ONE)

    advance = case.do("a", n=3)

    call = advance.calls[0]
    assert call.handler == "letters.number"
    assert dict(call.arguments) == {"template": "d14", "day": dt.date(2026, 3, 2), "n": Decimal(3)}
    assert case.open() == []


def test_its_result_lies_under_its_id():
    case = run(ONE)
    case.do("a", n=3)

    case.answer("number", {"number": "5号", "day": dt.date(2026, 3, 2)})

    assert case.facts()["number"] == {"number": "5号", "day": dt.date(2026, 3, 2)}
    assert case.open() == ["b"]


def test_a_result_comes_once():
    case = run(ONE)
    case.do("a", n=3)
    key = case.call("number").task_id
    case.answer("number", "5号")

    with pytest.raises(NotOpen):
        engine.resume(case.definition, case.state, key, "6号", case.world)


def test_services_of_two_branches_wait_for_each_other_at_the_join():
    case = run(
        process(
            S
            + el("parallelGateway", "g")
            + service("x", "a.b")
            + service("y", "a.b")
            + el("parallelGateway", "j")
            + steps("u")
            + ends("e")
            + flows("s>g", "g>x", "g>y", "x>j", "y>j", "j>u", "u>e")
        )
    )

    case.answer("y", 1)
    assert case.open() == []
    case.answer("x", 2)

    assert case.facts() == {"x": Decimal(2), "y": Decimal(1)}
    assert case.open() == ["u"]
