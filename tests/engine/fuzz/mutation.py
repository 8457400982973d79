"""Diagrams broken at random: elements lost, doubled, moved, renamed, attributes exchanged, texts and bytes spoilt."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

from lxml import etree

Node = Any  # lxml gives its nodes no useful type
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
TAGS = (
    *(
        "task",
        "userTask",
        "startEvent",
        "endEvent",
        "boundaryEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
    ),
    *("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway", "subProcess"),
    *("transaction", "adHocSubProcess", "callActivity", "scriptTask", "serviceTask", "sequenceFlow", "lane", "message"),
    *("timerEventDefinition", "errorEventDefinition", "linkEventDefinition", "compensateEventDefinition", "group"),
    *("multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "ioSpecification", "conditionExpression"),
)
ATTRIBUTES = (
    *("id", "name", "sourceRef", "targetRef", "default", "attachedToRef", "cancelActivity", "isInterrupting"),
    *("triggeredByEvent", "messageRef", "signalRef", "errorRef", "calledElement", "isSequential", "loopMaximum"),
    *("instantiate", "parallelMultiple", "gatewayDirection", "startQuantity", "isForCompensation", "isExecutable"),
    *("eventGatewayType", "behavior", "testBefore", "processRef", "scriptFormat"),
)
VALUES = (
    "",
    "true",
    "false",
    "1",
    "0",
    "-1",
    "x y",
    "no",
    "R/PT0S",
    "PT1H",
    "P99999999Y",
    "n",
    "1/0",
    "\u0000x"[1:],
    "é",
    "甲",
)
TEXTS = (
    "",
    "true",
    "n",
    "n.",
    "((",
    "1 + ",
    '"',
    "P1D",
    "PT9999999H",
    "R99/PT1S",
    "2026-02-30",
    "for i in 1..9 return i",
    "n" * 999,
)


def mutated(content: bytes, chance: random.Random, times: int) -> bytes:
    """Give a file after some random changes; now and then they are to its bytes."""
    if chance.random() < 0.08:
        return spoilt(content, chance)
    root = etree.fromstring(content)
    for _ in range(times):
        nodes = [node for node in root.iter("{*}*") if node is not root]
        if nodes:
            chance.choice(CHANGES)(root, chance.choice(nodes), chance)
    return bytes(etree.tostring(root))


def spoilt(content: bytes, chance: random.Random) -> bytes:
    """Spoil some bytes."""
    found = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(found))
        kind = chance.randrange(3)
        if kind == 0:
            found[place] = chance.randrange(256)
        elif kind == 1:
            del found[place : place + chance.randint(1, 40)]
        else:
            found[place:place] = found[max(0, place - 60) : place]
    return bytes(found)


def _ids(root: Node) -> list[str]:
    return [node.get("id") for node in root.iter() if node.get("id")]


def lose(_root: Node, node: Node, _chance: random.Random) -> None:
    node.getparent().remove(node)


def double(_root: Node, node: Node, _chance: random.Random) -> None:
    node.addnext(copy.deepcopy(node))


def move(root: Node, node: Node, chance: random.Random) -> None:
    places = [one for one in root.iter("{*}*") if one is not node and node not in one.iterancestors()]
    place = chance.choice(places)
    place.insert(chance.randint(0, len(place)), node)


def rename(_root: Node, node: Node, chance: random.Random) -> None:
    node.tag = BPMN + chance.choice(TAGS)


def drop_attribute(_root: Node, node: Node, chance: random.Random) -> None:
    if node.attrib:
        del node.attrib[chance.choice(list(node.attrib))]


def set_attribute(root: Node, node: Node, chance: random.Random) -> None:
    known = [*node.attrib, *ATTRIBUTES]
    node.set(chance.choice(known), chance.choice([*VALUES, *_ids(root)]))


def point_elsewhere(root: Node, node: Node, chance: random.Random) -> None:
    names = [name for name in node.attrib if name.endswith("Ref") or name in ("id", "default", "calledElement")]
    if names:
        node.set(chance.choice(names), chance.choice(_ids(root)))


def say(_root: Node, node: Node, chance: random.Random) -> None:
    node.text = chance.choice(TEXTS)


def add(_root: Node, node: Node, chance: random.Random) -> None:
    child = etree.SubElement(node, BPMN + chance.choice(TAGS))
    if chance.random() < 0.5:
        child.set("id", f"new{chance.randrange(99)}")


CHANGES: tuple[Callable[[Node, Node, random.Random], None], ...] = (
    *(lose, double, move, rename, drop_attribute, set_attribute, set_attribute),
    *(point_elsewhere, point_elsewhere, point_elsewhere, say, add),
)
