from __future__ import annotations

from tests.engine.bpmn import S, el, ends, flows, process, run, steps


def test_it_goes_on_as_soon_as_any_branch_has_made_its_condition_true():
    condition = "<bpmn:condition>a.ready = true</bpmn:condition>"
    when = f"<bpmn:conditionalEventDefinition>{condition}</bpmn:conditionalEventDefinition>"
    case = run(
        process(
            S
            + el("parallelGateway", "g")
            + el("intermediateCatchEvent", "w", when)
            + steps("a", "b", "c")
            + ends("e", "f")
            + flows("s>g", "g>w", "g>a", "w>b", "a>c", "b>e", "c>f")
        )
    )
    assert case.open() == ["a"]

    case.do("a", ready=True)

    assert case.open() == ["b", "c"]
