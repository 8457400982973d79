"""Letters, files, meetings, archive, reporters, applications: sealed, numbered, and closed to whom they concern."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa

from tests.store.builders import HEAD, NOW, TODAY, furnished, new_id, open_case
from webapp.domain.errors import AlreadyThere, NotFound, NotOpen
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.papers import (
    AgendaItem,
    Application,
    ArchiveItem,
    Comment,
    File,
    ItemStatus,
    LetterRow,
    Meeting,
    Member,
    Opinion,
)
from webapp.domain.roster import Recusal
from webapp.store import (
    agenda,
    applications,
    archive,
    archive_marks,
    attachments,
    letters,
    meetings,
    numbers,
    recusals,
    reporters,
)
from webapp.store.archive_marks import Marking, Snapshot
from webapp.store.concluding import reached
from webapp.store.db import Database
from webapp.store.reporters import TwoCustodians
from webapp.store.tables import archive_entry

LI, ZHAO, CHEN = PersonId("li"), PersonId("zhao"), PersonId("chen")


def case_of(database: Database) -> CaseId:
    deployment = furnished(database)
    with database.write() as tx:
        case, _ = open_case(tx, deployment)
    return case.id


def a_letter(case_id: CaseId, **more: object) -> LetterRow:
    fields: dict[str, object] = {
        "id": new_id(),
        "case_id": case_id,
        "template": "d14_inquiry_notice",
        "path": None,
        "title": "函询通知书",
        "number": "云纪函〔2026〕1号",
        "status": "issued",
        "recipient_id": HEAD,
        "made_at": NOW,
        "issued_at": NOW,
        "print_code": new_id(),
        "record": "{}",
        "text": "请就以下问题作出说明。",
    }
    return LetterRow(**fields | more)  # type: ignore[arg-type]


def test_a_letter_is_kept_as_issued_and_received_once(database: Database) -> None:
    case_id = case_of(database)
    one = a_letter(case_id)
    with database.write() as tx:
        letters.put(tx, one)
        letters.received(tx, number=str(one.number), on=TODAY, at=NOW)
        letters.received(tx, number=str(one.number), on=TODAY + dt.timedelta(days=1), at=NOW)

    with database.read() as tx:
        (kept,) = letters.of_case(tx, case_id)
        assert letters.read(tx, one.id) == kept
        assert letters.by_code(tx, one.print_code) == kept
        assert letters.to_person(tx, HEAD) == (kept,)
        assert letters.to_person(tx, PersonId("head_b")) == ()
        assert letters.issued_to(tx, number=str(one.number), recipient_id=HEAD) == (one.id, case_id)
        assert letters.issued_to(tx, number=str(one.number), recipient_id=None) is None
    assert kept == dataclasses.replace(one, status="received", received_at=NOW, received_on=TODAY)


def test_a_recalled_letter_is_in_nobodys_portal(database: Database) -> None:
    case_id = case_of(database)
    one = a_letter(case_id)
    with database.write() as tx:
        letters.put(tx, one)
        letters.put(tx, dataclasses.replace(one, text="改", status="issued"))
        letters.recall(tx, one.case_id, to=one.recipient_id, now=NOW)

    with database.read() as tx:
        assert letters.to_person(tx, HEAD) == ()
        assert letters.read(tx, one.id).text == "改"
        with pytest.raises(NotFound):
            letters.read(tx, "none")


def test_a_file_is_listed_without_its_content(database: Database) -> None:
    case_id = case_of(database)
    one = File(
        id="f1",
        case_id=case_id,
        task_id=None,
        media_type="application/pdf",
        name="说明.pdf",
        content=b"%PDF-",
        by=LI,
        at=NOW,
    )
    with database.write() as tx:
        attachments.add(tx, one)

    with database.write() as tx:
        (listed,) = attachments.of_case(tx, case_id)
        assert attachments.read(tx, "f1") == dataclasses.replace(one, size=5)
        attachments.remove(tx, "f1", now=NOW)
        assert attachments.of_case(tx, case_id) == ()
        with pytest.raises(NotFound):
            attachments.read(tx, "f1")
        with pytest.raises(NotFound):
            attachments.remove(tx, "f1", now=NOW)
    assert listed == dataclasses.replace(one, size=5, content=b"")


def test_numbers_count_by_series_and_year_and_a_voided_one_is_explained(database: Database) -> None:
    furnished(database)
    with database.write() as tx:
        taken = [numbers.take(tx, "云函", year=year, now=NOW) for year in (2026, 2026, 2027)]
        numbers.void(tx, taken[0], by="sun", reason="重复登记", now=NOW)
        with pytest.raises(NotFound):
            numbers.void(tx, taken[0], by="sun", reason="重复登记", now=NOW)

    with database.read() as tx:
        listed = numbers.issued(tx, "云函", year=2026)
        assert numbers.read(tx, taken[1]).value == 2
        assert numbers.read(tx, "云函〔2026〕9号") is None
    assert taken == ["云函〔2026〕1号", "云函〔2026〕2号", "云函〔2027〕1号"]
    assert [(one.value, one.void_reason) for one in listed] == [(1, "重复登记"), (2, None)]


def test_an_act_that_fails_gives_its_number_back(database: Database) -> None:
    furnished(database)

    def fail() -> None:
        with database.write() as tx:
            numbers.take(tx, "云函", year=2026, now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.write() as tx:
        assert numbers.take(tx, "云函", year=2026, now=NOW) == "云函〔2026〕1号"


def an_entry(case_id: CaseId | None, **more: object) -> ArchiveItem:
    fields: dict[str, object] = {
        "id": new_id(),
        "number": new_id(),
        "subject_id": HEAD,
        "section": 3,
        "kind": "inquiry.accept",
        "status": "verified",
        "weight": "adverse",
        "level": "head",
        "source_case_id": case_id,
        "on": TODAY,
        "entered_at": NOW,
        "entered_by": LI,
        "checked_by": ZHAO,
        "content": {"text": "函询采信了结", "heard": "yes"},
    }
    return ArchiveItem(**fields | more)  # type: ignore[arg-type]


def test_the_archive_opens_to_neither_the_person_nor_the_recused(database: Database) -> None:
    case_id = case_of(database)
    one = an_entry(case_id)
    with database.write() as tx:
        archive.enter(tx, one)
        recusals.declare(tx, Recusal(id="r", person_id=CHEN, subject_id=HEAD, recused=True, at=NOW))

    with database.read() as tx:
        assert archive.of_subject(tx, HEAD, me=LI) == (one,)
        assert archive.read(tx, one.number, me=LI) == one
        assert archive.subjects(tx, me=LI) == {HEAD: (1, TODAY, one.entered_at)}
        for nobody in (HEAD, CHEN):
            assert archive.of_subject(tx, HEAD, me=nobody) == ()
            assert archive.subjects(tx, me=nobody) == {}
            with pytest.raises(NotFound):
                archive.read(tx, one.number, me=nobody)


def test_entries_of_a_case_are_cleared_together_and_counted_once(database: Database) -> None:
    case_id = case_of(database)
    one, by = an_entry(case_id), Marking(at=NOW, by=LI)
    with database.write() as tx:
        archive.enter(tx, one)
        archive.enter(tx, an_entry(None))
        cleared = archive_marks.mark_of_cases(tx, [case_id], status="cleared", weighs=False, by=by)
        again = archive_marks.mark_of_cases(tx, [case_id], status="cleared", weighs=False, by=by)
        archive.remark(tx, one, seen_on=TODAY, text="情况属实")
        kept = archive.read(tx, one.number, me=LI)
        archive_marks.mark(tx, one.id, status="corrected", by=by)
        with pytest.raises(NotFound):
            archive_marks.mark(tx, "none", status="corrected", by=by)
        history = next(entry.history for entry in archive.whole(tx, HEAD) if entry.id == one.id)
    assert (cleared, again) == (1, 0)
    assert (kept.status, kept.weight, kept.remark, kept.subject_seen_on) == ("cleared", "none", "情况属实", TODAY)
    assert [(mark.status, mark.weight, mark.by) for mark in history] == [
        ("verified", "adverse", LI),
        ("cleared", "none", LI),
    ]


def test_an_entry_struck_leaves_nothing_in_the_archive(database: Database) -> None:
    case_id = case_of(database)
    one, by = an_entry(case_id), Marking(at=NOW, by=LI)
    with database.write() as tx:
        archive.enter(tx, one)
        archive_marks.mark(tx, one.id, status="cleared", by=by)
        archive_marks.strike(tx, one.id)
        with pytest.raises(NotFound):
            archive_marks.strike(tx, one.id)

    with database.read() as tx:
        assert archive.whole(tx, HEAD) == ()


def test_an_archive_is_opened_once_and_its_yearly_pictures_stay(database: Database) -> None:
    case_id = case_of(database)
    picture = Snapshot(year=2026, as_of=TODAY, checked_by=LI, content={"entries": ["档1"]})
    with database.write() as tx:
        first = archive_marks.open_file(tx, HEAD, on=TODAY, now=NOW, case_id=case_id)
        again = archive_marks.open_file(tx, HEAD, on=TODAY + dt.timedelta(days=9), now=NOW)
        archive_marks.snap(tx, HEAD, picture, case_id=case_id, now=NOW)

    with database.read() as tx:
        assert (first, again) == (True, False)
        assert archive_marks.opened(tx) == {HEAD: TODAY}
        assert archive_marks.snapshots(tx, HEAD) == (picture,)
        assert archive_marks.snapshots(tx, PersonId("head_b")) == ()


def test_the_database_itself_refuses_one_officer_as_maker_and_checker(database: Database) -> None:
    case_id = case_of(database)
    with database.write() as tx:
        archive.enter(tx, an_entry(case_id))

    with pytest.raises(sa.exc.IntegrityError), database.write() as tx:
        tx.execute(sa.update(archive_entry).values(checked_by=LI))


def test_a_portrait_is_replaced_by_the_newer_one(database: Database) -> None:
    case_of(database)
    with database.write() as tx:
        assert archive.portrait_of(tx, HEAD) is None
        for day in (TODAY, TODAY + dt.timedelta(days=1)):
            archive.put_portrait(tx, HEAD, as_of=day, content={"political": []}, now=NOW)
        assert archive.portrait_of(tx, HEAD) == (TODAY + dt.timedelta(days=1), {"political": []})


IDENTITY = {"name": "某举报人", "phone": "13900000000", "real_name": True, "wish_feedback": True}


def test_an_identity_opens_to_two_custodians_together_and_each_look_is_kept(database: Database) -> None:
    case_id = case_of(database)
    soon, later = NOW + dt.timedelta(hours=1), NOW + dt.timedelta(hours=3)
    with database.write() as tx:
        reporter = reporters.put(tx, case_id, content=IDENTITY, at=NOW)
        asked = reporters.ask(tx, reporter, by=LI, reason="核实身份", now=NOW)
        with pytest.raises(TwoCustodians):
            reporters.open_identity(tx, asked, by=LI, now=NOW)
        with pytest.raises(TwoCustodians):
            reporters.approve(tx, asked, by=LI, now=NOW, until=soon)
        (waiting,) = reporters.asked(tx)
        reporters.approve(tx, asked, by=ZHAO, now=NOW, until=soon)

    with database.write() as tx:
        assert reporters.open_identity(tx, asked, by=LI, now=NOW) == IDENTITY
        with pytest.raises(reporters.AlreadyShown):
            reporters.open_identity(tx, asked, by=ZHAO, now=NOW)
        with pytest.raises(NotFound):
            reporters.open_identity(tx, asked, by=CHEN, now=NOW)
        with pytest.raises(TwoCustodians):
            reporters.open_identity(tx, asked, by=LI, now=later)
        assert [(who, at) for _, who, at in reporters.looks(tx)] == [(LI, NOW)]
        assert reporters.ids_of_case(tx, case_id) == (reporter,)
        assert reporters.reports_by(tx, "某举报人") == 1
        assert reporters.reports_by(tx, "别人") == 0
    assert (waiting.reason, waiting.asked_by) == ("核实身份", LI)


def test_the_database_itself_wants_a_second_custodian(database: Database) -> None:
    case_id = case_of(database)
    with database.write() as tx:
        asked = reporters.ask(tx, reporters.put(tx, case_id, content=IDENTITY, at=NOW), by=LI, reason="核实", now=NOW)

    with pytest.raises(sa.exc.IntegrityError), database.write() as tx:
        tx.execute(sa.text("UPDATE reporter_opening SET approved_by = 'li' WHERE id = :id"), {"id": asked})


def test_a_key_of_the_case_does_not_open_the_reporter(database: Database) -> None:
    case_id = case_of(database)
    with database.write() as tx:
        reporters.put(tx, case_id, content=IDENTITY, at=NOW)

    with database.read() as tx:
        owners = set(tx.execute(sa.text("SELECT owner FROM data_key WHERE owner LIKE 'reporter:%'")).scalars())
    assert len(owners) == 1


def test_feedback_goes_to_a_confirmed_reporter_who_has_not_stopped_it(database: Database) -> None:
    case_id = case_of(database)
    with database.write() as tx:
        reporters.put(tx, case_id, content=IDENTITY, at=NOW)
        unconfirmed = reached(tx, case_id, letters=[case_id]).feedback_wanted
        reporters.note_identity(tx, case_id, confirmed=True)
        confirmed = reached(tx, case_id, letters=[case_id]).feedback_wanted
        reporters.withdraw(tx, case_id, stop_feedback=True, at=NOW)
        stopped = reached(tx, case_id, letters=[case_id]).feedback_wanted
    assert (unconfirmed, confirmed, stopped) == (False, True, False)


def an_item(case_id: CaseId, **more: object) -> AgendaItem:
    fields: dict[str, object] = {
        "id": new_id(),
        "body": "clue_group",
        "case_id": case_id,
        "choices": ("accept", "again"),
        "proposal": "建议采信了结",
        "made_at": NOW,
    }
    return AgendaItem(**fields | more)  # type: ignore[arg-type]


def test_an_item_waits_is_listed_and_decided_once(database: Database) -> None:
    case_id = case_of(database)
    one = an_item(case_id)
    meeting = Meeting(id="m1", body="clue_group", held_on=TODAY, place="三楼会议室", chair_id=CHEN, made_at=NOW)
    with database.write() as tx:
        agenda.request(tx, one)
        assert agenda.waiting(tx, "clue_group") == (one,)
        assert agenda.waiting_counts(tx) == {"clue_group": 1}
        meetings.put(tx, meeting)
        meetings.set_members(tx, "m1", [Member(person_id=CHEN, present=True), Member(person_id=LI, position=1)])
        agenda.place(tx, one.id, meeting_id="m1", position=2)
        agenda.recuse(tx, one.id, person_id=LI)
        said = Opinion(item_id=one.id, person_id=CHEN, stand="agree", text="同意", at=NOW)
        agenda.say(tx, said, case_id=case_id)
        agenda.decide(tx, one, result="accept", reason="一致同意", now=NOW)
        meetings.sign(tx, "m1", minutes_number="云纪要〔2026〕1号", now=NOW)

    with database.write() as tx:
        (kept,) = agenda.of_meeting(tx, "m1")
        assert agenda.of_case(tx, case_id) == (kept,) == (agenda.read(tx, one.id),)
        assert agenda.recused(tx, [one.id]) == {one.id: {LI}}
        assert agenda.opinions(tx, [one.id]) == (said,)
        assert [member.person_id for member in meetings.members(tx, "m1")] == [CHEN, LI]
        assert meetings.lock(tx, "m1").place == "三楼会议室"
        assert [row.status for row in meetings.every(tx, body="clue_group")] == ["signed"]
        assert meetings.every(tx) == (meetings.read(tx, "m1"),)
        with pytest.raises(NotFound):
            agenda.decide(tx, one, result="again", reason="", now=NOW)
        with pytest.raises(NotFound):
            agenda.place(tx, one.id, meeting_id=None)
        with pytest.raises(NotOpen):
            meetings.sign(tx, "m1", minutes_number="云纪要〔2026〕2号", now=NOW)
    assert (kept.status, kept.result, kept.reason, kept.position) == (ItemStatus.DECIDED, "accept", "一致同意", 2)


def test_an_item_may_be_sent_back_or_leave_with_its_case(database: Database) -> None:
    case_id = case_of(database)
    one, two = an_item(case_id), an_item(case_id)
    with database.write() as tx:
        for item in (one, two):
            agenda.request(tx, item)
        meetings.put(tx, Meeting(id="m1", body="clue_group", made_at=NOW))
        agenda.place(tx, one.id, meeting_id="m1")
        agenda.decide(tx, one, result="sent_back", reason="材料不全", now=NOW, returned=True)
        agenda.withdraw(tx, case_id, now=NOW)
        found = {item.id: item.status for item in agenda.of_case(tx, case_id)}
    assert found == {one.id: ItemStatus.RETURNED, two.id: ItemStatus.WITHDRAWN}


def test_an_application_collects_approvals_and_is_decided_once(database: Database) -> None:
    case_id = case_of(database)
    one = Application(
        id="a1",
        case_id=case_id,
        kind="extension",
        asked_by=LI,
        asked_at=NOW,
        reason="外出",
        facts={"key": "letter.reply"},
    )
    with database.write() as tx:
        applications.ask(tx, one)
        with pytest.raises(AlreadyThere):
            applications.ask(tx, dataclasses.replace(one, id="a2"))
        assert applications.open_ones(tx) == (one,)
        applications.decide(tx, one, approval={"by": "chen", "decision": "agree"}, status="open", now=NOW)
        half = applications.lock(tx, "a1")
        applications.decide(tx, half, approval={"by": "wang", "decision": "agree"}, status="granted", now=NOW)

    with database.write() as tx:
        (kept,) = applications.of_case(tx, case_id)
        assert applications.read(tx, "a1") == kept
        with pytest.raises(NotOpen):
            applications.decide(tx, kept, approval={}, status="refused", now=NOW)
        with pytest.raises(NotFound):
            applications.read(tx, "none")
    assert (kept.status, kept.reason, [row["by"] for row in kept.approvals]) == ("granted", "外出", ["chen", "wang"])


def test_remarks_on_a_case_are_kept_in_their_order(database: Database) -> None:
    case_id = case_of(database)
    rows = [
        Comment(
            id=f"c{n}",
            case_id=case_id,
            person_id=CHEN,
            at=NOW + dt.timedelta(hours=n),
            kind="instruction",
            text="从快办理",
        )
        for n in range(2)
    ]
    with database.write() as tx:
        for row in reversed(rows):
            applications.remark(tx, row)
        assert applications.remarks(tx, case_id) == tuple(rows)
