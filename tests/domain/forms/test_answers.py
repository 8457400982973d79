"""Forms are read on the server: hidden dropped, rows bound, faults in words, nothing undeclared kept."""

import datetime as dt
from decimal import Decimal
from typing import Any

from webapp.domain.forms import Form, Scope, answer, marked, prefill, read_form, routing

TODAY = dt.date(2026, 3, 2)


def a_form(*components: dict[str, Any], **properties: str) -> Form:
    return read_form({"id": "f", "components": list(components), "properties": properties})


def field(kind: str, key: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "key": key, "id": key, "label": key, **more}


def scope(**values: object) -> Scope:
    return Scope(values, TODAY)


KIND = field(
    "radio",
    "kind",
    values=[{"value": "talk", "label": "谈话"}, {"value": "letter", "label": "函询"}],
    validate={"required": True},
    properties={"routing": "true"},
)
PLACE = field("textfield", "place", conditional={"hide": '=kind = "letter"'}, validate={"required": True})
QUESTIONS = {
    "type": "dynamiclist",
    "path": "questions",
    "id": "questions",
    "label": "问题",
    "properties": {"minRepetitions": "1", "maxRepetitions": "3"},
    "components": [
        field("textarea", "text", validate={"required": True, "minLength": 5}),
        field("checkbox", "sure", properties={"routing": "true"}),
    ],
}


def test_a_hidden_field_is_neither_asked_nor_kept() -> None:
    form = a_form(KIND, PLACE)

    found = answer(form, {"kind": ["letter"], "place": ["偷偷填写"]}, scope())

    assert found.values == {"kind": "letter"}
    assert found.hidden == {"place"}
    assert not found.faults


def test_what_depends_on_a_hidden_field_sees_nothing_of_what_was_typed_before_it_went() -> None:
    entrusted = [{"value": "entrusted", "label": "委托"}]
    duty = field("radio", "duty", values=entrusted, conditional={"hide": '=kind = "letter"'})
    why = field("textarea", "why", conditional={"hide": '=duty != "entrusted"'}, validate={"required": True})
    rows = {**QUESTIONS, "components": [KIND, duty, {**why, "conditional": {"hide": '=this.duty != "entrusted"'}}]}
    posted = {"kind": ["letter"], "duty": ["entrusted"]}

    assert not answer(a_form(KIND, duty, why), posted, scope()).faults
    in_rows = answer(a_form(rows), {f"questions.0.{key}": texts for key, texts in posted.items()}, scope())
    assert [fault.field for fault in in_rows.faults] == []
    shown = answer(a_form(KIND, duty, why), {**posted, "kind": ["talk"]}, scope())
    assert [fault.field for fault in shown.faults] == ["why"]


def test_a_required_field_that_shows_is_asked_for_by_name() -> None:
    found = answer(a_form(KIND, PLACE), {"kind": ["talk"]}, scope())

    assert [(fault.field, fault.sentence) for fault in found.faults] == [("place", "请填写“place”")]


def test_undeclared_fields_are_never_kept() -> None:
    found = answer(a_form(KIND), {"kind": ["letter"], "role": ["secretary"], "case.bound": [""]}, scope())

    assert found.values == {"kind": "letter"}


def test_an_option_that_is_not_offered_is_refused() -> None:
    found = answer(a_form(KIND), {"kind": ["close"]}, scope())

    assert "选项无效" in found.faults[0].sentence


def test_rows_keep_their_order_and_their_faults_name_the_row() -> None:
    posted = {"questions.0.text": ["第一个问题说明"], "questions.2.text": ["短"], "questions.2.sure": ["on"]}

    found = answer(a_form(QUESTIONS), posted, scope())

    assert [row["text"] for row in found.values["questions"]] == ["第一个问题说明", "短"]  # type: ignore[attr-defined]
    assert [fault.field for fault in found.faults] == ["questions.1.text"]


def test_more_rows_than_allowed_are_cut_and_none_is_a_fault() -> None:
    many = {f"questions.{n}.text": ["一个足够长的问题"] for n in range(9)}

    assert len(answer(a_form(QUESTIONS), many, scope()).values["questions"]) == 3  # type: ignore[arg-type]
    assert "至少填写1项" in answer(a_form(QUESTIONS), {}, scope()).faults[0].sentence


def test_only_closed_fields_marked_routing_reach_the_diagram() -> None:
    form = a_form(KIND, PLACE, QUESTIONS)
    values = {"kind": "talk", "place": "谈话室", "questions": [{"text": "不得外传的内容", "sure": True}]}

    assert routing(form, values) == {"kind": "talk", "questions": [{"sure": True}]}


def test_a_yes_that_a_form_marks_is_kept_beside_its_step_and_nothing_else_is() -> None:
    marked_yes = {"routing": "true", "mark": "true"}
    form = a_form(
        field("checkbox", "spot_check", properties=marked_yes),
        field("checkbox", "urgent", properties={"routing": "true"}),
        field("textfield", "why", properties={"mark": "true"}),
    )

    assert marked(form, {"spot_check": True, "urgent": True, "why": "有疑点"}) == "spot_check"
    assert marked(form, {"spot_check": False, "urgent": True}) is None


def test_read_only_rows_come_from_the_file_and_not_from_the_browser() -> None:
    rows = {
        **QUESTIONS,
        "path": "checks",
        "allowAddRemove": False,
        "properties": {"prefill": "form.plan.questions"},
        "components": [field("textarea", "text", readonly=True), field("textfield", "found")],
    }
    form = a_form(rows)
    here = scope(form={"plan": {"questions": [{"text": "原来的问题"}]}})

    first = prefill(form, here)
    found = answer(form, {"checks.0.text": ["被改写的问题"], "checks.0.found": ["属实"]}, here, first)

    assert found.values == {"checks": [{"text": "原来的问题", "found": "属实"}]}


def test_a_proposal_may_be_changed_only_with_a_reason() -> None:
    level = field("select", "grade", values=[{"value": "a", "label": "甲"}, {"value": "b", "label": "乙"}])
    level["properties"] = {"prefill": "proposal", "reason_when_changed": "why"}
    form = a_form(level, field("textarea", "why"))
    first = prefill(form, scope(proposal="a"))

    assert not answer(form, {"grade": ["a"]}, scope(proposal="a"), first).faults
    assert "请说明理由" in answer(form, {"grade": ["b"]}, scope(proposal="a"), first).faults[0].sentence
    assert not answer(form, {"grade": ["b"], "why": ["情况有变"]}, scope(proposal="a"), first).faults


def test_rules_across_fields_speak_when_the_fields_are_right() -> None:
    form = a_form(
        field("number", "members"),
        **{"rule.two": "members >= 2", "rule.two.message": "至少两名人员", "rule.two.field": "members"},
    )

    assert answer(form, {"members": ["1"]}, scope()).faults[0].sentence == "至少两名人员"
    assert answer(form, {"members": ["2"]}, scope()).values == {"members": Decimal(2)}


def test_numbers_dates_and_control_characters_are_read_strictly() -> None:
    form = a_form(
        field("number", "n"), field("datetime", "on", properties={"not_future": "true"}), field("textfield", "t")
    )

    assert "请填写数字" in answer(form, {"n": ["NaN"]}, scope()).faults[0].sentence
    assert "请填写日期" in answer(form, {"on": ["三月五日"]}, scope()).faults[0].sentence
    assert "不能晚于今天" in answer(form, {"on": ["2026-03-03"]}, scope()).faults[0].sentence
    assert answer(form, {"t": ["甲\x00\u202e乙"]}, scope()).values["t"] == "甲乙"


def test_an_identity_number_in_free_text_is_refused() -> None:
    found = answer(a_form(field("textarea", "t")), {"t": ["证件号码110101199001011234在此"]}, scope())

    assert "身份证件号码" in found.faults[0].sentence


def test_one_contradicted_answer_makes_the_computed_result_untruthful() -> None:
    checks = {
        "type": "dynamiclist",
        "path": "checks",
        "id": "checks",
        "label": "逐项核查",
        "components": [
            field("select", "against", values=[{"value": "none", "label": "无"}, {"value": "file", "label": "档案"}])
        ],
    }
    result = field(
        "expression",
        "result",
        expression='=if some c in checks satisfies c.against != "none" then "untruthful" else "truthful"',
        properties={"routing": "true"},
    )
    form = a_form(checks, result)

    four_true = {f"checks.{n}.against": ["none"] for n in range(4)}

    assert answer(form, four_true, scope()).values["result"] == "truthful"
    assert answer(form, {**four_true, "checks.4.against": ["file"]}, scope()).values["result"] == "untruthful"


def test_a_required_number_may_be_nought() -> None:
    votes = {"type": "number", "id": "f_votes", "key": "votes", "label": "反对票数", "validate": {"required": True}}
    form = read_form({"id": "votes", "components": [votes]})

    given = answer(form, {"votes": ["0"]}, Scope({}, dt.date(2026, 3, 2)))

    assert given.faults == ()
    assert given.values == {"votes": Decimal(0)}


SIGNED = a_form(field("textfield", "sign"), field("textfield", "name"))


def test_a_signature_is_the_signers_own_name_whatever_the_blanks():
    mine = scope(me={"id": "lin", "name": "林清越"})

    assert not answer(SIGNED, {"sign": [" 林 清越 "], "name": ["别人"]}, mine).faults
    (fault,) = answer(SIGNED, {"sign": ["林清月"]}, mine).faults
    assert (fault.field, fault.sentence) == ("sign", "“sign”须与登录人姓名一致")


def test_a_signature_is_not_compared_where_no_name_is_known():
    assert not answer(SIGNED, {"sign": ["本人"]}, scope(me={"id": "lin"})).faults
