"""年度覆盖 (demand C12): every head in every yearly column, gaps by name with their reason, kept at the lock."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
import sqlalchemy as sa

from tests.faults.drawn import able, deploy, hand_in, steps_at
from tests.usecases.due import ON_SQLITE
from tests.usecases.lists import approve_lists
from tests.usecases.office import PROCESSES, House, hold
from tests.usecases.test_rounds import COOP, TALK, TALKS
from tests.usecases.written import recuse
from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId, TaskId, UnitId
from webapp.domain.roster import Post
from webapp.engine import Trigger, collect, processes_in, read
from webapp.store import people
from webapp.store.tables import application, case, task
from webapp.usecases import coverage_cells
from webapp.usecases.completing import submit
from webapp.usecases.coverage import coverage_page
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.figure_sources import COVERED
from webapp.usecases.gaps import explain_gap
from webapp.usecases.people import add_post, end_post, rename_unit
from webapp.usecases.statistics import figure_page, statistics_file, statistics_page
from webapp.usecases.task_pages import open_task
from webapp.usecases.views.coverage import Cell, CoverageView
from webapp.usecases.views.statistics import FigureView
from webapp.usecases.work import daily

SMALL = {
    "m21": ("m21_talks", "谈话"),
    "m22": ("m22_meetings", "生活会"),
    "m23": ("m23_reports", "专题报告"),
    "m24": ("m24_absent", "没有发布的"),
}
POPULATIONS = {"m21_talks": "heads", "m22_meetings": "units", "m23_reports": "residents"}
HEADS, GROUPS = 7, 3


@pytest.fixture
def year(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """An office with three small yearly measures, due on 5 April, and a fourth that was never put in force."""
    monkeypatch.setattr(coverage_cells, "COLUMNS", SMALL)
    for name, who in POPULATIONS.items():
        deploy(house, TALKS.format(month=4, who=who).replace("m21_talks", name))
    return house


def begin(house: House, each_week: int = 500) -> None:
    """Let the rounds begin and their lists be approved."""
    house.clock.move_to("2026-04-05T08:00")
    house.drain()
    for name in POPULATIONS:
        approve_lists(house, name, each_week=each_week)
    house.drain()


def seen(house: House, who: str = "chen", **asked: object) -> CoverageView:
    return house.view(coverage_page, who, year=2026, **asked)  # type: ignore[arg-type]


def cells(found: CoverageView, name: str) -> list[Cell]:
    (row,) = [row for row in found.rows if row.person_id == name]
    return list(row.cells)


def states(found: CoverageView, name: str) -> list[str]:
    return [cell.state for cell in cells(found, name)]


def reasons(found: CoverageView, name: str) -> list[str]:
    return [cell.reason for cell in cells(found, name)]


def test_before_the_rounds_begin_nobody_is_missing_and_each_cell_says_from_when(year: House) -> None:
    found = seen(year)

    assert (len(found.rows), found.heads, found.gaps) == (HEADS, HEADS, 0)
    assert {(cell.state, cell.reason) for row in found.rows for cell in row.cells} == {
        ("ahead", "2026年4月5日开启"),
        ("unopened", "流程尚未发布"),
    }
    assert [column.counts for column in found.columns] == [{"ahead": HEADS}] * 3 + [{"unopened": HEADS}]
    assert [(column.due, column.share) for column in found.columns] == [(HEADS, None)] * 4


@ON_SQLITE
def test_a_round_whose_day_has_come_is_told_from_one_ahead_and_a_year_that_never_had_one_is_a_gap(year: House) -> None:
    year.away = True
    year.clock.move_to("2026-05-04T09:00")
    this_year = seen(year)
    year.clock.move_to("2027-01-04T09:00")
    last_year = seen(year)

    assert {(row.cells[0].state, row.cells[0].reason) for row in this_year.rows} == {("unopened", "年度任务尚未开启")}
    assert {(row.cells[0].state, row.cells[0].reason) for row in last_year.rows} == {("missing", "年度任务没有开启")}
    assert (this_year.gaps, last_year.gaps) == (0, HEADS)


@ON_SQLITE
def test_while_the_list_waits_for_approval_everybody_is_to_be_opened(year: House) -> None:
    year.clock.move_to("2026-04-05T08:00")
    year.drain()

    found = seen(year)

    assert {(row.cells[0].state, row.cells[0].reason) for row in found.rows} == {("due", "名单待批准")}


def test_a_head_is_running_then_done_in_each_column_of_its_own_population(year: House) -> None:
    begin(year)
    before = [states(seen(year), "ma"), [column.counts["running"] for column in seen(year).columns]]
    while steps_at(year, "look"):
        hand_in(year, "look")

    found = seen(year)

    assert before == [["running", "running", "running", "unopened"], [HEADS, HEADS, HEADS, 0]]
    assert states(found, "ma") == ["done", "done", "done", "unopened"]
    assert [column.share for column in found.columns] == [100.0, 100.0, 100.0, None]


def test_what_waits_for_its_week_is_due_and_says_from_when(year: House) -> None:
    begin(year, each_week=3)

    found = seen(year)

    assert found.columns[0].counts == {"running": 3, "due": 4}
    assert {row.cells[0].reason for row in found.rows if row.cells[0].state == "due"} == {
        "2026年4月12日开启",
        "2026年4月19日开启",
    }


def test_a_gap_has_reason_words_and_name_and_keeps_them_after_the_lock(year: House) -> None:
    begin(year, each_week=3)
    late = next(row.person_id for row in seen(year).rows if row.cells[0].state == "due")
    year.run(explain_gap, "su", **TALK, kind="person", subject=late, reason="ill", text="手术后休养至年底")
    open_gap = cells(seen(year), late)[0]
    year.clock.move_to("2026-12-31T09:00")
    year.drain()
    year.clock.move_to("2027-02-02T09:00")
    daily(year.office)
    while steps_at(year, "look"):
        hand_in(year, "look")

    locked = cells(seen(year), late)[0]

    assert (open_gap.state, open_gap.reason, open_gap.note, open_gap.by) == (
        "missing",
        "长期病休",
        "手术后休养至年底",
        "苏景和",
    )
    assert (locked.state, locked.reason, locked.note, locked.by, locked.on) == (
        *("missing", "长期病休", "手术后休养至年底", "苏景和"),
        dt.date(2026, 4, 5),
    )
    assert seen(year).columns[0].locked_on == dt.date(2027, 2, 2)
    others = {row.cells[0].reason for row in seen(year).rows if row.person_id != late}
    assert others == {"锁定时仍在办理"}, "what is closed after the lock does not change the year's figure"


@ON_SQLITE
def test_a_person_with_two_posts_is_one_line_and_counts_the_unit_that_is_behind(year: House) -> None:
    year.run(add_post, "jin", person_id=PersonId("ma"), unit_id=UnitId("commission"), title="兼任主任", is_head=True)
    begin(year)
    look(year, cases_at_look(year)["county_coop"])

    found = seen(year)

    assert len([row for row in found.rows if row.person_id == "ma"]) == 1
    assert next(row.posts for row in found.rows if row.person_id == "ma")[1].endswith("兼任主任")
    assert states(found, "ma")[1] == "running", "the second unit's meeting is still under way"


@ON_SQLITE
def test_a_resident_leader_reports_on_the_heads_of_the_own_unit_the_secretary_on_the_others(year: House) -> None:
    span = {"from_on": dt.date(2020, 1, 1), "until_on": dt.date(2022, 12, 31)}
    former = Post(
        id="post_once", person_id=PersonId("liu"), unit_id=UnitId("county_health"), title="主任", is_head=True, **span
    )
    with year.office.database.write() as tx:
        people.put_post(tx, former)
        hold(tx, year.clock())
    begin(year)
    look(year, cases_at_look(year)["rong"])

    found = seen(year)

    assert [states(found, name)[2] for name in ("ren", "ma", "liu")] == ["done", "running", "running"]


@ON_SQLITE
def test_gaps_are_listed_alone_and_heads_found_by_words(year: House) -> None:
    year.run(end_post, "jin", post_id="post_ren", until_on=dt.date(2025, 12, 31))
    begin(year, each_week=3)
    late = next(row.person_id for row in seen(year).rows if row.cells[0].state == "due")
    year.run(explain_gap, "su", **TALK, kind="person", subject=late, reason="away", text="在省委党校脱产学习")

    assert [row.person_id for row in seen(year, only="m21").rows] == [late]
    assert [row.person_id for row in seen(year, only="gaps").rows] == [late]
    assert [row.name for row in seen(year, words="水务 局长").rows] == ["沈望舒"]
    assert "ren" not in {row.person_id for row in seen(year).rows}


@ON_SQLITE
def test_leaders_and_monitors_look_and_only_who_sees_a_case_is_led_to_it(year: House) -> None:
    begin(year)

    for who in ("chen", "wang", "han", "su"):
        assert len(seen(year, who).rows) == HEADS
    assert all(row.cells[0].case_id for row in seen(year, "chen").rows)
    assert not any(row.cells[0].case_id for row in seen(year, "han").rows)
    for who in ("zhou", "he", "sun", "jin", "cui", "mo", "ma", "pan"):
        with pytest.raises(NotFound):
            seen(year, who)


def figure(house: House, who: str = "chen", **asked: object) -> FigureView:
    """Give the figure 年度覆盖率 of a period, this year so far if none is asked for."""
    return house.view(figure_page, who, figure=COVERED, **asked)  # type: ignore[arg-type]


def test_the_figure_of_the_year_is_what_the_page_shows_measure_by_measure_and_room_by_room(year: House) -> None:
    before = figure(year)
    begin(year, each_week=3)
    look(year, cases_at_look(year)["ma"])

    page, found = seen(year), figure(year)

    assert (before.figure.total, before.figure.share, before.measures) == (0, None, ()), "nobody is missing yet"
    shown = [(column.title, column.due, column.counts["done"]) for column in page.columns if column.share is not None]
    assert [(one.title, one.total, one.good) for one in found.measures] == shown
    assert (found.figure.total, found.figure.good) == (page.total.due, page.total.counts["done"]) == (HEADS * 3, 1)
    assert page.total.share == 4.7, "1 of 21, rounded down"
    assert found.figure.share == 4
    assert sum(one.total for one in found.parts) == found.figure.total
    assert sum(one.good or 0 for one in found.parts) == 1
    waiting = sum(column.counts["due"] for column in page.columns)
    assert waiting > 0
    nowhere = waiting + HEADS
    assert [one.total for one in found.parts if one.room_id is None] == [nowhere], "no case yet, or the secretary's own"


@ON_SQLITE
def test_behind_the_figure_stand_the_cases_that_one_may_see_each_once(year: House) -> None:
    begin(year)

    found, monitor = figure(year), figure(year, "han")

    assert found.seen == len({row.case_id for row in found.rows}) == 2 * HEADS + GROUPS, (
        "the secretary's own report is not"
    )
    assert (monitor.seen, monitor.rows, monitor.figure.total) == (0, (), found.figure.total)
    assert (found.names_gaps, figure(year, "he").names_gaps) == (True, False)


@ON_SQLITE
def test_unit_and_room_narrow_the_figure_of_the_year_and_a_period_of_two_years_has_both(year: House) -> None:
    begin(year)
    one_unit = figure(year, unit_id="county_coop")
    rooms = {one.room_id: one.total for one in figure(year).parts}
    year.clock.move_to("2027-04-05T08:00")
    year.drain()

    both = figure(year, first=dt.date(2026, 12, 1), last=dt.date(2027, 4, 5))

    assert [one.total for one in one_unit.measures] == [1, 1, 1]
    assert all(
        figure(year, first=dt.date(2026, 1, 1), last=dt.date(2026, 12, 31), room_id=room).figure.total == count
        for room, count in rooms.items()
        if room is not None
    )
    assert [(one.year, one.total) for one in both.measures] == [(2026, HEADS)] * 3 + [(2027, HEADS)] * 3


@ON_SQLITE
def test_page_and_figure_agree_on_who_left_on_early_endings_and_on_the_lock(year: House) -> None:
    begin(year)
    open_now = cases_at_look(year)
    ended = {"ma": "subject_left_post", "liu": "withdrawn_by_authority"}
    with year.office.database.write() as tx:
        for who, why in ended.items():
            of = tx.execute(sa.select(task.c.case_id).where(task.c.id == open_now[who])).scalar_one()
            tx.execute(case.update().where(case.c.id == of).values(status="ended"))
            asked = {"id": f"ended_{who}", "case_id": of, "kind": "early_ending", "status": "granted"}
            asked |= {"asked_by": "zhou", "asked_at": year.clock(), "reason": b"", "approvals": []}
            tx.execute(application.insert(), [asked | {"facts": {"reason": why}}])
        hold(tx, year.clock())
    look(year, open_now["shen"])

    page, found = seen(year), figure(year)

    assert [states(page, who)[0] for who in ("ma", "liu", "shen", "zhu")] == ["missing", "missing", "done", "running"]
    assert [reasons(page, who)[0] for who in ("ma", "liu")] == ["提前终止：本人调离", "提前终止：经批准撤回"]
    recuse(year, "chen")
    assert [reasons(seen(year), who)[0] for who in ("ma", "liu")] == ["", "提前终止：经批准撤回"]
    assert (found.measures[0].good, found.measures[0].total) == (1, HEADS)
    year.clock.move_to("2027-02-02T09:00")
    daily(year.office)
    while steps_at(year, "look"):
        hand_in(year, "look")
    last_year = {"first": dt.date(2026, 1, 1), "last": dt.date(2026, 12, 31)}
    locked = figure(year, **last_year)
    assert (locked.figure.good, locked.figure.total) == (seen(year).total.counts["done"], HEADS * 3)
    assert locked.measures[0].good == 1, "what is closed after the lock does not change the year's figure"


@ON_SQLITE
def test_a_unit_that_nobody_heads_has_held_no_meeting(year: House) -> None:
    drawn = TALKS.format(month=4, who="units").replace("m21_talks", "m22_meetings")
    deploy(year, drawn.replace("looked", "no_head"))
    begin(year)
    while steps_at(year, "look"):
        hand_in(year, "look")

    found = seen(year)

    assert {states(found, row.person_id)[1] for row in found.rows} == {"missing"}
    assert reasons(found, "ma")[1] == "单位没有负责人，没有召开会议"
    assert found.columns[1].counts["done"] == 0


@ON_SQLITE
def test_the_head_of_a_unit_that_got_another_name_is_missing_nothing_for_it(year: House) -> None:
    begin(year)
    year.clock.shift(days=1)
    year.run(rename_unit, "jin", unit_id=COOP, name="县供销集团", on=year.clock().date())
    year.clock.shift(days=1)

    found = seen(year)

    assert states(found, "ma") == ["running", "running", "running", "unopened"]
    assert [row.units for row in found.rows if row.person_id == "ma"] != [(COOP,)]


@ON_SQLITE
def test_the_figure_of_the_year_stands_among_the_others_and_in_the_file(year: House) -> None:
    begin(year)
    while steps_at(year, "look"):
        hand_in(year, "look")

    (row,) = [one for one in year.view(statistics_page, "he").rows if one.key == COVERED]
    _, content = year.view(statistics_file, "he")
    lines = {line[0]: line[1:] for line in csv.reader(io.StringIO(content.decode("utf-8-sig")))}

    assert (row.total, row.good, row.share) == (HEADS * 3, HEADS * 3, 100)
    assert lines["年度覆盖率"][:4] == [str(HEADS * 3), "已办", str(HEADS * 3), "100"]
    assert lines["年度覆盖率"][4].startswith("期间所涉年度任过“一把手”的每一人")


def test_the_columns_are_the_yearly_measures_and_no_event_measure() -> None:
    known = processes_in(PROCESSES)

    assert set(coverage_cells.COLUMNS) == {"m01", "m02", "m03", "m05", "m06", "m09"}
    for process in set(coverage_cells.processes()) & set(known):
        starts = read(collect(PROCESSES, process)).starts
        assert any(one.kind is Trigger.TIMER for one in starts), f"{process} has no yearly start"


def cases_at_look(house: House) -> dict[str, TaskId]:
    """Give the open steps by whom their cases are about: a person, else the unit."""
    asked = sa.select(task.c.id, case.c.subject_id, case.c.unit_id).join(case, case.c.id == task.c.case_id)
    with house.office.database.read() as tx:
        found = tx.execute(asked.where(task.c.element == "look", task.c.is_open)).all()
    return {row.subject_id or row.unit_id: TaskId(row.id) for row in found}


def look(house: House, key: TaskId) -> None:
    """Hand in a step as the first who may."""
    who = able(house, key)[0]
    if house.view(open_task, who, task_id=key).needs_declaration:
        house.run(declare_recusal, who, task_id=key, answer="none")
    house.run(submit, who, task_id=key, token=house.token(), posted={"text": ["情况属实。"]})
