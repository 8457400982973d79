"""What other products put into a diagram: said aloud where it has no effect, refused where it changed what runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from webapp.domain.findings import Finding
from webapp.engine.model import Kind, Process, Trigger
from webapp.engine.rules.subject import Subject, drawn_id, finding, warning
from webapp.engine.rules.wellformed import ROLES
from webapp.engine.xml_parts import BPMN, SPIFF, Node, feel_text, local, tag_of

RULE = "foreign"
OURS = (BPMN.strip("{}"), SPIFF.strip("{}"), "http://www.w3.org/2001/XMLSchema-instance", "")
WAITING = frozenset({Kind.CATCH, Kind.BOUNDARY, Kind.RECEIVE})
NAMED = frozenset({Trigger.MESSAGE, Trigger.SIGNAL, Trigger.ERROR, Trigger.ESCALATION})
LANGUAGES = frozenset(
    {
        *("", "feel", "FEEL", "application/feel", "text/feel", "https://www.omg.org/spec/FEEL/20140401"),
        *("https://www.omg.org/spec/DMN/20191111/FEEL/", "https://www.omg.org/spec/DMN/20230324/FEEL/"),
    }
)
MAPPING = "调用活动请用属性 in.<名称>、out.<名称>，其他任务直接读写流程数据"
LIST = "请用 loopDataInputRef 指向清单、inputDataItem 写明每一项的名称"
RESULT = "结果在环节编号的名下，请按编号读取；要用别的名称，请后接脚本任务"
CHANGES = "请把条件写全；条件事件在每一步之后都会重新看一次"
VERSION = "请删去；总是调用一并部署的那个流程"
WORKING: Mapping[str, str] = {
    **dict.fromkeys(
        ("executionListener", "executionListeners", "taskListener", "taskListeners", "eventListener"),
        "请画成脚本任务或者服务任务",
    ),
    "onEntry-script": "请画成脚本任务",
    "onExit-script": "请画成脚本任务",
    "inputOutput": MAPPING,
    "ioMapping": MAPPING,
    "in": MAPPING,
    "out": MAPPING,
    "variableMappingClass": MAPPING,
    "variableMappingDelegateExpression": MAPPING,
    "loopCharacteristics": LIST,
    "collection": LIST,
    "elementVariable": LIST,
    "elementIndexVariable": "请读 loopCounter",
    "field": "请写成服务任务的参数（spiffworkflow:parameters）",
    "resultVariable": RESULT,
    "resultVariableName": RESULT,
    "errorCodeVariable": RESULT,
    "errorMessageVariable": RESULT,
    "errorVariableName": RESULT,
    "escalationCodeVariable": RESULT,
    "errorEventDefinition": "请让处理程序报出错误代码，由边界事件接住",
    "skipExpression": "请在它前面画排他网关",
    "triggerable": "请在其后画接收任务",
    "variableName": CHANGES,
    "variableEvents": CHANGES,
    "conditionalFilter": CHANGES,
    "inheritVariables": MAPPING,
    "calledElementVersion": VERSION,
    "calledElementVersionTag": VERSION,
    "calledElement": "请写 calledElement 属性",
    "calledDecision": "请写 spiffworkflow:calledDecisionId",
    "decisionRef": "请写 spiffworkflow:calledDecisionId",
    "script": "请写在 bpmn:script 里，每行一个“名称 = 表达式”",
    "resource": "请把脚本写进流程图",
    "connector": "请画成服务任务",
    "publishMessage": "请写抛出事件的属性 subject",
    "eventType": "请画成消息事件",
    "terminateAll": "终止只结束所在的一层；要结束外层，请用错误结束事件和边界事件",
    "waitForCompletion": "调用活动总要等到所调用的流程结束；不等的请用抛出消息",
    "endDate": "请用中断的定时边界事件结束重复",
    "businessCalendarName": "请按 ISO 8601 或者 FEEL 写时间",
}
"""Extensions of well-known products by their local name: what they would have done, and what does it here."""
USUAL = {"terminateAll": "false", "waitForCompletion": "true", "inheritVariables": "false", "triggerable": "false"}
"""Values that say what BPMN says anyway."""
COMPUTED = re.compile(r"[$#]\{|\A\s*=")
"""Names in which other products compute: ${…} in JUEL, =… in FEEL."""
HERE: Mapping[tuple[str, str], str] = {
    ("task", "taskName"): "请画成服务任务，编号为处理程序的名称",
    ("dataObject", "value"): "请用脚本任务写初值",
}
"""Extensions that work at one kind of element only: jBPM's work items, Flowable's first values."""


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find extensions of other products and languages other than FEEL."""
    for process in subject.processes.values():
        told: set[str] = set()
        yield from _subscriptions(subject, process)
        yield from _scopes(subject, process)
        yield from _computed(process)
        for part in subject.node(process).iter(f"{BPMN}*"):
            yield from _extensions(process, part, told)
            yield from _language(process, part)
            if tag_of(part) in ROLES and tag_of(part) not in told:
                told.add(tag_of(part))
                reason = f"“{tag_of(part)}”写的人员在此不起作用"
                yield warning(
                    RULE, process, drawn_id(part) or process.id, reason=reason, remedy="请用泳道的角色写明由谁办理"
                )
        language = subject.root(process).get("expressionLanguage", "")
        if language not in LANGUAGES:
            reason = f"文件的表达式语言“{language}”不会执行，各表达式按 FEEL 读"
            yield warning(RULE, process, process.id, reason=reason, remedy="请删去语言，按 FEEL 书写")


def _extensions(process: Process, part: Node, told: set[str]) -> Iterator[Finding]:
    names = [name for name in part.attrib if _space(name) not in OURS]
    if tag_of(part) == "extensionElements":
        names += [inner.tag for inner in part if _space(inner.tag) not in OURS]
    for name in names:
        word = name.rpartition("}")[2]
        reason = f"其他软件的扩展“{word}”在此不起作用"
        works = WORKING.get(word) or HERE.get((_drawn(part), word))
        if works and not _is_signavio(name) and part.get(name) != USUAL.get(word, ""):
            yield finding(RULE, process, drawn_id(part) or process.id, reason=reason, remedy=works)
        elif name not in told:
            told.add(name)
            yield warning(
                RULE, process, drawn_id(part) or process.id, reason=reason, remedy="请改用本系统的属性，或者删去"
            )


def _drawn(part: Node) -> str:
    """The kind of element that an extension belongs to."""
    return tag_of(part.getparent()) if tag_of(part) == "extensionElements" else tag_of(part)


def _computed(process: Process) -> Iterator[Finding]:
    """A name is what it says here: one that is to be computed would never be heard."""
    for element in process.elements.values():
        named = (one.name or "" for one in element.event.all_parts if one.trigger in NAMED)
        for name in sorted({element.message or "", *named}):
            if COMPUTED.search(name):
                reason = f"名称“{name}”里的表达式不会计算"
                remedy = "请写固定的名称；消息按属性 correlate、subject 区分"
                yield finding(RULE, process, element.id, reason=reason, remedy=remedy)


def _scopes(subject: Subject, process: Process) -> Iterator[Finding]:
    """A signal that Flowable would keep within its case: here all cases hear it."""
    kept = {
        str(signal.get("name") or signal.get("id"))
        for signal in subject.root(process).iter(f"{BPMN}signal")
        for name in signal.attrib
        if name.endswith("}scope") and signal.get(name) != "global"
    }
    for element in process.elements.values():
        for one in element.event.all_parts:
            if one.trigger is Trigger.SIGNAL and one.name in kept:
                reason = f"信号“{one.name}”的扩展“scope”在此不起作用"
                remedy = "信号所有事项都会收到；只在本事项的请改用升级事件，或者带 correlate 的消息"
                yield finding(RULE, process, element.id, reason=reason, remedy=remedy)


def _subscriptions(subject: Subject, process: Process) -> Iterator[Finding]:
    """A message that says beside the process what it correlates by (Zeebe), at each event that waits for it."""
    keys = {name: key for part in subject.root(process).iter(f"{BPMN}message") for name, key in _subscribed(part)}
    for element in process.elements.values():
        waits = [one.name for one in element.event.all_parts if one.trigger is Trigger.MESSAGE and one.name in keys]
        if waits and element.kind in WAITING:
            key = feel_text(keys[str(waits[0])])
            reason = f"消息“{waits[0]}”的扩展“subscription”在此不起作用"
            remedy = f"请把它改成“{element.id}”的属性 correlate，写 {key}"
            yield finding(RULE, process, element.id, reason=reason, remedy=remedy)


def _subscribed(message: Node) -> Iterator[tuple[str, str]]:
    for part in message.iterfind(f"{BPMN}extensionElements/*"):
        if local(part) == "subscription" and _space(part.tag) not in OURS:
            yield str(message.get("name") or message.get("id")), str(part.get("correlationKey") or "")


def _is_signavio(name: str) -> bool:
    """Signavio's metadata are pictures and notes."""
    return "signavio" in _space(name)


def _language(process: Process, part: Node) -> Iterator[Finding]:
    for attribute in ("scriptFormat", "language"):
        language = str(part.get(attribute) or "").strip()
        if language not in LANGUAGES:
            reason, remedy = (
                f"不执行语言“{language}”，只执行 FEEL",
                "请删去语言；脚本每行写“名称 = 表达式”，条件写 FEEL",
            )
            yield finding(RULE, process, drawn_id(part) or process.id, reason=reason, remedy=remedy)


def _space(name: str) -> str:
    return name[1:].partition("}")[0] if name.startswith("{") else ""
