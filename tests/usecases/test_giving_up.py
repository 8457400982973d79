"""放弃登记: what was begun by mistake and never handed in ends, and nothing that was typed can be read again."""

from __future__ import annotations

import pytest

from tests.usecases.due import inquiry
from tests.usecases.invariants import every_chain_is_whole
from tests.usecases.office import House
from tests.usecases.passages import case_of, today
from tests.usecases.robot import do, open_steps, posted_for, task_at
from tests.usecases.test_files import PDF
from tests.usecases.test_races import at_once
from webapp.domain.errors import GivenUp, HandedIn, MandatoryGate, NotFound, NotYours, OfficeError, Refused
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.papers import File
from webapp.domain.records import CaseStatus
from webapp.store import attachments, audit, numbers
from webapp.store.tables import application, attachment, data_key, submission, subscription, task, timer
from webapp.usecases.applications import apply_early_ending
from webapp.usecases.case_pages import case_page
from webapp.usecases.completing import save_draft, submit
from webapp.usecases.drawings import case_diagram
from webapp.usecases.files import attach, attachment_file
from webapp.usecases.giving_up import NotByHand, give_up
from webapp.usecases.handing import reassign_task, release_task
from webapp.usecases.inbox import inbox
from webapp.usecases.opening import start_case, startable
from webapp.usecases.portal import portal, portal_task
from webapp.usecases.task_pages import open_task
from webapp.usecases.views.tasks import InboxFilters

M07, M10 = "m07_clue_disposal", "m10e_clarification"
TYPED = {"channel": ["letter"], "received_on": ["2026-03-02"]}


def begin(house: House, who: str = "ding", process: str = M07, event: str = "intake") -> TaskId:
    """Press 登记 as a person and give the step that opens."""
    step = house.run(start_case, who, process=process, start_event=event, token=house.token())
    assert step is not None
    return step


def request(house: House) -> TaskId:
    """Let the head Lin begin a request for clarification in the portal."""
    return begin(house, "lin", M10, "clarify_requested")


def rows(house: House, table: object) -> int:
    with house.office.database.read() as tx:
        return len(tx.execute(table.select()).all())  # type: ignore[attr-defined]


def own(house: House, who: str) -> list[TaskId]:
    """Give what the register page lists as begun."""
    return [one.task_id for one in house.view(startable, who).begun]


def test_what_a_clerk_began_by_mistake_is_gone_from_the_inbox_and_the_register(house: House) -> None:
    step = begin(house)
    assert own(house, "ding") == [step]

    house.run(give_up, "ding", task_id=step)

    assert own(house, "ding") == []
    assert house.view(inbox, "ding", filters=InboxFilters()).rows == ()
    assert open_steps(house) == []
    row = case_of(house, M07)
    assert (row.status, row.waiting_at, row.closed_at) == (CaseStatus.GIVEN_UP, [], house.clock())
    every_chain_is_whole(house)


def test_nothing_that_was_typed_or_uploaded_can_be_read_again(house: House) -> None:
    step = begin(house, "ding", M10, "request_received")
    house.run(save_draft, "ding", task_id=step, posted=TYPED)
    file = house.run(attach, "ding", task_id=step, field="", name="信封.pdf", content=PDF).id
    case_id = CaseId(case_of(house, M10).id)
    house.run(apply_early_ending, "chen", case_id=case_id, reason="withdrawn_by_authority", text="来件登记有误。")

    house.run(give_up, "ding", task_id=step)

    assert [rows(house, one) for one in (submission, attachment, application)] == [0, 0, 0]
    with house.office.database.read() as tx:
        owners = tx.execute(data_key.select()).all()
    assert f"case:{case_id}" not in [one.owner for one in owners]
    with pytest.raises(NotFound):
        house.view(attachment_file, "ding", attachment_id=file)


def test_what_a_person_begins_of_the_own_is_no_answer_owed_and_is_about_something(house: House) -> None:
    house.run(start_case, "lin", process=M10, start_event="clarify_requested", token=house.token())

    page = house.view(portal, "lin")

    assert [one.own for one in page.tasks] == [True]
    assert (page.has_archive, house.view(portal, "geng").has_archive) == (True, False)  # of a unit's committee
    assert "m09c_correction" not in [process for process, _, _ in page.can_start]
    with pytest.raises(Refused, match="没有可以申请更正的内容"):
        house.run(start_case, "lin", process="m09c_correction", start_event="correction_asked", token=house.token())


def test_no_timer_and_no_message_reaches_it_any_more(house: House) -> None:
    house.run(give_up, "lin", task_id=request(house))

    for table in (timer, subscription):
        with house.office.database.read() as tx:
            assert tx.execute(table.select().where(table.c.gone_at.is_(None))).all() == []
    house.clock.shift(days=400)
    house.drain()
    assert case_of(house, M10).status is CaseStatus.GIVEN_UP


def test_the_record_keeps_who_and_when_and_no_content(house: House) -> None:
    step = begin(house)
    house.run(save_draft, "ding", task_id=step, posted=TYPED)

    house.run(give_up, "ding", task_id=step)

    with house.office.database.read() as tx:
        last = audit.entries(tx, audit.stream_of(case_of(house, M07).id), opened=True)[-1].entry
    assert (last.act, last.actor_id, last.at, last.task_id) == ("case.given_up", "ding", house.clock(), step)
    assert last.sealed is None
    assert dict(last.facts) == {}


def test_its_number_is_explained_and_not_given_out_again(house: House) -> None:
    step = request(house)
    number = case_of(house, M10).number

    house.run(give_up, "lin", task_id=step)

    with house.office.database.read() as tx:
        one = numbers.read(tx, number)
    assert one is not None
    assert (one.void_reason, one.voided_by, one.voided_at) == ("放弃登记", "lin", house.clock())
    request(house)
    with house.office.database.read() as tx:
        series = numbers.issued(tx, one.series, year=one.year)
    assert [each.value for each in series] == [one.value, one.value + 1]


def test_a_person_concerned_gives_up_what_was_begun_in_the_portal(house: House) -> None:
    step = request(house)
    assert house.view(portal_task, "lin", task_id=step).can_give_up

    house.run(give_up, "lin", task_id=step)

    assert house.view(portal, "lin").tasks == ()
    with pytest.raises(NotFound):
        house.view(portal_task, "lin", task_id=step)


@pytest.mark.parametrize(("who", "process", "event"), [("ding", M07, "intake"), ("lin", M10, "clarify_requested")])
def test_pressing_twice_opens_the_same_empty_one_again(house: House, who: str, process: str, event: str) -> None:
    first = begin(house, who, process, event)

    again = begin(house, who, process, event)

    assert again == first
    assert len(open_steps(house)) == 1
    every_chain_is_whole(house)


def test_two_windows_that_begin_at_once_open_one(house: House) -> None:
    actor, opened = house.actor("ding"), []

    def press() -> None:
        opened.append(
            house.office.run(start_case, actor, process=M07, start_event="intake", token=house.token()),
        )

    refused = at_once(press, press, press)

    assert refused == []
    assert len(opened) == 3
    assert len(set(opened)) == 1
    assert len(open_steps(house)) == 1


@pytest.mark.parametrize("touch", ["draft", "file"])
def test_one_that_is_touched_is_left_alone_and_another_opens(house: House, touch: str) -> None:
    first = begin(house, "ding", M10, "request_received")
    if touch == "draft":
        house.run(save_draft, "ding", task_id=first, posted=TYPED)
    else:
        house.run(attach, "ding", task_id=first, field="", name="信封.pdf", content=PDF)

    second = begin(house, "ding", M10, "request_received")

    assert second != first
    assert {one.task_id: one.touched for one in house.view(startable, "ding").begun} == {first: True, second: False}


def test_another_officer_s_empty_one_is_not_opened(house: House) -> None:
    first = request(house)

    second = begin(house, "ma", M10, "clarify_requested")

    assert second != first
    assert own(house, "ma") == [second]


def test_after_a_submission_it_is_never_given_up(house: House) -> None:
    house.run(start_case, "lin", process=M10, start_event="clarify_requested", token=house.token())
    do(house, "lin", "file_request", wish="written")
    step = task_at(house, "assess_impact")
    assert own(house, "lin") == []

    with pytest.raises(NotFound):
        house.run(give_up, "lin", task_id=step)
    with pytest.raises((HandedIn, MandatoryGate)):
        house.run(give_up, "chen", task_id=step)

    assert case_of(house, M10).status is CaseStatus.OPEN


def test_a_submission_that_was_taken_back_still_counts(house: House) -> None:
    step = request(house)
    with house.office.database.write() as tx:
        tx.execute(submission.insert(), withdrawn(house, step))

    with pytest.raises(HandedIn):
        house.run(give_up, "lin", task_id=step)

    assert not house.view(portal_task, "lin", task_id=step).can_give_up


def withdrawn(house: House, step: TaskId) -> dict[str, object]:
    """A submission as 撤回 leaves it."""
    where = {"id": "s1", "case_id": case_of(house, M10).id, "task_id": step, "path": "file_request"}
    what = {"element": "file_request", "person_id": "lin", "version": 1, "final": True, "at": house.clock()}
    return where | what | {"content": b"", "withdrawn_at": house.clock()}


def test_a_signed_paper_that_came_back_counts_as_handed_in(house: House) -> None:
    step = request(house)
    with house.office.database.write() as tx:
        one = File(
            id="scan",
            case_id=CaseId(case_of(house, M10).id),
            task_id=step,
            kind="scan",
            media_type="application/pdf",
            name="申诉书.pdf",
            content=PDF,
            by=PersonId("sun"),
            at=house.clock(),
        )
        attachments.add(tx, one)

    with pytest.raises(HandedIn):
        house.run(give_up, "lin", task_id=step)


def test_what_a_message_opened_is_never_given_up(house: House) -> None:
    step = inquiry(house)

    with pytest.raises(NotByHand):
        house.run(give_up, "chen", task_id=step)

    assert not house.view(open_task, "chen", task_id=step).can_give_up


def test_a_stranger_finds_nothing_and_a_colleague_is_refused(house: House) -> None:
    step = begin(house)

    with pytest.raises(NotFound):
        house.run(give_up, "zhou", task_id=step)
    with pytest.raises(NotFound):
        house.run(give_up, "lin", task_id=step)
    with pytest.raises(NotYours):
        house.run(give_up, "fang", task_id=step)

    assert [key for _, _, key in open_steps(house)] == [step]


def test_the_secretary_who_may_end_early_gives_up_what_another_left_behind(house: House) -> None:
    step = begin(house)
    assert house.view(case_page, "chen", case_id=CaseId(case_of(house, M07).id)).can_give_up_task == step

    house.run(give_up, "chen", task_id=step)

    seen = house.view(open_task, "ding", task_id=step)
    assert (seen.state, seen.given_up) == ("done", "此登记已由陈守纪于2026年3月2日09:00放弃，所填内容已经清除。")


def test_the_case_page_says_so_and_shows_the_record_only(house: House) -> None:
    house.run(give_up, "ding", task_id=begin(house))
    case_id = CaseId(case_of(house, M07).id)

    page = house.view(case_page, "chen", case_id=case_id)

    assert page.head.status == "已放弃登记"
    assert page.sentence == "此事项已放弃登记，所填内容已经清除。"
    assert page.log[0].what == "放弃登记"
    assert (page.waiting, page.contents, page.attachments, page.drawn.live) == ((), (), (), ())
    assert house.view(case_diagram, "chen", case_id=case_id, process=M07).live == ()


def test_what_was_given_to_another_officer_is_not_the_beginner_s_to_give_up(house: House) -> None:
    step = begin(house)
    house.run(reassign_task, "chen", task_id=step, to=PersonId("fang"), reason="工作调整。")

    with pytest.raises(OfficeError):
        house.run(give_up, "ding", task_id=step)
    assert own(house, "ding") == []

    house.run(release_task, "fang", task_id=step)
    house.run(give_up, "ding", task_id=step)
    assert open_steps(house) == []


def test_after_giving_up_every_verb_says_who_and_when(house: House) -> None:
    step = begin(house)
    house.run(give_up, "ding", task_id=step)
    words = {"token": house.token(), "posted": TYPED}

    for act in (
        lambda: house.run(submit, "ding", task_id=step, **words),
        lambda: house.run(save_draft, "ding", task_id=step, posted=TYPED),
        lambda: house.run(attach, "ding", task_id=step, field="", name="信封.pdf", content=PDF),
        lambda: house.run(give_up, "ding", task_id=step),
    ):
        with pytest.raises(GivenUp, match="此登记已由丁"):
            act()

    assert rows(house, submission) == 0
    assert rows(house, attachment) == 0


def test_submitted_in_one_window_and_given_up_in_another_one_wins_and_the_other_is_told(house: House) -> None:
    for _ in range(5):
        step, actor, token = begin(house), house.actor("ding"), house.token()
        one = [{"management_level": "own", "subject": "ma"}]
        given = {"channel": "letter", "received_on": today(house), "persons": one}
        posted = house.view(posted_for, "ding", task_id=step, given=given)

        refused = at_once(
            lambda a=actor, s=step: house.office.run(give_up, a, task_id=s),
            lambda a=actor, s=step, t=token, p=posted: house.office.run(submit, a, task_id=s, token=t, posted=p),
        )

        with house.office.database.read() as tx:
            done = tx.execute(task.select().where(task.c.id == step)).one().completed
        assert [type(error) for error in refused] == [HandedIn if done else GivenUp]
        every_chain_is_whole(house)
