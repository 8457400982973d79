"""A diagram as the page's language wants it: the names of its elements are words of the house like any other."""

from __future__ import annotations

from typing import Any  # lxml elements

from lxml import etree
from werkzeug.wrappers import Response

from webapp.http.texts import in_english, plain

LETTER_WIDTH = 6.5
"""Of the viewer's labels of 11 px, on average; a label must be as wide as its longest word, else the word breaks."""


def drawn(xml: bytes) -> Response:
    """This function will answer with a diagram for the viewer; places, ids and what has no English stay as drawn."""
    return Response(_in_english(xml) if in_english() else xml, mimetype="application/xml")


def _in_english(xml: bytes) -> bytes:
    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    told: dict[str | None, str] = {}
    for one in root.iterfind(".//*[@id][@name]"):
        told[one.get("id")] = plain(one.get("name", ""))
        one.set("name", told[one.get("id")])
    for place in root.iterfind(".//*[@bpmnElement]"):
        bounds = place.find("{*}BPMNLabel/{*}Bounds")
        if bounds is not None:
            _widen(bounds, told.get(place.get("bpmnElement"), ""))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _widen(bounds: Any, name: str) -> None:
    """Wide enough for the longest word, about the same middle."""
    wanted = max((len(word) for word in name.split()), default=0) * LETTER_WIDTH
    more = max(0.0, wanted - float(bounds.get("width")))
    bounds.set("x", f"{float(bounds.get('x')) - more / 2:g}")
    bounds.set("width", f"{float(bounds.get('width')) + more:g}")
