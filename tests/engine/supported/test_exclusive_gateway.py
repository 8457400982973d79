from __future__ import annotations

import pytest

from tests.engine.bpmn import S, el, ends, flows, process, run, steps
from webapp import engine


def fork(*ways: str | tuple[str, str], **attributes: str) -> bytes:
    return process(
        S + steps("a") + el("exclusiveGateway", "x", **attributes) + ends("b", "c", "d") + flows("s>a", "a>x", *ways)
    )


def test_the_first_true_way_in_the_order_of_the_file_is_taken():
    case = run(fork(("x>b", "a.n > 5"), ("x>c", "a.n > 1"), ("x>d", "a.n > 0")))

    case.do("a", n=3)

    assert case.finished == "c"


def test_the_default_is_taken_when_nothing_is_true():
    case = run(fork(("x>b", "a.n > 5"), "x>c", default="x__c"))

    case.do("a", n=3)

    assert case.finished == "c"


@pytest.mark.parametrize("value", ["no", "true", 1, None])
def test_only_true_is_true(value: object):
    case = run(fork(("x>b", "a.answer"), "x>c", default="x__c"))

    case.do("a", answer=value)

    assert case.finished == "c"


def test_without_a_true_way_nothing_passes():
    case = run(fork(("x>b", "a.n = 1"), ("x>c", "a.n = 2")))

    with pytest.raises(engine.EngineStopped, match="没有一个流向的条件成立"):
        case.do("a", n=3)

    assert case.open() == ["a"]


def test_it_passes_every_token_on_without_waiting():
    case = run(
        process(
            S
            + el("parallelGateway", "g")
            + steps("a", "b")
            + el("exclusiveGateway", "m")
            + steps("u")
            + ends("e")
            + flows("s>g", "g>a", "g>b", "a>m", "b>m", "m>u", "u>e")
        )
    )

    case.do("a")
    case.do("b")

    assert case.open() == ["u", "u"]
