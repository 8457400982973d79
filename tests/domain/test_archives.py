"""What may enter the archive, how long it stays, and how it stood on a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from webapp.domain.archives import NotHeard, NotVerified, as_it_was, kept_until, refuse_unless_admissible
from webapp.domain.errors import FourEyes
from webapp.domain.ids import PersonId
from webapp.domain.papers import ArchiveItem, ArchiveMark

LI, QIAN = PersonId("li"), PersonId("qian")
NOON = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)


def entry(number: str = "档1", **more: Any) -> ArchiveItem:
    fields: dict[str, Any] = {
        "id": number,
        "number": number,
        "subject_id": PersonId("liu"),
        "section": 3,
        "kind": "inquiry.first_form",
        "dimension": "integrity",
        "status": "verified",
        "weight": "adverse",
        "level": "head",
        "source_case_id": None,
        "on": dt.date(2026, 3, 2),
        "entered_at": NOON,
        "entered_by": LI,
        "checked_by": QIAN,
    }
    return ArchiveItem(**fields | more)


def admit(**more: Any) -> None:
    given: dict[str, Any] = {
        "kind": "inquiry.first_form",
        "status": "verified",
        "weight": "adverse",
        "makers": (LI, QIAN),
        "said": {"heard": "yes"},
    }
    refuse_unless_admissible(**given | more)


def test_an_adverse_entry_of_two_officers_about_a_person_who_was_heard_is_admitted() -> None:
    admit()
    admit(said={"heard": "no", "why_not_heard": "本人长期在境外，两次书面告知均未回复。"})
    admit(weight="good", said={})


@pytest.mark.parametrize("makers", [(LI, LI), (None, QIAN), (LI, None), (None, None)])
def test_one_pair_of_eyes_enters_nothing(makers: tuple[PersonId | None, PersonId | None]) -> None:
    with pytest.raises(FourEyes):
        admit(makers=makers)


@pytest.mark.parametrize("said", [{}, {"heard": "no"}, {"heard": "no", "why_not_heard": ""}, {"heard": None}])
def test_an_adverse_entry_without_the_person_heard_or_a_reason_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(NotHeard):
        admit(said=said)


@pytest.mark.parametrize("weight", ["adverse", "good"])
@pytest.mark.parametrize(
    ("kind", "status"),
    [("inquiry.first_form", "unverified"), ("inquiry.accept", "not_established"), ("clue.verify", "verified")],
)
def test_nothing_unverified_and_no_clue_weighs(kind: str, status: str, weight: str) -> None:
    with pytest.raises(NotVerified):
        admit(kind=kind, status=status, weight=weight)
    admit(kind=kind, status=status, weight="none", said={}, register="internal")


def test_what_is_not_verified_is_the_internal_registers_and_nothing_there_weighs() -> None:
    with pytest.raises(NotVerified):
        admit(status="unverified", weight="none")
    with pytest.raises(NotVerified):
        admit(register="internal")


def test_it_is_kept_to_the_same_day_years_later() -> None:
    assert kept_until(dt.date(2024, 2, 29), "5") == dt.date(2029, 2, 28)
    assert kept_until(dt.date(2026, 3, 2), "30") == dt.date(2056, 3, 2)
    assert kept_until(dt.date(2026, 3, 2), "permanent") is None


def test_an_entry_marked_later_is_seen_as_it_was() -> None:
    day = dt.timedelta(days=1)
    history = (
        ArchiveMark(status="verified", weight="adverse", until=NOON + 10 * day),
        ArchiveMark(status="cleared", weight="none", until=NOON + 20 * day),
    )
    one = entry(status="corrected", weight="none", history=history)

    seen = [
        [(each.status, each.weight) for each in as_it_was([one], NOON + days * day)] for days in (0, 5, 10, 11, 20, 21)
    ]

    assert seen == [
        [],
        [("verified", "adverse")],
        [("verified", "adverse")],
        [("cleared", "none")],
        [("cleared", "none")],
        [("corrected", "none")],
    ]
