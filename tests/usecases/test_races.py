"""Two at once and killed in the middle: one owner, one transition, one join; all of an act or nothing of it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

from tests.children import in_a_child
from tests.usecases.invariants import every_chain_is_whole
from tests.usecases.office import House, open_office
from tests.usecases.passages import (
    ALL_TRUE,
    FIVE,
    ONE_FALSE,
    WEIGHED,
    approve,
    assign_clue,
    case_of,
    register_clue,
    to_inquiry,
    to_reply,
)
from tests.usecases.robot import do, open_steps, posted_for, task_at
from webapp.domain.actor import Actor
from webapp.domain.errors import OfficeError
from webapp.domain.ids import CaseId, TaskId
from webapp.store import letters, submissions
from webapp.store.points import Point
from webapp.store.tables import activity, task
from webapp.usecases.completing import complete_task
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.handing import claim_task

KILLED = 9
M07, M08 = "m07_clue_disposal", "m08_talk_letter_inquiry"


def at_once(*acts: Callable[[], object]) -> list[OfficeError]:
    """Start acts at the same moment and give what was refused."""
    start, refused = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except OfficeError as error:
            refused.append(error)

    workers = [threading.Thread(target=run, args=(act,)) for act in acts]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return refused


def ready(house: House, who: str, path: str, given: dict[str, object]) -> tuple[Actor, TaskId, dict[str, list[str]]]:
    """Let a person declare that nothing stands in the way and fill in the form, but not yet submit it."""
    step = task_at(house, path)
    house.run(declare_recusal, who, task_id=step, answer="none")
    return house.actor(who), step, house.view(posted_for, who, task_id=step, given=given)


def test_of_three_who_claim_at_once_one_owns_the_task_and_the_others_are_told_who(house: House) -> None:
    register_clue(house)
    assign_clue(house)
    step = task_at(house, "disposal/analyse_clue")
    actors = [ready(house, who, "disposal/analyse_clue", WEIGHED)[0] for who in ("zhou", "wu", "he")]

    refused = at_once(*(lambda a=actor: house.office.run(claim_task, a, task_id=step) for actor in actors))

    holder = open_steps(house)[0][1]
    names = {"zhou": "周正言", "wu": "吴思齐", "he": "何慎行"}
    assert [error.code for error in refused] == ["overtaken", "overtaken"]
    assert all(names[str(holder)] in error.message for error in refused)
    every_chain_is_whole(house)


def test_the_same_form_sent_twenty_times_at_once_is_one_transition_with_one_answer(house: House) -> None:
    register_clue(house)
    assign_clue(house)
    actor, step, posted = ready(house, "zhou", "disposal/analyse_clue", WEIGHED)
    before, token, answers = case_of(house, M07).rev, house.token(), []

    def send() -> None:
        answers.append(house.office.run(complete_task, actor, task_id=step, token=token, posted=posted))

    refused = at_once(*[send] * 20)

    assert refused == []
    assert len({answer.sentence for answer in answers}) == 1
    assert case_of(house, M07).rev == before + 1
    assert [path for path, _, _ in open_steps(house)] == ["disposal/suggest_way"]
    every_chain_is_whole(house)


def test_two_branches_completed_at_once_are_both_kept_and_joined_once(house: House) -> None:
    to_reply(house)
    first = ready(house, "zhou", "review_reply_a", {"checks": ALL_TRUE})
    second = ready(house, "wu", "review_reply_b", {"checks": ONE_FALSE})

    refused = at_once(*(lambda one=one: send(house, *one) for one in (first, second)))

    assert refused == []
    with house.office.database.read() as tx:
        joined = tx.execute(
            activity.select().where(activity.c.element == "send_verify", activity.c.kind == "throw")
        ).all()
        kept = [submissions.of_task(tx, one[1]) for one in (first, second)]
    assert len(joined) == 1
    assert [one.content["result"] for one in kept if one] == ["truthful", "untruthful"]
    assert case_of(house, M08).bound == ["8.4"]
    every_chain_is_whole(house)


def send(house: House, actor: Actor, step: TaskId, posted: dict[str, list[str]]) -> None:
    """Submit a form that is filled in."""
    house.office.run(complete_task, actor, task_id=step, token=house.token(), posted=posted)


def test_a_process_killed_at_any_statement_leaves_the_step_open_or_all_of_it_done(house: House, tmp_path: Path) -> None:
    to_inquiry(house)
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    approve(house, "approve_plan")
    do(house, "zhou", "hear/issue_inquiry/draft_letter")
    do(house, "sun", "hear/issue_inquiry/check_letter", good=True)
    signing = ready(house, "chen", "hear/issue_inquiry/sign_by_secretary", {"decision": "agree"})
    token = house.token()
    before = standing(house)

    house.office.database.close()  # a child must not inherit a connection
    told = tmp_path / "told"
    assert in_a_child(lambda: sign(house, tmp_path, signing, token, listed(told))) == KILLED
    for moment in (*told.read_text().splitlines(), Point.COMMITTED):
        house.office.database.close()
        assert in_a_child(lambda at=moment: sign(house, tmp_path, signing, token, killed_at(at))) == KILLED, moment
        every_chain_is_whole(house)
        if moment != Point.COMMITTED:
            assert standing(house) == before, moment

    after = standing(house)
    assert after == (before[0] + 1, ["hear/issue_inquiry/seal_letter"], ["云纪函〔2026〕1号"])
    sign(house, tmp_path, signing, token, None)
    assert standing(house) == after


def listed(told: Path) -> Callable[[str], None]:
    """A witness that writes down every moment up to the commit, statements and named points, and ends the process."""
    seen: list[str] = []

    def witness(moment: str) -> None:
        seen.append(moment)
        if moment == Point.COMMITTING:
            told.write_text("\n".join(seen))
            os._exit(KILLED)

    return witness


def killed_at(moment: str) -> Callable[[str], None]:
    """A witness that ends the process at a moment, without a word."""
    return lambda told: os._exit(KILLED) if told == moment else None


def sign(
    house: House,
    folder: Path,
    signing: tuple[Actor, TaskId, dict[str, list[str]]],
    token: str,
    witness: Callable[[str], None] | None,
) -> None:
    """Submit in an office of its own on the same database."""
    actor, step, posted = signing
    office = house.office
    opened = open_office(office.database.url, office.clock(), folder, library=office.library, witness=witness)
    opened.office.run(complete_task, actor, task_id=step, token=token, posted=posted)
    opened.office.database.close()


def standing(house: House) -> tuple[int, list[str], list[str | None]]:
    """Give the case's revision, its open steps and its letters."""
    row = case_of(house, M08)
    with house.office.database.read() as tx:
        found = tx.execute(task.select().where(task.c.case_id == row.id, task.c.is_open)).all()
        numbers = [one.number for one in letters.of_case(tx, CaseId(row.id))]
    return row.rev, [one.path for one in found], numbers
