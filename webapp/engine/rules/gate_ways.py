"""Mandatory steps that a new version leads round, tells something else, or does not heed; against the one in force.

A step is mandatory by its own mark, by a rule of its form, because a gate reads its answer, or by what it calls. What
could only be reached, or only end, past it in the version in force stays so; what it hands over and gives back stays,
and so does where each answer leads. Steps between may be new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp.domain.findings import Finding
from webapp.engine.building import CHOOSING, reached
from webapp.engine.definition import Definition
from webapp.engine.gates import avoids
from webapp.engine.model import Element, Kind, Process
from webapp.engine.rules.gate_forms import RESTORE, gate_rules, row_of
from webapp.engine.rules.gate_rows import quoted
from webapp.engine.rules.gates import ASKED, RULE, asked_by, gates_of, marked_flows
from webapp.engine.rules.subject import Subject, finding, named

Places = Mapping[tuple[str, str], frozenset[str]]
NONE: frozenset[str] = frozenset()
TELLING = frozenset({Kind.CALL, Kind.THROW, Kind.SEND})
HANDED = ("in.", "out.", "payload.")


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find what a new version leads past a mandatory step of the version in force."""
    if subject.in_force is None:
        return
    places = places_of(subject.in_force)
    for (name, step), rows in places.items():
        last, now = subject.in_force.processes[name], subject.processes.get(name)
        if now is None:
            continue
        lost = tuple(_lost(last, now, step, rows))
        yield from lost
        owed = rows - subject.approved
        if owed:
            yield from () if lost else _moved(last, now, step, owed)
            yield from _ways_in_kept(last, now, step, owed)
            yield from _told_otherwise(last, now, step, owed)
    for last in subject.in_force.processes.values():
        now = subject.processes.get(last.id)
        if now is not None:
            yield from _answers_kept(last, now, places, subject.approved)


def places_of(definition: Definition) -> Places:
    """This function will give the mandatory steps of a deployment, (process, element), with their demands' rows."""
    own = _own_places(definition)
    calls = {key: element.called for key, element in definition.elements.items() if element.called}
    within = {key: _rows_within(definition, own, called, frozenset()) for key, called in calls.items()}
    return {key: rows for key in {**own, **within} if (rows := own.get(key, NONE) | within.get(key, NONE))}


def _own_places(definition: Definition) -> Places:
    """Steps with a mark, with a rule in their form, or whose answer a gate reads."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for key, marks in gate_rules(definition).items():
        found[key] = frozenset(text if name == "mandatory" else row_of(name) for name, text in marks.items())
    for key, element in definition.elements.items():
        if element.mandatory:
            found[key] = found.get(key, NONE) | {element.mandatory}
    for process in definition.processes.values():
        for gate, row in ((gate, marked_flows(process, gate)[0].mandatory) for gate in gates_of(process)):
            for name in asked_by(process, gate) & process.elements.keys():
                if row and process.elements[name].kind in ASKED:
                    found[process.id, name] = found.get((process.id, name), NONE) | {row}
    return found


def _rows_within(definition: Definition, own: Places, name: str, above: frozenset[str]) -> frozenset[str]:
    """The rows of the steps of a called process, and of what it calls."""
    if name in above or name not in definition.processes:
        return NONE
    here = (rows for (process, _), rows in own.items() if process == name)
    below = (_rows_within(definition, own, one, above | {name}) for one in definition.processes[name].called)
    return NONE.union(*here, *below)


def _in_words(rows: frozenset[str]) -> str:
    return "、".join(quoted(row) for row in sorted(rows))


# ---------------------------------------------------------------- every way passes it


def _lost(last: Process, now: Process, step: str, rows: frozenset[str]) -> Iterator[Finding]:
    """The step is gone, or a run goes without it that never did so: whoever approves, this does not pass."""
    element = last.elements[step]
    if step not in now.elements:
        reason = f"{_in_words(rows)}的{named(element)}没有了"
        yield finding(RULE, now, step, reason=reason, remedy="请恢复")
        return
    free = frozenset(past(last, step))
    kept = (node for node in reached(last, begins(last)) if node not in free or not avoids(last, node, step))
    run = set(past(now, step))
    round_it = next((node for node in kept if node in run and node != step and avoids(now, node, step)), None)
    if round_it is not None:
        reason = f"经过{named(now.elements[round_it])}，可以自始至终绕过{_in_words(rows)}的{named(element)}"
        yield finding(RULE, now, step, reason=reason, remedy="请恢复")


def _moved(last: Process, now: Process, step: str, rows: frozenset[str]) -> Iterator[Finding]:
    """What came only behind the step comes before it now, or what came before it comes behind."""
    element = last.elements[step]
    behind = frozenset(reached(last, begins(last))).difference(past(last, step), {step})
    exposed = next((node for node in past(now, step) if node in behind), None)
    if exposed is not None:
        reason = f"不经过{_in_words(rows)}的{named(element)}，就到了{named(now.elements[exposed])}"
        yield finding(RULE, now, step, reason=reason, remedy=RESTORE, rows=rows)
        return
    ends = (node for node in last.elements if node in now.elements and not avoids(last, node, step))
    early = next((node for node in ends if avoids(now, node, step)), None)
    if early is not None:
        reason = f"从{named(now.elements[early])}到结束，不再经过{_in_words(rows)}的{named(element)}"
        yield finding(RULE, now, step, reason=reason, remedy=RESTORE, rows=rows)


def _ways_in_kept(last: Process, now: Process, step: str, rows: frozenset[str]) -> Iterator[Finding]:
    """What led to the step still does, on the same condition; only a way back may be drawn before it."""
    for source in last.before(last.elements[step]):
        if source in now.elements and _into(last, last, source, step) != _into(last, now, source, step):
            reason = (
                f"从{named(last.elements[source])}到{_in_words(rows)}的{named(last.elements[step])}的去路或者条件改变了"
            )
            yield finding(RULE, now, step, reason=reason, remedy=RESTORE, rows=rows)


def _into(last: Process, drawn: Process, source: str, step: str) -> list[str]:
    """The conditions on which an element leads to a step, and all of its conditions where it does so by default."""
    ways = _answers(last, last.elements[source], drawn)
    found = [condition for condition, first in ways if step in first and _only_back(last, first, step)]
    return [condition for condition, _ in ways] if "" in found else found


def _only_back(last: Process, nodes: tuple[str, ...], step: str) -> bool:
    return all(node == step or not avoids(last, node, step) for node in nodes)


def begins(process: Process) -> tuple[str, ...]:
    """This function will give the elements at which a process may begin."""
    return tuple(dict.fromkeys(start.id for start in process.starts))


def past(process: Process, step: str) -> tuple[str, ...]:
    """This function will give the nodes that a token can come to without passing a step."""
    return reached(process, begins(process), without=frozenset({step}))


# ---------------------------------------------------------------- what it is told and what it answers


def _told_otherwise(last: Process, now: Process, step: str, rows: frozenset[str]) -> Iterator[Finding]:
    before, after = last.elements[step], now.elements.get(step)
    if after is not None and before.kind in TELLING and _told(before) != _told(after):
        reason = f"{_in_words(rows)}的{named(before)}所调用的流程、所发的消息或者所传的内容改变了"
        yield finding(RULE, now, step, reason=reason, remedy=RESTORE, rows=rows)


def _told(element: Element) -> tuple[object, ...]:
    """What a step calls or sends; of a step that bears a mark itself also whom, and with which values."""
    if not element.mandatory:
        return (element.called, element.message)
    kept = {name: " ".join(text.split()) for name, text in element.properties.items() if name.startswith(HANDED)}
    others = (element.properties.get(name) for name in ("to", "assign", "role"))
    return (element.called, element.message, kept, *others)


def _answers_kept(last: Process, now: Process, places: Places, approved: frozenset[str]) -> Iterator[Finding]:
    """Where a gateway leads that is marked, or that reads what a mandatory step answered."""
    for gate in last.elements.values():
        if gate.kind not in CHOOSING:
            continue
        rows = _rows_of(last, gate, places) - approved
        if rows and (gate.id not in now.elements or _answers(last, gate, last) != _answers(last, gate, now)):
            reason = f"{named(gate)}按{_in_words(rows)}的结果选择去路，去路或者条件改变了"
            yield finding(RULE, now, gate.id, reason=reason, remedy=RESTORE, rows=rows)


def _rows_of(last: Process, gate: Element, places: Places) -> frozenset[str]:
    """The row that a gate itself decides about, else those of what it reads."""
    own = frozenset(flow.mandatory for flow in marked_flows(last, gate) if flow.mandatory)
    read = {gate.id, *asked_by(last, gate)}
    return own or NONE.union(*(places.get((last.id, name), NONE) for name in read))


def _answers(last: Process, gate: Element, drawn: Process) -> list[tuple[str, tuple[str, ...]]]:
    """Each condition of a gateway with the elements of the version in force that its way comes to first."""
    ways = (drawn.flows[key] for key in drawn.elements[gate.id].outgoing if key in drawn.flows)
    return sorted((" ".join((one.condition or "").split()), _first(last, drawn, one.target)) for one in ways)


def _first(last: Process, drawn: Process, begin: str) -> tuple[str, ...]:
    ahead, seen, found = [begin], set[str](), set[str]()
    while ahead:
        node = ahead.pop()
        if node in last.elements:
            found.add(node)
        elif node not in seen:
            seen.add(node)
            ahead += drawn.after(node)
    return tuple(sorted(found))
