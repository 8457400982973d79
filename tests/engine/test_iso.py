"""Times as ISO 8601 has them: each form says its instant or length, what is none is told from an expression."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.engine.bpmn import S, el, ends, line, process, timer
from webapp.domain.findings import Severity
from webapp.engine.iso import Span, read_literal
from webapp.engine.sandbox import Sandbox

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
FORMS = {
    "2026-03-02T12:00:00Z": NOON,
    "20260302T120000Z": NOON,
    "2026-W10-1T12:00Z": NOON,
    "2026W101T1200+0000": NOON,
    "2026-W10-1": NOON.date(),
}


@pytest.mark.parametrize(("text", "means"), FORMS.items())
def test_an_instant_may_be_written_in_each_form(text: str, means: dt.date):
    assert read_literal(text) == means


@pytest.mark.parametrize(
    ("text", "hours"), {"P0.5D": 12, "PT1,5H": 1.5, "PT0.5M": 1 / 120, "P1.5W": 252, "P1DT0.5H": 24.5}.items()
)
def test_the_last_part_of_a_duration_may_have_a_fraction(text: str, hours: float):
    span = read_literal(text)
    assert isinstance(span, Span)
    assert span.rest == dt.timedelta(hours=hours)


@pytest.mark.parametrize("text", ["P1.5DT1H", "P0.5Y", "P0.5M", "PT1.5", "20260302"])
def test_no_other_part_has_one(text: str):
    assert read_literal(text) is None


@pytest.mark.parametrize(
    ("clock", "text"),
    [("timeDate", "2026-W10"), ("timeDate", "20260302T12"), ("timeCycle", "R3/1H")],
)
def test_a_time_that_is_not_read_is_refused_before_a_case_stops_at_it(clock: str, text: str):
    drawn = S + el("intermediateCatchEvent", "x", timer(text, clock)) + ends("e") + line("s", "x", "e")

    assert {one.element for one in Sandbox().check(process(drawn)) if one.severity is Severity.ERROR} == {"x"}


@pytest.mark.parametrize(
    ("text", "remedy"),
    {
        "R3/PT1H/2026-03-02T12:00:00Z": "R3/2026-03-02T10:00:00Z/PT1H",
        "R1/P1D/2026-03-02T12:00:00+08:00": "R1/2026-03-02T12:00:00+08:00/P1D",
        "R/PT1H/2026-03-02T12:00:00Z": "请写次数和第一次",
        "R3/P1M/2026-03-31T12:00:00Z": "请写次数和第一次",
        "R999999/P999999D/2026-03-02T12:00:00Z": "请写次数和第一次",
    }.items(),
)
def test_an_interval_that_says_only_its_end_is_refused_with_the_same_from_its_start(text: str, remedy: str):
    late = el("boundaryEvent", "x", timer(text, "timeCycle"), attachedToRef="a", cancelActivity="false")
    drawn = S + el("userTask", "a") + late + ends("e", "f") + line("s", "a", "e") + line("x", "f")

    (found,) = Sandbox().check(process(drawn))

    assert (found.element, "没有写从何时起" in found.reason) == ("x", True)
    assert remedy in found.remedy


def test_what_the_remedy_says_beats_as_often_and_ends_at_the_end():
    late = el("boundaryEvent", "x", timer("R3/2026-03-02T10:00:00Z/PT1H", "timeCycle"), attachedToRef="a")
    late = late.replace("attachedToRef", 'cancelActivity="false" attachedToRef')
    box = Sandbox(now="2026-03-02T09:00:00Z")
    box.deploy(process(S + el("userTask", "a") + late + ends("e", "f") + line("s", "a", "e") + line("x", "f")))
    case = box.start()

    box.advance_clock(by="P1D")

    assert [step.at for step in case.history("left") if step.element == "x"] == [
        NOON - dt.timedelta(hours=2),
        NOON - dt.timedelta(hours=1),
        NOON,
    ]
