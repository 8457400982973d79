"""What each expression gives, under headings: `*.txt` beside this file."""

from __future__ import annotations

import pathlib
from decimal import Decimal

from webapp.feel import Date, DateTime, FeelValue, Functions, Time

ARROW = "  =>  "
CONTEXT = {"x": [Decimal(1), Decimal(2)], "y": {"a": Decimal(5), "z": "q"}}
MONDAY = Date(2026, 3, 2)
CLOCK: Functions = {"today": lambda: MONDAY, "now": lambda: DateTime(MONDAY, Time(9, 0, 0, 0, 0))}


def sections() -> dict[str, list[tuple[str, str]]]:
    """Give pairs of an expression and the text of its value, by file and heading."""
    found: dict[str, list[tuple[str, str]]] = {}
    for file in sorted(pathlib.Path(__file__).parent.glob("*.txt")):
        for block in file.read_text(encoding="utf-8").split("# ")[1:]:
            heading, *lines = block.splitlines()
            pairs = [line.split(ARROW) for line in lines if ARROW in line]
            found[f"{file.stem}: {heading}"] = [(text, want) for text, want in pairs]
    return found


def texts() -> list[str]:
    """Give all expressions."""
    return [text for pairs in sections().values() for text, _ in pairs]


def same(want: FeelValue, got: FeelValue) -> bool:
    """Equal down to the zone, and of one kind: what FEEL calls equal is too little for a test."""
    if type(want) is not type(got):
        return False
    if isinstance(want, list):
        return len(want) == len(got) and all(map(same, want, got))
    if isinstance(want, dict):
        return list(want) == list(got) and all(same(want[key], got[key]) for key in want)
    return bool(want == got)
