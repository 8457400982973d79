"""Several advances of one act folded into one: what opened and closed again in between leaves no trace."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from webapp.domain.advance import Advance, ClosedTask
from webapp.domain.ids import TaskId


class Named(Protocol):
    """Anything that bears a task's id."""

    @property
    def task_id(self) -> TaskId:
        """This function will give the task's id."""


N = TypeVar("N", bound=Named)


def merge(first: Advance, second: Advance) -> Advance:
    """This function will give the one advance of two consecutive ones; `calls` are those still parked after both."""
    closed = [step.task_id for step in second.closed]
    opened_before = {step.task_id for step in first.opened}
    return Advance(
        state=second.state,
        opened=(*_without(first.opened, closed, second.opened), *second.opened),
        closed=(*first.closed, *_not_new(second.closed, opened_before)),
        timers=(*_without(first.timers, second.timers_gone, second.timers), *second.timers),
        timers_gone=_gone(first.timers_gone, second.timers_gone, first.timers),
        waits=(*_without(first.waits, second.waits_gone, second.waits), *second.waits),
        waits_gone=_gone(first.waits_gone, second.waits_gone, first.waits),
        sent=(*first.sent, *second.sent),
        calls=(*_without(first.calls, second.calls_gone, second.calls), *second.calls),
        calls_gone=_gone(first.calls_gone, second.calls_gone, first.calls),
        walked=(*first.walked, *second.walked),
        deadlines=(*first.deadlines, *second.deadlines),
        bound=second.bound,
        waiting_at=second.waiting_at,
        finished=second.finished,
        signals=(*first.signals, *second.signals),
        trail=(*first.trail, *second.trail),
        facts={**first.facts, **second.facts},
    )


def _without(kept: Iterable[N], gone: Iterable[TaskId], again: Iterable[N]) -> tuple[N, ...]:
    """What lasts of the first advance; what the second one lists again (a new date) replaces it."""
    out = {*gone, *(item.task_id for item in again)}
    return tuple(item for item in kept if item.task_id not in out)


def _not_new(closed: Iterable[ClosedTask], opened: set[TaskId]) -> tuple[ClosedTask, ...]:
    return tuple(step for step in closed if step.task_id not in opened)


def _gone(first: tuple[TaskId, ...], second: Iterable[TaskId], new: Iterable[Named]) -> tuple[TaskId, ...]:
    """A thing that came and went within the act never was."""
    mine = {item.task_id for item in new}
    return (*first, *(key for key in second if key not in mine))
