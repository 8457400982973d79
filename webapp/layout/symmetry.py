"""Symmetric rows for the branches of parallel, inclusive and event gateways."""

from __future__ import annotations

from .layers import Layered
from .model import Scope

SPLITS = ("parallelGateway", "inclusiveGateway", "eventBasedGateway")


def successors(lay: Layered) -> dict[str, list[str]]:
    """Forward successors, boundary flows left out."""
    out: dict[str, list[str]] = {}
    for link in lay.links:
        if not link.back and not link.assoc and not link.boundary:
            out.setdefault(link.src, []).append(link.dst)
    return out


def reach(start: str, succ: dict[str, list[str]]) -> set[str]:
    """Nodes reachable from start, itself included."""
    seen, todo = {start}, [start]
    while todo:
        for child in succ.get(todo.pop(), ()):
            if child not in seen:
                seen.add(child)
                todo.append(child)
    return seen


def branches(split: str, lay: Layered, *, succ: dict[str, list[str]]) -> list[set[str]] | None:
    """Node sets of the branches up to the common join, or None."""
    heads = list(dict.fromkeys(succ.get(split, ())))
    if len(heads) < 2:
        return None
    reached = [reach(h, succ) for h in heads]
    common = set.intersection(*reached)
    if common:
        join = min(common, key=lambda k: lay.column[k])
        tail = reach(join, succ)
        reached = [r - tail for r in reached]
    if any(not r for r in reached):
        return None
    if sum(map(len, reached)) != len(set.union(*reached)):
        return None
    return reached


def offsets(count: int) -> list[int]:
    """Rows around the middle: -1 1, -1 0 1, -2 -1 1 2."""
    half = count // 2
    return [i for i in range(-half, half + 1) if i or count % 2]


def lonely(scope: Scope, split: str, *, sets: list[set[str]]) -> bool:
    """True when all branches stay in the lane of the split."""
    lane = scope.nodes[split].lane
    return all(scope.nodes[k].lane == lane for s in sets for k in s)


def symmetric_rows(scope: Scope, lay: Layered) -> dict[str, int]:
    """Rows for all nodes of symmetric blocks, outer blocks first."""
    succ = successors(lay)
    rows: dict[str, int] = {}
    splits = sorted((k for k in lay.column if scope.nodes[k].tag in SPLITS), key=lambda k: lay.column[k])
    for split in splits:
        sets = branches(split, lay, succ=succ)
        if sets is None or not lonely(scope, split, sets=sets):
            continue
        base = rows.get(split, 0 if split in lay.main else None)
        if base is None:
            continue
        for shift, members in zip(offsets(len(sets)), sets, strict=False):
            for key in sorted(members):
                rows[key] = base + shift
    return rows
