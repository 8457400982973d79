from __future__ import annotations

import pytest

from tests.engine.bpmn import Run, define, el, ends, flows, line, message, process, steps, timer
from webapp import engine

BODY = process(
    el("startEvent", "by_hand")
    + el("startEvent", "by_message", message("asked"))
    + el("startEvent", "yearly", timer("R/P1Y", "timeCycle"))
    + steps("a", "b", "c")
    + ends("e")
    + line("by_hand", "a", "e")
    + line("by_message", "b", "e")
    + line("yearly", "c", "e")
)


@pytest.mark.parametrize(("event", "step"), [("by_hand", "a"), ("by_message", "b"), ("yearly", "c")])
def test_each_start_event_runs_its_own_way_and_no_other(event: str, step: str):
    case = Run(define(BODY)).start(event)

    assert case.open() == [step]
    case.do(step)
    assert case.finished == "e"


def test_what_starts_a_case_lies_under_the_start_event():
    case = Run(define(BODY)).start("by_message", subject="head_a")

    assert case.facts() == {"by_message": {"subject": "head_a"}}


def test_the_kinds_of_start_are_known():
    starts = define(BODY).starts

    assert [(start.id, start.kind, start.message) for start in starts] == [
        ("by_hand", "none", None),
        ("by_message", "message", "asked"),
        ("yearly", "timer", None),
    ]


def test_an_unknown_start_is_refused():
    with pytest.raises(engine.NoSuchStart):
        Run(define(BODY)).start("nowhere")


def test_a_band_that_another_start_reaches_does_not_exist_for_a_case():
    joined = process(
        el("startEvent", "s")
        + el("startEvent", "t", message("asked"))
        + el("parallelGateway", "j")
        + steps("a", "b")
        + ends("e")
        + flows("s>a", "a>j", "t>b", "b>j", "j>e")
    )

    case = Run(define(joined)).start("s")
    case.do("a")

    assert case.finished == "e"
