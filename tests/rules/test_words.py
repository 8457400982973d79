from __future__ import annotations

import ast
import re

import pytest

from tests.rules.tree import ROOT, Module, definitions, modules, report

BANNED = {"util", "utils", "helper", "helpers", "common", "manager", "misc", "stuff", "data", "info"}
OF_SQLALCHEMY = {"process_bind_param", "process_result_value", "process_literal_param"}
KEPT = OF_SQLALCHEMY | {
    "data",
    "data_key",
    "data_keys",
    "DataKey",
    "data_links",
    "DATA",
}  # names of the field: GLOSSARY.md
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
PUBLIC_START = re.compile(r"[A-Z“`\u4e00-\u9fff0-9]")
UNFINISHED = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX")))
ANY_ROOMS = ("webapp/engine/", "webapp/http/", "webapp/store/")  # SpiffWorkflow, requests, rows of the database driver
ANY_IMPORT = re.compile(r"^\s*from typing import .*\bAny\b|\btyping\.Any\b")


def names(module: Module) -> list[tuple[str, str]]:
    """Names that we give: modules, functions, classes, constants."""
    found = [(f"{module.name}:1", part) for part in module.path.relative_to(ROOT).with_suffix("").parts]
    found += [(module.at(node), node.name) for node in definitions(module)]
    for node in module.tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        found += [(module.at(node), target.id) for target in targets if isinstance(target, ast.Name)]
    return found


def is_banned(name: str) -> bool:
    words = [word.lower() for word in WORD.findall(name)]
    as_verb = name.startswith(("do_", "process_")) and name != "process_id"
    return name not in KEPT and (as_verb or bool(BANNED.intersection(words)))


@pytest.mark.parametrize(
    ("name", "banned"),
    [("do_work", True), ("process_form", True), ("form_utils", True), ("InfoBox", True), ("process", False)],
)
def test_the_rule_about_names_knows_a_bad_one(name: str, banned: bool):
    assert is_banned(name) is banned


def test_names_say_what_they_mean():
    found = [f"{place}: {name}" for module in modules() for place, name in names(module) if is_banned(name)]

    assert not found, report(found, do="Name it with a word of GLOSSARY.md; these words say nothing.")


def test_public_docstrings_are_a_sentence_in_one_line():
    found = []
    for module in modules():
        for node in (module.tree, *definitions(module)):
            text = ast.get_docstring(node)
            first = (text or "").partition("\n")[0]
            if text and not (PUBLIC_START.match(first) and first.rstrip().endswith((".", ":", "。", "?", ")"))):
                found.append(f"{module.at(node)}: {first}")

    assert not found, report(found, do="The first line completes “This function will …” and ends with a full stop.")


def test_nothing_is_left_for_later():
    found = [
        f"{module.name}:{number}: {line.strip()}"
        for module in modules("webapp", "handlers", "tests")
        for number, line in enumerate(module.text.splitlines(), start=1)
        if UNFINISHED.search(line)
    ]

    assert not found, report(found, do="Do it, or open an issue; a note in the code is forgotten.")


def test_any_stands_only_where_foreign_values_enter():
    found = []
    for module in modules():
        for number, line in enumerate(module.text.splitlines(), start=1):
            silent = ANY_IMPORT.search(line) and "#" not in line
            if silent and not module.name.startswith(ANY_ROOMS):
                found.append(f"{module.name}:{number}: {line.strip()}")

    assert not found, report(
        found, do="Give the type, or `object` and a check; else say at the import which border: `# JSON as it came`."
    )
