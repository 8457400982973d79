"""DMN XML to plain records; nothing is compiled here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from webapp.engine.decisions.xml import EXPRESSIONS, Element, Source, kid, kids, local, name_of, parse, type_ref

Key = tuple[str, str]
"""Namespace and id of a node."""
KINDS = {
    "inputData": "input",
    "decision": "decision",
    "businessKnowledgeModel": "knowledge",
    "decisionService": "service",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node of the requirement graph (DMN 6); `kind` is input, decision, knowledge or service.

    `variable` is the name of its variable, which ought to be its own.
    """

    kind: str
    key: Key
    id: str
    name: str
    variable: str
    type_ref: str | None
    requires: tuple[Key, ...]
    knows: tuple[Key, ...]
    expression: Element | None
    outputs: tuple[Key, ...]
    inputs: tuple[Key, ...]
    input_decisions: tuple[Key, ...]

    @property
    def open(self) -> bool:
        """A decision without information requirements: it reads its names straight from what it is given."""
        return self.kind == "decision" and not self.requires

    @property
    def names(self) -> frozenset[str]:
        """The names under which others see the value: the element's and its variable's, mostly the same."""
        return frozenset([self.name, self.variable])

    @property
    def parts(self) -> tuple[Key, ...]:
        """What a decision service gives and takes."""
        return (*self.outputs, *self.inputs, *self.input_decisions)

    def led(self, lead: Callable[[tuple[Key, ...]], tuple[Key, ...]]) -> Node:
        """This function will give the node with its references led elsewhere."""
        return replace(
            self,
            requires=lead(self.requires),
            knows=lead(self.knows),
            outputs=lead(self.outputs),
            inputs=lead(self.inputs),
            input_decisions=lead(self.input_decisions),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """One file: its namespace, imports, item definitions, nodes by id, names of members.

    `imports` are pairs of a prefix, which may be empty, and a namespace. `language` is that of
    expressions which name none; empty if the file names none either.
    """

    namespace: str
    language: str
    imports: tuple[tuple[str, str], ...]
    items: tuple[Element, ...]
    nodes: Mapping[str, Node]
    members: frozenset[str]

    def settled(self, files: Mapping[str, Definitions]) -> Definitions:
        """This function will give the file with references that name no known node led to the only one of that id."""
        homes = [files[space] for space in (self.namespace, *(other for _, other in self.imports)) if space in files]

        def lead(keys: tuple[Key, ...]) -> tuple[Key, ...]:
            return tuple(key if _exists(key, files) else _only(key, homes) for key in keys)

        return replace(self, nodes={id_: node.led(lead) for id_, node in self.nodes.items()})


def _exists(key: Key, files: Mapping[str, Definitions]) -> bool:
    return key[0] in files and key[1] in files[key[0]].nodes


def _only(key: Key, homes: list[Definitions]) -> Key:
    """Give the key of the only node with this id, or the key itself."""
    found = {(home.namespace, key[1]) for home in homes if key[1] in home.nodes}
    return found.pop() if len(found) == 1 else key


def read(source: Source) -> Definitions:
    """This function will read one file. Raises UnreadableDecisions."""
    root = parse(source)
    space = root.get("namespace") or ""
    nodes = [read_node(element, space) for element in kids(root, *KINDS)]
    return Definitions(
        namespace=space,
        language=root.get("expressionLanguage") or "",
        imports=tuple((name_of(element), element.get("namespace") or "") for element in kids(root, "import")),
        items=tuple(kids(root, "itemDefinition")),
        nodes={node.key[1]: node for node in nodes},
        members=frozenset(_members(root)),
    )


def read_node(element: Element, space: str) -> Node:
    """This function will read one node of the requirement graph."""
    kind, name, variable = KINDS[local(element)], name_of(element), kid(element, "variable")
    return Node(
        kind=kind,
        key=(space, element.get("id") or name),
        id=element.get("id") or "",
        name=name,
        variable=name_of(variable) or name,
        type_ref=type_ref(variable),
        requires=_required(element, "informationRequirement", space, names=("requiredDecision", "requiredInput")),
        knows=_required(element, "knowledgeRequirement", space, names=("requiredKnowledge",)),
        expression=kid(element, "encapsulatedLogic") if kind == "knowledge" else kid(element, *EXPRESSIONS),
        outputs=_references(element, "outputDecision", space),
        inputs=_references(element, "inputData", space),
        input_decisions=_references(element, "inputDecision", space),
    )


def _required(parent: Element, wrapper: str, space: str, *, names: tuple[str, ...]) -> tuple[Key, ...]:
    """Read the references inside requirement elements."""
    return tuple(_key(reference, space) for holder in kids(parent, wrapper) for reference in kids(holder, *names))


def _references(parent: Element, name: str, space: str) -> tuple[Key, ...]:
    return tuple(_key(reference, space) for reference in kids(parent, name))


def _key(element: Element, space: str) -> Key:
    """Read href="namespace#id"."""
    other, _, id_ = (element.get("href") or "").strip().rpartition("#")
    return other or space, id_


def _members(root: Element) -> Iterator[str]:
    """Give every name that may stand behind a dot or inside a filter."""
    for element in root.iter("{*}itemComponent", "{*}column", "{*}output", *(f"{{*}}{tag}" for tag in KINDS)):
        yield from filter(None, [name_of(element)])
    for entry in root.iter("{*}contextEntry"):
        yield from filter(None, [name_of(kid(entry, "variable"))])
