from __future__ import annotations

import pytest

from tests.engine.bpmn import S, el, ends, flows, line, message, process, props, run, script, steps, timer
from webapp import engine
from webapp.domain.errors import MandatoryGate

BAND = (
    el("startEvent", "case_ended", message("case_ended"))
    + el("callActivity", "end_early", props({"in.reason": "case_ended.reason", "in.a": "a"}), calledElement="ending")
    + ends("ended_early")
    + line("case_ended", "end_early", "ended_early")
)
ENDING = process(el("startEvent", "se") + steps("note") + ends("noted") + line("se", "note", "noted"), "ending")


def body(mandatory: str = "") -> bytes:
    second = el("userTask", "b", props({"mandatory": mandatory} if mandatory else {}))
    late = el("boundaryEvent", "t", timer("today() + days(3)"), attachedToRef="b", cancelActivity="false")
    wait = el("intermediateCatchEvent", "m", message("asked"))
    return process(
        S
        + steps("a")
        + el("parallelGateway", "g")
        + second
        + late
        + wait
        + ends("e", "f", "h")
        + BAND
        + flows("s>a", "a>g", "g>b", "g>m", "b>e", "m>f", "t>h")
    )


def test_ending_early_stops_everything_and_begins_the_band_with_what_is_known():
    case = run(body(), ENDING)
    case.do("a", n=1)

    advance = case.cancel("withdrawn_by_authority")

    assert (len(advance.closed), len(advance.timers_gone), len(advance.waits_gone)) == (1, 1, 1)
    assert case.open() == ["end_early/note"]
    seen = engine.facts_at(case.definition, case.state, case.task("end_early/note").task_id, case.world)
    assert seen["reason"] == "withdrawn_by_authority"
    assert seen["a"]["n"] == 1
    case.do("end_early/note")
    assert case.finished == "ended_early"


def test_a_case_that_is_ending_cannot_be_ended_again():
    case = run(body(), ENDING)
    case.cancel("merged_with")

    with pytest.raises(engine.AlreadyEnding):
        case.cancel("merged_with")


def test_a_case_that_a_row_holds_ends_early_only_when_its_subject_died():
    case = run(body("8.4"), ENDING)
    case.do("a")

    with pytest.raises(MandatoryGate):
        case.cancel("withdrawn_by_authority")
    case.cancel("subject_deceased")

    assert case.open() == ["end_early/note"]


def test_a_process_without_a_band_cannot_be_ended_early():
    case = run(process(S + steps("a") + ends("e") + line("s", "a", "e")))

    with pytest.raises(engine.NoSuchStart):
        case.cancel("merged_with")


def test_what_an_embedded_sub_process_wrote_is_known_what_a_called_one_knows_is_not():
    inner = el("startEvent", "s1") + steps("x", "y") + ends("e1") + line("s1", "x", "y", "e1")
    callee = process(
        el("startEvent", "s2") + script("w", "hidden = 1") + steps("q") + ends("e2") + line("s2", "w", "q", "e2"), "sub"
    )
    case = run(
        process(
            S
            + el("parallelGateway", "g")
            + el("subProcess", "p1", inner)
            + el("callActivity", "c", calledElement="sub")
            + ends("e", "f")
            + BAND
            + flows("s>g", "g>p1", "g>c", "p1>e", "c>f")
        ),
        callee,
        ENDING,
    )
    case.do("x", n=1)

    case.cancel("merged_with")

    assert set(case.facts()) == {"x", "case_ended"}
