from __future__ import annotations

import ast

from tests.rules.tree import Module, modules, report

HOME = "webapp/store/db.py"


def calls(module: Module, name: str) -> list[str]:
    return [
        module.at(node)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name
    ]


def test_there_is_exactly_one_commit_and_it_lives_in_the_store():
    found = [place for module in modules() for place in calls(module, "commit")]

    assert len(found) == 1, report(found, do=f"One use case = one transaction: only {HOME} commits; use Office.run.")
    assert found[0].startswith(HOME)


def test_transactions_begin_in_the_store_only():
    found = [p for m in modules() if m.name != HOME for p in calls(m, "begin") + calls(m, "begin_nested")]

    assert not found, report(found, do=f"`with engine.begin()` commits without the word: open transactions in {HOME}.")
