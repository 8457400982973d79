"""Random but plausible processes in short text."""

from __future__ import annotations

import random

WORDS = ("登记", "核对材料", "拟定处置意见", "审批", "集体研究", "归档案卷", "通知本人")
DETAILS = {"service": "  run: archive.enter", "script": "  do: a = 1", "rule": "  decision: level"}


class Maker:
    """Grows one process: chains of tasks, gateway blocks and loops in random lanes."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a seed, no secret
        self.lanes = self.chance.choice([0, 1, 3, 5, 8])
        self.lines: list[str] = ["process random_case 随机流程"]
        self.lines += [f"lane l{i} 岗位{i}" for i in range(self.lanes)]
        self.flows: list[str] = []
        self.count = 0

    def node(self, kind: str, name: str = "", *, tail: str = "", lane: int | None = None) -> str:
        self.count += 1
        if self.lanes:
            self.lines.append(f"@l{self.chance.randrange(self.lanes) if lane is None else lane}")
        self.lines.append(f"{kind} n{self.count} {name}{tail}".rstrip())
        if kind in DETAILS:
            self.lines.append(DETAILS[kind])
        return f"n{self.count}"

    def task(self, before: str) -> str:
        lane = self.chance.randrange(self.lanes) if self.lanes else None
        kind = self.chance.choice(("user", "service", "script", "rule", "call"))
        key = self.node(kind, self.chance.choice(WORDS), tail=" : approve" if kind == "call" else "", lane=lane)
        self.flows.append(f"{before} > {key}")
        if self.chance.random() < 0.15:
            timer = self.node("timer", "满三日", tail=f" on {key} dashed", lane=lane)
            self.lines.append("  after: days(3)")
            self.flows.append(f"{timer} > {self.node('user', '催办')}")
        return key

    def block(self, before: str, depth: int) -> str:
        kind = self.chance.choice(("xor", "and", "or"))
        split = self.node(kind, "如何处理？")
        self.flows.append(f"{before} > {split}")
        ends = []
        for number in range(self.chance.randint(2, 4)):
            head = self.node("user", self.chance.choice(WORDS))
            self.flows.append(f"{split} > {head}" + (f" 情形{number}" if kind != "and" else ""))
            ends.append(self.chain(head, self.chance.randint(0, 2), depth=depth + 1))
        join = self.node(kind)
        self.flows += [f"{end} > {join}" for end in ends]
        return join

    def loop(self, before: str) -> str:
        first = self.task(before)
        last = self.chain(first, self.chance.randint(0, 2), depth=9)
        check = self.node("xor", "是否通过？")
        after = self.node("user", self.chance.choice(WORDS))
        self.flows += [f"{last} > {check}", f"{check} > {first} 退回", f"{check} > {after} 通过"]
        return after

    def chain(self, before: str, length: int, *, depth: int = 0) -> str:
        for _ in range(length):
            roll = self.chance.random()
            if depth < 2 and roll < 0.25:
                before = self.block(before, depth)
            elif depth < 2 and roll < 0.45:
                before = self.loop(before)
            else:
                before = self.task(before)
        return before


def random_text(seed: int) -> str:
    """Grow the process of a seed."""
    maker = Maker(seed)
    last = maker.chain(maker.node("start", "开始"), maker.chance.randint(2, 9))
    maker.flows.append(f"{last} > {maker.node('end', '结束')}")
    return "\n".join(maker.lines + maker.flows) + "\n"
