"""From a diagram to SpiffWorkflow's specs: one for each start event of the case's process, one for each called process.

Only what the chosen start event reaches is built, so the other starts and their bands do not exist for a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.event_definitions import NoneEventDefinition
from SpiffWorkflow.specs.StartTask import StartTask
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
from SpiffWorkflow.util.task import TaskState

from webapp.engine.errors import EngineStopped, NoSuchProcess
from webapp.engine.expressions import Expressions
from webapp.engine.model import ACTIVITIES, Element, Kind, Process
from webapp.engine.specs.basis import Answer, HouseSpec
from webapp.engine.specs.events import (
    BoundaryStep,
    CatchStep,
    EndStep,
    PartStep,
    StartStep,
    ThrowStep,
    Waiting,
    WatchStep,
)
from webapp.engine.specs.gateways import Choice, InclusiveMeeting, ParallelMeeting, Race
from webapp.engine.specs.loops import MultiInstance, Repeated, StandardLoop
from webapp.engine.specs.scopes import CallStep, SubProcessStep
from webapp.engine.specs.steps import (
    ManualStep,
    PlainStep,
    ReceiveStep,
    RuleStep,
    ScriptStep,
    SendStep,
    ServiceStep,
    UserStep,
)
from webapp.engine.tree import HouseTask

SPECS: Mapping[Kind, type[HouseSpec]] = {
    Kind.START: StartStep,
    Kind.END: EndStep,
    Kind.USER: UserStep,
    Kind.MANUAL: ManualStep,
    Kind.TASK: PlainStep,
    Kind.SERVICE: ServiceStep,
    Kind.RULE: RuleStep,
    Kind.SCRIPT: ScriptStep,
    Kind.SEND: SendStep,
    Kind.RECEIVE: ReceiveStep,
    Kind.CALL: CallStep,
    Kind.SUBPROCESS: SubProcessStep,
    Kind.THROW: ThrowStep,
    Kind.CATCH: CatchStep,
    Kind.BOUNDARY: BoundaryStep,
    Kind.EXCLUSIVE: Choice,
    Kind.PARALLEL: ParallelMeeting,
    Kind.INCLUSIVE: InclusiveMeeting,
    Kind.EVENT_GATEWAY: Race,
}
CHOOSING = frozenset({Kind.EXCLUSIVE, Kind.INCLUSIVE})
ROOT = "(root)"  # no id of a diagram may look so


H = TypeVar("H", bound=HouseSpec)
W = TypeVar("W", bound=Waiting)


class Root(HouseSpec, StartTask):  # type: ignore[misc]
    """The task on which all tokens of a scope hang."""

    element = None  # type: ignore[assignment]  # nothing drawn
    watches: tuple[WatchStep, ...] = ()
    """The start events of the scope's event sub-processes."""

    def set_off(self, root: HouseTask) -> None:
        """This function will let the scope's event sub-processes watch and the first token enter the start event."""
        root._state = TaskState.COMPLETED
        for spec in self.watches:
            watch = root._add_child(spec)
            watch.triggered = True
            watch.data = root.data.fork()
            spec.arrive(watch)
        for spec in self.outputs:
            spec._update(root._add_child(spec))


class ProcessSpec(BpmnProcessSpec):  # type: ignore[misc]
    """Stock's process spec without its own End and EndJoin: a scope is over when no token is left.

    `drawn` is the id of the process or sub-process, `name` unique among all that a case may run.
    """

    def __init__(self, name: str, drawn: str) -> None:
        WorkflowSpec.__init__(self, name=name)
        self.drawn = drawn
        self.io_specification = None
        self.data_objects: dict[str, Any] = {}
        self.data_stores: dict[str, Any] = {}
        self.correlation_keys: dict[str, Any] = {}
        self.bpmn_start_events: list[Any] = []
        self.inclusive: list[InclusiveMeeting] = []
        self.start = Root(self, ROOT)


class Builder:
    """Builds the specs that a case on one start event needs: `specs` by process or sub-process id."""

    def __init__(self, processes: Mapping[str, Process], expressions: Mapping[str, Expressions]) -> None:
        self.processes, self.expressions = processes, expressions
        self.specs: dict[str, ProcessSpec] = {}

    def process(self, name: str, start: str) -> ProcessSpec:
        """This function will build a process from one of its start events, and all that it calls.

        Raises NoSuchProcess.
        """
        if name not in self.processes:
            raise NoSuchProcess(process=name)
        process = self.processes[name]
        spec = self.scope(process, "", start=start)
        self.specs[name] = spec
        return spec

    def called(self, name: str) -> None:
        """This function will build a called process from its plain start, once."""
        if name in self.specs:
            return
        if name not in self.processes:
            raise NoSuchProcess(process=name)
        self.specs[name] = ProcessSpec(name, name)  # so that a process that calls itself ends
        self.specs[name] = self.scope(self.processes[name], "", start=plain_start(self.processes[name], ""))

    def scope(self, process: Process, drawn: str, *, start: str) -> ProcessSpec:
        """This function will build the nodes that a start event reaches, and the event sub-processes beside them."""
        spec = ProcessSpec(scope_name(process, drawn), drawn or process.id)
        nodes = reached(process, [start])
        made = {node: self.node(spec, process, process.elements[node], start=start) for node in nodes}
        spec.start.connect(made[start])
        for node in nodes:
            self.connect(process, made, node)
        for join in spec.inclusive:
            join.blockers = blockers(process, join.element, nodes)
        spec.start.watches = tuple(self.watch(spec, process, sub) for sub in process.event_subs(drawn))
        return spec

    def watch(self, spec: ProcessSpec, process: Process, sub: Element) -> WatchStep:
        """This function will build an event sub-process and the event that it watches for."""
        begin = next(element for element in process.inside(sub.id) if element.kind is Kind.START)
        made = self.event(WatchStep(spec, begin.id), spec, process, begin)
        made.sub = self.node(spec, process, sub, start=begin.id)
        return made

    def node(self, spec: ProcessSpec, process: Process, element: Element, *, start: str) -> HouseSpec:
        """This function will build one node, with its repeated step or what it runs.

        `start` is the element at which the scope begins: there a token is born, whatever is drawn.
        """
        if element.id == start:
            return self.equipped(StartStep(spec, element.id), process, element)
        if element.called:
            self.called(element.called)
        if element.kind is Kind.SUBPROCESS:
            self.specs[scope_name(process, element.id)] = self.scope(
                process, element.id, start=begins(process, element)
            )
        if element.loop is None:
            return self.make(spec, process, element, name=element.id)
        steering: Repeated = (MultiInstance if element.loop.is_many else StandardLoop)(spec, element.id)
        steering.equip(element, process, self.expressions[process.id])
        steering.loop, steering.inner = element.loop, self.make(spec, process, element, name=f"{element.id} [child]")
        steering.inner.is_instance = True
        steering.bpmn_id = element.id
        return steering

    def make(self, spec: ProcessSpec, process: Process, element: Element, *, name: str) -> HouseSpec:
        """This function will make the spec of a node's kind."""
        made = self.equipped(_construct(SPECS[element.kind], spec, process, element, name=name), process, element)
        if isinstance(made, InclusiveMeeting):
            spec.inclusive.append(made)
        return self.event(made, spec, process, element) if isinstance(made, Waiting) else made

    def equipped(self, made: H, process: Process, element: Element) -> H:
        """This function will tie a spec to what is drawn."""
        made.bpmn_id, made.bpmn_name = element.id, element.name
        made.equip(element, process, self.expressions[process.id])
        return made

    def event(self, made: W, spec: ProcessSpec, process: Process, element: Element) -> W:
        """This function will equip an event that is waited for, with its parts when there are several."""
        for number, part in enumerate(element.event.parts):
            step = PartStep(spec, f"{element.id} [{number}]")
            made.parts = (*made.parts, self.equipped(step, process, replace(element, event=part)))
        return self.equipped(made, process, element)

    def connect(self, process: Process, made: Mapping[str, HouseSpec], node: str) -> None:
        """This function will connect a node with what follows it, in the order of the file."""
        spec, element = made[node], process.elements[node]
        spec.hanging = tuple(made[event.id] for event in process.hanging_on.get(node, ()))
        for key in element.outgoing:
            flow = process.flows[key]
            if element.kind in CHOOSING and flow.condition and key != element.default:
                spec.connect_if(Answer(spec, flow.condition), made[flow.target])
            else:
                spec.connect(made[flow.target])
        if element.kind in ACTIVITIES and any(process.flows[key].condition for key in element.outgoing):
            self.choices(process, made, node)

    def choices(self, process: Process, made: Mapping[str, HouseSpec], node: str) -> None:
        """This function will tell an activity its conditional flows and its default."""
        spec, element = made[node], process.elements[node]
        for key in element.outgoing:
            flow = process.flows[key]
            if key == element.default:
                spec.otherwise = made[flow.target]
            else:
                answer = Answer(spec, flow.condition) if flow.condition else None
                spec.ways = (*spec.ways, (answer, made[flow.target]))


def scope_name(process: Process, drawn: str) -> str:
    """This function will name the scope of a process ("") or of one of its sub-processes; no two scopes share it."""
    return f"{process.id}/{drawn}" if drawn else process.id


def begins(process: Process, sub: Element) -> str:
    """This function will give the start event of a sub-process; that of an event sub-process may be any."""
    if not sub.on_event:
        return plain_start(process, sub.id)
    return next(element.id for element in process.inside(sub.id) if element.kind is Kind.START)


def _construct(kind: type[HouseSpec], spec: ProcessSpec, process: Process, element: Element, *, name: str) -> HouseSpec:
    if issubclass(kind, BoundaryStep):
        return kind(spec, name, event_definition=NoneEventDefinition(), cancel_activity=element.event.interrupting)
    if issubclass(kind, EndStep | ThrowStep | CatchStep):
        return kind(spec, name, event_definition=NoneEventDefinition())
    if issubclass(kind, ScriptStep):
        return kind(spec, name, script=element.script)
    if issubclass(kind, CallStep):
        return kind(spec, name, subworkflow_spec=element.called)
    if issubclass(kind, SubProcessStep):
        return kind(spec, name, subworkflow_spec=scope_name(process, element.id))
    return kind(spec, name)


def plain_start(process: Process, scope: str) -> str:
    """This function will give the start event of a called process or sub-process.

    Raises EngineStopped when it has not one.
    """
    starts = [e.id for e in process.inside(scope) if e.kind is Kind.START and e.event.trigger == "none"]
    if len(starts) != 1:
        raise EngineStopped(element=scope or process.id, why=f"应当有一个普通开始事件，实际有 {len(starts)} 个")
    return starts[0]


def reached(process: Process, begin: Iterable[str], *, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """This function will give the nodes that a token can reach along flows and boundary events, in the file's order."""
    seen: set[str] = set()
    ahead = [node for node in begin if node not in without]
    while ahead:
        node = ahead.pop()
        if node not in seen:
            seen.add(node)
            ahead += [following for following in process.after(node) if following not in without]
    return tuple(node for node in process.elements if node in seen)


def blockers(process: Process, join: Element, nodes: Iterable[str]) -> dict[str, frozenset[str]]:
    """This function will tell, per source of an inclusive join, from where a token can come by it past no join."""
    here = frozenset(nodes) - {join.id}
    sources = [process.flows[key].source for key in join.incoming]
    return {
        source: frozenset(leading_to(process, [source], without=join.id) & here)
        for source in sources
        if source in here | {join.id}
    }


def leading_to(process: Process, goals: Iterable[str], *, without: str = "") -> set[str]:
    """This function will give the nodes from which a token can reach a goal without passing the one left out."""
    seen: set[str] = set()
    ahead = [goal for goal in goals if goal != without]
    while ahead:
        node = ahead.pop()
        if node not in seen:
            seen.add(node)
            ahead += [before for before in process.led_from.get(node, ()) if before != without]
    return seen
