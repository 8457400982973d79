"""Dates, times and durations as FEEL knows them: exact, proleptic, years -999999999 to 999999999.

Python's own `date` ends at the year 9999 and its `timedelta` counts microseconds; the standard asks for more.
"""

from __future__ import annotations

from dataclasses import dataclass

from webapp.feel.day_numbers import days_in, from_days, to_days
from webapp.feel.zones import DAY, NANO, Zone, instant_offset, zone_ids, zone_offset, zone_text

MAX_YEAR = 999_999_999
MAX_OFFSET = 18 * 3600
MILLI = 1_000_000  # nanoseconds
JANUARY_2000 = 10_957  # day number at which a bare time's zone is looked up


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A day."""

    year: int
    month: int
    day: int

    def days(self) -> int:
        """Return the number of days since 1970-01-01."""
        return to_days(self.year, self.month, self.day)

    def weekday(self) -> int:
        """Return 1 for Monday to 7 for Sunday."""
        return (self.days() + 3) % 7 + 1

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day; `zone` is None, an offset in seconds, or the id of a zone."""

    hour: int
    minute: int
    second: int
    nanos: int = 0
    zone: Zone = None

    def of_day(self) -> int:
        """Return nanoseconds since midnight as the wall shows it."""
        return ((self.hour * 60 + self.minute) * 60 + self.second) * NANO + self.nanos

    def offset(self) -> int | None:
        """Return the offset in seconds; a zone without a date counts as in January 2000."""
        return zone_offset(self.zone, JANUARY_2000, 0) if isinstance(self.zone, str) else self.zone

    def instant(self) -> int:
        """Return nanoseconds since midnight UTC (local, if there is no offset)."""
        return self.of_day() - (self.offset() or 0) * NANO

    def order(self) -> int:
        """Return the instant in milliseconds, the resolution in which the standard compares."""
        return self.instant() // MILLI

    def wall(self) -> int:
        """Return what the wall shows, in milliseconds."""
        return self.of_day() // MILLI

    def __str__(self) -> str:
        fraction = f".{self.nanos:09d}".rstrip("0") if self.nanos else ""
        return f"{self.hour:02d}:{self.minute:02d}:{self.second:02d}{fraction}{zone_text(self.zone)}"


@dataclass(frozen=True, slots=True)
class DateTime:
    """A day and a time."""

    date: Date
    time: Time

    @property
    def zone(self) -> Zone:
        """The time's zone."""
        return self.time.zone

    def offset(self) -> int | None:
        """Return the offset in seconds on this day."""
        zone = self.time.zone
        return zone_offset(zone, self.date.days(), self.time.of_day()) if isinstance(zone, str) else zone

    def local(self) -> int:
        """Return nanoseconds since 1970 as the wall shows it."""
        return self.date.days() * DAY * NANO + self.time.of_day()

    def instant(self) -> int:
        """Return nanoseconds since 1970 in UTC (local, if there is no offset)."""
        return self.local() - (self.offset() or 0) * NANO

    def order(self) -> int:
        """Return the instant in milliseconds, the resolution in which the standard compares."""
        return self.instant() // MILLI

    def wall(self) -> int:
        """Return what the wall shows, in milliseconds."""
        return self.local() // MILLI

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


@dataclass(frozen=True, slots=True, order=True)
class DayTime:
    """A days and time duration, in nanoseconds."""

    nanos: int

    def __str__(self) -> str:
        seconds, nanos = divmod(abs(self.nanos), NANO)
        days, hours, minutes, rest = seconds // DAY, seconds // 3600 % 24, seconds // 60 % 60, seconds % 60
        fraction = f".{nanos:09d}".rstrip("0") if nanos else ""
        clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        clock += f"{rest}{fraction}S" if rest or nanos else ""
        body = (f"{days}D" if days else "") + ("T" + clock if clock else "")
        return ("-" if self.nanos < 0 else "") + "P" + (body or "T0S")


@dataclass(frozen=True, slots=True, order=True)
class YearMonth:
    """A years and months duration, in months."""

    months: int

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        body = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-" if self.months < 0 else "") + "P" + (body or "0M")


def make_date(year: int, month: int, day: int) -> Date | None:
    """Return a date, or None if there is no such day."""
    if abs(year) > MAX_YEAR or not 1 <= month <= 12 or not 1 <= day <= days_in(year, month):
        return None
    return Date(year, month, day)


def make_time(hour: int, minute: int, second: int, nanos: int = 0, zone: Zone = None) -> Time | None:
    """Return a time, or None if no clock can show it."""
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60) or not _zone_exists(zone):
        return None
    return Time(hour, minute, second, nanos, zone)


def _zone_exists(zone: Zone) -> bool:
    if isinstance(zone, str):
        return zone in zone_ids()
    return zone is None or abs(zone) <= MAX_OFFSET


def from_local(nanos: int, zone: Zone) -> DateTime | None:
    """Return the date and time that the wall shows `nanos` nanoseconds after 1970 began there."""
    days, rest = divmod(nanos, DAY * NANO)
    year, month, day = from_days(days)
    if abs(year) > MAX_YEAR:
        return None
    seconds, fraction = divmod(rest, NANO)
    return DateTime(Date(year, month, day), clock(seconds, fraction, zone))


def clock(seconds: int, nanos: int, zone: Zone) -> Time:
    """Return the time that many seconds after midnight."""
    return Time(seconds // 3600, seconds // 60 % 60, seconds % 60, nanos, zone)


def from_instant(nanos: int, zone: Zone) -> DateTime | None:
    """Return the date and time in `zone` at an instant."""
    shift = instant_offset(zone, nanos) if isinstance(zone, str) else zone or 0
    return from_local(nanos + shift * NANO, zone)


def add_months(date: Date, months: int) -> Date | None:
    """Return the day whole months later, clamped to the end of the month."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return make_date(year, month + 1, min(date.day, days_in(year, month + 1)))
