"""Clues about one person: joined only to one in hand, read by the room that handles it, answered with its result."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.invariants import everything_holds
from tests.usecases.office import House
from tests.usecases.passages import approve, assign_clue, enter, issue, meet, register_clue, suggest
from tests.usecases.robot import cannot, do, look_at, open_steps, task_at
from webapp.domain.ids import CaseId
from webapp.domain.said import in_chinese
from webapp.store.tables import case, task
from webapp.usecases.case_pages import case_page
from webapp.usecases.task_pages import open_task
from webapp.usecases.views.tasks import Joined

pytestmark = pytest.mark.story

SAID = "反映另在2025年以会议名义报销接待费用。"


def two_clues(house: House, **second: object) -> None:
    """Let one clue be in hand in the third room, and a second one about the same person be abstracted."""
    register_clue(house)
    assign_clue(house)
    register_clue(house, **second)
    do(house, "ding", "acceptance/make_abstract", summary=SAID, discipline_class=["integrity"], tags=["none"])
    do(house, "fang", "acceptance/check_abstract", verdict="good")


def cases_by_number(house: House) -> dict[str, CaseId]:
    """Give the ids of the cases by their numbers (the tests' own look, past all visibility)."""
    with house.office.database.read() as tx:
        return {row.number: CaseId(row.id) for row in tx.execute(case.select().order_by(case.c.number)) if row.number}


def join_second(house: House) -> tuple[CaseId, CaseId]:
    """Let case oversight join the second clue to the first, and give both."""
    (number, first), (_, second) = cases_by_number(house).items()
    do(house, "han", "acceptance/accept_clue", verdict="join", join_to=number)
    return first, second


def close_first(house: House) -> None:
    """Let the room close the clue in hand, in all its steps."""
    suggest(house, "zhou", "close", prior="concluded")
    meet(house, "disposal/study", "close")
    approve(house, "disposal/approve_ending")
    do(house, "zhou", "disposal/closing/close_clue", reason_code="concluded")
    do(house, "wu", "disposal/closing/check_closing", verdict="good")
    enter(house, "conclude/archive", "zhou")


def test_the_room_of_the_clue_in_hand_reads_what_was_joined_to_it(house: House) -> None:
    two_clues(house)
    first, second = join_second(house)

    page = look_at(house, "zhou", "disposal/analyse_clue")
    told = [in_chinese(text) for one in page.joined for step in one.steps for _, text in step.lines]

    assert [one.case_id for one in page.joined] == [second]
    assert SAID in told
    linked = [house.view(case_page, "zhou", case_id=one).linked for one in (first, second)]
    assert [[(one.case_id, one.relation) for one in row] for row in linked] == [
        [(second, "并入本件")],
        [(first, "并入")],
    ]


def test_case_oversight_reads_which_clue_a_number_stands_for(house: House) -> None:
    two_clues(house)

    form = look_at(house, "han", "acceptance/accept_clue").form_state

    assert form is not None
    ((_, words),) = form.choices["options:join_to"]
    assert in_chinese(words) == "云线索〔2026〕1号，2026年3月2日登记，第三监督检查室，违反廉洁纪律、插手工程项目"


def test_a_clue_that_nobody_handles_any_more_takes_no_other(house: House) -> None:
    register_clue(house)
    assign_clue(house)
    close_first(house)
    register_clue(house)
    do(house, "ding", "acceptance/make_abstract", discipline_class=["integrity"], tags=["none"])
    do(house, "fang", "acceptance/check_abstract", verdict="good")
    number = next(iter(cases_by_number(house)))

    assert cannot(house, "han", "acceptance/accept_clue", verdict="join", join_to=number) == "form_rejected"


def test_whoever_gave_a_name_is_answered_when_the_clue_in_hand_has_its_result(house: House) -> None:
    two_clues(house, real_name=True)
    join_second(house)
    do(house, "ding", "real_name/register_reporter", wish_feedback=True)
    do(house, "ding", "real_name/check_identity", verified_how="visit", result="confirmed")
    issue(house, "real_name/issue_acceptance", "ding", signer="wang")
    assert [path for path, _, _ in open_steps(house)] == ["disposal/analyse_clue"]

    close_first(house)

    assert [path for path, _, _ in open_steps(house)] == ["conclude/issue_feedback/draft_letter"]


def test_a_letter_that_only_repeats_is_counted_on_the_page_of_the_first(house: House) -> None:
    register_clue(house)
    assign_clue(house)
    register_clue(house, unchanged=True)

    look_at(house, "zhou", "disposal/analyse_clue")

    (found,) = cases_by_number(house).values()

    assert house.view(case_page, "zhou", case_id=found).repeats == 1


def test_whoever_reads_out_a_letter_says_first_whether_to_step_back(house: House) -> None:
    register_clue(house)

    page = house.view(open_task, "ding", task_id=task_at(house, "acceptance/make_abstract"))

    assert page.needs_declaration
    assert page.form_state is None
    assert page.head.subject_id == "ma"


def test_three_clues_in_a_week_are_asked_about_in_one_letter_by_the_earliest_limit_and_count_three(
    house: House,
) -> None:
    """Anonymous, then by name, then with evidence at risk: joined to the first, whose day and priority come forward."""
    register_clue(house)
    assign_clue(house)
    first = due_of(house)
    house.clock.shift(days=1)
    another(house, "另在2025年以会议名义报销接待费用。", real_name=True)
    second = due_of(house)
    house.clock.shift(days=1)
    another(house, "另在2026年初要求下属销毁账目。", danger=True)

    assert first == (2, dt.date(2026, 3, 17))
    assert second == (1, dt.date(2026, 3, 13))
    assert due_of(house) == (0, dt.date(2026, 3, 9))
    assert [path for path, _, _ in open_steps(house) if path == "note_alert"] == ["note_alert"]
    alert = look_at(house, "han", "note_alert").form_state
    assert alert is not None
    assert alert.values["reports"] == 3
    read = [in_chinese(text) for one in look_at(house, "zhou", "disposal/analyse_clue").joined for text in texts(one)]
    assert [words for words in ("报销接待费用", "销毁账目") if not any(words in text for text in read)] == []
    suggest(house, "zhou", "inquiry")
    meet(house, "disposal/study", "inquiry")
    approve(house, "disposal/approve_way")
    questions = [{"text": f"请说明第{one}项反映的来龙去脉。"} for one in "一二三"]
    do(house, "zhou", "plan_inquiry", kind="letter", questions=questions)
    with house.office.database.read() as tx:
        inquiries = tx.execute(case.select().where(case.c.process == "m08_talk_letter_inquiry")).all()
    assert [row.subject_id for row in inquiries] == ["ma"]
    everything_holds(house)


def another(house: House, said: str, *, danger: bool = False, **letter: object) -> None:
    """Let a further letter about the same head come in and be joined to the first."""
    register_clue(house, **letter)
    do(house, "ding", "acceptance/make_abstract", summary=said, discipline_class=["integrity"], tags=["none"])
    do(house, "fang", "acceptance/check_abstract", verdict="good")
    given = {"verdict": "join", "join_to": "云线索〔2026〕1号", "danger": danger}
    do(house, "han", "acceptance/accept_clue", **given)


def due_of(house: House) -> tuple[int, dt.date]:
    """Give priority and due day of the step of the first clue."""
    with house.office.database.read() as tx:
        (row,) = tx.execute(task.select().where(task.c.element == "analyse_clue", task.c.is_open)).all()
    return row.priority, row.due_on


def texts(one: Joined) -> list[object]:
    """Give what the steps of a joined clue say."""
    return [text for step in one.steps for _, text in step.lines]
