"""Files of a form: a draft's are the writer's alone, what the form drops is gone, what is handed in is the case's."""

from __future__ import annotations

import pytest

from tests.usecases.office import House
from tests.usecases.passages import FIVE, approve, issue, to_inquiry
from tests.usecases.robot import do, posted_for, task_at
from webapp.domain.errors import FormRejected, NotFound
from webapp.domain.ids import TaskId
from webapp.usecases.case_pages import case_page
from webapp.usecases.completing import NewerDraft, save_draft, submit
from webapp.usecases.files import TooLarge, attach, attachment_file
from webapp.usecases.portal import portal_task
from webapp.usecases.task_pages import open_task

pytestmark = pytest.mark.story

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
EVIDENCE = "answers.1.evidence"


@pytest.fixture
def reply(house: House) -> TaskId:
    """Bring an inquiry to the person's answer."""
    to_inquiry(house)
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    approve(house, "approve_plan")
    issue(house, "hear/issue_inquiry", "zhou", to="ma")
    return task_at(house, "hear/reply")


def added(house: House, task: TaskId, *, name: str = "凭证.pdf", content: bytes = PDF) -> str:
    return house.run(attach, "ma", task_id=task, field=EVIDENCE, name=name, content=content).id


def shown(house: House, task: TaskId) -> list[str]:
    return [one.id for one in house.view(portal_task, "ma", task_id=task).attachments]


def test_a_file_of_a_draft_is_there_for_its_writer_only(house: House, reply: TaskId) -> None:
    file = added(house, reply)
    case = house.view(open_task, "ma", task_id=reply).head.case_id

    listed = house.view(case_page, "zhou", case_id=case).attachments

    assert file not in [one.id for one in listed]
    with pytest.raises(NotFound):
        house.view(attachment_file, "zhou", attachment_id=file)
    assert house.view(attachment_file, "ma", attachment_id=file) == ("凭证.pdf", PDF)
    assert shown(house, reply) == [file]


def test_a_file_that_was_handed_in_is_there_for_who_sees_the_case(house: House, reply: TaskId) -> None:
    file = added(house, reply)
    case = house.view(open_task, "ma", task_id=reply).head.case_id
    posted = house.view(posted_for, "ma", task_id=reply, given={})

    house.run(submit, "ma", task_id=reply, token=house.token(), posted={**posted, EVIDENCE: [file]})

    assert file in [one.id for one in house.view(case_page, "zhou", case_id=case).attachments]
    assert house.view(attachment_file, "zhou", attachment_id=file) == ("凭证.pdf", PDF)


def test_what_the_handed_in_form_does_not_name_never_reaches_the_case(house: House, reply: TaskId) -> None:
    file = added(house, reply)
    house.run(save_draft, "ma", task_id=reply, posted={EVIDENCE: [file]})
    posted = house.view(posted_for, "ma", task_id=reply, given={})

    house.run(submit, "ma", task_id=reply, token=house.token(), posted={**posted, "nowhere": [file]})

    with pytest.raises(NotFound):
        house.view(attachment_file, "zhou", attachment_id=file)


def test_a_file_larger_than_the_office_keeps_is_refused_by_name_and_limit(house: House, reply: TaskId) -> None:
    house.office.largest_file = 2 * 1024 * 1024

    with pytest.raises(TooLarge, match=r"“流水\.pdf”超过2MB，没有上传"):
        added(house, reply, name="流水.pdf", content=PDF + b"x" * house.office.largest_file)

    assert shown(house, reply) == []


def test_the_same_file_sent_twice_is_one_file(house: House, reply: TaskId) -> None:
    first = added(house, reply)

    again, other = added(house, reply), added(house, reply, name="另一份.pdf")

    assert again == first
    assert sorted(shown(house, reply)) == sorted([first, other])


def test_a_file_that_the_draft_names_no_more_is_taken_off(house: House, reply: TaskId) -> None:
    kept, dropped = added(house, reply), added(house, reply, name="另一份.pdf")
    beside = house.run(attach, "ma", task_id=reply, field="", name="说明.pdf", content=PDF).id

    house.run(save_draft, "ma", task_id=reply, posted={EVIDENCE: [kept]})

    assert sorted(shown(house, reply)) == sorted([kept, beside])
    with pytest.raises(NotFound):
        house.view(attachment_file, "ma", attachment_id=dropped)


def test_an_answer_is_signed_with_the_own_name_and_another_keeps_what_was_typed(house: House, reply: TaskId) -> None:
    posted = house.view(posted_for, "ma", task_id=reply, given={})

    with pytest.raises(FormRejected) as refused:
        house.run(submit, "ma", task_id=reply, token=house.token(), posted={**posted, "sign": ["马某"]})

    (fault,) = refused.value.faults
    assert (fault.field, fault.sentence) == ("sign", "“本人签名”须与登录人姓名一致")
    assert house.view(portal_task, "ma", task_id=reply).form_state.values["sign"] == "马某"
    assert house.run(submit, "ma", task_id=reply, token=house.token(), posted=posted).sentence


def test_a_page_over_an_older_draft_does_not_overwrite_the_newer_one(house: House, reply: TaskId) -> None:
    first = house.run(save_draft, "ma", task_id=reply, posted={"sign": ["一"]}, version=0)
    second = house.run(save_draft, "ma", task_id=reply, posted={"sign": ["二"]}, version=first.version)

    with pytest.raises(NewerDraft, match="内容不同的栏目：本人签名"):
        house.run(save_draft, "ma", task_id=reply, posted={"sign": ["三"]}, version=first.version)

    state = house.view(portal_task, "ma", task_id=reply).form_state
    assert (state.values["sign"], state.draft) == ("二", second.version)
