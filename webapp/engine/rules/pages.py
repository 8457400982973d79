"""Pages: whoever gets a form can send it; a leader's page draws its decision as buttons."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.domain.findings import Finding
from webapp.domain.forms import DECISION, GIST, LEADER, RESTS_ON, Field, FieldType, Form, read_form
from webapp.engine.model import Kind
from webapp.engine.rules.subject import Subject, finding

RULE = "pages"
LAYOUTS = ("", LEADER)


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find forms whose page nobody could submit; what cannot be read is said by the forms' rule."""
    seen: set[str] = set()
    for process, element in subject.elements():
        path = subject.definition.form_files.get((process.id, element.id))
        if element.kind is not Kind.USER or path is None or path in seen:
            continue
        seen.add(path)
        try:
            form = read_form(subject.definition.forms[(process.id, element.id)])
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
        yield from _page(path, form)
        yield from _grounds(subject, path, form)


def _page(path: str, form: Form) -> Iterator[Finding]:
    if form.layout not in LAYOUTS:
        reason = f"不认识的版式“{form.layout}”"
        yield finding(RULE, path, "layout", reason=reason, remedy=f"批阅页写 {LEADER}，其他表单不写")
    for one in form.plain_fields():
        if one.required and one.readonly and not one.prefill:
            reason = f"“{one.label}”必填，却只能读、不会带出，这张表单无法提交"
            yield finding(RULE, path, one.key, reason=reason, remedy="请写 prefill，或者让人填写，或者去掉必填")
    gist = form.properties.get(GIST)
    if gist and gist not in {one.key for one in form.plain_fields()}:
        reason = f"写明主要内容的栏目“{gist}”不存在"
        yield finding(RULE, path, GIST, reason=reason, remedy="请改正 gist")
    if form.layout == LEADER:
        if form.again:
            reason = "批阅页一律重新填写，不能带出上次的意见"
            yield finding(RULE, path, "again", reason=reason, remedy="请去掉 again")
        yield from (_no_buttons(path, one) for one in form.walk() if one.key == DECISION and not _is_drawn(form, one))


def _grounds(subject: Subject, path: str, form: Form) -> Iterator[Finding]:
    steps = {element.id for _, element in subject.elements() if element.kind is Kind.USER}
    for names in form.properties.get(RESTS_ON, "").split():
        if not steps & set(names.split("|")):
            reason = f"写明依据的环节“{names}”不存在"
            yield finding(RULE, path, RESTS_ON, reason=reason, remedy="请写本流程中填写表单的环节的 id")


def _is_drawn(form: Form, one: Field) -> bool:
    """Buttons are there before anything is chosen: the words stand in the form and nothing hides them."""
    return one in form.fields and one.type is FieldType.RADIO and bool(one.options) and not (one.hide or one.readonly)


def _no_buttons(path: str, one: Field) -> Finding:
    reason = f"批阅页按“{one.label or one.key}”画出按钮，这一栏却不是写明选项、始终可见的单选，页面上无处提交"
    remedy = "请改为直接写明选项的单选，不放在组和清单里，不设隐藏条件"
    return finding(RULE, path, one.key, reason=reason, remedy=remedy)
