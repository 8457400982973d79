"""Where messages came from and went: each end as far as the reader may see it, with counts by the list's own query."""

from __future__ import annotations

import pytest

from tests.usecases.office import House, hold
from tests.usecases.passages import case_of, post, to_inquiry
from tests.usecases.robot import do, task_at
from tests.usecases.test_inspection_tour import report_clue, start_tour
from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId
from webapp.domain.records import Message
from webapp.store import messages
from webapp.store.tables import case, message_in
from webapp.usecases.case_pages import case_page
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.message_pages import UNSEEN, case_messages, messages_passed
from webapp.usecases.views.messages import MessageRow
from webapp.usecases.work import daily

pytestmark = pytest.mark.story


def named(rows: tuple[MessageRow, ...], name: str) -> MessageRow:
    """The one message of that name."""
    found = [one for one in rows if str(one.name) == name]
    assert len(found) == 1, [str(one.name) for one in rows]
    return found[0]


def of(house: House, who: str, process: str) -> tuple[MessageRow, ...]:
    """The messages of the one case of a process, as a person sees them."""
    return house.view(case_messages, who, case_id=CaseId(case_of(house, process).id)).rows


def test_whoever_sees_both_ends_reads_both_numbers(house: House) -> None:
    to_inquiry(house)
    clue = case_of(house, "m07_clue_disposal")

    row = named(of(house, "zhou", "m08_talk_letter_inquiry"), "提请函询")

    assert (row.source.number, row.source.case_id) == (clue.number, clue.id)
    assert row.target.case_id == case_of(house, "m08_talk_letter_inquiry").id
    assert (row.state, str(row.why)) == ("delivered", "已送达")


def test_an_end_that_may_not_be_seen_is_a_matter_without_number(house: House) -> None:
    report_clue(house)
    do(house, "tao", "report/write_clue")
    do(house, "yun", "report/check_clue", good=True)
    number = case_of(house, "m07_clue_disposal").number

    rows = of(house, "tao", "m04b_clue_urgent")

    sent, came = named(rows, "紧急线索"), named(rows, "答复编号")
    assert (sent.target.words, sent.target.case_id, sent.target.number) == (UNSEEN, None, None)
    assert (came.source.words, came.source.number) == (UNSEEN, None)
    assert str(came.answer) == f"编号{number}"


def test_of_a_case_that_may_not_be_seen_there_are_no_messages(house: House) -> None:
    to_inquiry(house)

    for who in ("li", "qin", "cui", "ma"):
        with pytest.raises(NotFound):
            of(house, who, "m08_talk_letter_inquiry")


def test_before_the_declaration_nothing_is_shown(house: House) -> None:
    to_inquiry(house)
    house.run(declare_recusal, "wu", task_id=task_at(house, "plan_inquiry"), answer="relative")

    with pytest.raises(NotFound):
        of(house, "wu", "m08_talk_letter_inquiry")


def test_a_message_that_its_case_does_not_wait_for_says_why_it_waits(house: House) -> None:
    to_inquiry(house)
    waits(house, CaseId(case_of(house, "m07_clue_disposal").id))

    row = named(house.view(messages_passed, "han", state="waiting").rows, "上级意见")

    assert (row.state, str(row.why)) == ("waiting", "对方事项尚未等待此消息，等待后自动送达")
    assert row.settled_at is None


def test_a_message_whose_measure_is_not_there_says_so(house: House) -> None:
    to_inquiry(house)
    clue = case_of(house, "m07_clue_disposal")
    row = Message(
        id="nobody",
        name="stage_changed",
        subject_id=None,
        source_case_id=CaseId(clue.id),
        to="m99_not_there",
        target_case_id=None,
        payload={},
        at=house.clock(),
    )
    with house.office.database.write() as tx:
        messages.post(tx, [row])
    house.drain()

    (found,) = house.view(messages_passed, "han", state="no_receiver").rows

    assert (found.state, str(found.why)) == ("waiting", "接收的流程尚未启用，启用后自动送达")


def waits(house: House, target: CaseId) -> None:
    """Post a word for a case that does not wait for one."""
    post(house, "superior_word", target=target, payload={})
    house.drain()


def test_what_comes_for_a_matter_that_is_over_is_told_and_never_a_fault(house: House) -> None:
    to_inquiry(house)
    target = CaseId(case_of(house, "m07_clue_disposal").id)
    with house.office.database.write() as tx:
        tx.execute(case.update().where(case.c.id == target).values(status="ended"))
        hold(tx, house.clock())
    waits(house, target)
    house.clock.shift(days=12)
    daily(house.office)

    counts = house.view(messages_passed, "han", state="faulty").counts

    assert (counts["faulty"], counts["waiting"]) == (0, 0)


def test_after_days_it_is_a_fault_on_the_supervisors_list_with_its_own_count(house: House) -> None:
    to_inquiry(house)
    waits(house, CaseId(case_of(house, "m07_clue_disposal").id))
    house.clock.shift(days=12)
    daily(house.office)

    found = house.view(messages_passed, "han", state="faulty")

    assert [str(one.name) for one in found.rows] == ["上级意见"]
    assert found.counts["faulty"] == 1 == len(found.rows)
    assert str(found.rows[0].why) == "多日没有事项接收，已登记故障"


@pytest.mark.parametrize("who", ["han", "su"])
def test_each_count_is_that_of_its_list(house: House, who: str) -> None:
    to_inquiry(house)
    start_tour(house)
    waits(house, CaseId(case_of(house, "m07_clue_disposal").id))

    for state, count in house.view(messages_passed, who).counts.items():
        assert len(house.view(messages_passed, who, state=state).rows) == count, state


def test_the_list_names_nobody_and_holds_no_content(house: House) -> None:
    to_inquiry(house)
    start_tour(house)

    page = str(house.view(messages_passed, "su"))

    assert "马远帆" not in page
    assert "林清越" not in page
    assert case_of(house, "m04_inspection_tour").number in page


def test_a_monitor_reads_numbers_whose_pages_are_not_there_without_a_link(house: House) -> None:
    to_inquiry(house)

    row = named(house.view(messages_passed, "han").rows, "提请函询")

    with pytest.raises(NotFound):
        house.view(case_page, "han", case_id=CaseId(case_of(house, "m07_clue_disposal").id))
    assert row.source.number == case_of(house, "m07_clue_disposal").number
    assert row.source.case_id is row.target.case_id is None


def test_the_supervisors_list_is_no_list_for_others(house: House) -> None:
    for who in ("zhou", "cui", "ma"):
        with pytest.raises(NotFound):
            house.view(messages_passed, who)


def test_the_case_that_took_it_stands_in_its_row(house: House) -> None:
    to_inquiry(house)

    with house.office.database.read() as tx:
        row = tx.execute(message_in.select().where(message_in.c.name == "inquiry_start")).one()

    assert row.taken_by_id == case_of(house, "m08_talk_letter_inquiry").id
