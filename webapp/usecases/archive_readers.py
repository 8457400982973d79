"""Who has read a person's archive: for the notice after a correction and for the archive's own page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from webapp.domain.ids import PersonId
from webapp.domain.portrait import years_before
from webapp.store import access
from webapp.usecases.act import Act

LOOKS = ("archive", "archive_copy", "archive_on_request", "archive_print", "entries")
"""Looks of the access log that showed entries: the page by duty or on request, its prints, a form that read a file."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Somebody who has read, and when last."""

    person_id: PersonId
    last_at: dt.datetime


def readers_since(act: Act) -> dt.datetime:
    """This function will give the instant from which readers are told: twelve months ago."""
    return dt.datetime.combine(years_before(act.today, 1), dt.time(), tzinfo=act.office.zone)


def readers_of(act: Act, subject_id: PersonId) -> tuple[Reader, ...]:
    """This function will list who has read a person's archive in the last twelve months, the latest first."""
    since = readers_since(act)
    last: Mapping[PersonId, dt.datetime] = {
        look.person_id: look.at
        for look in reversed(access.of_subject(act.tx, subject_id, since=since))
        if look.what in LOOKS and look.person_id != subject_id
    }
    found = [Reader(person_id=who, last_at=at) for who, at in last.items()]
    return tuple(sorted(found, key=lambda one: (one.last_at, one.person_id), reverse=True))
