"""Constructs that the engine would not execute as BPMN says: refused by element, with what to draw instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp.domain.findings import Finding
from webapp.engine.model import Process
from webapp.engine.rules.subject import Subject, finding
from webapp.engine.xml_parts import BPMN, SPIFF, Node, bare, is_true, local, loop_of, tag_of, text_of
from webapp.engine.xml_reader import TAGS

RULE = "unsupported"
Why = tuple[str, str]
OWN_FILE = "请把它画成单独的流程文件，再用调用活动"
INSTEAD: Mapping[str, Why] = {
    "complexGateway": ("引擎不执行复杂网关", "请改用排他、并行或相容网关"),
    "adHocSubProcess": ("引擎不执行临时子流程", "请把各环节用连线画出先后"),
    "globalTask": ("引擎不调用全局任务", OWN_FILE),
    "globalUserTask": ("引擎不调用全局任务", OWN_FILE),
    "globalManualTask": ("引擎不调用全局任务", OWN_FILE),
    "globalScriptTask": ("引擎不调用全局任务", OWN_FILE),
    "globalBusinessRuleTask": ("引擎不调用全局任务", OWN_FILE),
    "choreography": ("引擎不执行编排图", "请画成流程图"),
    "globalChoreographyTask": ("引擎不执行编排图", "请画成流程图"),
    "choreographyTask": ("引擎不执行编排图", "请画成流程图"),
    "callChoreography": ("引擎不执行编排图", "请画成流程图"),
    "subChoreography": ("引擎不执行编排图", "请画成流程图"),
    "conversation": ("引擎不执行会话图", "请画成流程图"),
    "globalConversation": ("引擎不执行会话图", "请画成流程图"),
    "implicitThrowEvent": ("引擎不执行隐式抛出事件", "请画成中间抛出事件"),
    "event": ("引擎不认识这种事件", "请用开始、中间、边界或结束事件"),
    "correlationProperty": ("相关性定义不会执行", "请用捕获事件的属性 correlate"),
    "correlationKey": ("相关性定义不会执行", "请用捕获事件的属性 correlate"),
    "correlationSubscription": ("相关性定义不会执行", "请用捕获事件的属性 correlate"),
    "ioBinding": ("输入输出绑定不会执行", "请删去；调用活动用属性 in. 和 out."),
    "ioSpecification": ("输入输出规格不会执行", "请删去；调用活动用属性 in. 和 out."),
    "complexBehaviorDefinition": ("多实例的复杂行为不会执行", "请改用完成条件"),
}
COMPENSATION: Why = ("引擎不执行补偿", "请把撤销的环节画出来，用连线到达")
EXTENSIONS: Mapping[str, Why] = {
    "preScript": ("前置脚本不会执行", "请画成脚本任务"),
    "postScript": ("后置脚本不会执行", "请画成脚本任务"),
    "messagePayload": ("消息内容不从此处取", "请用属性 payload.<名称>"),
    "messageVariable": ("消息不写入此变量", "请删去；消息内容放在事件自己的名下"),
    "processVariableCorrelation": ("相关性不从此处取", "请用属性 correlate"),
    "payloadExpression": ("事件的内容不从此处取", "请用属性 payload.<名称>"),
    "variableName": ("事件的内容不写入此变量", "请删去；消息内容放在事件自己的名下"),
    "scriptsOnInstances": ("各份的脚本不会执行", "请画成脚本任务"),
}
DATA = frozenset({"dataObject", "dataObjectReference", "dataStoreReference", "property"})
"""What a data association may be drawn to: a picture of what is read and written."""

ASSOCIATIONS = frozenset({"dataInputAssociation", "dataOutputAssociation"})
DRAWN = ASSOCIATIONS | frozenset(TAGS)


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find what the engine does not execute."""
    for process in subject.processes.values():
        for node in subject.root(process).iter(f"{BPMN}*"):
            if tag_of(node) in INSTEAD and _of(node, subject.node(process)):
                yield _refuse(process, node, INSTEAD[tag_of(node)])
        for node in subject.node(process).iter(f"{BPMN}*"):
            if tag_of(node) in TAGS:
                yield from _attributes(process, node)
                yield from _birth(process, node)
                yield from _extensions(process, node)
                yield from _loops(process, node)
            elif tag_of(node) in ASSOCIATIONS:
                yield from _association(subject, process, node)


def _of(node: Node, process: Node) -> bool:
    """Whether a node belongs to a process, or to none."""
    around = [above for above in (node, *node.iterancestors()) if tag_of(above) == "process"]
    return not around or around[0] is process


def _refuse(process: Process, node: Node, why: Why) -> Finding:
    """Refuse a node; what is written inside a drawn one is named by that. Associations are drawn themselves."""
    drawn = (above for above in (node, *node.iterancestors()) if tag_of(above) in DRAWN)
    node = next(drawn, node)
    while not node.get("id") and node.getparent() is not None:
        node = node.getparent()
    return finding(RULE, process, str(node.get("id") or local(node)), reason=why[0], remedy=why[1])


def _attributes(process: Process, node: Node) -> Iterator[Finding]:
    if is_true(node, "isForCompensation"):
        yield _refuse(process, node, COMPENSATION)
    for name in ("startQuantity", "completionQuantity"):
        if node.get(name, "1").strip() != "1":
            yield _refuse(process, node, (f"{name} 不会执行", "请删去；需要多份的用多实例"))
    if node.get("eventGatewayType") == "Parallel":
        yield _refuse(process, node, ("并行的事件网关不会执行", "请用并行网关，后接各捕获事件"))


def _birth(process: Process, node: Node) -> Iterator[Finding]:
    element = process.elements.get(str(node.get("id")))
    if element is not None and element.instantiates and (element.scope or element.incoming):
        yield _refuse(process, node, ("由它开始的流程不会执行：它有来线，或者在子流程里", "请改画消息开始事件"))


def _extensions(process: Process, node: Node) -> Iterator[Finding]:
    for part in node.findall(f"{BPMN}extensionElements/*"):
        if str(part.tag).startswith(SPIFF) and local(part) in EXTENSIONS:
            yield _refuse(process, node, EXTENSIONS[local(part)])


def _association(subject: Subject, process: Process, node: Node) -> Iterator[Finding]:
    if node.find(f"{BPMN}assignment") is not None or node.find(f"{BPMN}transformation") is not None:
        yield _refuse(process, node, ("数据关联上的赋值和转换不会执行", "请画成脚本任务"))
    if not text_of(node.find(f"{BPMN}targetRef")):
        yield _refuse(process, node, ("数据关联没有终点", "请重新连好，或者删去"))
    for end in (*node.findall(f"{BPMN}sourceRef"), *node.findall(f"{BPMN}targetRef")):
        if tag_of(subject.known(process).get(bare(end, text_of(end)))) not in DATA:
            why = (f"数据关联所指的“{text_of(end)}”不是数据对象", "请删去，或者连到数据对象")
            yield _refuse(process, node, why)


def _loops(process: Process, node: Node) -> Iterator[Finding]:
    several = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
    single = node.find(f"{BPMN}standardLoopCharacteristics")
    if several is not None:
        yield from (_refuse(process, node, why) for why in _many(several))
    if single is not None:
        maximum = str(single.get("loopMaximum") or "").strip()
        if maximum and not (maximum.isascii() and maximum.isdigit() and int(maximum) > 0):
            yield _refuse(process, node, ("循环次数必须是正整数", "请改正 loopMaximum"))
        if _is_empty(single.find(f"{BPMN}loopCondition")):
            yield _refuse(process, node, ("循环条件是空的", "请写上条件，或者删去 loopCondition，只写 loopMaximum"))
        elif not maximum and single.find(f"{BPMN}loopCondition") is None:
            yield _refuse(process, node, ("循环没有条件，也没有次数", "请写 loopCondition 或者 loopMaximum"))
    if several is not None and single is not None:
        yield _refuse(process, node, ("同时画了循环和多实例", "请只留一种"))


def _many(marker: Node) -> Iterator[Why]:
    """What of a multi-instance marker would be ignored (trust: behaviour None, One, Complex)."""
    if (
        marker.get("behavior", "All") != "All"
        or marker.get("noneBehaviorEventRef")
        or marker.get("oneBehaviorEventRef")
    ):
        yield "多实例的 behavior 不会执行", "请删去，用完成条件决定何时结束"
    yield from _said(marker)
    count, items = marker.find(f"{BPMN}loopCardinality"), marker.find(f"{BPMN}loopDataInputRef")
    if count is None and items is None:
        yield "多实例没有清单，也没有次数", "请用 loopDataInputRef 指向一个清单"
    if count is not None and items is not None:
        yield "多实例既有清单，又有次数", "请只留一种"
    loop = loop_of(marker.getparent())
    if loop is not None and loop.output and not loop.into:
        yield "多实例有输出项，却没有结果清单", "请写 loopDataOutputRef，或者删去输出项"
    if marker.find(f"{BPMN}inputDataItem") is not None and items is None:
        yield "多实例有输入项，却没有清单", "请用 loopDataInputRef 指向一个清单"


def _said(marker: Node) -> Iterator[Why]:
    """What a multi-instance marker mentions and leaves empty."""
    if _is_empty(marker.find(f"{BPMN}completionCondition")):
        yield "完成条件是空的", "请写上条件，或者删去 completionCondition"
    for tag in ("loopDataInputRef", "loopDataOutputRef"):
        if _is_empty(marker.find(f"{BPMN}{tag}")):
            yield f"{tag} 是空的", "请写上清单的名称，或者删去"
    for tag in ("inputDataItem", "outputDataItem"):
        part = marker.find(f"{BPMN}{tag}")
        if part is not None and not (part.get("name") or part.get("id")):
            yield f"{tag} 没有名称", "请写上每一项的名称（name 或者 id）"


def _is_empty(part: Node | None) -> bool:
    """Whether a condition is there and says nothing."""
    return part is not None and not text_of(part)
