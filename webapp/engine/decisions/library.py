"""Files linked by imports, their nodes compiled once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from webapp.engine.decisions import boxed_loops
from webapp.engine.decisions.boxed import boxed, function
from webapp.engine.decisions.environment import Environment, Runner, nothing
from webapp.engine.decisions.errors import NoSuchDecision
from webapp.engine.decisions.item_types import TypeTable
from webapp.engine.decisions.reader import Definitions, Key, Node
from webapp.engine.decisions.table import Table
from webapp.engine.decisions.table_reader import compiled_table
from webapp.engine.decisions.xml import kids, local, name_of
from webapp.feel import FeelError
from webapp.feel.names import normal
from webapp.feel.types import Type

BOXES_IN = (boxed_loops,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logic:
    """The compiled logic of a node, what a run of it weighs, the type of its result, and what it reads."""

    run: Runner
    weight: int = 0
    type: Type | None = None
    table: Table | None = None
    unknown: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    misused: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Library:
    """The main file and what it imports. Complete once made: safe to share between threads.

    `open`: a decision that requires no information reads its names straight from the inputs, which the standard denies.
    """

    main: Definitions
    files: Mapping[str, Definitions]
    functions: Mapping[str, str]
    open: bool
    findings: list[str] = field(default_factory=list)
    _types: dict[str, TypeTable] = field(default_factory=dict)
    _logic: dict[Key, Logic] = field(default_factory=dict)
    _members: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)

    def find(self, name: str) -> Node:
        """This function will give a decision, service or knowledge of the main file by name, else by id.

        Raises NoSuchDecision.
        """
        asked = [node for node in self.main.nodes.values() if node.kind != "input"]
        found = [node for node in asked if node.name == normal(name)] or [node for node in asked if node.id == name]
        if not found:
            raise NoSuchDecision(name=name)
        return found[0]

    def node(self, key: Key) -> Node | None:
        """This function will give a node by namespace and id, None if there is none."""
        file = self.files.get(key[0])
        return file.nodes.get(key[1]) if file else None

    def existing(self, key: Key) -> Node:
        """This function will give a node that a reference needs. Raises FeelError."""
        found = self.node(key)
        if found is None:
            raise FeelError(f"引用的“{key[1]}”不存在")
        return found

    def complete(self, service: Node) -> bool:
        """This function will tell whether everything that a decision service refers to exists."""
        return all(self.node(key) is not None for key in service.parts)

    def _file(self, space: str) -> Definitions:
        if space not in self.files:
            raise FeelError(f"没有提供命名空间为“{space}”的决策文件")
        return self.files[space]

    def types(self, space: str) -> TypeTable:
        """This function will give the types of a file, imported ones under their prefix."""
        if space not in self._types:
            file = self.files[space]
            self._types[space] = TypeTable((), {}, self.findings)  # what files find that import each other
            self._types[space] = TypeTable(file.items, self._imported_types(file), self.findings)
        return self._types[space]

    def _imported_types(self, file: Definitions) -> dict[str, Type]:
        imported: dict[str, Type] = {}
        for prefix, other in file.imports:
            if other in self.files and other != file.namespace:
                table = self.types(other)
                imported.update({f"{prefix}.{name}" if prefix else name: type_ for name, type_ in table.items()})
        return imported

    def type_of(self, node: Node) -> Type | None:
        """This function will give the type that a node's variable declares."""
        return self.types(node.key[0]).resolve(node.type_ref)

    def prefix(self, space: str, other: str) -> str:
        """This function will give the name under which a file knows another; empty for itself."""
        if space == other:
            return ""
        return next((prefix for prefix, known in self.files[space].imports if known == other), "")

    def logic(self, key: Key) -> Logic:
        """This function will give the compiled logic of a node that the main file reaches."""
        return self._logic[key]

    def compile(self) -> None:
        """This function will compile every node that the main file reaches, so that nothing changes afterwards."""
        for node in self.reachable(self.main.nodes.values()):
            self._logic[node.key] = self._compiled(node)
            self.type_of(node)
        self._find_circle()

    def _find_circle(self) -> None:
        """Find decisions that rest on themselves, which leaves all of them null."""
        nodes = {node.key: node for node in self.reachable(self.main.nodes.values())}
        try:
            TopologicalSorter({key: node.requires for key, node in nodes.items()}).prepare()
        except CycleError as error:
            names = sorted(nodes[key].name for key in error.args[1][1:])
            self.findings.append(f"{names[0]}：决策的依据绕成一圈：{'、'.join(names)}")

    def reachable(self, nodes: Iterable[Node]) -> list[Node]:
        """This function will give nodes and everything that they require, the insides of services included."""
        seen: dict[Key, Node] = {}
        waiting = list(nodes)
        while waiting:
            node = waiting.pop(0)
            if node.key not in seen:
                seen[node.key] = node
                keys = (*node.requires, *node.knows, *node.outputs, *node.inputs, *node.input_decisions)
                waiting += [found for found in map(self.node, keys) if found]
        return list(seen.values())

    def _compiled(self, node: Node) -> Logic:
        """Compile a node; a reference or a part of the element that is missing is a finding."""
        try:
            env = self._environment(node)
            for part in node.parts:
                self.existing(part)
            (run, table), weight = env.weighed(lambda: self._runner(node, env))
        except (FeelError, KeyError) as error:
            self.findings.append(f"{node.name}：{error}")
            return Logic(run=nothing)
        return Logic(
            run=run,
            weight=weight,
            type=self.type_of(node),
            table=table,
            unknown=frozenset(env.unknown),
            missing=frozenset(env.missing),
            misused=frozenset(env.misused),
            paths=frozenset(env.paths),
        )

    def _runner(self, node: Node, env: Environment) -> tuple[Runner, Table | None]:
        if node.expression is None:
            return nothing, None
        if node.kind == "knowledge":
            return function(node.expression, env), None
        if local(node.expression) == "decisionTable" and node.expression.get("typeRef") is None:
            table = compiled_table(node.expression, env)
            return (table.run if table else nothing), table
        return boxed(node.expression, env), None

    def _environment(self, node: Node) -> Environment:
        """Give what is known inside a node: what it requires, by name or inside the import's prefix."""
        space = node.key[0]
        needed = node.requires + node.knows
        seen = [node.names] if node.kind == "knowledge" else []
        seen += [frozenset(filter(None, [self.prefix(space, key[0])])) or self.existing(key).names for key in needed]
        return Environment(
            where=node.name,
            names=frozenset().union(*seen),
            members=self._members_of(frozenset([space, *(key[0] for key in needed)])),
            types=self.types(space),
            functions=self.functions,
            findings=self.findings,
            result=node.type_ref,
            language=self._file(space).language,
            takes={name: params for key in node.knows for name, params in self._taken_by(space, key)},
        )

    def _taken_by(self, space: str, key: Key) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Give the parameters of knowledge or of a decision service, as far as they are declared, by its names here."""
        known = self.node(key)
        if known is None or self.prefix(space, key[0]):
            return
        params = tuple(name_of(one) for one in kids(known.expression, "formalParameter"))
        if known.kind == "service":
            params = tuple(one.name for one in map(self.node, known.inputs + known.input_decisions) if one)
        if params:
            yield from ((name, params) for name in known.names)

    def _members_of(self, spaces: frozenset[str]) -> frozenset[str]:
        """Give the names of members of several files, put together once for all nodes that see these files."""
        if spaces not in self._members:
            self._members[spaces] = frozenset().union(*(self._file(space).members for space in spaces))
        return self._members[spaces]


def linked(
    main: Definitions, others: Iterable[Definitions], functions: Mapping[str, str], *, open_: bool = True
) -> Library:
    """This function will compile the main file's nodes and what they need; the first file of a namespace counts."""
    read = {main.namespace: main}
    for other in others:
        read.setdefault(other.namespace, other)
    files = {space: file.settled(read) for space, file in read.items()}
    library = Library(main=files[main.namespace], files=files, functions=functions, open=open_)
    library.compile()
    return library
