"""Forms: one for every user task, of known fields; only closed fields reach the diagram; their expressions hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from webapp.domain.filed import SECTION, SECTIONS
from webapp.domain.findings import Finding
from webapp.domain.forms import Field, FieldType, Form, read_form
from webapp.domain.forms.routing import MARK, may_mark, may_route
from webapp.engine.clock import DECLARED
from webapp.engine.model import Element, Kind, Process
from webapp.engine.rules.readable import Members, readable
from webapp.engine.rules.subject import Subject, finding, named, warning
from webapp.feel import RESERVED, FeelError, compile_expression

RULE = "forms"
SCHEMA = 19
FORM_NAMES = frozenset({"case", "me", "form", "file", "origin", "this", "item"})
KNOWN_TYPES = frozenset(kind.value for kind in FieldType)
PICKERS = frozenset({"person", "subject", "unit", "room", "officer", "leader", "letter", "entry"})
APART = frozenset({"case", "origin", "kept_out"})
LISTED = frozenset({FieldType.RADIO, FieldType.SELECT, FieldType.CHECKLIST})


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find missing forms, unknown fields, and free text that would reach the diagram."""
    seen: set[str] = set()
    for process, element in subject.elements():
        if element.kind is not Kind.USER:
            continue
        path = subject.definition.form_files.get((process.id, element.id))
        if path is None and subject.unreadable.intersection(subject.definition.form_paths(element)):
            continue  # it is there, and has a finding of its own
        if path is None:
            remedy = f"请画表单 forms/{element.form or element.id}.form，或者用属性 form 指向已有的表单"
            yield finding(RULE, process, element.id, reason=f"{named(element)}没有表单", remedy=remedy)
        else:
            yield from _form(subject, process, element, path=path, first=path not in seen)
            seen.add(path)


def _form(subject: Subject, process: Process, element: Element, *, path: str, first: bool) -> Iterator[Finding]:
    schema = subject.definition.forms[(process.id, element.id)]
    unknown = [part for part in _parts(schema) if part.get("type") not in KNOWN_TYPES]
    if unknown:
        for part in unknown if first else []:
            reason = f"表单不认识“{part.get('type')}”这种栏目"
            remedy = f"可用的有：{'、'.join(sorted(KNOWN_TYPES))}"
            yield finding(RULE, path, str(part.get("key") or part.get("id") or ""), reason=reason, remedy=remedy)
        return
    try:
        form = read_form(schema)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if first:
            yield finding(RULE, path, "", reason=f"表单读不懂：{error}", remedy="请用表单编辑器重新保存")
        return
    if first:
        yield from _once(path, schema, form)
        yield from _duties(subject, path, form)
    yield from _expressions(path, form, readable(subject.definition, process, subject.handlers))


def _parts(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for part in schema.get("components") or []:
        yield part
        yield from _parts(part)


def _duties(subject: Subject, path: str, form: Form) -> Iterator[Finding]:
    roles = subject.definition.roles
    for one in form.walk():
        if one.duty and roles and one.duty not in roles:
            reason = f"“{one.label}”要选岗位“{one.duty}”的人，没有这个岗位"
            yield finding(RULE, path, one.key, reason=reason, remedy="请用 rules/roles.yaml 中的角色")


def _once(path: str, schema: Mapping[str, Any], form: Form) -> Iterator[Finding]:
    if schema.get("schemaVersion") != SCHEMA:
        reason = f"表单的 schemaVersion 是 {schema.get('schemaVersion')}"
        yield warning(RULE, path, "", reason=reason, remedy=f"请用 {SCHEMA}")
    ids = Counter(str(part.get("id") or "") for part in _parts(schema))
    for key, count in ids.items():
        if key and count > 1:
            yield finding(RULE, path, key, reason="栏目编号重复", remedy="请改用别的编号")
    yield from _keys(path, form.fields)
    for one in form.walk():
        yield from _field(path, one, form)
    for rule in form.rules:
        if not rule.message:
            reason = f"规则“{rule.name}”没有提示语"
            yield finding(RULE, path, rule.name, reason=reason, remedy=f"请写属性 rule.{rule.name}.message")
        if rule.field and rule.field not in {one.key for one in form.walk()}:
            reason = f"规则“{rule.name}”指向的栏目“{rule.field}”不存在"
            yield finding(RULE, path, rule.name, reason=reason, remedy="请改正 field")


def _keys(path: str, fields: tuple[Field, ...]) -> Iterator[Finding]:
    """Keys are unique among the fields that lie side by side; a group's fields lie beside it."""
    counted = Counter(one.key for one in _side_by_side(fields) if one.holds_value)
    for key, count in counted.items():
        if not key:
            yield finding(RULE, path, "", reason="有栏目没有键（key）", remedy="请写上键")
        elif count > 1:
            yield finding(RULE, path, key, reason="栏目的键重复", remedy="请改用别的键")
    for one in _side_by_side(fields):
        if one.type is FieldType.ROWS:
            yield from _keys(path, one.fields)


def _side_by_side(fields: tuple[Field, ...]) -> Iterator[Field]:
    for one in fields:
        if one.type is FieldType.GROUP:
            yield from _side_by_side(one.fields)
        else:
            yield one


def _in_the_clear(path: str, one: Field) -> Iterator[Finding]:
    if one.routing and not may_route(one):
        reason = f"“{one.label}”是自由填写的文字，不能进入流程"
        remedy = "请改为单选、下拉、复选、数字、日期或者选人选单位，或者去掉 routing"
        yield finding(RULE, path, one.key, reason=reason, remedy=remedy)
    if MARK in one.properties and not may_mark(one):
        reason = f"“{one.label}”不是进入流程的是否栏，不能作为环节的标记（mark）"
        remedy = "请改为复选或者计算得出的是否栏并标明 routing，或者去掉 mark"
        yield finding(RULE, path, one.key, reason=reason, remedy=remedy)


def _field(path: str, one: Field, form: Form) -> Iterator[Finding]:
    yield from _in_the_clear(path, one)
    if one.picker and one.picker not in PICKERS:
        reason = f"不认识的选择器“{one.picker}”"
        yield finding(RULE, path, one.key, reason=reason, remedy=f"可用的有：{'、'.join(sorted(PICKERS))}")
    if one.apart and one.apart not in APART:
        reason = f"“{one.label}”的 apart 写的是“{one.apart}”"
        yield finding(RULE, path, one.key, reason=reason, remedy=f"可用的有：{'、'.join(sorted(APART))}")
    if one.type in LISTED and not (one.options or one.options_from or one.picker):
        yield finding(RULE, path, one.key, reason=f"“{one.label}”没有选项", remedy="请写上选项")
    if one.key in RESERVED and one.holds_value:
        yield finding(RULE, path, one.key, reason="栏目的键是表达式的保留词", remedy="请改用别的键")
    if one.holds_value and not one.label:
        yield warning(RULE, path, one.key, reason="栏目没有标签", remedy="请写上标签")
    if one.reason_when_changed and one.reason_when_changed not in {other.key for other in form.walk()}:
        reason = f"说明理由的栏目“{one.reason_when_changed}”不存在"
        yield finding(RULE, path, one.key, reason=reason, remedy="请改正 reason_when_changed")


def _expressions(path: str, form: Form, known: Mapping[str, Members]) -> Iterator[Finding]:
    names = frozenset(known) | FORM_NAMES | {one.key for one in form.walk() if one.key}
    texts = [(one.key, text) for one in form.walk() for text in (one.hide, one.expression, one.prefill, one.not_before)]
    texts += [("again", form.again), *((rule.name, rule.test) for rule in form.rules)]
    for key, text in texts:
        if not text:
            continue
        try:
            compiled = compile_expression(text, names, functions=DECLARED)
        except FeelError as error:
            reason = f"表达式“{text}”读不懂：{error}"
            yield finding(RULE, path, key, reason=reason, remedy="请按表达式语言 FEEL 改写")
            continue
        for words in sorted(compiled.misused):
            reason = f"表达式“{text}”中{words}"
            yield finding(RULE, path, key, reason=reason, remedy="请改正这个函数的参数")
        for name in sorted(compiled.unknown):
            reason = f"表达式“{text}”中的“{name}”不存在"
            yield finding(
                RULE, path, key, reason=reason, remedy="可读的有：本表栏目、案件数据、case、me、form、file、origin"
            )
        for name in sorted(set(SECTION.findall(text)) - SECTIONS):
            reason = f"表单要读本人材料“file.{name}”，没有这一部分"
            yield finding(RULE, path, key, reason=reason, remedy=f"可读的有：{'、'.join(sorted(SECTIONS))}")
