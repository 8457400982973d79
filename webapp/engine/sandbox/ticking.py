"""The sandbox's clock: it stands still until it is advanced; then every timer fires in its turn, at its own instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from webapp.engine import verbs
from webapp.engine.definition import Definition
from webapp.engine.iso import Grid, Repeat, Span, read_literal
from webapp.engine.model import Start, Trigger
from webapp.engine.sandbox.carrying import Carrying, Handler

Moment = dt.datetime | str
Length = dt.timedelta | str | int | float


@dataclass
class Alarm:
    """A timer start event: when it opens the next case, and how often it does at all (None: without end)."""

    definition: Definition
    start: Start
    due: dt.datetime
    times: int | None = 1
    grid: Grid | None = None
    number: int = 0

    def following(self, now: dt.datetime) -> Alarm | None:
        """This function will give the alarm of the next beat, or None when this was the last one."""
        coming = self.grid.next(self.number, now) if self.grid is not None else None
        if self.grid is None or coming is None or (self.times is not None and coming >= self.times):
            return None
        return replace(self, due=self.grid.at(coming), number=coming)


class Ticking(Carrying):
    """A sandbox with a clock."""

    def __init__(self, now: Moment, zone: str, handlers: Mapping[str, Handler]) -> None:
        super().__init__(_instant(now, ZoneInfo(zone)), ZoneInfo(zone), handlers)
        self.alarms: list[Alarm] = []

    def instant(self, moment: Moment) -> dt.datetime:
        """This function will give a moment in UTC; one without a zone is the sandbox's. Raises ValueError."""
        return _instant(moment, self.zone)

    def advance_clock(self, to: Moment | None = None, *, by: Length | None = None) -> dt.datetime:
        """This function will advance the clock to a moment, or by a length (seconds, a timedelta, "P1DT2H").

        Timers on the way fire in the order of their instants, with all that follows from each. Raises ValueError.
        """
        until = self._until(to, by)
        with self.act():
            while (first := min(self._due(), key=lambda one: one[0], default=None)) and first[0] <= until:
                self.now = max(self.now, first[0])
                first[1]()
                self._settle()
            self.now = until
        return self.now

    def _until(self, to: Moment | None, by: Length | None) -> dt.datetime:
        if (to is None) == (by is None):
            raise ValueError("advance_clock takes either `to` or `by`")
        if to is not None:
            until = self.instant(to)
        else:
            try:
                until = self._after(0 if by is None else by)
            except OverflowError:
                raise ValueError(f"the clock cannot be advanced by {by}") from None
        if until < self.now:
            raise ValueError("the clock does not go back")
        return until

    def _after(self, by: Length) -> dt.datetime:
        if not isinstance(by, str):
            return self.now + (by if isinstance(by, dt.timedelta) else dt.timedelta(seconds=by))
        span = read_literal(by)
        if not isinstance(span, Span):
            raise ValueError(f"“{by}” is no ISO 8601 duration")
        return span.after(self.now, self.zone)

    def _due(self) -> Iterator[tuple[dt.datetime, Callable[[], None]]]:
        for case in self.running():
            for timer in case.timers():
                yield (
                    timer.due_at,
                    lambda case=case, key=timer.task_id: self.tick(  # type: ignore[misc]
                        case, lambda: verbs.fire(case.definition, case.state_bytes, key, case.world())
                    ),
                )
        for alarm in self.alarms:
            yield alarm.due, lambda alarm=alarm: self._begin(alarm)  # type: ignore[misc]

    def _begin(self, alarm: Alarm) -> None:
        """Open a case, and set the alarm anew."""
        self.alarms.remove(alarm)
        if (following := alarm.following(alarm.due)) is not None:
            self.alarms.append(following)
        self.open(alarm.definition, alarm.start.id, None)

    def set_alarms(self, definition: Definition) -> None:
        """This function will set the timer start events of a process, counted from now, in place of those it had."""
        self.alarms = [one for one in self.alarms if one.definition.process != definition.process]
        for start in definition.starts:
            if start.kind is Trigger.TIMER:
                self._set_alarm(definition, start)

    def _set_alarm(self, definition: Definition, start: Start) -> None:
        literal = read_literal(start.event.expression.strip('"'))
        if isinstance(literal, Repeat):
            first = self.instant(literal.start) if literal.start else literal.span.after(self.now, self.zone)
            grid = Grid(span=literal.span, first=first, zone=self.zone)
            self.alarms.append(Alarm(definition, start, first, literal.times, grid))
        elif isinstance(literal, Span):
            self.alarms.append(Alarm(definition, start, literal.after(self.now, self.zone)))
        elif isinstance(literal, dt.datetime):
            self.alarms.append(Alarm(definition, start, self.instant(literal)))
        elif literal is not None:
            self.alarms.append(Alarm(definition, start, self.instant(dt.datetime.combine(literal, dt.time()))))


def _instant(moment: Moment, zone: ZoneInfo) -> dt.datetime:
    found = dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(dt.UTC)
