"""The auditor: acts without contents, who read what, chains and seals checked; never a case."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.hand import take_guards_away
from tests.usecases.office import House
from tests.usecases.passages import assign_clue, case_of, register_clue
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId, PersonId
from webapp.store.tables import audit
from webapp.usecases.audits import audit_page, readers_of, verify_chains
from webapp.usecases.case_pages import case_page

AUDITOR = "mo"


def case(house: House) -> CaseId:
    register_clue(house)
    return CaseId(case_of(house, "m07_clue_disposal").id)


def test_the_auditor_sees_who_did_what_and_no_content(house: House) -> None:
    case(house)

    found = house.view(audit_page, AUDITOR)

    assert ("丁若水", "办理环节") in {(row.who, row.what) for row in found.acts}
    assert "马远帆" not in str(found.acts)
    assert all(row.what != "" and "." not in row.what for row in found.acts)


def test_the_facts_of_an_act_name_officers_and_nobody_concerned(house: House) -> None:
    case(house)
    assign_clue(house)

    declared = house.view(audit_page, AUDITOR, what="recusal.declared").acts
    facts = [row.facts for row in house.view(audit_page, AUDITOR).acts]

    assert {"本机关以外的人员" in row.facts for row in declared} == {True}
    assert not [one for one in facts if '"ma"' in one or '"written"' in one]


def test_acts_are_narrowed_to_a_person_an_act_a_stream(house: House) -> None:
    key = case(house)

    mine = house.view(audit_page, AUDITOR, who=PersonId("ding"))
    opened = house.view(audit_page, AUDITOR, what="case.opened")
    stream = house.view(audit_page, AUDITOR, stream=f"case:{key}")

    assert {row.who for row in mine.acts} == {"丁若水"}
    assert {row.what for row in opened.acts} == {"立项登记"}
    assert {row.stream for row in stream.acts} == {f"case:{key}"}


def test_a_long_list_is_read_page_by_page(house: House) -> None:
    for _ in range(27):
        register_clue(house)

    first = house.view(audit_page, AUDITOR)
    second = house.view(audit_page, AUDITOR, cursor=first.next_cursor or "")

    assert len(first.acts) == 50
    assert not {(row.stream, row.number) for row in first.acts} & {(row.stream, row.number) for row in second.acts}


def test_who_opened_a_case_is_listed_but_not_whose_it_is(house: House) -> None:
    key = case(house)
    house.view(case_page, "chen", case_id=key)

    found = house.view(audit_page, AUDITOR)

    assert ("陈守纪", "事项页", f"事项 {key[:8]}") in {(row.who, row.what, row.case) for row in found.reads}
    assert "马远帆" not in str(found.reads)


def test_who_read_about_a_person_is_listed(house: House) -> None:
    key = case(house)
    assign_clue(house)
    house.view(case_page, "chen", case_id=key)

    assert "陈守纪" in {row.who for row in house.view(readers_of, AUDITOR, subject_id=PersonId("ma"))}
    assert house.view(readers_of, AUDITOR, subject_id=PersonId("liu")) == ()
    with pytest.raises(NotFound):
        house.view(readers_of, AUDITOR, subject_id=PersonId("nobody"))


def test_whole_chains_are_found_whole_and_the_check_is_itself_an_act(house: House) -> None:
    case(house)

    found = house.run(verify_chains, AUDITOR)

    page = house.view(audit_page, AUDITOR)
    assert found.faults == ()
    assert page.verified == found
    assert (page.acts[0].who, page.acts[0].what) == ("莫思危", "核验操作记录")


def test_a_changed_entry_is_found_with_its_place(house: House) -> None:
    key = case(house)
    take_guards_away(house.office.database)
    with house.office.database.write() as tx:
        tx.execute(sa.update(audit).where(audit.c.stream == f"case:{key}", audit.c.number == 2).values(actor_id="wu"))

    found = house.run(verify_chains, AUDITOR)

    assert (f"case:{key}", 2, "记录被改动、删除或者调换过顺序") in found.faults


@pytest.mark.parametrize("who", ["zhou", "chen", "cui", "jin", "hu", "ma"])
def test_nobody_else_sees_the_log(house: House, who: str) -> None:
    with pytest.raises(NotFound):
        house.view(audit_page, who)


def test_the_auditor_opens_no_case(house: House) -> None:
    key = case(house)

    with pytest.raises(NotFound):
        house.view(case_page, AUDITOR, case_id=key)


def test_the_system_is_named_as_such(house: House) -> None:
    case(house)

    found = house.view(audit_page, AUDITOR)

    assert SYSTEM.person_id == "system"
    assert {row.who for row in found.acts} <= {"系统", "丁若水"}
