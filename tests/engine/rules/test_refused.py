"""Every diagram is executed as BPMN says or refused: these are refused, each at the element named here."""

from __future__ import annotations

import pytest

from tests.engine.bpmn import S, bundle, each, el, ends, flows, line, message, process, props, script, steps, timer
from webapp.domain.findings import Severity
from webapp.engine import check
from webapp.engine.sandbox import Sandbox

LANE = (
    '<bpmn:laneSet id="ls"><bpmn:lane id="l" name="室">'
    + props({"role": "supervise"})
    + "".join(f"<bpmn:flowNodeRef>{n}</bpmn:flowNodeRef>" for n in ("a", "b", "c"))
    + "</bpmn:lane></bpmn:laneSet>"
)
FORM = b'{"type":"default","schemaVersion":19,"components":[]}'
FILES = {f"m/forms/{n}.form": FORM for n in ("a", "b", "c")}


def found(body: str, outside: str = "") -> set[tuple[str, str]]:
    """Give the errors as (rule, element)."""
    findings = check(bundle(process(LANE + body, outside=outside), more=FILES), {})
    assert all(one.reason and one.remedy for one in findings)
    return {(one.rule, one.element) for one in findings if one.severity is Severity.ERROR}


def around(node: str, more: str = "") -> str:
    """Put node x between a start and an end."""
    return S + node + ends("e") + line("s", "x", "e") + more


EVENT = "<bpmn:{}EventDefinition/>"
UNSUPPORTED = {
    "complex gateway": (around(el("complexGateway", "x")), "x"),
    "transaction": (around(el("transaction", "x", el("startEvent", "y") + ends("z") + line("y", "z"))), "x"),
    "ad-hoc sub-process": (around(el("adHocSubProcess", "x", steps("a"))), "x"),
    "event sub-process": (
        S
        + ends("e")
        + line("s", "e")
        + el(
            "subProcess",
            "x",
            el("startEvent", "y", message("asked")) + ends("z") + line("y", "z"),
            triggeredByEvent="true",
        ),
        "x",
    ),
    "signal end": (S + el("endEvent", "x", EVENT.format("signal")) + line("s", "x"), "x"),
    "cancel end": (S + el("endEvent", "x", EVENT.format("cancel")) + line("s", "x"), "x"),
    "compensation end": (S + el("endEvent", "x", EVENT.format("compensate")) + line("s", "x"), "x"),
    "compensation throw": (around(el("intermediateThrowEvent", "x", EVENT.format("compensate"))), "x"),
    "compensation handler": (around(el("userTask", "x", isForCompensation="true")), "x"),
    "an error that does not interrupt": (
        around(
            el("task", "x"),
            el("boundaryEvent", "y", EVENT.format("error"), attachedToRef="x", cancelActivity="false") + flows("y>e"),
        ),
        "y",
    ),
    "compensation boundary": (
        around(el("task", "x"), el("boundaryEvent", "y", EVENT.format("compensate"), attachedToRef="x")),
        "y",
    ),
    "link throw": (around(el("intermediateThrowEvent", "x", EVENT.format("link"))), "x"),
    "link catch": (around(el("intermediateCatchEvent", "x", EVENT.format("link"))), "x"),
    "timer throw": (around(el("intermediateThrowEvent", "x", timer("today()"))), "x"),
    "error catch": (around(el("intermediateCatchEvent", "x", EVENT.format("error"))), "x"),
    "catch of nothing": (around(el("intermediateCatchEvent", "x")), "x"),
    "two definitions": (around(el("intermediateCatchEvent", "x", message("asked") + timer("today()"))), "x"),
    "parallel multiple": (
        around(el("intermediateCatchEvent", "x", message("asked"), parallelMultiple="true")),
        "x",
    ),
    "event definition by reference": (
        around(el("intermediateCatchEvent", "x", "<bpmn:eventDefinitionRef>d</bpmn:eventDefinitionRef>")),
        "x",
    ),
    "signal start": (el("startEvent", "x", EVENT.format("signal")) + ends("e") + line("x", "e"), "x"),
    "conditional start": (el("startEvent", "x", EVENT.format("conditional")) + ends("e") + line("x", "e"), "x"),
    "error start": (el("startEvent", "x", EVENT.format("error")) + ends("e") + line("x", "e"), "x"),
    "non-interrupting start": (
        el("startEvent", "x", message("asked"), isInterrupting="false") + ends("e") + line("x", "e"),
        "x",
    ),
    "start quantity": (around(el("task", "x", startQuantity="2")), "x"),
    "completion quantity": (around(el("task", "x", completionQuantity="2")), "x"),
    "instantiating receive": (around(el("receiveTask", "x", messageRef="msg_asked", instantiate="true")), "x"),
    "loop cardinality": (
        around(
            el(
                "task",
                "x",
                "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>"
                "</bpmn:multiInstanceLoopCharacteristics>",
            )
        ),
        "x",
    ),
    "output collection": (
        around(
            el(
                "task",
                "x",
                each("i", "n").replace("</bpmn:m", "<bpmn:loopDataOutputRef>o</bpmn:loopDataOutputRef></bpmn:m"),
            )
        ),
        "x",
    ),
    "behaviour one": (
        around(el("task", "x", each("i", "n").replace("isSequential", 'behavior="One" isSequential'))),
        "x",
    ),
    "no collection": (around(el("task", "x", "<bpmn:multiInstanceLoopCharacteristics/>")), "x"),
    "negative loop": (around(el("task", "x", '<bpmn:standardLoopCharacteristics loopMaximum="-1"/>')), "x"),
    "loop without end": (around(el("task", "x", "<bpmn:standardLoopCharacteristics/>")), "x"),
    "pre-script": (
        around(
            el(
                "task",
                "x",
                "<bpmn:extensionElements><spiffworkflow:preScript>x = 1</spiffworkflow:preScript>"
                "</bpmn:extensionElements>",
            )
        ),
        "x",
    ),
    "io specification": (around(el("task", "x", "<bpmn:ioSpecification/>")), "x"),
    "parallel event gateway": (
        S + el("eventBasedGateway", "x", eventGatewayType="Parallel") + ends("e") + line("s", "x", "e"),
        "x",
    ),
}


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_what_the_engine_would_do_wrong_is_refused(name: str):
    body, element = UNSUPPORTED[name]

    assert ("unsupported", element) in found(body)


def test_global_tasks_and_choreographies_are_refused():
    assert ("unsupported", "g") in found(S + ends("e") + line("s", "e"), '<bpmn:globalUserTask id="g"/>')


STRUCTURE = {
    "id Start": (el("startEvent", "Start") + ends("e") + line("Start", "e"), "Start"),
    "id End": (S + ends("End") + line("s", "End"), "End"),
    "id of an end join": (S + ends("p.EndJoin") + line("s", "p.EndJoin"), "p.EndJoin"),
    "id with a dash": (around(el("task", "x")).replace('"x"', '"x-1"'), "x-1"),
    "reserved id": (S + ends("today") + line("s", "today"), "today"),
    "the same id twice": (around(el("task", "x")) + el("task", "x"), "x"),
    "flow into nothing": (S + ends("e") + line("s", "e") + flows("s>nowhere"), "s__nowhere"),
    "two flows between two nodes": (S + ends("e") + line("s", "e") + flows("s>e").replace("s__e", "second"), "s__e"),
    "flow out of an end": (around(el("task", "x")) + flows("e>x"), "e__x"),
    "flow into a start": (around(el("task", "x")) + flows("x>s"), "x__s"),
    "flow across a sub-process": (
        around(el("subProcess", "x", el("startEvent", "y") + steps("a") + ends("z") + line("y", "a", "z")))
        + flows("a>e"),
        "a__e",
    ),
    "boundary on a gateway": (
        around(el("exclusiveGateway", "x"), el("boundaryEvent", "y", timer("today()"), attachedToRef="x")),
        "y",
    ),
    "boundary on nothing": (around(el("task", "x"), el("boundaryEvent", "y", timer("today()"))), "y"),
    "an error that is not declared": (
        S + el("endEvent", "x", '<bpmn:errorEventDefinition errorRef="nowhere"/>') + line("s", "x"),
        "x",
    ),
    "a message that is not declared": (around(el("receiveTask", "x", messageRef="nowhere")), "x"),
    "too many nodes": (
        S + "".join(el("task", f"t{n}") for n in range(45)) + ends("e") + line("s", *(f"t{n}" for n in range(45)), "e"),
        "p",
    ),
}


@pytest.mark.parametrize("name", STRUCTURE)
def test_broken_shapes_are_refused(name: str):
    body, element = STRUCTURE[name]

    assert ("structure", element) in found(body)


WAYS = {
    "no start": (steps("a") + ends("e") + line("a", "e"), "p"),
    "no end": (S + steps("a") + flows("s>a"), "p"),
    "a task without a way on": (S + steps("a") + ends("e") + flows("s>a"), "a"),
    "a task with two ways out": (S + steps("a") + ends("e", "f") + flows("s>a", "a>e", "a>f"), "a"),
    "a start with two ways out": (S + ends("e", "f") + flows("s>e", "s>f"), "s"),
    "a condition after a task": (S + steps("a") + ends("e") + flows("s>a", ("a>e", "true")), "a"),
    "a gateway that joins and splits": (
        S
        + el("parallelGateway", "g")
        + steps("a", "b")
        + el("parallelGateway", "j")
        + ends("e", "f")
        + flows("s>g", "g>a", "g>b", "a>j", "b>j", "j>e", "j>f"),
        "j",
    ),
    "an or gateway that joins and splits": (
        S
        + el("parallelGateway", "g")
        + steps("a", "b")
        + el("inclusiveGateway", "j")
        + ends("e", "f")
        + flows("s>g", "g>a", "g>b", "a>j", "b>j", ("j>e", "true"), ("j>f", "true")),
        "j",
    ),
    "a way without a condition": (
        S + el("exclusiveGateway", "x") + ends("e", "f") + flows("s>x", ("x>e", "true"), "x>f"),
        "x__f",
    ),
    "an inclusive way without a condition": (
        S + el("inclusiveGateway", "x") + ends("e", "f") + flows("s>x", ("x>e", "true"), "x>f"),
        "x__f",
    ),
    "a condition after a parallel gateway": (
        S + el("parallelGateway", "x") + ends("e", "f") + flows("s>x", ("x>e", "true"), "x>f"),
        "x__e",
    ),
    "a default of a parallel gateway": (
        S + el("parallelGateway", "x", default="x__f") + ends("e", "f") + flows("s>x", "x>e", "x>f"),
        "x",
    ),
    "an event gateway before a task": (
        S
        + el("eventBasedGateway", "x")
        + el("intermediateCatchEvent", "m", message("asked"))
        + steps("a")
        + ends("e")
        + flows("s>x", "x>m", "x>a", "m>e", "a>e"),
        "a",
    ),
    "an event gateway with one event": (
        S
        + el("eventBasedGateway", "x")
        + el("intermediateCatchEvent", "m", message("asked"))
        + ends("e")
        + line("s", "x", "m", "e"),
        "x",
    ),
    "an event of a gateway with another way in": (
        S
        + el("parallelGateway", "g")
        + el("eventBasedGateway", "x")
        + el("intermediateCatchEvent", "m", message("asked"))
        + el("intermediateCatchEvent", "n", message("told"))
        + ends("e")
        + flows("s>g", "g>x", "g>m", "x>m", "x>n", "m>e", "n>e"),
        "m",
    ),
    "a sub-process with two starts": (
        around(el("subProcess", "x", el("startEvent", "y") + el("startEvent", "w") + ends("z") + flows("y>z", "w>z"))),
        "x",
    ),
    "a sub-process without an end": (
        around(el("subProcess", "x", el("startEvent", "y") + steps("a") + flows("y>a"))),
        "x",
    ),
    "a node that nothing reaches": (S + steps("a") + ends("e") + flows("s>e", "a>e"), "a"),
    "a loop that nothing leaves": (
        S + el("exclusiveGateway", "m") + steps("a") + ends("e") + flows("s>m", "m>a", "a>m"),
        "a",
    ),
}


@pytest.mark.parametrize("name", WAYS)
def test_ways_that_do_not_lead_on_are_refused(name: str):
    body, element = WAYS[name]

    assert ("ways", element) in found(body)


WAITING = {
    "a parallel join behind a choice": (
        S
        + el("exclusiveGateway", "x", default="x__b")
        + steps("a", "b")
        + el("parallelGateway", "j")
        + ends("e")
        + flows("s>x", ("x>a", "true"), "x>b", "a>j", "b>j", "j>e"),
        "j",
    ),
    "a branch that may end before the join": (
        S
        + el("parallelGateway", "g")
        + steps("a")
        + el("exclusiveGateway", "x", default="x__e")
        + el("parallelGateway", "j")
        + ends("e", "f")
        + flows("s>g", "g>a", "g>x", "a>j", ("x>j", "true"), "x>e", "j>f"),
        "j",
    ),
    "a boundary event that leads past the join": (
        S
        + el("parallelGateway", "g")
        + steps("a", "b")
        + el("boundaryEvent", "t", timer("today()"), attachedToRef="a")
        + el("parallelGateway", "j")
        + ends("e", "f")
        + flows("s>g", "g>a", "g>b", "a>j", "b>j", "t>e", "j>f"),
        "j",
    ),
}


@pytest.mark.parametrize("name", WAITING)
def test_joins_that_can_wait_for_ever_are_refused(name: str):
    body, element = WAITING[name]

    assert ("waiting", element) in found(body)


def test_an_inclusive_join_waits_only_for_what_can_come():
    body, _ = WAITING["a branch that may end before the join"]

    sound = body.replace('<bpmn:parallelGateway id="j"', '<bpmn:inclusiveGateway id="j"').replace(
        'name="j"></bpmn:parallelGateway>', 'name="j"></bpmn:inclusiveGateway>'
    )

    assert not any(rule == "waiting" for rule, _ in found(sound))


EXPRESSIONS = {
    "python": (around(script("x", "y = __import__('os')")), "x"),
    "an equality of programmers": (
        S + el("exclusiveGateway", "x", default="x__f") + ends("e", "f") + flows("s>x", ("x>e", "1 == 1"), "x>f"),
        "x__e",
    ),
    "a name that nothing writes": (around(script("x", "y = nothing + 1")), "x"),
    "an empty script": (around(script("x", "")), "x"),
    "a line that writes nothing": (around(script("x", "print(1)")), "x"),
    "a script that writes an element": (around(script("x", "e = 1")), "x"),
    "a reserved name": (around(script("x", "case = 1")), "x"),
    "a time without text": (around(el("intermediateCatchEvent", "x", "<bpmn:timerEventDefinition/>")), "x"),
    "a quoted duration": (around(el("intermediateCatchEvent", "x", timer('"P3D"', "timeDuration"))), "x"),
    "an unquoted duration": (around(el("intermediateCatchEvent", "x", timer("P3D", "timeDuration"))), "x"),
    "a cycle on the way": (around(el("intermediateCatchEvent", "x", timer('"R3/P1D"', "timeCycle"))), "x"),
    "a start at a date": (el("startEvent", "x", timer("today()")) + ends("e") + line("x", "e"), "x"),
    "an unknown limit": (around(el("intermediateCatchEvent", "x", timer('deadline("nothing")'))), "x"),
    "a gateway read as a value": (
        S + el("exclusiveGateway", "x") + script("y", "z = x") + ends("e") + line("s", "x", "y", "e"),
        "y",
    ),
    "a field that does not route": (
        S + steps("a") + script("x", "y = a.opinion") + ends("e") + line("s", "a", "x", "e"),
        "x",
    ),
    "a header that is not there": (around(script("x", "y = case.title")), "x"),
    "a contact read in another step": (
        S + el("userTask", "a", props({"contact": 'b = "yes"'})) + steps("b") + ends("e") + line("s", "a", "b", "e"),
        "a",
    ),
    "an output of nothing": (
        around(el("callActivity", "x", props({"out.y": "nowhere.z"}), calledElement="p")),
        "x",
    ),
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_expressions_that_cannot_hold_are_refused(name: str):
    body, element = EXPRESSIONS[name]

    assert ("expressions", element) in found(body)


OTHERS = {
    "a property that nobody reads": (
        S + el("userTask", "a", props({"asign": "subject"})) + ends("e") + line("s", "a", "e"),
        ("properties", "a"),
    ),
    "a property at the wrong place": (around(el("task", "x", props({"deadline": "step"}))), ("properties", "x")),
    "a call of nothing": (around(el("callActivity", "x")), ("calls", "x")),
    "a call of a process that is not there": (around(el("callActivity", "x", calledElement="gone")), ("calls", "x")),
    "a process that calls itself": (around(el("callActivity", "x", calledElement="p")), ("calls", "x")),
    "a step without a form": (
        LANE.replace(">c<", ">x<").replace('"l', '"k') + around(el("userTask", "x")),
        ("forms", "x"),
    ),
    "a step without a lane": (around(el("manualTask", "x")), ("roles", "x")),
    "an unknown rule for candidates": (
        S + el("userTask", "a", props({"assign": "anybody"})) + ends("e") + line("s", "a", "e"),
        ("roles", "a"),
    ),
    "four eyes with nobody": (
        S + el("userTask", "a", props({"assign": "not_same_as:ghost"})) + ends("e") + line("s", "a", "e"),
        ("roles", "a"),
    ),
    "a limit that is not in the table": (
        S + el("userTask", "a", props({"deadline": "nothing"})) + ends("e") + line("s", "a", "e"),
        ("limits", "a"),
    ),
    "a limit of the whole matter that is not in the table": (
        props({"whole": "nothing:x"}) + around(el("task", "x")),
        ("limits", "p"),
    ),
    "a promised limit that is not in the table": (
        props({"promised": "nothing"}) + around(el("task", "x")),
        ("limits", "p"),
    ),
    "a decision that is not there": (around(el("businessRuleTask", "x")), ("decisions", "x")),
    "a service without a handler": (around(el("serviceTask", "x")), ("services", "x")),
    "a letter that is not there": (
        around(el("callActivity", "x", props({"in.template": '"d99"'}), calledElement="p")),
        ("letters", "x"),
    ),
    "a message without a name": (around(el("intermediateCatchEvent", "x", EVENT.format("message"))), ("messages", "x")),
    "a signal without a name": (around(el("intermediateThrowEvent", "x", EVENT.format("signal"))), ("messages", "x")),
    "a cycle that has no period": (
        el("startEvent", "x", props({"population": "heads"}) + timer("0 8 * * 1", "timeCycle"))
        + ends("e")
        + line("x", "e"),
        ("expressions", "x"),
    ),
    "a cycle for nobody": (
        el("startEvent", "x", timer("R/P1Y", "timeCycle")) + ends("e") + line("x", "e"),
        ("endings", "x"),
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_belongs_to_the_diagram_must_be_there(name: str):
    body, wanted = OTHERS[name]

    assert wanted in found(body)


DECIDE = '{"type":"radio","key":"decision","label":"是否同意"%s}'
AGREE = ',"values":[{"label":"同意","value":"agree"}]'
UNSENDABLE = {
    "a layout that no page has": ("ledger", DECIDE % AGREE, "layout"),
    "a decision that may be hidden": ("leader", DECIDE % (AGREE + ',"conditional":{"hide":"=1 = 1"}'), "decision"),
    "a decision of words that only the case knows": ("leader", DECIDE % ',"properties":{"options":"[1]"}', "decision"),
    "a decision that is typed": ("leader", '{"type":"textfield","key":"decision","label":"是否同意"}', "decision"),
    "a decision in a group": (
        "leader",
        '{"type":"group","label":"组","components":[' + DECIDE % AGREE + "]}",
        "decision",
    ),
    "what is required and can only be read": (
        "",
        '{"type":"textfield","key":"x","label":"事由","readonly":true,"validate":{"required":true}}',
        "x",
    ),
}


@pytest.mark.parametrize("name", UNSENDABLE)
def test_a_form_whose_page_nobody_could_submit_is_refused(name: str):
    assert pages_of(*UNSENDABLE[name][:2]) == {UNSENDABLE[name][2]}


@pytest.mark.parametrize(
    "field",
    [DECIDE % AGREE, '{"type":"radio","key":"way","label":"办法"' + AGREE + "}", '{"type":"text","text":"请核对。"}'],
)
def test_a_leaders_form_may_ask_for_a_decision_or_for_something_else(field: str):
    assert pages_of("leader", field) == set()


def pages_of(layout: str, field: str) -> set[str]:
    """Give the fields of a form at which the check says that its page has no way out."""
    form = f'{{"schemaVersion":19,"properties":{{"layout":"{layout}"}},"components":[{field}]}}'
    sound = process(LANE + S + steps("a") + ends("e") + line("s", "a", "e"))
    findings = check(bundle(sound, more={**FILES, "m/forms/a.form": form.encode()}), {})
    return {one.element for one in findings if one.rule == "pages" and one.severity is Severity.ERROR}


def test_a_proposal_that_rests_on_a_step_that_is_not_drawn_is_refused():
    form = b'{"schemaVersion":19,"properties":{"rests_on":"a gone"},"components":[]}'
    sound = process(LANE + S + steps("a") + ends("e") + line("s", "a", "e"))

    findings = check(bundle(sound, more={**FILES, "m/forms/a.form": form}), {})

    assert [one.reason for one in findings if one.element == "rests_on"] == ["写明依据的环节“gone”不存在"]


def test_a_sound_diagram_has_no_errors():
    body = S + steps("a", "b") + ends("e") + line("s", "a", "b", "e")

    assert found(body) == set()


@pytest.mark.parametrize("content", [b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', b"<a", b"<a/>"])
def test_a_file_that_cannot_be_read_is_named(content: bytes):
    from webapp.domain.bundle import Bundle

    findings = check(Bundle(process="p", files={"m/p.bpmn": content}), {})

    assert [(one.rule, one.file) for one in findings] == [("files", "m/p.bpmn")]


@pytest.mark.parametrize("house", [True, False])
def test_a_process_that_is_marked_as_a_picture_only_is_named(house: bool):
    drawn = process(around(el("task", "x"))).replace(b'isExecutable="true"', b'isExecutable="false"')

    findings = check(bundle(drawn), {}, house=house)

    assert [(one.rule, one.element, one.reason) for one in findings] == [("files", "p", "没有可执行的流程")]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("m/forms/a.form", b"{"),
        ("rules/deadlines.yaml", b"step: {amount: many}"),
        ("rules/roles.yaml", b"- a"),
        ("rules/quorum.yaml", b"default: {adopted: {at_least: 0}}"),
        ("rules/quorum.yaml", b"defualt: {least: 3}"),
        ("rules/quorum.yaml", b"results: {sanction: {presnt: {at_least: 2/3}}}"),
        ("rules/quorum.yaml", b"default: {chair: secretary}"),
        ("rules/quorum.yaml", b"default: {items: 0}"),
        ("rules/quorum.yaml", b"default: {least: true}"),
        ("rules/quorum.yaml", b"default: {recused_leave: 'no'}"),
        ("m/letters/x.md", b"\xff\xfe"),
        ("m/scenarios.yaml", b"a: ["),
    ],
)
def test_a_broken_file_beside_the_diagram_is_named(path: str, content: bytes):
    sound = process(LANE + S + steps("a") + ends("e") + line("s", "a", "e"))

    findings = check(bundle(sound, more={**FILES, path: content}), {})

    assert ("files", path) in {(one.rule, one.file) for one in findings}


@pytest.mark.parametrize("mark", ['"apart": "everybody"', '"duty": "astronaut"'])
def test_a_picker_that_asks_for_what_the_house_does_not_know_is_named(mark: str):
    picker = '{"type":"textfield","key":"who","id":"who","label":"谁","properties":{"picker":"officer",' + mark + "}}"
    form = b'{"type":"default","schemaVersion":19,"components":[' + picker.encode() + b"]}"
    roles = b"supervise: {zh: a, en: a, scope: room, permissions: []}"
    more = {**FILES, "m/forms/a.form": form, "rules/roles.yaml": roles}

    findings = check(bundle(process(LANE + S + steps("a") + ends("e") + line("s", "a", "e")), more=more), {})

    assert ("forms", "who") in {(one.rule, one.element) for one in findings}


@pytest.mark.parametrize("kind", ['"textfield"', '"radio"'])
def test_only_a_routing_yes_or_no_may_be_kept_in_the_clear_beside_a_step(kind: str):
    options = '"values":[{"value":"a","label":"甲"}],"properties":{"routing":"true","mark":"true"}'
    field = f'{{"type":{kind},"key":"why","id":"why","label":"为何",{options}}}'
    form = b'{"type":"default","schemaVersion":19,"components":[' + field.encode() + b"]}"
    more = {**FILES, "m/forms/a.form": form}

    findings = check(bundle(process(LANE + S + steps("a") + ends("e") + line("s", "a", "e")), more=more), {})

    assert any("mark" in one.reason for one in findings if one.element == "why")


def test_a_file_under_another_name_is_named():
    from webapp.domain.bundle import Bundle

    content = process(S + ends("e") + line("s", "e"), "other")

    findings = check(Bundle(process="p", files={"m/p.bpmn": content}), {})

    assert findings[0].rule == "files"


def test_extensions_of_other_products_and_other_languages_are_said_aloud():
    other = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    body = around(
        f'<bpmn:scriptTask id="x" name="x" {other} camunda:async="true" scriptFormat="python">'
        "<bpmn:script>y = 1</bpmn:script></bpmn:scriptTask>"
    )

    findings = check(bundle(process(LANE + body), more=FILES), {})

    said = [one.severity for one in findings if one.element == "x" and one.rule == "foreign"]
    assert said == [Severity.ERROR, Severity.WARNING]  # Python is not run, `async` only has no effect


def test_a_node_may_lie_in_a_lane_and_in_the_lanes_around_it():
    member = "<bpmn:flowNodeRef>x</bpmn:flowNodeRef>"
    inner = f'<bpmn:childLaneSet id="in"><bpmn:lane id="l2">{member}</bpmn:lane></bpmn:childLaneSet>'
    lanes = f'<bpmn:laneSet id="ls"><bpmn:lane id="l1">{member}{inner}</bpmn:lane></bpmn:laneSet>'

    assert Sandbox().check(process(lanes + around(el("userTask", "x")))) == ()


def test_people_that_the_standard_would_assign_are_remarked_once():
    owner = (
        "<bpmn:potentialOwner><bpmn:resourceAssignmentExpression><bpmn:formalExpression>boss</bpmn:formalExpression>"
        "</bpmn:resourceAssignmentExpression></bpmn:potentialOwner>"
    )

    (found,) = Sandbox().check(process(around(el("userTask", "x", owner * 2))))

    assert (found.severity, found.element) == (Severity.WARNING, "x")


APART = {
    "designer": ("draw_processes", "system"),
    "x": ("signed_in",),
    "sysadmin": ("run_system", "keep_roster"),
    "sec_admin": ("keep_roster", "read_cases"),
    "sec_auditor": ("read_audit", "work_tasks"),
    "room_head": ("approve", "keep_roster"),
    "supervise": ("work_tasks", "recover_access"),
    "drawer": ("draw_processes", "read_cases"),
    "publisher": ("work_tasks", "publish_processes"),
    "subject": ("own_portal", "read_cases"),
}


@pytest.mark.parametrize("code", APART)
def test_no_role_carries_what_makes_one_of_two_who_are_kept_apart(code: str):
    roles = f"supervise: {{zh: a, scope: room}}\n{code}: {{zh: b, permissions: [{', '.join(APART[code])}]}}"
    more = {**FILES, "rules/roles.yaml": roles.encode()}

    findings = check(bundle(process(LANE + S + steps("a") + ends("e") + line("s", "a", "e")), more=more), {})

    assert [(one.file, one.element, APART[code][-1] in one.reason) for one in findings if one.rule == "roles"] == [
        ("rules/roles.yaml", code, True)
    ]


@pytest.mark.parametrize(
    ("row", "before", "named"),
    [
        ("sec_admin: {zh: b, permissions: [kep_roster]}", "", "kep_roster"),
        ("sec_admin: {zh: b, permissions: [recover_access]}", "", "keep_roster"),
        ("x: {zh: b, permissions: work_tasks}", "", "不认识"),
        ("x: {zh: b, scope: roon}", "", "roon"),
        ("x: {zh: b}", "sec_auditor: {zh: b, permissions: [read_audit]}", "read_audit"),
    ],
)
def test_a_role_mistyped_or_an_administrator_without_the_own_power_is_named(row: str, before: str, named: str):
    """Such a version shut the whole office out, or took a power from everybody without a word."""
    sound = process(LANE + S + steps("a") + ends("e") + line("s", "a", "e"))
    now, then = (
        bundle(sound, more={**FILES, "rules/roles.yaml": f"supervise: {{zh: a, scope: room}}\n{one}".encode()})
        for one in (row, before)
    )

    findings = check(now, {}, in_force=then)

    assert any(named in one.reason for one in findings if (one.rule, one.file) == ("roles", "rules/roles.yaml"))


def test_a_meeting_that_a_role_mistyped_would_chair_is_named():
    sound = process(LANE + S + steps("a") + ends("e") + line("s", "a", "e"))
    rules = b"default: {chair: [secretry]}\nbodies: {supervise: {}, elsewhere: {outside: true}}"
    more = {**FILES, "rules/roles.yaml": b"supervise: {zh: a, scope: room}", "rules/quorum.yaml": rules}

    findings = check(bundle(sound, more=more), {})

    assert [(one.file, one.element) for one in findings if one.rule == "roles"] == [("rules/quorum.yaml", "secretry")]
