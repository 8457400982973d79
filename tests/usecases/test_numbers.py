"""文号登记: a number is used or explained, the register shows both, a hole is noticed."""

from __future__ import annotations

import pytest

from tests.usecases.office import House
from tests.usecases.passages import ONE_WAY, approve, case_of, sign_and_seal, to_inquiry, today
from tests.usecases.robot import do, look_at
from tests.usecases.written import recuse
from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.papers import LetterRow
from webapp.store import applications, letters, people
from webapp.store.audit_check import verify
from webapp.store.tables import number_issued
from webapp.usecases.applications import apply_early_ending, decide
from webapp.usecases.case_pages import case_page
from webapp.usecases.number_pages import number_page
from webapp.usecases.portal import portal
from webapp.usecases.scans import scan_back
from webapp.usecases.views.registers import NumberRow

pytestmark = pytest.mark.story

AT = "hear/issue_inquiry"
MORE = "材料较多的，可以分两次报送。"
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def signed(house: House) -> House:
    """An inquiry letter that is numbered and waits for its seal."""
    to_inquiry(house)
    do(house, "zhou", "plan_inquiry", kind="letter", questions=[{"text": "请说明会议费的来龙去脉。"}])
    approve(house, "approve_plan")
    do(house, "zhou", f"{AT}/draft_letter", body=MORE)
    do(house, "sun", f"{AT}/check_letter", good=True)
    do(house, "chen", f"{AT}/sign_by_secretary", decision="agree")
    return house


def the_letters(house: House) -> tuple[LetterRow, ...]:
    with house.office.database.read() as tx:
        return letters.of_case(tx, CaseId(case_of(house, "m08_talk_letter_inquiry").id))


def name_of(house: House, who: str) -> str:
    with house.office.database.read() as tx:
        return people.directory(tx).name(PersonId(who))


def registered(house: House, who: str = "sun") -> dict[str, NumberRow]:
    return {row.number: row for row in house.view(number_page, who, series="云纪函", year=2026).rows}


def test_a_mistake_before_the_seal_voids_the_number_and_the_next_letter_gets_the_next_one(signed: House) -> None:
    do(signed, "sun", f"{AT}/seal_letter", fit="void", void_reason="wrong_text")
    redrafted = look_at(signed, "zhou", f"{AT}/draft_letter").form_state
    assert redrafted is not None
    assert redrafted.values["body"] == MORE  # what was written is mended, not written anew
    sign_and_seal(signed, AT, "zhou")
    do(signed, "sun", f"{AT}/deliver", **ONE_WAY, received_on=today(signed))

    first, second = sorted(the_letters(signed), key=lambda one: one.number or "")
    rows = registered(signed)
    assert (first.status, second.status) == ("voided", "received")
    assert str(rows[first.number or ""].reason) == "用印前发现正文有误，重新行文"
    assert rows[first.number or ""].voided_by == name_of(signed, "sun")
    assert rows[second.number or ""].voided_on is None
    assert [one.number for one in signed.view(portal, "ma").letters] == [second.number]
    page = signed.view(case_page, "zhou", case_id=CaseId(case_of(signed, "m08_talk_letter_inquiry").id))
    assert {one.number: one.status for one in page.letters}[first.number] == "文号作废，没有发出"


def test_a_case_that_ends_before_the_seal_explains_its_number(signed: House) -> None:
    case_id = CaseId(case_of(signed, "m08_talk_letter_inquiry").id)
    signed.run(apply_early_ending, "he", case_id=case_id, reason="withdrawn_by_authority", text="不再办理。")
    with signed.office.database.read() as tx:
        asked = applications.of_case(tx, case_id)[0].id
    signed.run(decide, "chen", application_id=asked, agree=True)

    (letter,) = the_letters(signed)
    assert letter.status == "voided"
    assert str(registered(signed)[letter.number or ""].reason) == "事项提前终止，文书没有用印发出"


def test_the_general_office_sees_papers_case_oversight_every_series_nobody_else_any(signed: House) -> None:
    office = {one.series for one in signed.view(number_page, "sun").series}
    oversight = {one.series for one in signed.view(number_page, "han").series}

    assert "云纪函" in office
    assert "云线索" in oversight - office
    for who in ("zhou", "chen", "mo", "ma"):
        with pytest.raises(NotFound):
            signed.view(number_page, who)


def test_who_is_recused_cannot_tell_from_the_register_which_numbers_are_about_the_head(signed: House) -> None:
    before = signed.view(number_page, "han", series="云线索", year=2026)
    recuse(signed, "han")

    assert before.rows
    assert signed.view(number_page, "han", series="云线索", year=2026) == before


def test_a_number_that_is_gone_is_missed_in_the_register_and_by_the_check(signed: House) -> None:
    do(signed, "sun", f"{AT}/seal_letter", fit="void", void_reason="overtaken")
    sign_and_seal(signed, AT, "zhou")
    first = min(one.number or "" for one in the_letters(signed))
    with signed.office.database.write() as tx:
        tx.execute(number_issued.delete().where(number_issued.c.text == first))

    with signed.office.database.read() as tx:
        faults = [one.what for one in verify(tx).faults]

    assert signed.view(number_page, "sun", series="云纪函", year=2026).missing == (first,)
    assert f"{first}不在文号登记中，也没有作废说明" in faults


def test_a_page_of_the_register_ends_where_the_next_begins(signed: House) -> None:
    all_of_it = signed.view(number_page, "sun", series="云纪函", year=2026)
    none = signed.view(number_page, "sun", series="云纪函", year=2026, below=1)
    far = signed.view(number_page, "sun", series="云纪函", year=2026, below=10**12)

    assert all_of_it.below is None
    assert none.rows == ()
    assert far.rows == all_of_it.rows


def test_the_case_page_shows_each_try_the_receipt_and_the_signed_scan_of_a_letter(signed: House) -> None:
    do(signed, "sun", f"{AT}/seal_letter")
    do(signed, "sun", f"{AT}/deliver", way="post", result="returned")
    do(signed, "sun", f"{AT}/hand_over", second_officer="yu", result="received")
    do(signed, "yu", f"{AT}/confirm_hand_over", confirmed="yes")
    (letter,) = the_letters(signed)
    scan = signed.run(scan_back, "yu", code=letter.print_code, name="回执.pdf", content=PDF)

    case_id = CaseId(case_of(signed, "m08_talk_letter_inquiry").id)
    (row,) = signed.view(case_page, "zhou", case_id=case_id).letters

    assert row.status == "已签收"
    assert [(stage, done) for stage, _, _, done in row.trail][-2:] == [("用印", True), ("签收", True)]
    assert [str(one).split("：")[0].rpartition("日")[2] for one in row.tries] == ["送达", "两人当面送达", "同行人确认"]
    assert "退回" in row.tries[0]
    assert [(one.kind, one.id, one.name) for one in row.files] == [("扫描回传", scan, "回执.pdf")]
