"""Duty reports and upper heads in the real office: read before the meeting, against the file; only verified facts."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.due import ON_SQLITE, rows
from tests.usecases.office import House, hold
from tests.usecases.passages import enter, issue, register_clue, sign_and_seal, today
from tests.usecases.robot import cannot, do, look_at, open_steps, posted_for, task_at
from webapp.domain.errors import FormRejected, MandatoryGate, NotFound
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.papers import ArchiveItem
from webapp.store import archive, calendar, deadlines, letters
from webapp.store.tables import case
from webapp.usecases.applications import apply_early_ending
from webapp.usecases.completing import submit
from webapp.usecases.ladder import climb_all
from webapp.usecases.opening import start_case
from webapp.usecases.portal import portal, portal_letter, portal_task

pytestmark = ON_SQLITE
REPORT = "m02b_duty_report"
FINE = {"responsibility": "adequate", "own_integrity": "adequate", "truthful": "yes", "conclusion": "pass"}


def announce(house: House, *heads: str, on: str = "2026-03-31") -> None:
    """Let the party office record a meeting."""
    house.run(start_case, "tian", process="m02b_meeting", start_event="meeting_announced", token=house.token())
    do(house, "tian", "announce_meeting", meeting_on=on, heads=[{"person": head} for head in heads])


def filed(house: House, number: str, kind: str, status: str, on: str, subject: str = "ma") -> None:
    """Let the person's file hold an entry."""
    item = ArchiveItem(
        id=number,
        number=number,
        subject_id=PersonId(subject),
        section=3,
        kind=kind,
        status=status,
        weight="none",
        level="head",
        source_case_id=None,
        on=dt.date.fromisoformat(on),
        entered_at=house.clock(),
        entered_by=PersonId("zhou"),
        checked_by=PersonId("qian"),
        content={"summary": f"{number}的情况"},
    )
    with house.office.database.write() as tx:
        archive.enter(tx, item)
        hold(tx, house.clock())


def reports(house: House) -> dict[str, CaseId]:
    """The open reviews by their head."""
    return {row.subject_id: CaseId(row.id) for row in rows(house, case) if row.process == REPORT}


def issued(house: House, case_id: CaseId) -> list[str]:
    """The letters of a case."""
    with house.office.database.read() as tx:
        return [row.template for row in letters.of_case(tx, case_id)]


def test_a_meeting_recorded_once_calls_up_each_heads_report_with_its_days(house: House) -> None:
    announce(house, "ma", "liu")

    found = reports(house)
    assert set(found) == {"ma", "liu"}
    with house.office.database.read() as tx:
        days = {row.key: row.due_on for row in deadlines.of_case(tx, found["ma"])}
    assert days == {"duty_report.submit": dt.date(2026, 3, 16), "duty_report.gate": dt.date(2026, 3, 27)}
    owed = {(path, holder) for path, holder, _ in open_steps(house)}
    assert owed == {("review/submit_report", "ma"), ("review/submit_report", "liu")}


def test_two_working_days_before_nothing_passed_the_proposal_is_out_the_day_before(house: House) -> None:
    announce(house, "ma")
    review = reports(house)["ma"]
    house.clock.move_to("2026-03-27T23:59")
    house.drain()
    assert task_at(house, "review/submit_report")

    house.clock.move_to("2026-03-28T00:01")
    house.drain()
    with pytest.raises(MandatoryGate):
        house.run(apply_early_ending, "chen", case_id=review, reason="withdrawn_by_authority", text="会议推迟。")
    house.clock.move_to("2026-03-30T09:00")
    issue(house, "issue_not_on_agenda", "su")

    with house.office.database.read() as tx:
        (row,) = letters.of_case(tx, review)
    assert (row.template, row.issued_at.astimezone(house.office.zone).date()) == ("d28_not_on_agenda", today(house))
    assert "2026年3月31日" in row.text
    assert cannot(house, "su", "note_agenda", result="held") in ("not_yours", "not_found")
    do(house, "tian", "note_agenda", result="moved", new_on="2026-04-29")
    do(house, "ma", "review/submit_report")


def test_the_report_is_read_against_the_file_closed_inquiries_too_and_what_is_unmentioned_blocks(
    house: House,
) -> None:
    filed(house, "档1", "inquiry.accept", "not_established", "2025-06-10")
    filed(house, "档2", "inquiry.first_form", "verified", "2026-01-15")
    filed(house, "档3", "inquiry.accept", "not_established", "2024-06-10")
    filed(house, "台账4", "inquiry.to_verification", "unverified", "2026-02-10")
    filed(house, "档5", "tour.in_place", "verified", "2025-11-10")
    filed(house, "档6", "tour.fed_back", "verified", "2025-10-10")
    announce(house, "ma")
    do(house, "ma", "review/submit_report")

    shown = look_at(house, "su", "review/pre_review").form_state.values["must_mention"]
    assert sorted((row["kind"], row["source"]) for row in shown) == [
        ("inquiry", "档1"),
        ("inquiry", "档2"),
        ("tour", "档5"),
        ("tour", "档6"),
    ]
    key = task_at(house, "review/pre_review")
    told = [*[{"mentioned": "yes"}] * 3, {"mentioned": "no"}]
    posted = house.view(posted_for, "su", task_id=key, given=FINE | {"must_mention": [{"mentioned": "yes"}] * 4})
    last = {name: ["no"] for name in posted if name.startswith("must_mention.3.mentioned")}
    with pytest.raises(FormRejected):
        house.run(submit, "su", task_id=key, token=house.token(), posted=posted | last)
    do(house, "su", "review/pre_review", must_mention=told, **{**FINE, "conclusion": "amend"})
    issue(house, "review/issue_return", "su", signer="wang", to="ma")
    do(house, "ma", "review/submit_report")
    do(house, "su", "review/pre_review", must_mention=[{"mentioned": "yes"}] * 4, **FINE)
    issue(house, "issue_opinion", "su", signer="wang", to="ma")
    assert issued(house, reports(house)["ma"]) == ["d06_duty_report_opinion"] * 2


def test_a_meeting_without_report_is_filed_and_found_by_the_check(house: House) -> None:
    announce(house, "ma")
    house.clock.move_to("2026-03-30T09:00")
    house.drain()
    issue(house, "issue_not_on_agenda", "su")
    do(house, "tian", "note_agenda", result="off")
    enter(house, "archive", "su", heard="yes", heard_on=today(house))

    with house.office.database.read() as tx:
        (entry,) = archive.of_subject(tx, PersonId("ma"), me=PersonId("su"))
    assert (entry.kind, entry.status) == ("duty_report.failed", "verified")


def choose(house: House, way: str, **given: object) -> None:
    """Let the conduct office name Ma and, as upper head, Lin, and choose a way."""
    house.run(start_case, "su", process="m02c_duty_up", start_event="duty_up", token=house.token())
    do(house, "su", "name_head", person="ma", upper_head="lin")
    do(house, "su", "choose_way", way=way, **given)


def test_an_open_clue_cannot_be_told_to_the_upper_head_and_a_verified_fact_can(house: House) -> None:
    register_clue(house)
    filed(house, "档7", "check.neutral", "verified", "2026-01-20")
    filed(house, "台账8", "clue.unverified", "unverified", "2026-02-20")
    house.run(start_case, "su", process="m02c_duty_up", start_event="duty_up", token=house.token())
    do(house, "su", "name_head", person="ma", upper_head="lin")
    look_at(house, "su", "choose_way")
    key = task_at(house, "choose_way")
    posted = house.view(posted_for, "su", task_id=key, given={"way": "notice", "facts": ["档7　档7的情况"]})

    with pytest.raises(FormRejected) as refused:
        house.run(submit, "su", task_id=key, token=house.token(), posted={**posted, "facts": ["台账8　台账8的情况"]})
    assert {fault.field for fault in refused.value.faults} == {"facts"}
    house.run(submit, "su", task_id=key, token=house.token(), posted=posted)
    issue(house, "issue_notice", "su")
    told = next(row for row in rows(house, case) if row.process == "m02c_duty_up")
    with house.office.database.read() as tx:
        (letter,) = letters.of_case(tx, CaseId(told.id))
    assert "档7的情况" in letter.text
    assert letter.received_at


def test_the_upper_head_holds_the_talk_no_officer_does_and_silence_is_urged_and_reported(house: House) -> None:
    choose(house, "talk")
    issue(house, "issue_entrust", "su")
    for who in ("su", "zhou", "ma"):
        assert cannot(house, who, "hold_talk", place="机关") in ("not_yours", "not_found")
    told = next(CaseId(row.id) for row in rows(house, case) if row.process == "m02c_duty_up")
    with house.office.database.read() as tx:
        due = {row.key: row.due_on for row in deadlines.of_case(tx, told)}["entrust.talk"]

    house.clock.move_to(f"{next_workday(house, due)}T08:30")
    climb_all(house.office)
    assert issued(house, told) == ["d27_entrusted_talk", "d24_urge"]
    house.clock.shift(days=16)
    house.drain()
    do(house, "chen", "report_upper")
    do(house, "lin", "hold_talk", in_person=True)
    do(house, "lin", "write_record", measures=[{"measure": "约谈班子成员。", "due": "2026-12-01"}])
    enter(house, "file_talk", "su")
    assert next(row.status for row in rows(house, case) if row.id == told) == "closed"


def test_the_letter_reaches_the_upper_head_s_own_page_with_receipt_and_nobody_else_s(house: House) -> None:
    choose(house, "talk")
    sign_and_seal(house, "issue_entrust", "su")
    told = next(CaseId(row.id) for row in rows(house, case) if row.process == "m02c_duty_up")
    with house.office.database.read() as tx:
        (letter,) = letters.of_case(tx, told)
    assert house.view(portal, "lin").letters == ()

    do(house, "sun", "issue_entrust/deliver", way="portal", result="portal")
    assert [one.id for one in house.view(portal, "lin").letters] == [letter.id]
    assert [one.name for one in house.view(portal, "lin").tasks] == ["页面签收文书"]
    assert "委托您" in house.view(portal_letter, "lin", letter_id=letter.id).html
    for who in ("ma", "liu"):
        assert house.view(portal, who).letters == ()
        with pytest.raises(NotFound):
            house.view(portal_letter, who, letter_id=letter.id)
        with pytest.raises(NotFound):
            house.view(portal_task, who, task_id=task_at(house, "issue_entrust/sign_receipt_upper"))
    do(house, "lin", "issue_entrust/sign_receipt_upper")

    with house.office.database.read() as tx:
        assert letters.read(tx, letter.id).received_on == today(house)
        assert "entrust.talk" in {row.key for row in deadlines.of_case(tx, told)}
    assert [one.name for one in house.view(portal, "lin").tasks] == ["受托谈话"]


def next_workday(house: House, day: dt.date) -> dt.date:
    """The first working day after a day."""
    with house.office.database.read() as tx:
        return calendar.load(tx).shift(day, 1)
