"""Time zones: no zone, an offset in seconds, or the id of a zone such as Asia/Shanghai."""

from __future__ import annotations

import datetime as dt
import functools
import zoneinfo

from webapp.feel.bounds import charge
from webapp.feel.day_numbers import days_in, from_days

DAY = 86_400
NANO = 1_000_000_000
Zone = None | int | str
LOOKED_UP = 8  # what it weighs to look an offset up


@functools.cache
def zone_ids() -> frozenset[str]:
    """Return the ids of all known zones."""
    return frozenset(zoneinfo.available_timezones())


def zone_text(zone: Zone) -> str:
    """Return Z, +08:00 or @Asia/Shanghai; nothing without a zone."""
    if zone is None:
        return ""
    if isinstance(zone, str):
        return "@" + zone
    if zone == 0:
        return "Z"
    hours, minutes, seconds = abs(zone) // 3600, abs(zone) // 60 % 60, abs(zone) % 60
    return f"{'-' if zone < 0 else '+'}{hours:02d}:{minutes:02d}" + (f":{seconds:02d}" if seconds else "")


def zone_offset(zone: str, days: int, nanos: int) -> int:
    """Return a zone's offset in seconds at a local time: day number and nanoseconds of the day."""
    return _seconds(_python(days, nanos, _zone(zone)))


def instant_offset(zone: str, nanos: int) -> int:
    """Return a zone's offset in seconds at an instant: nanoseconds since 1970 in UTC."""
    days, rest = divmod(nanos, DAY * NANO)
    return _seconds(_python(days, rest, dt.UTC).astimezone(_zone(zone)))


@functools.lru_cache(256)
def _zone(name: str) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(name)


def _python(days: int, nanos: int, tz: dt.tzinfo) -> dt.datetime:
    """Return Python's datetime; years that it lacks are moved within the 400-year cycle."""
    charge(LOOKED_UP)
    year, month, day = from_days(days)
    if not 2 <= year <= 9998:
        year = (2000 if year > 9998 else 800) + year % 400
    seconds = nanos // NANO
    clock = seconds // 3600, seconds // 60 % 60, seconds % 60
    return dt.datetime(year, month, min(day, days_in(year, month)), *clock, tzinfo=tz)


def _seconds(moment: dt.datetime) -> int:
    offset = moment.utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
