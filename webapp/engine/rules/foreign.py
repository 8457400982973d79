"""What other products put into a diagram: said aloud where it has no effect, refused where it changed what runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp.domain.findings import Finding
from webapp.engine.model import Kind, Process, Trigger
from webapp.engine.rules.subject import Subject, finding, warning
from webapp.engine.rules.wellformed import ROLES
from webapp.engine.xml_parts import BPMN, SPIFF, Node, feel_text, local, tag_of

RULE = "foreign"
OURS = (BPMN.strip("{}"), SPIFF.strip("{}"), "http://www.w3.org/2001/XMLSchema-instance", "")
WAITING = frozenset({Kind.CATCH, Kind.BOUNDARY, Kind.RECEIVE})
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
}
"""Extensions of well-known products by their local name: what they would have done, and what does it here."""


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find extensions of other products and languages other than FEEL."""
    for process in subject.processes.values():
        told: set[str] = set()
        yield from _subscriptions(subject, process)
        for part in subject.node(process).iter(f"{BPMN}*"):
            yield from _extensions(process, part, told)
            yield from _language(process, part)
            if tag_of(part) in ROLES and tag_of(part) not in told:
                told.add(tag_of(part))
                reason = f"“{tag_of(part)}”写的人员在此不起作用"
                yield warning(RULE, process, _key(process, part), reason=reason, remedy="请用泳道的角色写明由谁办理")
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
        if word in WORKING and not _is_signavio(name):
            yield finding(RULE, process, _key(process, part), reason=reason, remedy=WORKING[word])
        elif name not in told:
            told.add(name)
            yield warning(RULE, process, _key(process, part), reason=reason, remedy="请改用本系统的属性，或者删去")


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
            yield finding(RULE, process, _key(process, part), reason=reason, remedy=remedy)


def _key(process: Process, part: Node) -> str:
    """The id of the node or flow that a part belongs to."""
    while part is not None and (not part.get("id") or tag_of(part) in ("conditionExpression", "extensionElements")):
        part = part.getparent()
    return process.id if part is None else str(part.get("id"))


def _space(name: str) -> str:
    return name[1:].partition("}")[0] if name.startswith("{") else ""
