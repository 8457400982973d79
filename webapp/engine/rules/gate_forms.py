"""Demands kept by a rule of a form or by the role of a step: compared with the version in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp.domain.findings import Finding
from webapp.engine.definition import Definition
from webapp.engine.model import HUMAN
from webapp.engine.rules.gate_rows import quoted
from webapp.engine.rules.subject import Subject, finding, named
from webapp.feel import FeelError, compile_expression

RULE = "gates"
RESTORE = "请恢复，或者先取得对该条的批准"


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find forms' gate rules and steps' roles that a new version lost or changed."""
    yield from _named_rules(subject.definition)
    if subject.in_force is not None:
        yield from _rules_kept(subject, subject.in_force)
        yield from _roles_kept(subject, subject.in_force)


def gate_rules(definition: Definition) -> dict[tuple[str, str], Mapping[str, str]]:
    """This function will give the gate rules of each marked form: (process, task) -> rule property -> FEEL."""
    found: dict[tuple[str, str], Mapping[str, str]] = {}
    for key, schema in definition.forms.items():
        marks = {str(name): " ".join(str(text).split()) for name, text in (schema.get("properties") or {}).items()}
        rules = {name: text for name, text in marks.items() if name.startswith("rule.gate_") and name.count(".") == 1}
        if marks.get("mandatory") or rules:
            found[key] = {**rules, **({"mandatory": marks["mandatory"]} if marks.get("mandatory") else {})}
    return found


def row_of(rule: str) -> str:
    """This function will give the demand's row of a rule's name: `rule.gate_7_2` is row 7.2."""
    measure, _, number = rule.removeprefix("rule.gate_").partition("_")
    return f"{measure}.{number.partition('_')[0]}"


def _named_rules(definition: Definition) -> Iterator[Finding]:
    """A form that bears a row must either hold its rule or belong to a step that bears the row, too."""
    for key, marks in gate_rules(definition).items():
        row = marks.get("mandatory")
        has_rule = any(name.startswith("rule.gate_") for name in marks)
        if row and not has_rule and not definition.elements[key].mandatory:
            reason = f"表单标有{quoted(row)}，却没有规则 gate_{row.replace('.', '_')}"
            remedy = "请写该规则，或者把标记移到流程图的环节上"
            yield finding(RULE, definition.form_files[key], key[1], reason=reason, remedy=remedy)


def _rules_kept(subject: Subject, in_force: Definition) -> Iterator[Finding]:
    now = gate_rules(subject.definition)
    for key, marks in gate_rules(in_force).items():
        for name, text in marks.items():
            row, kept = text if name == "mandatory" else row_of(name), now.get(key, {}).get(name)
            still_asks = name != "mandatory" and kept is not None and _asks(kept)
            if kept == text or (still_asks and row in subject.approved):
                continue
            what = "标记" if name == "mandatory" else f"规则 {name.removeprefix('rule.')}"
            changes = {row} if still_asks else frozenset[str]()
            reason = f"{quoted(row)}在表单“{key[1]}”中的{what}{'改变了' if changes else '没有了'}"
            remedy = RESTORE if changes else "请恢复"
            yield finding(RULE, in_force.form_files[key], key[1], reason=reason, remedy=remedy, rows=changes)


def _asks(rule: str) -> bool:
    """A rule that reads nothing, like `true`, asks nothing: it is lost, not changed."""
    try:
        return bool(compile_expression(rule).unknown)
    except FeelError:
        return False  # the check of expressions names the fault


def _roles_kept(subject: Subject, in_force: Definition) -> Iterator[Finding]:
    for key, last in in_force.elements.items():
        now = subject.definition.elements.get(key)
        if now is None or not last.mandatory or last.kind not in HUMAN or last.mandatory in subject.approved:
            continue
        if (last.role, last.properties.get("assign")) != (now.role, now.properties.get("assign")):
            reason = f"{quoted(last.mandatory)}的{named(last)}换了办理人"
            process = subject.definition.processes[key[0]]
            remedy = "请恢复泳道和 assign，或者先取得对该条的批准"
            yield finding(RULE, process, last.id, reason=reason, remedy=remedy, rows={last.mandatory})
