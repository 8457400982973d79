"""Rule tasks: the decision exists, can be read, answers always, and reads only what the case knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp.domain.findings import Finding
from webapp.engine.decision_files import DecisionFile, decisions_in
from webapp.engine.decisions import Model, UnreadableDecisions
from webapp.engine.model import Element, Kind, Process
from webapp.engine.rules.readable import readable
from webapp.engine.rules.subject import Subject, finding, named, warning

RULE = "decisions"


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find rule tasks without a sound decision."""
    seen: set[str] = set()
    for process, element in subject.elements():
        if element.kind is not Kind.RULE:
            continue
        file = subject.definition.decisions.get(element.decision or "")
        if file is None:
            reason = f"{named(element)}的决策“{element.decision or ''}”不存在"
            remedy = "请在本措施的文件夹或者 shared/decisions/ 中放同名的 .dmn 文件"
            remedy = remedy if subject.house else "请写 spiffworkflow:calledDecisionId，并把决策文件一并部署"
            yield finding(RULE, process, element.id, reason=reason, remedy=remedy)
        elif file.twin:
            reason = f"{named(element)}的决策“{file.name}”在两个文件中都有：{file.twin}、{file.path}"
            yield finding(RULE, process, element.id, reason=reason, remedy="请给其中一个决策改编号")
        else:
            yield from _file(subject, process, element, file=file, first=file.path not in seen)
            seen.add(file.path)


def of_files(files: Mapping[str, bytes]) -> Iterator[Finding]:
    """This function will find what is wrong with decision files by themselves, before a diagram asks for them."""
    for file in decisions_in(files).values():
        try:
            yield from _model(file, file.model)
        except UnreadableDecisions as error:
            yield finding(RULE, file.path, file.name, reason=error.message, remedy="请用决策编辑器重新保存")


def _file(
    subject: Subject, process: Process, element: Element, *, file: DecisionFile, first: bool
) -> Iterator[Finding]:
    try:
        model = file.model
    except UnreadableDecisions as error:
        if first:
            yield finding(RULE, file.path, file.name, reason=error.message, remedy="请用决策编辑器重新保存")
        return
    if file.name not in model.decisions:
        reason = f"文件中没有编号为“{file.name}”的决策"
        yield finding(RULE, file.path, file.name, reason=reason, remedy="决策的编号要与文件名相同")
        return
    if first:
        yield from _model(file, model)
    for name in sorted(model.unknown(file.name)):
        reason = f"决策“{file.name}”中的“{name}”没有谁给出，总是为空"
        yield finding(RULE, process, element.id, reason=reason, remedy="请检查拼写，或者在决策的依据中连上它")
    for words in sorted(model.misused(file.name)):
        reason = f"决策“{file.name}”中{words}"
        yield finding(RULE, process, element.id, reason=reason, remedy="请改正决策表")
    if subject.house:
        yield from _reads(subject, process, element, file=file)


def _model(file: DecisionFile, model: Model) -> Iterator[Finding]:
    for words in model.findings:
        yield finding(RULE, file.path, file.name, reason=words, remedy="请改正决策表")
    for table in model.tables:
        if not table.always_answers and table.hit_policy != "COLLECT":
            reason = f"决策表“{table.name or table.id}”没有默认结果，无规则命中时为空"
            yield warning(RULE, file.path, table.id, reason=reason, remedy="请加一行全部为“-”的规则，或者默认输出")


def _reads(subject: Subject, process: Process, element: Element, *, file: DecisionFile) -> Iterator[Finding]:
    known = readable(subject.definition, process, subject.handlers)
    for path in sorted(file.model.reads(file.name)):
        name, _, rest = path.partition(".")
        member = rest.partition(".")[0]
        members = known.get(name)
        if name not in known:
            reason = f"决策“{file.name}”读取的“{name}”在此流程中没有任何环节写入"
            yield finding(RULE, process, element.id, reason=reason, remedy="请检查拼写，或者在流程中写入")
        elif member and members is not None and member not in members:
            reason = f"决策“{file.name}”读取的“{name}.{member}”不存在"
            yield finding(RULE, process, element.id, reason=reason, remedy="请检查表单栏目是否有属性 routing")
