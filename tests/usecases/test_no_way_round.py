"""GATE 8.4: while an answer found untruthful waits for its verification, no verb leads round it; each try is kept."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from tests.usecases.due import ON_SQLITE
from tests.usecases.invariants import every_chain_is_whole, every_open_case_has_a_reason_to_wait
from tests.usecases.office import House
from tests.usecases.passages import (
    INVESTIGATION,
    ONE_FALSE,
    approve,
    case_of,
    post,
    to_bound,
    wait_at,
)
from tests.usecases.robot import cannot, do, open_steps, posted_for, task_at
from tests.usecases.stand import Stand
from webapp.domain.actor import SYSTEM
from webapp.domain.bundle import Bundle
from webapp.domain.errors import DeploymentRefused, OfficeError, Refused
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.papers import Application
from webapp.store import applications, audit, case_reads, messages, submissions
from webapp.store.tables import case, submission, task
from webapp.usecases.applications import apply_early_ending, decide
from webapp.usecases.approvals import NotListed, agree_list, approval_list
from webapp.usecases.completing import save_draft, submit
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.giving_up import give_up
from webapp.usecases.handing import claim_task, reassign_task, release_task
from webapp.usecases.messaging import deliver_message
from webapp.usecases.opening import start_case
from webapp.usecases.outside_words import record_word
from webapp.usecases.publishing import files_in_force, put_in_force
from webapp.usecases.recalling import recall_task
from webapp.usecases.work import fire_all, fire_timer

pytestmark = pytest.mark.story

M08, M10 = "m08_talk_letter_inquiry", "m10_violation_handling"
MAIN = f"{M08}/{M08}.bpmn"
REASONS = (
    "withdrawn_by_authority",
    "subject_left_post",
    "unit_succeeded",
    "merged_with",
    "jurisdiction_changed",
    "secrecy_raised",
)
TEAM = [{"person": "qin"}, {"person": "meng"}]
WORDS = "情况已经研究，不再办理。"


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office where one officer has checked the answers and found nothing; the other one has still to."""
    return stand.played(to_bound)


@pytest.fixture
def bound(house: House) -> CaseId:
    """An inquiry whose answer was found untruthful and whose request for verification nobody has taken yet."""
    find_untruthful(house)
    assert rows_that_hold(house) == ["8.4"]
    return CaseId(case_of(house, M08).id)


def find_untruthful(house: House) -> None:
    """Let the second officer find one answer of five contradicted, while the worker that delivers is away."""
    with house.worker_away():
        do(house, "wu", "review_reply_b", checks=ONE_FALSE)


def rows_that_hold(house: House, process: str = M08) -> list[str]:
    """Give the demands' rows that hold a case."""
    return list(case_of(house, process).bound)


def standing(house: House, process: str = M08) -> tuple[Any, ...]:
    """Give what no refused try may change of a case."""
    row = case_of(house, process)
    return (row.rev, row.status, row.bound, row.waiting_at, row.chain_head)


def refusals(house: House) -> list[tuple[str, str, object]]:
    """Give verb, code and rows of each refused try that the office's audit keeps."""
    with house.office.database.read() as tx:
        kept = [one.entry for one in audit.entries(tx, "office") if one.entry.act == "refused"]
    return [(str(one.facts["verb"]), str(one.facts["code"]), one.facts.get("rows")) for one in kept]


def done_task(house: House, path: str) -> TaskId:
    """Give the last finished task of a path."""
    with house.office.database.read() as tx:
        rows = tx.execute(task.select().where(task.c.path == path, task.c.completed)).all()
    return TaskId(rows[-1].id)


def no_recusal(house: House, who: str, step: TaskId) -> None:
    """Declare that nothing stands in the way."""
    house.run(declare_recusal, who, task_id=step, answer="none")


def refused(house: House, process: str, code: str, tried: Callable[[], object]) -> None:
    """Try something that must be refused with this code, must change nothing, and must be kept in the audit."""
    before, kept = standing(house, process), len(refusals(house))

    with pytest.raises(Refused) as refusal:
        tried()

    assert refusal.value.code == code
    assert standing(house, process) == before
    assert len(refusals(house)) == kept + 1


def test_the_secretary_cannot_end_the_case_early(house: House, bound: CaseId) -> None:
    for reason in REASONS:
        words = {"case_id": bound, "reason": reason, "text": WORDS}
        refused(house, M08, "mandatory_gate", lambda given=words: house.run(apply_early_ending, "chen", **given))

    assert refusals(house)[-1] == ("apply_early_ending", "mandatory_gate", ["8.4"])


def test_the_death_of_the_person_ends_it_with_the_party_principal_as_second_approver(
    house: House, bound: CaseId
) -> None:
    house.run(apply_early_ending, "chen", case_id=bound, reason="subject_deceased", text="本人因病去世。")
    with house.office.database.read() as tx:
        asked = applications.of_case(tx, bound)[0].id
    assert rows_that_hold(house) == ["8.4"]

    refused(house, M08, "not_yours", lambda: house.run(decide, "chen", application_id=asked, agree=True))
    refused(house, M08, "not_yours", lambda: house.run(decide, "wang", application_id=asked, agree=True))
    with house.worker_away():
        house.run(decide, "pan", application_id=asked, agree=True)
        do(house, "zhou", "end_early/note_death")

    assert case_of(house, M08).ended_at_element == "ended_early"
    every_chain_is_whole(house)


@pytest.mark.parametrize(("who", "path"), [("wu", "review_reply_b"), ("zhou", "review_reply_a")])
def test_neither_officer_takes_the_finding_back(house: House, bound: CaseId, who: str, path: str) -> None:
    refused(house, M08, "mandatory_gate", lambda: house.run(recall_task, who, task_id=done_task(house, path)))


@pytest.mark.parametrize(("who", "code"), [("chen", "mandatory_gate"), ("he", "mandatory_gate"), ("wu", "not_yours")])
def test_nobody_gives_it_up_as_if_it_were_never_handed_in(house: House, bound: CaseId, who: str, code: str) -> None:
    step = done_task(house, "review_reply_b")

    refused(house, M08, code, lambda: house.run(give_up, who, task_id=step))


def test_a_case_that_another_one_s_message_opened_is_not_given_up_before_the_gate_either(house: House) -> None:
    before = CaseId(case_of(house, M08).id)
    with house.office.database.write() as tx:
        tx.execute(case.update().where(case.c.id == before).values(bound=[]))

    refused(house, M08, "not_by_hand", lambda: house.run(give_up, "chen", task_id=task_at(house, "review_reply_b")))


def test_the_first_finding_is_not_taken_back_while_the_second_is_made(house: House) -> None:
    assert rows_that_hold(house) == ["8.3"]

    refused(
        house,
        M08,
        "mandatory_gate",
        lambda: house.run(recall_task, "zhou", task_id=done_task(house, "review_reply_a")),
    )


def test_another_officer_s_finding_is_not_handed_over_to_the_first(house: House) -> None:
    step = task_at(house, "review_reply_b")

    refused(
        house,
        M08,
        "four_eyes",
        lambda: house.run(reassign_task, "he", task_id=step, to=PersonId("zhou"), reason="由其一并核查。"),
    )
    house.run(reassign_task, "he", task_id=step, to=PersonId("he"), reason="协办人出差。")

    assert rows_that_hold(house) == ["8.3"]
    assert cannot(house, "wu", "review_reply_b") == "overtaken"


def test_fields_that_the_form_computes_or_does_not_have_are_not_read(house: House) -> None:
    step = task_at(house, "review_reply_b")
    no_recusal(house, "wu", step)
    posted = house.view(posted_for, "wu", task_id=step, given={"checks": ONE_FALSE})
    forged = {
        "result": ["truthful"],
        "review_reply_a.result": ["truthful"],
        "truthful": ["true"],
        "decision": ["agree"],
    }

    with house.worker_away():
        house.run(submit, "wu", task_id=step, token=house.token(), posted=posted | forged)

    assert rows_that_hold(house) == ["8.4"]
    with house.office.database.read() as tx:
        written = submissions.of_task(tx, step)
    assert written is not None
    assert written.content["result"] == "untruthful"
    assert not set(forged) - {"result"} & set(written.content)


def test_the_same_form_twice_and_a_second_form_change_nothing(house: House, bound: CaseId) -> None:
    step, before = done_task(house, "review_reply_b"), standing(house)
    with house.office.database.read() as tx:
        token = tx.execute(submission.select().where(submission.c.task_id == step)).one().form_token

    again = house.run(submit, "wu", task_id=step, token=token, posted={"conclusion": ["均属实。"]})
    assert again.sentence == "已提交"
    for who, code in (("wu", "overtaken"), ("he", "overtaken"), ("zhou", "overtaken"), ("chen", "not_yours")):
        with pytest.raises(OfficeError) as refusal:
            house.run(submit, who, task_id=step, token=house.token(), posted={}, rev=1)
        assert refusal.value.code == code, who

    assert standing(house) == before


def test_a_draft_typed_afterwards_is_the_writer_s_own_text_and_no_act(house: House, bound: CaseId) -> None:
    before = standing(house)

    house.run(save_draft, "wu", task_id=done_task(house, "review_reply_b"), posted={"conclusion": ["均属实。"]})

    assert standing(house) == before


def test_messages_from_elsewhere_do_not_move_it(house: House, bound: CaseId) -> None:
    before = standing(house)

    with house.worker_away():
        for name in ("meeting_decided", "superior_word", "case_concluded", "inquiry_start"):
            post(house, name, target=bound, payload={"result": "accept", "adopted": True})
        post(
            house, "number_returned", target=CaseId(case_of(house, "m07_clue_disposal").id), payload={"number": "假1号"}
        )
    deliver_posted(house, but="verify_start")

    assert standing(house) == before


def deliver_posted(house: House, *, but: str) -> None:
    """Deliver what waits, except messages of that name."""
    with house.office.database.read() as tx:
        waiting = [one.id for one in messages.unsettled(tx) if one.name != but]
    for one in waiting:
        house.office.run(deliver_message, SYSTEM, message_id=one)


def test_nobody_acts_as_the_office_s_own_worker(house: House, bound: CaseId) -> None:
    timer = TaskId("any")

    refused(house, M08, "refused", lambda: house.run(deliver_message, "chen", message_id="any"))
    refused(house, M08, "refused", lambda: house.run(fire_timer, "chen", task_id=timer, case_id=bound))
    refused(house, M08, "refused", lambda: house.run(put_in_force, "hu", bundle=files(house)))
    refused(house, M08, "refused", lambda: start_by_hand(house))


def start_by_hand(house: House) -> None:
    """Try to open another inquiry beside the one that is held."""
    house.run(start_case, "zhou", process=M08, start_event="inquiry_start", token=house.token())


def files(house: House) -> Bundle:
    """Give the files in force of measure 8."""
    return house.office.view(files_in_force, SYSTEM, process=M08)


@ON_SQLITE
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda root: drop(root, "truthful__verify_begins"), id="without the flow"),
        pytest.param(lambda root: retarget(root, "truthful__verify_begins", "dispose"), id="leading to the study"),
        pytest.param(lambda root: condition(root, "truthful__dispose", "true"), id="with a wider way round"),
    ],
)
def test_a_new_version_of_the_diagram_without_the_gate_is_not_published(
    house: House, bound: CaseId, change: Callable[[Any], None]
) -> None:
    root = etree.fromstring(files(house).files[MAIN])
    change(root)
    new = dataclasses.replace(files(house), files={**files(house).files, MAIN: etree.tostring(root)}, checksum="")

    before = len(refusals(house))
    with pytest.raises(DeploymentRefused):
        house.office.run(put_in_force, SYSTEM, bundle=new)

    assert rows_that_hold(house) == ["8.4"]
    assert refusals(house)[before:] == [("put_in_force", "deployment_refused", None)]


def node(root: Any, key: str) -> Any:
    return next(one for one in root.iter() if one.get("id") == key)


def drop(root: Any, key: str) -> None:
    node(root, key).getparent().remove(node(root, key))


def retarget(root: Any, key: str, target: str) -> None:
    node(root, key).set("targetRef", target)


def condition(root: Any, key: str, text: str) -> None:
    found = next(one for one in node(root, key).iter() if one.tag.endswith("conditionExpression"))
    found.text = text


def test_where_the_verification_is_not_taken_on_the_superior_hears_and_the_case_stays(
    house: House, bound: CaseId
) -> None:
    house.after_act.append(every_open_case_has_a_reason_to_wait)
    refuse_number(house, bound)
    assert [path for path, _, _ in open_steps(house)] == ["report_superior"]
    refused(
        house,
        M08,
        "mandatory_gate",
        lambda: house.run(apply_early_ending, "chen", case_id=bound, reason=REASONS[0], text=WORDS),
    )
    with house.worker_away():
        do(house, "chen", "report_superior")

    house.clock.shift(days=400)
    fire_due(house)
    assert rows_that_hold(house) == ["8.4"]
    assert case_of(house, M08).waiting_at == ["superior_word"]

    word = wait_at(house, "superior_word").task_id
    words = {
        "document": "市纪〔2026〕8号",
        "received_on": today(house),
        "text": "应当予以核实。",
        "token": house.token(),
    }
    house.run(record_word, "sun", wait_id=word, **words)
    house.drain()
    assert case_of(house, M08).status != "ended"


def refuse_number(house: House, target: CaseId) -> None:
    """Let the answer be that there is no number."""
    post(house, "number_returned", target=target, payload={"number": None, "reason": "superior"})
    deliver_posted(house, but="verify_start")


def fire_due(house: House) -> None:
    """Fire every due timer while messages stay where they are."""
    fire_all(house.office)


def today(house: House) -> dt.date:
    return house.clock().astimezone(house.office.zone).date()


# ---------------------------------------------------------------- the verification that must be


@pytest.fixture
def verification(house: House) -> CaseId:
    """The verification that the finding led to, its plan not yet made."""
    do(house, "wu", "review_reply_b", checks=ONE_FALSE)
    assert rows_that_hold(house, M10) == ["8.4"]
    return CaseId(case_of(house, M10).id)


def test_the_verification_itself_is_not_ended_by_any_step_of_it(house: House, verification: CaseId) -> None:
    house.after_act.append(lambda _: end_early_is_refused(house, verification))

    end_early_is_refused(house, verification)
    do(house, "qin", "verify_bound/plan_verification", members=TEAM)
    approve(house, "verify_bound/approve_plan", *INVESTIGATION[:3])
    do(house, "qin", "verify_bound/carry_out", next="report")
    facts = [{"issue": "违规收受管理服务对象礼金", "discipline": "integrity", "proven": "proven"}]
    do(house, "qin", "verify_bound/write_report", facts=facts, **{"class": "discipline"}, handling="accountable")


def end_early_is_refused(house: House, verification: CaseId) -> None:
    """Fail unless the secretary is refused now."""
    refused(
        house,
        M10,
        "mandatory_gate",
        lambda: house.run(apply_early_ending, "chen", case_id=verification, reason=REASONS[0], text=WORDS),
    )


def test_the_verification_is_not_given_up(house: House, verification: CaseId) -> None:
    step = task_at(house, "verify_bound/plan_verification")

    refused(house, M10, "mandatory_gate", lambda: house.run(give_up, "chen", task_id=step))
    refused(house, M10, "mandatory_gate", lambda: house.run(give_up, "cao", task_id=step))


def test_a_refused_plan_goes_to_the_superior_and_not_to_an_end(house: House, verification: CaseId) -> None:
    do(house, "qin", "verify_bound/plan_verification", members=TEAM)
    do(house, "cao", "verify_bound/approve_plan/by_room", decision="agree")
    do(house, "deng", "verify_bound/approve_plan/by_deputy", decision="agree")
    do(house, "chen", "verify_bound/approve_plan/by_secretary", decision="refuse")

    assert [path for path, _, _ in open_steps(house) if path.startswith("verify_bound")] == [
        "verify_bound/report_superior"
    ]
    end_early_is_refused(house, verification)


def test_claiming_giving_back_and_handing_over_move_nothing(house: House, verification: CaseId) -> None:
    step = task_at(house, "verify_bound/plan_verification")
    no_recusal(house, "qin", step)

    house.run(claim_task, "qin", task_id=step)
    house.run(release_task, "qin", task_id=step)
    house.run(reassign_task, "cao", task_id=step, to=PersonId("meng"), reason="工作调整。")

    assert rows_that_hold(house, M10) == ["8.4"]
    assert [(path, who) for path, who, _ in open_steps(house) if path.startswith("verify")] == [
        ("verify_bound/plan_verification", "meng")
    ]


def test_a_verification_s_plan_is_read_singly_and_not_in_a_list(house: House, verification: CaseId) -> None:
    do(house, "qin", "verify_bound/plan_verification", members=TEAM)
    step = task_at(house, "verify_bound/approve_plan/by_room")

    rows = house.view(approval_list, "cao", kind="all").rows

    assert [(row.task_id, row.listable) for row in rows] == [(step, False)]
    before = len(refusals(house))
    with pytest.raises(NotListed):
        house.run(agree_list, "cao", kind="all", task_ids=[step], token=house.token(), confirm=True)
    assert [verb for verb, _, _ in refusals(house)[before:]] == ["keep_to_the_list"]
    assert [path for path, _, _ in open_steps(house) if "by_room" in path] == ["verify_bound/approve_plan/by_room"]


def test_an_ending_asked_for_in_time_is_not_granted_once_the_gate_holds_the_case(house: House) -> None:
    before = CaseId(case_of(house, M08).id)
    assert rows_that_hold(house) == ["8.3"]
    refused(
        house,
        M08,
        "mandatory_gate",
        lambda: house.run(apply_early_ending, "he", case_id=before, reason=REASONS[0], text=WORDS),
    )
    ask_behind_the_guard(house, before)
    with house.office.database.read() as tx:
        asked = applications.of_case(tx, before)[0].id

    refused(house, M08, "mandatory_gate", lambda: house.run(decide, "chen", application_id=asked, agree=True))

    with house.office.database.read() as tx:
        assert applications.of_case(tx, before)[0].status == "open"


def ask_behind_the_guard(house: House, target: CaseId) -> None:
    """Write an application as it stood before the case was held."""
    one = Application(
        id="early",
        case_id=target,
        kind="early_ending",
        asked_by=PersonId("he"),
        asked_at=house.clock(),
        facts={"reason": REASONS[0], "deciders": ["secretary"]},
        reason=WORDS,
    )
    with house.office.database.write() as tx:
        case_reads.opened(tx, target)
        applications.ask(tx, one)
