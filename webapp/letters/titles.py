"""Breaking a title into lines: few lines, longest first (trapezoid), no word cut."""

from __future__ import annotations

from itertools import combinations, pairwise

WIDTH = 19
MOST_LINES = 4
LONGEST_SEARCHED = 60
NEVER_FIRST = "的和与及、》）：”，。"
NEVER_LAST = "《（“"
GOOD_LAST = "的和与及、》）：对"
UNITS = "会县部局组院市省委室办"
GOOD_FIRST = (
    *("关于", "有关", "问题", "情况", "通知", "意见", "反馈", "回复", "报告", "会议", "党风", "廉政", "同志"),
    *("予以", "印发", "开展", "澄清", "函询", "纪要", "常务", "第", "违纪", "处分", "决定", "申诉", "警示", "教育"),
)


def title_lines(title: str, width: int = WIDTH) -> tuple[str, ...]:
    """Break a title into lines of at most `width` characters where that can be (GB/T 9704-2012, 7.3.1)."""
    if len(title) <= width:
        return (title,)
    if len(title) > LONGEST_SEARCHED:
        return _pieces(title, tuple(range(width, len(title), width)))
    count = min(-(-len(title) // width), MOST_LINES)
    ways = combinations(range(2, len(title) - 1), count - 1)
    return _pieces(title, min(ways, key=lambda cuts: _cost(title, cuts, width)))


def _pieces(title: str, cuts: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(title[start:end] for start, end in pairwise((0, *cuts, len(title))))


def _cost(title: str, cuts: tuple[int, ...], width: int) -> float:
    lengths = [len(piece) for piece in _pieces(title, cuts)]
    over = sum(max(0, length - width) for length in lengths)
    return over * 100 + _shape_cost(lengths) + sum(_cut_cost(title, at) for at in cuts)


def _shape_cost(lengths: list[int]) -> float:
    """How far the lengths are from a trapezoid; last lines of one or two are bad."""
    steps = [before - after for before, after in pairwise(lengths)]
    return sum(abs(step - 2) if step > 0 else 4 - 2 * step for step in steps) + 30 * (lengths[-1] < 3)


def _cut_cost(title: str, at: int) -> float:
    """How bad a break before that character is."""
    if title[at] in NEVER_FIRST or title[at - 1] in NEVER_LAST:
        return 99
    if title[:at].endswith("关于"):
        return 30
    if title[at - 1] in GOOD_LAST:
        return 0
    if title[at:].startswith(GOOD_FIRST):
        return 2
    return 6 if title[at - 1] in UNITS else 14
