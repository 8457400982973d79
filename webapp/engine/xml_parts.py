"""Parts of BPMN 2.0 XML: safe parsing, texts, references, house properties, what a loop marker or a task says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from webapp.domain.errors import OfficeError
from webapp.engine.bounds import MAX_BYTES
from webapp.engine.model import Loop

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
NAMED = ("dataObject", "dataObjectReference", "dataStoreReference", "property", "dataInput", "dataOutput")
Node = Any  # lxml gives its nodes no useful type


class UnreadableDiagram(OfficeError):
    """流程图文件 {file} 无法读取：{why}。"""

    code = "unreadable_diagram"


def parse(content: bytes, file: str) -> Node:
    """This function will give the root of an XML file.

    Raises UnreadableDiagram for a DOCTYPE, a fault or too large a file.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableDiagram(file=file, why="文件过大")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDiagram(file=file, why=f"不是有效的 XML（{error}）") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDiagram(file=file, why="文件含有 DOCTYPE，请删去")
    return root


def local(node: Node) -> str:
    """This function will give a node's tag without its namespace."""
    return str(node.tag).rpartition("}")[2]


def tag_of(node: Node | None) -> str:
    """This function will give the tag of a node of BPMN's own namespace, "" for any other."""
    return local(node) if node is not None and str(node.tag).startswith(BPMN) else ""


def properties_of(node: Node) -> dict[str, str]:
    """This function will give the house properties of any element, flow, lane or process."""
    found = node.findall(f"{BPMN}extensionElements/{SPIFF}properties/{SPIFF}property")
    return {str(p.get("name")): str(p.get("value") or "") for p in found if p.get("name")}


def text_of(node: Node | None) -> str:
    """This function will give a node's text without the blanks around it, or ""."""
    return "" if node is None else "".join(node.itertext()).strip()


def feel_text(text: str) -> str:
    """This function will strip the leading = that form-js and Camunda Modeler put before FEEL."""
    text = text.strip()
    return text[1:].strip() if text.startswith("=") else text


def is_true(node: Node, name: str, *, otherwise: bool = False) -> bool:
    """This function will give a boolean attribute: true or 1, false or 0, else its default."""
    return {"true": True, "1": True, "false": False, "0": False}.get(str(node.get(name, "")).strip(), otherwise)


def reference(node: Node, name: str) -> str | None:
    """This function will give the id that an attribute refers to, without the prefix of its namespace."""
    value = node.get(name)
    return None if value is None else bare(node, str(value))


def bare(node: Node, value: str) -> str:
    """This function will give a reference without the prefix of a namespace that is declared here."""
    prefix, colon, rest = value.strip().partition(":")
    return rest if colon and prefix in node.nsmap else value.strip()


def definitions_of(node: Node) -> Iterator[Node]:
    """This function will give the event definitions of an event, those that it refers to included."""
    shared: dict[str, Node] = {}
    for part in node:
        tag = tag_of(part)
        if tag == "eventDefinitionRef":
            shared = shared or _shared(node)
            if (found := shared.get(bare(part, text_of(part)))) is not None:
                yield found
        elif tag.endswith("EventDefinition"):
            yield part


def _shared(node: Node) -> dict[str, Node]:
    """The event definitions that stand beside the processes, by id."""
    root = node.getroottree().getroot()
    return {str(one.get("id")): one for one in root if tag_of(one).endswith("EventDefinition")}


def loop_of(node: Node) -> Loop | None:
    """This function will give the loop marker of an activity."""
    marker = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if marker is not None:
        return _many(marker)
    marker = node.find(f"{BPMN}standardLoopCharacteristics")
    return None if marker is None else _standard(marker)


def _many(marker: Node) -> Loop:
    count = marker.find(f"{BPMN}loopCardinality")
    items, results = (marker.find(f"{BPMN}{tag}") for tag in ("loopDataInputRef", "loopDataOutputRef"))
    return Loop(
        each=None if count is not None else feel_text(text_of(items)),
        each_named=_drawn_name(items),
        times=None if count is None else feel_text(text_of(count)),
        item=_item(marker.find(f"{BPMN}inputDataItem")),
        into=text_of(results) or None,
        into_named=_drawn_name(results),
        output=_item(marker.find(f"{BPMN}outputDataItem")),
        sequential=is_true(marker, "isSequential"),
        until=feel_text(text_of(marker.find(f"{BPMN}completionCondition"))) or None,
    )


def _drawn_name(node: Node | None) -> str | None:
    """The name of the drawn data that a reference means by its id, where the two differ."""
    if node is None or not (key := bare(node, text_of(node))):
        return None
    drawn = (one for tag in NAMED for one in node.getroottree().getroot().iter(f"{BPMN}{tag}") if one.get("id") == key)
    name = next((str(one.get("name") or "") for one in drawn), "")
    return name if name != key and name.isidentifier() else None


def _item(node: Node | None) -> str | None:
    return None if node is None else str(node.get("name") or node.get("id") or "")


def _standard(marker: Node) -> Loop:
    maximum = str(marker.get("loopMaximum") or "").strip()
    return Loop(
        until=feel_text(text_of(marker.find(f"{BPMN}loopCondition"))) or None,
        test_before=is_true(marker, "testBefore"),
        maximum=int(maximum) if maximum.isascii() and maximum.isdigit() and len(maximum) < 10 else None,
    )


def work_of(node: Node) -> dict[str, Any]:
    """This function will tell what a script, rule or service task does."""
    script = node.find(f"{BPMN}script")
    decision = node.find(f"{BPMN}extensionElements/{SPIFF}calledDecisionId")
    operator = node.find(f"{BPMN}extensionElements/{SPIFF}serviceTaskOperator")
    work: dict[str, Any] = {"script": "" if script is None else "".join(script.itertext())}
    if decision is not None:
        work["decision"] = text_of(decision)
    if operator is not None:
        work["handler"] = str(operator.get("id") or "")
        work["result"] = _other(str(operator.get("resultVariable") or "").strip(), str(node.get("id")))
        work["arguments"] = {
            str(p.get("id")): feel_text(str(p.get("value") or "")) for p in operator.iter(f"{SPIFF}parameter")
        }
    return work


def _other(name: str, key: str) -> str:
    """A name, unless it is the id under which a result lies anyhow."""
    return "" if name == key else name
