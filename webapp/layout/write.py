"""Write the sheet as BPMN DI, leaving everything else of the file alone."""

from __future__ import annotations

from lxml import etree

from .model import BPMN, Diagram, Element
from .place import Box
from .sheet import Sheet

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
NSMAP = {"bpmndi": DI, "dc": DC, "di": DD}


def number(value: float) -> str:
    """Whole pixels, as text."""
    return str(int(value + 0.5))


def add_bounds(parent: Element, box: Box) -> None:
    """A dc:Bounds child."""
    etree.SubElement(
        parent, f"{{{DC}}}Bounds", x=number(box.x), y=number(box.y), width=number(box.width), height=number(box.height)
    )


def add_label(parent: Element, box: Box | None) -> None:
    """A BPMNLabel child when there is a label."""
    if box is not None:
        add_bounds(etree.SubElement(parent, f"{{{DI}}}BPMNLabel"), box)


def add_shape(plane: Element, key: str, *, box: Box, sheet: Sheet, new_id: Names) -> None:
    """One BPMNShape."""
    shape = etree.SubElement(plane, f"{{{DI}}}BPMNShape", id=new_id.make(key + "_di"), bpmnElement=key)
    node = sheet.nodes.get(key)
    if node is None:
        shape.set("isHorizontal", "true")
    elif node.kind == "sub":
        shape.set("isExpanded", "true" if node.scope else "false")
    elif node.tag == "exclusiveGateway":
        shape.set("isMarkerVisible", "true")
    add_bounds(shape, box)
    add_label(shape, sheet.labels.get(key))


def add_edge(plane: Element, key: str, *, sheet: Sheet, new_id: Names) -> None:
    """One BPMNEdge."""
    edge = etree.SubElement(plane, f"{{{DI}}}BPMNEdge", id=new_id.make(key + "_di"), bpmnElement=key)
    for x, y in sheet.lines[key]:
        etree.SubElement(edge, f"{{{DD}}}waypoint", x=number(x), y=number(y))
    add_label(edge, sheet.labels.get(key))


class Names:
    """Fresh ids that do not clash with ids of the file."""

    def __init__(self, root: Element) -> None:
        """Collect the ids in use."""
        self.used = {e.get("id") for e in root.iter() if isinstance(e.tag, str)}

    def make(self, wish: str) -> str:
        """The wished id, or the wish with a number."""
        name, count = wish, 1
        while name in self.used:
            count += 1
            name = f"{wish}_{count}"
        self.used.add(name)
        return name


def drop_diagrams(root: Element) -> None:
    """Remove existing diagrams with the white space before them."""
    for old in root.findall(f"{{{DI}}}BPMNDiagram"):
        before = old.getprevious()
        if before is not None:
            before.tail = old.tail
        root.remove(old)


def make_diagram(root: Element, diagram: Diagram, *, sheet: Sheet) -> Element:
    """Build the new diagram, after removing the old ones from the tree."""
    drop_diagrams(root)
    names = Names(root)
    top = etree.Element(f"{{{DI}}}BPMNDiagram", nsmap=NSMAP, id=names.make("BPMNDiagram_1"))
    plane = etree.SubElement(top, f"{{{DI}}}BPMNPlane", id=names.make("BPMNPlane_1"), bpmnElement=diagram.plane)
    for key, box in sheet.boxes.items():
        add_shape(plane, key, box=box, sheet=sheet, new_id=names)
    for key in sheet.lines:
        add_edge(plane, key, sheet=sheet, new_id=names)
    etree.indent(top, space="  ")
    return top


def append(root: Element, top: Element) -> None:
    """Append the diagram to the tree (used when bytes can not be spliced)."""
    etree.indent(top, space="  ", level=1)
    if len(root):
        root[-1].tail = "\n  "
    else:
        root.text = "\n  "
    top.tail = "\n"
    root.append(top)


def is_bpmn(root: Element) -> bool:
    """Is this a BPMN definitions element?"""
    return root.tag == f"{{{BPMN}}}definitions"
