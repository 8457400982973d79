"""One evaluation: inputs, and the values found so far; every decision runs once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from webapp.engine.decisions.inputs import worded
from webapp.engine.decisions.library import Library
from webapp.engine.decisions.reader import Key, Node
from webapp.feel import FeelValue
from webapp.feel.bounds import charge
from webapp.feel.types import Type, coerce
from webapp.feel.values import Context, Function

Inputs = Mapping[str | Key, FeelValue]
"""By name; for the input of an imported file also by namespace and name, or inside a context under the import's name
(`{"Model B": {"Model A": {"n": 1}}}`, or dotted: `{"Model B.Model A.n": 1}`)."""


class Session:
    """Values of nodes; `known` presets those that a decision service takes as parameters."""

    def __init__(self, library: Library, inputs: Inputs, known: Mapping[Key, FeelValue] | None = None) -> None:
        self.library, self.inputs, self.preset = library, inputs, known or {}
        self.known: dict[Key, FeelValue] = dict(self.preset)
        self._imported: dict[str, Session] = {}

    def of(self, node: Node) -> FeelValue:
        """This function will give the value of a decision, a service or knowledge over the inputs."""
        if node.kind == "service":
            return self._asked(node) if self.library.complete(node) else None
        if node.kind == "knowledge":
            bound = self.knowledge(node.key)
            if not isinstance(bound, Function):
                return None
            types = dict(zip(bound.names, bound.types, strict=True))
            return bound.call_named({n: worded(self.inputs[n], types[n]) for n in bound.names if n in self.inputs})
        return self.value(node.key)

    def _asked(self, node: Node) -> FeelValue:
        """Give what a service gives over the inputs: it sees its own alone, unless the file is open to all."""
        inputs = self.inputs if self.library.open else {}
        return self.service(node, Session(self.library, inputs, self._preset(node)))

    def value(self, key: Key) -> FeelValue:
        """This function will give the value of an input or a decision, found once."""
        if key not in self.known:
            self.known[key] = None  # what a circle or a missing node gives
            node = self.library.node(key)
            if node is not None:
                self.known[key] = self._given(node) if node.kind == "input" else self._decided(node)
        return self.known[key]

    def _given(self, node: Node) -> FeelValue:
        """Give what the caller gave for a node, by namespace and name or by name; texts read as the type asks."""
        places = ((node.key[0], node.name), node.name, node.variable)
        value = next((self.inputs[place] for place in places if place in self.inputs), None)
        type_ = self.library.type_of(node)
        return coerce(worded(value, type_), type_)

    def _decided(self, node: Node) -> FeelValue:
        logic = self.library.logic(node.key)
        charge(logic.weight)
        return coerce(logic.run(self.scope(node)), logic.type)

    def scope(self, node: Node) -> Context:
        """This function will give the names that a node sees: its requirements, or all inputs if that is open to it."""
        out: Context = {}
        if node.open and self.library.open:
            out.update((key, value) for key, value in self.inputs.items() if isinstance(key, str))
        for key in node.requires:
            self._put(out, node, key, self._home(node, key).value(key))
        for key in node.knows:
            self._put(out, node, key, self.knowledge(key))
        return out

    def _beyond(self, prefix: str) -> Session:
        """Give the session of an imported file: its own, if inputs were given for it under its prefix."""
        given = _given_under(prefix, self.inputs) if prefix else None
        if not given:
            return self
        if prefix not in self._imported:
            inputs: dict[str | Key, FeelValue] = {**self.inputs}
            inputs.update(given)
            self._imported[prefix] = Session(self.library, inputs, self.preset)
        return self._imported[prefix]

    def _put(self, scope: Context, node: Node, key: Key, value: FeelValue) -> None:
        """Put a value under its name, or inside the context of its import."""
        prefix, found = self.library.prefix(node.key[0], key[0]), self.library.node(key)
        if found and prefix:
            holder = scope.get(prefix)
            scope[prefix] = {**(holder if isinstance(holder, dict) else {}), **dict.fromkeys(found.names, value)}
        elif found:
            scope.update(dict.fromkeys(found.names, value))

    def knowledge(self, key: Key) -> Function | None:
        """This function will give knowledge or a decision service as a function."""
        if key in self.known:
            known: Function | None = self.known[key]
            return known
        node = self.library.node(key)
        if node is None or node.kind not in ("knowledge", "service"):
            return None
        if node.kind == "knowledge":
            return self._knowledge_function(node)
        return self._service_function(node) if self.library.complete(node) else None

    def _knowledge_function(self, node: Node) -> Function | None:
        """Give a function whose scope is filled after it was made, for it may call itself and others in a circle."""
        logic = self.library.logic(node.key)
        scope: Context = {}
        self.known[node.key] = None
        made = logic.run(scope)
        if isinstance(made, Function):
            made = replace(made, result=made.result or _result(logic.type), coerce=coerce)
        self.known[node.key] = made
        scope.update(self.scope(node))
        scope.update(dict.fromkeys(node.names, made))
        return made if isinstance(made, Function) else None

    def _service_function(self, node: Node) -> Function:
        """Give a decision service: its input data, then its input decisions, are the parameters."""
        keys = node.inputs + node.input_decisions
        nodes = [self.library.existing(key) for key in keys]

        def body(*args: FeelValue) -> FeelValue:
            return self.service(node, Session(self.library, {}, dict(zip(keys, args, strict=True))))

        types = tuple(self.library.type_of(param) for param in nodes)
        result = _result(self.library.type_of(node))
        return Function(tuple(param.name for param in nodes), types, body, result, coerce)

    def _preset(self, node: Node) -> dict[Key, FeelValue]:
        """Give the input data and input decisions of a service, taken from the inputs."""
        keys = node.inputs + node.input_decisions
        return {key: self._home(node, key)._given(self.library.existing(key)) for key in keys}

    def _home(self, node: Node, key: Key) -> Session:
        """Give the session that holds what a node refers to: this one, or that of an imported file."""
        return self._beyond(self.library.prefix(node.key[0], key[0]))

    def service(self, node: Node, inner: Session) -> FeelValue:
        """This function will give the outputs of a service: a value, or a context of several; null without any."""
        if not node.outputs:
            return None
        values = {self.library.existing(key).name: inner._home(node, key).value(key) for key in node.outputs}
        out = next(iter(values.values())) if len(values) == 1 else values
        return coerce(out, _result(self.library.type_of(node)))


def _result(type_: Type | None) -> Type | None:
    """Give the type of what a function gives whose variable is of this type: of the function, or of its result."""
    return type_.item if type_ and type_.kind == "function" else type_


def _given_under(prefix: str, inputs: Inputs) -> dict[str, FeelValue]:
    """Give the inputs of an import: a context under its prefix, or names that begin with it and a dot."""
    held, dotted = inputs.get(prefix), prefix + "."
    out: dict[str, FeelValue] = dict(held) if isinstance(held, dict) else {}
    named = ((key, value) for key, value in inputs.items() if isinstance(key, str) and key.startswith(dotted))
    out.update((key.removeprefix(dotted), value) for key, value in named)
    return out
