"""What belongs to a drawn element, as designers ask for it: form, handler with its line, decision, letters, limits."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping

from webapp.domain.deadlines import Limit, Unit
from webapp.domain.forms import Field, FieldType, Form, read_form
from webapp.domain.said import Said
from webapp.engine import Definition, Element, Kind, Process
from webapp.engine.decisions.views import DecisionTable
from webapp.usecases.views.designers import DecisionTableView, ElementRow, FormFieldRow, FormRow

QUOTED = re.compile(r'"([a-z][a-z0-9_.]*)"')
KINDS: Mapping[Kind, str] = {
    Kind.START: "开始",
    Kind.END: "结束",
    Kind.USER: "人工环节",
    Kind.MANUAL: "人工环节",
    Kind.TASK: "环节",
    Kind.SERVICE: "系统办理",
    Kind.RULE: "决策表",
    Kind.SCRIPT: "计算",
    Kind.SEND: "发出",
    Kind.RECEIVE: "等待",
    Kind.CALL: "调用流程",
    Kind.SUBPROCESS: "子流程",
    Kind.THROW: "发出",
    Kind.CATCH: "等待",
    Kind.BOUNDARY: "边界事件",
    Kind.EXCLUSIVE: "判断",
    Kind.PARALLEL: "并行",
    Kind.INCLUSIVE: "包容判断",
    Kind.EVENT_GATEWAY: "先到先走",
    Kind.OTHER: "其他",
}
UNITS: Mapping[Unit, str] = {Unit.DAY: "{count}日", Unit.WORKDAY: "{count}个工作日", Unit.MONTH: "{count}个月"}
SHOWN = ("assign", "starts", "starts_on", "each", "as", "to", "at", "correlate", "prefer", "reply")
Walked = Mapping[str, frozenset[tuple[str, str]]]


def element_rows(definition: Definition, process: Process, walked: Walked) -> tuple[ElementRow, ...]:
    """This function will list the named elements of a diagram in the order of its file."""
    return tuple(_row(definition, process, one, walked) for one in process.elements.values() if one.name)


def _row(definition: Definition, process: Process, one: Element, walked: Walked) -> ElementRow:
    decision = definition.decisions.get(one.decision or "")
    called = definition.processes.get(one.called or "")
    return ElementRow(
        id=one.id,
        name=one.name,
        kind=KINDS[one.kind],
        role=_role(definition, one),
        line=line_of(definition.bundle.files[process.file], one.id),
        deadlines=tuple(_limits(definition, one)),
        form=definition.form_files.get((process.id, one.id), ""),
        handlers=tuple(_handlers(definition, one)),
        decision=decision.path if decision else "",
        calls=called.id if called else "",
        letters=letters_named(definition, one),
        message=one.message or "",
        mandatory=one.mandatory or "",
        properties=tuple((name, one.properties[name]) for name in SHOWN if name in one.properties),
        scenarios=tuple(name for name, pairs in walked.items() if (process.id, one.id) in pairs),
    )


def line_of(content: bytes, element: str) -> int:
    """This function will give the line of a diagram's file where an element begins, 1 when it is not found."""
    before, found, _ = content.partition(f' id="{element}"'.encode())
    return before.count(b"\n") + 1 if found else 1


def _role(definition: Definition, one: Element) -> str:
    code = one.properties.get("role") or one.role or ""
    if code == "caller":
        return Said("由调用的环节决定")
    return Said(definition.roles[code].zh) if code in definition.roles else code


def _handlers(definition: Definition, one: Element) -> Iterator[str]:
    """`letters.number  handlers/letters.py:12`: the file is that of the function, the line where it is written."""
    spec = definition.handlers.get(one.handler or "")
    if spec is None:
        if one.handler:
            yield Said("{handler}（没有这个处理程序）", handler=one.handler)
        return
    module = inspect.getmodule(spec.function)
    file = f"{module.__name__.replace('.', '/')}.py" if module else ""
    yield f"{spec.name}  {file}:{spec.line}"


def _texts(one: Element) -> Iterator[str]:
    yield from one.properties.values()
    yield from one.arguments.values()
    yield from (one.script, one.event.expression)


def letters_named(definition: Definition, one: Element) -> tuple[str, ...]:
    """This function will give the letters that an element names, itself or through its decision table."""
    decision = definition.decisions.get(one.decision or "")
    table = [definition.bundle.files[decision.path].decode()] if decision else []
    words = [word for text in (*_texts(one), *table) for word in QUOTED.findall(text)]
    return tuple(dict.fromkeys(word for word in words if word in definition.letters))


def _limits(definition: Definition, one: Element) -> Iterator[str]:
    texts = [one.properties.get(name, "") for name in ("deadline", "starts", "at", "in.clock")]
    words = [word for text in texts for word in (text.strip(), *QUOTED.findall(text))]
    for key in dict.fromkeys(word for word in words if word in definition.limits):
        yield limit_in_words(definition, definition.limits[key])


def limit_in_words(definition: Definition, limit: Limit) -> Said:
    """This function will give a time limit as designers read it: key, amount, legal basis."""
    basis = definition.legal_basis.get(limit.basis)
    named = basis["zh"] if isinstance(basis, dict) and "zh" in basis else limit.basis
    amount = Said(UNITS[limit.unit], count=limit.amount)
    return Said("{key}：{amount}（{basis}）", key=limit.key, amount=amount, basis=Said(named))


def form_rows(definition: Definition, process: Process) -> tuple[FormRow, ...]:
    """This function will list the forms of a diagram's human steps."""
    found = []
    for one in process.elements.values():
        key = (process.id, one.id)
        if one.kind in (Kind.USER, Kind.MANUAL) and key in definition.forms:
            form = read_form(definition.forms[key])
            found.append(_form_row(one, definition.form_files[key], form))
    return tuple(found)


def _form_row(one: Element, file: str, form: Form) -> FormRow:
    return FormRow(
        element=one.id,
        name=one.name,
        file=file,
        source=form.source,
        fields=tuple(_fields(form.fields, None)),
        rules=tuple((rule.name, rule.test, rule.message) for rule in form.rules),
    )


def _fields(fields: tuple[Field, ...], group: Said | None) -> Iterator[FormFieldRow]:
    for one in fields:
        label = Said("{group} › {label}", group=group, label=Said(one.label)) if group else Said(one.label)
        if one.type is FieldType.GROUP:
            yield from _fields(one.fields, group)
        elif one.type is FieldType.ROWS:
            yield from _fields(one.fields, label)
        elif one.holds_value:
            yield FormFieldRow(key=one.key, label=label, type=str(one.type), required=one.required, routes=one.routing)


def table_views(definition: Definition, names: frozenset[str]) -> tuple[DecisionTableView, ...]:
    """This function will give the decision tables of those names, as written."""
    return tuple(
        _table(file.path, table)
        for name, file in definition.decisions.items()
        if name in names
        for table in file.model.tables
    )


def _table(file: str, one: DecisionTable) -> DecisionTableView:
    return DecisionTableView(
        id=one.id,
        name=one.name,
        file=file,
        hit_policy=f"{one.hit_policy}{f' {one.aggregation}' if one.aggregation else ''}",
        inputs=tuple(column.label for column in one.inputs),
        outputs=tuple(column.label for column in one.outputs),
        notes=tuple(one.annotations),
        rules=tuple((rule.tests, rule.results, rule.annotations) for rule in one.rules),
    )
