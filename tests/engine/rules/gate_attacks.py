"""Attacks of a designer on every mandatory step: its mark or rule taken away, a way drawn round it; for each GATE row.

The steps are found in the processes in force, so that a new mark is attacked, too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from lxml import etree

from webapp import engine
from webapp.bootstrap import all_handlers
from webapp.domain.bundle import Bundle
from webapp.domain.findings import Finding, Severity
from webapp.engine import Definition, Process, collect, processes_in
from webapp.engine.rules import gate_forms, gate_ways, gates
from webapp.engine.rules.gate_forms import gate_rules, row_of
from webapp.engine.rules.gate_ways import past, places_of
from webapp.engine.rules.subject import Subject

PROCESSES = Path(__file__).parents[3] / "processes"
B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
LOST, ROUND, CHANGED = "lost", "led round", "changed"
"""What is changed may pass with the approval of its row; what is lost or led round passes for nobody."""
NEVER = 'case.level = "nobody"'
Change = Callable[[etree._Element], object]


@dataclass(frozen=True, kw_only=True)
class Attack:
    """One new version: what it does to which row, in which file of whose bundle."""

    row: str
    kind: str
    what: str
    process: str
    path: str
    change: Callable[[bytes], bytes]


@cache
def in_force(process: str) -> Bundle:
    """The files of a process as they are."""
    return collect(PROCESSES, process)


@cache
def definition(process: str) -> Definition:
    """The same, read."""
    return engine.read(in_force(process), all_handlers())


def redrawn(process: str, path: str, change: Callable[[bytes], bytes]) -> Bundle:
    """A version with one file changed."""
    base = in_force(process)
    changed = change(base.files[path])
    assert changed != base.files[path], path
    return replace(base, files={**base.files, path: changed}, checksum="")


def reasons(found: Iterable[Finding]) -> list[str]:
    """Why a version is refused for its gates."""
    return [one.reason for one in found if one.rule == "gates" and one.severity is Severity.ERROR]


def stands(attack: Attack) -> bool:
    """Tell whether the rules on gates alone let an attack pass, refuse it without naming the demand, or would let it
    pass with somebody's approval."""
    new = engine.read(redrawn(attack.process, attack.path, attack.change), all_handlers())
    subject = Subject(definition=new, handlers=all_handlers(), in_force=definition(attack.process))
    every = (one for rule in (gates, gate_forms, gate_ways) for one in rule.check(subject))
    found = [one for one in every if attack.kind == CHANGED or not one.rows]
    return not any(f"第 {attack.row} 条" in reason for reason in reasons(found))


@cache
def attacks() -> tuple[Attack, ...]:
    """Every attack on every mandatory step, flow and rule, each once."""
    found: dict[tuple[str, str, str], Attack] = {}
    for name in sorted(processes_in(PROCESSES)):
        for one in (*_on_marks(name), *_on_rules(name), *_on_ways(name)):
            found.setdefault((one.row, one.path, one.what), one)
    return tuple(found.values())


# ---------------------------------------------------------------- what is drawn otherwise


def drawn(change: Change) -> Callable[[bytes], bytes]:
    """Change a diagram by its elements."""

    def changed(content: bytes) -> bytes:
        root = etree.fromstring(content)
        change(root)
        return etree.tostring(root)

    return changed


def node(root: etree._Element, key: str) -> etree._Element:
    """Find an element or a flow."""
    return next(one for one in root.iter() if one.get("id") == key)


def leads(key: str, target: str) -> Change:
    """Let a flow lead elsewhere, and the two ends know it."""

    def change(root: etree._Element) -> None:
        line = node(root, key)
        for one in node(root, line.get("targetRef", "")).findall(f"{B}incoming"):
            if one.text == key:
                one.getparent().remove(one)  # type: ignore[union-attr]
        line.set("targetRef", target)
        node(root, target).insert(0, _text("incoming", key))

    return change


def goes(key: str, target: str) -> Change:
    """Let a flow lead elsewhere through something new."""

    def change(root: etree._Element) -> None:
        process = next(root.iter(f"{B}process"))
        process.append(etree.Element(f"{B}exclusiveGateway", id="x_by"))
        leads(key, "x_by")(root)
        node(root, "x_by").append(_text("outgoing", "x_to"))
        etree.SubElement(process, f"{B}sequenceFlow", id="x_to", sourceRef="x_by", targetRef=target)
        node(root, target).insert(0, _text("incoming", "x_to"))

    return change


def skips(key: str, target: str) -> Change:
    """Draw a gateway into a flow, from which a second way leads past what follows."""

    def change(root: etree._Element) -> None:
        old, process = node(root, key).get("targetRef", ""), next(root.iter(f"{B}process"))
        gate = etree.SubElement(process, f"{B}exclusiveGateway", id="x_skip", default="x_on")
        leads(key, "x_skip")(root)
        for flow, to, condition in (("x_past", target, NEVER), ("x_on", old, "")):
            gate.append(_text("outgoing", flow))
            line = etree.SubElement(process, f"{B}sequenceFlow", id=flow, sourceRef="x_skip", targetRef=to)
            if condition:
                line.append(_text("conditionExpression", condition))
            node(root, to).insert(0, _text("incoming", flow))

    return change


def unmarks(key: str) -> Change:
    """Take the row off an element or a flow."""

    def change(root: etree._Element) -> None:
        for one in list(node(root, key).iter("{*}property")):
            if one.get("name") == "mandatory":
                one.getparent().remove(one)  # type: ignore[union-attr]

    return change


def says(key: str, condition: str) -> Change:
    """Let a flow have another condition."""

    def change(root: etree._Element) -> None:
        node(root, key).find(f"{B}conditionExpression").text = condition  # type: ignore[union-attr]

    return change


def tells(key: str, name: str, text: str) -> Change:
    """Let an element have another property."""

    def change(root: etree._Element) -> None:
        next(one for one in node(root, key).iter("{*}property") if one.get("name") == name).set("value", text)

    return change


def rules(name: str, text: str) -> Callable[[bytes], bytes]:
    """Let a rule of a form ask something else."""

    def changed(content: bytes) -> bytes:
        schema = json.loads(content)
        assert name in schema["properties"]
        schema["properties"][name] = text
        return json.dumps(schema).encode()

    return changed


def _text(tag: str, text: str) -> etree._Element:
    made = etree.Element(f"{B}{tag}")
    made.text = text
    return made


# ---------------------------------------------------------------- the attacks on what is in force


def _on_marks(name: str) -> Iterator[Attack]:
    for process in definition(name).processes.values():
        for key, one in (*process.elements.items(), *process.flows.items()):
            if one.mandatory:
                what, change = f"{process.id}/{key} without its mark", drawn(unmarks(key))
                yield Attack(row=one.mandatory, kind=LOST, what=what, process=name, path=process.file, change=change)
        for key, flow in process.flows.items():
            if flow.mandatory:
                what, change = f"{process.id}/{key} never taken", drawn(says(key, NEVER))
                yield Attack(
                    row=flow.mandatory, kind=CHANGED, what=what, process=name, path=process.file, change=change
                )


def _on_rules(name: str) -> Iterator[Attack]:
    for key, marks in gate_rules(definition(name)).items():
        path = definition(name).form_files[key]
        for rule in marks:
            if rule.startswith("rule."):
                what, change = f"{path} with {rule} always true", rules(rule, "true")
                yield Attack(row=row_of(rule), kind=LOST, what=what, process=name, path=path, change=change)


def _on_ways(name: str) -> Iterator[Attack]:
    for (process_id, step), rows in places_of(definition(name)).items():
        process = definition(name).processes[process_id]
        for key, target in _ways_round(process, step):
            what, change = f"{process.id}/{step}: {key} also to {target}", drawn(skips(key, target))
            for row in sorted(rows):
                yield Attack(row=row, kind=ROUND, what=what, process=name, path=process.file, change=change)


def _ways_round(process: Process, step: str) -> Iterator[tuple[str, str]]:
    """Each flow that leads to a step for the first time, and what comes after the step."""
    element, before = process.elements[step], set(past(process, step))
    ahead = [process.flows[key].target for key in element.outgoing]
    for key in element.incoming:
        if process.flows[key].source in before and ahead and ahead[0] not in before:
            yield key, ahead[0]
