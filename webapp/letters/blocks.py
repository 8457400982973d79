"""Markdown text to blocks. Values stay sealed in tokens until the structure is known."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby

from .errors import TemplateUnreadable
from .model import Block, Grid, Heading, KeyFacts, Numbered, Paragraph, Table

Unseal = Callable[[str], str]

DIGITS = "〇一二三四五六七八九"
NUMBERED = re.compile(r"\d+[.．]\s*(?=\S)")
FACT = re.compile(r"-\s+([^：]{1,10})：(.*)", re.DOTALL)
RULE = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?")


def chinese_number(n: int) -> str:
    """Write 1 to 99 in Chinese figures."""
    tens, ones = divmod(n, 10)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones or not tens else "")


def heading_number(level: int, n: int) -> str:
    """Give the number before the n-th heading of that level (GB/T 9704-2012, 7.3.3)."""
    forms = (f"{chinese_number(n)}、", f"（{chinese_number(n)}）", f"{n}.", f"（{n}）")
    return forms[level - 1]


def parse(text: str, unseal: Unseal = str) -> tuple[Block, ...]:
    """Read all blocks of a text: headings, items, facts, tables, forms, paragraphs.

    Raises TemplateUnreadable for a table whose rows differ in length.
    """
    blocks = [block for chunk in _chunks(text) for block in _read(chunk, unseal)]
    return _with_numbers(_joined(blocks))


def _chunks(text: str) -> list[list[str]]:
    """Groups of lines between blank lines; headings, items and facts stand alone."""
    out: list[list[str]] = [[]]
    for line in (raw.strip() for raw in text.split("\n")):
        alone = line.startswith("#") or FACT.match(line) or NUMBERED.match(line)
        if not line or alone:
            out.append([])
        if line:
            out[-1].append(line)
        if line.startswith("#"):
            out.append([])
    return [chunk for chunk in out if chunk]


def _read(lines: list[str], unseal: Unseal) -> list[Block]:
    text = "".join(lines)
    if text.startswith("#"):
        marks = len(text) - len(text.lstrip("#"))
        return [Heading(level=min(marks, 4), number="", text=unseal(text.lstrip("#").strip()))]
    if text.startswith("|"):
        return [_table(lines, unseal) if len(lines) > 1 and RULE.fullmatch(lines[1]) else _grid(lines, unseal)]
    if fact := FACT.match(text):
        return [KeyFacts(facts=((unseal(fact[1].strip()), unseal(fact[2].strip())),))]
    if item := NUMBERED.match(text):
        return [Numbered(items=(unseal(text[item.end() :]),))]
    return [Paragraph(text=line.strip()) for line in unseal(text).split("\n") if line.strip()]


def _cells(line: str, unseal: Unseal) -> tuple[str, ...]:
    return tuple(unseal(cell.strip()) for cell in line.strip("|").split("|"))


def _table(lines: list[str], unseal: Unseal) -> Table:
    """A pipe table; the dashes of its rule are the column weights."""
    weights = tuple(max(1, part.count("-")) for part in lines[1].strip("|").split("|"))
    head, rows = _cells(lines[0], unseal), tuple(_cells(row, unseal) for row in lines[2:])
    if any(len(row) != len(weights) for row in (head, *rows)):
        raise TemplateUnreadable(why=f"表格“{'、'.join(head)}”各行都应有{len(weights)}栏")
    return Table(head=head, rows=rows, weights=weights)


def _grid(lines: list[str], unseal: Unseal) -> Grid:
    """Pipe lines without a rule: a form of labels and values."""
    rows = tuple(_cells(row, unseal) for row in lines)
    if any(len(row) not in (2, 4) for row in rows):
        raise TemplateUnreadable(why=f"表单“{rows[0][0]}”每行应为2栏或4栏")
    return Grid(rows=rows)


def _joined(blocks: list[Block]) -> list[Block]:
    """Neighbouring facts and items as one block each."""
    out: list[Block] = []
    for _, group in groupby(blocks, type):
        members = list(group)
        facts = [fact for block in members if isinstance(block, KeyFacts) for fact in block.facts]
        items = [item for block in members if isinstance(block, Numbered) for item in block.items]
        if facts:
            out.append(KeyFacts(facts=tuple(facts)))
        elif items:
            out.append(Numbered(items=tuple(items)))
        else:
            out.extend(members)
    return out


def _with_numbers(blocks: list[Block]) -> tuple[Block, ...]:
    """Headings with their numbers; a deeper count starts anew under each heading."""
    counts = [0, 0, 0, 0]
    out: list[Block] = []
    for block in blocks:
        if not isinstance(block, Heading):
            out.append(block)
            continue
        level = block.level
        counts = [*counts[: level - 1], counts[level - 1] + 1, *[0] * (4 - level)]
        out.append(replace(block, number=heading_number(level, counts[level - 1])))
    return tuple(out)
