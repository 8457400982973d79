from __future__ import annotations

import pytest

from tests.engine.bpmn import S, el, ends, flows, line, process, run, steps

WHEN = (
    "<bpmn:conditionalEventDefinition><bpmn:condition>b.stop = true</bpmn:condition></bpmn:conditionalEventDefinition>"
)


@pytest.mark.parametrize(("interrupting", "left"), [("true", ["c", "d"]), ("false", ["a", "c", "d"])])
def test_it_happens_when_its_condition_becomes_true(interrupting: str, left: list[str]):
    case = run(
        process(
            S
            + el("parallelGateway", "g")
            + steps("a", "b", "c", "d")
            + el("boundaryEvent", "h", WHEN, attachedToRef="a", cancelActivity=interrupting)
            + ends("e", "f", "i")
            + flows("s>g", "g>a", "g>b", "b>d", "d>f", "a>e")
            + line("h", "c", "i")
        )
    )

    case.do("b", stop=True)

    assert case.open() == left
