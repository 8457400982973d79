"""A small measure for the runner's own tests: ask, check with four eyes, wait for a word, end; or end early."""

from __future__ import annotations

from pathlib import Path

from tests.engine.bpmn import S, el, ends, flows, line, message, process, props, service, steps, timer
from webapp import engine

ROLES = "supervise: {zh: 监督检查室, en: Supervision, scope: room, permissions: []}\nsubject: {zh: 本人, en: Person}\n"
LIMITS = "reply: {amount: 15, unit: workday, base: receipt}\nstep: {amount: 2, unit: workday, base: opened}\n"
LANES = (
    '<bpmn:laneSet id="ls"><bpmn:lane id="l1" name="室">'
    + props({"role": "supervise"})
    + "".join(f"<bpmn:flowNodeRef>{n}</bpmn:flowNodeRef>" for n in ("ask", "check", "vote", "note"))
    + '</bpmn:lane><bpmn:lane id="l2" name="本人">'
    + props({"role": "subject"})
    + "<bpmn:flowNodeRef>reply</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
)
BODY = (
    LANES
    + S
    + el("userTask", "ask", props({"deadline": "step"}))
    + service("number", "letters.number", {"starts": '"reply"'}, template='"d14"')
    + el("userTask", "reply", props({"assign": "subject", "deadline": "reply"}))
    + el("boundaryEvent", "late", timer('deadline("reply") + workdays(5)'), attachedToRef="reply")
    + el("exclusiveGateway", "answered")
    + el("userTask", "check", props({"assign": "not_same_as:ask", "mandatory": "8.4"}))
    + el("exclusiveGateway", "good")
    + el("intermediateThrowEvent", "tell", message("told"))
    + el("intermediateCatchEvent", "word", message("answered"))
    + ends("closed", "referred")
    + flows(
        "s>ask",
        "ask>number",
        "number>reply",
        "reply>answered",
        "late>answered",
        "answered>check",
        "check>good",
        ("good>closed", 'check.result = "good"'),
        ("good>tell", 'check.result = "bad"'),
        "tell>word",
        "word>referred",
    )
    + el("startEvent", "case_ended", message("case_ended"))
    + steps("note")
    + ends("ended_early")
    + line("case_ended", "note", "ended_early")
)


def field(kind: str, key: str, **more: object) -> dict[str, object]:
    return {"type": kind, "id": f"f_{key}", "key": key, "label": key, **more}


FORMS: dict[str, list[dict[str, object]]] = {
    "ask": [
        field("textarea", "why", validate={"required": True, "minLength": 10}),
        field(
            "datetime", "asked_on", validate={"required": True}, properties={"routing": "true", "not_future": "true"}
        ),
        field("number", "count", validate={"required": True, "min": 0}, properties={"routing": "true"}),
    ],
    "reply": [field("checkbox", "sure", validate={"required": True})],
    "check": [
        field(
            "radio",
            "result",
            values=[{"value": "good", "label": "好"}, {"value": "bad", "label": "坏"}],
            validate={"required": True},
            properties={"routing": "true"},
        ),
    ],
    "note": [field("textarea", "text", validate={"required": True, "minLength": 2})],
}
HEAD = """
measure: small
people: {li: [supervise], zhao: [supervise]}
passages:
  asked:
    - li completes ask: {}
    - receipt of reply on: 2026-03-03
scenarios:
"""
GOOD = """
- scenario: 答复良好
  start: {event: s, with: {subject: head_a}}
  at: 2026-03-02T09:00
  steps:
    - pass: {passage: asked}
    - expect open: [reply]
    - expect due: {reply: 2026-03-24}
    - li cannot complete reply: not_yours
    - head_a completes reply: {}
    - expect task: {id: check, who: zhao, role: supervise}
    - li cannot complete check: four_eyes
    - zhao cannot complete check: {because: form_rejected, with: {result: middling}}
    - li cannot end early: withdrawn_by_authority
    - expect bound: ["8.4"]
    - zhao completes check: {result: good}
  then: {ended: closed, sent: [], letters: [d14], never: [tell], data: {check.result: good}}
"""
LATE = """
- scenario: 逾期未答复
  start: {event: s, with: {subject: head_a}}
  at: 2026-03-02T09:00
  steps:
    - pass: {passage: asked}
    - reply is extended to: 2026-03-31
    - wait: 20 workdays
    - expect open: [reply]
    - wait: 10 workdays
    - expect open: [check]
    - zhao completes check: {result: bad}
    - expect waiting: [word]
    - message answered arrives: {number: 核1}
  then: {ended: referred, sent: [told]}
"""
EARLY = """
- scenario: 提前终止
  start: {event: s, with: {subject: head_a}}
  at: 2026-03-02T09:00
  steps:
    - li ends early: withdrawn_by_authority
    - li completes note: {}
  then: {ended: ended_early}
"""


def folder(root: Path, scenarios: str = GOOD + LATE + EARLY) -> Path:
    """Write the measure with its forms, rules and scenarios."""
    import json

    (root / "small/forms").mkdir(parents=True)
    (root / "rules").mkdir()
    (root / "small/small.bpmn").write_bytes(process(BODY, "small"))
    for name, components in FORMS.items():
        schema = {"type": "default", "id": name, "schemaVersion": 19, "components": components}
        (root / f"small/forms/{name}.form").write_text(json.dumps(schema), encoding="utf-8")
    (root / "rules/roles.yaml").write_text(ROLES, encoding="utf-8")
    (root / "rules/deadlines.yaml").write_text(LIMITS, encoding="utf-8")
    (root / "small/scenarios.yaml").write_text(HEAD + scenarios, encoding="utf-8")
    return root


def definition(root: Path) -> engine.Definition:
    """Give the measure as the engine reads it."""
    return engine.read(engine.collect(folder(root), "small"))
