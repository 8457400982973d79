from __future__ import annotations

from decimal import Decimal

from tests.engine.bpmn import S, el, ends, line, process, run, script, steps


def loop(condition: str = "", **attributes: str) -> str:
    inner = f"<bpmn:loopCondition>{condition}</bpmn:loopCondition>" if condition else ""
    more = "".join(f' {k}="{v}"' for k, v in attributes.items())
    return f"<bpmn:standardLoopCharacteristics{more}>{inner}</bpmn:standardLoopCharacteristics>"


def around(marker: str) -> bytes:
    return process(
        S + script("z", "n = 0") + el("userTask", "a", marker) + steps("u") + ends("e") + line("s", "z", "a", "u", "e")
    )


def test_it_goes_on_while_the_condition_is_true():
    case = run(around(loop("a.more = true")))

    case.do("a[0]", more=True)
    case.do("a[1]", more=False)

    assert case.open() == ["u"]
    assert case.facts()["a"] == {"more": False}


def test_it_goes_round_so_many_times_at_most():
    case = run(around(loop(loopMaximum="2")))

    case.do("a[0]")
    case.do("a[1]")

    assert case.open() == ["u"]


def test_tested_before_it_may_not_run_at_all():
    case = run(around(loop("n = 1", testBefore="true")))

    assert case.open() == ["u"]


def test_each_round_sees_what_the_last_one_wrote():
    inner = el("startEvent", "si") + script("w", "n = n + 1") + ends("x") + line("si", "w", "x")
    case = run(
        process(
            S
            + script("z", "n = 0")
            + el("subProcess", "sub", loop("n &lt; 5") + inner)
            + steps("u")
            + ends("e")
            + line("s", "z", "sub", "u", "e")
        )
    )

    assert case.facts()["n"] == Decimal(5)
