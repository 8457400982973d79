"""What is read when: nothing before the declaration, no check by the other checker; a step is urged once a day."""

from __future__ import annotations

import pytest

from tests.usecases.office import House
from tests.usecases.passages import ALL_TRUE, case_of, to_bound
from tests.usecases.robot import do, task_at
from tests.usecases.stand import Stand
from webapp.domain.errors import AlreadyThere, NotDeclared, NotFound
from webapp.domain.ids import CaseId
from webapp.store.tables import attachment, recusal
from webapp.usecases.case_pages import case_page
from webapp.usecases.declaring import declare_about_case, declare_recusal
from webapp.usecases.drawings import case_diagram
from webapp.usecases.files import attach, attachment_file
from webapp.usecases.letters import letter_file, letter_page
from webapp.usecases.monitor import urge
from webapp.usecases.task_pages import open_task
from webapp.usecases.views.cases import CaseView
from webapp.usecases.views.tasks import Earlier

M08 = "m08_talk_letter_inquiry"
FIRST, SECOND = "承办人核查答复", "协办人核查答复"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office in which the first of two officers has checked a reply."""
    return stand.played(to_bound)


def inquiry(house: House) -> CaseId:
    """Give the inquiry's case."""
    return CaseId(case_of(house, M08).id)


def page_of(house: House, who: str) -> CaseView:
    """Open the inquiry's page, declaring when asked."""
    page = house.view(case_page, who, case_id=inquiry(house))
    if page.needs_declaration:
        house.run(declare_about_case, who, case_id=inquiry(house), answer="none")
    return house.view(case_page, who, case_id=inquiry(house))


def step_in(found: tuple[Earlier, ...], name: str) -> Earlier:
    """Give what the page says of one step."""
    return next(one for one in found if one.step == name)


def test_before_the_declaration_an_officer_reads_nothing_of_a_case(house: House) -> None:
    letter = page_of(house, "zhou").letters[0].id

    page = house.view(case_page, "wu", case_id=inquiry(house))

    assert page.needs_declaration
    assert page.head.subject_name == "马远帆"
    assert not any((page.sentence, page.contents, page.log, page.letters, page.attachments, page.road, page.waiting))
    with pytest.raises(NotDeclared):
        house.view(case_diagram, "wu", case_id=inquiry(house), process=M08)
    with pytest.raises(NotDeclared):
        house.view(letter_page, "wu", letter_id=letter)
    with pytest.raises(NotDeclared):
        house.view(letter_file, "wu", letter_id=letter, kind="docx")


def test_after_the_declaration_an_officer_reads_what_the_duty_shows(house: House) -> None:
    assert house.run(declare_about_case, "wu", case_id=inquiry(house), answer="none") is False

    page = house.view(case_page, "wu", case_id=inquiry(house))

    assert not page.needs_declaration
    assert page.contents
    assert house.view(letter_page, "wu", letter_id=page.letters[0].id)


def test_who_is_recused_at_the_case_page_loses_the_case(house: House) -> None:
    assert house.run(declare_about_case, "wu", case_id=inquiry(house), answer="relative") is True

    with pytest.raises(NotFound):
        house.view(case_page, "wu", case_id=inquiry(house))


def test_a_file_is_not_given_before_the_declaration(house: House) -> None:
    step = task_at(house, "review_reply_b")
    house.run(declare_recusal, "wu", task_id=step, answer="none")
    house.run(attach, "wu", task_id=step, field="", name="材料.pdf", content=PDF)
    do(house, "wu", "review_reply_b", checks=ALL_TRUE)
    with house.office.database.write() as tx:
        key = tx.execute(attachment.select()).all()[-1].id

        tx.execute(recusal.delete().where(recusal.c.person_id == "he"))

    with pytest.raises(NotDeclared):
        house.view(attachment_file, "he", attachment_id=key)
    house.run(declare_about_case, "he", case_id=inquiry(house), answer="none")

    assert house.view(attachment_file, "he", attachment_id=key) == ("材料.pdf", PDF)


def test_a_task_page_shows_nothing_before_the_declaration(house: House) -> None:
    page = house.view(open_task, "wu", task_id=task_at(house, "review_reply_b"))

    assert page.needs_declaration
    assert not any((page.earlier, page.road, page.attachments, page.form_state, page.letter_html, page.next_steps))


def test_the_second_checker_cannot_read_the_first_check_until_both_are_done(house: House) -> None:
    step = task_at(house, "review_reply_b")
    house.run(declare_recusal, "wu", task_id=step, answer="none")

    on_task = step_in(house.view(open_task, "wu", task_id=step).earlier, FIRST)
    on_case = {who: step_in(page_of(house, who).contents, FIRST) for who in ("wu", "he", "zhou")}
    do(house, "wu", "review_reply_b", checks=ALL_TRUE)
    after = {name: step_in(page_of(house, "he").contents, name) for name in (FIRST, SECOND)}

    assert (on_task.held_back, on_task.lines) == (True, ())
    assert [on_case[who].held_back for who in ("wu", "he", "zhou")] == [True, True, False]
    assert on_case["wu"].lines == ()
    assert on_case["zhou"].lines
    assert not any(one.held_back for one in after.values())
    assert all(one.lines for one in after.values())


def test_limits_of_steps_that_are_done_are_not_counted_on(house: House) -> None:
    house.clock.shift(days=60)

    page = page_of(house, "zhou")

    assert page.waiting[0].due
    assert len(page.deadlines) < limits_started(house)
    assert {due.on for _, due in page.deadlines} <= {one.due.on for one in page.waiting if one.due}


def limits_started(house: House) -> int:
    """Count the limits that the inquiry has started so far."""
    from webapp.store import deadlines

    with house.office.database.read() as tx:
        return len(deadlines.of_case(tx, inquiry(house)))


def test_a_step_is_urged_once_a_day(house: House) -> None:
    step = task_at(house, "review_reply_b")
    house.run(urge, "han", task_id=step)

    with pytest.raises(AlreadyThere, match="今日已催办"):
        house.run(urge, "han", task_id=step)
    house.clock.shift(days=1)

    house.run(urge, "han", task_id=step)
