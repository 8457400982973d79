"""A step that comes back opens with what its person handed in last; who judges anew, and who signs, begins blank."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from tests.usecases.office import House
from tests.usecases.passages import today
from tests.usecases.robot import do, look_at
from tests.usecases.test_accountability import early_drafted
from tests.usecases.test_inspection_tour import OWN, UNITS, brief_by, chapter_written, start_tour, to_plan
from webapp.domain.forms import Cut, Field, FieldType, First, read_form
from webapp.domain.ids import PersonId, UnitId
from webapp.usecases.handing import reassign_task
from webapp.usecases.opening import start_case
from webapp.usecases.people import rename_unit
from webapp.usecases.written_before import laid

LATER = dt.timedelta(days=40)


def shown(house: House, who: str, path: str) -> dict[str, Any]:
    """Give what a step's form shows somebody."""
    state = look_at(house, who, path).form_state
    assert state is not None
    return dict(state.values) | {"again": state.again}


@pytest.mark.story
def test_a_chapter_that_was_not_agreed_to_comes_back_with_its_texts(house: House) -> None:
    chapter_written(house)
    do(house, "zu", "chapter/approve_report/by_room", decision="refuse", opinion="事实不够具体，请改写。")

    found = shown(house, "tao", "chapter/write_chapter")

    assert found["again"]
    assert [row["problem"] for row in found["problems"]] == [OWN["problem"], UNITS["problem"]]
    assert found["chapters"][0]["post"] == "云岭镇党委书记"
    assert found["chapters"][0]["political"]
    do(house, "tao", "chapter/write_chapter", problems=[OWN, UNITS], clue_reported="none", second_officer="yun")
    assert not shown(house, "yun", "chapter/confirm_chapter")["again"]


@pytest.mark.story
def test_a_tour_of_a_unit_without_a_head_comes_back_with_the_reason_and_what_was_registered(house: House) -> None:
    start_tour(house, "county_committee")

    found = shown(house, "xun", "register_tour")

    assert (found["again"], found["unit"]) == (True, "county_committee")
    assert "text_no_head" not in look_at(house, "xun", "register_tour").form_state.hidden  # type: ignore[union-attr]


@pytest.mark.story
def test_a_unit_that_has_passed_on_is_offered_last_and_says_so(house: House) -> None:
    house.clock.shift(days=1)
    house.run(rename_unit, "jin", unit_id=UnitId("county_coop"), name="县供销集团", on=today(house))
    house.run(start_case, "xun", process="m04a_tour_plan", start_event="tour_planned", token=house.token())

    state = look_at(house, "xun", "register_tour").form_state

    assert state is not None
    assert "text_no_head" in state.hidden
    assert state.choices["unit"][-1] == ("county_coop", "县供销合作社（已撤并或者更名）")


@pytest.mark.story
def test_who_gets_the_step_of_another_begins_blank(house: House) -> None:
    chapter_written(house)
    do(house, "zu", "chapter/approve_report/by_room", decision="refuse", opinion="事实不够具体，请改写。")
    task_id = look_at(house, "tao", "chapter/write_chapter").task_id
    house.run(reassign_task, "zu", task_id=task_id, to=PersonId("yun"), reason="陶行简另有任务。")

    found = shown(house, "yun", "chapter/write_chapter")

    assert not found["again"]
    assert found["problems"] == []


@pytest.mark.story
def test_a_plan_that_comes_back_keeps_its_items_and_is_signed_anew(house: House) -> None:
    to_plan(house)
    later = today(house) + LATER
    items = [{"due": later, "own": True}, {"due": later}]
    signed: dict[str, Any] = {"answer": "sign", "items": items, "signed_on": today(house) - dt.timedelta(days=1)}
    do(house, "lin", "plan/ask_plan/write_plan", **signed)
    do(house, brief_by(house, "review_plan"), "plan/review_plan", result="return")
    do(house, "zheng", "plan/review_by_org", result="pass")

    found = shown(house, "lin", "plan/ask_plan/write_plan")

    assert found["again"]
    assert [row["due"] for row in found["items"]] == [later.isoformat()] * 2
    assert all(row["measure"] for row in found["items"])
    assert not found["sign"]
    assert found["signed_on"] == today(house).isoformat()


@pytest.mark.story
def test_a_measure_that_is_weighed_anew_follows_what_was_weighed_last(house: House) -> None:
    early_drafted(house)
    do(house, "he", "approve_measure/by_room", decision="refuse", opinion="情节较重，请重新研判。")
    do(house, "zhou", "weigh_sign", opinion="handle", facts_verified=True, kind="criticise")
    do(house, "zhou", "hear/state_facts")
    do(house, "lin", "hear/explain", agree="agree")
    do(house, "zhou", "hear/weigh_reply", facts="same")

    assert shown(house, "zhou", "settle_measure")["kind"] == "criticise"


def over(fields: tuple[Field, ...], first: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Lay earlier answers over first values, none of which was cut."""
    return laid(fields, First(values=first, cut=()), before).values


def rows(*, fixed: bool) -> tuple[Field, ...]:
    """A form with one list: rows of the file with a name that is read only, or rows of the writer's own."""
    name = {"id": "a", "type": "textfield", "key": "name", "label": "名称", "readonly": fixed}
    text = {"id": "b", "type": "textarea", "key": "text", "label": "内容"}
    box = {"id": "c", "type": "checkbox", "key": "true_words", "label": "内容属实", "validate": {"required": True}}
    many = {
        "type": "dynamiclist",
        "path": "many",
        "label": "清单",
        "allowAddRemove": not fixed,
        "components": [name, text],
    }
    return read_form({"id": "x", "components": [many, box]}).fields


def test_rows_of_the_file_find_their_texts_by_name_and_new_ones_are_blank() -> None:
    ready = {"many": [{"name": "丙"}, {"name": "乙"}]}
    before = {"many": [{"name": "甲", "text": "一"}, {"name": "乙", "text": "二"}], "true_words": True}

    found = over(rows(fixed=True), ready, before)

    assert found == {"many": [{"name": "丙"}, {"name": "乙", "text": "二"}]}


def test_of_rows_with_the_same_name_each_finds_its_own_text() -> None:
    twice = [{"name": "甲", "text": "一"}, {"name": "甲", "text": "二"}]

    found = over(rows(fixed=True), {"many": [{"name": "甲"}, {"name": "甲"}]}, {"many": twice})

    assert found == {"many": twice}


def test_own_rows_stay_as_they_were_and_what_the_file_has_new_comes_after() -> None:
    ready = {"many": [{"name": "乙"}, {"name": "丙"}, {}]}
    before = {"many": [{"name": "乙", "text": "改写"}, {"name": "自填", "text": "另一"}]}

    found = over(rows(fixed=False), ready, before)

    assert [row["name"] for row in found["many"]] == ["乙", "自填", "丙"]


def test_a_new_row_that_shares_but_a_text_with_another_one_comes_after() -> None:
    ready = {"many": [{"name": "专项巡察", "text": "一"}, {"name": "专项巡察", "text": "二"}]}
    before = {"many": [{"name": "专项巡察", "text": "一"}]}

    assert over(rows(fixed=False), ready, before)["many"] == ready["many"]
    assert over(rows(fixed=False), ready, {"many": [{"name": "专项巡察", "text": "改写"}]})["many"][1]["text"] == "二"


def test_what_finds_no_room_beside_what_was_handed_in_is_told() -> None:
    many, _ = rows(fixed=False)
    two = (dataclasses.replace(many, max_rows=2),)
    ready = First(values={"many": [{"name": "甲"}, {"name": "丙"}]}, cut=(Cut(name="many", found=5, taken=2),))

    found = laid(two, ready, {"many": [{"name": "甲"}, {"name": "自填"}]})

    assert found.values == {"many": [{"name": "甲"}, {"name": "自填"}]}
    assert found.cut == (Cut(name="many", found=6, taken=2),)


def test_advice_that_changed_meanwhile_is_shown_as_it_is_now() -> None:
    grade, _ = rows(fixed=False)
    advised = dataclasses.replace(grade, type=FieldType.SELECT, key="grade", reason_when_changed="why")

    why = dataclasses.replace(grade, type=FieldType.TEXTAREA, key="why")

    found = over([advised, why], {"grade": "fair"}, {"grade": "good", "why": "上次的理由"})

    assert found == {"grade": "fair"}
