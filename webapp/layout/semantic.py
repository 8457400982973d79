"""Writer of semantic BPMN 2.0 XML with the properties that the engine reads."""

from __future__ import annotations

from lxml import etree

from .draft import Draft, DraftFlow, DraftNode, Properties
from .model import BPMN, Element
from .vocabulary import ACTIVITIES, KINDS, LOOP_KEYS, MESSAGED, TIMED, TIMES, TRUE

SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NSMAP = {"bpmn": BPMN, "xsi": XSI, "spiffworkflow": SPIFF}
FORMAL = {f"{{{XSI}}}type": "bpmn:tFormalExpression"}


def add(parent: Element, tag: str, *, text: str = "", attributes: dict[str, str] | None = None) -> Element:
    """Append a BPMN child."""
    child = etree.SubElement(parent, f"{{{BPMN}}}{tag}", attributes or {})
    child.text = text or None
    return child


def add_spiff(parent: Element, tag: str, *, text: str = "", attributes: dict[str, str] | None = None) -> Element:
    """Append a child in the engine's own namespace."""
    child = etree.SubElement(parent, f"{{{SPIFF}}}{tag}", attributes or {})
    child.text = text or None
    return child


def named(key: str, name: str) -> dict[str, str]:
    """Give the attributes id and, where there is one, name."""
    return {"id": key, "name": name} if name else {"id": key}


def add_head(element: Element, properties: Properties, *, kind: str = "") -> None:
    """Append documentation and extension elements; used-up keys leave the properties."""
    if "doc" in properties:
        add(element, "documentation", text=properties.pop("doc"))
    extensions = etree.Element(f"{{{BPMN}}}extensionElements")
    add_call(extensions, element.get("id") or "", kind=kind, properties=properties)
    if properties:
        block = add_spiff(extensions, "properties")
        for key, value in properties.items():
            add_spiff(block, "property", attributes={"name": key, "value": value})
    if len(extensions):
        element.append(extensions)


def add_call(extensions: Element, key: str, *, kind: str, properties: Properties) -> None:
    """Append the called decision of a rule or the operator of a service."""
    if kind == "rule":
        add_spiff(extensions, "calledDecisionId", text=properties.pop("decision"))
    if kind == "service":
        operator = add_spiff(
            extensions,
            "serviceTaskOperator",
            attributes={"id": properties.pop("run"), "resultVariable": key},
        )
        parameters = add_spiff(operator, "parameters")
        for name in [name for name in properties if name.startswith("arg.")]:
            value = properties.pop(name)
            # the engine's parser fails on a parameter without a type
            add_spiff(
                parameters, "parameter", attributes={"id": name.removeprefix("arg."), "type": "any", "value": value}
            )


def write_bpmn(draft: Draft) -> bytes:
    """Write a checked draft as UTF-8, the same bytes for the same draft."""
    root = etree.Element(f"{{{BPMN}}}definitions", nsmap=NSMAP)
    root.set("id", f"{draft.id}_definitions")
    root.set("targetNamespace", "urn:shibiyan")
    if draft.lanes:
        pool = add(root, "collaboration", attributes={"id": f"{draft.id}_pool"})
        participant = named(f"{draft.id}_participant", draft.name)
        add(pool, "participant", attributes={**participant, "processRef": draft.id})
    add_messages(root, draft)
    process = add(root, "process", attributes={**named(draft.id, draft.name), "isExecutable": "true"})
    add_head(process, dict(draft.properties))
    add_lanes(process, draft)
    add_content(process, draft, owner="")
    etree.indent(root, space="  ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def message_ids(draft: Draft) -> dict[str, str]:
    """Give the element id of every message by its name."""
    names = {node.ref for node in draft.nodes if node.ref and node.kind in MESSAGED}
    return {name: f"msg_{name}" for name in sorted(names)}


def error_code(node: DraftNode) -> str:
    """Give the error code that an end throws or a boundary event catches, or ''."""
    return node.ref if node.kind == "error" else node.properties.get("error", "") if node.kind == "end" else ""


def add_messages(root: Element, draft: Draft) -> None:
    """Append the messages and errors that the nodes name."""
    for name, key in message_ids(draft).items():
        add(root, "message", attributes={"id": key, "name": name})
    for code in sorted({error_code(node) for node in draft.nodes} - {""}):
        add(root, "error", attributes={"id": f"error_{code}", "name": code, "errorCode": code})


def add_lanes(process: Element, draft: Draft) -> None:
    """Append the lanes with their roles; what lies in a sub-process follows its lane."""
    if not draft.lanes:
        return
    lane_set = add(process, "laneSet", attributes={"id": f"{draft.id}_lanes"})
    for lane in draft.lanes:
        element = add(lane_set, "lane", attributes=named(f"lane_{lane.id}", lane.name))
        add_head(element, {"role": lane.role, **lane.properties})
        for node in draft.nodes:
            if node.lane == lane.id and not node.owner:
                add(element, "flowNodeRef", text=node.id)


def add_content(scope: Element, draft: Draft, *, owner: str) -> None:
    """Append the nodes and flows of the process or of one sub-process."""
    for node in draft.nodes:
        if node.owner == owner:
            add_node(scope, node, draft=draft)
    for flow in draft.flows:
        if flow.owner == owner:
            add_flow(scope, flow)


def add_node(scope: Element, node: DraftNode, *, draft: Draft) -> None:
    """Append one node with all that belongs to it, in the order of the BPMN schema."""
    properties = dict(node.properties)
    times = {key: properties.pop(key) for key in TIMES if node.kind in TIMED and key in properties}
    loop = {key: properties.pop(key) for key in LOOP_KEYS if node.kind in ACTIVITIES and key in properties}
    script = properties.pop("do", "") if node.kind == "script" else ""
    ends = {key: properties.pop(key) for key in ("terminate", "error") if node.kind == "end" and key in properties}
    element = add(
        scope, "boundaryEvent" if node.host else KINDS[node.kind], attributes=node_attributes(node, draft=draft)
    )
    add_head(element, properties, kind=node.kind)
    for tag, refs in (("incoming", [f for f in draft.flows if f.target == node.id]),):
        for flow in refs:
            add(element, tag, text=flow.id)
    for flow in draft.flows:
        if flow.source == node.id:
            add(element, "outgoing", text=flow.id)
    add_loop(element, loop)
    add_event(element, node, times=times, terminate=ends.get("terminate") == TRUE)
    if script:
        add(element, "script", text=script)
    if node.kind == "sub":
        add_content(element, draft, owner=node.id)


def node_attributes(node: DraftNode, *, draft: Draft) -> dict[str, str]:
    """Give the attributes of a node."""
    result = named(node.id, node.name)
    default = next((f.id for f in draft.flows if f.source == node.id and f.default), "")
    if default:
        result["default"] = default
    if node.kind == "call":
        result["calledElement"] = node.ref
    if node.kind in ("send", "receive"):
        result["messageRef"] = f"msg_{node.ref}"
    if node.host:
        result |= {"attachedToRef": node.host, "cancelActivity": "false" if node.dashed else TRUE}
    return result


def add_loop(element: Element, loop: Properties) -> None:
    """Append the multi-instance marker of a step that is repeated for a list."""
    if not loop:
        return
    sequential = loop.get("sequential", "false")
    marker = add(element, "multiInstanceLoopCharacteristics", attributes={"isSequential": sequential})
    add(marker, "loopDataInputRef", text=loop["each"])
    add(marker, "inputDataItem", attributes={"id": loop["as"], "name": loop["as"]})
    if "until" in loop:
        add(marker, "completionCondition", text=loop["until"], attributes=FORMAL)


def add_event(element: Element, node: DraftNode, *, times: Properties, terminate: bool) -> None:
    """Append the event definition of a timer, message, error or terminating event."""
    for key, text in times.items():
        timer = add(element, "timerEventDefinition", attributes={"id": f"{node.id}_timer"})
        add(timer, TIMES[key], text=text, attributes=FORMAL)
    if node.ref and node.kind in MESSAGED and node.kind not in ("send", "receive"):
        attributes = {"id": f"{node.id}_message", "messageRef": f"msg_{node.ref}"}
        add(element, "messageEventDefinition", attributes=attributes)
    if node.kind == "error" or error_code(node):
        attributes = {"id": f"{node.id}_error"}
        if code := error_code(node):
            attributes["errorRef"] = f"error_{code}"
        add(element, "errorEventDefinition", attributes=attributes)
    if terminate:
        add(element, "terminateEventDefinition", attributes={"id": f"{node.id}_terminate"})


def add_flow(scope: Element, flow: DraftFlow) -> None:
    """Append one flow with its answer, marks and condition."""
    ends = {"sourceRef": flow.source, "targetRef": flow.target}
    element = add(scope, "sequenceFlow", attributes={**named(flow.id, flow.name), **ends})
    marks = {"mandatory": flow.mandatory, "main": TRUE if flow.main else ""}
    add_head(element, {**{k: v for k, v in marks.items() if v}, **flow.properties})
    if flow.condition:
        add(element, "conditionExpression", text=flow.condition, attributes=FORMAL)
