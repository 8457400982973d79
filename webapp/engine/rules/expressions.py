"""Expressions: they parse, every name they read is written somewhere, every time limit they ask for exists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from webapp.domain.findings import Finding
from webapp.engine.clock import DECLARED
from webapp.engine.expressions import NoStatement, deadline_keys, statements
from webapp.engine.model import Element, Kind, Process, Trigger
from webapp.engine.rules import timers
from webapp.engine.rules.readable import NOTHING, Members, readable
from webapp.engine.rules.subject import Subject, finding
from webapp.engine.rules.texts import Text, texts_of
from webapp.feel import KEYWORDS, RESERVED, Compiled, FeelError, compile_expression

RULE = "expressions"
OTHERS_WORDS = frozenset({"True", "False", "None", "TRUE", "FALSE", "NULL", "undefined"})
"""Words of other languages that FEEL would take for names of data."""
STRING = re.compile(r'"(?:\\.|[^"\\])*"')
METHOD = re.compile(r"\.\s*([^\W\d]\w*)\s*\(")


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find expressions that cannot be read, or that read what nothing writes."""
    known = {p.id: readable(subject.definition, p, subject.handlers) for p in subject.processes.values()}
    for process in subject.processes.values():
        for text in texts_of(process, subject.definition.limits.limits):
            if text.over in known and not (text.place == "定时" and not subject.house and timers.is_literal(text.text)):
                yield from _text(subject, process, text, known[text.over])
        for element in process.elements.values():
            yield from _script(subject, process, element)
            yield from _contact(process, element) if subject.house else ()
            yield from _variables(subject, process, element)
            for event in element.event.all_parts:
                if event.trigger is Trigger.TIMER:
                    yield from timers.check(subject, process, element, event=event)


def _text(subject: Subject, process: Process, text: Text, known: Mapping[str, Members]) -> Iterator[Finding]:
    where = f"{text.place}“{text.text}”"
    if not text.text:
        yield finding(RULE, process, text.element, reason=f"{text.place}是空的", remedy="请写上表达式")
        return
    try:
        compiled = compile_expression(
            text.text, frozenset(known) | text.extra, functions=DECLARED, beside=not subject.house
        )
    except FeelError as error:
        yield finding(RULE, process, text.element, reason=f"{where}读不懂：{error}", remedy=_hint(text.text))
        return
    for words in sorted(compiled.misused):
        yield finding(RULE, process, text.element, reason=f"{where}中{words}", remedy="请改正这个函数的参数")
    if not subject.house:
        yield from _called(process, text, compiled)
        return
    for name in sorted(compiled.unknown):
        reason = f"{where}中的“{name}”没有任何环节写入"
        yield finding(RULE, process, text.element, reason=reason, remedy=_written_elsewhere(process, name))
    yield from _members(process, text, compiled, known)
    for key in deadline_keys(compiled):
        if key not in subject.definition.limits:
            reason = f"{where}用到的时限“{key}”不在时限表中"
            yield finding(RULE, process, text.element, reason=reason, remedy="请在 rules/deadlines.yaml 中补上")


def _called(process: Process, text: Text, compiled: Compiled) -> Iterator[Finding]:
    """A diagram drawn elsewhere may read any name that its data will have, but call no function that FEEL has not."""
    words = STRING.sub('""', text.text)
    methods = METHOD.findall(words)
    for name in sorted({*compiled.unknown, *methods}):
        called = name in methods or re.search(rf"(?<![\w.]){re.escape(name)}\s*\(", words)
        if OTHERS_WORDS & set(name.split()):
            reason = f"{text.place}“{text.text}”中的“{name}”不是 FEEL 的写法"
            yield finding(RULE, process, text.element, reason=reason, remedy="请写 true、false 或者 null")
        elif called or name.startswith("__"):
            reason = f"{text.place}“{text.text}”调用的“{name}”不是 FEEL 的函数"
            yield finding(RULE, process, text.element, reason=reason, remedy="请用 FEEL 的函数，或者画成服务任务")


def _hint(text: str) -> str:
    inner = re.fullmatch(r"[$#]\{(.*)\}", text.strip(), re.DOTALL)
    if inner:
        return f"请去掉外面的 ${{}}，按 FEEL 书写，例如 {_feel_like(inner[1])}"
    if "==" in text:
        return '相等用一个等号，例如 result = "agree"'
    if "&&" in text or "||" in text:
        return "请用 and、or"
    return "请按表达式语言 FEEL 改写"


def _feel_like(text: str) -> str:
    """The nearest FEEL to what another language says; a suggestion only."""
    for theirs, ours in (("==", "="), ("&&", " and "), ("||", " or "), ("'", '"')):
        text = text.replace(theirs, ours)
    return re.sub(r"!(?!=)\s*(\w+)", r"not(\1)", text).strip()


def _written_elsewhere(process: Process, name: str) -> str:
    if name in process.elements:
        return "这个环节不产生可读的值；请改读用户任务、决策、脚本或者调用活动的结果"
    return "请检查拼写，或者由脚本、输入（in.）写入"


def _members(process: Process, text: Text, compiled: Compiled, known: Mapping[str, Members]) -> Iterator[Finding]:
    for path in sorted(compiled.paths):
        name, _, rest = path.partition(".")
        members = known.get(name)
        member = rest.partition(".")[0]
        if not member or members is None or name in text.extra or member in members:
            continue
        offered = "、".join(sorted(members - (NOTHING or frozenset()))) or "（没有）"
        reason = f"{text.place}“{text.text}”中的“{name}.{member}”不存在"
        remedy = f"“{name}”下可用的有：{offered}；表单栏目须有属性 routing"
        yield finding(RULE, process, text.element, reason=reason, remedy=remedy)


def _contact(process: Process, element: Element) -> Iterator[Finding]:
    """Whether a talk came about is read in what was written down of it, and nowhere else."""
    text = element.properties.get("contact", "").strip()
    own = f"{element.id}."
    try:
        read = compile_expression(text, frozenset({element.id}), functions=DECLARED).paths if text else ()
    except FeelError:
        return  # the check of all expressions names it
    if any(not path.startswith(own) for path in read):
        reason = "属性 contact 只能读本环节自己的结果"
        yield finding(RULE, process, element.id, reason=reason, remedy=f"例如 {own}came = “yes”，总是见面的写 true")


def _script(subject: Subject, process: Process, element: Element) -> Iterator[Finding]:
    if element.kind is not Kind.SCRIPT:
        return
    try:
        lines = statements(element.script)
    except NoStatement as error:
        reason = f"脚本中的“{error}”不是“名称 = 表达式”"
        yield finding(RULE, process, element.id, reason=reason, remedy="每行写一个“名称 = 表达式”，续行缩进")
        return
    if not lines:
        yield finding(RULE, process, element.id, reason="脚本是空的", remedy="请写“名称 = 表达式”，或者删去这个环节")
    for line in lines:
        erases = line.name in process.elements and line.text == "null"  # striking what a form said is no answer to it
        reserved = subject.house and line.name in RESERVED
        if (reserved or line.name in process.elements) and not erases:
            reason = f"脚本写入的“{line.name}”是保留词或者环节编号"
            yield finding(RULE, process, element.id, reason=reason, remedy="请改用别的名称")


def _variables(subject: Subject, process: Process, element: Element) -> Iterator[Finding]:
    item = element.loop.item if element.loop else None
    names = [*element.prefixed("in."), *([item] if item else [])]
    for name in names:
        if name in (RESERVED if subject.house else KEYWORDS):
            reason = f"名称“{name}”是表达式的保留词"
            yield finding(RULE, process, element.id, reason=reason, remedy="请改用别的名称")
    if subject.house and element.loop and element.loop.each and not item:
        reason = "多实例没有写明每一项的名称"
        yield finding(RULE, process, element.id, reason=reason, remedy="请写 inputDataItem，例如 member")
