"""Gateways and flows."""

from __future__ import annotations

import itertools

import pytest

from tests.engine.bpmn import S, el, ends, flows, line, script, steps, timer
from tests.engine.features.registry import ASKED, BELL, TOLD, play, refused, runs, waits, when
from webapp.engine.sandbox import EngineStopped


def choice(tag: str, default: bool = True) -> str:
    more = {"default": "g__c"} if default else {}
    last: str | tuple[str, str] = "g>c" if default else ("g>c", "n = 4")
    return (
        S
        + el(tag, "g", **more)
        + steps("a", "b", "c")
        + ends("e", "f", "h")
        + flows("s>g", ("g>a", "n < 3"), ("g>b", "n < 5"), last, "a>e", "b>f", "c>h")
    )


@runs("gateway.exclusive")
def _() -> None:
    for n, taken in ((1, "a"), (4, "b"), (9, "c"), (None, "c"), ("text", "c")):
        case = play(choice("exclusiveGateway"), data={"n": n})
        assert waits(case) == (taken,)
    with pytest.raises(EngineStopped):
        play(choice("exclusiveGateway", default=False), data={"n": 9})
    join = S + el("parallelGateway", "g") + el("exclusiveGateway", "j") + steps("a") + ends("e")
    case = play(join + script("w", "n = 1") + flows("s>g", "g>j", "g>w", "w>j", "j>a", "a>e"))
    assert [task.element for task in case.tasks()] == ["a", "a"]  # each token passes


@runs("gateway.inclusive")
def _() -> None:
    for n, taken in ((1, ("a", "b")), (4, ("b",)), (9, ("c",))):
        assert waits(play(choice("inclusiveGateway"), data={"n": n})) == taken
    with pytest.raises(EngineStopped):
        play(choice("inclusiveGateway", default=False), data={"n": 9})


@runs("gateway.inclusive")
def _() -> None:
    body = (
        S
        + el("inclusiveGateway", "g", default="g__c")
        + steps("a", "b", "c", "z")
        + el("inclusiveGateway", "j")
        + ends("e")
        + flows("s>g", ("g>a", "x"), ("g>b", "y"), "g>c", "a>j", "b>j", "c>j", "j>z", "z>e")
    )
    for x, y in itertools.product([True, False], repeat=2):
        case = play(body, data={"x": x, "y": y})
        open_steps = waits(case)
        assert set(open_steps) == ({"a"} if x else set()) | ({"b"} if y else set()) or open_steps == ("c",)
        for element in open_steps:
            assert "z" not in waits(case)
            case.complete(element)
        assert waits(case) == ("z",)
        assert case.entered().count("j") == 1


@runs("gateway.parallel")
def _() -> None:
    body = (
        S
        + el("parallelGateway", "g")
        + steps("a", "b", "c", "z")
        + el("parallelGateway", "j")
        + ends("e")
        + flows("s>g", "g>a", "g>b", "g>c", "a>j", "b>j", "c>j", "j>z", "z>e")
    )
    for order in itertools.permutations("abc"):
        case = play(body)
        assert waits(case) == ("a", "b", "c")
        for element in order:
            assert "z" not in waits(case)
            case.complete(element)
        assert waits(case) == ("z",)
        assert (case.entered().count("j"), case.left().count("j")) == (1, 1)


RACE = {
    "message": (el("intermediateCatchEvent", "m", ASKED), "m", lambda case: case.send_message("asked", {"n": 1})),
    "timer": (
        el("intermediateCatchEvent", "t", timer("PT1H", "timeDuration")),
        "t",
        lambda case: case.box.advance_clock(by="PT1H"),
    ),
    "signal": (el("intermediateCatchEvent", "b", BELL), "b", lambda case: case.box.send_signal("bell")),
    "two messages": (el("intermediateCatchEvent", "k", TOLD), "k", lambda case: case.send_message("told")),
    "several": (el("intermediateCatchEvent", "u", TOLD + BELL), "u", lambda case: case.send_message("told")),
}


@runs("gateway.events")
def _() -> None:
    for one, other in itertools.permutations(RACE, 2):
        (node, key, happen), (node2, key2, happen2) = RACE[one], RACE[other]
        if {one, other} in ({"two messages", "several"}, {"signal", "several"}):
            continue
        body = S + el("eventBasedGateway", "g") + node + node2 + steps("a", "c") + ends("e")
        case = play(body + flows("s>g", f"g>{key}", f"g>{key2}", f"{key}>a", f"{key2}>c", "a>e", "c>e"))
        assert waits(case) == ("g",)
        happen(case)
        assert waits(case) == ("a",), (one, other)
        happen2(case)
        assert waits(case) == ("a",), (one, other)
        assert case.left() == ["s", "g", key]
        assert case.cancelled() == []


@runs("gateway.events")
def _() -> None:
    """A receive task behind it wins like an event; a condition that is true at once as well."""
    body = (
        S
        + el("eventBasedGateway", "g")
        + el("receiveTask", "r", messageRef="msg_asked")
        + el("intermediateCatchEvent", "t", timer("PT1H", "timeDuration"))
        + el("intermediateCatchEvent", "k", when("n = 1"))
        + steps("a", "c", "d")
        + ends("e")
        + flows("s>g", "g>r", "g>t", "g>k", "r>a", "t>c", "k>d", "a>e", "c>e", "d>e")
    )
    case = play(body)
    case.send_message("asked")
    case.box.advance_clock(by="PT1H")
    assert (waits(case), case.left()) == (("a",), ["s", "g", "r"])
    case = play(body)
    case.box.advance_clock(by="PT1H")
    case.send_message("asked")
    assert waits(case) == ("c",)
    assert waits(play(body, data={"n": 1})) == ("d",)


refused("gateway.complex", S + el("complexGateway", "x") + ends("e") + line("s", "x", "e"))
for tag in ("parallelGateway", "inclusiveGateway"):
    both = S + el("parallelGateway", "g") + steps("a", "b") + el(tag, "x") + ends("e", "f")
    ways = ("x>e", "x>f") if tag == "parallelGateway" else (("x>e", "true"), ("x>f", "true"))
    refused("gateway.both", both + flows("s>g", "g>a", "g>b", "a>x", "b>x", *ways))
for tag in ("exclusiveGateway", "inclusiveGateway"):
    refused("gateway.unconditional", S + el(tag, "g") + ends("e", "f") + flows("s>g", ("g>e", "true"), "g>f"), "g__f")
for event in (ASKED, BELL):
    race = S + el("eventBasedGateway", "g") + ends("e")
    twins = el("intermediateCatchEvent", "m", event) + el("intermediateCatchEvent", "x", event)
    refused("gateway.same", race + twins + flows("s>g", "g>m", "g>x", "m>e", "x>e"))
refused(
    "gateway.parallel_events",
    S
    + el("eventBasedGateway", "x", eventGatewayType="Parallel")
    + el("intermediateCatchEvent", "m", ASKED)
    + el("intermediateCatchEvent", "n", BELL)
    + ends("e")
    + flows("s>x", "x>m", "x>n", "m>e", "n>e"),
)

# ---------------------------------------------------------------- flows


@runs("flow.split")
@runs("flow.merge")
def _() -> None:
    body = S + steps("a", "b", "c") + ends("e") + flows("s>a", "a>b", "a>c", "b>e", "c>e")
    case = play(body)
    case.complete("a")
    assert waits(case) == ("b", "c")
    case.complete("c")
    assert not case.is_finished
    case.complete("b")
    assert (case.is_finished, case.left().count("e")) == (True, 2)
    case = play(S + steps("b", "c") + ends("e") + flows("s>b", "s>c", "b>c", "c>e"))
    case.complete("b")
    assert [task.element for task in case.tasks()] == ["c", "c"]


@runs("flow.conditional")
@runs("flow.default")
def _() -> None:
    body = (
        S
        + el("userTask", "a", default="a__d")
        + steps("b", "c", "d")
        + ends("e")
        + flows("s>a", ("a>b", "n > 0"), ("a>c", "n > 1"), "a>d", "b>e", "c>e", "d>e")
    )
    for n, taken in ((0, ("d",)), (1, ("b",)), (2, ("b", "c"))):
        case = play(body)
        case.complete("a", {"n": n})
        assert waits(case) == taken


@runs("flow.conditional")
def _() -> None:
    """One without condition is always taken; without any that holds nothing passes."""
    body = S + steps("a", "b", "c") + ends("e") + flows("s>a", ("a>b", "n > 0"), "a>c", "b>e", "c>e")
    for n, taken in ((0, ("c",)), (1, ("b", "c"))):
        case = play(body)
        case.complete("a", {"n": n})
        assert waits(case) == taken
    case = play(S + steps("a", "b") + ends("e") + flows("s>a", ("a>b", "n > 0"), "b>e"))
    with pytest.raises(EngineStopped):
        case.complete("a", {"n": 0})
    assert waits(case) == ("a",)


refused("flow.condition_elsewhere", S + steps("a") + ends("e") + flows(("s>a", "true"), "a>e"), "s__a")
refused(
    "flow.condition_elsewhere",
    S + el("parallelGateway", "g") + ends("e", "f") + flows("s>g", ("g>e", "true"), "g>f"),
    "g__e",
)
refused("flow.default", S + el("userTask", "x", default="x__e") + ends("e") + line("s", "x", "e"))
inner = el("startEvent", "y") + steps("a") + ends("z") + line("y", "a", "z")
refused("flow.crossing", S + el("subProcess", "x", inner) + ends("e") + line("s", "x", "e") + flows("a>e"), "a__e")
refused(
    "flow.deadlock",
    S
    + el("exclusiveGateway", "g", default="g__b")
    + steps("a", "b")
    + el("parallelGateway", "x")
    + ends("e")
    + flows("s>g", ("g>a", "n"), "g>b", "a>x", "b>x", "x>e"),
)
refused(
    "flow.round",
    S
    + el("exclusiveGateway", "m")
    + el("task", "x")
    + el("parallelGateway", "g")
    + ends("e")
    + flows("s>m", "m>x", "x>g", "g>m", "g>e"),
)
refused("flow.round", S + el("task", "x") + ends("e") + flows("s>x", "x>e") + flows("x>x").replace("x__x", "again"))


@runs("expression.names")
def _() -> None:
    """Data may be called like a function of FEEL or like a word of this house; a call means the function."""
    for name in ("count", "date", "sum", "time", "item", "case", "results", "not"):
        body = S + el("exclusiveGateway", "split", default="split__b") + steps("a", "b") + ends("e")
        body += flows("s>split", ("split>a", f"{name} = 5"), "split>b", "a>e", "b>e")
        assert waits(play(body, data={name: 5})) == ("a",), name
        assert waits(play(body, data={name: 6})) == ("b",), name
    case = play(
        S
        + el("task", "sort")
        + script("w", 'count = count + count([1, 2])\nparts = split("a;b", ";")')
        + steps("a")
        + ends("e")
        + line("s", "sort", "w", "a", "e"),
        data={"count": 5},
    )
    assert (case.data()["count"], case.data()["parts"]) == (7, ["a", "b"])


for constant in ("5", '"no"', "null", "1 + 1"):
    body = S + el("exclusiveGateway", "g", default="g__f") + ends("e", "f")
    refused("expression.constant", body + flows("s>g", ("g>e", constant), "g>f"), "g__e")
for condition in (
    "${n > 1}",
    "#{n}",
    "n == 1",
    "n && m",
    "n > 1;",
    "return n",
    "n.startsWith('a')",
    "len(n) > 1",
    'eval("1")',
    "",
):
    body = S + el("exclusiveGateway", "g", default="g__f") + ends("e", "f") + flows("s>g", ("g>e", condition), "g>f")
    if not condition:
        body = body.replace('targetRef="e">', 'targetRef="e"><bpmn:conditionExpression></bpmn:conditionExpression>')
    refused("expression.other", body, "g__e")
refused(
    "expression.other",
    (S + el("exclusiveGateway", "g", default="g__f") + ends("e", "f") + flows("s>g", ("g>e", "n"), "g>f")).replace(
        "<bpmn:conditionExpression>", '<bpmn:conditionExpression language="http://www.w3.org/1999/XPath">'
    ),
    "g__e",
)
