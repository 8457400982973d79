"""Who is recused loses every way in; administrators, other rooms and the person concerned never had one."""

from __future__ import annotations

import pytest

from tests.usecases.dumps import dump
from tests.usecases.invariants import every_open_case_has_a_reason_to_wait
from tests.usecases.office import House
from tests.usecases.passages import FIVE, approve, assign_clue, case_of, issue, register_clue, to_taken_inquiry
from tests.usecases.robot import cannot, do, open_steps, task_at
from tests.usecases.stand import Stand
from webapp.domain.errors import FormRejected, NotFound, OfficeError
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.store import audit, case_reads, submissions
from webapp.store.concluding import reached
from webapp.store.tables import case, reporter, submission, task
from webapp.usecases.case_lists import case_list
from webapp.usecases.case_pages import case_page
from webapp.usecases.completing import save_draft, submit
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.drawings import case_diagram
from webapp.usecases.handing import claim_task, reassign_task, release_task
from webapp.usecases.inbox import done_tasks, inbox
from webapp.usecases.letters import letter_page
from webapp.usecases.portal import portal
from webapp.usecases.recalling import recall_task
from webapp.usecases.search import search
from webapp.usecases.task_pages import open_task
from webapp.usecases.views.tasks import InboxFilters

pytestmark = pytest.mark.story

M07, M08 = "m07_clue_disposal", "m08_talk_letter_inquiry"
NAME = "马远帆"
OUTSIDERS = ("cui", "jin", "mo", "hu", "su", "li", "luo", "qin", "gu", "ye", "zheng", "tian", "ma", "liu")
"""Administrators, a designer, a monitor of other measures, other rooms, other houses, the person, another head."""


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office with one matter under way."""
    return stand.played(to_taken_inquiry)


def both(house: House) -> list[CaseId]:
    """Give the clue and the inquiry."""
    return [CaseId(case_of(house, process).id) for process in (M07, M08)]


def sees_nothing(house: House, who: str) -> None:
    """Fail when any way in shows the matter, or a number that counts it."""
    step = task_at(house, "plan_inquiry")
    for found in both(house):
        for look in (case_page, case_diagram):
            process = {"process": M08} if look is case_diagram else {}
            with pytest.raises(NotFound):
                house.view(look, who, case_id=found, **process)  # type: ignore[operator]
    with pytest.raises(NotFound):
        house.view(open_task, who, task_id=step)
    assert lists(house, who) == []
    assert cannot(house, who, "plan_inquiry") in ("not_found", "refused")


def lists(house: House, who: str) -> list[str]:
    """Give everything of the matter that lists, tabs, counts and the search show a person."""
    found: list[str] = []
    for tab in ("mine", "pool", "absent"):
        found += _inbox(house, who, tab)
    for words in ("", NAME, "云谈核〔2026〕1号"):
        found += _cases(house, who, words) + _hits(house, who, words or NAME)
    return found + _done(house, who)


def _inbox(house: House, who: str, tab: str) -> list[str]:
    try:
        page = house.view(inbox, who, filters=InboxFilters(tab=tab))
    except NotFound:
        return []
    return [f"{tab} {row.name}" for row in page.rows] + [f"{key} {n}" for key, n in page.counts.items() if n]


def _done(house: House, who: str) -> list[str]:
    try:
        return [row.name for row in house.view(done_tasks, who)]
    except NotFound:
        return []


def _cases(house: House, who: str, words: str) -> list[str]:
    try:
        page = house.view(case_list, who, words=words, status="all")
    except OfficeError:
        return []
    return [f"case {row.number}" for row in page.rows] + ([f"count {page.count}"] if page.count else [])


def _hits(house: House, who: str, words: str) -> list[str]:
    try:
        return [str(hit) for hit in house.view(search, who, words=words).hits]
    except OfficeError:
        return []


def test_nobody_outside_the_line_finds_the_matter_on_any_way(house: House) -> None:
    for who in OUTSIDERS:
        sees_nothing(house, who)


def test_before_a_letter_is_handed_to_a_room_no_room_reads_it(house: House) -> None:
    register_clue(house, subject="liu")
    step = task_at(house, "acceptance/make_abstract")
    with house.office.database.read() as tx:
        letter = CaseId(tx.execute(task.select().where(task.c.id == step)).one().case_id)

    for who in ("li", "luo", "zhou", "he", "pei", "qin", "wang"):
        with pytest.raises(NotFound):
            house.view(case_page, who, case_id=letter)
        with pytest.raises(NotFound):
            house.view(open_task, who, task_id=step)
    assert house.view(case_page, "chen", case_id=letter).head.handler_name is None


def test_a_letter_that_is_passed_on_before_it_has_a_room_finds_a_deputy_to_sign(house: House) -> None:
    house.after_act.append(every_open_case_has_a_reason_to_wait)
    register_clue(house, persons=None, in_scope=False)
    at = "pass_on/issue_transfer"

    assert cannot(house, "ding", f"{at}/draft_letter") == FormRejected.code
    issue(house, at, "ding", signer="wang", addressee="县教育局")

    assert [path for path, _, _ in open_steps(house)] == ["plan_inquiry"]


def test_a_recusal_gives_the_tasks_of_the_pair_away_and_leaves_no_way_in(house: House) -> None:
    house.after_act.append(every_open_case_has_a_reason_to_wait)
    step = task_at(house, "plan_inquiry")
    assert lists(house, "zhou") != []

    house.run(declare_recusal, "zhou", task_id=step, answer="relative")

    # The only one left who can: the room's head alone can approve it, and is kept free for that.
    assert [(path, who) for path, who, _ in open_steps(house)] == [("plan_inquiry", "wu")]
    sees_nothing(house, "zhou")
    for act, given in (
        (claim_task, {}),
        (release_task, {}),
        (recall_task, {}),
        (save_draft, {"posted": {"kind": ["letter"]}}),
        (declare_recusal, {"answer": "none"}),
    ):
        with pytest.raises(NotFound):
            house.run(act, "zhou", task_id=step, **given)  # type: ignore[operator]
    do(house, "wu", "plan_inquiry", kind="letter", questions=FIVE)


def test_kinship_declared_once_takes_every_matter_of_that_head_and_no_other(house: House) -> None:
    """Three matters of one head and one of another, all in one officer's hands; declared at one of them."""
    for subject in ("ma", "ma", "liu"):
        register_clue(house, subject=subject)
        assign_clue(house)
        free = next(key for path, who, key in open_steps(house) if who is None and path == "disposal/analyse_clue")
        house.run(declare_recusal, "zhou", task_id=free, answer="none")
        house.run(claim_task, "zhou", task_id=free)
    kin = {key for key, subject in held_by(house, "zhou").items() if subject == "ma"}
    assert len(kin) == 3

    house.run(declare_recusal, "zhou", task_id=task_at(house, "plan_inquiry"), answer="relative")

    assert set(held_by(house, "zhou").values()) == {"liu"}
    assert not [row for row in lists(house, "zhou") if NAME in row]
    with house.office.database.read() as tx:
        about = tx.execute(case.select().where(case.c.subject_id == "ma")).all()
        handed = [one.entry for row in about for one in audit.entries(tx, audit.stream_of(row.id))]
        said = [one.entry for one in audit.entries(tx, "office") if one.entry.act == "recusal.declared"]
    assert {one.task_id for one in handed if one.facts.get("reason") == "recusal"} == kin
    assert said[-1].facts == {"recused": True, "subject": "ma", "tasks": 3}
    for row in about:
        with pytest.raises(NotFound):
            house.view(case_page, "zhou", case_id=CaseId(row.id))
    for key in kin:
        with pytest.raises(NotFound):
            house.view(open_task, "zhou", task_id=key)


def held_by(house: House, who: str) -> dict[TaskId, str]:
    """Give whom a person's open steps are about."""
    with house.office.database.read() as tx:
        found = tx.execute(task.select().where(task.c.is_open, task.c.assignee_id == who)).all()
    return {TaskId(row.id): str(row.subject_id) for row in found}


def test_the_only_other_candidate_gets_the_task_at_once(house: House) -> None:
    step = task_at(house, "plan_inquiry")
    house.run(declare_recusal, "he", task_id=step, answer="interest")

    house.run(declare_recusal, "zhou", task_id=step, answer="witness")

    assert [(path, who) for path, who, _ in open_steps(house)] == [("plan_inquiry", "wu")]


def test_nobody_hands_a_task_to_somebody_recused(house: House) -> None:
    step = task_at(house, "plan_inquiry")
    house.run(declare_recusal, "wu", task_id=step, answer="relative")

    with pytest.raises(OfficeError) as refusal:
        house.run(reassign_task, "he", task_id=step, to=PersonId("wu"), reason="请其办理。")

    assert refusal.value.code == "no_candidate"


def test_a_room_head_who_is_recused_is_left_out_of_the_ladder(house: House) -> None:
    house.run(declare_recusal, "he", task_id=task_at(house, "plan_inquiry"), answer="relative")

    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)

    assert [path for path, _, _ in open_steps(house)] == ["approve_plan/by_deputy"]
    sees_nothing_now(house, "he")


def sees_nothing_now(house: House, who: str) -> None:
    """Fail when a recused person still finds the case."""
    for found in both(house):
        with pytest.raises(NotFound):
            house.view(case_page, who, case_id=found)


def test_the_person_sees_own_steps_and_letters_only_and_as_an_officer_would_see_the_case_not_even_that(
    house: House,
) -> None:
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    approve(house, "approve_plan")
    issue(house, "hear/issue_inquiry", "zhou", to="ma")

    page = house.view(portal, "ma")

    assert [row.name for row in page.tasks] == ["书面答复"]
    assert len(page.letters) == 1
    assert house.view(portal, "liu").tasks == ()
    with pytest.raises(NotFound):
        house.view(letter_page, "liu", letter_id=page.letters[0].id)
    for found in both(house):
        with pytest.raises(NotFound):
            house.view(case_page, "ma", case_id=found)
    view = house.view(open_task, "ma", task_id=task_at(house, "hear/reply"))
    assert view.earlier == ()


def test_an_officer_who_is_the_subject_never_sees_the_own_case(house: House) -> None:
    with house.office.database.write() as tx:
        tx.execute(case.update().values(subject_id="wu"))
        tx.execute(task.update().values(subject_id="wu"))

    sees_nothing(house, "wu")


# ---------------------------------------------------------------- who reported


REPORTER = {"name": "邹吾人", "phone": "13900001111", "address": "云岭县清溪路7号", "id_number": "110101190001011234"}


def test_who_reported_stands_in_a_table_of_its_own_and_nowhere_else(house: House) -> None:
    register_clue(house, real_name=True)
    step = task_at(house, "real_name/register_reporter")
    with pytest.raises(OfficeError):
        house.run(submit, "ding", task_id=step, token=house.token(), posted={"name": [REPORTER["name"]]})
    house.run(save_draft, "ding", task_id=step, posted={key: [text] for key, text in REPORTER.items()})
    do(house, "ding", "real_name/register_reporter", **REPORTER)

    letter = newest(house)
    with house.office.database.read() as tx:
        kept = tx.execute(reporter.select()).all()
        rows = tx.execute(submission.select().where(submission.c.case_id == letter)).all()
        written = [submissions.of_case(tx, letter), *(submissions.drafts_of_task(tx, row.task_id) for row in rows)]
        state = case_reads.opened(tx, letter).state
        wished = reached(tx, letter, letters=[letter]).feedback_wanted
    assert [row.case_id for row in kept] == [letter]
    for text in REPORTER.values():
        assert text not in repr(written)
        assert text.encode() not in state
        assert text not in repr(kept)
    assert not wished


def newest(house: House) -> CaseId:
    """Give the case that was opened last."""
    with house.office.database.read() as tx:
        rows = tx.execute(case.select().where(case.c.process == M07)).all()
    return next(
        CaseId(row.id) for row in rows if row.status == "open" and row.waiting_at and "real_name" in row.waiting_at
    )


def test_the_database_holds_no_plain_word_of_a_matter(house: House) -> None:
    do(house, "zhou", "plan_inquiry", kind="letter", questions=[{"text": "请说明购置越野车的资金来源。"}])

    found = dump(house)

    assert b"m07_clue_disposal" in found
    for word in (NAME, "请说明购置越野车的资金来源", "周正言", "县供销合作社"):
        assert word.encode() not in found, word
