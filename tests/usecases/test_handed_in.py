"""What a head handed in stays readable in the own page: own words and files, with the receipt, and nothing else."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.usecases.due import ON_SQLITE
from tests.usecases.filing import file
from tests.usecases.office import House, hold
from tests.usecases.passages import FIVE, approve, issue, to_inquiry
from tests.usecases.robot import do, task_at
from tests.usecases.test_files import PDF
from tests.usecases.test_first_line import due, due_of
from webapp.domain.errors import NotFound, Refused
from webapp.domain.said import in_chinese
from webapp.store.tables import case
from webapp.usecases.files import attach, attachment_file
from webapp.usecases.letters import attachment_file as file_in_the_portal
from webapp.usecases.opening import start_case
from webapp.usecases.portal import portal, portal_letter, portal_reply
from webapp.usecases.scan_codes import code_of


def test_a_reply_is_read_again_with_its_file_and_receipt_by_its_writer_alone(house: House) -> None:
    to_inquiry(house)
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    approve(house, "approve_plan")
    issue(house, "hear/issue_inquiry", "zhou", to="ma")
    step = task_at(house, "hear/reply")
    with pytest.raises(NotFound):
        house.view(portal_reply, "ma", task_id=step)
    house.run(attach, "ma", task_id=step, field="", name="会议记录.pdf", content=PDF)
    do(house, "ma", "hear/reply", more="会议记录附后。")

    home = house.view(portal, "ma")
    found = house.view(portal_reply, "ma", task_id=step)

    assert (step, "书面答复", found.handed_in_at) in home.receipts
    assert (found.receipt, found.promised) == (code_of(step), None)
    words = " ".join(in_chinese(text) for _, text in found.lines)
    assert "会议记录附后。" in words
    assert "请说明第一项情况的来龙去脉。" in words
    assert [one.name for one in found.attachments] == ["会议记录.pdf"]
    assert house.view(file_in_the_portal, "ma", attachment_id=found.attachments[0].id)[1] == PDF
    assert "函询通知书" in [house.view(portal_letter, "ma", letter_id=one.id).title for one in home.letters]
    for stranger in ("lin", "zhou"):
        with pytest.raises((NotFound, Refused)):
            house.view(portal_reply, stranger, task_id=step)
    with pytest.raises(NotFound):
        house.view(attachment_file, "lin", attachment_id=found.attachments[0].id)


@ON_SQLITE
def test_whoever_complained_reads_what_the_office_does_next_and_by_when(house: House) -> None:
    house.run(start_case, "ma", process="complaint", start_event="officer_complained", token=house.token())
    mine = task_at(house, "file_complaint")
    do(house, "ma", "file_complaint", officers=[{"name": "郑向前"}], leader="no")

    promised = house.view(portal_reply, "ma", task_id=mine).promised

    assert promised == ("受理或者转送反映", due_of(house, "accept_complaint"))


@ON_SQLITE
def test_whoever_asked_for_a_correction_reads_by_when_it_is_decided_until_it_is(house: House) -> None:
    number = file(house, "主体责任检查发现当日缺席专题会议。")
    house.run(start_case, "ma", process="m09c_correction", start_event="correction_asked", token=house.token())
    mine = task_at(house, "file_correction")
    do(house, "ma", "file_correction", entry=number, mistake="wrong")

    promised = house.view(portal_reply, "ma", task_id=mine).promised
    with house.office.database.write() as tx:
        tx.execute(sa.update(case).values(status="ended"))
        hold(tx, house.clock())

    assert promised == ("更正", due(house, "m09c_correction")["correction"])
    assert house.view(portal_reply, "ma", task_id=mine).promised is None
