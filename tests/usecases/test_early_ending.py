"""提前终止: whoever leads a case asks, another one decides, never past a gate; and what lapses with a step."""

from __future__ import annotations

import pytest

from tests.usecases.due import ON_SQLITE, day, reply_owed, rows
from tests.usecases.invariants import every_chain_is_whole
from tests.usecases.office import House
from tests.usecases.robot import do
from tests.usecases.written import grant
from webapp.domain.errors import AlreadyThere, NotFound, NotOpen, OfficeError, Refused
from webapp.domain.ids import CaseId
from webapp.domain.records import CaseStatus
from webapp.store.tables import application, audit, case, recusal
from webapp.usecases.application_pages import application_page, waiting
from webapp.usecases.applications import apply_early_ending, apply_extension, decide
from webapp.usecases.case_pages import case_page
from webapp.usecases.task_pages import open_task

WORDS = "情况已经研究，不再办理。"
LEADERS = ("li", "luo", "wang", "chen")
LATER = day("2026-04-14")


def the_case(house: House) -> CaseId:
    return CaseId(rows(house, case)[0].id)


def ask(house: House, who: str, reason: str = "withdrawn_by_authority") -> str:
    """Ask for an early ending and give the application's id."""
    house.run(apply_early_ending, who, case_id=the_case(house), reason=reason, text=WORDS)
    return str(next(one.id for one in rows(house, application) if one.status == "open"))


def code_of(house: House, who: str, asked: str) -> str:
    """Give the code with which a person's decision is refused."""
    with pytest.raises(OfficeError) as refusal:
        house.run(decide, who, application_id=asked, agree=True)
    return refusal.value.code


NOT_THEIRS = ["not_yours", "not_yours", "not_found"]
"""The Party principal reads no cases: what is not his to decide on is not there."""


def test_what_a_head_of_room_asks_the_secretary_decides(house: House) -> None:
    reply_owed(house)

    asked = ask(house, "luo")
    assert rows(house, case)[0].status is CaseStatus.OPEN
    assert [code_of(house, who, asked) for who in ("luo", "wang", "pan")] == NOT_THEIRS
    assert [one.id for one in house.view(waiting, "chen")] == [asked]
    assert house.view(waiting, "wang") == house.view(waiting, "pan") == ()
    house.run(decide, "chen", application_id=asked, agree=True)

    assert rows(house, case)[0].status is not CaseStatus.OPEN or rows(house, case)[0].spec_start == "case_ended"
    assert rows(house, application)[0].approvals[0]["person"] == "chen"
    ended = next(one for one in rows(house, audit) if one.act == "case.ended_early")
    assert ended.actor_id == "chen"
    assert '"asked_by":"luo"' in ended.facts
    every_chain_is_whole(house)


@ON_SQLITE
def test_a_step_that_the_ending_took_away_is_shown_as_over(house: House) -> None:
    step = reply_owed(house)

    house.run(decide, "chen", application_id=ask(house, "luo"), agree=True)

    page = house.view(open_task, "ma", task_id=step)
    assert (page.state, page.may_act, page.why_not) == ("done", False, "此环节已经办结，请刷新。")


@ON_SQLITE
def test_what_the_secretary_asks_the_party_principal_decides(house: House) -> None:
    reply_owed(house)

    asked = ask(house, "chen")

    assert [code_of(house, who, asked) for who in ("chen", "wang", "luo")] == ["not_yours"] * 3
    assert [one.id for one in house.view(waiting, "pan")] == [asked]
    house.run(decide, "pan", application_id=asked, agree=True)
    assert rows(house, case)[0].spec_start == "case_ended"


@ON_SQLITE
def test_a_refused_ending_leaves_the_case_as_it_was(house: House) -> None:
    reply_owed(house)
    before = rows(house, case)[0]

    asked = ask(house, "luo")
    with pytest.raises(AlreadyThere):
        ask(house, "wang")
    house.run(decide, "chen", application_id=asked, agree=False, text="仍应办理。")

    after = rows(house, case)[0]
    assert (after.rev, after.spec_start, after.waiting_at) == (before.rev, before.spec_start, before.waiting_at)
    assert rows(house, application)[0].status == "refused"


@ON_SQLITE
@pytest.mark.parametrize(("who", "what"), [("li", Refused), ("tang", NotFound), ("han", NotFound), ("pan", NotFound)])
def test_only_who_sees_and_leads_the_case_may_ask(house: House, who: str, what: type[OfficeError]) -> None:
    reply_owed(house)

    with pytest.raises(what):
        ask(house, who)

    assert rows(house, application) == []


@ON_SQLITE
def test_the_page_offers_it_to_those_who_may_ask(house: House) -> None:
    reply_owed(house)

    offered = {who: house.view(case_page, who, case_id=the_case(house)).can_end for who in LEADERS}

    assert offered == {"li": False, "luo": True, "wang": True, "chen": True}


@ON_SQLITE
def test_a_case_that_is_ending_is_not_ended_again(house: House) -> None:
    reply_owed(house)
    house.run(decide, "pan", application_id=ask(house, "chen", "subject_deceased"), agree=True)

    with pytest.raises(NotOpen):
        ask(house, "luo")


# ---------------------------------------------------------------- a death


def test_a_death_is_approved_by_the_secretary_and_then_by_the_party_principal(house: House) -> None:
    reply_owed(house)

    asked = ask(house, "luo", "subject_deceased")
    assert house.view(waiting, "pan") == ()
    assert [code_of(house, who, asked) for who in ("luo", "wang", "pan")] == NOT_THEIRS
    house.run(decide, "chen", application_id=asked, agree=True, text="已向医院核实。")

    assert rows(house, case)[0].spec_start != "case_ended"
    assert house.view(waiting, "chen") == ()
    assert code_of(house, "chen", asked) == "not_yours"
    (row,) = house.view(waiting, "pan")
    assert (row.number, row.subject_name, row.cause, row.reason) == ("云谈核〔2026〕1号", "马远帆", "本人去世", WORDS)
    assert (row.by, row.case_id) == ("罗秉文", None)
    assert [(one.by, one.words) for one in row.opinions] == [("陈守纪", ("同意", "已向医院核实。"))]
    house.run(decide, "pan", application_id=asked, agree=True)

    assert rows(house, case)[0].spec_start == "case_ended"
    ended = next(one for one in rows(house, audit) if one.act == "case.ended_early")
    assert (ended.actor_id, '"approved_before":["chen"]' in ended.facts) == ("pan", True)
    every_chain_is_whole(house)


@ON_SQLITE
def test_a_secretary_who_reports_a_death_has_approved_it_and_the_party_principal_is_another(house: House) -> None:
    reply_owed(house)

    asked = ask(house, "chen", "subject_deceased")

    assert code_of(house, "chen", asked) == "not_yours"
    assert rows(house, case)[0].spec_start != "case_ended"
    assert [one.by for row in house.view(waiting, "pan") for one in row.opinions] == ["陈守纪"]
    house.run(decide, "pan", application_id=asked, agree=True)
    assert rows(house, case)[0].spec_start == "case_ended"


@ON_SQLITE
def test_nobody_is_both_approvers_of_a_death(house: House) -> None:
    reply_owed(house)
    asked = ask(house, "luo", "subject_deceased")
    house.run(decide, "chen", application_id=asked, agree=True)
    grant(house, "chen", "party_principal")

    assert code_of(house, "chen", asked) == "four_eyes"
    assert house.view(waiting, "chen") == ()


@ON_SQLITE
@pytest.mark.parametrize("who", ["chen", "pan"])
def test_either_approver_may_refuse_a_death_and_the_case_goes_on(house: House, who: str) -> None:
    reply_owed(house)
    asked = ask(house, "luo", "subject_deceased")
    if who == "pan":
        house.run(decide, "chen", application_id=asked, agree=True)

    house.run(decide, who, application_id=asked, agree=False, text="请先核实。")

    assert rows(house, application)[0].status == "refused"
    assert rows(house, case)[0].spec_start != "case_ended"


@ON_SQLITE
def test_an_application_is_read_by_who_may_decide_on_it_now_and_by_nobody_else(house: House) -> None:
    reply_owed(house)
    asked = ask(house, "luo", "subject_deceased")

    def readers() -> list[str]:
        return [who for who in ("luo", "wang", "he", "chen", "pan", "zhou", "li") if reads(house, who, asked)]

    assert readers() == ["chen"]
    house.run(decide, "chen", application_id=asked, agree=True)
    assert readers() == ["pan"]
    house.run(decide, "pan", application_id=asked, agree=True)
    assert readers() == []


def reads(house: House, who: str, asked: str) -> bool:
    """Tell whether the page of an application is there for a person."""
    try:
        house.view(application_page, who, application_id=asked)
    except NotFound:
        return False
    return True


@ON_SQLITE
def test_who_decides_declares_first_and_reads_nothing_before(house: House) -> None:
    reply_owed(house)
    asked = ask(house, "luo")
    with house.office.database.write() as tx:
        tx.execute(recusal.delete().where(recusal.c.person_id == "chen"))

    (row,) = house.view(waiting, "chen")

    assert (row.reason, row.needs_declaration) == ("", True)
    assert code_of(house, "chen", asked) == "not_declared"


# ---------------------------------------------------------------- what lapses


def test_no_later_day_is_granted_for_a_step_that_is_done(house: House) -> None:
    step = reply_owed(house)
    house.run(apply_extension, "ma", task_id=step, reason="住院治疗，材料尚在调取", until=LATER)
    (asked,) = rows(house, application)

    do(house, "ma", "reply")

    assert rows(house, application)[0].status == "withdrawn"
    assert house.view(waiting, "luo") == ()
    with pytest.raises(NotOpen):
        house.run(decide, "luo", application_id=asked.id, agree=True)


@ON_SQLITE
def test_other_steps_leave_an_application_as_it_is_and_cost_no_statement(house: House) -> None:
    reply_owed(house)
    asked = ask(house, "luo")

    do(house, "ma", "reply")

    assert [(one.id, one.status) for one in rows(house, application)] == [(asked, "open")]


@ON_SQLITE
def test_what_was_asked_lapses_with_the_case(house: House) -> None:
    step = reply_owed(house)
    house.run(apply_extension, "ma", task_id=step, reason="住院治疗，材料尚在调取", until=LATER)

    house.run(decide, "chen", application_id=ask_ending(house), agree=True)

    assert sorted((one.kind, one.status) for one in rows(house, application)) == [
        ("early_ending", "granted"),
        ("extension", "withdrawn"),
    ]


def ask_ending(house: House) -> str:
    """Ask beside an application that is open already."""
    house.run(apply_early_ending, "luo", case_id=the_case(house), reason="withdrawn_by_authority", text=WORDS)
    return str(next(one.id for one in rows(house, application) if one.kind == "early_ending"))
