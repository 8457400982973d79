"""Half a surrogate pair is no text: every way into the engine answers with a sentence, and nothing has happened."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.engine.bpmn import S, el, ends, line, process, service, steps
from tests.engine.decisions.models import decision, definitions, input_, literal, needs_input
from webapp.engine.decisions import UnreadableDecisions, evaluate
from webapp.engine.sandbox import DiagramRefused, HandlerFailed, Sandbox
from webapp.feel import FeelSyntaxError, NoFeelValue, compile_expression

HALF = "\ud800"
SENTENCE = r"文字的第 \d+ 个字符只有半个（\\ud800），请改正"
PLAIN = process(S + steps("a") + el("receiveTask", "r", messageRef="msg_asked") + ends("e") + line("s", "a", "r", "e"))
RULE = definitions(decision("d", literal("string length(x)"), needs_input("x")), input_("x"))


def box() -> Sandbox:
    made = Sandbox()
    made.deploy(PLAIN)
    return made


def waiting() -> Sandbox:
    made = box()
    made.start()
    made.complete("a")
    return made


VALUES: dict[str, tuple[Callable[[], Sandbox], Callable[[Sandbox], object]]] = {
    "a case's data": (box, lambda it: it.start(data={"x": f"甲{HALF}"})),
    "the name of a datum": (box, lambda it: it.start(data={HALF: 1})),
    "a case's key": (box, lambda it: it.start(key=HALF)),
    "a form's answer": (lambda: (made := box(), made.start())[0], lambda it: it.complete("a", {"x": [{"y": HALF}]})),
    "a message's payload": (waiting, lambda it: it.send_message("asked", {"x": HALF})),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_with_half_a_character_is_refused_and_nothing_has_happened(name: str):
    made, act = VALUES[name]
    it = made()
    before = [(case.state_bytes, case.is_finished) for case in it.cases]

    with pytest.raises(NoFeelValue, match=SENTENCE):
        act(it)
    assert [(case.state_bytes, case.is_finished) for case in it.cases] == before


def test_a_handler_that_gives_half_a_character_has_failed():
    made = Sandbox(handlers={"*": lambda: HALF})
    made.deploy(process(S + service("a", "op") + ends("e") + line("s", "a", "e")))

    with pytest.raises(HandlerFailed, match=SENTENCE):
        made.start()


def test_a_diagram_written_with_half_a_character_is_refused_as_no_xml():
    text = PLAIN.decode().replace('name="p"', f'name="{HALF}"')

    with pytest.raises(DiagramRefused, match="不是有效的 XML"):
        Sandbox().deploy(text)


def test_a_path_with_half_a_character_is_not_there():
    with pytest.raises(FileNotFoundError):
        Sandbox().deploy(f"drawn/{HALF}.bpmn")


def test_an_input_of_a_decision_with_half_a_character_is_refused():
    with pytest.raises(NoFeelValue, match=SENTENCE):
        evaluate(RULE, "d", {"x": HALF})


def test_decisions_written_with_half_a_character_are_no_xml():
    with pytest.raises(UnreadableDecisions, match="不是 XML"):
        evaluate(RULE.replace("string length", HALF), "d", {"x": "a"})


@pytest.mark.parametrize("text", [f'"{HALF}"', HALF, f"/* {HALF} */ 1", r'"\ud800"'])
def test_an_expression_with_half_a_character_is_no_feel(text: str):
    with pytest.raises(FeelSyntaxError):
        compile_expression(text)
