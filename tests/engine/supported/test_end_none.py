from __future__ import annotations

from tests.engine.bpmn import S, el, ends, flows, process, run, steps


def test_a_case_is_over_when_its_last_token_ends():
    case = run(
        process(
            S + el("parallelGateway", "g") + steps("a", "b") + ends("x", "y") + flows("s>g", "g>a", "g>b", "a>x", "b>y")
        )
    )

    case.do("a")
    assert case.finished is None
    case.do("b")

    assert case.finished == "y"


def test_the_data_of_every_end_stays_readable():
    case = run(
        process(
            S + el("parallelGateway", "g") + steps("a", "b") + ends("x", "y") + flows("s>g", "g>a", "g>b", "a>x", "b>y")
        )
    )

    case.do("a", good=True)
    case.do("b", good=False)

    assert case.facts() == {"a": {"good": True}, "b": {"good": False}}


def test_a_step_without_a_way_on_ends_its_token():
    case = run(process(S + steps("a") + flows("s>a")))

    case.do("a")

    assert case.finished == "a"
