"""Every way by which something adverse may reach the archive, found in the code and the diagrams, kept in no list.

A writer is a function of the store that writes one of the tables; a way is an operator of the diagrams, or a use case,
from which a call leads there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache

from lxml import etree

from tests.rules.test_processes import BPMN, DIAGRAMS
from tests.rules.tree import Module, modules

TABLES = ("archive_entry", "personal_matters")
WRITES = ("insert", "update", "insert_or_change", "insert_once")
EYES = ("not_same_as", "not_in_case")
"""What makes a step somebody else's."""
Function = ast.FunctionDef


def _called(node: ast.AST) -> Iterator[ast.Call]:
    return (one for one in ast.walk(node) if isinstance(one, ast.Call))


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _writes(value: ast.expr) -> bool:
    """Whether a statement, or one of several, writes one of the tables; what only empties columns writes nothing."""
    if isinstance(value, ast.Tuple):
        return any(_writes(one) for one in value.elts)
    put = [each.value for one in _called(value) if _name(one.func) == "values" for each in one.keywords]
    if put and all(isinstance(one, ast.Constant) and one.value is None for one in put):
        return False
    return any(_name(one.func) in WRITES and one.args and _name(one.args[0]) in TABLES for one in _called(value))


@cache
def writers() -> Mapping[str, str]:
    """The store's functions that write, as `module.function`, each with its file."""
    found = {}
    for module in modules("webapp"):
        if not module.name.startswith("webapp/store/") or "/migrations/" in module.name:
            continue
        assigned = (one for one in module.tree.body if isinstance(one, ast.Assign))
        statements = {_name(one.targets[0]) for one in assigned if _writes(one.value)}
        for one in (each for each in module.tree.body if isinstance(each, Function)):
            names = {each.id for each in ast.walk(one) if isinstance(each, ast.Name)}
            if names & statements or any(_writes(call) for call in _called(one)):
                found[f"{module.path.stem}.{one.name}"] = module.name
    return found


def _functions(folder: str) -> Iterator[tuple[Module, str, Function]]:
    """Every function and method below a folder, as `module.function`."""
    for module in modules():
        if module.name.startswith(folder):
            for node in ast.walk(module.tree):
                if isinstance(node, Function):
                    yield module, f"{module.path.stem}.{node.name}", node


def _mentions(node: ast.AST, local: set[str], known: frozenset[str]) -> bool:
    """Whether a function is named that is known: by its module, as the object's own, or by an imported name."""
    for one in ast.walk(node):
        match one:
            case ast.Attribute(value=ast.Name(id="self"), attr=name) | ast.Name(id=name) if name in local:
                return True
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if f"{owner}.{name}" in known:
                return True
    return False


def _local(module: Module, known: frozenset[str]) -> set[str]:
    """The names in a module that stand for known functions: its own, imported ones, and lists of them."""
    names = {one.rpartition(".")[2] for one in known if one.partition(".")[0] == module.path.stem}
    for part in (one for one in module.tree.body if isinstance(one, ast.ImportFrom) and one.module):
        stem = str(part.module).rpartition(".")[2]
        names |= {one.asname or one.name for one in part.names if f"{stem}.{one.name}" in known}
    for part in (one for one in module.tree.body if isinstance(one, ast.Assign | ast.AnnAssign)):
        target = part.target if isinstance(part, ast.AnnAssign) else part.targets[0]
        if part.value is not None and _mentions(part.value, names, known):
            names.add(_name(target))
    return names


@cache
def reaching() -> frozenset[str]:
    """The functions of use cases and ports from which a call leads to a writer."""
    found, known = frozenset[str](), frozenset(writers())
    while True:
        more = {
            name for module, name, node in _functions("webapp/usecases/")
            if "/scenarios/" not in module.name and _mentions(node, _local(module, known), known)
        }  # fmt: skip
        if more <= found:
            return found
        found |= more
        known |= found


def _ports() -> Mapping[str, set[str]]:
    """The methods of each port that lead to a writer, by the port's class."""
    found: dict[str, set[str]] = {}
    for module in modules():
        if module.name.startswith("webapp/usecases/ports/"):
            for node in (one for one in module.tree.body if isinstance(one, ast.ClassDef)):
                names = {one.name for one in node.body if isinstance(one, Function)}
                led = {one for one in names if f"{module.path.stem}.{one}" in reaching() and not one.startswith("_")}
                found[node.name.removesuffix("Port")] = led
    return found


@cache
def operators() -> frozenset[str]:
    """The operators of service tasks that lead to a writer."""
    ports, found = _ports(), set()
    for _, name, node in _functions("handlers/"):
        kinds = {one.arg: _name(one.annotation) for one in node.args.kwonlyargs if one.annotation is not None}
        for call in _called(node):
            match call.func:
                case ast.Attribute(value=ast.Name(id=port), attr=method):
                    if method in ports.get(kinds.get(port, ""), ()):
                        found.add(name)
    return frozenset(found)


@cache
def use_cases() -> frozenset[str]:
    """The verbs that lead to a writer without a diagram."""
    return frozenset(
        name
        for module, name, node in _functions("webapp/usecases/")
        if name in reaching() and "/demo/" not in module.name
        for one in node.decorator_list
        if isinstance(one, ast.Call) and _name(one.func) == "writes"
    )


# ---------------------------------------------------------------- in the diagrams


def _values(node: etree._Element, name: str) -> list[str]:
    return [one.get("value", "") for one in node.iterfind(".//{*}property") if one.get("name") == name]


@cache
def drawn() -> Mapping[str, etree._ElementTree]:
    return {path.stem: etree.parse(str(path)) for path in DIAGRAMS}


def services() -> Iterator[tuple[str, str, str]]:
    """Every service task that leads to a writer: its process, its id, its operator."""
    for process, tree in drawn().items():
        for node in tree.iter(f"{BPMN}serviceTask"):
            for one in node.iterfind(".//{*}serviceTaskOperator"):
                if one.get("id") in operators():
                    yield process, str(node.get("id")), str(one.get("id"))


def _is_other(node: etree._Element) -> bool:
    """Whether a step is done by somebody else than the one before: it says so, or calls what does."""
    if any(word in value for value in _values(node, "assign") for word in EYES):
        return True
    part = drawn().get(str(node.get("calledElement") or ""))
    return part is not None and all(_guarded(part, end) for end in _ids(part, "endEvent"))


def _ids(tree: etree._ElementTree, kind: str) -> list[str]:
    return [str(one.get("id")) for one in tree.iter(f"{BPMN}{kind}")]


def _guarded(tree: etree._ElementTree, element: str) -> bool:
    """Whether no way from a start leads to an element round every step of somebody else."""
    flows = [(one.get("sourceRef"), one.get("targetRef")) for one in tree.iter(f"{BPMN}sequenceFlow")]
    flows += [(one.get("attachedToRef"), one.get("id")) for one in tree.iter(f"{BPMN}boundaryEvent")]
    steps = (one for kind in ("userTask", "callActivity") for one in tree.iter(f"{BPMN}{kind}"))
    others = {str(one.get("id")) for one in steps if _is_other(one)}
    todo, seen = _ids(tree, "startEvent"), set[str]()
    while todo:
        here = todo.pop()
        if here in seen or here in others:
            continue
        seen.add(here)
        todo += [str(to) for source, to in flows if source == here]
    return element not in seen


def seen_by_two(process: str, element: str) -> bool:
    """Whether somebody else's step stands before an element on every way, in its process or in all that call it."""
    if _guarded(drawn()[process], element):
        return True
    calls = [
        (name, str(one.get("id")), one)
        for name, tree in drawn().items()
        for one in tree.iter(f"{BPMN}callActivity")
        if one.get("calledElement") == process
    ]
    return bool(calls) and all(_is_other(one) or seen_by_two(name, place) for name, place, one in calls)


def places() -> list[tuple[str, str, str]]:
    """Every service task that leads to a writer, in the order of its process."""
    return sorted(services())
