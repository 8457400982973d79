from __future__ import annotations

import dataclasses
from decimal import Decimal

from tests.http import samples
from webapp.domain.forms import Cut, Fault, read_form
from webapp.http.form_rendering import Control, Sheet, as_posted, controls, deciding
from webapp.usecases.views.tasks import FormState

FORM = read_form(
    {
        "id": "sample",
        "components": [
            {"type": "text", "id": "t", "text": "说明"},
            {"type": "textfield", "key": "name", "label": "名称", "validate": {"required": True}},
            {"type": "number", "key": "amount", "label": "数额"},
            {"type": "checkbox", "key": "urgent", "label": "紧急"},
            {"type": "radio", "key": "kind", "label": "种类", "values": [{"label": "甲", "value": "a"}]},
            {"type": "textfield", "key": "officer", "label": "人员", "properties": {"picker": "officer"}},
            {
                "type": "textfield",
                "key": "team",
                "label": "成员",
                "multiple": True,
                "properties": {"picker": "officer"},
            },
            {"type": "textarea", "key": "reason", "label": "理由", "conditional": {"hide": '=kind != "a"'}},
            {"type": "textarea", "key": "seen", "label": "原文", "readonly": True},
            {"type": "expression", "key": "sum", "label": "合计", "expression": "=amount * 2"},
            {"type": "filepicker", "key": "scan", "label": "扫描", "multiple": True, "accept": ".pdf"},
            {
                "type": "group",
                "key": "g",
                "label": "一组",
                "components": [{"type": "datetime", "key": "on", "label": "日期"}],
            },
            {
                "type": "dynamiclist",
                "path": "rows",
                "label": "各项",
                "properties": {"minRepetitions": "1"},
                "components": [
                    {"type": "textfield", "key": "a", "label": "甲"},
                    {"type": "checkbox", "key": "b", "label": "乙"},
                ],
            },
        ],
    }
)


def drawn(**facts: object) -> dict[str, Control]:
    given: dict[str, object] = {"values": {}, "choices": samples.CHOICES, **facts}
    posted = given.pop("posted", {})
    state = FormState(form=FORM, **given)  # type: ignore[arg-type]
    files = {samples.FILE: samples.ATTACHMENT}
    return {one.name: one for one in controls(Sheet(state=state, posted=posted, files=files))}  # type: ignore[arg-type]


def test_each_type_of_field_is_drawn_as_its_control():
    kinds = {name: one.kind for name, one in drawn().items()}

    assert kinds == {
        "t": "text",
        "name": "textfield",
        "amount": "number",
        "urgent": "checkbox",
        "kind": "radio",
        "officer": "select",
        "team": "checklist",
        "reason": "textarea",
        "seen": "kept",
        "sum": "computed",
        "scan": "files",
        "g": "group",
        "rows": "rows",
    }


def test_a_hidden_field_has_no_control_and_what_it_depends_on_says_so():
    found = drawn(hidden=frozenset({"reason"}))

    assert "reason" not in found
    assert found["kind"].decides
    assert found["amount"].decides
    assert not found["name"].decides


def test_kept_values_stand_in_their_controls():
    values = {"name": "一", "amount": Decimal("10.0"), "urgent": True, "kind": "a", "officer": "wu", "team": ["zhao"]}
    found = drawn(values=values)

    assert found["name"].value == "一"
    assert found["amount"].value == "10"
    assert found["urgent"].value == "on"
    assert [pick.chosen for pick in found["kind"].picks] == [True]
    assert [pick.value for pick in found["officer"].picks if pick.chosen] == ["wu"]
    assert [pick.value for pick in found["team"].picks if pick.chosen] == ["zhao"]


def test_persons_are_offered_with_unit_and_post():
    assert [pick.words for pick in drawn()["officer"].picks] == [label for _, label in samples.CHOICES["officer"]]


def test_what_was_posted_wins_over_what_is_kept_even_when_it_can_not_be_read():
    found = drawn(values={"amount": Decimal(1), "urgent": True}, posted={"amount": ["abc"], "name": ["二"]})

    assert found["amount"].value == "abc"
    assert found["urgent"].value == ""
    assert found["name"].value == "二"


def test_a_fault_stands_at_its_field_also_within_a_row():
    faults = (Fault(field="rows.1.a", label="甲", sentence="请填写“甲”"),)
    found = drawn(values={"rows": [{}, {}]}, faults=faults)

    second = found["rows"].rows[1].controls[0]
    assert second.fault == "请填写“甲”"
    assert second.described_by == "f-rows.1.a-error"


def test_rows_are_those_that_were_posted_and_the_last_needed_one_can_not_be_removed():
    found = drawn(values={"rows": [{"a": "1"}]}, posted={"rows.0._row": ["1"], "rows.2._row": ["1"], "rows.2.a": ["x"]})

    rows = found["rows"].rows
    assert [row.name for row in rows] == ["rows.0", "rows.2"]
    assert rows[1].controls[0].value == "x"
    assert all(row.can_remove for row in rows)
    assert not drawn(values={"rows": [{"a": "1"}]})["rows"].rows[0].can_remove


def test_a_box_that_was_not_ticked_in_a_posted_row_stays_empty():
    found = drawn(values={"rows": [{"b": True}]}, posted={"rows.0._row": ["1"]})

    assert found["rows"].rows[0].controls[1].value == ""


def test_files_are_shown_by_name_and_unknown_ids_are_not():
    found = drawn(values={"scan": [samples.FILE, "other"]})

    assert [file.name for file in found["scan"].files] == ["书面答复.pdf"]


def test_what_is_read_stands_left_of_what_is_written():
    sheet = Sheet(state=samples.REVIEW)

    checks = next(one for one in controls(sheet) if one.name == "checks")

    assert {row.layout for row in checks.rows} == {"split"}
    assert [one.label for one in checks.rows[0].read] == ["问题", "答复"]


def test_short_rows_stand_in_a_line():
    members = next(one for one in controls(Sheet(state=samples.PLAN)) if one.name == "members")

    assert {row.layout for row in members.rows} == {"flat"}


def test_keys_that_the_page_draws_itself_are_left_out():
    sheet = Sheet(state=samples.APPROVAL, without=frozenset({"decision", "opinion", "remark"}))

    assert [one.name for one in controls(sheet)] == ["on_paper"]


def test_words_of_conditions_and_computed_fields_decide():
    assert deciding(FORM) >= {"kind", "amount"}


def test_values_are_written_as_a_browser_posts_them():
    day = samples.TODAY

    assert [as_posted(one) for one in (None, False, True, Decimal("1E+2"), day, "x")] == [
        "",
        "",
        "on",
        "100",
        "2026-11-24",
        "x",
    ]


def test_every_form_of_the_processes_can_be_drawn():
    for path in sorted((samples.ROOT / "processes").glob("*/forms/*.form")):
        form = samples.form_at(str(path.relative_to(samples.ROOT / "processes")))
        state = dataclasses.replace(samples.PLAN, form=form, values={})

        assert controls(Sheet(state=state)), path.name


def test_of_a_longer_list_the_page_says_how_many_were_taken_over():
    found = drawn(cut=(Cut(name="rows", found=23, taken=20),))["rows"]

    assert "已有材料共23项，这里最多填20项：已带出前20项，其余3项没有带出。" in found.note
    assert "先删除不需要的项，再增加" in found.note
    assert found.described_by == "f-rows-note"
    assert drawn()["rows"].note == ""


def test_who_was_named_and_can_be_chosen_no_more_is_not_dropped_without_a_word():
    there = samples.CHOICES["officer"][0][0]
    found = drawn(values={"officer": "gone", "team": [there, "gone", "moved"]})

    assert "原来选定的1项现在不能选" in found["officer"].note
    assert "原来选定的2项现在不能选" in found["team"].note
    assert [pick.value for pick in found["team"].picks if pick.chosen] == [there]
    assert found["team"].described_by == "f-team-note"
    assert {one.note for one in drawn(values={"officer": there}).values()} == {""}


LONG = read_form(
    {
        "id": "long",
        "components": [
            {
                "type": "dynamiclist",
                "path": "people",
                "label": "人员",
                "properties": {"minRepetitions": "1", "maxRepetitions": "200"},
                "components": [
                    {"type": "textfield", "key": "who", "label": "人员", "properties": {"picker": "person"}}
                ],
            }
        ],
    }
)


def listed(
    rows: int, people: int = 300, *, word: str = "张三{}", posted: dict[str, list[str]] | None = None
) -> Control:
    values = {"people": [{"who": f"p{number}"} for number in range(rows)]}
    choices = {"person": tuple((f"p{number}", word.format(number)) for number in range(people))}
    state = FormState(form=LONG, values=values, choices=choices)
    (group,) = controls(Sheet(state=state, posted=posted or {}))
    return group


def test_a_long_list_is_drawn_once_for_all_rows_and_typed_from_by_its_words():
    group = listed(40)
    first = group.rows[0].controls[0]

    assert [(key, len(picks)) for key, picks in group.lists] == [("o-people-who", 300)]
    assert (first.kind, first.listed, first.value, first.picks) == ("lookup", "o-people-who", "张三0", ())
    assert not any(one.picks for row in group.rows for one in row.controls)


def test_a_short_one_or_one_whose_words_fit_two_is_chosen_in_each_row():
    for group in (listed(3), listed(40, 20), listed(40, word="张三")):
        assert (group.lists, {row.controls[0].kind for row in group.rows}) == ((), {"select"})


def test_what_was_typed_amiss_stays_and_whoever_is_not_offered_any_more_is_told():
    words = {f"people.{number}.who": [text] for number, text in enumerate(("张三7", "李四", ""))}
    marks = {f"people.{number}._row": ["1"] for number in range(3)}
    typed = [row.controls[0] for row in listed(3, 400, posted=words | marks).rows]
    left = listed(301).rows[300].controls[0]

    assert [(one.value, one.note) for one in typed] == [("张三7", ""), ("李四", ""), ("", "")]
    assert left.value == ""
    assert left.note
