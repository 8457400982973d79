"""A head's yearly own data (本人情况, F-SELF): asked once a year, read by whatever needs them later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from webapp.domain.ids import CaseId, PersonId

LASTING = ("posts", "family_business", "foreign_residence", "gifts", "events", "outside_posts")
"""Sections that may be as they were last year: one click (`<section>_unchanged`)."""
YEARLY = ("duties", "problems")
"""Sections that are written anew each year."""
PARTS = (*LASTING, *YEARLY)
Rows = list[dict[str, object]]


@dataclass(frozen=True, kw_only=True)
class OwnStatement:
    """What a head stated for a year; a later one of the same year is a further version, the earlier ones stay."""

    id: str
    subject_id: PersonId
    year: int
    version: int
    case_id: CaseId | None
    entered_by: PersonId
    at: dt.datetime
    content: Mapping[str, object]


def stated(said: Mapping[str, object], before: Mapping[str, object] | None) -> dict[str, object]:
    """This function will give the sections as stated: what was marked unchanged is taken from the one before."""
    earlier = before or {}
    unchanged = {part for part in LASTING if said.get(f"{part}_unchanged") is True and part in earlier}
    return {part: _rows(earlier if part in unchanged else said, part) for part in PARTS}


def _rows(source: Mapping[str, object], part: str) -> Rows:
    rows = source.get(part)
    found = rows if isinstance(rows, list | tuple) else ()
    return [{str(key): value for key, value in row.items()} for row in found if isinstance(row, Mapping)]
