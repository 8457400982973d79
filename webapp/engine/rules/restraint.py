"""What the engine runs but this house does not draw: its readers, its gates and its forms know the plain words only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp.domain.findings import Finding
from webapp.engine.model import Element, Kind, Trigger
from webapp.engine.rules.events import KINDS_OF_EVENT, WORDS, triggers_of
from webapp.engine.rules.subject import Subject, finding
from webapp.engine.rules.unsupported import RULE, Why
from webapp.engine.xml_parts import BPMN

UNDRAWN: Mapping[tuple[Kind, Trigger], str] = {
    (Kind.START, Trigger.SIGNAL): "请用普通、消息或者定时（周期）开始事件",
    (Kind.END, Trigger.SIGNAL): "请在结束事件之前画信号抛出事件",
    (Kind.END, Trigger.CANCEL): "请用错误结束事件和边界错误事件",
    (Kind.BOUNDARY, Trigger.CANCEL): "请用错误结束事件和边界错误事件",
    (Kind.THROW, Trigger.LINK): "请直接画连线，或者拆成调用活动",
    (Kind.CATCH, Trigger.LINK): "请直接画连线，或者拆成调用活动",
}


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find what the house does not draw."""
    for process, element in subject.elements():
        for reason, remedy in (*_node(element), *_event(element), *_loop(element)):
            yield finding(RULE, process, element.id, reason=reason, remedy=remedy)
    for process in subject.processes.values():
        for node in subject.node(process).iter(f"{BPMN}eventDefinitionRef"):
            reason, remedy = "本系统不用引用的事件定义", "请把事件定义直接画在事件里"
            yield finding(RULE, process, str(node.getparent().get("id")), reason=reason, remedy=remedy)
        for node in subject.node(process).iter(f"{BPMN}*"):
            if node.get("parallelMultiple") in ("true", "1"):
                reason, remedy = "本系统不画并行多重事件", "请用并行网关，后接各捕获事件"
                yield finding(RULE, process, str(node.get("id")), reason=reason, remedy=remedy)


def _node(element: Element) -> Iterator[Why]:
    if element.on_event:
        yield "本系统不画事件子流程", "请改用边界事件，或者单独的流程文件加消息开始"
    if element.is_transaction:
        yield "本系统不画事务子流程", "请改用普通子流程，并画出失败后的环节"
    if element.instantiates:
        yield "本系统不由它开始流程", "请改画消息开始事件"


def _event(element: Element) -> Iterator[Why]:
    if element.event.trigger is Trigger.MULTIPLE:
        yield "本系统不画有多个定义的事件", "请拆成几个事件，等待用事件网关"
    for trigger in triggers_of(element):
        if (element.kind, trigger) in UNDRAWN:
            reason = f"本系统的{KINDS_OF_EVENT[element.kind]}不用“{WORDS[trigger]}”"
            yield reason, UNDRAWN[(element.kind, trigger)]


def _loop(element: Element) -> Iterator[Why]:
    if element.loop is None:
        return
    if element.loop.times is not None:
        yield "本系统不画固定次数的多实例", "请用 loopDataInputRef 指向一个清单"
    if element.loop.into:
        yield "本系统不另设多实例的结果清单", "请删去；结果按顺序放在环节自己的名下"
    if element.loop.output:
        yield "本系统不用多实例的输出项", "请删去；结果按顺序放在环节自己的名下"
