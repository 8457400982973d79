from __future__ import annotations

import itertools

import pytest

from tests.engine.bpmn import S, el, ends, flows, process, run, steps

FORK = process(
    S
    + el("parallelGateway", "g")
    + steps("a", "b", "c")
    + el("parallelGateway", "j")
    + steps("u")
    + ends("e")
    + flows("s>g", "g>a", "g>b", "g>c", "a>j", "b>j", "c>j", "j>u", "u>e")
)


@pytest.mark.parametrize("order", list(itertools.permutations("abc")))
def test_it_waits_for_every_branch_in_any_order(order: tuple[str, ...]):
    case = run(FORK)

    for name in order:
        assert case.open() != ["u"]
        case.do(name, by=name)

    assert case.open() == ["u"]
    assert case.facts() == {name: {"by": name} for name in "abc"}


def test_tokens_that_have_arrived_stand_at_the_join():
    case = run(FORK)

    case.do("a")

    assert case.last.waiting_at == ("b", "c", "j")


@pytest.mark.parametrize("orders", list(itertools.product(["ab", "ba"], repeat=3)))
def test_in_a_loop_every_round_waits_for_both_and_the_newest_answer_counts(orders: tuple[str, ...]):
    case = run(
        process(
            S
            + el("exclusiveGateway", "m")
            + el("parallelGateway", "g")
            + steps("a", "b")
            + el("parallelGateway", "j")
            + el("exclusiveGateway", "d")
            + ends("e")
            + flows("s>m", "m>g", "g>a", "g>b", "a>j", "b>j", "j>d", ("d>m", "a.turn < 3"), ("d>e", "a.turn >= 3"))
        )
    )

    for turn, order in enumerate(orders, start=1):
        case.do(order[0], turn=turn)
        assert case.finished is None
        case.do(order[1], turn=turn)

    assert case.finished == "e"
    assert {name: row["turn"] for name, row in case.facts().items()} == {"a": 3, "b": 3}


def test_a_second_token_on_one_way_waits_for_its_own_partner():
    case = run(
        process(
            S
            + el("parallelGateway", "g")
            + steps("a", "b", "c")
            + el("exclusiveGateway", "m")
            + el("parallelGateway", "j")
            + steps("u")
            + ends("e")
            + flows("s>g", "g>a", "g>b", "g>c", "a>m", "b>m", "m>j", "c>j", "j>u", "u>e")
        )
    )

    case.do("a")
    case.do("b")
    assert case.open() == ["c"]
    case.do("c")

    assert case.open() == ["u"]
    assert "j" in case.seen().waiting_at
