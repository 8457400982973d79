"""A head on the key-watch list: an extra visit and talk that know why, and that are gone when the listing is."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tests.usecases.filing import OFFICERS
from tests.usecases.office import House, hold
from tests.usecases.passages import today
from tests.usecases.power import TRANSPORT, begin, record
from tests.usecases.robot import cannot, do, look_at, task_at
from tests.usecases.stand import Stand
from tests.usecases.test_monitoring import monthly, whose
from webapp.domain.actor import SYSTEM
from webapp.domain.ids import PersonId
from webapp.domain.papers import PersonalMatter
from webapp.store import ledgers
from webapp.store.tables import activity, case, task, timer
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.sampling import repeat_draws
from webapp.usecases.task_pages import open_task

pytestmark = pytest.mark.story

SHOP = "长河建材商店"
CONFIRMED = {"criterion": "family_business", "holds": "yes", "reason": "本人报告的经营活动，已经核对登记。"}


def listed_for_a_business(house: House) -> None:
    """The head of the transport bureau declared a shop; an officer finds it linked to the powers of the head."""
    with house.office.database.write() as tx:
        declared = PersonalMatter(
            id="shop",
            subject_id=PersonId("liu"),
            year=2026,
            kind="family_business",
            status="declared",
            content={"text": f"配偶经营{SHOP}。"},
            entered_by=None,
            at=house.clock(),
        )
        ledgers.put_matter(tx, declared)
        served = [record(n, dt.date(2026, 1, 1) + dt.timedelta(days=n)) for n in range(40)]
        named = {7: {"name": SHOP, "matter": "养护材料采购"}, 8: {"name": SHOP, "matter": "道路运输经营许可"}}
        mine = [dataclasses.replace(one, id=f"road_{one.id}", unit_id=TRANSPORT) for one in served]
        ledgers.add_served(
            tx, [dataclasses.replace(one, content=named.get(n, one.content)) for n, one in enumerate(mine)]
        )
        hold(tx, house.clock())
    monthly(house)
    do(house, whose(house), "decide_listing", items=[CONFIRMED], linked="yes", decision="list")


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office that has just listed a head for a business of relatives."""
    return stand.played(listed_for_a_business)


def handler(house: House, path: str) -> str:
    """Who of the room has the step, else may take it."""
    with house.office.database.read() as tx:
        found = tx.execute(task.select().where(task.c.id == task_at(house, path))).one()
    return found.assignee_id or OFFICERS[found.room_id]


def extra(house: House) -> dict[str, str | None]:
    """How the cases of measures 3 and 5 that the listing opened ended; None for those that are open."""
    with house.office.database.read() as tx:
        rows = tx.execute(case.select().where(case.c.start_event == "watch_list_changed")).all()
    return {row.process: row.ended_at_element for row in rows if row.ended_at_element != "off_list"}


def plan_the_visit(house: House, who: str) -> None:
    """Plan the visit that the listing asks for."""
    day = today(house) + dt.timedelta(days=30)
    two = {"lead": "li", "second": "zhao"}
    do(house, who, "plan_visit", visit_on=day, businesses=[{"name": SHOP}], **two)


def approve_the_visit(house: House) -> None:
    """Let the head of the room and the deputy agree."""
    for step in ("by_room", "by_deputy"):
        key = task_at(house, f"approve_plan/{step}")
        with house.office.database.read() as tx:
            found = tx.execute(task.select().where(task.c.id == key)).one()
        who = found.assignee_id or ("wang" if step == "by_deputy" else "luo")
        do(house, who, f"approve_plan/{step}", decision="agree")


def test_the_plans_say_why_the_head_is_listed_and_the_visit_can_be_no_lighter(house: House) -> None:
    visit = look_at(house, handler(house, "plan_visit"), "plan_visit").form_state
    talk = look_at(house, handler(house, "plan_talk"), "plan_talk").form_state

    assert visit is not None
    assert talk is not None
    words = "亲属经商办企业；经商办企业与本人职权有关联"
    assert (visit.values["listing"], talk.values["listing"]) == (words, words)
    assert visit.values["intensity"] == "business"
    assert [row["text"] for row in visit.values["known"]] == [f"配偶经营{SHOP}。"]
    assert cannot(house, handler(house, "plan_visit"), "plan_visit", intensity="key") == "form_rejected"


def test_the_business_that_the_plan_names_is_in_the_sample_and_an_auditor_finds_the_same(house: House) -> None:
    plan_the_visit(house, handler(house, "plan_visit"))
    approve_the_visit(house)
    house.clock.shift(days=28)
    house.drain()

    whole, named = house.view(repeat_draws, "mo")

    assert (whole.population, len(whole.picked)) == (40, 10)
    assert set(named.picked) == {"road_record_07", "road_record_08"}
    assert (named.same_picked, named.same_population) == (True, True)
    assert (whole.chosen, named.chosen) == (False, True)
    assert SHOP not in repr((whole, named))
    page = look_at(house, handler(house, "visit/arrange"), "visit/arrange")
    assert page.form_state is not None
    assert sum(SHOP in row["words"] for row in page.form_state.values["users"]) == 2


def test_when_the_listing_is_over_what_is_not_begun_is_gone(house: House) -> None:
    assert extra(house) == {"m03_power_watch": None, "m05_integrity_talk": None}

    house.clock.move_to("2026-10-09T09:00")
    house.drain()

    assert extra(house) == {"m03_power_watch": "called_off_unplanned", "m05_integrity_talk": "called_off"}
    with house.office.database.read() as tx:
        steps = tx.execute(task.select().where(task.c.is_open, task.c.subject_id == "liu")).all()
    assert not {row.element for row in steps} & {"plan_visit", "plan_talk"}


def test_a_visit_that_has_begun_stays_with_its_officer(house: House) -> None:
    plan_the_visit(house, handler(house, "plan_visit"))
    approve_the_visit(house)
    house.clock.shift(days=28)
    house.drain()

    house.clock.move_to("2026-10-09T09:00")
    house.drain()

    assert extra(house) == {"m03_power_watch": None, "m05_integrity_talk": "called_off"}
    assert task_at(house, "visit/arrange")


def yearly_visit(house: House) -> str:
    """The year's visit to the same head begins while the extra one is planned."""
    return house.office.run(begin, SYSTEM, process="m03_power_watch", subject="liu")


def test_the_years_visit_to_a_listed_head_is_as_thorough_as_the_listing_in_force(house: House) -> None:
    case_id = yearly_visit(house)
    with house.office.database.read() as tx:
        found = tx.execute(task.select().where(task.c.case_id == case_id, task.c.is_open)).one()
    who = found.assignee_id or OFFICERS[found.room_id]
    plan = house.view(open_task, who, task_id=found.id)
    if plan.needs_declaration:
        house.run(declare_recusal, who, task_id=found.id, answer="none")
        plan = house.view(open_task, who, task_id=found.id)

    assert plan.form_state is not None
    assert plan.form_state.values["intensity"] == "business"


def test_a_second_round_that_nobody_has_begun_is_gone_with_the_listing_and_the_first_stays(house: House) -> None:
    case_id = yearly_visit(house)
    row = {"case_id": case_id, "rev": 9, "process": "m03_power_watch", "element": "second_due", "kind": "task"}
    with house.office.database.write() as tx:
        tx.execute(activity.insert(), [row | {"path": "second_due", "at": house.clock()}])
        hold(tx, house.clock())
    house.clock.move_to("2026-10-09T09:00")
    house.drain()

    with house.office.database.read() as tx:
        assert tx.execute(case.select().where(case.c.id == case_id)).one().ended_at_element == "called_off_unplanned"


def test_a_visit_that_is_called_off_after_it_was_agreed_leaves_no_step_no_clock_and_no_sample(house: House) -> None:
    """It waits for its day, and that day comes: nobody is sent, and nobody's name is drawn for a visit that is off."""
    who = handler(house, "plan_visit")
    day = dt.date(2026, 10, 30)
    do(house, who, "plan_visit", visit_on=day, businesses=[{"name": SHOP}], lead="li", second="zhao")
    approve_the_visit(house)
    house.clock.move_to("2026-10-09T09:00")
    house.drain()
    ended = extra(house)

    house.clock.move_to("2026-11-02T09:00")
    house.drain()

    assert ended["m03_power_watch"] == extra(house)["m03_power_watch"] == "called_off"
    of_visit = case.c.process == "m03_power_watch", case.c.ended_at_element == "called_off"
    with house.office.database.read() as tx:
        (over,) = tx.execute(case.select().where(*of_visit)).all()
        steps = tx.execute(task.select().where(task.c.case_id == over.id, task.c.is_open)).all()
        clocks = tx.execute(timer.select().where(timer.c.case_id == over.id, timer.c.gone_at.is_(None))).all()
        passed = tx.execute(activity.select().where(activity.c.case_id == over.id)).all()
    assert (over.status, steps, clocks) == ("closed", [], [])
    assert not {row.element for row in passed} & {"sample", "visit", "arrange"}
    assert house.view(repeat_draws, "mo") == ()


def test_the_years_own_visit_stays_when_the_listing_is_over(house: House) -> None:
    case_id = yearly_visit(house)
    house.clock.move_to("2026-10-09T09:00")
    house.drain()

    with house.office.database.read() as tx:
        assert tx.execute(case.select().where(case.c.id == case_id)).one().status == "open"
