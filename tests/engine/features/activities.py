"""Tasks, sub-processes, calls, and their markers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.engine.bpmn import S, each, el, ends, flows, line, process, props, script, service, steps
from tests.engine.features.registry import box, play, refused, runs, waits
from webapp.engine.sandbox import BpmnError, EngineStopped, HandlerFailed, NotOpen, Sandbox

DMN = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
<inputData id="i" name="n"><variable name="n" typeRef="number"/></inputData>
<decision id="size" name="size"><variable name="size" typeRef="string"/><informationRequirement id="r">
<requiredInput href="#i"/></informationRequirement><literalExpression><text>if n &gt; 10 then "big" else "small"</text>
</literalExpression></decision></definitions>"""


def between(node: str, more: str = "") -> str:
    return S + node + steps("z") + ends("e") + line("s", "x", "z", "e") + more


@runs("task.none")
def _() -> None:
    case = play(between(el("task", "x")))
    assert case.left() == ["s", "x"]


@runs("task.user")
@runs("task.manual")
def _() -> None:
    for tag in ("userTask", "manualTask"):
        case = play(between(el(tag, "x")), data={"n": 1})
        task = case.tasks()[0]
        assert (task.element, task.name, task.path) == ("x", "x", "x")
        case.complete(task, {"ok": True})
        with pytest.raises(NotOpen):
            case.complete(task)
        assert (waits(case), case.data()["ok"]) == (("z",), True)


@runs("task.service")
def _() -> None:
    table = Sandbox(handlers={"x": lambda seen: {"twice": seen["n"] * 2}})
    table.deploy(process(between(el("serviceTask", "x"))))
    case = table.start(data={"n": 4})
    assert (case.data()["twice"], waits(case)) == (8, ("z",))
    case = play(between(el("serviceTask", "x")))  # nobody does it: a job for the outside
    assert [job.element for job in case.jobs()] == ["x"]
    case.complete("x", {"twice": 3})
    assert (case.data()["twice"], waits(case)) == (3, ("z",))
    case = play(between(service("x", "m.add", {}, a="n", b="2")), data={"n": 1}, handlers={"m.add": lambda a, b: a + b})
    assert case.data()["x"] == 3


@runs("task.service")
def _() -> None:
    """What fails otherwise than by a BPMN error undoes the whole act."""

    def breaks() -> object:
        raise RuntimeError("no network")

    table = box(S + steps("a") + el("serviceTask", "x") + ends("e") + line("s", "a", "x", "e"), handlers={"x": breaks})
    case = table.start()
    before = case.history()
    with pytest.raises(HandlerFailed, match="no network"):
        case.complete("a")
    assert (waits(case), case.history()) == (("a",), before)

    def uncaught() -> object:
        raise BpmnError("lost")

    table.handlers["x"] = uncaught
    with pytest.raises(EngineStopped):
        case.complete("a")
    assert waits(case) == ("a",)


@runs("task.script")
@runs("expression.feel")
def _() -> None:
    case = play(between(script("x", 'm = n + 1\nt = if m > 2 then "many"\n  else "few"')), data={"n": 2})
    found = case.data()
    assert (found["m"], found["t"]) == (3, "many")


@runs("task.rule")
def _() -> None:
    named = "<spiffworkflow:calledDecisionId>size</spiffworkflow:calledDecisionId>"
    ruled = f"<bpmn:extensionElements>{named}</bpmn:extensionElements>"
    case = play(process(between(el("businessRuleTask", "x", ruled))), DMN, data={"n": 11})
    assert case.data()["x"] == "big"


@runs("task.send")
@runs("task.receive")
def _() -> None:
    body = (
        S
        + el("sendTask", "x", props({"payload.n": "n"}), messageRef="msg_told")
        + el("receiveTask", "r", messageRef="msg_asked")
        + ends("e")
        + line("s", "x", "r", "e")
    )
    case = play(body, data={"n": 1})
    assert [(letter.name, letter.payload) for letter in case.sent] == [("told", {"n": 1})]
    assert waits(case) == ("r",)
    case.send_message("asked", {"m": 2})
    assert (case.is_finished, case.data()["m"]) == (True, 2)


for language in ("python", "javascript", "groovy", "text/javascript"):
    refused(
        "task.script_language",
        between(
            f'<bpmn:scriptTask id="x" scriptFormat="{language}"><bpmn:script>a = 1</bpmn:script></bpmn:scriptTask>'
        ),
    )
for text in (
    "print(1)",
    "import os",
    "y += 1",
    "y = x.append(1)",
    "y = open('a')",
    "y == 1",
    "",
    "y = [i for i in n]",
    'y = __import__("os")',
):
    refused("task.script_language", between(script("x", text)))

# ---------------------------------------------------------------- scopes

CALLEE = process(S + steps("a") + script("w", "out = n + 1") + ends("done") + line("s", "a", "w", "done"), "q")


@runs("activity.call")
def _() -> None:
    marks = props({"in.n": "n * 10", "out.result": "out", "out.how": "ended"})
    case = play(between(el("callActivity", "x", marks, calledElement="q")), CALLEE, data={"n": 1, "secret": 2})
    assert [(task.path, task.process) for task in case.tasks()] == [("x/a", "q")]
    case.complete("x/a")
    assert case.data()["x"] == {"result": 11, "how": "done"}
    assert "out" not in case.data()
    assert [(step.element, step.path) for step in case.history("left")][:3] == [("s", "s"), ("s", "x/s"), ("a", "x/a")]


@runs("activity.call")
def _() -> None:
    """Ids may be the same in both, and in their sub-processes."""
    own = el("subProcess", "sub", el("startEvent", "y") + steps("mine") + ends("w") + line("y", "mine", "w"))
    theirs = el("subProcess", "sub", el("startEvent", "y") + steps("theirs") + ends("w") + line("y", "theirs", "w"))
    callee = process(S + theirs + ends("e") + line("s", "sub", "e"), "q")
    case = play(S + own + el("callActivity", "x", calledElement="q") + ends("e") + line("s", "sub", "x", "e"), callee)
    case.complete("mine")
    assert [task.path for task in case.tasks()] == ["x/theirs"]
    case.complete("theirs")
    assert case.is_finished


@runs("activity.sub_process")
def _() -> None:
    inner = el("startEvent", "y") + steps("a") + script("w", "m = n + 1") + ends("d") + line("y", "a", "w", "d")
    case = play(between(el("subProcess", "x", inner)), data={"n": 1})
    case.complete("a")
    assert (case.data()["m"], waits(case)) == (2, ("z",))
    assert case.left() == ["s", "y", "a", "w", "d", "x"]


refused("activity.call_missing", between(el("callActivity", "x", calledElement="gone")))
refused("activity.call_missing", between(el("callActivity", "x", calledElement="p")))
refused("activity.call_missing", between(el("callActivity", "x")))
refused("activity.global_task", S + ends("e") + line("s", "e"), "x", '<bpmn:globalUserTask id="x"/>')
refused("activity.ad_hoc", between(el("adHocSubProcess", "x", steps("a"))))
refused(
    "activity.ad_hoc",
    between(el("adHocSubProcess", "x", steps("a") + "<bpmn:completionCondition>true</bpmn:completionCondition>")),
)
refused("activity.compensation", S + ends("e") + line("s", "e") + el("userTask", "x", isForCompensation="true"))
for quantity in ("0", "2", "-1"):
    refused("activity.quantity", between(el("task", "x", startQuantity=quantity)))
    refused("activity.quantity", between(el("task", "x", completionQuantity=quantity)))

# ---------------------------------------------------------------- repeated


def loop(condition: str, **more: str) -> str:
    text = f"<bpmn:loopCondition>{condition}</bpmn:loopCondition>" if condition else ""
    attributes = "".join(f' {name}="{value}"' for name, value in more.items())
    return f"<bpmn:standardLoopCharacteristics{attributes}>{text}</bpmn:standardLoopCharacteristics>"


def counted(count: str, more: str = "", *, sequential: bool = False) -> str:
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{"true" if sequential else "false"}">'
        f"<bpmn:loopCardinality>{count}</bpmn:loopCardinality>{more}</bpmn:multiInstanceLoopCharacteristics>"
    )


@runs("loop.before")
def _() -> None:
    body = (
        S + el("userTask", "x", loop("n &lt; 2", testBefore="true")) + steps("z") + ends("e") + line("s", "x", "z", "e")
    )
    case = play(body, data={"n": 2})
    assert waits(case) == ("z",)
    case = play(body, data={"n": 0})
    case.complete("x", {"n": 1})
    case.complete("x", {"n": 2})
    assert waits(case) == ("z",)
    assert case.entered().count("x") == 3  # the step, and two rounds


@runs("loop.after")
def _() -> None:
    body = S + el("userTask", "x", loop("n &lt; 2")) + steps("z") + ends("e") + line("s", "x", "z", "e")
    case = play(body, data={"n": 5})
    case.complete("x")
    assert waits(case) == ("z",)
    case = play(body, data={"n": 0})
    case.complete("x", {"n": 1})
    assert [task.path for task in case.tasks()] == ["x[1]"]
    case.complete("x", {"n": 2})
    assert waits(case) == ("z",)


@runs("loop.maximum")
def _() -> None:
    case = play(
        S + el("userTask", "x", loop("true", loopMaximum="3")) + steps("z") + ends("e") + line("s", "x", "z", "e")
    )
    for _ in range(3):
        case.complete("x")
    assert waits(case) == ("z",)
    case = play(S + el("userTask", "x", loop("", loopMaximum="2")) + steps("z") + ends("e") + line("s", "x", "z", "e"))
    case.complete("x")
    case.complete("x")
    assert waits(case) == ("z",)


for wrong in (
    loop(""),
    loop("", loopMaximum="-1"),
    loop("n", loopMaximum="0"),
    loop("n", loopMaximum="1.5"),
    loop("n") + counted("2"),
    "<bpmn:standardLoopCharacteristics loopMaximum='2'><bpmn:loopCondition/></bpmn:standardLoopCharacteristics>",
    loop("1 + 1"),
):
    refused("loop.endless", between(el("task", "x", wrong)))

ITEMS = {"who": ["a", "b", "c"]}


@runs("many.parallel")
def _() -> None:
    case = play(between(el("userTask", "x", each("who", "one"))), data=ITEMS)
    assert [(task.path, task.item) for task in case.tasks()] == [("x[0]", "a"), ("x[1]", "b"), ("x[2]", "c")]
    for path in ("x[2]", "x[0]"):
        case.complete(path, {"said": path})
        assert "z" not in waits(case)
    case.complete("x[1]", {"said": "x[1]"})
    assert waits(case) == ("z",)
    assert case.data()["x"] == [{"said": f"x[{n}]"} for n in range(3)]
    assert "one" not in case.data()
    assert "said" not in case.data()


@runs("many.sequential")
def _() -> None:
    case = play(between(el("userTask", "x", each("who", "one", sequential=True))), data=ITEMS)
    for n, name in enumerate("abc"):
        assert [(task.path, task.item) for task in case.tasks()] == [(f"x[{n}]", name)]
        case.complete("x", {"n": n})
    assert (waits(case), case.data()["x"]) == (("z",), [{"n": 0}, {"n": 1}, {"n": 2}])


@runs("many.cardinality")
def _() -> None:
    for sequential in (True, False):
        case = play(between(el("userTask", "x", counted("n + 1", sequential=sequential))), data={"n": 2})
        assert len(case.tasks()) == (1 if sequential else 3)
        for _ in range(3):
            case.complete("x")
        assert waits(case) == ("z",)
    for count in (-1, 1.5, "many", None, 10**6):
        with pytest.raises(EngineStopped):
            play(between(el("userTask", "x", counted("n"))), data={"n": count})


@runs("many.condition")
def _() -> None:
    for until in (
        "done >= 2",
        "numberOfCompletedInstances = 2",
        "nrOfCompletedInstances/nrOfInstances > 0.5",
        "results[-1].ok = true and done = 2",
    ):
        for sequential in (True, False):
            case = play(
                between(el("userTask", "x", each("who", "one", sequential=sequential, until=until))), data=ITEMS
            )
            case.complete("x", {"ok": False})
            assert waits(case) == ("x",), until
            case.complete("x", {"ok": True})
            assert waits(case) == ("z",), until
            assert len(case.cancelled()) == (0 if sequential else 1)
            assert len(case.data()["x"]) == 3  # type: ignore[arg-type]


@runs("many.condition")
def _() -> None:
    """It sees what the instance that has just ended wrote; the others' stays theirs."""
    for sequential in (True, False):
        case = play(
            between(el("userTask", "x", each("who", "item", sequential=sequential, until="veto = true"))), data=ITEMS
        )
        case.complete("x", {"veto": False})
        assert waits(case) == ("x",)
        case.complete("x", {"veto": True})
        assert waits(case) == ("z",)
        assert "veto" not in case.data()


@runs("many.output")
def _() -> None:
    marker = each("who", "one").replace(
        "<bpmn:inputDataItem", "<bpmn:loopDataOutputRef>all</bpmn:loopDataOutputRef><bpmn:inputDataItem"
    )
    marker = marker.replace("</bpmn:multi", '<bpmn:outputDataItem id="said" name="said"/></bpmn:multi')
    case = play(between(el("userTask", "x", marker)), data=ITEMS)
    for n in (2, 0, 1):
        case.complete(f"x[{n}]", {"said": n})
    assert case.data()["all"] == [Decimal(0), Decimal(1), Decimal(2)]


@runs("many.empty")
def _() -> None:
    for marker in (
        each("who", "one"),
        each("who", "one", sequential=True),
        counted("0"),
        counted("0", sequential=True),
    ):
        case = play(between(el("userTask", "x", marker)), data={"who": []})
        assert (waits(case), case.data()["x"]) == (("z",), [])
    with pytest.raises(EngineStopped):
        play(between(el("userTask", "x", each("who", "one"))), data={"who": "abc"})


@runs("many.sub_process")
def _() -> None:
    inner = el("startEvent", "y") + steps("a") + script("w", "m = one") + ends("d") + line("y", "a", "w", "d")
    for sequential in (True, False):
        case = play(between(el("subProcess", "x", each("who", "one", sequential=sequential) + inner)), data=ITEMS)
        for n in range(3):
            case.complete(f"x[{n}]/a")
        assert waits(case) == ("z",)
        assert [one["m"] for one in case.data()["x"]] == ["a", "b", "c"]  # type: ignore[index,union-attr]
        assert "m" not in case.data()


@runs("many.call")
def _() -> None:
    marks = props({"in.n": "one", "out.got": "out"})
    case = play(
        between(el("callActivity", "x", marks + each("who", "one"), calledElement="q")), CALLEE, data={"who": [1, 2]}
    )
    assert [task.path for task in case.tasks()] == ["x[0]/a", "x[1]/a"]
    case.complete("x[1]/a")
    case.complete("x[0]/a")
    assert case.data()["x"] == [{"got": 2}, {"got": 3}]


for behaviour in ("None", "One", "Complex"):
    refused(
        "many.behaviour",
        between(el("task", "x", each("i", "n").replace("isSequential", f'behavior="{behaviour}" isSequential'))),
    )
refused("many.nothing", between(el("task", "x", "<bpmn:multiInstanceLoopCharacteristics/>")))
refused("many.nothing", between(el("task", "x", counted("-1"))))
refused("many.nothing", between(el("task", "x", counted("2", "<bpmn:loopDataInputRef>i</bpmn:loopDataInputRef>"))))

# ---------------------------------------------------------------- data


@runs("data.objects")
def _() -> None:
    drawn = '<bpmn:dataOutputAssociation id="doa"><bpmn:targetRef>dor</bpmn:targetRef></bpmn:dataOutputAssociation>'
    body = (
        '<bpmn:dataObject id="do"/><bpmn:dataObjectReference id="dor" name="file" dataObjectRef="do"/>'
        + between(el("task", "x", drawn))
        + '<bpmn:textAnnotation id="ta"><bpmn:text>note</bpmn:text></bpmn:textAnnotation>'
        + '<bpmn:association id="as" sourceRef="x" targetRef="ta"/>'
    )
    assert play(body).left() == ["s", "x"]


refused(
    "data.input_output",
    between(el("task", "x", '<bpmn:ioSpecification><bpmn:dataInput id="di"/></bpmn:ioSpecification>')),
)
refused(
    "data.assignment",
    '<bpmn:dataObject id="do"/>'
    + between(
        el(
            "task",
            "x",
            '<bpmn:dataInputAssociation id="y"><bpmn:sourceRef>do</bpmn:sourceRef><bpmn:targetRef>do</bpmn:targetRef>'
            "<bpmn:assignment><bpmn:from>1</bpmn:from><bpmn:to>n</bpmn:to></bpmn:assignment></bpmn:dataInputAssociation>",
        )
    ),
    "y",
)
refused("other.choreography", S + ends("e") + line("s", "e"), "x", '<bpmn:choreography id="x"/>')
refused(
    "other.extension",
    between(
        '<bpmn:userTask id="x" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"><bpmn:extensionElements>'
        '<camunda:taskListener event="create" class="a.B"/></bpmn:extensionElements></bpmn:userTask>'
    ),
)
refused(
    "other.extension",
    between(
        el(
            "callActivity",
            "x",
            "<bpmn:extensionElements><zeebe:ioMapping xmlns:zeebe='http://camunda.org/schema/zeebe/1.0'/></bpmn:extensionElements>",
            calledElement="q",
        )
    ),
)
refused("other.reference", S + ends("e") + line("s", "e") + '<bpmn:dataStoreReference id="x" dataStoreRef="no"/>')


@runs("many.sequential")
def _() -> None:
    """The list is what it was when the step began, whoever writes it meanwhile."""
    body = S + el("userTask", "x", each("who", "one", sequential=True)) + steps("w", "z") + ends("e")
    case = play(body + flows("s>x", "s>w", "x>z", "w>e", "z>e"), data={"who": [1, 2]})
    case.complete("w", {"who": []})
    case.complete("x")
    assert [task.item for task in case.tasks()] == [2]
    case.complete("x")
    assert waits(case) == ("z",)


@runs("many.parallel")
def _() -> None:
    """The list may be any expression, or a data object meant by its id."""
    marker = each("team.people[age &gt; 30]", "one")
    case = play(between(el("userTask", "x", marker)), data={"team": {"people": [{"age": 20}, {"age": 40}]}})
    assert [task.item for task in case.tasks()] == [{"age": 40}]
    drawn = '<bpmn:dataObject id="d1" name="people"/>'
    case = play(between(el("userTask", "x", each("d1", "one")), drawn), data={"people": [1, 2]})
    assert [task.item for task in case.tasks()] == [1, 2]
    with pytest.raises(EngineStopped):
        play(between(el("userTask", "x", each("d1", "one")), drawn), data={"people": "none"})
