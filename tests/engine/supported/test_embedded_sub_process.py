from __future__ import annotations

from decimal import Decimal

from tests.engine.bpmn import S, el, ends, flows, line, process, run, script, steps


def sub(inner: str) -> bytes:
    return process(
        S
        + script("z", "x = 1")
        + el("subProcess", "sub", inner)
        + steps("u")
        + ends("e")
        + line("s", "z", "sub", "u", "e")
    )


def test_it_reads_and_writes_the_names_around_it():
    case = run(
        sub(el("startEvent", "si") + steps("a") + script("w", "x = x + 1") + ends("ei") + line("si", "a", "w", "ei"))
    )

    assert case.open() == ["a"]
    case.do("a", good=True)

    assert case.facts() == {"x": Decimal(2), "a": {"good": True}}
    assert case.open() == ["u"]


def test_it_lasts_until_all_its_tokens_have_ended():
    case = run(
        sub(
            el("startEvent", "si")
            + el("parallelGateway", "g")
            + steps("a", "b")
            + ends("e1", "e2")
            + flows("si>g", "g>a", "g>b", "a>e1", "b>e2")
        )
    )

    case.do("b", n=1)
    assert case.open() == ["a"]
    case.do("a", n=2)

    assert case.open() == ["u"]
    assert case.facts()["b"] == {"n": Decimal(1)}


def test_sub_processes_may_lie_in_each_other():
    deep = el("startEvent", "s2") + steps("a") + ends("e2") + line("s2", "a", "e2")
    case = run(sub(el("startEvent", "s1") + el("subProcess", "inner", deep) + ends("e1") + line("s1", "inner", "e1")))

    case.do("a")

    assert case.open() == ["u"]
