"""应急查阅: with a reason, for two hours, to read only, never past recusal; told of at once and reviewed by another."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.due import ON_SQLITE
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House
from tests.usecases.passages import assign_clue, case_of, register_clue
from tests.usecases.robot import task_at
from tests.usecases.stand import Stand
from tests.usecases.written import grant, recuse
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import AlreadyThere, FourEyes, NotDeclared, NotFound, OfficeError, Refused
from webapp.domain.ids import CaseId, PersonId
from webapp.store import access, audit
from webapp.store.tables import case, role_grant
from webapp.usecases.act import Act
from webapp.usecases.applications import apply_early_ending
from webapp.usecases.case_pages import case_page
from webapp.usecases.completing import submit
from webapp.usecases.declaring import declare_about_case
from webapp.usecases.glass import (
    GlassReason,
    JudgedBefore,
    NoGlass,
    ReviewWords,
    late_reviews,
    open_glass,
    own_openings,
    review,
    reviewers_waiting,
    to_review,
)
from webapp.usecases.handing import claim_task, reassign_task
from webapp.usecases.unusual import unusual_page

WHY = "上级当日来电核实，承办室负责人均在外，来不及按程序办理。"
CLUE = "m07_clue_disposal"


def assigned(house: House) -> None:
    register_clue(house)
    assign_clue(house)


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """A clue lies in the third room; the head of the first room has no right to it."""
    return stand.played(assigned)


@pytest.fixture
def clue(house: House) -> CaseId:
    return CaseId(case_of(house, CLUE).id)


def broken(house: House, who: str = "luo") -> CaseId:
    """Let somebody open the clue, and declare that nothing keeps him from it."""
    opened = house.run(open_glass, who, number=str(case_of(house, CLUE).number), reason=WHY)
    house.run(declare_about_case, who, case_id=opened, answer="none")
    return opened


def declared(house: House, who: str, clue: CaseId) -> None:
    house.run(declare_about_case, who, case_id=clue, answer="none")


def test_a_look_lasts_two_hours_and_is_in_the_record_of_the_case(house: House, clue: CaseId) -> None:
    with pytest.raises(NotFound):
        house.view(case_page, "luo", case_id=clue)

    opened = broken(house)

    assert opened == clue
    assert house.view(case_page, "luo", case_id=clue).contents
    with house.office.database.read() as tx:
        acts = [row.entry.act for row in audit.entries(tx, audit.stream_of(clue))]
        looks = [look.person_id for look in access.of_case(tx, clue)]
    assert "glass.broken" in acts
    assert "luo" in looks
    everything_holds(house)
    house.clock.shift(hours=2, minutes=1)
    with pytest.raises(NotFound):
        house.view(case_page, "luo", case_id=clue)


def test_it_is_to_read_and_not_to_act(house: House, clue: CaseId) -> None:
    broken(house)
    step = task_at(house, "disposal/analyse_clue")

    for try_it in (
        lambda: house.run(claim_task, "luo", task_id=step),
        lambda: house.run(reassign_task, "luo", task_id=step, to=PersonId("wu"), reason="请其办理。"),
        lambda: house.run(submit, "luo", task_id=step, token=house.token(), posted={}),
        lambda: house.run(apply_early_ending, "luo", case_id=clue, reason="merged_with", text="合并办理。"),
    ):
        with pytest.raises((NotFound, Refused)):
            try_it()


@ON_SQLITE
@pytest.mark.parametrize("who", ["zhou", "li", "chen", "cui", "jin", "mo", "hu", "ma", "han", "pan"])
def test_only_heads_of_rooms_and_deputies_may(house: House, clue: CaseId, who: str) -> None:
    with pytest.raises(Refused, match="岗位没有此项权限"):
        house.run(open_glass, who, number=str(case_of(house, CLUE).number), reason=WHY)


def test_what_may_not_be_opened_is_refused_in_the_words_of_a_number_that_is_nobody_s(
    house: House, clue: CaseId
) -> None:
    number = str(case_of(house, CLUE).number)

    absent = refusal(house, "luo", "云线索〔2026〕999号")
    seen_already = refusal(house, "he", number)
    with house.office.database.write() as tx:
        tx.execute(case.update().where(case.c.id == clue).values(secrecy="top_secret"))
    too_secret = refusal(house, "luo", number)
    with house.office.database.write() as tx:
        tx.execute(case.update().where(case.c.id == clue).values(secrecy="internal", level="head_next_lower"))
        tx.execute(role_grant.update().where(role_grant.c.person_id == "luo").values(max_level="head"))
    too_high = refusal(house, "luo", number)
    with house.office.database.write() as tx:
        tx.execute(role_grant.update().where(role_grant.c.person_id == "luo").values(max_level="head_next_lower"))
        tx.execute(case.update().where(case.c.id == clue).values(subject_id="luo"))
    about_himself = refusal(house, "luo", number)

    assert {absent, seen_already, too_secret, too_high, about_himself} == {(NoGlass.code, NoGlass().message)}
    with pytest.raises(GlassReason):
        house.run(open_glass, "luo", number=number, reason="要看")


def refusal(house: House, who: str, number: str) -> tuple[str, str]:
    with pytest.raises(OfficeError) as found:
        house.run(open_glass, who, number=number, reason=WHY)
    return found.value.code, str(found.value.message)


def test_it_never_goes_past_a_recusal_before_or_after(house: House, clue: CaseId) -> None:
    number = str(case_of(house, CLUE).number)
    recuse(house, "tang")
    assert refusal(house, "tang", number) == (NoGlass.code, NoGlass().message)

    broken(house)
    recuse(house, "luo")

    with pytest.raises(NotFound):
        house.view(case_page, "luo", case_id=clue)


def test_the_secretary_is_told_at_once_and_reviews_it_the_breaker_does_not(house: House, clue: CaseId) -> None:
    broken(house)
    (row,) = house.view(to_review, "chen")
    assert (row.who, row.reason, row.state) == ("罗秉文", "", "待审核")
    with pytest.raises(NotDeclared):
        house.run(review, "chen", opening_id=row.opening_id, justified=True, words="确有必要。")
    declared(house, "chen", clue)
    house.view(case_page, "luo", case_id=clue)

    (row,) = house.view(to_review, "chen")
    assert row.reason == WHY
    assert "事项页" in [what for _, what in row.looks]
    with pytest.raises(ReviewWords):
        house.run(review, "chen", opening_id=row.opening_id, justified=True, words=" ")
    house.run(review, "chen", opening_id=row.opening_id, justified=True, words="确有必要。")

    assert house.view(to_review, "chen") == ()
    with pytest.raises(AlreadyThere):
        house.run(review, "chen", opening_id=row.opening_id, justified=False, words="再看一次。")
    (own,) = house.view(own_openings, "luo")
    assert (own.state, own.words) == ("确有必要", "确有必要。")
    everything_holds(house)


def test_a_look_that_was_not_justified_ends_at_once(house: House, clue: CaseId) -> None:
    broken(house)
    declared(house, "chen", clue)
    (row,) = house.view(to_review, "chen")

    house.run(review, "chen", opening_id=row.opening_id, justified=False, words="并不紧急。")
    house.clock.shift(seconds=1)

    with pytest.raises(NotFound):
        house.view(case_page, "luo", case_id=clue)


@pytest.mark.parametrize("justified", [True, False])
def test_who_was_found_to_look_without_need_does_not_open_the_case_again(
    house: House, clue: CaseId, justified: bool
) -> None:
    broken(house)
    declared(house, "chen", clue)
    (row,) = house.view(to_review, "chen")
    house.run(review, "chen", opening_id=row.opening_id, justified=justified, words="已听取说明。")
    house.clock.shift(hours=3)
    again = {"number": str(case_of(house, CLUE).number), "reason": WHY}

    if justified:
        assert house.run(open_glass, "luo", **again) == clue
        return
    with pytest.raises(JudgedBefore):
        house.run(open_glass, "luo", **again)
    assert house.run(open_glass, "tang", **again) == clue


def test_nobody_reviews_the_own_look_nor_one_at_a_case_that_is_not_seen_by_right(house: House, clue: CaseId) -> None:
    with house.office.database.write() as tx:
        tx.execute(
            role_grant.delete().where(role_grant.c.person_id == "deng", role_grant.c.room_id == "investigation_one")
        )
    broken(house, "deng")
    (row,) = house.view(to_review, "wang")
    declared(house, "wang", clue)

    assert house.view(to_review, "deng") == ()
    with pytest.raises(NotFound):
        house.run(review, "deng", opening_id=row.opening_id, justified=True, words="确有必要。")
    with house.office.database.write() as tx:
        tx.execute(
            role_grant.update()
            .where(role_grant.c.person_id == "deng", role_grant.c.role == "deputy")
            .values(room_id="third_room")
        )
    with pytest.raises(FourEyes):
        house.run(review, "deng", opening_id=row.opening_id, justified=True, words="确有必要。")


def test_a_review_that_is_overdue_shows_at_the_auditor_s_and_the_monitor_s_desk(house: House, clue: CaseId) -> None:
    broken(house)
    house.clock.shift(days=3)  # Thursday 5 March: the third working day is not over
    early = (house.view(late_reviews, "su"), house.view(unusual_page, "mo").late)
    house.clock.shift(days=1)

    report = house.view(unusual_page, "mo")

    assert early == (0, 0)
    assert (house.view(late_reviews, "su"), report.late) == (1, 1)
    (row,) = report.glass
    assert (row.who, row.reason, row.words, row.late) == ("罗秉文", "", "", True)
    assert str(case_of(house, CLUE).number) not in str(row.number)


@ON_SQLITE
def test_an_auditor_who_has_declared_about_the_person_reads_no_reason_either(house: House, clue: CaseId) -> None:
    broken(house)
    declared(house, "chen", clue)
    (waits,) = house.view(to_review, "chen")
    house.run(review, "chen", opening_id=waits.opening_id, justified=True, words="确有必要。")
    recuse(house, "mo", recused=False)

    (row,) = house.view(unusual_page, "mo").glass

    assert (row.who, row.reason, row.words) == ("罗秉文", "", "")


@ON_SQLITE
def test_a_duty_of_later_days_is_none_for_whom_a_look_waits(house: House, clue: CaseId) -> None:
    """He, the head of the room, sees the case by right; secretary he is from tomorrow on."""
    broken(house)
    grant(house, "he", "secretary", from_on=house.clock().date() + dt.timedelta(days=1))

    with house.office.database.read() as tx:
        found = reviewers_waiting(Act(office=house.office, tx=tx, actor=SYSTEM, now=house.clock()))

    assert set(found) == {"chen", "wang"}


def test_the_digest_counts_it_for_who_reviews(house: House, clue: CaseId) -> None:
    broken(house)

    with house.office.database.read() as tx:
        found = reviewers_waiting(Act(office=house.office, tx=tx, actor=SYSTEM, now=house.clock()))

    assert set(found) == {"chen", "wang"}
