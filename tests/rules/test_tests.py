from __future__ import annotations

import ast

from tests.rules.tree import Module, modules, report

SKIPS = {"skip", "skipif", "xfail", "importorskip"}
MOCKS = {"unittest.mock", "mock", "pytest_mock"}


def said(call: ast.Call) -> bool:
    """Tell whether a skip says why."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if name == "importorskip" or any(word.arg in ("reason", "msg") for word in call.keywords):
        return True
    return name == "skip" and bool(call.args)


def silent_skips(module: Module) -> list[str]:
    called = {id(node.func) for node in ast.walk(module.tree) if isinstance(node, ast.Call)}
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SKIPS:
            if is_pytest(node.func) and not said(node):
                found.append(module.at(node))
        elif isinstance(node, ast.Attribute) and node.attr in SKIPS and id(node) not in called and is_pytest(node):
            found.append(module.at(node))
    return found


def is_pytest(node: ast.Attribute) -> bool:
    inner = node.value
    return (isinstance(inner, ast.Name) and inner.id == "pytest") or (
        isinstance(inner, ast.Attribute) and inner.attr == "mark"
    )


def test_a_skipped_test_says_why():
    found = [place for module in modules("tests") for place in silent_skips(module)]

    assert not found, report(found, do='pytest.skip("what is missing, and how to get it")')


def test_there_are_no_mocks():
    found = []
    for module in modules("tests"):
        for node in ast.walk(module.tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [module.at(node) for name in names if name in MOCKS]

    assert not found, report(found, do="Use an in-memory twin of the port; a mock repeats what the code does.")


def test_test_names_are_sentences():
    found = [
        f"{module.at(node)}: {node.name}"
        for module in modules("tests")
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and node.name.count("_") < 3
    ]

    assert not found, report(found, do="Say what holds: test_a_late_reply_is_kept.")
