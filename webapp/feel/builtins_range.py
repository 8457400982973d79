"""Functions on points and ranges: Allen's relations (DMN 10.3.4.10), and range(from)."""

from __future__ import annotations

import re
from collections.abc import Callable

from webapp.feel import nodes as n
from webapp.feel.bounds import MAX_RANGE_TEXT, charge
from webapp.feel.compare import Truth, and_, contains, eq, lt, not_, or_
from webapp.feel.errors import FeelLimit, FeelSyntaxError
from webapp.feel.names import Layer
from webapp.feel.parser import Parser
from webapp.feel.ranges import comparison, make_range
from webapp.feel.registry import builtin
from webapp.feel.temporal_text import at_literal, parse_date, parse_date_time, parse_duration, parse_time
from webapp.feel.values import FeelValue, Range

POINT = "number|string|date|time|dt|dtd|ymd"
Rule = Callable[[FeelValue, FeelValue], Truth]


def _both(name: str, swapped: str, *, first: str, second: str, rule: Rule) -> None:
    """Declare a relation and its mirror; numbered parameters keep their numbers."""
    builtin(name, f"{first}, {second}")(rule)
    (one, one_kind), (two, two_kind) = first.split(":"), second.split(":")
    mirror = f"{one}:{two_kind}, {two}:{one_kind}" if one.endswith("1") else f"{second}, {first}"
    builtin(swapped, mirror)(lambda a, b: rule(b, a))


def _before(a: FeelValue, a_in: bool, b: FeelValue, b_in: bool) -> Truth:
    """Return whether what ends at a lies before what begins at b."""
    return or_(lt(a, b), and_(not (a_in and b_in), eq(a, b)))


def _touch(a: FeelValue, a_in: bool, b: FeelValue, b_in: bool) -> Truth:
    """Return whether what ends at a reaches what begins at b."""
    return not_(_before(a, a_in, b, b_in))


def overlaps(a: Range, b: Range) -> Truth:
    """Return whether two ranges have a point in common."""
    return and_(_touch(a.end, a.end_in, b.start, b.start_in), _touch(b.end, b.end_in, a.start, a.start_in))


def _starts_first(a: Range, b: Range, equal: bool) -> Truth:
    """Return whether a begins before b (or with it, if `equal`)."""
    same = and_(eq(a.start, b.start), (a.start_in or not b.start_in) if equal else (a.start_in and not b.start_in))
    return or_(lt(a.start, b.start), same)


def _ends_last(a: Range, b: Range) -> Truth:
    """Return whether a ends after b, or with it."""
    return or_(lt(b.end, a.end), and_(eq(a.end, b.end), a.end_in or not b.end_in))


def overlaps_before(a: Range, b: Range) -> Truth:
    """Return whether a begins first, reaches into b, and does not outlast it."""
    return and_(_starts_first(a, b, False), _touch(a.end, a.end_in, b.start, b.start_in), _ends_last(b, a))


def _meets(a: Range, b: Range) -> Truth:
    return and_(a.end_in and b.start_in, eq(a.end, b.start))


def _finishes(a: Range, b: Range) -> Truth:
    return and_(a.end_in == b.end_in, eq(a.end, b.end), _starts_first(b, a, True))


def _includes(a: Range, b: Range) -> Truth:
    return and_(_starts_first(a, b, True), _ends_last(a, b))


def _starts(a: Range, b: Range) -> Truth:
    return and_(a.start_in == b.start_in, eq(a.start, b.start), _ends_last(b, a))


ONE_POINT, ONE_RANGE = f"point:{POINT}", "range:range"
POINTS = {"first": f"point1:{POINT}", "second": f"point2:{POINT}"}
RANGES = {"first": "range1:range", "second": "range2:range"}
POINT_RANGE = {"first": ONE_POINT, "second": ONE_RANGE}
RANGE_POINT = {"first": ONE_RANGE, "second": ONE_POINT}
_both("before", "after", **POINTS, rule=lt)
_both("before", "after", **POINT_RANGE, rule=lambda p, r: _before(p, True, r.start, r.start_in))
_both("before", "after", **RANGE_POINT, rule=lambda r, p: _before(r.end, r.end_in, p, True))
_both("before", "after", **RANGES, rule=lambda a, b: _before(a.end, a.end_in, b.start, b.start_in))
_both("meets", "met by", **RANGES, rule=_meets)
builtin("overlaps", "range1:range, range2:range")(overlaps)
_both("overlaps before", "overlaps after", **RANGES, rule=overlaps_before)
_both("finishes", "finished by", **POINT_RANGE, rule=lambda p, r: and_(r.end_in, eq(r.end, p)))
_both("finishes", "finished by", **RANGES, rule=_finishes)
_both("includes", "during", **RANGE_POINT, rule=contains)
_both("includes", "during", **RANGES, rule=_includes)
_both("starts", "started by", **POINT_RANGE, rule=lambda p, r: and_(r.start_in, eq(r.start, p)))
_both("starts", "started by", **RANGES, rule=_starts)
builtin("coincides", f"point1:{POINT}, point2:{POINT}")(eq)
builtin("coincides", "range1:range, range2:range")(eq)

_MAKERS: dict[str, Callable[[str], FeelValue]] = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "duration": parse_duration,
}
_MAKER_LAYER = Layer(_MAKERS)
READ = 80  # what reading a literal weighs against other nodes
NO_START = re.compile(r"\s*[(\]]\s*\.\.")
NO_END = re.compile(r"\.\.\s*[)\[]\s*\Z")


@builtin("range", "from:string")
def range_of(text: str) -> Range | None:
    """Return a range from its literal (DMN grammar rule 66): literals upwards, or one end left out at an open side."""
    charge(READ)
    if len(text) > MAX_RANGE_TEXT:
        raise FeelLimit("区间的文本过长")
    if NO_START.match(text):
        return _half(text.replace("..", "0..", 1))
    if NO_END.search(text):
        return _half("..0".join(text.rsplit("..", 1)), end_open=True)
    tree = _range_tree(text)
    if tree is None:
        return None
    start, end = _literal(tree.start), _literal(tree.end)
    if start is None or end is None or lt(end, start) is True:
        return None
    return make_range(start, tree.start_in, end, tree.end_in)


def _range_tree(text: str) -> n.RangeOf | None:
    nothing: frozenset[str] = frozenset()
    try:
        tree = Parser(text, nothing, members=nothing, builtins=_MAKER_LAYER, types=nothing).whole()
    except FeelSyntaxError:
        return None
    return tree if isinstance(tree, n.RangeOf) else None


def _half(text: str, *, end_open: bool = False) -> Range | None:
    """Return the range of a text that had one end filled in, which is open to infinity: the same as (< 5)."""
    tree = _range_tree(text)
    if tree is None:
        return None
    if end_open:
        return comparison(">=" if tree.start_in else ">", _literal(tree.start))
    return comparison("<=" if tree.end_in else "<", _literal(tree.end))


def _literal(node: n.Node) -> FeelValue:
    """Return the value of a literal, null for anything else."""
    if isinstance(node, n.Const):
        return node.value
    if isinstance(node, n.At):
        return at_literal(node.text)
    if isinstance(node, n.Call) and isinstance(node.function, n.Name) and len(node.args) == 1:
        maker, argument = _MAKERS.get(node.function.name), node.args[0]
        if maker and isinstance(argument, n.Const) and isinstance(argument.value, str):
            return maker(argument.value)
    return None
