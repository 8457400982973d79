"""Yearly rounds: an approved list, waves of units, newcomers and leavers, reasons, the lock; and openings by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from tests.faults.drawn import deploy, facts_of, post
from tests.usecases.due import ON_SQLITE, clue_to_register, rows
from tests.usecases.invariants import everything_holds
from tests.usecases.lists import approve_lists, waiting
from tests.usecases.office import House, hold
from tests.usecases.test_calendars import TYPED_2027
from webapp.domain.errors import FormRejected, NotFound, Refused
from webapp.domain.ids import PersonId, TaskId, UnitId
from webapp.store import grants, people
from webapp.store.tables import application, audit, case, cycle_due, cycle_run, incident, task
from webapp.usecases import planned as opening
from webapp.usecases.applications import apply_early_ending, decide
from webapp.usecases.calendars import enter_year
from webapp.usecases.completing import submit
from webapp.usecases.cycles import RoundRefused, open_round, turn_all
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.gaps import GapRefused, explain_gap, resume, retry_round
from webapp.usecases.opening import start_case
from webapp.usecases.people import add_person, add_post, end_post, rename_unit
from webapp.usecases.round_pages import round_page, rounds_page
from webapp.usecases.task_pages import open_task
from webapp.usecases.views.rounds import RoomLoad, RoundView
from webapp.usecases.work import daily

pytestmark = pytest.mark.story

TALKS = """process m21_talks 年度谈话
  secrecy: internal
lane supervise 监督检查室
start yearly 年度启动
  cycle: 0 8 5 {month} *
  population: {who}
user look 查看情况
  form: note
  deadline: end.note
end looked 已查看
yearly > look > looked
"""
TALK = {"process": "m21_talks", "start_event": "yearly", "period": "2026"}
OWN = '"m21_talks"'
ALL_HEADS = ["gong", "lin", "liu", "ma", "ren", "shen", "zhu"]
MA = {"kind": "person", "subject": "ma"}


def talks(house: House, *, who: str = "heads", each_week: int = 500, **review: list[str]) -> None:
    """Let a yearly task be drawn, its instant come on 5 April and its list be approved."""
    deploy(house, TALKS.format(month=4, who=who))
    house.clock.move_to("2026-04-05T08:00")
    house.drain()
    approve_lists(house, "m21_talks", each_week=each_week, review=review)
    house.drain()


def opened(house: House) -> list[str]:
    """Give whose cases are there."""
    return sorted(row.key.rpartition(":")[2] for row in rows(house, case) if row.process == "m21_talks")


def planned(house: House) -> list[Any]:
    """Give the task's rows."""
    return [row for row in rows(house, cycle_run) if row.process == "m21_talks"]


def row_of(house: House, subject: str) -> Any:
    return next(row for row in planned(house) if row.subject_id == subject)


def shown(house: House, who: str = "su") -> RoundView:
    return house.view(round_page, who, **TALK)


def newcomer(house: House, *, from_on: str) -> PersonId:
    """Let a head come into the health bureau's post."""
    return house.run(
        add_person,
        "jin",
        name="温如玉",
        kind="head",
        unit_id=UnitId("county_health"),
        title="县卫生健康局代局长",
        is_head=True,
        level="head",
        from_on=dt.date.fromisoformat(from_on),
    )


def test_nothing_opens_before_two_people_have_approved_the_list(house: House) -> None:
    deploy(house, TALKS.format(month=4, who="heads"))
    house.clock.move_to("2026-04-05T08:00")
    house.drain()
    (review,) = waiting(house, "review_list", "m21_talks")
    before = opened(house), shown(house).head.state

    house.run(
        submit, "su", task_id=review, token=house.token(), posted={"units_each_week": ["500"], "checked": ["true"]}
    )
    (agree,) = waiting(house, "approve_list", "m21_talks")
    with pytest.raises((Refused, NotFound)):
        house.run(submit, "su", task_id=agree, token=house.token(), posted={"decision": ["agree"]})
    between = opened(house)
    approve_lists(house, "m21_talks")
    house.drain()

    assert before == ([], "list")
    assert between == []
    assert opened(house) == ALL_HEADS
    assert shown(house).head.counts == {"running": 7}
    everything_holds(house)


def test_units_open_week_by_week_and_each_person_once(house: House) -> None:
    talks(house, each_week=3)
    first = opened(house)
    waves = {row.subject: row.opens_on for row in shown(house).rows if row.standing == "planned"}

    house.clock.shift(days=7)
    house.drain()
    second = opened(house)
    house.clock.shift(days=14)
    house.drain()
    house.drain()

    assert (len(first), len(second)) == (3, 6)
    assert sorted(waves.values()) == [dt.date(2026, 4, 12)] * 3 + [dt.date(2026, 4, 19)]
    assert opened(house) == ALL_HEADS


@ON_SQLITE
def test_who_is_left_out_of_the_list_has_a_reason_with_a_name(house: House) -> None:
    left_out = {"left_out.0.who": ["ma"], "left_out.0.why": ["ill"], "left_out.0.text": ["手术后休养至年底"]}
    talks(house, **left_out)

    (line,) = [row for row in shown(house).rows if row.subject == "ma"]

    assert "ma" not in opened(house)
    assert len(opened(house)) == 6
    assert (line.standing, line.reason, line.note, line.reason_by) == (
        "missing",
        "长期病休",
        "手术后休养至年底",
        "苏景和",
    )


@ON_SQLITE
def test_a_list_without_the_officers_word_is_refused(house: House) -> None:
    deploy(house, TALKS.format(month=4, who="heads"))
    house.clock.move_to("2026-04-05T08:00")
    house.drain()
    (review,) = waiting(house, "review_list", "m21_talks")

    with pytest.raises(FormRejected):
        house.run(submit, "su", task_id=review, token=house.token(), posted={"units_each_week": ["20"]})


def test_a_newcomer_joins_and_is_told_from_the_others_by_the_part_served(house: House) -> None:
    talks(house)
    house.run(end_post, "jin", post_id="post_ren", until_on=dt.date(2026, 5, 31))
    who = newcomer(house, from_on="2026-06-01")
    house.drain()
    early = opened(house)

    house.clock.move_to("2026-06-01T09:00")
    daily(house.office)
    house.drain()
    house.drain()

    assert who not in early
    assert opened(house) == sorted([*ALL_HEADS, who])
    ours = [one["yearly"] for one in facts_of(house, "m21_talks") if one["yearly"]["joined"]]
    assert [(str(one["first"]), str(one["last"]), one["whole"]) for one in ours] == [
        ("2026-06-01", "2026-12-31", False)
    ]
    assert [row.joined for row in shown(house).rows if row.subject == who] == [True]
    everything_holds(house)


@ON_SQLITE
def test_a_head_of_two_units_has_one_evaluation_and_two_life_meetings(house: House) -> None:
    """The real measures: one evaluation (its form asks for a chapter for each post), a meeting in each of the units."""
    house.run(add_post, "jin", person_id=PersonId("ma"), unit_id=UnitId("commission"), title="兼任主任", is_head=True)
    turn_all(house.office)  # the cycles count from now
    both = ("m01_political_evaluation", "m06_life_meeting")
    for day, process in (("2026-09-01", both[0]), ("2027-01-05", both[1])):
        house.clock.move_to(f"{day}T09:00")
        turn_all(house.office)
        approve_lists(house, process)
        turn_all(house.office)
    found = [row for row in rows(house, case) if row.process in both]

    assert [row.period for row in found if row.process == both[0] and row.subject_id == "ma"] == ["2026"]
    units = {row.key.rpartition(":")[2] for row in found if row.process == both[1]}
    assert {"county_coop", "commission"} <= units
    turn_all(house.office)
    assert len([row for row in rows(house, case) if row.process in both]) == len(found)


@ON_SQLITE
def test_a_newcomer_by_message_joins_at_once_or_when_the_roster_says_so(house: House) -> None:
    talks(house)
    house.clock.move_to("2026-06-02T09:00")
    who = newcomer(house, from_on="2026-06-01")
    post(house, "appointment_decided", subject=who, to="join_cycle")
    post(house, "appointment_decided", subject="hua", to="join_cycle")
    house.drain()
    at_once, (asked,) = opened(house), waiting(house, "ask_roster")

    house.run(add_post, "jin", person_id=PersonId("hua"), unit_id=UnitId("commission"), title="副主任", is_head=True)
    house.run(declare_recusal, "su", task_id=asked, answer="none")
    posted = {"outcome": ["entered"], "basis": ["安全管理员已经登记任职。"]}
    house.run(submit, "su", task_id=asked, token=house.token(), posted=posted)
    house.drain()

    assert who in at_once
    assert opened(house) == sorted([*ALL_HEADS, who, "hua"])
    assert waiting(house, "ask_roster") == []


@ON_SQLITE
def test_a_leaver_keeps_the_part_served_and_the_case_is_asked_about(house: House) -> None:
    house.run(end_post, "jin", post_id="post_ma", until_on=dt.date(2026, 3, 20))
    talks(house)

    (facts,) = [one["yearly"] for one in facts_of(house, "m21_talks") if str(one["yearly"]["last"]) == "2026-03-20"]

    assert facts["whole"] is False
    assert opened(house) == ALL_HEADS
    house.run(end_post, "jin", post_id="post_liu", until_on=dt.date(2026, 4, 30))
    house.clock.move_to("2026-05-06T09:00")
    daily(house.office)
    ours = next(row for row in rows(house, case) if row.process == "m21_talks" and row.subject_id == "liu")
    assert [row.case_id for row in rows(house, incident) if row.kind == "moved"] == [ours.id]


@ON_SQLITE
def test_who_was_struck_from_the_roster_before_the_opening_is_missing_with_that_reason(house: House) -> None:
    talks(house, each_week=3)
    late = min(row.subject for row in shown(house).rows if row.standing == "planned")
    with house.office.database.write() as tx:
        wrong = next(one for one in people.directory(tx).posts if one.person_id == late)
        people.put_post(tx, dataclasses.replace(wrong, is_head=False))
        hold(tx, house.clock())

    house.clock.shift(days=21)
    house.drain()

    assert late not in opened(house)
    assert (row_of(house, late).state, row_of(house, late).reason) == ("missing", "not_in_post")


# ---------------------------------------------------------------- reasons and the lock


@ON_SQLITE
def test_a_reason_is_written_changed_taken_back_and_kept_at_the_lock(house: House) -> None:
    talks(house, each_week=1)
    waits = sorted(row.subject for row in shown(house).rows if row.standing == "planned")
    one, other = ({"kind": "person", "subject": name} for name in waits[-2:])

    house.run(explain_gap, "su", **TALK, **one, reason="away", text="在省委党校脱产学习")
    house.run(explain_gap, "han", **TALK, **one, reason="ill", text="病休至明年三月")
    house.run(explain_gap, "su", **TALK, **other, reason="away", text="在省委党校脱产学习")
    house.run(resume, "chen", **TALK, **other)
    house.clock.move_to("2026-06-30T09:00")
    house.drain()
    house.clock.move_to("2027-02-02T09:00")
    daily(house.office)

    kept = row_of(house, one["subject"])
    assert (kept.state, kept.reason, kept.reason_by, kept.locked_as) == ("missing", "ill", "han", "missing")
    assert opened(house) == sorted(set(ALL_HEADS) - {one["subject"]})
    assert {row.locked_as for row in planned(house) if row.subject_id != one["subject"]} == {"running"}
    with pytest.raises(GapRefused, match="已经锁定"):
        house.run(explain_gap, "su", **TALK, **one, reason="other", text="事后改写的理由")
    assert shown(house).head.state == "locked"
    assert len([row for row in rows(house, audit) if row.act == "cycle.locked" and OWN in row.facts]) == 1
    everything_holds(house)


@ON_SQLITE
def test_a_reason_is_refused_for_a_case_under_way_without_words_and_for_a_stranger(house: House) -> None:
    talks(house)

    with pytest.raises(GapRefused, match="正在办理"):
        house.run(explain_gap, "su", **TALK, **MA, reason="ill", text="手术后休养至年底")
    with pytest.raises(GapRefused, match="至少5个字"):
        house.run(explain_gap, "su", **TALK, **MA, reason="ill", text="病")
    with pytest.raises(NotFound):
        house.run(explain_gap, "su", **TALK, kind="person", subject="hua", reason="ill", text="手术后休养至年底")
    with pytest.raises(Refused):
        house.run(explain_gap, "zhou", **TALK, **MA, reason="ill", text="手术后休养至年底")
    with pytest.raises(GapRefused, match="没有暂不开启"):
        house.run(resume, "su", **TALK, **MA)


# ---------------------------------------------------------------- by hand


@pytest.mark.parametrize(
    ("period", "why"),
    [
        ("2026-H1", "不是这项任务的周期，例如2026"),
        ("next", "不是这项任务的周期"),
        ("2027", "现在还没有到"),
        ("2024", "已于2025年2月5日锁定"),
    ],
)
@ON_SQLITE
def test_a_wrong_period_says_so_and_changes_nothing(house: House, period: str, why: str) -> None:
    deploy(house, TALKS.format(month=1, who="heads"))

    with pytest.raises(RoundRefused, match=why):
        house.run(open_round, "su", **TALK | {"period": period})

    assert (rows(house, cycle_due), rows(house, case)) == ([], [])


@ON_SQLITE
def test_a_period_is_opened_by_hand_once_and_marked_late(house: House) -> None:
    deploy(house, TALKS.format(month=1, who="heads"))

    house.run(open_round, "su", **TALK)
    with pytest.raises(RoundRefused, match="已经开启"):
        house.run(open_round, "chen", **TALK)
    approve_lists(house, "m21_talks")
    house.drain()
    with pytest.raises(RoundRefused, match="已经开启"):
        house.run(open_round, "chen", **TALK)

    assert opened(house) == ALL_HEADS
    assert {row.late for row in planned(house)} == {True}
    assert len([row for row in rows(house, case) if row.process == "open_cycle"]) == 1


@ON_SQLITE
def test_a_year_without_its_holidays_is_not_opened_by_hand(house: House) -> None:
    deploy(house, TALKS.format(month=1, who="heads"))
    house.clock.move_to("2027-01-04T09:00")

    with pytest.raises(RoundRefused, match="2027年节假日安排尚未导入"):
        house.run(open_round, "su", **TALK | {"period": "2027"})

    assert rows(house, cycle_due) == []
    listed = [one for one in house.view(rounds_page, "su").rows if one.period == "2027"]
    assert {(one.state, one.state_name) for one in listed} == {("blocked", "现在不能开启")}


@ON_SQLITE
def test_who_looks_through_and_who_agrees_to_a_list_is_told_which_year_has_no_holidays_yet(house: House) -> None:
    deploy(house, TALKS.format(month=1, who="heads"))
    house.clock.move_to("2027-01-05T08:00")
    house.drain()
    (review,) = waiting(house, "review_list", "m21_talks")
    told = written(house, "su", review)
    words = {"units_each_week": ["500"], "checked": ["true"]}
    house.run(submit, "su", task_id=review, token=house.token(), posted=words)
    (agree,) = waiting(house, "approve_list", "m21_talks")
    told_before_agreeing = written(house, "chen", agree)
    house.run(enter_year, "cui", year=2027, lines=TYPED_2027)

    assert (told, told_before_agreeing) == ("2027", "2027")
    assert written(house, "chen", agree) is None


def written(house: House, who: str, step: TaskId) -> str | None:
    """Give the years that a step says have no holidays, None where the form does not show them."""
    state = house.view(open_task, who, task_id=step).form_state
    assert state is not None
    return None if "unknown_years" in state.hidden else str(state.values["unknown_years"])


@ON_SQLITE
def test_a_list_that_was_withdrawn_may_be_opened_again(house: House) -> None:
    deploy(house, TALKS.format(month=1, who="heads"))
    house.run(open_round, "su", **TALK)
    (first,) = [row.id for row in rows(house, case)]
    house.run(apply_early_ending, "chen", case_id=first, reason="withdrawn_by_authority", text="名单须重新统计。")
    (asked,) = rows(house, application)
    house.run(decide, "pan", application_id=asked.id, agree=True)

    assert shown(house).head.may_open is False
    (note,) = waiting(house, "note_end")
    posted = {
        "decided_by": ["县纪委常委会"],
        "decided_on": ["2026-03-02"],
        "reason_text": ["名单须按新的任职情况重新统计。"],
    }
    house.run(submit, "su", task_id=note, token=house.token(), posted=posted)
    house.run(open_round, "su", **TALK)
    approve_lists(house, "m21_talks")
    house.drain()

    assert opened(house) == ALL_HEADS


@ON_SQLITE
def test_only_style_secretary_and_monitor_see_and_open_the_rounds(house: House) -> None:
    deploy(house, TALKS.format(month=1, who="heads"))

    assert "年度谈话" in [row.title for row in house.view(rounds_page, "han").rows]
    for stranger in ("zhou", "wang", "cui", "jin", "ma"):
        with pytest.raises(NotFound):
            house.view(rounds_page, stranger)
    with pytest.raises(Refused):
        house.run(open_round, "zhou", **TALK)


@ON_SQLITE
def test_the_preview_says_why_and_what_it_adds_to_each_officer(house: House) -> None:
    house.run(end_post, "jin", post_id="post_ma", until_on=dt.date(2026, 3, 20))
    deploy(house, TALKS.format(month=1, who="heads"))
    who = newcomer(house, from_on="2027-03-01")

    found = shown(house)

    assert found.head.may_open
    assert {row.subject: row.why for row in found.rows}["ma"] == "部分时间在任"
    assert {row.subject: row.why for row in found.rows}["liu"] == "全年在任"
    assert [(row.subject, row.why) for row in found.left_out] == [(who, "本期以后才任职")]
    assert [(row.room, len(row.officers), row.new, row.each) for row in found.loads.rooms] == [
        ("第一监督检查室", 3, 3, 1.0),
        ("第二监督检查室", 3, 2, 0.7),
        ("第三监督检查室", 3, 2, 0.7),
    ]


def test_the_load_is_told_of_whoever_gets_the_steps_by_the_lanes_with_what_they_have_and_is_over(house: House) -> None:
    check = {"process": "m02_main_responsibility", "start_event": "yearly", "period": "2026"}
    (before,) = style(house.view(round_page, "su", **check))
    house.run(start_case, "su", process="m09a_archive_update", start_event="material_received", token=house.token())
    house.clock.move_to("2026-12-01T09:00")

    (now,) = style(house.view(round_page, "su", **check))

    mine = {one.name: (one.now, one.late) for one in now.officers}
    assert {one.name: one.now for one in before.officers} == dict.fromkeys(mine, 0)
    assert mine["苏景和"] == (1, 1)
    assert (now.new, now.each) == (7, round(7 * now.steps / len(mine), 1))
    assert now.steps > 3


@ON_SQLITE
def test_whoever_stands_in_several_rooms_is_told_in_each_and_once_as_a_whole(house: House) -> None:
    """A deputy in charge of three rooms: what lies in one is counted there alone, and nothing three times."""
    check = {"process": "m02_main_responsibility", "start_event": "yearly", "period": "2026"}
    clue_to_register(house)
    with house.office.database.write() as tx:
        made = dict(tx.execute(task.select()).first()._mapping)  # type: ignore[union-attr]
        held = {"assignee_id": "wang", "role": "deputy", "is_open": True}
        places = (("first_room", "2026-01-05"), ("first_room", "2026-12-31"), ("third_room", "2026-12-31"))
        for number, (room, due) in enumerate(places):
            row = {
                "id": f"made{number}",
                "path": f"made{number}",
                "room_id": room,
                "due_on": dt.date.fromisoformat(due),
            }
            tx.execute(task.insert(), [made | held | row])
        group = {"id": "made9", "path": "made9", "role": "clue_group", "room_id": "office", "due_on": None}
        tx.execute(task.insert(), [made | held | group])
        hold(tx, house.clock())

    found = house.view(round_page, "su", **check).loads

    mine = [row for row in found.rooms if row.role == "分管领导"]
    assert {row.room: [(one.name, one.now, one.late) for one in row.officers] for row in mine} == {
        "第一监督检查室": [("王慎独", 2, 1)],
        "第二监督检查室": [("王慎独", 0, 0)],
        "第三监督检查室": [("王慎独", 1, 0)],
    }
    assert [(row.now, row.late) for row in mine] == [(2, 1), (0, 0), (1, 0)]
    (whole,) = [one for one in found.several if one.officer.name == "王慎独"]
    assert (whole.officer.now, whole.officer.late, whole.places) == (4, 1, 3)
    assert whole.added == sum(row.each for row in mine)


def style(found: RoundView) -> list[RoomLoad]:
    return [row for row in found.loads.rooms if row.role == "党风政风监督室"]


def test_whoever_reports_in_person_is_charged_with_the_own_report_alone(house: House) -> None:
    report = {"process": "m03b_special_report", "start_event": "yearly", "period": "2026"}

    found = house.view(round_page, "su", **report)

    subjects = {row.subject for row in found.rows}
    authors = [row for row in found.loads.rooms if row.role in ("派驻纪检监察组", "纪委书记") and row.each == row.steps]
    assert sum(row.new for row in authors) == sum(len(row.officers) for row in authors) == len(subjects)
    assert not [row for row in found.loads.rooms if row.role == "派驻纪检监察组" and row.new > len(row.officers)]


@ON_SQLITE
@pytest.mark.parametrize(
    ("who", "kinds"),
    [("units", {"unit"}), ("residents", {"person"}), ("office", {"office"})],
)
def test_each_population_has_its_kind_of_subject(house: House, who: str, kinds: set[str]) -> None:
    talks(house, who=who)

    assert {row.subject_kind for row in planned(house)} == kinds
    assert len([row for row in rows(house, case) if row.process == "open_cycle"]) == (who != "office")
    with house.office.database.read() as tx:
        reporters = grants.reporters(tx, on=house.clock().date())
    assert len(opened(house)) == {"units": 7, "residents": len(reporters), "office": 1}[who]


@ON_SQLITE
def test_what_did_not_open_is_counted_and_tried_again_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise Refused(why="演练")

    with monkeypatch.context() as patch:
        patch.setattr(opening, "open_case", broken)
        talks(house)
    failed, view = opened(house), shown(house)

    house.drain()
    still = opened(house)
    house.run(retry_round, "su", **TALK)
    house.drain()

    assert (failed, still, view.failed) == ([], [], 7)
    assert opened(house) == ALL_HEADS


COOP = UnitId("county_coop")


def coop_renamed(house: House) -> UnitId:
    """Let the cooperative go on under another name, and the scheduler look at the roster of the next day."""
    house.clock.shift(days=1)
    new = house.run(rename_unit, "jin", unit_id=COOP, name="县供销集团", on=house.clock().date())
    house.clock.shift(days=1)
    house.drain()
    daily(house.office)
    house.drain()
    return new


@ON_SQLITE
def test_a_unit_that_gets_another_name_in_the_year_has_one_case_of_the_year(house: House) -> None:
    talks(house, who="units")
    before = opened(house)

    new = coop_renamed(house)

    assert opened(house) == before
    assert COOP in before
    assert new not in {row.subject_id for row in planned(house)}
    assert [row.standing for row in shown(house).rows if row.subject in (COOP, new)] == ["running"]


@ON_SQLITE
def test_a_unit_renamed_before_its_wave_opens_once_and_under_the_name_of_now(house: House) -> None:
    talks(house, who="units", each_week=1)
    assert COOP not in opened(house)

    new = coop_renamed(house)
    for _ in range(12):
        house.clock.shift(days=7)
        house.drain()

    mine = [row.unit_id for row in rows(house, case) if row.process == "m21_talks" and row.unit_id in (COOP, new)]
    assert mine == [new]


@ON_SQLITE
def test_a_list_made_after_a_unit_got_another_name_holds_it_once(house: House) -> None:
    deploy(house, TALKS.format(month=4, who="units"))
    new = coop_renamed(house)
    house.clock.move_to("2026-04-05T08:00")
    house.drain()
    approve_lists(house, "m21_talks")
    house.drain()

    assert new in opened(house)
    assert COOP not in opened(house)
    assert [row.standing for row in shown(house).rows if row.subject in (COOP, new)] == ["running"]
