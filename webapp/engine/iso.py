"""Times written as ISO 8601, as other editors write them: a date, a duration, a repeating interval."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from webapp.domain.deadlines import add_months

PARTED = r"(?:[.,]\d{1,6}(?=[WDHMS]\Z))?"
"""Only what stands last may have a fraction (ISO 8601-1, 5.5.2.3); months and years have none here."""

DURATION = re.compile(
    rf"P(?:(\d{{1,4}})Y)?(?:(\d{{1,5}})M)?(?:(\d{{1,5}}{PARTED})W)?(?:(\d{{1,6}}{PARTED})D)?"
    rf"(?:T(?=\d)(?:(\d{{1,7}}{PARTED})H)?(?:(\d{{1,8}}{PARTED})M)?(?:(\d{{1,9}}{PARTED})S)?)?",
    re.ASCII,
)
MICROSECONDS = (
    604_800_000_000,
    86_400_000_000,
    3_600_000_000,
    60_000_000,
    1_000_000,
)  # week, day, hour, minute, second
REPEATING = re.compile(r"R(\d{0,6})/([^/]+)(?:/([^/]+))?", re.ASCII)
MOMENT = re.compile(
    r"(?:\d{4}-\d\d-\d\d|\d{4}-W\d\d-\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|(?:\d{8}|\d{4}W\d{3})T\d{4}(?:\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?",
    re.ASCII,
)


@dataclass(frozen=True, kw_only=True)
class Span:
    """A duration: months are counted in the calendar, the rest on the clock."""

    text: str
    months: int = 0
    rest: dt.timedelta = dt.timedelta()

    @property
    def is_nothing(self) -> bool:
        """This function will tell a duration of no length (PT0S)."""
        return not (self.months or self.rest)

    def times(self, count: int) -> Span:
        """This function will give so many of the duration, one after the other. Raises OverflowError."""
        return Span(text=self.text, months=self.months * count, rest=self.rest * count)

    def after(self, moment: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
        """This function will give the moment so much later; a day that a month lacks is its last. Raises ValueError."""
        try:
            local = moment.astimezone(zone)
            day = add_months(local.date(), self.months)
            return (dt.datetime.combine(day, local.timetz()) if self.months else local).astimezone(dt.UTC) + self.rest
        except OverflowError as error:
            raise ValueError(f"“{self.text}”太长") from error


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The instants of a repeating interval, each counted from the first, so that a short month shifts none after it."""

    span: Span
    first: dt.datetime
    zone: dt.tzinfo

    def at(self, number: int) -> dt.datetime:
        """This function will give the instant of a number, the first being 0. Raises ValueError, OverflowError."""
        return self.span.times(number).after(self.first, self.zone)

    def next(self, number: int, now: dt.datetime) -> int | None:
        """This function will give the number after one whose instant has not passed; None when time itself ends."""
        number += 1
        if not self.span.months:
            number = max(number, -((self.first - now) // self.span.rest))
        try:
            while self.at(number) < now:
                number += 1
        except (ValueError, OverflowError):
            return None
        return number


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """A repeating interval: `times` is None without end, `start` None when it counts from now."""

    span: Span
    times: int | None = None
    start: dt.datetime | None = None


Literal = Span | Repeat | dt.datetime | dt.date


def read_literal(text: str) -> Literal | None:
    """This function will read a text that is ISO 8601 and nothing else; None when it is something else.

    Raises ValueError for what looks like a time but is none (2026-02-30).
    """
    text = text.strip()
    if text.startswith("R") and (match := REPEATING.fullmatch(text)):
        return _repeat(match)
    if text.startswith("P") and (span := _span(text)) is not None:
        return span
    return _moment(text) if MOMENT.fullmatch(text) else None


def _span(text: str) -> Span | None:
    match = DURATION.fullmatch(text)
    if match is None or not any(match.groups()):
        return None
    years, months, *parts = (part or "0" for part in match.groups())
    micros = sum(int(Decimal(part.replace(",", ".")) * size) for part, size in zip(parts, MICROSECONDS, strict=True))
    rest = dt.timedelta(microseconds=micros)
    return Span(text=text, months=int(years) * 12 + int(months), rest=rest)


def _moment(text: str) -> dt.datetime | dt.date:
    return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)


def _repeat(match: re.Match[str]) -> Repeat | None:
    """R3/PT1H, R/2026-01-01T00:00:00Z/P1D, R3/<start>/<end>: an end gives the length of the first interval."""
    times = int(match[1]) if match[1] else None
    parts = [read_literal(part) for part in match.groups()[1:] if part]
    if isinstance(parts[0], Span) and len(parts) == 1:
        return Repeat(span=parts[0], times=times)
    if len(parts) != 2 or not isinstance(parts[0], dt.datetime):
        return None
    begin, second = parts[0], parts[1]
    span = _between(begin, second) if isinstance(second, dt.datetime) else second
    return Repeat(span=span, times=times, start=begin) if isinstance(span, Span) else None


def from_its_start(text: str) -> str | None:
    """This function will write R3/PT1H/<end>, whose last interval ends then, so that it says when it first beats.

    None for anything else, and where nothing says how often: then no beat is the first.
    """
    match = REPEATING.fullmatch(text.strip())
    span, end = [read_literal(part or "") for part in match.groups()[1:]] if match else (None, None)
    if not (match and match[1] and isinstance(span, Span) and isinstance(end, dt.datetime)) or span.months:
        return None
    first = end - (int(match[1]) - 1) * span.rest
    return f"R{match[1]}/{first.isoformat().replace('+00:00', 'Z')}/{span.text}"


def _between(begin: dt.datetime, end: dt.datetime) -> Span | None:
    if (begin.tzinfo is None) != (end.tzinfo is None) or end <= begin:
        return None
    seconds = (end - begin).total_seconds()
    return _span(f"PT{int(seconds)}S")
