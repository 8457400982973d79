"""What a gateway's condition costs: every condition in the diagrams of the three measures, compiled, over values."""

from __future__ import annotations

import re
import statistics
import time
from pathlib import Path

from lxml import etree

from tests.bench.figures import Figure, at_most
from tests.conftest import ROOT
from webapp.engine.clock import DECLARED
from webapp.feel import Compiled, Date, FeelValue, Functions, compile_expression

MEASURES = ("m07_clue_disposal", "m08_talk_letter_inquiry", "m10_violation_handling", "shared")
FUNCTIONS: Functions = {"today": lambda: Date(2026, 3, 2), "deadline": {"letter.reply": Date(2026, 3, 26)}.get}
ROUNDS, REPEATS = 2000, 5


def feel_us() -> Figure:
    """Give the median over all conditions of the microseconds that one evaluation takes."""
    found = [(compile_expression(text, functions=DECLARED), text) for text in conditions()]
    taken = [microseconds(compiled, context(compiled, text)) for compiled, text in found]
    note = f"{len(taken)} conditions, slowest {max(taken):.1f} µs"
    return at_most(2, name="feel_us", database="none", value=statistics.median(taken), unit="µs", note=note)


def conditions() -> list[str]:
    """Give the texts of all conditions on sequence flows."""
    files = [file for measure in MEASURES for file in sorted((ROOT / "processes" / measure).rglob("*.bpmn"))]
    return [text.strip() for file in files for text in texts(file) if text.strip()]


def texts(file: Path) -> list[str]:
    """Give the texts of one diagram."""
    return [element.text or "" for element in etree.parse(str(file)).iter("{*}conditionExpression")]


def context(compiled: Compiled, text: str) -> dict[str, FeelValue]:
    """Give values for the paths that a condition reads: its first text literal, else true."""
    literal = re.search(r'"([^"]*)"', text)
    value: FeelValue = literal[1] if literal else True
    out: dict[str, FeelValue] = {}
    for path in compiled.paths:
        first, _, rest = path.partition(".")
        out[first] = {rest: value} if rest else value
    return out


def microseconds(compiled: Compiled, values: dict[str, FeelValue]) -> float:
    """Give the time of one evaluation: the best of some repeats, for a busy machine stretches the others."""
    return min(repeat(compiled, values) for _ in range(REPEATS))


def repeat(compiled: Compiled, values: dict[str, FeelValue]) -> float:
    """Evaluate many times."""
    began = time.perf_counter()
    for _ in range(ROUNDS):
        compiled(values, FUNCTIONS)
    return 1e6 * (time.perf_counter() - began) / ROUNDS


if __name__ == "__main__":
    print(feel_us())  # noqa: T201
