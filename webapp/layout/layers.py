"""Columns: which flows go back, which column a node gets, which path is the main line."""

from __future__ import annotations

from dataclasses import dataclass

from .model import Flow, Scope

WANTED, STEP, LATER, AVOIDED = 1000, 10, 5, -40


@dataclass(frozen=True, kw_only=True)
class Link:
    """A flow seen between hosts (a boundary event counts as its host)."""

    flow: Flow
    src: str
    dst: str
    back: bool
    boundary: bool

    @property
    def assoc(self) -> bool:
        """True for lines to data objects and notes."""
        return self.flow.kind == "assoc"


@dataclass(frozen=True, kw_only=True)
class Layered:
    """Columns, links and main line of one scope."""

    column: dict[str, int]
    links: tuple[Link, ...]
    main: tuple[str, ...]


def host_of(scope: Scope, key: str) -> str:
    """The node that carries this node in the grid."""
    node = scope.nodes[key]
    return node.host if node.host in scope.nodes else key


def grid_nodes(scope: Scope) -> list[str]:
    """Nodes that get their own cell, in document order."""
    return [key for key in scope.nodes if host_of(scope, key) == key]


def flow_pairs(scope: Scope) -> list[tuple[str, str]]:
    """Host pairs of all sequence flows, self loops left out."""
    pairs = [(host_of(scope, f.source), host_of(scope, f.target)) for f in scope.flows if f.kind == "flow"]
    return [(a, b) for a, b in pairs if a != b]


def neighbours(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Successors by node, in document order."""
    out: dict[str, list[str]] = {}
    for a, b in pairs:
        out.setdefault(a, []).append(b)
    return out


def roots_first(scope: Scope, pairs: list[tuple[str, str]]) -> list[str]:
    """Search order: nodes without incoming flow, then the rest."""
    targets = {b for _, b in pairs}
    keys = grid_nodes(scope)
    return [k for k in keys if k not in targets] + [k for k in keys if k in targets]


def back_pairs(scope: Scope, pairs: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """Pairs that close a loop, found by depth-first search."""
    succ = neighbours(pairs)
    done: set[str] = set()
    back: set[tuple[str, str]] = set()
    for root in roots_first(scope, pairs):
        if root not in done:
            search(root, succ, done=done, back=back)
    return back


def search(root: str, succ: dict[str, list[str]], *, done: set[str], back: set[tuple[str, str]]) -> None:
    """One depth-first tree, without recursion."""
    stack = [(root, iter(succ.get(root, ())))]
    path = {root}
    while stack:
        key, rest = stack[-1]
        child = next(rest, None)
        if child is None:
            stack.pop()
            path.discard(key)
            done.add(key)
        elif child in path:
            back.add((key, child))
        elif child not in done:
            path.add(child)
            stack.append((child, iter(succ.get(child, ()))))


def topological(keys: list[str], pairs: list[tuple[str, str]]) -> list[str]:
    """Topological order, document order among equals."""
    missing = dict.fromkeys(keys, 0)
    for _, b in pairs:
        missing[b] += 1
    succ = neighbours(pairs)
    ready = [k for k in keys if not missing[k]]
    for key in ready:
        for child in succ.get(key, ()):
            missing[child] -= 1
            if not missing[child]:
                ready.append(child)
    return ready


def columns(scope: Scope, order: list[str], *, pairs: list[tuple[str, str]]) -> dict[str, int]:
    """Longest-path columns, then a pull to the right where that shortens lines."""
    column = dict.fromkeys(order, 0)
    pred = neighbours([(b, a) for a, b in pairs])
    succ = neighbours(pairs)
    span = {k: scope.nodes[k].span for k in order}
    for key in order:
        column[key] = max((column[p] + span[p] for p in pred.get(key, ())), default=0)
    for key in reversed(order):
        after = succ.get(key, ())
        if after and len(after) > len(pred.get(key, ())):
            column[key] = min(column[s] for s in after) - span[key]
    return column


def edge_weight(scope: Scope, flow: Flow, *, first: bool) -> int:
    """How much a flow wants to be on the main line; answers listed later want it a little less."""
    if flow.main:
        return WANTED
    if scope.nodes[flow.source].kind == "boundary":
        return AVOIDED
    return STEP if first else STEP - LATER


def main_line(scope: Scope, order: list[str], *, back: set[tuple[str, str]]) -> tuple[str, ...]:
    """Longest path from a start to an end: flows marked as main first, boundary flows avoided."""
    best = {k: (0 if scope.nodes[k].tag == "startEvent" else -5) for k in order}
    came: dict[str, str] = {}
    for key in order:
        for place, flow in enumerate(onward(scope, key, back=back)):
            target = host_of(scope, flow.target)
            score = best[key] + edge_weight(scope, flow, first=place == 0)
            if score > best[target]:
                best[target], came[target] = score, key
    return walk_back(scope, order, best=best, came=came)


def onward(scope: Scope, key: str, *, back: set[tuple[str, str]]) -> list[Flow]:
    """Flows that lead on from a node or its guests, as listed."""
    return [
        flow
        for flow in scope.flows
        if flow.kind == "flow"
        and host_of(scope, flow.source) == key
        and (target := host_of(scope, flow.target)) != key
        and (key, target) not in back
    ]


def walk_back(scope: Scope, order: list[str], *, best: dict[str, int], came: dict[str, str]) -> tuple[str, ...]:
    """Follow the best scores back from the best end."""
    if not order:
        return ()
    ends = [k for k in order if scope.nodes[k].tag == "endEvent"] or order
    path = [max(ends, key=lambda k: best[k])]
    while path[-1] in came:
        path.append(came[path[-1]])
    return tuple(reversed(path))


def make_links(scope: Scope, back: set[tuple[str, str]]) -> tuple[Link, ...]:
    """All lines of the scope as links between hosts."""
    links = []
    for flow in scope.flows:
        src, dst = host_of(scope, flow.source), host_of(scope, flow.target)
        boundary = scope.nodes[flow.source].kind == "boundary"
        is_back = flow.kind == "flow" and ((src, dst) in back or src == dst)
        links.append(Link(flow=flow, src=src, dst=dst, back=is_back, boundary=boundary))
    return tuple(links)


def follow_partners(scope: Scope, column: dict[str, int], *, links: tuple[Link, ...]) -> None:
    """Data and notes share the column of the node they belong to."""
    for link in links:
        if link.assoc:
            for here, there in ((link.src, link.dst), (link.dst, link.src)):
                if scope.nodes[here].kind in ("data", "note") and here not in column:
                    column[here] = column.get(there, 0)
    for key in grid_nodes(scope):
        column.setdefault(key, 0)


def layered(scope: Scope) -> Layered:
    """Columns, links and main line."""
    pairs = flow_pairs(scope)
    back = back_pairs(scope, pairs)
    forward = [p for p in dict.fromkeys(pairs) if p not in back]
    keys = [k for k in grid_nodes(scope) if scope.nodes[k].kind not in ("data", "note")]
    order = topological(keys, forward)
    column = columns(scope, order, pairs=forward)
    links = make_links(scope, back)
    main = main_line(scope, order, back=back)
    follow_partners(scope, column, links=links)
    return Layered(column=column, links=links, main=main)
