"""Events: each trigger where BPMN has it (tables 10.86, 10.88, 10.89), links in pairs, cancels in transactions.

What the standard knows but the engine does not run is refused with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from webapp.domain.findings import Finding
from webapp.engine.model import Element, Kind, Process, Trigger
from webapp.engine.rules.subject import Subject, finding, named
from webapp.engine.rules.unsupported import COMPENSATION, RULE, Why
from webapp.engine.xml_parts import BPMN, Node, bare, definitions_of, tag_of, text_of

T = Trigger
WAITED = frozenset({T.MESSAGE, T.TIMER, T.SIGNAL, T.CONDITIONAL})
THROWN = frozenset({T.MESSAGE, T.SIGNAL, T.ESCALATION})
ALLOWED: Mapping[Kind, frozenset[Trigger]] = {
    Kind.START: frozenset({T.NONE, T.MESSAGE, T.TIMER, T.SIGNAL}),
    Kind.END: THROWN | {T.NONE, T.ERROR, T.TERMINATE, T.CANCEL},
    Kind.THROW: THROWN | {T.NONE, T.LINK},
    Kind.CATCH: WAITED | {T.LINK},
    Kind.BOUNDARY: WAITED | {T.ERROR, T.ESCALATION, T.CANCEL},
}
IN_EVENT_SUB = WAITED | {T.ERROR, T.ESCALATION}
IN_ONE_OF_SEVERAL: Mapping[Kind, frozenset[Trigger]] = {
    Kind.START: frozenset({T.MESSAGE, T.TIMER, T.SIGNAL}),
    Kind.END: THROWN,
    Kind.THROW: THROWN,
    Kind.CATCH: WAITED,
    Kind.BOUNDARY: WAITED | {T.ERROR, T.ESCALATION},
}
KINDS_OF_EVENT: Mapping[Kind, str] = {
    Kind.START: "开始事件",
    Kind.END: "结束事件",
    Kind.THROW: "中间抛出事件",
    Kind.CATCH: "中间捕获事件",
    Kind.BOUNDARY: "边界事件",
}
WORDS: Mapping[Trigger, str] = {
    T.NONE: "普通",
    T.MESSAGE: "消息",
    T.TIMER: "定时",
    T.SIGNAL: "信号",
    T.ERROR: "错误",
    T.ESCALATION: "升级",
    T.CONDITIONAL: "条件",
    T.TERMINATE: "终止",
    T.LINK: "链接",
    T.CANCEL: "取消",
    T.COMPENSATE: "补偿",
    T.OTHER: "未知",
}


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find events at places where they mean nothing, or nothing that the engine runs."""
    for process in subject.processes.values():
        for element in process.elements.values():
            if element.kind in ALLOWED:
                for reason, remedy in _event(process, element):
                    yield finding(RULE, process, element.id, reason=reason, remedy=remedy)
            elif element.kind is Kind.SUBPROCESS:
                for reason, remedy in _sub(process, element):
                    yield finding(RULE, process, element.id, reason=reason, remedy=remedy)
        yield from _links(process)
        for node in subject.node(process).iter(f"{BPMN}*"):
            yield from _references(process, node)


def triggers_of(element: Element) -> tuple[Trigger, ...]:
    """This function will give the triggers of an event, one by one."""
    return tuple(part.trigger for part in element.event.all_parts)


def _event(process: Process, element: Element) -> Iterator[Why]:
    several = element.event.trigger is T.MULTIPLE
    event_sub = _in_event_sub(process, element)
    allowed = IN_ONE_OF_SEVERAL[element.kind] if several else ALLOWED[element.kind]
    if event_sub:
        allowed = IN_EVENT_SUB
    kind = KINDS_OF_EVENT[element.kind] if not event_sub else "事件子流程的开始事件"
    for trigger in triggers_of(element):
        if trigger is T.COMPENSATE:
            yield COMPENSATION
        elif trigger is T.NONE and element.kind in (Kind.CATCH, Kind.BOUNDARY):
            yield f"{kind}没有写明等待什么", "请选消息、定时、信号或者条件"
        elif trigger not in allowed:
            yield f"{kind}不支持“{WORDS[trigger]}”", _instead(element, trigger, allowed)
    if element.event.every and element.kind is Kind.START and not event_sub:
        yield "并行多重的开始事件不会执行", "请用一个开始事件，后接并行网关和各捕获事件"
    yield from _stopping(element, event_sub=event_sub)
    if T.CANCEL in triggers_of(element):
        yield from _cancel(process, element)


def _in_event_sub(process: Process, element: Element) -> bool:
    around = process.elements.get(element.scope)
    return element.kind is Kind.START and around is not None and around.on_event


def _instead(element: Element, trigger: Trigger, allowed: frozenset[Trigger]) -> str:
    if trigger is T.ERROR:
        return "错误只用于结束事件、边界事件和事件子流程"
    if trigger is T.CONDITIONAL and element.kind is Kind.START:
        return "请用普通开始事件，后接条件捕获事件"
    return f"可用的有：{'、'.join(WORDS[one] for one in Trigger if one in allowed)}"


def _stopping(element: Element, *, event_sub: bool) -> Iterator[Why]:
    """What must interrupt, and what cannot but begin."""
    if element.event.interrupting:
        return
    if element.kind is Kind.START and not event_sub:
        yield "不中断的开始事件只用于事件子流程，不会执行", "请改用边界事件"
    elif T.ERROR in triggers_of(element):
        yield f"错误{KINDS_OF_EVENT[element.kind]}必须中断", "请改为中断（实线）"
    elif T.CANCEL in triggers_of(element):
        yield "取消边界事件必须中断", "请改为中断（实线）"


def _cancel(process: Process, element: Element) -> Iterator[Why]:
    if element.kind is Kind.BOUNDARY:
        host = process.elements.get(element.attached_to or "")
        if host is None or not host.is_transaction:
            yield "取消边界事件没有挂在事务子流程上", "请改用错误边界事件"
    else:
        around = process.elements.get(element.scope)
        if around is None or not around.is_transaction:
            yield "取消结束事件不在事务子流程里", "请改用错误结束事件"
        elif not any(T.CANCEL in triggers_of(one) for one in process.hanging_on.get(around.id, ())):
            yield "事务子流程没有挂取消边界事件，取消之后不知去向", "请在事务子流程上画取消边界事件"


def _sub(process: Process, element: Element) -> Iterator[Why]:
    if not element.on_event:
        return
    starts = [one for one in process.inside(element.id) if one.kind is Kind.START]
    if len(starts) != 1 or starts[0].event.trigger is T.NONE:
        yield "事件子流程应当有一个写明等待什么的开始事件", "请只留一个，选消息、定时、信号、条件、错误或者升级"
    if element.incoming or element.outgoing:
        yield "事件子流程不能有连线", "请删去连线；它由事件开始"
    if process.hanging_on.get(element.id):
        yield "事件子流程不能挂边界事件", "请把边界事件画在它里面的环节上"
    if element.loop is not None:
        yield "事件子流程不能循环，也不能多实例", "请删去标记"
    if element.is_transaction:
        yield "事务子流程不能由事件开始", "请改用子流程"


def _links(process: Process) -> Iterator[Finding]:
    """Each throwing link has a name and exactly one catching one on its level, which nothing but links reaches."""
    ends = (Kind.THROW, Kind.CATCH)
    links = [one for one in process.elements.values() if one.event.trigger is T.LINK and one.kind in ends]
    caught = Counter((one.scope, one.event.name) for one in links if one.kind is Kind.CATCH)
    thrown = Counter((one.scope, one.event.name) for one in links if one.kind is Kind.THROW)
    for one in links:
        place = (one.scope, one.event.name)
        drawn = [process.flows[key].drawn for key in (one.outgoing if one.kind is Kind.THROW else one.incoming)]
        if not one.event.name:
            yield _link(process, one, "没有名称", "请写上链接的名称，两端相同")
        elif one.kind is Kind.THROW and not caught[place]:
            yield _link(process, one, "没有对应的捕获链接事件", "请在同一层画同名的捕获链接事件，或者直接画连线")
        elif one.kind is Kind.CATCH and not thrown[place]:
            yield _link(process, one, "没有对应的抛出链接事件", "请在同一层画同名的抛出链接事件")
        elif one.kind is Kind.CATCH and caught[place] > 1:
            yield _link(process, one, "有几个同名的捕获端", "请只留一个捕获链接事件")
        if any(drawn):
            way = "出线" if one.kind is Kind.THROW else "来线"
            yield _link(process, one, f"不能有{way}", "请删去连线；链接的两端靠名称相接")


def _link(process: Process, one: Element, reason: str, remedy: str) -> Finding:
    return finding(RULE, process, one.id, reason=f"链接事件{named(one)}{reason}", remedy=remedy)


def _references(process: Process, node: Node) -> Iterator[Finding]:
    if tag_of(node) != "eventDefinitionRef":
        return
    key = bare(node, text_of(node))
    if key not in {str(one.get("id")) for one in definitions_of(node.getparent())}:
        reason, remedy = f"所指的事件定义“{key}”不存在", "请把事件定义直接画在事件里"
        yield finding(RULE, process, str(node.getparent().get("id")), reason=reason, remedy=remedy)
