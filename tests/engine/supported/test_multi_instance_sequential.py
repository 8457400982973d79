from __future__ import annotations

import pytest

from tests.engine.bpmn import S, each, el, ends, flows, line, process, props, run, script, steps
from webapp import engine

MEMBERS = 'members = ["甲", "乙", "丙"]'


def vote(until: str = "") -> bytes:
    marker = each("members", "member", sequential=True, until=until)
    return process(
        S
        + script("z", MEMBERS)
        + el("userTask", "vote", marker)
        + steps("u")
        + ends("e")
        + line("s", "z", "vote", "u", "e")
    )


def test_instances_come_one_after_the_other_in_the_order_of_the_list():
    case = run(vote())
    order = []

    while case.open() != ["u"]:
        (path,) = case.open()
        order.append(case.task(path).item)
        case.do(path, said=f"意见{len(order)}")

    assert order == ["甲", "乙", "丙"]
    assert case.facts()["vote"] == [{"said": "意见1"}, {"said": "意见2"}, {"said": "意见3"}]


def test_the_completion_condition_ends_the_step():
    case = run(vote("done >= 2"))

    case.do("vote[0]", said="a")
    case.do("vote[1]", said="b")

    assert case.open() == ["u"]
    assert case.facts()["vote"] == [{"said": "a"}, {"said": "b"}, None]


def test_an_empty_list_is_done_at_once():
    marker = each("nobody", "member", sequential=True)
    case = run(
        process(
            S
            + script("z", "nobody = []")
            + el("userTask", "vote", marker)
            + steps("u")
            + ends("e")
            + line("s", "z", "vote", "u", "e")
        )
    )

    assert case.open() == ["u"]
    assert case.facts()["vote"] == []


def test_every_visit_begins_a_fresh_list():
    marker = each("members", "member", sequential=True)
    case = run(
        process(
            S
            + script("z", 'members = ["甲", "乙"]')
            + el("exclusiveGateway", "m")
            + el("userTask", "vote", marker)
            + steps("u")
            + el("exclusiveGateway", "d")
            + ends("e")
            + flows("s>z", "z>m", "m>vote", "vote>u", "u>d", ("d>m", "u.again = true"), ("d>e", "u.again = false"))
        )
    )
    for turn in (1, 2):
        case.do("vote[0]", n=turn)
        case.do("vote[1]", n=turn)
        case.do("u", again=turn == 1)

    assert case.finished == "e"
    assert [row["n"] for row in case.facts()["vote"]] == [2, 2]


def test_a_called_process_runs_once_per_item():
    callee = process(el("startEvent", "si") + steps("ask") + ends("x") + line("si", "ask", "x"), "one")
    marks = props({"in.who": "member", "out.who": "who", "out.said": "ask.said"})
    call = el("callActivity", "c", marks + each("members", "member", sequential=True), calledElement="one")
    case = run(
        process(
            S + script("z", 'members = ["甲", "乙"]') + call + steps("u") + ends("e") + line("s", "z", "c", "u", "e")
        ),
        callee,
    )

    case.do("c[0]/ask", said=1)
    case.do("c[1]/ask", said=2)

    assert [row["who"] for row in case.facts()["c"]] == ["甲", "乙"]
    assert case.open() == ["u"]


def test_a_sub_process_gives_what_each_instance_wrote():
    inner = el("startEvent", "si") + steps("a") + script("w", "mark = member") + ends("x") + line("si", "a", "w", "x")
    sub = el("subProcess", "sub", each("members", "member", sequential=True) + inner)
    case = run(
        process(
            S + script("z", 'members = ["甲", "乙"]') + sub + steps("u") + ends("e") + line("s", "z", "sub", "u", "e")
        )
    )

    case.do("sub[0]/a", n=1)
    case.do("sub[1]/a", n=2)

    assert [(row["mark"], row["a"]["n"]) for row in case.facts()["sub"]] == [("甲", 1), ("乙", 2)]
    assert "mark" not in case.facts()


@pytest.mark.parametrize("text", ["members = 3", "members = null", "members = for i in 1..201 return i"])
def test_what_is_no_list_or_too_long_is_an_incident(text: str):
    with pytest.raises(engine.EngineStopped):
        run(
            process(
                S
                + script("z", text)
                + el("userTask", "vote", each("members", "member", sequential=True))
                + ends("e")
                + line("s", "z", "vote", "e")
            )
        )
