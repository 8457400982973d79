from __future__ import annotations

import pytest

from tests.engine.bpmn import Run, S, define, each, el, ends, flows, line, process, props, run, script, steps
from webapp.domain.advance import Assign, AssignRule


def lane(role: str, *members: str) -> str:
    refs = "".join(f"<bpmn:flowNodeRef>{m}</bpmn:flowNodeRef>" for m in members)
    return f'<bpmn:lane id="lane_{role}" name="{role}">{props({"role": role})}{refs}</bpmn:lane>'


def lanes(*found: str) -> str:
    return f'<bpmn:laneSet id="lanes">{"".join(found)}</bpmn:laneSet>'


def user(key: str, **marks: str) -> str:
    return el("userTask", key, props(marks))


APPROVE = process(
    lanes(lane("caller", "add"), lane("deputy", "decide"))
    + el("startEvent", "si")
    + user("add")
    + user("decide")
    + ends("x")
    + line("si", "add", "decide", "x"),
    "approve",
)


def calling(**marks: str) -> bytes:
    return process(
        lanes(lane("supervise", "plan"), lane("secretary", "c"))
        + S
        + user("plan")
        + el("callActivity", "c", props(marks), calledElement="approve")
        + ends("e")
        + line("s", "plan", "c", "e")
    )


def roles(case: Run) -> dict[str, str | None]:
    return {task.path: task.role for task in case.seen().opened}


def test_a_callers_lane_takes_the_role_of_the_call():
    case = run(calling(role="supervise"), APPROVE)
    case.do("plan")

    assert roles(case) == {"c/add": "supervise"}
    case.do("c/add")
    assert roles(case) == {"c/decide": "deputy"}


def test_without_a_role_it_takes_the_lane_of_the_call():
    case = run(calling(), APPROVE)
    case.do("plan")

    assert roles(case) == {"c/add": "secretary"}


def test_it_is_looked_up_through_several_calls():
    middle = process(
        lanes(lane("caller", "inner"))
        + el("startEvent", "sm")
        + el("callActivity", "inner", props({}), calledElement="approve")
        + ends("em")
        + line("sm", "inner", "em"),
        "middle",
    )
    outer = process(
        lanes(lane("secretary", "c"))
        + S
        + el("callActivity", "c", props({"role": "office"}), calledElement="middle")
        + ends("e")
        + line("s", "c", "e")
    )
    case = run(outer, middle, APPROVE)

    assert roles(case) == {"c/inner/add": "office"}


def test_rules_of_a_call_hold_for_the_callers_lane_or_for_the_others():
    case = run(calling(role="supervise", assign="same_as:plan not_same_as:plan"), APPROVE)
    case.do("plan")

    assert case.task("c/add").rules == (AssignRule(kind=Assign.SAME_AS, target="plan"),)
    case.do("c/add")
    assert case.task("c/decide").rules == (AssignRule(kind=Assign.NOT_SAME_AS, target="plan"),)


def test_inside_a_called_process_task_ids_mean_its_own():
    callee = process(
        el("startEvent", "si")
        + user("draft")
        + user("check", assign="not_same_as:draft")
        + ends("x")
        + line("si", "draft", "check", "x"),
        "approve",
    )
    case = run(calling(), callee)
    case.do("plan")
    case.do("c/draft")

    assert case.task("c/check").rules == (AssignRule(kind=Assign.NOT_SAME_AS, target="c/draft"),)


@pytest.mark.parametrize(
    ("assign", "rule"),
    [
        ("subject", AssignRule(kind=Assign.SUBJECT)),
        ("unit_of_subject", AssignRule(kind=Assign.UNIT_OF_SUBJECT)),
        ("initiator", AssignRule(kind=Assign.INITIATOR)),
        ("person:s.talker", AssignRule(kind=Assign.PERSON, target="chen")),
        ("not_in_case:origin", AssignRule(kind=Assign.NOT_IN_CASE, target="origin")),
    ],
)
def test_each_rule_is_resolved(assign: str, rule: AssignRule):
    case = run(process(S + user("a", assign=assign) + ends("e") + line("s", "a", "e")), talker="chen")

    assert case.task("a").rules == (rule,)


def test_within_an_instance_a_rule_means_the_same_instance():
    inner = el("startEvent", "si") + user("write") + user("check", assign="not_same_as:write same_as:plan") + ends("x")
    sub = el("subProcess", "sub", each("who", "one") + inner + line("si", "write", "check", "x"))
    case = run(
        process(
            S + script("z", 'who = ["甲", "乙"]') + user("plan") + sub + ends("e") + line("s", "z", "plan", "sub", "e")
        )
    )
    case.do("plan")
    case.do("sub[1]/write")

    assert [rule.target for rule in case.task("sub[1]/check").rules] == ["sub[1]/write", "plan"]


def test_a_plain_sub_process_adds_nothing_to_a_path():
    inner = el("startEvent", "si") + user("a", assign="not_same_as:plan") + ends("x") + line("si", "a", "x")
    case = run(process(S + user("plan") + el("subProcess", "sub", inner) + ends("e") + line("s", "plan", "sub", "e")))
    case.do("plan")

    assert case.task("a").rules[0].target == "plan"


def test_a_step_says_its_form_its_row_and_its_due_day():
    step = el("userTask", "a", props({"deadline": "step", "mandatory": "8.4", "form": "shared_one"}))
    definition = define(
        process(S + step + steps("b") + ends("e") + line("s", "a", "b", "e")),
        more={"shared/forms/shared_one.form": b'{"components": []}', "m/forms/b.form": b'{"components": []}'},
    )
    case = Run(definition).start()

    task = case.task("a")
    assert (task.form, task.mandatory, task.deadline, str(task.due_on)) == ("shared_one", "8.4", "step", "2026-03-04")
    case.do("a")
    assert (case.task("b").form, case.task("b").due_on) == ("b", None)


def test_a_due_day_waits_for_its_base_event():
    step = el("userTask", "a", props({"deadline": "= s.limit"}))
    case = run(process(S + step + ends("e") + line("s", "a", "e")), limit="reply")

    task = case.task("a")

    assert (task.deadline, task.due_on) == ("reply", None)


def test_an_element_that_starts_a_limit_writes_its_row():
    a = el("userTask", "a", props({"starts": 'if a.sent then "reply" else null', "starts_on": "a.on"}))
    b = el("userTask", "b", props({"deadline": "reply"}))
    case = run(process(S + a + b + ends("e") + line("s", "a", "b", "e")))
    import datetime as dt

    advance = case.do("a", sent=True, on=dt.date(2026, 3, 5))

    row = advance.deadlines[0]
    assert (row.key, row.base_on, row.due_on) == ("reply", dt.date(2026, 3, 5), dt.date(2026, 3, 26))
    assert case.task("b").due_on == dt.date(2026, 3, 26)


def test_a_token_at_a_marked_element_holds_the_case_also_while_it_waits_at_a_join():
    gate = el("parallelGateway", "j", props({"mandatory": "8.3"}))
    case = run(
        process(
            S
            + el("parallelGateway", "g")
            + steps("a", "b")
            + gate
            + ends("e")
            + flows("s>g", "g>a", "g>b", "a>j", "b>j", "j>e")
        )
    )
    assert case.last.bound == ()

    case.do("a")

    assert case.last.bound == ("8.3",)


def test_a_marked_call_holds_the_case_as_long_as_anything_runs_in_it():
    case = run(calling(mandatory="7.2"), APPROVE)
    assert case.last.bound == ()
    case.do("plan")
    assert case.last.bound == ("7.2",)

    case.do("c/add")
    case.do("c/decide")

    assert case.last.bound == ()
