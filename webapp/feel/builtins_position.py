"""List functions that count positions: from 1, negative ones from the end, fractions cut (DMN 10.3.4.4)."""

from __future__ import annotations

from decimal import Decimal

from webapp.feel.bounds import charge, sized
from webapp.feel.compare import eq
from webapp.feel.registry import builtin
from webapp.feel.values import Builtin, FeelValue, Function, Items


def cut(value: Decimal) -> int:
    """Return a position with its fraction cut off; 0, which is no position, for a huge one."""
    return 0 if value.adjusted() > 9 else int(value)


def place(items: Items, position: Decimal) -> int | None:
    """Return a position as an index, null outside the list."""
    at = cut(position)
    if not at or abs(at) > len(items):
        return None
    return at - 1 if at > 0 else len(items) + at


@builtin("sublist", "list:list, start position:number, length:number?")
def sublist(items: Items, start: Decimal, length: Decimal | None = None) -> Items | None:
    """Return a part of a list; null if it is empty or reaches outside."""
    first = place(items, start)
    count = None if length is None else cut(length)
    if first is None or (count is not None and count < 1):
        return None
    if count is None:
        return items[first:]
    return items[first : first + count] if first + count <= len(items) else None


@builtin("insert before", "list:list, position:number, newItem:any")
def insert_before(items: Items, position: Decimal, new: FeelValue) -> Items | None:
    """Return the list with a new item before a position."""
    at = place(items, position)
    return None if at is None else [*items[:at], new, *items[at:]]


@builtin("remove", "list:list, position:number")
def remove(items: Items, position: Decimal) -> Items | None:
    """Return the list without the item at a position."""
    at = place(items, position)
    return None if at is None else items[:at] + items[at + 1 :]


@builtin("list replace", "list:list, position:number, newItem:any")
def list_replace(items: Items, position: Decimal, new: FeelValue) -> Items | None:
    """Return the list with one item exchanged."""
    at = place(items, position)
    return None if at is None else [*items[:at], new, *items[at + 1 :]]


@builtin("list replace", "list:list, match:function, newItem:any")
def list_replace_by(items: Items, match: Function | Builtin, new: FeelValue) -> Items | None:
    """Return the list with each item exchanged for which match(item, newItem) is true."""
    found = [match.call([item, new]) for item in sized(items)]
    if any(type(hit) is not bool for hit in found):
        return None
    return [new if hit else item for hit, item in zip(found, items, strict=True)]


@builtin("index of", "list:list, match:any")
def index_of(items: Items, match: FeelValue) -> Items:
    """Return the positions of all equal items."""
    charge(len(items))
    return [Decimal(i + 1) for i, item in enumerate(items) if eq(item, match) is True]
