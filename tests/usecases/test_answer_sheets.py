"""Who has no page of the own answers on paper: the officer prints the step's form, its code leads back to the step."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.due import ON_SQLITE
from tests.usecases.office import House
from tests.usecases.passages import case_of, today
from tests.usecases.robot import open_steps, posted_for, task_at
from tests.usecases.test_life_meeting import told
from tests.usecases.test_scans import M08, PDF, REGISTRAR, reply
from tests.usecases.written import grant
from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId, PersonId, RoomId, TaskId
from webapp.store import access, applications, audit, submissions
from webapp.usecases.answer_sheets import answer_sheet, own_sheet
from webapp.usecases.case_pages import case_page
from webapp.usecases.completing import save_draft
from webapp.usecases.declaring import declare_about_case
from webapp.usecases.paper_requests import register_request
from webapp.usecases.scan_codes import code_of
from webapp.usecases.scans import ScanRefused, register_paper, scan_back, scan_lookup
from webapp.usecases.views.papers import AnswerSheetView

pytestmark = [pytest.mark.story, ON_SQLITE]
__all__ = ["reply"]
COOP = RoomId("county_coop")


def sheet(house: House, task: TaskId, who: str = "zhou") -> AnswerSheetView:
    return house.view(answer_sheet, who, case_id=CaseId(case_of(house, M08).id), task_id=task)


def test_the_officer_prints_what_the_person_is_asked_with_the_code_of_the_step(house: House, reply: TaskId) -> None:
    found = sheet(house, reply)

    page = house.view(case_page, "zhou", case_id=CaseId(case_of(house, M08).id))
    rows = found.form_state.values["answers"]
    assert [one.has_sheet for one in page.waiting] == [True]
    assert (found.who, found.code, found.due_on) == ("马远帆", code_of(reply), page.waiting[0].due.on)  # type: ignore[union-attr]
    assert isinstance(rows, list)
    assert len(rows) == 5
    assert found.form_state.hidden.isdisjoint({"answers.0.course", "answers.0.reason"})
    with house.office.database.read() as tx:
        looks = access.of_subject(tx, PersonId("ma"), since=house.clock() - dt.timedelta(days=1))
    assert ("zhou", "answer_sheet") in {(one.person_id, one.what) for one in looks}


def test_the_person_prints_the_same_sheet_and_nobody_else_from_there(house: House, reply: TaskId) -> None:
    found = house.view(own_sheet, "ma", task_id=reply)

    assert (found.code, found.who) == (code_of(reply), "马远帆")
    assert found.form_state.hidden == sheet(house, reply).form_state.hidden
    for who in ("lin", "hua"):
        with pytest.raises(NotFound):
            house.view(own_sheet, who, task_id=reply)


def test_what_depends_on_an_answer_stands_there_and_what_the_case_rules_out_does_not(house: House) -> None:
    told(house, "special_meeting_needed", reason="case_lessons", unit="county_coop")
    plan = task_at(house, "plan_meeting")
    case_id = CaseId(case_of(house, "m06_life_meeting").id)
    house.run(declare_about_case, "wang", case_id=case_id, answer="none")

    state = house.view(answer_sheet, "wang", case_id=case_id, task_id=plan).form_state

    asked = {one.key for one in state.form.walk() if one.required}
    assert asked.isdisjoint(state.hidden)


def test_it_never_shows_what_the_person_has_typed_so_far(house: House, reply: TaskId) -> None:
    posted = house.view(posted_for, "ma", task_id=reply, given={})
    typed = {
        name: ["只有本人知道的草稿内容。" if "course" in name else text for text in texts]
        for name, texts in posted.items()
    }
    house.run(save_draft, "ma", task_id=reply, posted=typed)

    assert "只有本人知道" not in str(sheet(house, reply).form_state)


@pytest.mark.parametrize("who", ["ding", "li", "ma", "liu", "cui"])
def test_whoever_does_not_read_the_case_gets_no_sheet(house: House, reply: TaskId, who: str) -> None:
    with pytest.raises(NotFound):
        sheet(house, reply, who)


def test_an_officers_own_step_has_none(house: House) -> None:
    told(house, "special_meeting_needed", reason="case_lessons", unit="county_coop")
    house.drain()
    plan = task_at(house, "plan_meeting")
    case_id = CaseId(case_of(house, "m06_life_meeting").id)
    house.run(declare_about_case, "wang", case_id=case_id, answer="none")

    assert house.view(answer_sheet, "wang", case_id=case_id, task_id=plan).who == "华以谦"
    with pytest.raises(NotFound):
        house.view(answer_sheet, "wang", case_id=case_id, task_id=TaskId("0" * 32))


def test_of_a_unit_with_two_who_act_for_it_the_registrar_says_who_has_signed(house: House) -> None:
    grant(house, "jia", "unit", COOP, max_level="head_next_lower")
    told(house, "special_meeting_needed", reason="case_lessons", unit="county_coop")
    plan = task_at(house, "plan_meeting")
    assert next(holder for _, holder, key in open_steps(house) if key == plan) is None
    house.run(scan_back, REGISTRAR, code=code_of(plan), name="方案（签字）.pdf", content=PDF)

    able = house.view(scan_lookup, REGISTRAR, code=code_of(plan)).signers
    posted = house.view(posted_for, "hua", task_id=plan, given={})
    named = {"task_id": plan, "posted": posted, "signed_on": today(house), "original_at": "办公室文件柜"}
    with pytest.raises(NotFound):
        house.run(register_paper, REGISTRAR, token=house.token(), **named)
    house.run(register_paper, REGISTRAR, token=house.token(), signer="hua", **named)

    with house.office.database.read() as tx:
        kept = submissions.of_task(tx, plan)
    assert [one for one, _ in able] == ["hua", "jia"]
    assert kept is not None
    assert kept.person_id == "hua"


@pytest.mark.parametrize("kind", ["extension", "recusal"])
def test_what_the_person_asks_on_paper_is_the_persons_own_application(house: House, reply: TaskId, kind: str) -> None:
    named = {"task_id": reply, "kind": kind, "reason": "因公出差，材料不在身边。", "signed_on": today(house)}
    with pytest.raises(ScanRefused, match="先上传"):
        house.run(register_request, REGISTRAR, original_at="办公室文件柜", **named)
    house.run(scan_back, REGISTRAR, code=code_of(reply), name="申请（签字）.pdf", content=PDF)

    house.run(register_request, REGISTRAR, original_at="办公室文件柜", **named)

    case_id = CaseId(case_of(house, M08).id)
    with house.office.database.read() as tx:
        (asked,) = applications.of_case(tx, case_id)
        entry = audit.entries(tx, audit.stream_of(case_id), opened=True)[-1].entry
    assert (asked.kind, asked.asked_by, asked.status) == (kind, "ma", "open")
    assert (entry.act, entry.actor_id, entry.facts["signer"]) == ("paper.asked", REGISTRAR, "ma")
    assert task_at(house, "hear/reply") == reply
    with pytest.raises(ScanRefused, match="不能登记书面件"):
        house.run(register_request, "zhou", original_at="办公室文件柜", **named)
