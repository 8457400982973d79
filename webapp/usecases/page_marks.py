"""Where a page of a list begins: the sort keys of the line before it, as JSON in the page's address."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from itertools import starmap

LARGEST_INTEGER = 2**31 - 1


def cursor_of(text: str, *kinds: type) -> tuple[object, ...] | None:
    """This function will read a mark of sort keys of these kinds; whatever is none is the first page."""
    try:
        parts = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(parts, list) or len(parts) != len(kinds):
        return None
    found = tuple(starmap(_read, zip(kinds, parts, strict=True)))
    return None if None in found else found


def mark_of(keys: tuple[object, ...] | None) -> str | None:
    """This function will write the sort keys of a page's last line as the next page's mark; None for the last page."""
    return json.dumps([_plain(key) for key in keys]) if keys else None


def _plain(key: object) -> object:
    if isinstance(key, dt.datetime):
        return {"at": key.isoformat()}
    return {"on": key.isoformat()} if isinstance(key, dt.date) else key


def _read(kind: type, part: object) -> object | None:
    """Anybody may write an address: what is no such key is None."""
    try:
        return _READERS[kind](part)
    except (TypeError, KeyError, ValueError, OverflowError):
        return None


def _instant(part: dict[str, str]) -> dt.datetime | None:
    found = dt.datetime.fromisoformat(part["at"])
    return found.astimezone(dt.UTC) if found.tzinfo else None


def _key(part: str) -> str | None:
    """Ids, codes and words: no database is asked for half a character, or for a control character."""
    return part if isinstance(part, str) and part.isprintable() else None


def _count(part: int) -> int | None:
    return part if type(part) is int and abs(part) <= LARGEST_INTEGER else None


_READERS: Mapping[type, Callable[..., object | None]] = {
    dt.datetime: _instant,
    dt.date: lambda part: dt.date.fromisoformat(part["on"]),
    str: _key,
    int: _count,
}
