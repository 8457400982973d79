"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

_MARKS = ((10, "T"), (19, "."), (26, "Z"))
_WIDTH = 27


@lru_cache(maxsize=512)
def instant_text(at: dt.datetime) -> str:
    """This function will write an aware instant as UTC text of fixed width, which sorts as the instants do."""
    if at.tzinfo is None:
        raise ValueError("an instant without a zone")
    return at.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def instant_of(text: str) -> dt.datetime:
    """This function will read such a text (a tenth of the time that strptime takes); raises ValueError for another."""
    if len(text) != _WIDTH or any(text[place] != mark for place, mark in _MARKS):
        raise ValueError("no instant as the house writes it")
    return dt.datetime.fromisoformat(text)


class Instant(TypeDecorator[dt.datetime]):
    """An aware instant in UTC: timestamptz on PostgreSQL, sortable text on SQLite."""

    impl = sa.String(_WIDTH)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """This function will choose the database's own type."""
        native = dialect.name == "postgresql"
        return dialect.type_descriptor(sa.DateTime(timezone=True) if native else sa.String(_WIDTH))

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """This function will refuse a naive instant and write the others in UTC."""
        if value is None:
            return None
        text = instant_text(value)
        return value.astimezone(dt.UTC) if dialect.name == "postgresql" else text

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        """This function will give an aware instant in UTC."""
        if value is None:
            return None
        if isinstance(value, str):
            return instant_of(value)
        instant: dt.datetime = value.astimezone(dt.UTC)
        return instant


class Rank(TypeDecorator[str]):
    """A word of an ordered list, kept as its place there, so that `<=` means what it says."""

    impl = sa.SmallInteger
    cache_ok = True

    def __init__(self, order: Sequence[str]) -> None:
        super().__init__()
        self.order = tuple(order)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> int | None:
        """This function will give the word's place; an unknown word raises ValueError."""
        return None if value is None else self.order.index(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> str | None:
        """This function will give the word at that place."""
        return None if value is None else self.order[value]


class Word(TypeDecorator[StrEnum]):
    """A word of a closed set, kept as text."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        """This function will refuse a word that is not in the set."""
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """This function will give the member of the set."""
        return None if value is None else self.words(value)


class Json(TypeDecorator[Any]):
    """Plain lists and mappings as canonical JSON text (sorted keys, no blanks), the same bytes on every database."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """This function will write canonical JSON."""
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """This function will read the JSON text."""
        return None if value is None else json.loads(value)


def canonical(value: object) -> str:
    """This function will write a value as JSON text that is the same for equal values; dates and decimals as text."""
    return _CANONICAL.encode(value)


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        return instant_text(value)
    if isinstance(value, dt.date | Decimal):
        return str(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no clear text form")


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)
