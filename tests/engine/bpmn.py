"""Builders of small diagrams, and a case driven through them; every act loads the stored state anew."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from zoneinfo import ZoneInfo

from webapp import engine
from webapp.domain.advance import Advance, Call, OpenedTask, TimerSet, Wait
from webapp.domain.bundle import Bundle
from webapp.domain.calendar import WorkCalendar
from webapp.domain.deadlines import Limit, LimitRules, Unit
from webapp.domain.world import World
from webapp.feel import to_python

HEAD = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" targetNamespace="urn:test"'
)
LIMITS = LimitRules(
    limits={
        "reply": Limit(key="reply", amount=15, unit=Unit.WORKDAY, base="receipt"),
        "step": Limit(key="step", amount=2, unit=Unit.WORKDAY, base="opened"),
        "month": Limit(key="month", amount=1, unit=Unit.MONTH, base="opened"),
    }
)
MONDAY = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)


def el(tag: str, key: str, inner: str = "", **attributes: str) -> str:
    """Give one element."""
    more = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f'<bpmn:{tag} id="{key}" name="{key}"{more}>{inner}</bpmn:{tag}>'


def flows(*pairs: str | tuple[str, str]) -> str:
    """Give flows from texts `a>b` or pairs of such a text and a condition."""
    out = []
    for pair in pairs:
        text, condition = pair if isinstance(pair, tuple) else (pair, "")
        source, target = text.split(">")
        inner = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>" if condition else ""
        ends = f'sourceRef="{source}" targetRef="{target}"'
        out.append(f'<bpmn:sequenceFlow id="{source}__{target}" {ends}>{inner}</bpmn:sequenceFlow>')
    return "".join(out)


def line(*keys: str) -> str:
    """Give the flows of a chain of elements."""
    return flows(*(f"{a}>{b}" for a, b in itertools.pairwise(keys)))


def props(marks: Mapping[str, str], extra: str = "") -> str:
    """Give house properties."""
    rows = "".join(f'<spiffworkflow:property name="{k}" value="{escape(v)}"/>' for k, v in marks.items())
    return (
        f"<bpmn:extensionElements>{extra}<spiffworkflow:properties>{rows}</spiffworkflow:properties>"
        "</bpmn:extensionElements>"
    )


def script(key: str, text: str) -> str:
    """Give a script task."""
    return el("scriptTask", key, f"<bpmn:script>{escape(text)}</bpmn:script>")


def service(key: str, operator: str, marks: Mapping[str, str] | None = None, /, **arguments: str) -> str:
    """Give a service task."""
    rows = "".join(f'<spiffworkflow:parameter id="{k}" type="any" value="{escape(v)}"/>' for k, v in arguments.items())
    called = (
        f'<spiffworkflow:serviceTaskOperator id="{operator}" resultVariable="{key}">'
        f"<spiffworkflow:parameters>{rows}</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"
    )
    return el("serviceTask", key, props(marks or {}, called))


def timer(text: str, kind: str = "timeDate") -> str:
    """Give a timer's definition."""
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{escape(text)}</bpmn:{kind}></bpmn:timerEventDefinition>"


def message(name: str) -> str:
    """Give a message's definition (the message itself is always declared)."""
    return f'<bpmn:messageEventDefinition messageRef="msg_{name}"/>'


def each(items: str, item: str, *, sequential: bool = False, until: str = "") -> str:
    """Give a multi-instance marker."""
    condition = f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>" if until else ""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{"true" if sequential else "false"}">'
        f'<bpmn:loopDataInputRef>{items}</bpmn:loopDataInputRef><bpmn:inputDataItem id="{item}" name="{item}"/>'
        f"{condition}</bpmn:multiInstanceLoopCharacteristics>"
    )


DECLARED = (
    "".join(f'<bpmn:message id="msg_{n}" name="{n}"/>' for n in ("asked", "answered", "told", "case_ended"))
    + '<bpmn:signal id="sig_bell" name="bell"/>'
    + "".join(f'<bpmn:error id="err_{n}" name="{n}" errorCode="{n}"/>' for n in ("lost", "late"))
    + '<bpmn:escalation id="esc_high" name="high" escalationCode="high"/>'
)


def process(body: str, key: str = "p", outside: str = "") -> bytes:
    """Give a whole file with one process."""
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions {HEAD} id="d_{key}">{DECLARED}{outside}'
        f'<bpmn:process id="{key}" name="{key}" isExecutable="true">{body}</bpmn:process></bpmn:definitions>'
    )
    return text.encode()


def bundle(*files: bytes, more: Mapping[str, bytes] | None = None) -> Bundle:
    """Give a bundle whose first file is the main process."""
    named = {}
    for content in files:
        key = content.split(b'<bpmn:process id="')[1].split(b'"')[0].decode()
        named[f"m/{key}.bpmn"] = content
    return Bundle(process=next(iter(named)).split("/")[1].removesuffix(".bpmn"), files={**named, **(more or {})})


def define(*files: bytes, more: Mapping[str, bytes] | None = None) -> engine.Definition:
    """Give a definition of these processes, the first one main."""
    return engine.read(bundle(*files, more=more))


@dataclass
class Run:
    """A case of a small diagram."""

    definition: engine.Definition
    header: dict[str, object] = field(default_factory=lambda: {"id": "c1", "subject": "head_a", "level": "head"})
    now: dt.datetime = MONDAY
    rows: dict[str, dt.date] = field(default_factory=dict)
    state: bytes = b""
    last: Advance = field(default_factory=lambda: Advance(state=b""))
    walked: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    finished: str | None = None

    @property
    def world(self) -> World:
        return World(
            now=self.now,
            zone=ZoneInfo("Asia/Shanghai"),
            calendar=WorkCalendar(years=frozenset({2026})),
            limits=LIMITS,
            case=self.header,
            deadlines=self.rows,
        )

    def took(self, advance: Advance) -> Advance:
        self.state, self.last = advance.state, advance
        self.walked += [one.element for one in advance.walked]
        self.sent += [one.name for one in advance.sent]
        self.rows |= {row.key: row.due_on for row in advance.deadlines}
        self.finished = advance.finished
        return advance

    def start(self, event: str = "s", **given: object) -> Run:
        self.took(engine.start(self.definition, event, given, self.world))
        return self

    # ------------------------------------------------------------ what is open

    def seen(self) -> Advance:
        return engine.inspect(self.definition, self.state, self.world)

    def open(self) -> list[str]:
        return sorted(task.path for task in self.seen().opened)

    def task(self, path: str) -> OpenedTask:
        return next(task for task in self.seen().opened if task.path == path)

    def wait(self, path: str) -> Wait:
        return next(wait for wait in self.seen().waits if wait.path == path)

    def timer(self, path: str) -> TimerSet:
        return next(one for one in self.seen().timers if one.path == path)

    def call(self, path: str) -> Call:
        return next(one for one in self.seen().calls if one.path == path)

    def waits(self) -> list[str]:
        return sorted(wait.path for wait in self.seen().waits)

    def timers(self) -> list[str]:
        return sorted(one.path for one in self.seen().timers)

    def facts(self) -> dict[str, object]:
        return to_python(engine.routing(self.definition, self.state, self.world))

    # ------------------------------------------------------------ acts

    def do(self, path: str, **given: object) -> Advance:
        return self.took(engine.complete(self.definition, self.state, self.task(path).task_id, given, self.world))

    def fire(self, path: str) -> Advance:
        return self.took(engine.fire(self.definition, self.state, self.timer(path).task_id, self.world))

    def tell(self, path: str, **payload: object) -> Advance:
        return self.took(engine.deliver(self.definition, self.state, self.wait(path).task_id, payload, self.world))

    def answer(self, path: str, value: object) -> Advance:
        return self.took(engine.resume(self.definition, self.state, self.call(path).task_id, value, self.world))

    def fail(self, path: str, code: str) -> Advance:
        return self.took(engine.fail(self.definition, self.state, self.call(path).task_id, code, self.world))

    def cancel(self, reason: str) -> Advance:
        return self.took(engine.cancel(self.definition, self.state, reason, self.world))


def run(*files: bytes, more: Mapping[str, bytes] | None = None, **given: object) -> Run:
    """Give a case that has just been started at event `s`."""
    return Run(define(*files, more=more)).start("s", **given)


def steps(*names: str) -> str:
    """Give user tasks."""
    return "".join(el("userTask", name) for name in names)


def ends(*names: str) -> str:
    """Give plain end events."""
    return "".join(el("endEvent", name) for name in names)


S = el("startEvent", "s")
