from __future__ import annotations

import ast

from tests.rules.tree import modules, report

ALLOWED = {"__future__", "collections", "dataclasses", "datetime", "decimal", "enum", "math", "re", "typing", "webapp"}
WAITS = {"open", "input", "exec", "eval", "compile", "__import__"}


def test_a_handler_calls_nothing_that_could_block_it():
    """Whatever waits for the outside is a job after the commit; what is left can be cut off (usecases/patience.py)."""
    found = []
    for module in (one for one in modules("handlers") if one.name.startswith("handlers/")):
        for node in ast.walk(module.tree):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{module.at(node)} imports {name}" for name in names if name.split(".")[0] not in ALLOWED]
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WAITS:
                found.append(f"{module.at(node)} calls {node.func.id}")

    assert not found, report(found, do="Ask a port for it, or make it a job after the commit.")
