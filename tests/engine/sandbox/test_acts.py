"""What the sandbox's own acts do: deploying again, messages that wait for their case, handlers that give nonsense."""

from __future__ import annotations

import pytest

from tests.engine.bpmn import S, el, ends, line, message, process, props, steps, timer
from tests.engine.decisions.models import decision, definitions, literal
from webapp.engine.sandbox import DiagramRefused, HandlerFailed, Sandbox

WAITING = process(
    S + steps("a") + el("receiveTask", "r", messageRef="msg_asked") + ends("e") + line("s", "a", "r", "e")
)


def test_the_same_file_may_be_deployed_again():
    box = Sandbox()

    assert [box.deploy(WAITING).processes for _ in range(2)] == [("p",), ("p",)]
    assert box.check(WAITING) == box.check() == ()


def test_a_message_for_one_case_is_kept_for_that_alone():
    box = Sandbox()
    box.deploy(WAITING)
    first, second = box.start(), box.start()

    assert first.send_message("asked").status == "kept"
    second.complete("a")
    assert second.state().waiting == ("r",)
    first.complete("a")
    assert (first.is_finished, second.is_finished) == (True, False)


def test_what_no_expression_could_read_is_the_handler_s_fault():
    box = Sandbox(handlers={"x": object})
    box.deploy(process(S + el("serviceTask", "x") + ends("e") + line("s", "x", "e")))

    with pytest.raises(HandlerFailed, match="no FEEL value"):
        box.start()
    assert box.cases == []


DECLARED = """
<bpmn:message id="by_post" name="letter"/><bpmn:signal id="by_ear" name="bell"/>
<bpmn:error id="gone" errorCode="404"/><bpmn:escalation id="up" escalationCode="boss"/>
"""


def test_messages_signals_errors_and_escalations_are_named_by_their_name_or_code_or_by_their_id():
    events = (("m", "message", "by_post"), ("r", "error", "gone"), ("u", "escalation", "up"), ("g", "signal", "by_ear"))
    body = el("startEvent", "s", '<bpmn:messageEventDefinition messageRef="by_post"/>')
    body += el("userTask", "a") + ends("e", "x") + line("s", "a", "e")
    for id_, kind, declared in events:
        inner = f'<bpmn:{kind}EventDefinition {kind}Ref="{declared}"/>'
        body += el("boundaryEvent", id_, inner, attachedToRef="a") + line(id_, "x")
    box = Sandbox()
    box.deploy(process(body, outside=DECLARED))

    acts = {
        "m": lambda case, word: case.send_message("by_post" if word else "letter"),
        "g": lambda _, word: box.send_signal("by_ear" if word else "bell"),
        "r": lambda case, word: case.fail("a", "gone" if word else "404"),
        "u": lambda case, word: case.escalate("a", "up" if word else "boss"),
    }
    for id_, act in acts.items():
        for by_id in (True, False):
            case = box.start(message="by_post" if by_id else "letter")
            act(case, by_id)
            assert (case.is_finished, case.left()[-2]) == (True, id_)


def test_a_name_goes_before_the_id_of_another():
    crossed = '<bpmn:message id="one" name="two"/><bpmn:message id="two" name="one"/>'
    body = S + el("receiveTask", "r", messageRef="one") + ends("e") + line("s", "r", "e")
    box = Sandbox()
    box.deploy(process(body, outside=crossed))
    case = box.start()

    assert box.send_message("one").status == "kept"
    assert box.send_message("two").status == "delivered"
    assert case.is_finished


def named_result(name: str) -> bytes:
    operator = f'<spiffworkflow:serviceTaskOperator id="weigh" resultVariable="{name}"/>'
    task = el("serviceTask", "x", f"<bpmn:extensionElements>{operator}</bpmn:extensionElements>")
    return process(S + task + steps("a") + ends("e") + line("s", "x", "a", "e"))


@pytest.mark.parametrize("weighed", [12, {"kilos": 12}], ids=str)
def test_a_result_also_lies_where_the_diagram_says(weighed: object):
    box = Sandbox(handlers={"weigh": lambda: weighed})
    box.deploy(named_result("weight"))

    data = box.start().data()

    assert data["weight"] == data["x"] == weighed


@pytest.mark.parametrize("name", ["a", "if"])
def test_a_result_is_not_put_in_the_place_of_a_step_or_a_word_of_feel(name: str):
    assert [one.element for one in Sandbox().check(named_result(name)) if one.rule == "services"] == ["x"]


def test_in_the_house_a_result_lies_under_its_step_alone():
    found = Sandbox(house=True).check(named_result("weight"))

    assert any("weight" in one.reason and one.element == "x" for one in found if one.rule == "services")


def rules(result: int) -> str:
    return definitions(decision("dish", literal(str(result))))


DISH = props({}, "<spiffworkflow:calledDecisionId>dish</spiffworkflow:calledDecisionId>")
ASKING = process(S + steps("a") + el("businessRuleTask", "x", DISH) + ends("e") + line("s", "a", "x", "e"))


def test_decisions_that_are_deployed_again_hold_for_cases_that_begin_then():
    box = Sandbox()
    box.deploy(rules(1))  # before any diagram asks for them
    box.deploy(ASKING)
    before = box.start()
    box.deploy(rules(2))
    after = box.start()

    before.complete("a")
    after.complete("a")

    assert (before.data()["x"], after.data()["x"]) == (1, 2)


def test_a_decision_that_two_files_have_is_refused_where_it_is_asked():
    other = definitions(decision("soup", literal("3")), decision("dish", literal("2")))

    with pytest.raises(DiagramRefused) as refusal:
        Sandbox().deploy(ASKING, rules(1), other)

    assert [(one.element, "两个文件" in one.reason) for one in refusal.value.findings] == [("x", True)]


def test_decisions_by_themselves_are_refused_with_what_is_wrong():
    (found,) = Sandbox().check(definitions(decision("dish", literal("1 +"))))

    assert (found.element, found.severity.value) == ("dish", "error")


def test_a_called_process_that_is_deployed_again_is_called_by_cases_that_begin_then():
    def called(step: str) -> bytes:
        return process(S + steps(step) + ends("e") + line("s", step, "e"), "q")

    box = Sandbox()
    calling = S + steps("a") + el("callActivity", "x", calledElement="q") + ends("e") + line("s", "a", "x", "e")
    box.deploy(process(calling), called("old"))
    before = box.start("p")
    box.deploy(called("new"))
    after = box.start("p")
    before.complete("a")
    after.complete("a")

    assert ([one.element for one in before.tasks()], [one.element for one in after.tasks()]) == (["old"], ["new"])


def test_what_is_deployed_beside_a_timer_does_not_set_it_anew():
    hourly = (
        el("startEvent", "s", timer("R/PT1H", "timeCycle")) + el("callActivity", "x", calledElement="q") + ends("e")
    )
    box = Sandbox()
    box.deploy(
        process(hourly + line("s", "x", "e")), process(S + steps("old") + ends("e") + line("s", "old", "e"), "q")
    )
    box.advance_clock(by="PT50M")
    box.deploy(process(S + steps("new") + ends("e") + line("s", "new", "e"), "q"))
    box.advance_clock(by="PT10M")

    assert [one.element for one in box.tasks()] == ["new"]


@pytest.mark.parametrize(
    ("written", "sent"),
    [("20", 20), ("20.0", 20), ("10 ** 3", 1000), ("1000", 1e3), ("20.50", "20.5"), ("true", True), ('"甲"', "甲")],
)
def test_a_message_finds_who_waits_by_the_value_however_the_number_was_written(written: str, sent: object):
    wait = el("receiveTask", "r", props({"correlate": written}), messageRef="msg_asked")
    box = Sandbox()
    box.deploy(process(S + wait + ends("e") + line("s", "r", "e")))
    case = box.start()

    assert box.send_message("asked", correlation="another").status == "kept"
    assert box.send_message("asked", correlation=sent).status == "delivered"
    assert case.is_finished


def asking(correlate: str) -> bytes:
    wait = el("receiveTask", "r", props({"correlate": correlate}), messageRef="msg_asked")
    return process(S + wait + ends("e") + line("s", "r", "e"))


def test_an_event_that_correlates_by_null_is_meant_by_no_value():
    box = Sandbox()
    box.deploy(asking("nothing"))
    case = box.start()

    for sent in (7, "甲", False, ""):
        assert box.send_message("asked", correlation=sent).status == "kept"
    assert not case.is_finished
    assert box.send_message("asked", case=case).status == "delivered"


def test_a_message_whose_value_is_null_finds_nobody_and_says_so():
    box = Sandbox()
    box.deploy(asking("order"))
    cases = [box.start(data={"order": order}) for order in (None, 7)]
    found = box.send_message("asked", correlation={"order": None})

    assert (found.status, found.why) == ("kept", "消息“asked”据以相关的值为空（null），没有事项与之相关。")
    assert not any(case.is_finished for case in cases)
    assert box.send_message("asked", correlation={"order": 7}).why == ""
    assert [case.is_finished for case in cases] == [False, True]


@pytest.mark.parametrize(("subject", "finished"), [("nobody", False), ("order", True)])
def test_a_thrown_message_whose_subject_is_null_finds_nobody(subject: str, finished: bool):
    throw = el("sendTask", "t", props({"subject": subject}), messageRef="msg_asked")
    box = Sandbox()
    box.deploy(asking("order"), process(el("startEvent", "qs") + throw + ends("qe") + line("qs", "t", "qe"), "q"))
    waiting = box.start("p", data={"order": 7})
    box.start("q", data={"order": 7})

    assert waiting.is_finished is finished
    assert [one.lost for one in box.case.sent] == [not finished]


def test_a_case_that_a_message_opened_has_its_value_as_key():
    box = Sandbox()
    box.deploy(
        process(
            el("startEvent", "s", message("asked"))
            + el("receiveTask", "r", messageRef="msg_told")
            + ends("e")
            + line("s", "r", "e")
        )
    )
    box.send_message("asked", correlation=20.0)

    assert box.send_message("told", correlation=20).status == "delivered"
