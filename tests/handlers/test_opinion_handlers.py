"""Opinions: the meeting that can study a list in time, the re-check on the day of signing, copies, who is followed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest

from handlers import opinions
from webapp.domain.handlers import BusinessError
from webapp.domain.ids import PersonId
from webapp.domain.ports import Admission, Holding

LIN, REN = PersonId("lin"), PersonId("ren")
DAY, DUE = dt.date(2026, 3, 2), dt.date(2026, 3, 9)
FILED = Admission(register="archive", section=4, status="verified")


@dataclass
class Registers:
    """What the registers hold, and what was asked of the office."""

    held: tuple[Holding, ...] = ()
    planned: dt.date | None = None
    done: list[tuple[Any, ...]] = field(default_factory=list)

    def close_to(self, people: tuple[PersonId, ...]) -> None:
        self.done.append(("closed", *people))

    def next_meeting(self, body: str) -> dt.date | None:
        assert body == "standing"
        return self.planned

    def workday_before(self, day: dt.date) -> dt.date:
        return day - dt.timedelta(days=3)

    def today(self) -> dt.date:
        return DAY

    def holdings(self, people: tuple[PersonId, ...], department: str | None = None) -> tuple[Holding, ...]:
        return tuple(one for one in self.held if department in (None, one.department) and one.person in people)

    def file_copies(
        self, results: tuple[tuple[PersonId, str], ...], number: str, admission: Admission
    ) -> tuple[str, ...]:
        self.done += [("copy", person, result, number) for person, result in results]
        return tuple(f"档{place + 1}" for place in range(len(results)))

    def follow(self, people: tuple[PersonId, ...], number: str) -> None:
        self.done += [("follow", person, number) for person in people]

    def in_force(self, person: PersonId) -> str | None:
        return "suspend" if person == REN else None

    def hurry(self) -> int:
        return 2


def holding(person: PersonId, stage: str | None = None, matters: int = 0, department: str = "case_mgmt") -> Holding:
    return Holding(
        department=department, person=person, holds="open" if matters else "none", stage=stage, matters=matters
    )


@pytest.mark.parametrize(
    ("planned", "on", "special"),
    [
        (dt.date(2026, 3, 5), dt.date(2026, 3, 5), False),
        (DUE, DUE, False),
        (dt.date(2026, 3, 10), dt.date(2026, 3, 6), True),
        (None, dt.date(2026, 3, 6), True),
    ],
)
def test_the_meeting_is_the_next_one_in_time_or_a_special_one(planned: Any, on: dt.date, special: bool) -> None:
    office = Registers(planned=planned)

    found = opinions.open_list((LIN, REN), DUE, opinions=office)

    assert (found.meeting_on, found.special, found.people) == (on, special, (LIN, REN))
    assert office.done == [("closed", LIN, REN)]


def test_a_special_meeting_is_not_in_the_past() -> None:
    assert opinions.open_list((LIN,), DAY, opinions=Registers()).meeting_on == DAY


def test_an_empty_list_is_refused() -> None:
    with pytest.raises(BusinessError):
        opinions.open_list((), DUE, opinions=Registers())


def test_a_department_looks_into_its_own_register_only() -> None:
    office = Registers(held=(holding(LIN), holding(LIN, "verifying", 1, "investigate")))

    assert opinions.look_up("investigate", (LIN,), opinions=office) == (holding(LIN, "verifying", 1, "investigate"),)


BEFORE = (holding(LIN), holding(REN, "clue_open", 1))


@pytest.mark.parametrize(
    ("now", "changed"),
    [
        (BEFORE, ()),
        ((holding(LIN, "clue_open", 1), BEFORE[1]), (LIN,)),
        ((BEFORE[0], holding(REN, "clue_open", 2)), (REN,)),
        ((BEFORE[0], holding(REN, "filed", 1)), (REN,)),
        ((*BEFORE, holding(LIN, "verifying", 1, "investigate")), (LIN,)),
    ],
    ids=["nothing new", "a clue", "a second clue", "a later stage", "another department"],
)
def test_what_is_new_on_the_day_stops_it(now: tuple[Holding, ...], changed: tuple[PersonId, ...]) -> None:
    found = opinions.recheck((LIN, REN), BEFORE, (True,) * 7, opinions=Registers(held=now))

    assert (found.clean, found.changed, found.on) == (not changed, changed, DAY)


@pytest.mark.parametrize("signed", [(), (True,) * 6 + (False,)])
def test_a_department_that_has_not_signed_stops_it(signed: tuple[bool, ...]) -> None:
    assert not opinions.recheck((LIN,), BEFORE, signed, opinions=Registers(held=BEFORE[:1])).clean


def test_each_person_has_a_copy_and_the_suspended_are_followed() -> None:
    office = Registers()

    assert opinions.file_copies((LIN, REN), ("no_finding", "suspend"), "纪函1号", FILED, opinions=office) == (
        "档1",
        "档2",
    )
    assert opinions.follow((LIN, REN), ("no_finding", "suspend"), "纪函1号", opinions=office) == 1
    assert office.done[-1] == ("follow", REN, "纪函1号")


def test_a_result_for_each_person_or_none_at_all() -> None:
    with pytest.raises(ValueError, match="shorter"):
        opinions.file_copies((LIN, REN), ("no_finding",), "纪函1号", FILED, opinions=Registers())


def test_only_who_has_an_opinion_is_answered_again() -> None:
    assert opinions.in_force(REN, opinions=Registers()) == "suspend"
    assert opinions.in_force(LIN, opinions=Registers()) is None
    assert opinions.in_force(None, opinions=Registers()) is None
    assert opinions.hurry(opinions=Registers()) == 2
