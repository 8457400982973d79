"""What is printed of the record: the seals of a day and one code over them and all before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SealRow:
    """A seal as a line on paper: `mark` are the first groups of its root."""

    number: int
    at: dt.datetime
    rows: int
    mark: str


@dataclass(frozen=True, kw_only=True)
class PrintedDay:
    """The seals of a day; `code` holds every seal up to number `until`."""

    on: dt.date
    seals: tuple[SealRow, ...]
    until: int
    code: str
