"""Looking ahead gives the role and the rules that the later step has once it is open."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.bpmn import Run, S, each, el, ends, flows, line, process, run, script
from tests.engine.test_places import APPROVE, calling, lane, lanes, user
from webapp.domain.advance import Assign
from webapp.engine import Later, apart_later, collect, processes_in, read

PROCESSES = Path(__file__).parents[2] / "processes"


def ahead(case: Run, path: str) -> tuple[Later, ...]:
    one = case.task(path)
    return apart_later(case.definition, one.path, process=one.process, element=one.element)


def names(found: tuple[Later, ...]) -> list[tuple[str, str | None, list[str]]]:
    return [(one.name, one.role, [rule.target for rule in one.rules]) for one in found]


def agrees(case: Run, later: Later, path: str) -> None:
    """Fail unless what was seen from afar is what the step says once it is open."""
    opened = case.task(path)
    kept = tuple(rule for rule in opened.rules if rule.kind is Assign.NOT_SAME_AS)
    assert (later.role, sorted(later.rules, key=str)) == (opened.role, sorted(kept, key=str))


def two(check: str = "not_same_as:write", *, backwards: bool = False) -> bytes:
    way = line("s", *(("check", "write") if backwards else ("write", "check")), "e")
    return process(
        lanes(lane("supervise", "write"), lane("room_head", "check"))
        + S
        + user("write")
        + user("check", assign=check)
        + ends("e")
        + way
    )


def test_a_step_of_the_same_process():
    case = run(two())
    [later] = ahead(case, "write")

    assert names((later,)) == [("check", "room_head", ["write"])]
    case.do("write")
    agrees(case, later, "check")


@pytest.mark.parametrize(
    "check", ["", "same_as:write", "person:s.talker not_same_as:write", "subject not_same_as:write"]
)
def test_one_that_is_a_named_persons_or_anybodys_keeps_nobody_free(check: str):
    assert ahead(run(two(check)), "write") == ()


def test_what_lies_before_and_does_not_come_again_is_over():
    case = run(two(backwards=True))
    case.do("check")

    assert ahead(case, "write") == ()


def test_what_lies_before_and_may_come_again_is_not_over():
    body = S + el("exclusiveGateway", "x") + user("check", assign="not_same_as:write") + user("write") + ends("e")
    way = flows("s>x", "x>check", "check>write", "write>y", ("y>x", "1 = 2"), "y>e")
    case = run(process(lanes(lane("supervise", "check")) + body + el("exclusiveGateway", "y", default="y__e") + way))
    case.do("check")

    assert names(ahead(case, "write")) == [("check", "supervise", ["write"])]


def test_the_lanes_of_a_called_process_but_not_the_callers():
    case = run(calling(role="supervise", assign="not_same_as:plan"), APPROVE)
    [later] = ahead(case, "plan")

    assert names((later,)) == [("decide", "deputy", ["plan"])]
    case.do("plan")
    assert ahead(case, "c/add") == ()
    case.do("c/add")
    agrees(case, later, "c/decide")


@pytest.mark.parametrize(("drawn_in", "role"), [("deputy", "deputy"), ("caller", "supervise")])
def test_within_a_called_process_with_what_the_call_says(drawn_in: str, role: str):
    callee = process(
        lanes(lane("caller", "draft"), lane(drawn_in, "check"))
        + el("startEvent", "si")
        + user("draft")
        + user("check", assign="not_same_as:draft")
        + ends("x")
        + line("si", "draft", "check", "x"),
        "approve",
    )
    case = run(calling(role="supervise", assign="not_same_as:plan"), callee)
    case.do("plan")
    [later] = ahead(case, "c/draft")

    assert (later.name, later.role) == ("check", role)
    case.do("c/draft")
    agrees(case, later, "c/check")


def test_within_an_instance_of_a_repeated_part():
    inner = el("startEvent", "si") + user("write") + user("check", assign="not_same_as:write not_same_as:plan")
    sub = el("subProcess", "sub", each("who", "one") + inner + ends("x") + line("si", "write", "check", "x"))
    given = script("z", 'who = ["甲", "乙"]')
    case = run(process(S + given + user("plan") + sub + ends("e") + line("s", "z", "plan", "sub", "e")))
    [far] = ahead(case, "plan")
    case.do("plan")
    [near] = ahead(case, "sub[1]/write")

    assert names((far, near)) == [("check", None, ["plan"]), ("check", None, ["sub[1]/write", "plan"])]
    case.do("sub[1]/write")
    agrees(case, near, "sub[1]/check")


def test_a_step_that_whoever_did_this_one_does_as_well():
    body = S + user("plan") + user("grade", assign="same_as:plan") + user("check", assign="not_same_as:grade")
    case = run(process(body + ends("e") + line("s", "plan", "grade", "check", "e")))

    assert names(ahead(case, "plan")) == [("check", None, ["grade"])]


def test_every_step_of_every_measure_that_must_be_anothers_is_seen_ahead():
    """What a diagram says of four eyes is either seen from the step that it names, or names one person."""
    for name in processes_in(PROCESSES):
        definition = read(collect(PROCESSES, name))
        seen = {(step, one.id) for (_, step), chains in definition.apart.items() for one, *_ in chains}
        for element in definition.elements.values():
            words = [word.partition(":") for word in element.properties.get("assign", "").split()]
            named = any(kind == Assign.PERSON for kind, _, _ in words)
            asked = {(step, element.id) for kind, _, step in words if kind == Assign.NOT_SAME_AS}
            assert named or asked <= seen, f"{name}: {sorted(asked - seen)}"
