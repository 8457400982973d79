"""Times as ISO 8601 has them: each form says its instant or length, what is none is told from an expression."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.engine.bpmn import S, el, ends, line, process
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
    [("timeDate", "2026-W10"), ("timeDate", "20260302T12"), ("timeCycle", "R3/PT1H/2026-03-02T12:00:00Z")],
)
def test_a_time_that_is_not_read_is_refused_before_a_case_stops_at_it(clock: str, text: str):
    timer = f"<bpmn:timerEventDefinition><bpmn:{clock}>{text}</bpmn:{clock}></bpmn:timerEventDefinition>"
    drawn = S + el("intermediateCatchEvent", "x", timer) + ends("e") + line("s", "x", "e")

    assert {one.element for one in Sandbox().check(process(drawn)) if one.severity is Severity.ERROR} == {"x"}
