"""Contents (forms, payloads, letters) as bytes before they are sealed: msgpack with typed decimals and days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any  # columns of rows and statements, which only SQL knows

import msgspec

from webapp.feel import temporal as feel

# Plain values take the numbers of the engine's own format where both have them (decimal 1), so that a dump reads alike.
_DECIMAL, _DAY, _INSTANT, _CLOCK, _SPAN = 1, 12, 13, 14, 15
_FEEL_DATE, _FEEL_MOMENT, _FEEL_TIME, _FEEL_SPAN, _FEEL_MONTHS = 2, 3, 4, 5, 6


def pack(value: object) -> bytes:
    """This function will write a content as bytes; a type it does not know raises TypeError."""
    # msgspec would write days and dataclasses by itself, but not so that they come back: what is typed is wrapped first
    return msgspec.msgpack.encode(_typed(value))


def unpack(raw: bytes) -> Any:
    """This function will read what `pack` wrote, with the same types."""
    return _DECODER.decode(raw)


def unpack_mapping(raw: bytes) -> Mapping[str, object]:
    """This function will read a content that is a mapping."""
    content = unpack(raw)
    if not isinstance(content, dict):
        raise TypeError("the content is no mapping")
    return content


def _clock(value: feel.Time) -> list[object]:
    return [value.hour, value.minute, value.second, value.nanos, value.zone]


_AS_IT_IS = (str, bool, int, float, bytes)
_WRITERS: dict[type, tuple[int, Callable[[Any], object]]] = {
    Decimal: (_DECIMAL, str),
    dt.datetime: (_INSTANT, lambda value: value.isoformat()),
    dt.date: (_DAY, lambda value: value.isoformat()),
    dt.time: (_CLOCK, lambda value: value.isoformat()),
    dt.timedelta: (_SPAN, lambda value: [value.days, value.seconds, value.microseconds]),
    feel.Date: (_FEEL_DATE, lambda value: [value.year, value.month, value.day]),
    feel.Time: (_FEEL_TIME, _clock),
    feel.DateTime: (
        _FEEL_MOMENT,
        lambda value: [value.date.year, value.date.month, value.date.day, *_clock(value.time)],
    ),
    feel.DayTime: (_FEEL_SPAN, lambda value: value.nanos),
    feel.YearMonth: (_FEEL_MONTHS, lambda value: value.months),
}
_READERS: dict[int, Callable[[Any], object]] = {
    _DECIMAL: Decimal,
    _INSTANT: dt.datetime.fromisoformat,
    _DAY: dt.date.fromisoformat,
    _CLOCK: dt.time.fromisoformat,
    _SPAN: lambda parts: dt.timedelta(*parts),
    _FEEL_DATE: lambda parts: feel.Date(*parts),
    _FEEL_TIME: lambda parts: feel.Time(*parts),
    _FEEL_MOMENT: lambda parts: feel.DateTime(feel.Date(*parts[:3]), feel.Time(*parts[3:])),
    _FEEL_SPAN: feel.DayTime,
    _FEEL_MONTHS: feel.YearMonth,
}


def _read(number: int, raw: memoryview) -> object:
    return _READERS[number](msgspec.msgpack.decode(raw))


def _typed(value: object) -> object:
    if value is None or isinstance(value, _AS_IT_IS):
        return value
    if isinstance(value, Mapping):
        return {str(key): _typed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_typed(item) for item in value]
    return _extension(value)


def _extension(value: object) -> msgspec.msgpack.Ext:
    found = _WRITERS.get(type(value))
    if found is None:
        raise TypeError(f"a content cannot hold {type(value).__name__}")
    number, writer = found
    return msgspec.msgpack.Ext(number, msgspec.msgpack.encode(writer(value)))


_DECODER = msgspec.msgpack.Decoder(ext_hook=_read)
