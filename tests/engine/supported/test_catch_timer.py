from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from tests.engine.bpmn import MONDAY, Run, S, define, el, ends, line, process, run, steps, timer
from webapp import engine

ZONE = ZoneInfo("Asia/Shanghai")


def one(text: str, kind: str = "timeDate") -> bytes:
    return process(S + el("intermediateCatchEvent", "t", timer(text, kind)) + ends("e") + line("s", "t", "e"))


def due(text: str, kind: str = "timeDate", rows: dict[str, dt.date] | None = None) -> dt.datetime:
    case = Run(define(one(text, kind)), rows=rows or {}).start()
    return case.timer("t").due_at.astimezone(ZONE)


def test_a_bare_deadline_fires_at_the_end_of_its_day():
    assert due('deadline("reply")', rows={"reply": dt.date(2026, 3, 31)}) == dt.datetime(2026, 4, 1, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ('deadline("reply") - workdays(3)', dt.date(2026, 3, 26)),
        ('deadline("reply") + days(1)', dt.date(2026, 4, 1)),
        ("today() + months(6)", dt.date(2026, 9, 2)),
        ('date("2026-05-01")', dt.date(2026, 5, 1)),
        ("workdays(5)", dt.date(2026, 3, 9)),
        ('duration("P1M")', dt.date(2026, 4, 2)),
    ],
)
def test_any_other_day_fires_in_its_morning(text: str, day: dt.date):
    assert due(text, rows={"reply": dt.date(2026, 3, 31)}) == dt.datetime.combine(day, dt.time(8, 30), ZONE)


def test_a_duration_counts_from_now():
    assert due('duration("PT2H")', "timeDuration") == dt.datetime(2026, 3, 2, 11, tzinfo=ZONE)


def test_a_key_that_counts_from_the_opening_needs_no_row():
    assert due('deadline("step")') == dt.datetime(2026, 3, 5, tzinfo=ZONE)


@pytest.mark.parametrize("text", ['deadline("reply")', 'deadline("nothing")', '"soon"', "null", "5"])
def test_a_time_that_cannot_be_told_is_an_incident(text: str):
    with pytest.raises(engine.EngineStopped):
        run(one(text))


def test_it_fires_once_and_names_the_limit_it_rests_on():
    case = Run(define(one('deadline("reply") + workdays(1)')), rows={"reply": dt.date(2026, 3, 31)}).start()

    assert case.timer("t").key == "reply"
    case.fire("t")

    assert case.finished == "e"


def test_the_state_keeps_the_instant_whatever_the_clock_says():
    case = run(one("today() + days(3)"))
    before = case.timer("t").due_at

    case.now = MONDAY + dt.timedelta(days=30)

    assert case.timer("t").due_at == before


def test_steps_in_other_branches_do_not_move_it():
    from tests.engine.bpmn import flows

    case = run(
        process(
            S
            + el("parallelGateway", "g")
            + el("intermediateCatchEvent", "t", timer("today() + days(3)"))
            + steps("a", "b")
            + ends("e", "f")
            + flows("s>g", "g>t", "g>a", "a>b", "b>e", "t>f")
        )
    )
    before = case.timer("t").due_at
    case.now = MONDAY + dt.timedelta(days=1)

    case.do("a")

    assert case.timer("t").due_at == before
