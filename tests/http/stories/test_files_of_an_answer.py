"""Evidence beside an answer: shown again after saving, once, with a button that takes it off."""

from __future__ import annotations

from io import BytesIO

import pytest

from tests.http.stories.passages import Sit
from tests.http.stories.sheets import FILE, sheet_of
from tests.usecases.office import House
from tests.usecases.passages import FIVE, approve, case_of, issue, to_inquiry
from tests.usecases.robot import do, task_at
from webapp.usecases.scan_codes import code_of
from webapp.usecases.scans import scan_back

pytestmark = pytest.mark.story

FIELD = "answers.1.evidence"
SHOWN = f"//ul[@class='files']/li[input[@name='{FIELD}']]"


def to_reply_form(house: House) -> None:
    """Bring an inquiry to the person's answer."""
    to_inquiry(house)
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    approve(house, "approve_plan")
    issue(house, "hear/issue_inquiry", "zhou", to="ma")


def test_a_file_that_is_too_large_is_named_and_what_was_typed_stays(sit: Sit, house: House) -> None:
    to_reply_form(house)
    house.office.largest_file = 100_000
    ma = sit("ma")
    page = ma.open("书面答复")
    posted = sheet_of(page.root).posted()
    posted["answers.0.course"] = ["二〇二四年三月，经班子会议研究确定。"]
    posted[FIELD] = [(BytesIO(b"%PDF-1.7" + b"x" * 100_000), "银行流水.pdf"), (BytesIO(FILE[0]), FILE[1])]

    refused = ma.follow(ma.send(page.path, posted), status=422)

    assert "“银行流水.pdf”超过0MB，没有上传；请压缩或者分成几个文件。" in refused.words(
        "//div[contains(@class, 'errors')]"
    )
    for shown in (refused, ma.get(page.path)):
        assert "经班子会议研究确定" in shown.words("//form")
        assert FILE[1] in shown.words(SHOWN), "the other file is there"


def test_a_file_of_a_row_is_shown_once_after_saving_and_can_be_taken_off(sit: Sit, house: House) -> None:
    to_reply_form(house)
    ma = sit("ma")
    page = ma.open("书面答复")

    for _ in range(2):
        posted = sheet_of(page.root).posted(_save="1")
        posted.setdefault(FIELD, []).append((BytesIO(FILE[0]), FILE[1]))
        page = ma.follow(ma.send(page.path, posted))

    assert FILE[1] in page.words(SHOWN)
    held = page.one(f"{SHOWN}/button[@name='_drop']").get("value")
    assert ma.client.get(page.all(f"{SHOWN}/a/@href")[0]).data == FILE[0]
    page = ma.follow(ma.send(page.path, sheet_of(page.root).posted(_drop=held)))
    assert not page.all(SHOWN)


def test_the_form_of_a_signed_paper_has_no_box_for_a_file_that_it_would_not_take(sit: Sit, house: House) -> None:
    to_reply_form(house)
    step = task_at(house, "hear/reply")
    house.run(scan_back, "sun", code=code_of(step), name="答复.pdf", content=FILE[0])

    page = sit("sun").get(f"/scan/{step}")

    assert page.all("//form//textarea[@name='answers.1.course']")
    assert page.all("//input[@type='file']") == []
    assert "随签名件附送的材料，与签名件一样先扫描" in page.words()


def test_the_blank_sheet_is_the_same_on_the_own_page_and_at_the_officers(sit: Sit, house: House) -> None:
    to_reply_form(house)
    own, step = sit("ma"), task_at(house, "hear/reply")
    shown = own.open("书面答复")

    blank = own.get(f"{shown.path}?paper=1")
    theirs = sit("zhou").get(f"/cases/{case_of(house, 'm08_talk_letter_inquiry').id}/sheets/{step}")

    assert "事实经过" in blank.words("//fieldset")
    assert blank.words("//fieldset") == theirs.words("//fieldset")
