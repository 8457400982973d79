"""To what a part of an office file is related: to what runs, is fetched or comes along, and to links to be clicked."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from webapp.usecases.dangers import Danger
from webapp.usecases.links import leads_to_a_share

FETCHED = frozenset(
    one.lower()
    for one in (
        *("attachedTemplate", "oleObject", "control", "vbaProject", "aFChunk", "frame", "subDocument", "package"),
        *("externalLink", "connections", "xlMacrosheet", "xlIntlMacrosheet", "dialogsheet", "volatileDependencies"),
        *("webextension", "webextensiontaskpanes"),
    )
)
"""Kinds of relations (ECMA-376, part 1, 11 to 15; MS-OWEXML) of what runs or comes along, wherever it lies."""
LINK = "hyperlink"


@dataclass(frozen=True)
class Relations:
    """What the relations of one part do, and by which of them somebody may click."""

    danger: Danger | None = None
    clicked: frozenset[str] = frozenset()


def relations_of(content: bytes) -> Relations:
    """This function will read a part's relations as a reader of documents does, in whichever letters they are written.

    Raises ValueError for what is no XML, or has a document type.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError(root.tag)
    known = list(root.iter(etree.Element))
    if any(map(_is_fetched, known)):
        return Relations(danger=Danger.ACTIVE)
    clicked = [one for one in known if _is_outside(one)]
    shared = any(leads_to_a_share(str(one.get("Target", ""))) for one in clicked)
    return Relations(Danger.SHARE if shared else None, frozenset(str(one.get("Id", "")) for one in clicked))


def _is_fetched(one: etree._Element) -> bool:
    return _kind(one) in FETCHED or (_is_outside(one) and _kind(one) != LINK)


def _kind(one: etree._Element) -> str:
    return str(one.get("Type", "")).strip().rpartition("/")[2].lower()


def _is_outside(one: etree._Element) -> bool:
    return str(one.get("TargetMode", "")).strip() == "External"
