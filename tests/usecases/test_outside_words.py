"""A superior's word and a reporter's further letter reach the case that waits for them."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.office import House
from tests.usecases.passages import assign_clue, case_of, register_clue
from tests.usecases.robot import do, open_steps
from webapp.domain.errors import AlreadySubmitted, NotFound, Refused
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.sights import Viewer
from webapp.store import applications, audit, paper
from webapp.usecases.outside_words import record_word, words_waiting

pytestmark = pytest.mark.story

TWO = [{"management_level": "superior"}, {"management_level": "own"}]
DAY = dt.date(2026, 3, 2)


def waiting(house: House) -> str:
    """Bring a letter about two persons, one managed above, to where it waits for the superior; gives the wait."""
    register_clue(house, persons=TWO)
    do(house, "chen", "sealed_up/hand_over_sealed")
    do(house, "ding", "sealed_up/send_sealed")
    do(house, "ding", "sealed_up/note_sealed_receipt")
    return house.view(words_waiting, "sun").rows[0].wait_id


def record(house: House, wait: str, who: str = "sun", page: str = "t1", **changed: object) -> bool:
    named: dict[str, object] = {"document": "市纪函〔2026〕8号", "received_on": DAY, "text": "其余人员由你委办理。"}
    return house.run(record_word, who, wait_id=wait, token=page, **named | changed)  # type: ignore[arg-type]


def test_the_office_sees_what_waits_for_the_superior_without_a_name(house: House) -> None:
    waiting(house)

    row = house.view(words_waiting, "sun").rows[0]

    assert (row.kind_name, row.measure_name, row.step) == ("上级意见", "问题线索处置", "上级已有意见")
    assert row.due is not None


def test_the_word_moves_the_case_on_and_its_wording_is_kept(house: House) -> None:
    wait = waiting(house)

    assert record(house, wait)

    case_id = CaseId(case_of(house, "m07_clue_disposal").id)
    assert [path for path, _, _ in open_steps(house)] == ["sealed_up/record_lawful"]
    with house.office.database.read() as tx:
        remark = applications.remarks(tx, case_id)[0]
        acts = [one.entry.act for one in audit.entries(tx, audit.stream_of(case_id))]
    assert (remark.kind, remark.text) == ("instruction", "市纪函〔2026〕8号：其余人员由你委办理。")
    assert acts[-2:] == ["word.recorded", "message.received"]
    assert house.view(words_waiting, "sun").rows == ()


def test_a_second_click_records_nothing_more(house: House) -> None:
    wait = waiting(house)
    record(house, wait)

    with pytest.raises((AlreadySubmitted, NotFound)):
        record(house, wait)


@pytest.mark.parametrize(
    "changed", [{"received_on": dt.date(2026, 12, 1)}, {"document": ""}, {"text": " "}], ids=["day", "document", "text"]
)
def test_document_day_and_wording_are_asked_for(house: House, changed: dict[str, object]) -> None:
    wait = waiting(house)

    with pytest.raises(Refused):
        record(house, wait, **changed)  # type: ignore[arg-type]


def test_a_superiors_word_is_recorded_by_the_office_alone(house: House) -> None:
    wait = waiting(house)

    assert house.view(words_waiting, "ding").rows == ()
    with pytest.raises(NotFound):
        record(house, wait, "ding")


@pytest.mark.parametrize("who", ["cui", "mo", "ma", "zhou"])
def test_others_have_no_such_list(house: House, who: str) -> None:
    with pytest.raises(NotFound):
        house.view(words_waiting, who)


def test_a_reporters_further_letters_come_to_the_petition_office_one_after_the_other(house: House) -> None:
    register_clue(house, real_name=True)
    assign_clue(house)

    for number in (1, 2):
        wait = house.view(words_waiting, "ding").rows[0]
        assert wait.kind == "reporter_word"
        assert record(house, wait.wait_id, "ding", page=f"t{number}", document="来信", text="补充合同复印件一份。")

    assert [path for path, _, _ in open_steps(house)].count("handle_word/note_word") == 2
    assert house.view(words_waiting, "sun").rows == ()


def test_what_waits_is_listed_a_page_at_a_time_and_found_by_its_number(house: House) -> None:
    for head in ("ma", "lin"):
        register_clue(house, subject=head, real_name=True)
        assign_clue(house)
    everything = house.view(words_waiting, "ding").rows

    with house.office.database.read() as tx:
        viewer = Viewer(person_id=PersonId("ding"), now=house.clock(), today=DAY)
        first = paper.waiting_for(tx, viewer, ("reporter_word",), size=1)
        rest = paper.waiting_for(tx, viewer, ("reporter_word",), size=1, after=first.after)
    found = house.view(words_waiting, "ding", number=str(everything[1].number))

    assert [one.task_id for one in (*first.rows, *rest.rows)] == [one.wait_id for one in everything]
    assert (len(first.rows), len(rest.rows), rest.after) == (1, 1, None)
    assert [one.wait_id for one in found.rows] == [everything[1].wait_id]
