"""Ways through the diagram: in and out of each node, choices without a gap, no place never reached or left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from webapp.domain.findings import Finding
from webapp.engine.building import leading_to, reached
from webapp.engine.model import ACTIVITIES, GATEWAYS, Element, Kind, Process, Trigger
from webapp.engine.rules.events import triggers_of
from webapp.engine.rules.subject import Subject, finding, named, warning

RULE = "ways"
WAITING = frozenset({Trigger.MESSAGE, Trigger.TIMER, Trigger.SIGNAL, Trigger.CONDITIONAL})


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find nodes that are left or entered wrongly, and choices with a gap."""
    called = {element.called for _, element in subject.elements() if element.called}
    for process in subject.processes.values():
        yield from _starts(process, is_called=process.id in called and process.id != subject.definition.process)
        for element in process.elements.values():
            yield from _node(process, element)
            yield from _answers(process, element) if subject.house else ()
            yield from _splits(process, element) if subject.house else _implicit(process, element)
        yield from _reach(process)
        yield from _rounds(process)


def _starts(process: Process, *, is_called: bool) -> Iterator[Finding]:
    starts = process.starts
    if not starts:
        yield finding(RULE, process, process.id, reason="流程没有开始事件", remedy="请画一个开始事件")
    plain = [start for start in starts if start.kind is Trigger.NONE]
    if is_called and len(plain) != 1:
        reason = f"被调用的流程应当有一个普通开始事件，实际有 {len(plain)} 个"
        yield finding(RULE, process, process.id, reason=reason, remedy="请只留一个没有触发条件的开始事件")
    if not any(element.kind is Kind.END for element in process.inside("")):
        yield finding(RULE, process, process.id, reason="流程没有结束事件", remedy="请画出每一种结果的结束事件")


def _node(process: Process, element: Element) -> Iterator[Finding]:
    yield from _in_and_out(process, element)
    if element.kind in (Kind.EXCLUSIVE, Kind.INCLUSIVE):
        yield from _choice(process, element)
    elif element.kind in (Kind.PARALLEL, Kind.EVENT_GATEWAY):
        yield from _no_conditions(process, element)
    if element.kind is Kind.EVENT_GATEWAY:
        yield from _race(process, element)
    if element.kind is Kind.SUBPROCESS and not element.on_event:
        yield from _subprocess(process, element)
    if element.kind is Kind.SUBPROCESS and not any(node.kind is Kind.END for node in process.inside(element.id)):
        reason = f"子流程{named(element)}没有结束事件"
        yield finding(RULE, process, element.id, reason=reason, remedy="请画结束事件")
    yield from _direction(process, element)


def _in_and_out(process: Process, element: Element) -> Iterator[Finding]:
    comes, goes = len(element.incoming), len(element.outgoing)
    if element.kind is Kind.END or element.on_event:
        return
    if not goes:
        reason = f"{named(element)}之后没有连线，流程在此中断"
        yield finding(RULE, process, element.id, reason=reason, remedy="请连到下一个节点，或者画结束事件")
    if element.kind in (Kind.PARALLEL, Kind.INCLUSIVE) and comes > 1 and goes > 1:
        reason = f"{named(element)}同时汇合又分支，会等齐所有来线"
        yield finding(RULE, process, element.id, reason=reason, remedy="请画两个网关：先汇合，再分支")


def _splits(process: Process, element: Element) -> Iterator[Finding]:
    """The house draws every split as a gateway."""
    if len(element.outgoing) > 1 and element.kind not in GATEWAYS:
        reason = f"{named(element)}有 {len(element.outgoing)} 条出线，不知道走哪一条"
        yield finding(RULE, process, element.id, reason=reason, remedy="请在其后画网关，再分出各条连线")
    conditional = [key for key in element.outgoing if process.flows[key].condition is not None]
    if element.kind not in GATEWAYS and (conditional or element.default):
        reason = f"{named(element)}的出线带有条件，不会按条件走"
        yield finding(RULE, process, element.id, reason=reason, remedy="请在其后画排他网关，把条件写在网关的出线上")


def _implicit(process: Process, element: Element) -> Iterator[Finding]:
    """Ways out of an activity may have conditions, ways out of an event may not (BPMN 2.0, 8.3.13)."""
    if element.kind in GATEWAYS:
        return
    conditional = [key for key in element.outgoing if process.flows[key].condition is not None]
    if conditional and element.kind not in ACTIVITIES:
        reason = f"{named(element)}是事件，出线不能带条件"
        yield finding(RULE, process, conditional[0], reason=reason, remedy="请在其后画排他网关，把条件写在网关的出线上")
    if element.default and element.default not in element.outgoing:
        yield finding(RULE, process, element.id, reason="默认连线不是它的出线", remedy="请重新指定默认连线")
    elif element.default and not [key for key in conditional if key != element.default]:
        reason = f"{named(element)}设了默认连线，别的出线却没有条件"
        yield finding(RULE, process, element.id, reason=reason, remedy="请删去默认连线，或者给别的连线写上条件")


def _direction(process: Process, element: Element) -> Iterator[Finding]:
    """A gateway's written direction must be its drawn one (BPMN 2.0, table 8.46)."""
    comes, goes = len(element.incoming), len(element.outgoing)
    wrong = {"Converging": goes > 1, "Diverging": comes > 1, "Mixed": comes < 2 or goes < 2}
    if wrong.get(element.direction):
        reason = f"{named(element)}写明的方向 {element.direction} 与连线不符（{comes} 进 {goes} 出）"
        yield finding(RULE, process, element.id, reason=reason, remedy="请改正 gatewayDirection，或者重新连线")


def _choice(process: Process, element: Element) -> Iterator[Finding]:
    ways = [process.flows[key] for key in element.outgoing]
    if element.default and element.default not in element.outgoing:
        yield finding(RULE, process, element.id, reason="默认连线不是它的出线", remedy="请重新指定默认连线")
    for flow in ways if len(ways) > 1 else []:
        if flow.condition is None and flow.id != element.default:
            reason = f"从{named(element)}出来的连线没有条件"
            yield finding(RULE, process, flow.id, reason=reason, remedy="请写上条件，或者设为默认连线")
        if flow.condition is not None and flow.id == element.default:
            reason = "默认连线上的条件不会执行"
            yield warning(RULE, process, flow.id, reason=reason, remedy="请删去条件，或者不设为默认")


def _answers(process: Process, element: Element) -> Iterator[Finding]:
    if element.kind in (Kind.EXCLUSIVE, Kind.INCLUSIVE) and len(element.outgoing) > 1:
        for key in element.outgoing:
            if not process.flows[key].name:
                yield warning(RULE, process, key, reason="分支没有写明答案", remedy="请写上，例如“同意”“不同意”")


def _no_conditions(process: Process, element: Element) -> Iterator[Finding]:
    for key in element.outgoing:
        if process.flows[key].condition:
            reason = f"{named(element)}的出线带有条件，不会按条件走"
            yield finding(RULE, process, key, reason=reason, remedy="请删去条件，或者改用相容网关")
    if element.default:
        reason = f"{named(element)}设了默认连线，不会执行"
        yield finding(RULE, process, element.id, reason=reason, remedy="请删去默认连线，或者改用相容网关")


def _race(process: Process, element: Element) -> Iterator[Finding]:
    kinds = {process.elements[process.flows[key].target].kind for key in element.outgoing}
    if Kind.RECEIVE in kinds and _catches_message(process, element):
        reason = "事件网关之后既有接收任务，又有消息捕获事件"
        yield finding(RULE, process, element.id, reason=reason, remedy="请只用其中一种")
    if len(element.outgoing) < 2:
        reason = "事件网关至少要有两种等待"
        yield finding(RULE, process, element.id, reason=reason, remedy="请再画一个捕获事件，或者删去网关")
    for key in element.outgoing:
        target = process.elements[process.flows[key].target]
        waits = target.kind is Kind.RECEIVE or (target.kind is Kind.CATCH and target.event.trigger in WAITING)
        if target.kind is Kind.CATCH and target.event.trigger is Trigger.MULTIPLE:
            waits = True
        if not waits or target.loop:
            reason = f"事件网关之后是{named(target)}，不是等待"
            yield finding(RULE, process, target.id, reason=reason, remedy="请在其间画捕获事件")
        elif len(target.incoming) > 1:
            reason = f"{named(target)}在事件网关之后，还有别的来线"
            yield finding(RULE, process, target.id, reason=reason, remedy="请另画一个捕获事件")
        elif process.hanging_on.get(target.id):
            reason = f"{named(target)}在事件网关之后，不能挂边界事件"
            yield finding(RULE, process, target.id, reason=reason, remedy="请改为网关的另一个捕获事件")


def _catches_message(process: Process, gateway: Element) -> bool:
    targets = [process.elements[process.flows[key].target] for key in gateway.outgoing]
    return any(one.kind is Kind.CATCH and one.message for one in targets)


def _subprocess(process: Process, element: Element) -> Iterator[Finding]:
    inside = process.inside(element.id)
    starts = [node for node in inside if node.kind is Kind.START]
    if len(starts) != 1 or starts[0].event.trigger is not Trigger.NONE:
        reason = f"子流程{named(element)}应当有一个普通开始事件"
        yield finding(RULE, process, element.id, reason=reason, remedy="请只留一个没有触发条件的开始事件")


def _reach(process: Process) -> Iterator[Finding]:
    for scope in ("", *(e.id for e in process.elements.values() if e.kind is Kind.SUBPROCESS)):
        inside = process.inside(scope)
        begin = [node.id for node in inside if node.kind is Kind.START or (not scope and _is_born(process, node))]
        seen, ending = set(reached(process, begin)), _ending(process)
        for node in inside:
            if node.on_event:
                continue
            if begin and node.id not in seen:
                reason = f"{named(node)}没有连线到达"
                yield finding(RULE, process, node.id, reason=reason, remedy="请把它接到流程里，或者删去")
            elif node.id not in ending:
                reason = f"从{named(node)}出发到不了结束"
                yield finding(RULE, process, node.id, reason=reason, remedy="请给循环画出一条离开的连线")


def _rounds(process: Process) -> Iterator[Finding]:
    """A circle in which nothing waits and nothing chooses: whoever comes into it goes round without end."""
    nodes = process.elements.values()
    if any(Trigger.TERMINATE in triggers_of(node) or Trigger.ERROR in triggers_of(node) for node in nodes):
        return  # something beside it may end it
    rolling = {node.id for node in nodes if _rolls(process, node)}
    ways = {key: [one for one in process.after(key) if one in rolling] for key in rolling}
    for key in sorted(set(_circle(ways)), key=list(process.elements).index):
        reason = f"{named(process.elements[key])}在一个没有等待也没有选择的循环里，永远转下去"
        yield finding(RULE, process, key, reason=reason, remedy="请在循环里画排他网关或者等待的环节")


def _circle(ways: Mapping[str, list[str]]) -> list[str]:
    """The nodes of one circle, if there is any."""
    try:
        TopologicalSorter(ways).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _rolls(process: Process, node: Element) -> bool:
    """Whether a token that comes here always goes on at once, on every way."""
    if node.loop or process.hanging_on.get(node.id) or any(process.flows[key].condition for key in node.outgoing):
        return False
    if node.kind in (Kind.EXCLUSIVE, Kind.INCLUSIVE, Kind.PARALLEL):
        return len(node.outgoing if node.kind is Kind.EXCLUSIVE else node.incoming) == 1
    calm = node.kind is Kind.THROW and set(triggers_of(node)) <= {Trigger.NONE, Trigger.LINK}
    return calm or node.kind in (Kind.TASK, Kind.SCRIPT)


def _is_born(process: Process, node: Element) -> bool:
    return node.instantiates or process.begins(node)


def _ending(process: Process) -> set[str]:
    """The nodes from which a token can come to an end."""
    ends = [node.id for node in process.elements.values() if node.kind is Kind.END or not process.after(node.id)]
    return leading_to(process, ends)
