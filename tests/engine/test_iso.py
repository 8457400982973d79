"""Times as ISO 8601 has them: each form says its instant or length, what is none is told from an expression."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.engine.bpmn import Run, S, el, ends, line, process, run, timer
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


def hung(cycle: str) -> bytes:
    late = el("boundaryEvent", "x", timer(cycle, "timeCycle"), attachedToRef="a", cancelActivity="false")
    return process(S + el("userTask", "a") + late + ends("e", "f") + line("s", "a", "e") + line("x", "f"))


def beats(case: Run, *hours: float) -> list[tuple[float, float | None]]:
    """Let the worker come by so many hours after the start; give when it beat and when the next one is due."""
    begun, found = case.now, []
    for hour in hours:
        case.now = begun + dt.timedelta(hours=hour)
        while due := [one for one in case.seen().timers if one.due_at <= case.now]:
            case.fire(due[0].path)
            left = [one.due_at for one in case.seen().timers]
            found.append((hour, (left[0] - begun) / dt.timedelta(hours=1) if left else None))
    return found


@pytest.mark.parametrize(
    ("cycle", "hours", "found"),
    [
        ("R3/PT1H", (1, 2, 3, 9), [(1, 2), (2, 3), (3, None)]),
        ("R1/PT1H", (9,), [(9, None)]),
        ("R3/PT1H", (1.5, 2.5, 3.5), [(1.5, 2), (2.5, 3), (3.5, None)]),
        ("R3/PT1H", (2.5, 3), [(2.5, 3), (3, None)]),
        ("R3/PT1H", (3.5,), [(3.5, None)]),
        ("R3/PT1H", (1, 3.5), [(1, 2), (3.5, None)]),
        ("R3/PT1H", (3,), [(3, 3), (3, None)]),
        ("R/PT1H", (3.5, 4), [(3.5, 4), (4, 5)]),
        ("R4/2026-03-01T01:30:00Z/PT12H", (0,), [(0, 0.5)]),
    ],
)
def test_a_cycle_beats_late_once_and_never_more_often_than_it_says(
    cycle: str, hours: tuple[float, ...], found: list[tuple[float, float | None]]
):
    """What passed while nobody looked is not made up for: neither in the middle nor at the end."""
    assert beats(run(hung(cycle)), *hours) == found


def test_a_short_month_shifts_no_beat_after_it():
    box = Sandbox(now="2026-01-30T12:00:00Z")
    box.deploy(hung("R4/2026-01-31T09:00:00Z/P1M"))
    case = box.start()
    box.advance_clock(to="2026-07-01T00:00:00Z")

    found = [step.at for step in case.history("left") if step.element == "x"]
    assert [(at.month, at.day) for at in found] == [(1, 31), (2, 28), (3, 31), (4, 30)]


def test_a_start_at_the_end_of_a_month_does_not_shift_either():
    begins = el("startEvent", "s", timer("R3/2026-01-31T09:00:00Z/P1M", "timeCycle"))
    box = Sandbox(now="2026-01-30T12:00:00Z")
    box.deploy(process(begins + el("userTask", "a") + ends("e") + line("s", "a", "e")))
    box.advance_clock(to="2026-07-01T00:00:00Z")

    found = [case.history("entered")[0].at for case in box.cases]
    assert [(at.month, at.day) for at in found] == [(1, 31), (2, 28), (3, 31)]


@pytest.mark.parametrize("text", ["R/PT1S", "R/P1M"])
def test_years_of_downtime_take_no_time(text: str):
    case = run(hung(text))
    case.now += dt.timedelta(days=365 * 60)
    case.fire("x")

    (left,) = case.seen().timers
    assert dt.timedelta(0) <= left.due_at - case.now <= dt.timedelta(days=31)


def test_a_cycle_ends_with_the_calendar():
    case = run(hung("R/P4000Y"))
    for _ in range(3):
        if case.timers():
            case.now = case.timer("x").due_at
            case.fire("x")

    assert (case.now.year, case.timers()) == (6026, [])
