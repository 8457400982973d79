from __future__ import annotations

import ast

from tests.rules.tree import definitions, modules, report

LONGEST_MODULE, GOOD_MODULE = 400, 250
LONGEST_FUNCTION, GOOD_FUNCTION = 50, 25
MOST_LONG_MODULES = 0.05
LISTS = "webapp/store/migrations/versions/"  # a migration lists what it changes, in one place


def lengths() -> dict[str, int]:
    return {
        f"{module.at(node)} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for module in modules()
        if not module.name.startswith(LISTS)
        for node in definitions(module)
        if not isinstance(node, ast.ClassDef)
    }


def test_no_function_is_longer_than_a_screen():
    found = [f"{place}: {length} lines" for place, length in lengths().items() if length > LONGEST_FUNCTION]

    assert not found, report(found, do=f"At most {LONGEST_FUNCTION} lines: give the parts names of their own.")


def test_nine_of_ten_functions_are_short():
    ordered = sorted(lengths().values())

    assert ordered[int(len(ordered) * 0.9)] <= GOOD_FUNCTION, f"9 of 10 functions have at most {GOOD_FUNCTION} lines"


def test_no_module_is_longer_than_its_subject():
    counted = {module.name: module.text.count("\n") for module in modules()}
    found = [f"{name}: {lines} lines" for name, lines in counted.items() if lines > LONGEST_MODULE]
    longish = [f"{name}: {lines} lines" for name, lines in counted.items() if lines > GOOD_MODULE]

    assert not found, report(found, do=f"At most {LONGEST_MODULE} lines: cut the module at a subject.")
    assert len(longish) <= max(1, len(counted) * MOST_LONG_MODULES), report(
        longish, do=f"Most modules have at most {GOOD_MODULE} lines: cut some of these at a subject."
    )
