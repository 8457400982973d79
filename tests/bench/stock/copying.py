"""The diagrams of a measure as stock reads them, made from the house's own files.

Same nodes, same flows. Conditions and scripts become Python; service and rule tasks become script tasks that ask for
what a handler gave and what a decision says; house properties go; called processes get stock's own input and output
lists, so that stock carries no more data along than the house. A timer is set to a day that never comes.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from tests.bench.stock.python_text import python_of, read
from webapp.engine import Definition, Element
from webapp.engine.expressions import statements
from webapp.feel import compile_expression

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
NEVER = '"2099-01-01T00:00:00+00:00"'
ENDED = "ended"
"""In a property `out.…`: the id of the end event that the called process reached."""


class Copy:
    """One measure's diagrams for stock, the chosen start event without its message."""

    def __init__(self, definition: Definition, start: str) -> None:
        self.definition, self.start = definition, start
        self.inputs: dict[str, set[str]] = {}
        self.outputs: dict[str, set[str]] = {}
        for element in definition.elements.values():
            if element.called:
                self.inputs.setdefault(element.called, set()).update(element.prefixed("in."))
                self.outputs.setdefault(element.called, set()).update(_asked_for(element))

    def diagrams(self) -> Iterator[bytes]:
        """Give each diagram as stock reads it."""
        for name in self.definition.reachable:
            yield self._diagram(name)

    def _diagram(self, name: str) -> bytes:
        process = self.definition.processes[name]
        tree = etree.fromstring(self.definition.diagram(name))
        for part in list(tree.iter(f"{BPMN}extensionElements", f"{BPMN}documentation")):
            part.getparent().remove(part)
        for text in tree.iter(f"{BPMN}conditionExpression"):
            text.text = python_of(text.text)
        for text in tree.iter(f"{BPMN}timeDate"):
            text.text = NEVER
        for node in [one for one in tree.iter() if one.get("id") in process.elements]:
            self._node(node, process.elements[node.get("id")])
        self._border(tree.find(f"{BPMN}process"), name)
        return etree.tostring(tree)

    def _node(self, node: etree._Element, element: Element) -> None:
        match node.tag.removeprefix(BPMN):
            case "serviceTask":
                _become_script(node, f"{element.id} = serve({element.handler!r})")
            case "businessRuleTask":
                _become_script(node, f"{element.id} = decide({element.decision!r}, {self._read_by(element)})")
            case "scriptTask":
                lines = statements(element.script)
                node.find(f"{BPMN}script").text = "\n".join(f"{one.name} = {python_of(one.text)}" for one in lines)
            case "userTask":
                _extend(node, variableName=element.id)
            case "callActivity":
                _extend(node, preScript=_handed_in(element), postScript=self._taken_out(element))
            case "intermediateCatchEvent":
                _extend(node.find(f"{BPMN}messageEventDefinition"), messageVariable=element.id)
            case "startEvent" if element.id == self.start:
                node.remove(node.find(f"{BPMN}messageEventDefinition"))

    def _read_by(self, element: Element) -> str:
        name = element.decision or ""
        paths = self.definition.decision(name).model.reads(name)
        names = sorted({path.partition(".")[0] for path in paths} - {"case"})
        return "{" + ", ".join(f"{name!r}: {read(name)}" for name in names) + "}"

    def _border(self, process: etree._Element, name: str) -> None:
        """Where nothing but the way of ending is asked for, an input stands for the output that stock wants."""
        inputs = sorted(self.inputs.get(name, ()))
        outputs = sorted(self.outputs.get(name, ())) or inputs[:1]
        if not inputs:
            return
        border = etree.Element(f"{BPMN}ioSpecification")
        for kind, names in (("dataInput", inputs), ("dataOutput", outputs)):
            for each in names:
                etree.SubElement(border, f"{BPMN}{kind}", id=each, name=each)
        for kind, names in (("input", inputs), ("output", outputs)):
            listed = etree.SubElement(border, f"{BPMN}{kind}Set")
            for each in names:
                etree.SubElement(listed, f"{BPMN}data{kind.capitalize()}Refs").text = each
        process.insert(0, border)

    def _taken_out(self, element: Element) -> str:
        crossed = sorted({ENDED, *element.prefixed("in."), *self.outputs[element.called or ""]} - {element.id})
        given = ", ".join(f"{name!r}: {python_of(text)}" for name, text in element.prefixed("out.").items())
        lines = [f"{ENDED} = way_out({element.id!r})", f"{element.id} = {{{given}}}"]
        return "\n".join([*lines, *(f"globals().pop({name!r}, None)" for name in crossed)])


def _asked_for(element: Element) -> set[str]:
    return {name for text in element.prefixed("out.").values() for name in compile_expression(text).unknown} - {ENDED}


def _handed_in(element: Element) -> str:
    return "\n".join(f"{name} = {python_of(text)}" for name, text in element.prefixed("in.").items())


def _become_script(node: etree._Element, text: str) -> None:
    node.tag = f"{BPMN}scriptTask"
    for name in [name for name in node.attrib if name not in ("id", "name")]:
        del node.attrib[name]
    etree.SubElement(node, f"{BPMN}script").text = text


def _extend(node: etree._Element, **texts: str) -> None:
    extension = etree.Element(f"{BPMN}extensionElements")
    for name, text in texts.items():
        if text:
            etree.SubElement(extension, f"{SPIFF}{name}").text = text
    node.insert(0, extension)
