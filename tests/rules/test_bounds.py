"""Every bound is documented, and tested where it ends: a `MAX_…` that nobody names anywhere is none."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

import pytest

from tests.rules.tree import ROOT, Module, modules, report

ENGINE, FEEL = "docs/ENGINE.md", "webapp/feel/README.md"
FORMS = ("tests/engine/rules/test_form_bounds.py", "tests/engine/rules/test_form_files.py", "tests/http/test_acts.py")
BOUNDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "webapp/engine/bounds.py": (ENGINE, ("tests/engine/test_bounds.py",)),
    "webapp/domain/forms/bounds.py": (ENGINE, FORMS),
    "webapp/letters/bounds.py": (ENGINE, ("tests/letters/test_bounds.py",)),
    "webapp/usecases/advancing.py": (ENGINE, ("tests/usecases/test_advancing.py",)),
    "webapp/feel/bounds.py": (FEEL, ("tests/feel/test_edges.py",)),
    "webapp/engine/decisions/xml.py": (FEEL, ("tests/engine/decisions/test_one_file.py",)),
}
"""Where bounds lie, the page that names them, and the tests at their edge."""

INNER: Mapping[str, str] = {
    "webapp/engine/token_game.py": "how far the check of joins looks; beyond it there is no finding",
    "webapp/feel/arith.py": "what no calendar holds is null, as the standard says",
    "webapp/feel/builtins_number.py": "the standard's own scales; null beyond",
    "webapp/feel/compiler.py": "a second lock behind MAX_HEIGHT and MAX_NESTING",
    "webapp/feel/generate_operators.py": "longer chains are made in another way and mean the same",
    "webapp/feel/temporal.py": "the standard's own years and offsets; null beyond",
    "webapp/layout/picture.py": "how far the inside of a drawing is moved; it is drawn in any case",
    "webapp/usecases/scenarios/reading.py": "of the scenarios that check a diagram; no case of the office",
    "webapp/usecases/scenarios/walking.py": "of the scenarios that check a diagram; no case of the office",
    "webapp/usecases/scenarios/words.py": "of the scenarios that check a diagram; no case of the office",
}
"""Figures that refuse nobody anything."""


def bounds_of(module: Module) -> Iterator[str]:
    for node in module.tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        for target in targets:
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            yield from (name.id for name in names if isinstance(name, ast.Name) and name.id.startswith("MAX_"))


@pytest.mark.parametrize("home", BOUNDS)
def test_every_bound_is_documented_and_tested_at_its_edge(home: str):
    page, tests = BOUNDS[home]
    module = next(one for one in modules() if one.name == home)
    documented = (ROOT / page).read_text(encoding="utf-8")
    tested = "".join((ROOT / test).read_text(encoding="utf-8") for test in tests)

    found = [f"{home}: {name} is not in {page}" for name in bounds_of(module) if f"`{name}`" not in documented]
    found += [
        f"{home}: {name} has no test in {' or '.join(tests)}"
        for name in bounds_of(module)
        if not re.search(rf"\b{name}\b", tested)
    ]

    assert not found, report(found, do="Name it on the page; test that its last value goes and one more is answered.")


def test_no_bound_lies_anywhere_else():
    with_bounds = {one.name for one in modules("webapp", "handlers") if any(bounds_of(one))}

    found = sorted(with_bounds ^ (BOUNDS.keys() | INNER.keys()))

    assert not found, report(found, do="Put it among the bounds of its room, or say in INNER why it refuses nothing.")
