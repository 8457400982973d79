"""When a waiting timer fires: FEEL over the token's data, or a time written as ISO 8601; cycles count on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from webapp.engine.clock import HouseTime, NoInstant
from webapp.engine.errors import EngineStopped
from webapp.engine.expressions import is_bare_deadline
from webapp.engine.iso import Grid, Literal, Repeat, Span, read_literal
from webapp.engine.model import Clock, Event
from webapp.engine.tree import HouseTask
from webapp.feel import Date, DateShift, DateTime, DayTime, FeelValue, YearMonth

if TYPE_CHECKING:
    from webapp.engine.specs.basis import HouseSpec

ENDLESS = -1
FITTING: Mapping[Clock | None, tuple[type, ...]] = {
    Clock.DATE: (Date, DateTime),
    Clock.DURATION: (DayTime, YearMonth, DateShift),
}


def set_timer(spec: HouseSpec, task: HouseTask) -> None:
    """This function will compute when a waiting timer fires and note it beside the token; a cycle notes its rounds.

    Raises EngineStopped when there is no such instant.
    """
    event = spec.element.event
    try:
        literal = read_literal(event.expression)
        value = None if literal is not None else spec.value(task, event.expression)
        if isinstance(value, str):
            literal = read_literal(value)
        at = _computed(task, value, event) if literal is None else _written(task, literal, event)
    except NoInstant as error:
        raise EngineStopped(element=spec.element.id, why=error.message.rstrip("。")) from error
    except (ValueError, OverflowError) as error:
        raise EngineStopped(element=spec.element.id, why=f"定时“{event.expression}”没有这样的时刻：{error}") from error
    task.internal_data["due"] = at.isoformat()


def _written(task: HouseTask, literal: Literal, event: Event) -> dt.datetime:
    time: HouseTime = task.workflow.top_workflow.time
    now, zone, clock = time.world.now, time.world.zone, event.clock
    if isinstance(literal, Repeat) and clock is Clock.CYCLE and literal.times != 0 and not literal.span.is_nothing:
        task.internal_data["cycle"] = [ENDLESS if literal.times is None else literal.times, literal.span.text]
        return time.utc(literal.start) if literal.start else literal.span.after(now, zone)
    if isinstance(literal, Span) and clock is not Clock.CYCLE and clock is not Clock.DATE:
        return literal.after(now, zone)
    if isinstance(literal, dt.datetime) and clock is not Clock.DURATION:
        return time.utc(literal)
    if isinstance(literal, dt.date) and not isinstance(literal, dt.datetime) and clock is not Clock.DURATION:
        return time.utc(dt.datetime.combine(literal, dt.time()))
    raise NoInstant(text=event.expression)


def _computed(task: HouseTask, value: FeelValue, event: Event) -> dt.datetime:
    """An instant out of an expression; where times are exact, a date asks for a date, a duration for a duration."""
    time: HouseTime = task.workflow.top_workflow.time
    fitting = FITTING.get(event.clock) if time.exact else None
    if event.clock is Clock.CYCLE or (fitting is not None and not isinstance(value, fitting)):
        raise NoInstant(text=event.expression)
    return time.instant(value, event.expression, bare=is_bare_deadline(event.expression))


def next_round(task: HouseTask, again: HouseTask, time: HouseTime) -> bool:
    """This function will set a cycle's next round on a fresh token, or tell that it is over.

    Rounds lie on the cycle's own grid, counted from its first (ISO 8601: a month later than 31 January is its last
    day, two are 31 March); those that passed while nobody looked are not made up for, the last one neither.
    """
    left, text, *counted = task.internal_data["cycle"]
    span = read_literal(text)
    if left == 1 or not isinstance(span, Span):
        return False
    first, number = counted or (task.internal_data["due"], 0)
    grid = Grid(span=span, first=dt.datetime.fromisoformat(first), zone=time.world.zone)
    coming = grid.next(number, time.world.now)
    if coming is None or 0 < left <= coming - number:
        return False
    left = left - (coming - number) if left > 0 else ENDLESS
    again.internal_data.update(due=grid.at(coming).isoformat(), cycle=[left, text, first, coming])
    return True
