"""The way of a file through the layouter: parse, read, lay out, splice the diagram in."""

from __future__ import annotations

from lxml import etree

from .errors import LayoutError
from .model import Element
from .read import read
from .sheet import make_sheet
from .splice import can_splice, splice
from .write import append, is_bpmn, make_diagram


def layout(xml: bytes) -> bytes:
    """Lay out a BPMN file: its diagram part is replaced, every other byte stays. Raises LayoutError."""
    return layout_with_warnings(xml)[0]


def layout_with_warnings(xml: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Lay out a BPMN file and name what is not drawn. Raises LayoutError."""
    tree = parse(xml)
    root = tree.getroot()
    if not is_bpmn(root):
        raise LayoutError("not a BPMN definitions file")
    diagram = read(root)
    sheet = make_sheet(diagram)
    top = make_diagram(root, diagram, sheet=sheet)
    if can_splice(xml, tree.docinfo.encoding or "UTF-8"):
        return splice(xml, etree.tostring(top, encoding="utf-8")), sheet.warnings
    append(root, top)
    return serialize(tree), sheet.warnings


def parse(xml: bytes) -> etree._ElementTree:
    """Parse XML without network, entities or document types. Raises LayoutError."""
    if any("<!DOCTYPE".encode(code) in xml for code in ("utf-8", "utf-16-le", "utf-16-be")):
        raise LayoutError("a DOCTYPE is not allowed")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_blank_text=False,
        strip_cdata=False,
        huge_tree=False,
    )
    try:
        root: Element = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise LayoutError(f"not well-formed: {error}") from error
    return root.getroottree()


def serialize(tree: etree._ElementTree) -> bytes:
    """Write the tree as UTF-8 with a declaration and a final line end."""
    body = etree.tostring(tree, encoding="utf-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body.rstrip(b"\n") + b"\n"
