from __future__ import annotations

import pytest
from lxml import etree

from webapp.layout import LayoutError, draw, drawing_warnings

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
WHOLE = """\
process letter_check 核稿
  owner: office

lane office 办公室
start asked 收到文稿 : check_wanted
start yearly 每年一月
  cycle: 0 8 5 1 *
  population: heads
user check_text 核对文稿
  doc: 看格式，
  doc: 看内容。
  deadline: letter.step
  each: checkers
  as: checker
  sequential: true
  until: done > total / 2
timer overdue 逾期三日 on check_text
  at: deadline("letter.step") + workdays(3)
timer remind 满一日 on check_text dashed
  after: workdays(1)
message recalled 文稿已撤回 on check_text : recalled
xor good 是否合格？
rule level 确定层级
  decision: approval_level
script note 记下层级
  do: a = level
  do: b = a
service number 编号登记
  run: letters.number
  arg.template: "d14"
error number_failed 编号失败 on number : no_number
lane head 负责人 = room_head
manual seal 用印
send tell 发送通知 : told
receive heard 收到回执 : heard
call archive 记入档案 : archive_entry
  in.kind: "letter"
eventgw whichever
catch answer 收到答复 : answered
timer no_answer 满五日
  after: workdays(5)
throw pass_on 转交 : passed_on
end done 已办结
end told_end 已通知 : told
end broken 无法编号
  error: no_number
end stopped 已终止
  terminate: true

asked > check_text
yearly > check_text
check_text > good
good > level 合格 !main [8.4] ? check_text.good = true
good > check_text 不合格 !
overdue > stopped
remind > pass_on > done
recalled > told_end
level > note > number > seal > tell > heard > archive > whichever
number_failed > broken
whichever > answer > done
whichever > no_answer > done
"""


def elements(xml: bytes) -> dict[str, etree._Element]:
    return {e.get("id", ""): e for e in etree.fromstring(xml).iter(f"{BPMN}*") if e.get("id")}


def properties(element: etree._Element) -> dict[str, str]:
    found = element.findall(f"{BPMN}extensionElements/{SPIFF}properties/{SPIFF}property")
    return {p.get("name", ""): p.get("value", "") for p in found}


@pytest.fixture(scope="module")
def whole() -> dict[str, etree._Element]:
    return elements(draw(WHOLE))


@pytest.mark.parametrize(
    ("key", "tag"),
    [
        ("check_text", "userTask"),
        ("seal", "manualTask"),
        ("number", "serviceTask"),
        ("level", "businessRuleTask"),
        ("note", "scriptTask"),
        ("tell", "sendTask"),
        ("heard", "receiveTask"),
        ("archive", "callActivity"),
        ("good", "exclusiveGateway"),
        ("whichever", "eventBasedGateway"),
        ("overdue", "boundaryEvent"),
        ("no_answer", "intermediateCatchEvent"),
        ("pass_on", "intermediateThrowEvent"),
    ],
)
def test_every_kind_becomes_its_element(whole: dict[str, etree._Element], key: str, tag: str):
    assert whole[key].tag == BPMN + tag


@pytest.mark.parametrize(
    ("key", "definition"),
    [
        ("asked", "messageEventDefinition"),
        ("yearly", "timerEventDefinition"),
        ("overdue", "timerEventDefinition"),
        ("recalled", "messageEventDefinition"),
        ("number_failed", "errorEventDefinition"),
        ("answer", "messageEventDefinition"),
        ("no_answer", "timerEventDefinition"),
        ("told_end", "messageEventDefinition"),
        ("broken", "errorEventDefinition"),
        ("stopped", "terminateEventDefinition"),
    ],
)
def test_every_event_has_its_definition_and_no_second_one(whole: dict[str, etree._Element], key: str, definition: str):
    found = [child.tag for child in whole[key] if str(child.tag).endswith("EventDefinition")]

    assert found == [BPMN + definition]


def test_a_boundary_event_interrupts_unless_it_is_dashed(whole: dict[str, etree._Element]):
    assert whole["overdue"].get("cancelActivity") == "true"
    assert whole["remind"].get("cancelActivity") == "false"


def test_a_step_for_each_element_of_a_list_is_a_multi_instance(whole: dict[str, etree._Element]):
    loop = whole["check_text"].find(f"{BPMN}multiInstanceLoopCharacteristics")

    assert loop is not None
    assert loop.get("isSequential") == "true"
    assert loop.findtext(f"{BPMN}loopDataInputRef") == "checkers"
    assert loop.find(f"{BPMN}inputDataItem").get("name") == "checker"  # type: ignore[union-attr]
    assert loop.findtext(f"{BPMN}completionCondition") == "done > total / 2"


def test_keys_without_a_meaning_of_their_own_become_house_properties(whole: dict[str, etree._Element]):
    assert properties(whole["letter_check"]) == {"owner": "office"}
    assert properties(whole["check_text"]) == {"deadline": "letter.step"}
    assert properties(whole["yearly"]) == {"population": "heads"}
    assert properties(whole["archive"]) == {"in.kind": '"letter"'}
    assert properties(whole["good__level"]) == {"mandatory": "8.4", "main": "true"}
    assert properties(whole["lane_head"]) == {"role": "room_head"}


def test_repeated_lines_of_a_script_or_documentation_are_one_text(whole: dict[str, etree._Element]):
    assert whole["note"].findtext(f"{BPMN}script") == "a = level\nb = a"
    assert whole["check_text"].findtext(f"{BPMN}documentation") == "看格式，\n看内容。"


def test_a_service_names_its_operator_and_typed_parameters(whole: dict[str, etree._Element]):
    operator = whole["number"].find(f".//{SPIFF}serviceTaskOperator")

    assert operator is not None
    assert dict(operator.attrib) == {"id": "letters.number", "resultVariable": "number"}
    parameter = operator.find(f".//{SPIFF}parameter")
    assert parameter is not None
    assert dict(parameter.attrib) == {"id": "template", "type": "any", "value": '"d14"'}


def test_lanes_list_what_sits_in_them(whole: dict[str, etree._Element]):
    listed = [ref.text for ref in whole["lane_office"].findall(f"{BPMN}flowNodeRef")]

    assert listed[:3] == ["asked", "yearly", "check_text"]
    assert "seal" not in listed


def test_an_embedded_process_holds_its_own_nodes_and_flows():
    text = """\
process p 复核
lane a 甲
start s 开始
sub inner 逐项核对 {
  start s2 开始
  user one 核对条目
    form: entry
  end e2 核对完
  s2 > one > e2
}
end e 结束
s > inner > e
"""

    found = elements(draw(text))

    assert found["one"].getparent() is found["inner"]
    assert found["one__e2"].getparent() is found["inner"]
    assert properties(found["one"]) == {"form": "entry"}
    assert [ref.text for ref in found["lane_a"].findall(f"{BPMN}flowNodeRef")] == ["s", "inner", "e"]


def test_the_same_text_gives_the_same_bytes():
    assert draw(WHOLE) == draw(WHOLE)


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        ("box a 甲", 2, "unknown word"),
        ("user a 甲\nuser a 乙", 3, "drawn twice"),
        ("user a 甲\na > b", 3, "no node “b”"),
        ("user a 甲\nuser b 乙\na > b\na > b", 5, "drawn twice"),
        ("rule a 甲", 2, "needs an indented `decision"),
        ("service a 甲", 2, "needs an indented `run"),
        ("script a 甲", 2, "needs an indented `do"),
        ("timer a 甲", 2, "needs an indented `at:`"),
        ("call a 甲", 2, "at the end of its line"),
        ("catch a 甲", 2, "at the end of its line"),
        ("user a 甲 : b", 2, "takes no reference"),
        ("timer a 甲 on b\n  at: now()", 2, "no task “b”"),
        ("xor b 乙\ntimer a 甲 on b\n  at: now()", 3, "is no task"),
        ("error a 甲", 2, "hangs on a task"),
        ("user a 甲\n  each: list", 2, "both `each"),
        ("user a 甲\n  form: x\n  form: y", 4, "given twice"),
        ("user Start 甲", 2, "keeps for itself"),
        ("user a 甲\nuser b 乙\na > b 是 ! ? x = 1", 4, "has no condition"),
        ("lane a 甲\nlane a 甲", 3, "drawn twice"),
        ("@a", 2, "no lane"),
        ("user a 甲\nlane b 乙", 2, "above the first lane"),
        ("sub a 甲 {", 2, "not closed"),
        ("}", 2, "without an opening one"),
        ("sub a 甲 {\nuser b 乙\n}\nuser c 丙\nc > b", 6, "border of a sub-process"),
        ("  form: x", 2, None),
    ],
)
def test_what_does_not_fit_is_refused_by_its_line(lines: str, line: int, words: str | None):
    text = "process p 名称\n" + lines

    if words is None:
        assert draw(text)
        return
    with pytest.raises(LayoutError, match=f"line {line}: .*{words}"):
        draw(text)


def test_a_text_without_a_heading_is_refused():
    with pytest.raises(LayoutError, match="no line `process"):
        draw("user a 甲")


def test_names_too_long_to_read_and_missing_answers_are_named():
    text = """\
process p 名称
user a 登记并核对来信来访全部材料
xor b 材料是否已经齐全了？
user c 甲
user d 乙
a > b
b > c 材料已经都齐全
b > d !
"""

    warnings = drawing_warnings(text)

    assert [warning.partition(":")[0] for warning in warnings] == ["line 2", "line 3", "line 7", "line 8"]
