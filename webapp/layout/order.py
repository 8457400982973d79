"""Rows: which row of its lane every node gets."""

from __future__ import annotations

from .layers import Layered, Link
from .model import Scope
from .rows import Rows
from .symmetry import symmetric_rows

REACH = 4
FAR = 999
PASSES = 3
NEW_ROW = 3.0
EXCEPTION = 6.0


def chains(scope: Scope, lay: Layered, *, fixed: set[str]) -> list[list[str]]:
    """Runs of free nodes in one lane without branching, left to right."""
    out: dict[str, list[str]] = {}
    into: dict[str, list[str]] = {}
    for link in lay.links:
        if not link.back and not link.assoc:
            into.setdefault(link.dst, []).append(link.src)
            if not link.boundary:
                out.setdefault(link.src, []).append(link.dst)
    seen, result = set(fixed), []
    hosts = {link.src for link in lay.links if link.boundary}
    for key in sorted(lay.column, key=lambda k: (lay.column[k], k not in hosts)):
        if key not in seen:
            result.append(run_from(scope, key, out=out, into=into, seen=seen))
    return result


def run_from(
    scope: Scope, key: str, *, out: dict[str, list[str]], into: dict[str, list[str]], seen: set[str]
) -> list[str]:
    """One run starting at a node."""
    run = [key]
    seen.add(key)
    while True:
        after = out.get(run[-1], [])
        if len(after) != 1 or after[0] in seen or len(into.get(after[0], ())) != 1:
            return run
        if scope.nodes[after[0]].lane != scope.nodes[key].lane:
            return run
        run.append(after[0])
        seen.add(after[0])


def passable(rows: Rows, link: Link) -> bool:
    """Can the link run: along its own row, one step, along the other row?"""
    a, b = rows.ends[link]
    if b - a <= 1:
        return True
    src, dst = rows.scope.nodes[link.src], rows.scope.nodes[link.dst]
    x = a + 1
    while x < b and (src.lane, rows.row[link.src], x) not in rows.cells:
        x += 1
    return all((dst.lane, rows.row[link.dst], i) not in rows.cells for i in range(x, b))


def link_cost(rows: Rows, link: Link) -> float:
    """Bend, length and obstruction cost of one link."""
    if link.src not in rows.row or link.dst not in rows.row or link.src == link.dst:
        return 0.0
    drop = rows.level(link.dst) - rows.level(link.src)
    if link.back:
        return 0.2 * abs(drop)
    same = rows.scope.nodes[link.src].lane == rows.scope.nodes[link.dst].lane
    cost = 2.0 * abs(drop) + (2 if drop else 0) if same else 0.3 * abs(drop)
    if link.assoc:
        return cost + (0 if abs(drop) == 1 else 6)
    if link.boundary and drop <= 0:
        cost += 6
    return cost + (0 if passable(rows, link) else 7)


def level_at(rows: Rows, link: Link, *, x: int) -> int:
    """Level of a link at a column: splits turn early, joins late."""
    a, b = rows.ends[link]
    if x <= a:
        return rows.level(link.src)
    if x >= b or rows.scope.nodes[link.src].kind == "gateway" or link.boundary:
        return rows.level(link.dst)
    return rows.level(link.src)


def crossing(rows: Rows, one: Link, *, two: Link) -> bool:
    """Do two forward links swap order between their common columns?"""
    (a, b), (c, d) = rows.ends[one], rows.ends[two]
    low, high = max(a, c), min(b, d)
    if low >= high or one.src == two.src or one.dst == two.dst:
        return False
    before = level_at(rows, one, x=low) - level_at(rows, two, x=low)
    after = level_at(rows, one, x=high) - level_at(rows, two, x=high)
    return before * after < 0


def block_cost(rows: Rows, block: list[str], *, touched: list[Link]) -> float:
    """Cost of the present place of a block."""
    cost = sum(0.6 * abs(rows.row[k]) + (0.1 + 2 * (k in rows.hosts) if rows.row[k] < 0 else 0) for k in block)
    line = (rows.scope.nodes[block[0]].lane, rows.row[block[0]])
    cost += NEW_ROW if rows.users[line] == len(block) and rows.row[block[0]] else 0
    live = [link for link in touched if link.src in rows.row and link.dst in rows.row]
    cost += sum(link_cost(rows, link) for link in live)
    forward = [link for link in live if not link.back and not link.assoc]
    members = set(block)
    if rows.row[block[0]] <= 0 and rejoins(rows, block, live=live):
        cost += EXCEPTION
    for one in forward:
        if one.src in members or one.dst in members:
            cost += 7 * sum(crossing(rows, one, two=two) for two in forward if two is not one)
    return cost + balance(rows, block, live=live)


def rejoins(rows: Rows, block: list[str], *, live: list[Link]) -> bool:
    """Does the block lead from a boundary event back to the main line?"""
    return any(link.boundary and link.dst == block[0] for link in live) and any(
        link.src == block[-1] and link.dst in rows.lay.main and not link.back for link in live
    )


def balance(rows: Rows, block: list[str], *, live: list[Link]) -> float:
    """Gateway branches like to spread to both sides."""
    head = block[0]
    sources = [link.src for link in live if link.dst == head and rows.scope.nodes[link.src].kind == "gateway"]
    cost = 0.0
    for source in sources:
        mine = rows.level(head) - rows.level(source)
        same = [
            link
            for link in live
            if link.src == source and link.dst != head and (rows.level(link.dst) - rows.level(source)) * mine > 0
        ]
        cost += 1.5 * len(same)
    return cost


def touched_links(rows: Rows, block: list[str]) -> list[Link]:
    """Links whose run the block can disturb."""
    lane = rows.scope.nodes[block[0]].lane
    low = min(rows.lay.column[k] for k in block)
    high = max(rows.lay.column[k] + rows.scope.nodes[k].span - 1 for k in block)
    return [
        link
        for link, (a, b) in rows.ends.items()
        if a <= high and b >= low and lane in (rows.scope.nodes[link.src].lane, rows.scope.nodes[link.dst].lane)
    ]


def settle(rows: Rows, block: list[str]) -> bool:
    """Move a block to its cheapest row; True when it moved."""
    touched = touched_links(rows, block)
    old = rows.row.get(block[0])
    for key in block:
        rows.lift(key)
    near = sorted(range(-REACH, REACH + 1), key=lambda r: (abs(r), -r))
    best, best_row = float("inf"), 0
    for row in near:
        if (cost := cost_in_row(rows, block, row=row, touched=touched)) < best - 1e-9:
            best, best_row = cost, row
    if best == float("inf"):
        best_row = next(r for r in range(REACH, FAR) if all(rows.fits(k, r) for k in block))
    for key in block:
        rows.put(key, best_row)
    return old != best_row


def cost_in_row(rows: Rows, block: list[str], *, row: int, touched: list[Link]) -> float:
    """Cost of a lifted block in a row; endless where it does not fit."""
    if not all(rows.fits(key, row) for key in block):
        return float("inf")
    for key in block:
        rows.put(key, row)
    cost = block_cost(rows, block, touched=touched)
    for key in block:
        rows.lift(key)
    return cost


def swap(rows: Rows, one: list[str], *, two: list[str]) -> bool:
    """Exchange the rows of two blocks of a lane when that is cheaper."""
    a, b = rows.row[one[0]], rows.row[two[0]]
    if a == b or any(rows.row[k] != a for k in one) or any(rows.row[k] != b for k in two):
        return False
    both = one + two
    touched = list(dict.fromkeys(touched_links(rows, one) + touched_links(rows, two)))
    before = pair_cost(rows, one, two=two, touched=touched)
    for key in both:
        rows.lift(key)
    fits = all(rows.fits(k, b) for k in one) and all(rows.fits(k, a) for k in two)
    place_pair(rows, one, two=two, at=(b, a) if fits else (a, b))
    if fits and pair_cost(rows, one, two=two, touched=touched) < before - 1e-9:
        return True
    for key in both:
        rows.lift(key)
    place_pair(rows, one, two=two, at=(a, b))
    return False


def pair_cost(rows: Rows, one: list[str], *, two: list[str], touched: list[Link]) -> float:
    """Cost of two blocks together."""
    return block_cost(rows, one + two, touched=touched) + balance(rows, two, live=touched)


def place_pair(rows: Rows, one: list[str], *, two: list[str], at: tuple[int, int]) -> None:
    """Put two blocks into rows."""
    for block, row in ((one, at[0]), (two, at[1])):
        for key in block:
            rows.put(key, row)


def swap_all(rows: Rows, blocks: list[list[str]]) -> bool:
    """Try all pairs of blocks that share a lane and a column."""
    moved = False
    for i, one in enumerate(blocks):
        lane, cols = rows.scope.nodes[one[0]].lane, {rows.lay.column[k] for k in one}
        for two in blocks[i + 1 :]:
            if rows.scope.nodes[two[0]].lane == lane and cols & {rows.lay.column[k] for k in two}:
                moved |= swap(rows, one, two=two)
    return moved


def assign_rows(scope: Scope, lay: Layered) -> dict[str, int]:
    """Row of every grid node; the main line is row 0 of each lane."""
    rows = Rows(scope, lay)
    fixed = symmetric_rows(scope, lay)
    for key in lay.main:
        fixed.setdefault(key, 0)
    pinned = []
    for key, row in fixed.items():
        if rows.fits(key, row):
            rows.put(key, row)
            pinned.append(key)
    blocks = chains(scope, lay, fixed=set(pinned))
    singles = [[k] for b in blocks if len(b) > 1 for k in b]
    for number in range(PASSES):
        moved = [settle(rows, block) for block in blocks + (singles if number else [])]
        if not any([*moved, swap_all(rows, blocks)]):
            break
    return rows.row
