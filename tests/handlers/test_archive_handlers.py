"""Handlers of archives, portraits, own data and corrections, with ports that only remember."""

from __future__ import annotations

import datetime as dt

import pytest

from handlers import archive, corrections, portrait, statements
from webapp.domain.handlers import BusinessError, handlers_of
from webapp.domain.ids import PersonId
from webapp.domain.ports import Admission, Corrected, DisputedEntry, Trend

WORSE = Trend(as_of=dt.date(2026, 3, 2), dimension="duty", adverse=True, recent=1, before=0)


class Desk:
    """Every port in one, in memory."""

    def __init__(self) -> None:
        self.done: list[tuple[object, ...]] = []

    def is_open(self) -> bool:
        return False

    def open(self) -> bool:
        return True

    def snapshot(self) -> None:
        self.done.append(("snapshot",))

    def redraw(self, entry: str) -> Trend:
        self.done.append(("redraw", entry))
        return WORSE

    def keep(self, step: str) -> int:
        return 2

    def known(self) -> bool:
        return True

    def note_found(self, step: str) -> int:
        return 1

    def note_check(self, step: str) -> int:
        return 1

    def settle(self, confirmed: str, dimension: str, admission: Admission) -> str | None:
        return None

    def refer_to(self, entry: str) -> DisputedEntry:
        return DisputedEntry(found=True, people=(PersonId("li"),))

    def correct(self, entry: str, verified: str, confirmed: str) -> Corrected:
        self.done.append(("correct", entry, verified, confirmed))
        return Corrected(number="档2", readers=3, recalled=0)

    def strike(self, entry: str, verified: str, confirmed: str) -> Corrected:
        self.done.append(("strike", entry, verified, confirmed))
        return Corrected(number=None, readers=0, recalled=1)


def test_an_archive_is_opened_pictured_and_drawn_by_its_port() -> None:
    desk = Desk()

    assert (archive.is_open(files=desk), archive.open(files=desk)) == (False, True)
    archive.snapshot(files=desk)

    assert portrait.redraw("档1", portraits=desk) == WORSE
    assert desk.done == [("snapshot",), ("redraw", "档1")]


def test_own_data_are_kept_looked_for_and_checked_by_their_port() -> None:
    assert statements.keep("state_data", statements=Desk()) == 2
    assert statements.known(statements=Desk()) is True
    assert statements.note_found("verify_data", statements=Desk()) == 1
    assert statements.note_check("verify_data", statements=Desk()) == 1
    assert (
        statements.settle("confirm_difference", "integrity", Admission(register="archive"), statements=Desk()) is None
    )


def test_nothing_named_is_no_entry() -> None:
    assert corrections.refer_to(None, corrections=Desk()) == DisputedEntry(found=False, people=())
    assert corrections.refer_to("档1", corrections=Desk()).found


@pytest.mark.parametrize(("finding", "verb"), [("upheld", "correct"), ("namesake", "strike")])
def test_the_finding_says_whether_an_entry_is_corrected_or_struck(finding: str, verb: str) -> None:
    desk = Desk()

    corrections.apply("档1", finding, "verify", "confirm", corrections=desk)

    assert desk.done == [(verb, "档1", "verify", "confirm")]


@pytest.mark.parametrize("finding", ["refused", "", "good"])
def test_any_other_finding_changes_nothing(finding: str) -> None:
    with pytest.raises(BusinessError):
        corrections.apply("档1", finding, "verify", "confirm", corrections=Desk())


def test_they_are_known_by_module_and_name() -> None:
    assert set(handlers_of([portrait, corrections, statements])) == {
        "corrections.apply",
        "corrections.refer_to",
        "portrait.redraw",
        "statements.keep",
        "statements.known",
        "statements.note_check",
        "statements.note_found",
        "statements.settle",
    }
