"""What must hold between the lines of a short text, and which names are too long to read."""

from __future__ import annotations

from collections.abc import Iterator

from .draft import Draft, DraftFlow, DraftNode
from .errors import LayoutError
from .vocabulary import ACTIVITIES, LOOP_KEYS, MESSAGED, TIMED, TIMES, TRUE

FORBIDDEN = ("Start", "End", "Root")
NEEDED = {"rule": "decision", "script": "do", "service": "run"}
LONGEST_TASK, LONGEST_EVENT, LONGEST_ANSWER = 12, 8, 6
SPLITS = ("xor", "or")


def check(draft: Draft) -> None:
    """Refuse a text whose lines do not fit together. Raises LayoutError with the line of the first misfit."""
    nodes = {node.id: node for node in draft.nodes}
    findings = [*node_findings(draft, nodes), *flow_findings(draft, nodes)]
    if findings:
        line, reason = min(findings)
        raise LayoutError(reason, line=line)


def node_findings(draft: Draft, nodes: dict[str, DraftNode]) -> Iterator[tuple[int, str]]:
    """Name what is wrong with the nodes."""
    for node in draft.nodes:
        for reason in (id_fault(node), host_fault(node, nodes), need_fault(node), time_fault(node), loop_fault(node)):
            if reason:
                yield node.line, reason
        if draft.lanes and not node.lane:
            yield node.line, f"“{node.id}” stands above the first lane"


def id_fault(node: DraftNode) -> str:
    """Say why an id can not be used: the engine keeps some for itself, flows are named a__b."""
    if node.id in FORBIDDEN or node.id.endswith("EndJoin"):
        return f"“{node.id}” is an id that the engine keeps for itself"
    return f"an id has no double underscore: “{node.id}”" if "__" in node.id else ""


def host_fault(node: DraftNode, nodes: dict[str, DraftNode]) -> str:
    """Say why an event can not hang where it is put."""
    if node.kind == "error" and not node.host:
        return "an error event hangs on a task: `error <id> <name> on <task>`"
    if node.host and node.host not in nodes:
        return f"no task “{node.host}” to hang “{node.id}” on"
    if node.host and nodes[node.host].kind not in ACTIVITIES:
        return f"“{node.host}” is no task, nothing can hang on it"
    return ""


def need_fault(node: DraftNode) -> str:
    """Say which reference or property a kind of node lacks."""
    needed = NEEDED.get(node.kind)
    if needed and not node.properties.get(needed):
        return f"{node.kind} “{node.id}” needs an indented `{needed}: …`"
    if node.kind in ("throw", "catch", "message", "send", "receive", "call") and not node.ref and not is_timed(node):
        return f"{node.kind} “{node.id}” needs ` : <name>` at the end of its line"
    if node.ref and node.kind not in (*MESSAGED, "call", "error"):
        return f"{node.kind} “{node.id}” takes no reference after a colon"
    return ""


def is_timed(node: DraftNode) -> bool:
    """Tell whether the node waits for a time."""
    return node.kind in TIMED and any(key in node.properties for key in TIMES)


def time_fault(node: DraftNode) -> str:
    """Say why a time is missing or too much: a timer has one of at, after, cycle."""
    given = [key for key in TIMES if key in node.properties]
    if node.kind == "timer" and not given:
        return f"timer “{node.id}” needs an indented `at:`, `after:` or `cycle:`"
    if node.kind in TIMED and (len(given) > 1 or (given and node.ref)):
        return f"“{node.id}” waits for one thing only: {', '.join(given)}{' and a message' if node.ref else ''}"
    return ""


def loop_fault(node: DraftNode) -> str:
    """Say why a step can not be repeated for each element of a list."""
    keys = [key for key in LOOP_KEYS if key in node.properties]
    if not keys or node.kind not in ACTIVITIES:
        return ""
    if "each" not in keys or "as" not in keys:
        return f"a step repeated for a list needs both `each: <list>` and `as: <name>`: “{node.id}”"
    if node.properties.get("sequential", TRUE) not in (TRUE, "false"):
        return f"`sequential` is true or false: “{node.id}”"
    return ""


def flow_findings(draft: Draft, nodes: dict[str, DraftNode]) -> Iterator[tuple[int, str]]:
    """Name what is wrong with the flows."""
    defaults: dict[str, DraftFlow] = {}
    for flow in draft.flows:
        missing = [key for key in (flow.source, flow.target) if key not in nodes]
        for key in missing:
            yield flow.line, f"no node “{key}”"
        if not missing and nodes[flow.source].owner != nodes[flow.target].owner:
            yield flow.line, f"a flow can not cross the border of a sub-process: {flow.source} > {flow.target}"
        if flow.default and flow.condition:
            yield flow.line, "a default flow (`!`) has no condition"
        if flow.default and flow.source in defaults:
            yield flow.line, f"“{flow.source}” has two default flows, the first in line {defaults[flow.source].line}"
        if flow.default:
            defaults[flow.source] = flow


def long_names(draft: Draft) -> tuple[str, ...]:
    """Name the texts that are too long to read in the diagram, and answers that are missing."""
    kinds = {node.id: node.kind for node in draft.nodes}
    splits = {f.source for f in draft.flows if sum(g.source == f.source for g in draft.flows) > 1}
    found = [
        (node.line, f"“{node.name}” has {len(node.name)} signs, at most {limit(node)}")
        for node in draft.nodes
        if len(node.name) > limit(node)
    ]
    for flow in draft.flows:
        if len(flow.name) > LONGEST_ANSWER:
            found.append((flow.line, f"“{flow.name}” has {len(flow.name)} signs, at most {LONGEST_ANSWER}"))
        if not flow.name and flow.source in splits and kinds[flow.source] in SPLITS:
            found.append((flow.line, f"a flow out of the question “{flow.source}” has no answer"))
    return tuple(f"line {line}: {text}" for line, text in sorted(found))


def limit(node: DraftNode) -> int:
    """Give the longest name of a kind of node, in signs."""
    return LONGEST_TASK if node.kind in ACTIVITIES else LONGEST_EVENT
