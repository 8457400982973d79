"""Ids, flows and shapes: what must hold before anything else can be judged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from webapp.domain.findings import Finding, Severity
from webapp.engine.bounds import MAX_ELEMENTS, MAX_FLOWS, MAX_LINES, MAX_NESTING, MAX_NODES
from webapp.engine.model import GATEWAYS, Element, Flow, Kind, Process
from webapp.engine.rules.subject import Subject, finding, named, warning
from webapp.engine.xml_parts import BPMN, Node, bare, tag_of, text_of
from webapp.engine.xml_reader import TAGS
from webapp.feel import RESERVED

RULE = "structure"
IDENTIFIER = re.compile(r"[^\W\d]\w*")
HOUSE_ID = re.compile(r"[a-z][a-z0-9_]*")
ENGINE_IDS = frozenset({"Start", "End", "Root"})


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find broken ids, flows and shapes."""
    for process in subject.processes.values():
        yield from _ids(subject, process)
        yield from _size(subject, process)
        yield from _references(subject, process)
        yield from _ways_listed(subject, process)
        for flow in process.flows.values():
            yield from _flow(process, flow)
        for element in process.elements.values():
            yield from _attached(process, element)


def check_ids(subject: Subject) -> Iterator[Finding]:
    """This function will find ids that this house does not give, because expressions could not name them."""
    for process, element in subject.elements():
        yield from _id(process, element)


def _ids(subject: Subject, process: Process) -> Iterator[Finding]:
    nodes = list(subject.root(process).iter(f"{BPMN}*"))
    nameless = [n for n in nodes if not n.get("id") and tag_of(n) in (*TAGS, "sequenceFlow", "process")]
    if nameless:
        reason, remedy = f"有 {len(nameless)} 个元素没有编号", "请给每个元素写上编号（id）"
        yield finding(RULE, process, process.id, reason=reason, remedy=remedy)
    for key, count in Counter(str(n.get("id")) for n in nodes if n.get("id")).items():
        if count > 1:
            yield finding(RULE, process, key, reason="编号重复", remedy="请给其中一个改用别的编号")


def _id(process: Process, element: Element) -> Iterator[Finding]:
    key = element.id
    if key in ENGINE_IDS or key.endswith(".EndJoin"):
        yield finding(
            RULE, process, key, reason="这个编号与引擎内部的名称相同", remedy="请改用别的编号，例如 case_ended"
        )
    elif not IDENTIFIER.fullmatch(key):
        yield finding(
            RULE, process, key, reason="编号不能用在表达式里", remedy="请用小写字母、数字和下划线，例如 review_reply"
        )
    elif key in RESERVED:
        yield finding(RULE, process, key, reason="编号是表达式的保留词", remedy="请改用别的编号")
    elif not HOUSE_ID.fullmatch(key):
        yield warning(
            RULE, process, key, reason="编号不合习惯写法", remedy="请用小写字母、数字和下划线，例如 review_reply"
        )


def _size(subject: Subject, process: Process) -> Iterator[Finding]:
    count = len(process.elements)
    if count > MAX_ELEMENTS or len(process.flows) > MAX_FLOWS:
        reason = f"流程图有 {count} 个节点、{len(process.flows)} 条连线，超过引擎的上限（{MAX_ELEMENTS}、{MAX_FLOWS}）"
        yield finding(RULE, process, process.id, reason=reason, remedy="请分成几个流程，用调用活动相接")
    yield from _lines(process)
    for element in process.elements.values():
        if _depth(process, element) > MAX_NESTING:
            reason = f"子流程套得太深，超过 {MAX_NESTING} 层"
            yield finding(RULE, process, element.id, reason=reason, remedy="请把里层画成单独的流程，用调用活动")
    if subject.house and count > MAX_NODES:
        remedy = f"请把一段移到单独的流程文件，用调用活动（一个文件最多 {MAX_NODES} 个）"
        yield finding(RULE, process, process.id, reason=f"流程图有 {count} 个节点，看不清", remedy=remedy)


def _lines(process: Process) -> Iterator[Finding]:
    scripts = {element.id: element.script.count("\n") + 1 for element in process.elements.values() if element.script}
    if sum(scripts.values()) > MAX_LINES:
        longest = max(scripts, key=lambda key: scripts[key])
        reason = f"脚本共 {sum(scripts.values())} 行，超过引擎的上限（{MAX_LINES}）"
        yield finding(RULE, process, longest, reason=reason, remedy="请把长的计算写成决策表，或者分成几个流程")


def _depth(process: Process, element: Element) -> int:
    depth, scope = 0, element.scope
    while scope and scope in process.elements and depth <= MAX_NESTING:
        depth, scope = depth + 1, process.elements[scope].scope
    return depth


def _ways_listed(subject: Subject, process: Process) -> Iterator[Finding]:
    """What a node lists as its ways must be its ways. The house's own editor rewrites the list: there it is a hint."""
    severity = Severity.WARNING if subject.house else Severity.ERROR
    for node in subject.node(process).iter(f"{BPMN}incoming", f"{BPMN}outgoing"):
        element = process.elements.get(str(node.getparent().get("id")))
        if element is None:
            continue
        ways = element.incoming if tag_of(node) == "incoming" else element.outgoing
        if bare(node, text_of(node)) not in ways:
            word = "来线" if tag_of(node) == "incoming" else "出线"
            reason = f"{named(element)}所列的{word}“{text_of(node)}”不是它的{word}"
            remedy = "请重新接好连线，再保存流程图"
            yield finding(RULE, process, element.id, reason=reason, remedy=remedy, severity=severity)


REFERENCES = {"messageRef": "message", "signalRef": "signal", "errorRef": "error", "escalationRef": "escalation"}
DRAWN = {"association": ("sourceRef", "targetRef"), "dataObjectReference": ("dataObjectRef",)}

BETWEEN = frozenset(tag for tag, kind in TAGS.items() if kind not in (*GATEWAYS, Kind.START, Kind.END))
SENDS = BETWEEN - {"complexGateway"} | {"participant", "endEvent"}
HEARS = BETWEEN - {"complexGateway"} | {"participant", "startEvent"}
"""Ends of message flows (BPMN 2.0, table 7.4)."""


def _references(subject: Subject, process: Process) -> Iterator[Finding]:
    """References of events to what is declared beside the process, and of lanes to nodes."""
    root = subject.root(process)
    declared = {tag: {n.get("id") for n in root.iter(f"{BPMN}{tag}")} for tag in REFERENCES.values()}
    for node in (*subject.node(process).iter(f"{BPMN}*"), *root.iterfind(f"{BPMN}*")):
        for attribute, tag in REFERENCES.items():
            value = node.get(attribute)
            if value is not None and bare(node, value) not in declared[tag]:
                owner = node if tag_of(node) in TAGS or not node.getparent().get("id") else node.getparent()
                reason = f"所指的“{value}”没有定义"
                key = str(owner.get("id") or process.id)
                yield finding(RULE, process, key, reason=reason, remedy="请重新选择消息、信号或者错误")
    for node in root.iter(*(f"{BPMN}{tag}" for tag in DRAWN)):
        for attribute in DRAWN[tag_of(node)]:
            value = node.get(attribute)
            if tag_of(node) == "association" and not value:
                reason = "关联的一端没有接到任何东西"
                yield finding(RULE, process, str(node.get("id")), reason=reason, remedy="请重新连好，或者删去")
            elif value and bare(node, value) not in subject.known(process):
                reason = f"所指的“{value}”不存在"
                yield finding(RULE, process, str(node.get("id")), reason=reason, remedy="请重新连好，或者删去")
    yield from _lanes(process, Severity.WARNING if subject.house else Severity.ERROR)
    yield from _doubled(process, subject.node(process))
    yield from _pools(subject, process, root)


def _lanes(process: Process, severity: Severity) -> Iterator[Finding]:
    for lane in process.lanes:
        for member in lane.members:
            if member not in process.elements:
                reason = f"泳道“{lane.name}”所列的“{member}”不在流程里"
                remedy = "请重新保存流程图"
                yield finding(RULE, process, lane.id, reason=reason, remedy=remedy, severity=severity)


def _doubled(process: Process, node: Node) -> Iterator[Finding]:
    """A node lies in one lane, and in the lanes around that; in two beside each other nobody knows whose it is."""
    for lanes in node.iter(f"{BPMN}laneSet"):
        found: dict[str, Node] = {}
        for lane in lanes.iter(f"{BPMN}lane"):
            for reference in lane.findall(f"{BPMN}flowNodeRef"):
                member = bare(reference, text_of(reference))
                other = found.setdefault(member, lane)
                if other is not lane and other not in lane.iterancestors():
                    reason = f"“{member}”同时在两个泳道里"
                    yield finding(RULE, process, str(lane.get("id")), reason=reason, remedy="请只留在其中一个泳道")
                found[member] = lane


def _pools(subject: Subject, process: Process, root: Node) -> Iterator[Finding]:
    """Pools and message flows are pictures, but not of what cannot be: a pool of nothing, a message to oneself."""
    known = subject.known(process)
    for pool in root.iterfind(f"{BPMN}collaboration/{BPMN}participant"):
        shown = pool.get("processRef")
        if shown and tag_of(known.get(bare(pool, shown))) != "process":
            reason, remedy = f"泳池所指的流程“{shown}”不存在", "请重新选择流程，或者画成没有内容的泳池"
            yield finding(RULE, process, str(pool.get("id")), reason=reason, remedy=remedy)
    for flow in root.iterfind(f"{BPMN}collaboration/{BPMN}messageFlow"):
        ends = [known.get(bare(flow, str(flow.get(name) or ""))) for name in ("sourceRef", "targetRef")]
        key = str(flow.get("id"))
        if None in ends:
            reason = "消息流的一端没有接到泳池或者节点"
            yield finding(RULE, process, key, reason=reason, remedy="请把消息流接好或者删去")
        elif tag_of(ends[0]) not in SENDS or tag_of(ends[1]) not in HEARS:
            reason = "消息流只从泳池、活动、中间事件和结束事件出来，只到泳池、活动、开始事件和中间事件"
            yield finding(RULE, process, key, reason=reason, remedy="请把消息流接到发送、接收消息的节点")
        elif ends[0] is ends[1]:
            reason, remedy = "消息流的两端是同一个泳池", "请接到另一个泳池"
            yield finding(RULE, process, key, reason=reason, remedy=remedy)
        elif _process_of(ends[0]) is not None and _process_of(ends[0]) is _process_of(ends[1]):
            reason = "消息流的两端在同一个泳池里"
            yield finding(RULE, process, key, reason=reason, remedy="同一流程里请用连线；消息只在泳池之间")


def _process_of(node: Node) -> Node | None:
    return next((above for above in node.iterancestors() if tag_of(above) == "process"), None)


def _flow(process: Process, flow: Flow) -> Iterator[Finding]:
    ends = [process.elements.get(flow.source), process.elements.get(flow.target)]
    if not flow.drawn:
        return  # a pair of links, which has a rule of its own
    if None in ends:
        yield finding(RULE, process, flow.id, reason="连线的一端没有接到节点", remedy="请把连线接好或者删去")
        return
    source, target = ends
    if source is None or target is None:
        return
    if source.scope != target.scope or source.scope != flow.scope:
        yield finding(RULE, process, flow.id, reason="连线穿过了子流程的边界", remedy="请在子流程内外分别连线")
    if process.between[(flow.source, flow.target)] is not flow:
        remedy = "请合并成一条，把两个条件用 or 连起来"
        yield finding(RULE, process, flow.id, reason="两个节点之间有两条连线", remedy=remedy)
    if source.kind is Kind.END:
        yield finding(RULE, process, flow.id, reason="结束事件之后还有连线", remedy="请删去连线，或者改用中间事件")
    if target.kind in (Kind.START, Kind.BOUNDARY):
        yield finding(
            RULE, process, flow.id, reason=f"连线进入了{named(target)}，它只能出", remedy="请把连线接到其后的节点"
        )


def _attached(process: Process, element: Element) -> Iterator[Finding]:
    if element.kind is not Kind.BOUNDARY:
        return
    host = process.elements.get(element.attached_to or "")
    if host is None or host.kind in (*GATEWAYS, Kind.START, Kind.END, Kind.THROW, Kind.CATCH, Kind.BOUNDARY):
        yield finding(
            RULE, process, element.id, reason="边界事件没有挂在任务或者子流程上", remedy="请把它拖到任务的边上"
        )
        return
    if host.kind is Kind.RECEIVE and host.instantiates:
        reason, remedy = "开始流程的接收任务不能挂边界事件", "请改画消息开始事件"
        yield finding(RULE, process, element.id, reason=reason, remedy=remedy)
    if host.scope != element.scope:
        yield finding(
            RULE, process, element.id, reason="边界事件与所挂的任务不在同一层", remedy="请把它放到同一个子流程里"
        )
