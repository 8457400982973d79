from __future__ import annotations

from tests.engine.bpmn import S, define, el, ends, line, process, props, steps


def test_a_step_belongs_to_its_innermost_lane():
    lanes = (
        '<bpmn:laneSet id="l"><bpmn:lane id="outer" name="机关">'
        + props({"role": "office"})
        + "<bpmn:flowNodeRef>a</bpmn:flowNodeRef><bpmn:flowNodeRef>b</bpmn:flowNodeRef>"
        + '<bpmn:childLaneSet id="k"><bpmn:lane id="inner" name="监督检查室">'
        + props({"role": "supervise"})
        + "<bpmn:flowNodeRef>b</bpmn:flowNodeRef></bpmn:lane></bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>"
    )
    elements = define(process(lanes + S + steps("a", "b") + ends("e") + line("s", "a", "b", "e"))).elements

    assert (elements["p", "a"].role, elements["p", "a"].lane) == ("office", "机关")
    assert (elements["p", "b"].role, elements["p", "b"].lane) == ("supervise", "监督检查室")


def test_an_embedded_step_inherits_the_lane_of_its_sub_process():
    lanes = (
        '<bpmn:laneSet id="l"><bpmn:lane id="one" name="办公室">'
        + props({"role": "office"})
        + "<bpmn:flowNodeRef>sub</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
    )
    inner = el("startEvent", "si") + steps("a") + ends("ei") + line("si", "a", "ei")
    elements = define(process(lanes + S + el("subProcess", "sub", inner) + ends("e") + line("s", "sub", "e"))).elements

    assert elements["p", "a"].role == "office"


def test_pools_notes_and_papers_are_drawings():
    around = (
        '<bpmn:collaboration id="c"><bpmn:participant id="us" processRef="p"/>'
        '<bpmn:participant id="them" name="外单位"/>'
        '<bpmn:messageFlow id="mf" sourceRef="a" targetRef="them"/></bpmn:collaboration>'
    )
    notes = (
        '<bpmn:textAnnotation id="note"><bpmn:text>说明</bpmn:text></bpmn:textAnnotation>'
        '<bpmn:association id="as" sourceRef="a" targetRef="note"/><bpmn:dataObject id="do"/>'
        '<bpmn:dataObjectReference id="dr" dataObjectRef="do"/><bpmn:group id="gr"/>'
    )
    from tests.engine.bpmn import Run

    case = Run(define(process(S + steps("a") + ends("e") + notes + line("s", "a", "e"), outside=around))).start()
    case.do("a")

    assert case.finished == "e"
