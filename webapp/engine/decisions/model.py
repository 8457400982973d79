"""A compiled file of decisions: evaluation by name, findings, what each decision reads, its tables to draw."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping

from webapp.engine.decisions.errors import UnreadableDecisions
from webapp.engine.decisions.inputs import given
from webapp.engine.decisions.library import Library, linked
from webapp.engine.decisions.reader import Definitions, Key, Node, read
from webapp.engine.decisions.session import Inputs, Session
from webapp.engine.decisions.views import DecisionTable, tables
from webapp.engine.decisions.xml import Source
from webapp.feel import FeelLimit, FeelValue, Functions
from webapp.feel.bounds import NO_FUNCTIONS, begin, finite

NONE_DECLARED: Mapping[str, str] = {}


class Model:
    """Compiled decisions; may be evaluated from several threads.

    `findings`: mistakes, in words, each of which makes its decision null. `tables`: the decision tables as written.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self.findings: tuple[str, ...] = tuple(library.findings)
        self.tables: tuple[DecisionTable, ...] = tables(library.main)

    @property
    def decisions(self) -> tuple[str, ...]:
        """The ids of the file's decisions, in their order."""
        return tuple(node.id or node.name for node in self._library.main.nodes.values() if node.kind == "decision")

    def given(self, inputs: Mapping[str | Key, object]) -> Inputs:
        """This function will give Python values as FEEL's. Raises FeelLimit for what is nested too deeply."""
        with _bounded(NO_FUNCTIONS):
            return given(inputs)

    def evaluate(self, name: str, context: Inputs, functions: Functions = NO_FUNCTIONS) -> FeelValue:
        """This function will give the value of a decision, decision service or knowledge, by name or id.

        `context` holds FEEL values; `functions` are those of the world, among them today() and now(). What a rule does
        not answer is null. Raises NoSuchDecision, FeelLimit, FeelUnbound.
        """
        node = self._library.find(name)
        with _bounded(functions):
            return finite(Session(self._library, context).of(node))

    def hits(self, name: str, context: Inputs, functions: Functions = NO_FUNCTIONS) -> tuple[int, ...]:
        """This function will give the numbers (from 1) of the rules that match in a decision's table.

        Under FIRST only the first. Empty for a decision that is no table. Raises as `evaluate`.
        """
        node = self._library.find(name)
        table = self._library.logic(node.key).table
        if table is None:
            return ()
        with _bounded(functions):
            scope = Session(self._library, context).scope(node)
            values = table.values(scope)
            return () if values is None else tuple(rule.number for rule in table.hits(scope, values))

    def reads(self, name: str) -> frozenset[str]:
        """This function will give the dotted paths of the inputs that a decision reads, itself or by what it requires.

        A decision without information requirements reads its names straight from the context.
        """
        nodes = self._library.reachable([self._library.find(name)])
        return frozenset(path for node in nodes for path in self._read_by(node))

    def unknown(self, name: str) -> frozenset[str]:
        """This function will give the names in a decision, or in what it requires, that nothing can ever give.

        Among them are functions that are none: a case's data hold no functions.
        """
        nodes = [(node, self._library.logic(node.key)) for node in self._library.reachable([self._library.find(name)])]
        return frozenset(word for node, logic in nodes for word in (logic.missing if node.open else logic.unknown))

    def misused(self, name: str) -> frozenset[str]:
        """This function will say which calls in a decision, or in what it requires, are null whatever is given."""
        nodes = self._library.reachable([self._library.find(name)])
        return frozenset(words for node in nodes for words in self._library.logic(node.key).misused)

    def _read_by(self, node: Node) -> frozenset[str]:
        """Give the paths that a node itself reads from the inputs."""
        logic = self._library.logic(node.key)
        required = map(self._library.node, node.requires)
        roots = {name for found in required if found and found.kind == "input" for name in found.names}
        roots |= logic.unknown if node.open else frozenset()
        return frozenset(path for path in logic.paths if _begins_with(path, roots))


@contextlib.contextmanager
def _bounded(functions: Functions) -> Iterator[None]:
    """Give a full budget; what is too deep for Python is too much."""
    begin(functions)
    try:
        yield
    except RecursionError:
        raise FeelLimit("函数相互调用过深，或取值嵌套过深") from None


def _begins_with(path: str, roots: Iterable[str]) -> bool:
    return any(path == root or path.startswith(root + ".") for root in roots)


def read_decisions(
    xml: Source, imports: Iterable[Source] = (), *, functions: Mapping[str, str] = NONE_DECLARED
) -> Model:
    """This function will read and compile DMN XML (1.1 to 1.6), with the files that it may import.

    Files are told apart by their namespaces; `imports` are not even read if the file imports nothing. `functions`
    declares those of the world with their parameters, such as {"deadline": "key:string"}. Mistakes inside are
    `Model.findings`; raises UnreadableDecisions for what is no DMN at all, or has a DOCTYPE.
    """
    main = read(xml)
    others = [read(other) for other in imports] if main.imports else []
    return linked_model(main, others, functions)


def linked_model(
    main: Definitions,
    others: Iterable[Definitions],
    functions: Mapping[str, str] = NONE_DECLARED,
    *,
    open_: bool = True,
) -> Model:
    """This function will compile files that were read. Raises UnreadableDecisions for what is beyond the bounds."""
    try:
        begin()
        return Model(linked(main, others, functions, open_=open_))
    except RecursionError:
        raise UnreadableDecisions(why="嵌套太深") from None
    except FeelLimit as limit:
        raise UnreadableDecisions(why=str(limit)) from None
