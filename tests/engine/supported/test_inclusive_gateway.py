from __future__ import annotations

import itertools

import pytest

from tests.engine.bpmn import S, el, ends, flows, process, run, steps
from webapp import engine

OR = process(
    S
    + steps("q")
    + el("inclusiveGateway", "g")
    + steps("a", "b", "c")
    + el("inclusiveGateway", "j")
    + steps("u")
    + ends("e")
    + flows("s>q", "q>g", ("g>a", "q.a"), ("g>b", "q.b"), ("g>c", "q.c"), "a>j", "b>j", "c>j", "j>u", "u>e")
)
CHOICES = [set(c) for n in (1, 2, 3) for c in itertools.combinations("abc", n)]


@pytest.mark.parametrize("chosen", CHOICES)
def test_every_true_way_is_taken_and_the_join_waits_for_these(chosen: set[str]):
    case = run(OR)
    case.do("q", **{name: name in chosen for name in "abc"})

    assert set(case.open()) == chosen
    for name in sorted(chosen, reverse=True):
        assert case.open() != ["u"]
        case.do(name)

    assert case.open() == ["u"]


def test_without_a_true_way_nothing_passes():
    case = run(OR)

    with pytest.raises(engine.EngineStopped):
        case.do("q", a=False, b=False, c=False)


def test_a_branch_that_ends_elsewhere_is_not_waited_for():
    case = run(
        process(
            S
            + el("parallelGateway", "g")
            + steps("a", "b")
            + el("exclusiveGateway", "x")
            + el("inclusiveGateway", "j")
            + steps("u")
            + ends("e", "away")
            + flows("s>g", "g>a", "g>b", "a>j", "b>x", ("x>j", "b.on"), ("x>away", "not(b.on)"), "j>u", "u>e")
        )
    )
    case.do("a")
    assert case.open() == ["b"]

    case.do("b", on=False)

    assert case.open() == ["u"]


@pytest.mark.parametrize("orders", list(itertools.product(["ab", "ba"], repeat=3)))
def test_in_a_loop_it_joins_in_every_round(orders: tuple[str, ...]):
    case = run(
        process(
            S
            + el("exclusiveGateway", "m")
            + el("inclusiveGateway", "g")
            + steps("a", "b")
            + el("inclusiveGateway", "j")
            + el("exclusiveGateway", "d")
            + ends("e")
            + flows(
                "s>m",
                "m>g",
                ("g>a", "true"),
                ("g>b", "true"),
                "a>j",
                "b>j",
                "j>d",
                ("d>m", "a.turn < 3"),
                ("d>e", "a.turn >= 3"),
            )
        )
    )
    for turn, order in enumerate(orders, start=1):
        case.do(order[0], turn=turn)
        case.do(order[1], turn=turn)

    assert case.finished == "e"


def test_a_token_that_can_come_back_by_a_loop_is_waited_for():
    case = run(
        process(
            S
            + el("parallelGateway", "g")
            + steps("a", "b")
            + el("exclusiveGateway", "m")
            + el("exclusiveGateway", "x")
            + el("inclusiveGateway", "j")
            + ends("e")
            + flows("s>g", "g>a", "g>m", "m>b", "b>x", ("x>m", "b.again"), ("x>j", "not(b.again)"), "a>j", "j>e")
        )
    )
    case.do("a")
    case.do("b", again=True)
    assert case.open() == ["b"]

    case.do("b", again=False)

    assert case.finished == "e"
