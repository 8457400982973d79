"""Files in the manner of other editors open as they are or say element by element what has to change; then they run."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.engine.bpmn import S, ends, line, process
from webapp.domain.findings import Severity
from webapp.engine.sandbox import Case, DiagramRefused, Sandbox

HOME = Path(__file__).parent


@dataclass
class File:
    """A file, the elements that must change, and what the drawer then writes instead."""

    name: str
    faults: set[str] = field(default_factory=set)
    mended: list[tuple[str, str]] = field(default_factory=list)
    acts: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    start: dict[str, object] = field(default_factory=dict)
    left: str = ""

    def text(self) -> str:
        return (HOME / f"{self.name}.bpmn").read_text(encoding="utf-8")


def cut(text: str, begin: str, end: str) -> str:
    """Give the text from one word to another."""
    first = text.index(begin)
    return text[first : text.index(end, first) + len(end)]


CAMUNDA_7 = File("camunda_7").text()
CAMUNDA_8 = File("camunda_8").text()
JBPM = File("jbpm").text()
CORRELATE = (
    "<bpmn:extensionElements>"
    '<spiffworkflow:properties xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core">'
    '<spiffworkflow:property name="correlate" value="orderId" /></spiffworkflow:properties></bpmn:extensionElements>'
)
FILES = [
    File("bpmn_io", acts=[("Activity_1q9xh6c", {"complete": True})], left="Activity_0t4gqkh"),
    File(
        "camunda_7",
        faults={"approve", "remind", "pay", "Flow_3"},
        mended=[
            ('<camunda:taskListener class="org.example.Notify" event="create" />', ""),
            (cut(CAMUNDA_7, "<camunda:inputOutput>", "</camunda:inputOutput>"), ""),
            (' scriptFormat="groovy"', ""),
            ("(reminders ?: 0) + 1", "(if reminders = null then 0 else reminders) + 1"),
            ("${approved &amp;&amp; amount &lt; 1000}", "approved and amount &lt; 1000"),
        ],
        start={"amount": 20},
        acts=[("approve", {"approved": True}), ("pay", {})],
        left="paid",
    ),
    File(
        "camunda_8",
        faults={"charge", "wait"},
        mended=[
            (cut(CAMUNDA_8, "<zeebe:ioMapping>", "</zeebe:ioMapping>"), ""),
            ('<zeebe:subscription correlationKey="=orderId" />', ""),
            ('<bpmn:intermediateCatchEvent id="wait">', '<bpmn:intermediateCatchEvent id="wait">' + CORRELATE),
        ],
        start={"amount": 200, "orderId": 7},
        acts=[("charge", {"paid": False}), ("money_received", {})],
        left="wait",
    ),
    File("signavio", start={"amount": 200}, left="sid-A0000000-0000-0000-0000-000000000004"),
    File(
        "flowable",
        faults={"f3", "f4"},
        mended=[("<![CDATA[${approved == true}]]>", "approved = true"), ("<![CDATA[${!approved}]]>", "not(approved)")],
        acts=[("Approve", {"approved": True}), ("book", {})],
        left="book",
    ),
    File(
        "jbpm",
        faults={"_check", "_f3"},
        mended=[
            (cut(JBPM, "<drools:onEntry-script", "</drools:onEntry-script>"), ""),
            (cut(JBPM, "<bpmn2:ioSpecification>", "</bpmn2:ioSpecification>"), ""),
            (cut(JBPM, "<bpmn2:dataInputAssociation>", "</bpmn2:dataInputAssociation>"), ""),
            (' language="http://www.java.com/java"', ""),
            ("<![CDATA[return approved;]]>", "approved"),
        ],
        acts=[("_check", {"approved": True}), ("answered", {})],
        left="_wait",
    ),
    File(
        "spiffarena",
        faults={"Activity_say"},
        mended=[
            ('<spiffworkflow:preScript>greeting = "hi"</spiffworkflow:preScript>', ""),
            ("<spiffworkflow:postScript>del(greeting)</spiffworkflow:postScript>", ""),
        ],
        acts=[("Activity_say", {})],
        left="Event_end",
    ),
]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_opens_or_says_what_has_to_change_and_then_runs(file: File):
    box = Sandbox()
    try:
        found = set[str]()
        box.deploy(HOME / f"{file.name}.bpmn")
    except DiagramRefused as refusal:
        found = {one.element for one in refusal.findings}
    assert found == file.faults

    text = file.text()
    for old, new in file.mended:
        assert old in text
        text = text.replace(old, new)
    box.deploy(text)
    case = box.start(data=file.start)
    for name, values in file.acts:
        act(case, name, values)

    assert case.is_finished
    assert file.left in case.left()


def act(case: Case, name: str, values: dict[str, object]) -> None:
    if any(task.is_called(name) for task in (*case.tasks(), *case.jobs())):
        case.complete(name, values)
    else:
        assert case.send_message(name, values).status == "delivered"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_house_opens_it_with_the_same_list_and_its_own_wishes(file: File):
    box = Sandbox(house=True)

    found = {one.element for one in box.check(HOME / f"{file.name}.bpmn")}

    assert file.faults <= found
    assert found


def test_what_the_expression_would_be_in_feel_is_said():
    with pytest.raises(DiagramRefused) as refusal:
        Sandbox().deploy(HOME / "flowable.bpmn")

    said = {one.element: one.remedy for one in refusal.value.findings}
    assert "approved = true" in said["f3"]
    assert "not(approved)" in said["f4"]


def test_a_remark_is_made_once_for_all_elements_that_bear_the_same_extension():
    warnings = Sandbox().deploy(HOME / "signavio.bpmn").warnings

    assert len([one for one in warnings if "signavioMetaData" in one.reason]) == 1


CHANGING = [
    ("userTask", 'o:skipExpression="${known}"', ""),
    ("serviceTask", 'o:resultVariable="sum"', ""),
    ("serviceTask", 'o:resultVariableName="sum"', ""),
    ("serviceTask", 'o:triggerable="true"', ""),
    ("serviceTask", "", '<o:field name="to"><o:string>a</o:string></o:field>'),
    ("serviceTask", "", '<o:errorEventDefinition id="o1" errorRef="e" expression="${failed}"/>'),
    ("serviceTask", "", "<o:executionListeners><o:executionListener eventType='start'/></o:executionListeners>"),
    ("userTask", "", "<o:taskListeners><o:taskListener eventType='creating'/></o:taskListeners>"),
    ("userTask", "", "<o:executionListener event='start' class='X'/>"),
    ("userTask", "", "<o:inputOutput/>"),
    ("userTask", "", "<o:ioMapping/>"),
    ("scriptTask", "", '<o:script expression="=1" resultVariable="a"/>'),
    ("businessRuleTask", 'o:decisionRef="dish"', ""),
    ("callActivity", 'o:calledElementVersion="2"', ""),
    ("callActivity", 'o:inheritVariables="true"', ""),
    ("callActivity", "", '<o:in source="a" target="b"/>'),
    ("callActivity", 'o:waitForCompletion="false"', ""),
    ("task", 'o:taskName="Email"', ""),
    ("receiveTask", "", "<o:eventType>paid</o:eventType>"),
]


@pytest.mark.parametrize(("tag", "attribute", "inside"), CHANGING, ids=str)
def test_what_would_have_changed_the_run_is_refused_at_its_element(tag: str, attribute: str, inside: str):
    body = f"<bpmn:extensionElements>{inside}</bpmn:extensionElements>" if inside else ""
    drawn = f'<bpmn:{tag} id="x" xmlns:o="urn:other" {attribute}>{body}</bpmn:{tag}>'
    found = Sandbox().check(process(S + drawn + ends("e") + line("s", "x", "e")))

    ours = [one for one in found if one.rule == "foreign" and one.severity is Severity.ERROR]
    assert [one.element for one in ours] == ["x"]
    assert all(one.reason and one.remedy for one in ours)


@pytest.mark.parametrize("attribute", ['o:triggerable="false"', 'o:taskName="x"'])
def test_what_says_the_same_as_bpmn_is_a_remark(attribute: str):
    drawn = f'<bpmn:userTask id="x" xmlns:o="urn:other" {attribute}/>'
    found = Sandbox().check(process(S + drawn + ends("e") + line("s", "x", "e")))

    assert [(one.element, one.severity) for one in found] == [("x", Severity.WARNING)]


MESSAGE = '<bpmn:message id="m" name="paid"/>'
EVENTS = [
    ("message", "name", "${kind}"),
    ("signal", "name", "alert-${id}"),
    ("signal", "name", "=kind"),
    ("error", "errorCode", "=code"),
    ("escalation", "escalationCode", "#{code}"),
]


@pytest.mark.parametrize(("kind", "attribute", "name"), EVENTS)
def test_a_name_that_is_to_be_computed_is_refused_at_the_event(kind: str, attribute: str, name: str):
    thrown = f'<bpmn:endEvent id="x"><bpmn:{kind}EventDefinition id="inner" {kind}Ref="n"/></bpmn:endEvent>'
    drawn = process(S + thrown + line("s", "x"), outside=f'<bpmn:{kind} id="n" {attribute}="{name}"/>')

    assert [one.element for one in Sandbox().check(drawn) if name in one.reason] == ["x"]


def test_a_signal_that_was_to_stay_in_its_case_is_refused_where_it_is_thrown_and_caught():
    ring = '<bpmn:endEvent id="x"><bpmn:signalEventDefinition signalRef="n"/></bpmn:endEvent>'
    outside = '<bpmn:signal id="n" name="bell" xmlns:o="urn:other" o:scope="{}"/>'
    kept, open_ = (
        process(S + ring + line("s", "x"), outside=outside.format(one)) for one in ("processInstance", "global")
    )

    assert [one.element for one in Sandbox().check(kept) if "scope" in one.reason] == ["x"]
    assert not [one for one in Sandbox().check(open_) if "scope" in one.reason]


def event(kind: str, inside: str = "", more: str = "") -> str:
    return f'<bpmn:{kind}EventDefinition id="inner" xmlns:o="urn:other" {more}>{inside}</bpmn:{kind}EventDefinition>'


PUBLISHED = '<bpmn:extensionElements><o:publishMessage correlationKey="=x"/></bpmn:extensionElements>'
HOUR = "<bpmn:timeDuration{}>PT1H</bpmn:timeDuration>"
INSIDE = [
    ("endEvent", event("terminate", more='o:terminateAll="true"')),
    ("intermediateThrowEvent", event("message", PUBLISHED, 'messageRef="m"')),
    ("intermediateCatchEvent", event("timer", HOUR.format(' id="more" language="groovy"'))),
    ("intermediateCatchEvent", event("timer", 2 * HOUR.format(""))),
    ("userTask", '<bpmn:multiInstanceLoopCharacteristics id="inner" xmlns:o="urn:other" o:collection="people"/>'),
]


@pytest.mark.parametrize(("tag", "inside"), INSIDE)
def test_what_stands_in_a_node_with_an_id_of_its_own_is_named_by_the_node(tag: str, inside: str):
    after = ends("e") + line("x", "e") if tag != "endEvent" else ""
    drawn = process(S + f'<bpmn:{tag} id="x">{inside}</bpmn:{tag}>' + line("s", "x") + after, outside=MESSAGE)

    found = {one.element for one in Sandbox().check(drawn) if one.severity is Severity.ERROR}
    assert found == {"x"}


def test_what_a_message_correlates_by_is_asked_for_where_it_is_waited_for_and_not_where_it_starts():
    begun = CAMUNDA_8.replace(
        '<bpmn:startEvent id="ordered">',
        '<bpmn:startEvent id="ordered"><bpmn:messageEventDefinition messageRef="Message_1"/>',
    )

    found = [one for one in Sandbox().check(begun) if "subscription" in one.reason]

    assert [one.element for one in found] == ["wait"]
    assert "orderId" in found[0].remedy


BIZAGI = """<?xml version="1.0" encoding="utf-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="http://www.bizagi.com/definitions/_1">
  <process id="Id_1" name="Proceso"><documentation/><extensionElements>
    <bizagi:BizagiExtensions xmlns:bizagi="http://www.bizagi.com/bpmn20"><bizagi:BizagiProperties/></bizagi:BizagiExtensions>
  </extensionElements>
  <startEvent id="Id_2" name=""/><userTask id="Id_3" name="Revisar" startQuantity="1" completionQuantity="1"/>
  <exclusiveGateway id="Id_4" gatewayDirection="Diverging"/><endEvent id="Id_5"/><endEvent id="Id_6"/>
  <sequenceFlow id="Id_7" sourceRef="Id_2" targetRef="Id_3"/><sequenceFlow id="Id_8" sourceRef="Id_3" targetRef="Id_4"/>
  <sequenceFlow id="Id_9" name="si" sourceRef="Id_4" targetRef="Id_5"><conditionExpression/></sequenceFlow>
  <sequenceFlow id="Id_10" name="no" sourceRef="Id_4" targetRef="Id_6"/>
  </process>
</definitions>"""


def test_a_choice_that_only_has_names_is_refused_at_each_way():
    found = {one.element for one in Sandbox().check(BIZAGI) if one.severity is Severity.ERROR}

    assert found == {"Id_9", "Id_10"}

    box = Sandbox()
    box.deploy(
        BIZAGI.replace("<conditionExpression/>", "<conditionExpression>ok</conditionExpression>").replace(
            'gatewayDirection="Diverging"', 'gatewayDirection="Diverging" default="Id_10"'
        )
    )
    case = box.start()
    case.complete("Revisar", {"ok": True})
    assert case.ended_at == "Id_5"
