"""A diagram as values: processes, elements, flows and events, read once from the XML and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from webapp.engine.kinds import ACTIVITIES, GATEWAYS, HUMAN, Clock, Kind, Trigger


@dataclass(frozen=True, kw_only=True)
class Event:
    """An event definition: `name` is the message's, signal's or link's name or the code.

    `expression` is the timer's or condition's FEEL. A multiple event has `parts`: one of them happens, or, with `every`
    (parallel multiple), all of them.
    """

    trigger: Trigger = Trigger.NONE
    name: str | None = None
    expression: str = ""
    clock: Clock | None = None
    interrupting: bool = True
    parts: tuple[Event, ...] = ()
    every: bool = False

    @property
    def all_parts(self) -> tuple[Event, ...]:
        """This function will give what may happen or be thrown here, one by one."""
        return self.parts or (self,)


@dataclass(frozen=True, kw_only=True)
class Loop:
    """A multi-instance marker (`each` names a list, or `times` counts) or a standard loop (neither is set).

    `into` is the name under which the results are listed too, `output` the name that an instance gives. `each_named`
    and `into_named` are the names of drawn data that `each` and `into` refer to by another id.
    """

    each: str | None = None
    each_named: str | None = None
    times: str | None = None
    item: str | None = None
    into: str | None = None
    into_named: str | None = None
    output: str | None = None
    sequential: bool = False
    until: str | None = None
    test_before: bool = False
    maximum: int | None = None

    @property
    def is_many(self) -> bool:
        """This function will tell a multi-instance marker from a standard loop."""
        return self.each is not None or self.times is not None


@dataclass(frozen=True, kw_only=True)
class Element:
    """A drawn node with its house properties.

    `lane` is the name of its innermost lane, `role` its code (None without lanes, `caller` in shared processes).
    `scope` is the id of the embedded sub-process around it, or "". `form` names another form's file (property `form`).
    `on_event` marks an event sub-process, `instantiates` a receive task or event gateway that begins the process.
    `direction` is what a gateway says of itself. `result` is the name under which a service task's result is to lie,
    "" for its id alone.
    """

    process: str
    id: str
    kind: Kind
    tag: str
    name: str = ""
    documentation: str = ""
    role: str | None = None
    lane: str | None = None
    scope: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    attached_to: str | None = None
    called: str | None = None
    form: str | None = None
    decision: str | None = None
    handler: str | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)
    result: str = ""
    event: Event = field(default_factory=Event)
    default: str | None = None
    loop: Loop | None = None
    script: str = ""
    on_event: bool = False
    instantiates: bool = False
    direction: str = ""

    @property
    def message(self) -> str | None:
        """This function will give the name of the message that the element sends or waits for, or None."""
        return self.event.name if self.event.trigger is Trigger.MESSAGE else None

    @property
    def is_transaction(self) -> bool:
        """This function will tell a transaction from another sub-process."""
        return self.tag == "transaction"

    @property
    def mandatory(self) -> str | None:
        """This function will give the demand's row that the element is marked with, or None."""
        return self.properties.get("mandatory") or None

    def prefixed(self, prefix: str) -> dict[str, str]:
        """This function will give the properties whose names begin so, under the rest of the name.

        `in.`, `out.`, `payload.`.
        """
        return {name[len(prefix) :]: text for name, text in self.properties.items() if name.startswith(prefix)}


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A sequence flow; `drawn` is False for the way from a throwing link event to the catching one."""

    process: str
    id: str
    source: str
    target: str
    name: str = ""
    condition: str | None = None
    scope: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    drawn: bool = True

    @property
    def mandatory(self) -> str | None:
        """This function will give the demand's row that the flow is marked with, or None."""
        return self.properties.get("mandatory") or None


@dataclass(frozen=True, kw_only=True)
class Lane:
    """A lane with its code from `rules/roles.yaml` and the nodes drawn in it."""

    id: str
    name: str
    role: str | None
    members: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Start:
    """A way in; its id is the kind of case. A multiple start event is a way in for each of its parts."""

    id: str
    name: str
    kind: Trigger
    message: str | None = None
    element: Element | None = None
    event: Event = field(default_factory=Event)


@dataclass(frozen=True, kw_only=True)
class Process:
    """One diagram file: the process in it, its elements by id in the order of the file, its flows by id."""

    id: str
    name: str
    file: str
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    lanes: tuple[Lane, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    documentation: str = ""

    @cached_property
    def between(self) -> dict[tuple[str, str], Flow]:
        """This function will give the flow between two nodes.

        Two flows between the same nodes are refused at deployment.
        """
        return {(flow.source, flow.target): flow for flow in self.flows.values()}

    @cached_property
    def hanging_on(self) -> dict[str, tuple[Element, ...]]:
        """This function will give the boundary events of each activity."""
        found: dict[str, list[Element]] = {}
        for element in self.elements.values():
            if element.attached_to:
                found.setdefault(element.attached_to, []).append(element)
        return {host: tuple(events) for host, events in found.items()}

    @cached_property
    def led_from(self) -> dict[str, list[str]]:
        """This function will give the nodes from which a token comes to each: along flows and by boundary events."""
        found: dict[str, list[str]] = {}
        for node in self.elements:
            for following in self.after(node):
                found.setdefault(following, []).append(node)
        return found

    @cached_property
    def starts(self) -> tuple[Start, ...]:
        """This function will give the ways into the process itself (not into its sub-processes)."""
        return tuple(
            Start(
                id=e.id,
                name=e.name,
                kind=event.trigger,
                message=event.name if event.trigger is Trigger.MESSAGE else None,
                element=e,
                event=event,
            )
            for e in self.elements.values()
            if not e.scope and self.begins(e)
            for event in e.event.all_parts
        )

    def begins(self, element: Element) -> bool:
        """This function will tell whether a token may be born here.

        At a start event, an instantiating receive task, or an event behind an instantiating event gateway.
        """
        if element.kind is Kind.START or (element.kind is Kind.RECEIVE and element.instantiates):
            return True
        gateways = (self.elements[key] for key in self.before(element) if key in self.elements)
        return any(one.kind is Kind.EVENT_GATEWAY and one.instantiates for one in gateways)

    def before(self, element: Element) -> tuple[str, ...]:
        """This function will give the elements from which flows lead here."""
        return tuple(self.flows[key].source for key in element.incoming if key in self.flows)

    def event_subs(self, scope: str) -> tuple[Element, ...]:
        """This function will give the event sub-processes of a scope."""
        return tuple(e for e in self.inside(scope) if e.on_event)

    @cached_property
    def called(self) -> tuple[str, ...]:
        """This function will give the ids of the processes that it calls."""
        return tuple(sorted({e.called for e in self.elements.values() if e.called}))

    def inside(self, scope: str) -> tuple[Element, ...]:
        """This function will give the nodes of one embedded sub-process, or of the process itself for ""."""
        return tuple(e for e in self.elements.values() if e.scope == scope)

    def after(self, node: str) -> tuple[str, ...]:
        """This function will give the nodes that a token may reach next: along flows and by boundary events."""
        element = self.elements[node]
        ahead = [self.flows[flow].target for flow in element.outgoing if flow in self.flows]
        return (*ahead, *(event.id for event in self.hanging_on.get(node, ())))


__all__ = [
    "ACTIVITIES",
    "GATEWAYS",
    "HUMAN",
    "Clock",
    "Element",
    "Event",
    "Flow",
    "Kind",
    "Lane",
    "Loop",
    "Process",
    "Start",
    "Trigger",
]
