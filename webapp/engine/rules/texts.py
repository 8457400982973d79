"""All expressions of a process, each with where it stands and what it may read besides the case data."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from webapp.engine.expressions import NoStatement, Statement, statements
from webapp.engine.model import Element, Kind, Process, Trigger

INSIDE_LOOP = frozenset({"done", "total", "results"})
ENDED = frozenset({"ended"})
PLAIN = ("starts_on", "correlate", "subject", "contact")
"""Properties whose value is FEEL, wherever they stand."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """One FEEL text: its element or flow, its place in words, names beyond the case data, whose data it reads."""

    process: str
    element: str
    place: str
    text: str
    extra: frozenset[str] = field(default_factory=frozenset)
    reads: str = ""

    @property
    def over(self) -> str:
        """This function will give the process whose data it reads (an output reads the called process's)."""
        return self.reads or self.process


def texts_of(process: Process, limits: Collection[str] = ()) -> Iterator[Text]:
    """This function will give every expression of a process; keys of time limits written plainly are none."""
    for flow in process.flows.values():
        if flow.condition is not None:
            yield Text(process=process.id, element=flow.id, place="条件", text=flow.condition)
    for element in process.elements.values():
        yield from _work(element)
        yield from _properties(element, limits)


def _text(element: Element, place: str, words: str, *, extra: frozenset[str] = frozenset(), reads: str = "") -> Text:
    return Text(process=element.process, element=element.id, place=place, text=words.strip(), extra=extra, reads=reads)


def _work(element: Element) -> Iterator[Text]:
    yield from _events(element)
    for name, words in element.arguments.items():
        yield _text(element, f"参数 {name}", words)
    for line in _lines(element):
        yield _text(element, f"脚本 {line.name}", line.text)
    if element.loop and element.loop.until:
        extra = INSIDE_LOOP if element.loop.is_many else frozenset[str]()
        yield _text(element, "完成条件", element.loop.until, extra=extra)
    if element.loop and element.loop.times is not None:
        yield _text(element, "次数", element.loop.times)
    if element.loop and element.loop.each:
        yield _text(element, "清单", element.loop.each)


def _events(element: Element) -> Iterator[Text]:
    for event in element.event.all_parts:
        if event.trigger is Trigger.TIMER and (element.kind is not Kind.START or element.scope):
            yield _text(element, "定时", event.expression)
        if event.trigger is Trigger.CONDITIONAL:
            yield _text(element, "条件事件", event.expression)


def _lines(element: Element) -> tuple[Statement, ...]:
    try:
        return statements(element.script) if element.kind is Kind.SCRIPT else ()
    except NoStatement:
        return ()


def _properties(element: Element, limits: Collection[str]) -> Iterator[Text]:
    for name, words in element.prefixed("in.").items():
        yield _text(element, f"输入 {name}", words)
    for name, words in element.prefixed("out.").items():
        yield _text(element, f"输出 {name}", words, extra=ENDED, reads=element.called or "")
    for name, words in element.prefixed("payload.").items():
        yield _text(element, f"消息内容 {name}", words)
    yield from _house_properties(element, limits)


def _house_properties(element: Element, limits: Collection[str]) -> Iterator[Text]:
    marks = element.properties
    for name in PLAIN:
        if marks.get(name):
            yield _text(element, f"属性 {name}", marks[name])
    if marks.get("starts") and marks["starts"].strip() not in limits:
        yield _text(element, "属性 starts", marks["starts"])
    if marks.get("deadline", "").strip().startswith("="):
        yield _text(element, "属性 deadline", marks["deadline"].strip()[1:])
    for word in marks.get("assign", "").split():
        if word.startswith("person:"):
            yield _text(element, "属性 assign", word.removeprefix("person:"))
