"""Mandatory gates of a diagram: sound in themselves, and nothing of them lost against the version in force.

A gate is an exclusive gateway with a marked way out. It has two ways, each with its condition, and no default: when
neither is true, nothing passes. Whoever asks the question cannot get round it, nobody else writes what it reads, and
whoever takes the marked way passes everything that discharges the demand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from webapp.domain.findings import Finding
from webapp.engine.expressions import NoStatement, statements
from webapp.engine.gates import avoids, chain, sure_after
from webapp.engine.model import HUMAN, Element, Flow, Kind, Process
from webapp.engine.rules.gate_rows import quoted
from webapp.engine.rules.subject import Subject, finding, named
from webapp.feel import FeelError, compile_expression

RULE = "gates"
ASKED = frozenset({*HUMAN, Kind.CALL, Kind.RULE, Kind.SERVICE})


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find gates that can be got round, and what a new version lost of those in force."""
    for process in subject.processes.values():
        for gate in gates_of(process):
            yield from _sound(process, gate)
        yield from _stray_marks(process)
    if subject.in_force is not None:
        for last in subject.in_force.processes.values():
            now = subject.processes.get(last.id)
            if now is None:
                yield from _process_gone(last)
            else:
                yield from _compared(subject, last, now)


def gates_of(process: Process) -> tuple[Element, ...]:
    """This function will give the gateways that decide about a demand."""
    return tuple(e for e in process.elements.values() if any(process.flows[key].mandatory for key in e.outgoing))


def marked_flows(process: Process, gate: Element) -> tuple[Flow, ...]:
    """This function will give a gate's marked ways out."""
    return tuple(process.flows[key] for key in gate.outgoing if process.flows[key].mandatory)


def conditions(process: Process, gate: Element) -> dict[str, str]:
    """This function will give the conditions of a gate's ways by their targets, blanks made single."""
    ways = (process.flows[key] for key in gate.outgoing)
    return {flow.target: " ".join((flow.condition or "").split()) for flow in ways}


# ---------------------------------------------------------------- sound in itself


def _sound(process: Process, gate: Element) -> Iterator[Finding]:
    ways = [process.flows[key] for key in gate.outgoing]
    exclusive = gate.kind is Kind.EXCLUSIVE
    if not exclusive or len(ways) != 2 or gate.default or any(not flow.condition for flow in ways):
        reason = f"必经环节{named(gate)}应当是排他网关，两条出线，各有条件，不设默认"
        yield finding(RULE, process, gate.id, reason=reason, remedy="请改正；两个条件都不成立时，流程停在原处")
    for name in sorted(asked_by(process, gate)):
        yield from _no_way_round(process, gate, name)
        yield from _nobody_else_writes(process, gate, name)
    for flow in marked_flows(process, gate):
        if not sure_after(process, flow):
            reason = f"必经连线{named(flow)}之后，可以不经过{quoted(flow.mandatory or '')}的任何环节而结束"
            yield finding(RULE, process, flow.id, reason=reason, remedy="请把标有同一条的环节画在每一条去路上")


def asked_by(process: Process, gate: Element) -> frozenset[str]:
    """This function will give the names that a gate's conditions read."""
    names: set[str] = set()
    for key in gate.outgoing:
        try:
            names |= compile_expression(process.flows[key].condition or "null").unknown
        except FeelError:
            names |= set(re.findall(r"([^\W\d]\w*)\.", process.flows[key].condition or ""))
    return frozenset(names) - {"case"}


def _no_way_round(process: Process, gate: Element, name: str) -> Iterator[Finding]:
    asked = process.elements.get(name)
    if asked is None or asked.kind not in ASKED or asked.scope != gate.scope:
        return
    if avoids(process, name, gate.id):
        reason = f"从{named(asked)}到结束，有一条路绕过必经环节{named(gate)}"
        yield finding(RULE, process, gate.id, reason=reason, remedy="请让每一条去路（边界事件也在内）都经过它")


def _nobody_else_writes(process: Process, gate: Element, name: str) -> Iterator[Finding]:
    if name not in process.elements:
        return
    for element in process.elements.values():
        if name in _script_names(element) or (element.loop and element.loop.item == name):
            reason = f"{named(element)}改写了必经环节{named(gate)}所读的“{name}”"
            yield finding(RULE, process, element.id, reason=reason, remedy="请写到别的名称")


def _script_names(element: Element) -> set[str]:
    try:
        return {line.name for line in statements(element.script)} if element.kind is Kind.SCRIPT else set()
    except NoStatement:
        return set()


def _stray_marks(process: Process) -> Iterator[Finding]:
    """A marked flow that no gate decides about, out of a task or a fork."""
    for flow in process.flows.values():
        source = process.elements.get(flow.source)
        if flow.mandatory and source is not None and source.kind is not Kind.EXCLUSIVE:
            reason = f"必经连线{named(flow)}不是从排他网关出来的"
            yield finding(RULE, process, flow.id, reason=reason, remedy="请标在网关的出线上")


# ---------------------------------------------------------------- against the version in force


def _process_gone(last: Process) -> Iterator[Finding]:
    rows = {e.mandatory for e in last.elements.values() if e.mandatory}
    for row in sorted(rows):
        reason = f"流程“{last.id}”没有了，{quoted(row)}随之失去"
        yield finding(RULE, last, last.id, reason=reason, remedy="请恢复该流程")


def _compared(subject: Subject, last: Process, now: Process) -> Iterator[Finding]:
    yield from _marks_kept(last, now)
    for gate in gates_of(last):
        new = now.elements.get(gate.id)
        if new is None or not marked_flows(now, new):
            row = marked_flows(last, gate)[0].mandatory or ""
            reason = f"{quoted(row)}的必经环节{named(gate)}没有了"
            yield finding(RULE, now, gate.id, reason=reason, remedy="请恢复网关和标有该条的连线")
        else:
            yield from _gate_kept(subject, last, now, gate=gate, new=new)


def _marks_kept(last: Process, now: Process) -> Iterator[Finding]:
    for element in last.elements.values():
        new = now.elements.get(element.id)
        if element.mandatory and (new is None or new.mandatory != element.mandatory):
            what = "没有了" if new is None else "的必经标记没有了"
            reason = f"{quoted(element.mandatory)}的{named(element)}{what}"
            yield finding(RULE, now, element.id, reason=reason, remedy="请恢复")
        elif element.mandatory and new is not None and new.kind is not element.kind:
            reason = f"{quoted(element.mandatory)}的{named(element)}换成了另一种元素"
            yield finding(RULE, now, element.id, reason=reason, remedy="请恢复原来的元素")
    for flow in last.flows.values():
        if flow.mandatory and not _same_mark(now, flow):
            reason = f"{quoted(flow.mandatory)}的必经连线{named(flow)}没有了"
            yield finding(RULE, now, flow.id, reason=reason, remedy="请恢复连线及其标记")


def _same_mark(now: Process, flow: Flow) -> bool:
    return any(f.mandatory == flow.mandatory and f.source == flow.source for f in now.flows.values())


def _gate_kept(subject: Subject, last: Process, now: Process, *, gate: Element, new: Element) -> Iterator[Finding]:
    row = marked_flows(last, gate)[0].mandatory or ""
    if row not in subject.approved and sorted(conditions(last, gate).values()) != sorted(conditions(now, new).values()):
        reason = f"{quoted(row)}的必经环节{named(gate)}的条件改变了"
        yield finding(RULE, now, gate.id, reason=reason, remedy="请恢复条件，或者先取得对该条的批准", rows={row})
    for name in sorted(asked_by(last, gate)):
        yield from _question_kept(last, now, gate=gate, name=name)
    yield from _chain_kept(last, now, flow=marked_flows(last, gate)[0], new_flow=marked_flows(now, new)[0])


def _question_kept(last: Process, now: Process, *, gate: Element, name: str) -> Iterator[Finding]:
    before, after = last.elements.get(name), now.elements.get(name)
    if before is None:
        return
    if after is None or after.kind is not before.kind:
        reason = f"必经环节{named(gate)}所读的{named(before)}没有了，或者换成了另一种元素"
        yield finding(RULE, now, name, reason=reason, remedy="请恢复")
    elif before.kind in ASKED and avoids(now, name, gate.id) and not avoids(last, name, gate.id):
        reason = f"从{named(before)}到结束，有一条路绕过必经环节{named(gate)}"
        yield finding(RULE, now, gate.id, reason=reason, remedy="请让每一条去路都经过它")


def _chain_kept(last: Process, now: Process, *, flow: Flow, new_flow: Flow) -> Iterator[Finding]:
    row = flow.mandatory or ""
    reached_now = {element.id for element in chain(now, new_flow)}
    for element in chain(last, flow):
        if element.id not in reached_now:
            reason = f"走必经连线{named(new_flow)}，到不了{quoted(row)}的{named(element)}"
            yield finding(RULE, now, element.id, reason=reason, remedy="请恢复到它的连线")
    for key in sure_after(last, flow):
        if key in now.elements and avoids(now, new_flow.target, key):
            reason = f"走必经连线{named(new_flow)}，可以不经过{named(now.elements[key])}而结束"
            yield finding(RULE, now, key, reason=reason, remedy="请让每一条去路都经过它")
