"""The words of a diagram: what is drawn, what an event waits for or throws, how a timer gives its instant."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What is drawn; the values are also the `kind` of a walked element."""

    START = "start"
    END = "end"
    USER = "user"
    MANUAL = "manual"
    TASK = "task"
    SERVICE = "service"
    RULE = "rule"
    SCRIPT = "script"
    SEND = "send"
    RECEIVE = "receive"
    CALL = "call"
    SUBPROCESS = "subprocess"
    THROW = "throw"
    CATCH = "catch"
    BOUNDARY = "boundary"
    EXCLUSIVE = "exclusive"
    PARALLEL = "parallel"
    INCLUSIVE = "inclusive"
    EVENT_GATEWAY = "event_gateway"
    OTHER = "other"


HUMAN = frozenset({Kind.USER, Kind.MANUAL})
ACTIVITIES = frozenset(
    {
        *(Kind.USER, Kind.MANUAL, Kind.TASK, Kind.SERVICE, Kind.RULE, Kind.SCRIPT, Kind.SEND, Kind.RECEIVE),
        *(Kind.CALL, Kind.SUBPROCESS),
    }
)
GATEWAYS = frozenset({Kind.EXCLUSIVE, Kind.PARALLEL, Kind.INCLUSIVE, Kind.EVENT_GATEWAY})


class Trigger(StrEnum):
    """What an event waits for or throws (BPMN 2.0, table 10.93)."""

    NONE = "none"
    MESSAGE = "message"
    TIMER = "timer"
    SIGNAL = "signal"
    ERROR = "error"
    ESCALATION = "escalation"
    CONDITIONAL = "conditional"
    TERMINATE = "terminate"
    LINK = "link"
    CANCEL = "cancel"
    COMPENSATE = "compensate"
    MULTIPLE = "multiple"
    OTHER = "other"


class Clock(StrEnum):
    """How a timer gives its instant: at a date, after a duration, in a cycle."""

    DATE = "date"
    DURATION = "duration"
    CYCLE = "cycle"
