"""解除回避: the officer asks, somebody set above decides, every case of that head keeps it; an application counts."""

from __future__ import annotations

import json

import pytest

from tests.usecases import written
from tests.usecases.due import ON_SQLITE, rows
from tests.usecases.invariants import every_chain_is_whole
from tests.usecases.office import House
from tests.usecases.passages import FIVE, to_inquiry
from tests.usecases.robot import do, task_at
from tests.usecases.stand import Stand
from webapp.domain.actor import Permission
from webapp.domain.errors import AlreadyThere, NotFound, OfficeError
from webapp.domain.ids import CaseId, PersonId
from webapp.store import recusals
from webapp.store.tables import audit, case
from webapp.store.tables import recusal as recusal_table
from webapp.usecases.case_pages import case_page
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.lifting import ask_lifting, keep_recusal, lift_recusal
from webapp.usecases.recusal_pages import liftings_waiting, recusals_page
from webapp.usecases.task_pages import open_task

WHY = "声明时看错了人，与其没有亲属关系。"


def mistaken(house: House) -> None:
    """An inquiry in the third room from which one of its officers has stepped back by mistake."""
    to_inquiry(house)
    house.run(declare_recusal, "wu", task_id=task_at(house, "plan_inquiry"), answer="relative")


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office with one recusal declared by mistake."""
    return stand.played(mistaken)


def of(house: House, who: str) -> str:
    """Give the id of a person's recusal that holds."""
    return str(next(row.id for row in rows(house, recusal_table) if row.person_id == who and row.recused))


def recuse(house: House, who: str, *, source: str = "declared", asked_by: str | None = None) -> str:
    """Write a recusal from the head of the inquiry, as a decision of before left it."""
    written.recuse(house, who, kind="relative", source=source, asked_by=asked_by)
    return of(house, who)


def sees(house: House, who: str) -> bool:
    """Tell whether a person finds the inquiry."""
    try:
        house.view(open_task, who, task_id=task_at(house, "plan_inquiry"))
    except NotFound:
        return False
    return True


def refusal_of(house: House, who: str, recusal_id: str, **given: str) -> str:
    """Give the code with which lifting is refused; the recusal holds on."""
    before = rows(house, recusal_table)
    with pytest.raises(OfficeError) as refusal:
        house.run(lift_recusal, who, recusal_id=recusal_id, **{"reason": WHY, **given})
    assert rows(house, recusal_table) == before
    return refusal.value.code


def test_a_mistaken_recusal_is_lifted_by_the_deputy_and_the_officer_works_again(house: House) -> None:
    one = of(house, "wu")

    house.run(ask_lifting, "wu", recusal_id=one, reason=WHY)
    assert not sees(house, "wu")
    assert house.view(liftings_waiting, "wang") == 1
    house.run(lift_recusal, "wang", recusal_id=one, reason="经核对，确系误报。")

    assert house.view(liftings_waiting, "wang") == 0
    assert house.view(recusals_page, "wu").mine == ()
    page = house.view(open_task, "wu", task_id=task_at(house, "plan_inquiry"))
    assert not page.needs_declaration
    assert page.recusal_line is not None
    assert page.recusal_line.startswith("回避已于")
    do(house, "wu", "plan_inquiry", kind="letter", questions=FIVE)
    every_chain_is_whole(house)


def test_every_case_of_the_head_and_the_office_keep_who_lifted_it_and_nobody_reads_why(house: House) -> None:
    about = {f"case:{row.id}" for row in rows(house, case) if row.subject_id == "ma"}
    house.run(lift_recusal, "chen", recusal_id=of(house, "wu"), reason=WHY)

    kept = [row for row in rows(house, audit) if row.act == "recusal.lifted"]
    assert len(about) == 2
    assert {row.stream for row in kept} == about | {"office"}
    assert {(row.actor_id, json.loads(row.facts)["person"]) for row in kept} == {("chen", "wu")}
    assert all("看错" not in row.facts for row in kept)
    for stream in about:
        log = house.view(case_page, "he", case_id=CaseId(stream.removeprefix("case:"))).log
        assert [(row.who, row.detail) for row in log if row.what == "解除回避"] == [("陈守纪", "吴思齐")]


@ON_SQLITE
def test_the_officer_never_lifts_the_own_recusal_whatever_duty_he_holds(house: House) -> None:
    assert refusal_of(house, "wu", of(house, "wu")) == "refused"
    assert refusal_of(house, "wang", recuse(house, "wang")) == "own_recusal"
    assert refusal_of(house, "chen", recuse(house, "chen")) == "own_recusal"


@ON_SQLITE
def test_only_who_leads_the_officer_and_may_know_of_the_matter_decides(house: House) -> None:
    one = of(house, "wu")
    deciders = [who for who in ("he", "zhou", "deng", "pan", "han", "ma") if house.actor(who).may(Permission.APPROVE)]

    assert deciders == ["he", "deng", "pan"]
    assert {refusal_of(house, who, one) for who in deciders} == {"not_found"}
    assert refusal_of(house, "zhou", one) == "refused"
    recuse(house, "wang")
    assert refusal_of(house, "wang", one) == "not_found"
    for who in (*deciders, "zhou", "wang", "han"):
        assert house.view(recusals_page, who).led == ()
    assert {row.officer[:3] for row in house.view(recusals_page, "chen").led} == {"吴思齐", "王慎独"}


@ON_SQLITE
def test_a_deputys_recusal_is_lifted_by_the_secretary_and_a_secretarys_above_the_house(house: House) -> None:
    deputy, secretary = recuse(house, "wang"), recuse(house, "chen")
    with pytest.raises(OfficeError) as refusal:
        house.run(ask_lifting, "chen", recusal_id=secretary, reason=WHY)
    assert refusal.value.code == "decided_above"
    with house.office.database.write() as tx:
        recusals.lift(tx, secretary, by=PersonId("chen"), asked_by=None, now=house.clock())

    house.run(ask_lifting, "wang", recusal_id=deputy, reason=WHY)
    house.run(lift_recusal, "chen", recusal_id=deputy, reason="经核对，确系误报。")

    assert sees(house, "wang")


@ON_SQLITE
def test_a_request_is_made_once_for_the_own_recusal_with_a_reason(house: House) -> None:
    one = of(house, "wu")
    with pytest.raises(NotFound):
        house.run(ask_lifting, "zhou", recusal_id=one, reason=WHY)
    with pytest.raises(OfficeError) as refusal:
        house.run(ask_lifting, "wu", recusal_id=one, reason=" ")
    assert refusal.value.code == "reason_missing"

    house.run(ask_lifting, "wu", recusal_id=one, reason=WHY)

    with pytest.raises(AlreadyThere):
        house.run(ask_lifting, "wu", recusal_id=one, reason=WHY)
    assert refusal_of(house, "wang", one, reason="") == "reason_missing"


@ON_SQLITE
def test_what_is_refused_stays_and_may_be_asked_again(house: House) -> None:
    one = of(house, "wu")
    with pytest.raises(OfficeError) as refusal:
        house.run(keep_recusal, "wang", recusal_id=one, reason="没有人请求。")
    assert refusal.value.code == "not_open"
    house.run(ask_lifting, "wu", recusal_id=one, reason=WHY)

    house.run(keep_recusal, "wang", recusal_id=one, reason="亲属关系属实。")

    assert not sees(house, "wu")
    assert house.view(liftings_waiting, "wang") == 0
    house.run(ask_lifting, "wu", recusal_id=one, reason=WHY)
    assert house.view(liftings_waiting, "wang") == 1


@ON_SQLITE
def test_a_lifted_recusal_is_not_lifted_twice(house: House) -> None:
    one = of(house, "wu")
    house.run(lift_recusal, "wang", recusal_id=one, reason=WHY)

    assert refusal_of(house, "chen", one) == "not_open"


def test_what_was_granted_to_who_applied_for_it_is_not_lifted_on_the_officers_request_alone(house: House) -> None:
    one = recuse(house, "wu", source=recusals.APPLIED_FOR, asked_by="ma")
    house.run(ask_lifting, "wu", recusal_id=one, reason=WHY)

    assert refusal_of(house, "wang", one, applicant_word="其已于3月2日来函撤回申请。") == "not_yours"
    assert refusal_of(house, "chen", one) == "applicant_not_heard"
    assert not sees(house, "wu")
    house.run(lift_recusal, "chen", recusal_id=one, reason=WHY, applicant_word="其已于3月2日来函撤回申请。")

    assert sees(house, "wu")
    kept = next(row for row in rows(house, audit) if row.act == "recusal.lifted" and row.stream == "office")
    assert json.loads(kept.facts)["source"] == "requested"


@ON_SQLITE
def test_whoever_steps_back_again_after_a_lifting_is_recused_again(house: House) -> None:
    house.run(lift_recusal, "wang", recusal_id=of(house, "wu"), reason=WHY)

    house.run(declare_recusal, "wu", task_id=task_at(house, "plan_inquiry"), answer="witness")

    assert not sees(house, "wu")
    assert [row.kind_name for row in house.view(recusals_page, "wu").mine] == ["担任过证人"]


@ON_SQLITE
def test_a_letter_kept_from_its_own_leader_is_no_recusal_that_anybody_lifts(house: House) -> None:
    sealed = rows(house, case)[0].id
    written.recuse(house, "chen", subject=None, case=sealed, kind=None)

    assert house.view(recusals_page, "chen").mine == ()
    assert refusal_of(house, "wang", f"chen-{sealed}") == "not_found"
