"""The handlers that every measure uses, with ports that only remember."""

from __future__ import annotations

import datetime as dt

import pytest

from handlers import archive, cases, circulation, letters, meetings
from webapp.domain.handlers import BusinessError, handlers_of
from webapp.domain.ids import PersonId
from webapp.domain.ports import Admission, Approvers


class Desk:
    """Every port in one, in memory."""

    def __init__(self) -> None:
        self.done: list[tuple[object, ...]] = []

    def number(self, template: str) -> str:
        self.done.append(("number", template))
        return "纪函〔2026〕1号"

    def receipt(self, number: str, received_on: dt.date) -> None:
        self.done.append(("receipt", number, received_on))

    def send(self, role: str) -> None:
        self.done.append(("send", role))

    def request(self, body: str, proposal: str | None, choices: tuple[str, ...], about: PersonId | None = None) -> str:
        self.done.append(("request", body, proposal, choices))
        return "item-1"

    def enter(self, kind: str, result: str, admission: Admission) -> str:
        self.done.append(("enter", kind, result, admission))
        return "档〔2026〕1号"

    def approvers(self, drafter: str | None) -> Approvers:
        return Approvers(room_head=drafter != "plan_inquiry", deputy=True)

    def lot(self, share: int) -> bool:
        return share == 100

    def contacted(self) -> bool:
        return True


def test_the_shared_handlers_are_known_by_module_and_name() -> None:
    assert set(handlers_of([archive, cases, circulation, letters, meetings])) == {
        "archive.enter",
        "archive.is_open",
        "archive.open",
        "archive.record",
        "archive.snapshot",
        "cases.approvers",
        "cases.contacted",
        "cases.lot",
        "circulation.send",
        "letters.number",
        "letters.receipt",
        "letters.recipient",
        "letters.void",
        "meetings.request",
    }


def test_a_receipt_gives_back_the_day_from_which_the_reply_is_counted() -> None:
    desk = Desk()

    number = letters.number("d14_inquiry_notice", letters=desk)

    assert letters.receipt(number, dt.date(2026, 3, 10), letters=desk) == dt.date(2026, 3, 10)
    assert desk.done[-1] == ("receipt", "纪函〔2026〕1号", dt.date(2026, 3, 10))


def test_a_letter_without_a_number_has_no_receipt() -> None:
    with pytest.raises(BusinessError, match="尚未编号"):
        letters.receipt("", dt.date(2026, 3, 10), letters=Desk())


def test_a_meeting_is_offered_only_the_choices_and_no_barred_advice() -> None:
    desk = Desk()

    meetings.request("clue_group", "again", ("accept", "verify"), meetings=desk)

    assert desk.done == [("request", "clue_group", None, ("accept", "verify"))]


def test_a_meeting_without_choices_is_refused() -> None:
    with pytest.raises(BusinessError):
        meetings.request("clue_group", "accept", (), meetings=Desk())


def test_what_may_not_be_kept_does_not_enter_the_archive() -> None:
    with pytest.raises(BusinessError, match="不得记入"):
        archive.enter("hearing", "statement", Admission(register="never"), archive=Desk())


def test_an_admitted_item_gets_an_entry_number() -> None:
    admission = Admission(register="archive", section=3, status="not_established")

    assert archive.enter("inquiry", "accept", admission, archive=Desk()) == "档〔2026〕1号"


def test_a_room_head_who_drafted_does_not_approve_the_own_paper() -> None:
    assert cases.approvers("plan_inquiry", cases=Desk()) == Approvers(room_head=False, deputy=True)


def test_a_lot_needs_a_share_between_nought_and_a_hundred() -> None:
    assert cases.lot(100, cases=Desk()) is True
    with pytest.raises(BusinessError):
        cases.lot(101, cases=Desk())


def test_a_paper_goes_on_the_reading_list_of_a_role() -> None:
    desk = Desk()

    circulation.send("party_principal", circulation=desk)

    assert desk.done == [("send", "party_principal")]


def test_the_case_knows_whether_the_person_was_contacted() -> None:
    assert cases.contacted(cases=Desk()) is True
