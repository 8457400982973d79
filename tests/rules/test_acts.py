"""Every act that the audit can hold has its word on the case page."""

from __future__ import annotations

import ast

from tests.rules.tree import modules, report
from webapp.usecases.words import ACTS


def test_every_act_of_the_audit_has_a_word():
    found = {
        act: f"{module.name}:{node.lineno}"
        for module in modules("webapp")
        for node in ast.walk(ast.parse(module.text))
        if isinstance(node, ast.Call)
        for act in _acts(node)
    }

    missing = [f"{place}: {act}" for act, place in sorted(found.items()) if act not in ACTS]

    assert found
    assert not missing, report(missing, do="Add the word to ACTS in webapp/usecases/words.py.")


def _acts(node: ast.Call) -> list[str]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name == "entry_of" and len(node.args) > 1:
        return [
            one.value for one in ast.walk(node.args[1]) if isinstance(one, ast.Constant) and isinstance(one.value, str)
        ]
    if name == "AuditEntry":
        return [one.value.value for one in node.keywords if one.arg == "act" and isinstance(one.value, ast.Constant)]
    return []
