"""List functions (DMN 10.3.4.4); those that count positions are in builtins_position."""

from __future__ import annotations

import functools
from collections.abc import Callable
from decimal import Decimal

from webapp.feel.bounds import MAX_LIST, charge, sized
from webapp.feel.compare import Truth, and_, eq, le, lt, or_
from webapp.feel.registry import builtin
from webapp.feel.values import Builtin, FeelValue, Function, Items

PAIR = 2  # what precedes(x, y) of sort takes


def fast_count(*args: FeelValue) -> Decimal | None:
    """Return count(list) without the way through the overloads."""
    if len(args) != 1 or args[0] is None:
        return None
    return Decimal(len(args[0])) if type(args[0]) is list else Decimal(1)


@builtin("count", "list:list", fast_count)
def count(items: Items) -> Decimal:
    """Return how many items a list has."""
    return Decimal(len(items))


@builtin("list contains", "list:list, element:any")
def list_contains(items: Items, value: FeelValue) -> bool:
    """Return whether an equal item is there."""
    charge(len(items))
    return any(eq(item, value) is True for item in items)


def _extreme(items: Items, better: Callable[[FeelValue, FeelValue], Truth]) -> FeelValue:
    """Return the best item; null if any two cannot be compared."""
    charge(len(items))
    if not items or le(items[0], items[0]) is None:
        return None
    best = items[0]
    for item in items[1:]:
        found = better(item, best)
        if found is None:
            return None
        best = item if found else best
    return best


@builtin("min", "list:list*")
def least(items: Items) -> FeelValue:
    """Return the least item."""
    return _extreme(items, lt)


@builtin("max", "list:list*")
def greatest(items: Items) -> FeelValue:
    """Return the greatest item."""
    return _extreme(items, lambda a, b: lt(b, a))


@builtin("all", "list:list*")
def all_(items: Items) -> Truth:
    """Return the three-valued and over a list; what is no boolean counts as null."""
    return and_(*sized(items))


@builtin("any", "list:list*")
def any_(items: Items) -> Truth:
    """Return the three-valued or over a list; what is no boolean counts as null."""
    return or_(*sized(items))


@builtin("append", "list:list~, item:any+")
def append(items: Items | None, new: Items) -> Items | None:
    """Return the list with more items at its end."""
    return None if items is None else sized(items + new)


@builtin("concatenate", "list:any+")
def concatenate(lists: Items) -> Items | None:
    """Return all lists in one; what is no list counts as a list of one; null fails."""
    if any(part is None for part in lists):
        return None
    out: Items = []
    for part in lists:
        out += part if type(part) is list else [part]
        if len(out) > MAX_LIST:
            break
    return sized(out)


@builtin("reverse", "list:list")
def reverse(items: Items) -> Items:
    """Return the list from its end."""
    return items[::-1]


@builtin("distinct values", "list:list")
def distinct_values(items: Items) -> Items:
    """Return each value once, in order of appearance."""
    out: Items = []
    for item in items:
        if not list_contains(out, item):
            out.append(item)
    return out


@builtin("union", "list:any+")
def union(lists: Items) -> Items | None:
    """Return all lists in one, each value once."""
    joined = concatenate(lists)
    return None if joined is None else distinct_values(joined)


@builtin("flatten", "list:list")
def flatten(items: Items) -> Items:
    """Return a list with no list inside any more."""
    out: Items = []
    for item in sized(items):
        out += flatten(item) if type(item) is list else [item]
    return sized(out)


@builtin("sort", "list:list, precedes:function?")
def sort(items: Items, precedes: Function | Builtin | None = None) -> Items | None:
    """Return the list in a stable order by precedes(x, y), or by < without it; null unless precedes takes two."""
    if isinstance(precedes, Function) and len(precedes.names) != PAIR:
        return None
    if precedes is None and any(lt(items[0], item) is None for item in items):
        return None
    less = lt if precedes is None else lambda x, y: precedes.call([x, y])

    def order(x: FeelValue, y: FeelValue) -> int:
        charge(1)
        if less(x, y) is True:
            return -1
        return 1 if less(y, x) is True else 0

    return sorted(sized(items), key=functools.cmp_to_key(order))
