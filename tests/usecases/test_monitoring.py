"""Monitoring of clues through the office: counts at each registration, the key-watch list, the quarter's figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.usecases.office import House
from tests.usecases.passages import assign_clue, enter, issue, register_clue, today
from tests.usecases.robot import cannot, do, look_at, open_steps, posted_for, task_at
from tests.usecases.test_duty_reports import announce
from webapp.domain.ids import PersonId
from webapp.domain.papers import ArchiveItem, PersonalMatter
from webapp.domain.said import in_chinese
from webapp.store import archive, key_watches, ledgers, messages
from webapp.store.tables import case, task
from webapp.usecases.case_lists import case_list
from webapp.usecases.completing import submit
from webapp.usecases.cycles import turn_all
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.inbox import inbox
from webapp.usecases.key_watching import key_watch_list
from webapp.usecases.opening import start_case
from webapp.usecases.task_pages import open_task
from webapp.usecases.views.tasks import FormState, InboxFilters

pytestmark = pytest.mark.story

HOLDS = {"holds": "yes", "reason": "三件反映均为实名，已经逐件核对。"}
MISSED = "没有查采购合同和验收单。"


def named_clue(house: House, subject: str = "ma") -> None:
    """Let a clue by real name about a head be registered, abstracted and assigned."""
    register_clue(house, subject=subject, real_name=True)
    assign_clue(house)


def steps_of(house: House, process: str) -> list[str]:
    """The open steps of a process's cases."""
    with house.office.database.read() as tx:
        rows = tx.execute(task.select().where(task.c.is_open, task.c.process == process)).all()
    return [row.element for row in rows]


def listed(house: House) -> list[str]:
    """Who is on the list, as the secretary's page shows it."""
    return [one.name for one in house.view(key_watch_list, "chen")]


def three_in_a_week(house: House) -> None:
    """Let three named clues about one head come in within a week."""
    for _ in range(3):
        named_clue(house)
        house.clock.shift(days=1)


def whose(house: House) -> str:
    """Who decides: whoever holds the step, else one of its room."""
    key = task_at(house, "decide_listing")
    with house.office.database.read() as tx:
        found = tx.execute(task.select().where(task.c.id == key)).one()
    return found.assignee_id or {"first_room": "li", "second_room": "pei", "third_room": "zhou"}[found.room_id]


def decide(house: House, decision: str, **row: Any) -> None:
    """Let the room decide on the key-watch list."""
    do(house, whose(house), "decide_listing", items=[row], decision=decision)


def test_the_third_report_raises_the_alert_with_its_registration(house: House) -> None:
    named_clue(house)
    named_clue(house)
    assert steps_of(house, "m07c_monitoring") == []

    register_clue(house, real_name=True)  # not yet read out, not yet assigned: registered is enough

    assert steps_of(house, "m07c_monitoring") == ["note_alert"]
    with house.office.database.read() as tx:
        (alert,) = tx.execute(task.select().where(task.c.is_open, task.c.element == "note_alert")).all()
    assert alert.subject_id == "ma"
    assert alert.opened_at.astimezone(house.office.zone).date() == today(house)


def test_a_fourth_report_waits_in_the_alert_that_is_open(house: House) -> None:
    three_in_a_week(house)

    named_clue(house)

    assert steps_of(house, "m07c_monitoring") == ["note_alert"]


def test_an_officer_lists_the_head_and_the_listing_ends_by_itself(house: House) -> None:
    three_in_a_week(house)
    do(house, "han", "note_alert", join="propose")
    assert listed(house) == []

    decide(house, "list", criterion="social_reaction", **HOLDS)

    (head,) = house.view(key_watch_list, "chen")
    assert head.name == "马远帆"
    assert [(in_chinese(one.criterion), one.reason) for one in head.items] == [("社会反映突出", HOLDS["reason"])]
    assert head.until_on >= head.from_on + dt.timedelta(days=181)
    house.clock.shift(days=190)
    house.drain()
    assert listed(house) == []
    with house.office.database.read() as tx:
        assert [one.status for one in key_watches.of_subject(tx, PersonId("ma"))] == ["expired"]


def test_a_listed_head_comes_first_by_priority_until_the_listing_ends(house: House) -> None:
    three_in_a_week(house)
    register_clue(house, subject="liu")
    do(house, "han", "note_alert", join="separate")
    decide(house, "list", criterion="social_reaction", **HOLDS)

    rows = house.view(inbox, "zhou", filters=InboxFilters(tab="pool", sort="priority")).rows
    mine = house.view(inbox, "zhou", filters=InboxFilters(sort="priority")).rows

    assert {row.key_watch for row in (*rows, *mine) if row.subject_name == "马远帆"} == {True}
    assert not [row for row in (*rows, *mine) if row.subject_name != "马远帆" and row.key_watch]


def test_ten_anonymous_copies_allow_a_look_and_no_listing(house: House) -> None:
    register_clue(house)
    assign_clue(house)
    for _ in range(9):
        register_clue(house, unchanged=True)

    assert steps_of(house, "m07c_monitoring") == ["note_alert"]
    do(house, "han", "note_alert", join="none")
    who = whose(house)
    assert look_at(house, who, "decide_listing").form_state is not None
    assert cannot(house, who, "decide_listing", decision="list") == "form_rejected"
    decide(house, "look", criterion="volume", holds="yes", reason="均为匿名复制件，内容相同。")
    assert listed(house) == []


def analysis_written(house: House) -> None:
    """Let the quarter's analysis come and be written."""
    turn_all(house.office)  # the cycle counts from now
    house.clock.move_to("2026-04-05T09:00")
    turn_all(house.office)
    house.drain()
    do(house, "ding", "write_analysis", campaign="no")


def campaign_planned(house: House) -> None:
    """Let a campaign of the towns be planned; the bureaus are left out with a reason."""
    house.run(start_case, "su", process="m07d_campaign", start_event="campaign_planned", token=house.token())
    scope = [{"included": "no", "reason": "部门上月已经开展同一整治。"}, {"included": "yes"}]
    do(house, "su", "plan_campaign", topic="project", due=today(house) + dt.timedelta(days=42), scope=scope)


def deviation(number: str, on: dt.date, kind: str = "power.deviating") -> ArchiveItem:
    """A verified entry of a head's file."""
    return ArchiveItem(
        id=number,
        number=number,
        subject_id=PersonId("liu"),
        section=5,
        kind=kind,
        status="verified",
        weight="adverse",
        level="head",
        source_case_id=None,
        on=on,
        entered_at=dt.datetime.combine(on, dt.time(1), tzinfo=dt.UTC),
        entered_by=PersonId("zhou"),
        checked_by=PersonId("qian"),
        content={"text": "会议先表态", "heard": "yes"},
    )


def monthly(house: House) -> None:
    """Let the first of the next month come."""
    turn_all(house.office)  # the cycle counts from now
    day = (today(house).replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    house.clock.move_to(f"{day}T09:00")
    turn_all(house.office)
    house.drain()


def test_the_monthly_look_proposes_what_the_file_shows_and_only_what_is_new(house: House) -> None:
    with house.office.database.write() as tx:
        for number in ("1", "2"):
            archive.enter(tx, deviation(number, today(house)))
        archive.enter(tx, deviation("3", today(house), kind="appraisal.poor"))

    monthly(house)

    with house.office.database.read() as tx:
        (open_now,) = tx.execute(task.select().where(task.c.is_open, task.c.element == "decide_listing")).all()
    assert open_now.subject_id == "liu"
    style = dict(proposed(house))["poor_style"]
    assert all(part in style for part in ("2次：", "（1）；", "（2）"))
    decide(house, "none", criterion="poor_style", holds="no", reason="两次均已当场纠正，不再列入。")
    monthly(house)
    assert steps_of(house, "m07c_monitoring") == []


def declared(house: House, number: str, status: str, subject: str = "liu") -> None:
    """Let a head's list of personal matters hold a family business."""
    one = PersonalMatter(
        id=number,
        subject_id=PersonId(subject),
        year=2026,
        kind="family_business",
        status=status,
        content={"text": "配偶经营建材商店。"},
        entered_by=None,
        at=house.clock(),
    )
    with house.office.database.write() as tx:
        ledgers.put_matter(tx, one)


def proposed(house: House) -> list[tuple[str, str]]:
    """What the open proposal of a listing says: criterion and facts."""
    page = look_at(house, whose(house), "decide_listing")
    assert page.form_state is not None
    return [(row["criterion"], row["facts"]) for row in page.form_state.values["items"]]


def appraised_poorly(house: House) -> None:
    """Let Ma report to a meeting in which a third of the votes are poor."""
    announce(house, "ma")
    house.clock.move_to("2026-03-30T09:00")
    house.drain()
    issue(house, "issue_not_on_agenda", "su")
    do(house, "tian", "note_agenda", result="held")
    house.clock.move_to("2026-03-31T17:00")
    house.drain()
    do(house, "su", "record_meeting", reported="yes", present=50, good=20, fair=13, poor=17)


def test_a_poor_appraisal_is_filed_by_two_and_the_monthly_look_counts_it_once(house: House) -> None:
    appraised_poorly(house)
    assert proposed(house) == [("poor_appraisal", "民主测评低于规定比例1次")]  # told on the day, before it is filed
    decide(house, "none", criterion="poor_appraisal", holds="no", reason="已经约谈本人，先看整改情况。")
    do(house, "su", "archive_appraisal/make_entry", heard="yes", heard_on=today(house))
    assert cannot(house, "su", "archive_appraisal/check_entry", good=True) in ("not_yours", "not_found")
    do(house, "qian", "archive_appraisal/check_entry", good=True)
    enter(house, "archive", "su", heard="yes", heard_on=today(house))

    with house.office.database.read() as tx:
        entry = next(one for one in archive.whole(tx, PersonId("ma")) if one.kind == "appraisal.poor")
    assert (entry.status, entry.weight, entry.dimension) == ("verified", "adverse", "public")
    assert (entry.entered_by, entry.checked_by) == ("su", "qian")
    assert entry.source_case_id
    monthly(house)
    assert steps_of(house, "m07c_monitoring") == []
    declared(house, "1", "declared", subject="ma")
    monthly(house)
    (business, appraisal) = proposed(house)
    assert business == ("family_business", "本人报告或者查实的亲属经商办企业1项：2026年：配偶经营建材商店。")
    assert appraisal[1].startswith("民主测评低于规定比例1次：")
    assert entry.number in appraisal[1]


def test_a_business_that_the_head_declared_is_a_sign_until_it_is_taken_back(house: House) -> None:
    declared(house, "1", "declared")
    declared(house, "2", "withdrawn")

    monthly(house)

    assert proposed(house) == [("family_business", "本人报告或者查实的亲属经商办企业1项：2026年：配偶经营建材商店。")]


def test_the_figures_of_the_quarter_are_those_of_the_register(house: House) -> None:
    named_clue(house)
    named_clue(house, subject="liu")
    register_clue(house, unchanged=True)
    register = {one.name: one.count for one in house.view(case_list, "chen", status="", measure="m07").tags}
    turn_all(house.office)
    day = dt.date(2026, 4, 5)
    house.clock.move_to(f"{day}T09:00")
    turn_all(house.office)
    house.drain()

    page = look_at(house, "ding", "write_analysis")

    assert page.form_state is not None
    values = page.form_state.values
    assert values["clues"] == 2
    assert values["repeats"] == 1
    assert values["real_name"] == 2
    marks = {row["mark"]: row["cases"] for row in values["marks"]}
    assert marks == {in_chinese(name): number for name, number in register.items()}
    do(house, "ding", "write_analysis", campaign="no")
    do(house, "chen", "approve_analysis/by_secretary", decision="agree")
    with house.office.database.read() as tx:
        (done,) = tx.execute(case.select().where(case.c.process == "m07c_analysis")).all()
    assert done.ended_at_element == "analysed"


def test_the_analysis_asks_for_a_check_on_each_head_whose_responsibility_is_weak(house: House) -> None:
    turn_all(house.office)
    house.clock.move_to("2026-04-05T09:00")
    turn_all(house.office)
    house.drain()
    do(house, "ding", "write_analysis", campaign="no", weak_heads=[{"person": "liu"}, {"person": "ma"}])
    assert steps_of(house, "m02_main_responsibility") == []

    do(house, "chen", "approve_analysis/by_secretary", decision="agree")

    with house.office.database.read() as tx:
        checks = tx.execute(case.select().where(case.c.process == "m02_main_responsibility")).all()
        (analysis,) = tx.execute(case.select().where(case.c.process == "m07c_analysis")).all()
        told = [one for one in messages.of_case(tx, analysis.id) if one.name == "weakness_found"]
    assert sorted((row.subject_id, row.start_event) for row in checks) == [
        ("liu", "weakness_found"),
        ("ma", "weakness_found"),
    ]
    assert {row.origin_case_id for row in checks} == {analysis.id}
    assert [dict(one.payload) for one in told] == [{"source": "clues"}] * 2, "nothing but the source is told"


def test_a_campaign_ends_when_every_unit_in_its_scope_has_reported(house: House) -> None:
    campaign_planned(house)
    due = today(house) + dt.timedelta(days=42)
    do(house, "chen", "approve_plan/by_secretary", decision="agree")

    held = {who for step, who, _ in open_steps(house) if step == "write_plan"}
    assert held == {"geng", "hou"}  # each town its own, and no bureau
    first, second = (key for step, who, key in sorted(open_steps(house), key=str) if step == "write_plan")
    asked = told(house, first)
    assert (asked.values["topic"], bool(asked.values["title"]), len(asked.values["steps"])) == ("project", True, 1)
    assert due_of(house, first) == due
    listed = house.view(inbox, "geng", filters=InboxFilters())
    assert ({row.measure_name for row in listed.rows}, listed.measures) == ({"监督事项"}, ())
    report(house, first, items=[])
    do(house, "su", "spot_check", verdict="return", again_due=due + dt.timedelta(days=10), missed=MISSED)
    (again,) = (key for step, who, key in open_steps(house) if step == "write_plan" and key != second)
    assert told(house, again).values["missed"] == MISSED
    assert due_of(house, again) == due + dt.timedelta(days=10)
    report(house, again, items=[])
    do(house, "su", "spot_check", verdict="good")
    assert steps_of(house, "m07d_campaign") == []
    report(house, second, items=[{"item_no": 1, "due": due}])
    checked = 1 + settle_spot_check(house)
    do(house, holder(house, "rectify/work[0]/submit_proof"), "rectify/work[0]/submit_proof")
    assert steps_of(house, "m07d_campaign") == []
    do(house, "su", "rectify/work[0]/accept_item", result="pass")

    page = look_at(house, "su", "write_summary")
    assert page.form_state is not None
    assert {key: page.form_state.values[key] for key in ("units", "reported", "problems", "failed", "returned")} == {
        "units": 2,
        "reported": 2,
        "problems": 1,
        "failed": 0,
        "returned": 1,
    }
    assert page.form_state.values["checked"] == checked


def told(house: House, key: str) -> FormState:
    """What the page of a unit's self-check shows."""
    who = next(holds for _, holds, one in open_steps(house) if one == key)
    state = house.view(open_task, who, task_id=key).form_state
    assert state is not None
    return state


def due_of(house: House, key: str) -> dt.date:
    """By when a step is to be done."""
    with house.office.database.read() as tx:
        return tx.execute(task.select().where(task.c.id == key)).one().due_on


def holder(house: House, path: str) -> str:
    """Who holds an open step."""
    return next(str(who) for step, who, _ in open_steps(house) if step == path)


def report(house: House, key: str, **given: Any) -> None:
    """Let a unit hand in its self-check."""
    who = next(str(found) for _, found, one in open_steps(house) if one == key)
    page = house.view(open_task, who, task_id=key)
    if page.needs_declaration:
        house.run(declare_recusal, who, task_id=key, answer="none")
    posted = house.view(posted_for, who, task_id=key, given=given)
    house.run(submit, who, task_id=key, token=house.token(), posted=posted)
    house.drain()


def settle_spot_check(house: House) -> bool:
    """Where the lot fell on the unit, let the check find it true; tells whether it did."""
    drawn = "spot_check" in [step for step, _, _ in open_steps(house)]
    if drawn:
        do(house, "su", "spot_check", verdict="good")
    return drawn
