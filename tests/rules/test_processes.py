from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from lxml import etree

from tests.rules.tree import ROOT, report, tracked
from webapp.usecases.message_words import NAMES

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
HOME = ROOT / "processes"
NEEDED = ("README.md", "scenarios.yaml", "forms")
DIAGRAMS = [path for path in tracked() if path.suffix == ".bpmn" and HOME in path.parents]
FOLDERS = sorted({path.parent for path in DIAGRAMS if path.parent.name.startswith("m")})
PROPOSED = ("approve", "collective_study")
TYPES = {"textfield", "textarea", "number", "checkbox", "checklist", "radio", "select", "taglist", "datetime", "text",
         "html", "group", "dynamiclist", "filepicker", "expression", "separator", "spacer", "table", "documentPreview",
         "button", "image"}  # fmt: skip


def needs_finished(folder: Path) -> None:
    page = (HOME if folder.name == "shared" else folder) / "README.md"
    assert page in tracked(), f"{folder.name} has no {page.relative_to(ROOT)}: whoever draws a process tells what it is"


def user_tasks(path: Path) -> dict[str, str]:
    """Form names of the user tasks of a diagram, by task id."""
    found = {}
    for task in etree.parse(str(path)).iter(f"{BPMN}userTask"):
        named = [p.get("value", "") for p in task.iterfind(".//{*}property") if p.get("name") == "form"]
        found[task.get("id", "")] = named[0] if named else task.get("id", "")
    return found


def forms_for(folder: Path) -> set[str]:
    places = (folder / "forms", HOME / "shared" / "forms")
    return {path.stem for place in places for path in place.glob("*.form")}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_measure_has_everything_that_belongs_to_it(folder: Path):
    needs_finished(folder)

    found = [f"processes/{folder.name}/{name}" for name in NEEDED if not (folder / name).exists()]
    main = folder / f"{folder.name}.bpmn"
    found += [] if main.exists() else [f"processes/{folder.name}/{main.name}"]

    assert not found, report(found, do="A measure ships its diagram, forms, scenarios and a README.")


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_every_user_task_has_a_form(path: Path):
    needs_finished(path.parent)

    have = forms_for(path.parent)
    found = [
        f"{path.name}: {task} wants forms/{form}.form" for task, form in user_tasks(path).items() if form not in have
    ]

    assert not found, report(found, do="Draw the form, or name a shared one with the property `form`.")


@pytest.mark.parametrize("folder", [*FOLDERS, HOME / "shared"], ids=lambda folder: folder.name)
def test_every_form_has_a_task(folder: Path):
    needs_finished(folder)
    users = DIAGRAMS if folder.name == "shared" else [path for path in DIAGRAMS if path.parent == folder]
    wanted = {form for path in users for form in user_tasks(path).values()}

    found = [
        f"{folder.name}/forms/{form.name}" for form in (folder / "forms").glob("*.form") if form.stem not in wanted
    ]

    assert not found, report(found, do="No user task uses it: remove it, or name it with the property `form`.")


@pytest.mark.parametrize("path", [p for p in tracked() if p.suffix == ".form"], ids=lambda path: path.stem)
def test_every_form_can_be_read_and_has_known_fields(path: Path):
    form = json.loads(path.read_text(encoding="utf-8"))
    todo, found = list(form["components"]), []
    while todo:
        field = todo.pop()
        todo += field.get("components", [])
        if field["type"] not in TYPES:
            found.append(f"{path.name}: {field.get('key', '?')} is a {field['type']}")

    assert not found, report(found, do=f"Known kinds: {', '.join(sorted(TYPES))}.")


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_file_name_and_process_id_are_one(path: Path):
    found = [process.get("id") for process in etree.parse(str(path)).iter(f"{BPMN}process")]

    assert found == [path.stem], "a file holds one process, and bears its id"


def inputs_given() -> dict[str, dict[str, set[str]]]:
    """What each call hands over (`in.` properties), by the process that is called, then by the call."""
    found: dict[str, dict[str, set[str]]] = {}
    for path in DIAGRAMS:
        for call in etree.parse(str(path)).iter(f"{BPMN}callActivity"):
            names = {p.get("name", "") for p in call.iterfind(".//{*}property")}
            given = {name for name in names if name.startswith("in.")}
            found.setdefault(call.get("calledElement", ""), {})[f"{path.stem}: {call.get('id')}"] = given
    return found


def test_every_call_hands_over_all_that_the_called_process_is_given():
    found = [
        f"{call} hands {called} no {', '.join(sorted(missing))}"
        for called, calls in inputs_given().items()
        for call, given in calls.items()
        if (missing := set().union(*calls.values()) - given)
    ]

    assert not found, report(found, do="Hand it over: what one caller leaves out is null where the process reads it.")


def test_every_proposal_names_the_steps_that_may_have_made_it():
    found = []
    for path in DIAGRAMS:
        for call in etree.parse(str(path)).iter(f"{BPMN}callActivity"):
            given = [p.get("value", "") for p in call.iterfind(".//{*}property") if p.get("name") == "in.drafter"]
            steps = set(re.findall(r'(?:^|then |else )"(\w+)"', given[0])) if given else {""}
            wants = call.get("calledElement") in PROPOSED
            found += (
                [f"{path.stem}: {call.get('id')}"] if wants and not (steps and steps <= set(user_tasks(path))) else []
            )

    assert not found, report(found, do="Write in.drafter with the ids of user tasks of the same diagram.")


@pytest.mark.parametrize("path", sorted((HOME / "rules").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_rule_is_written_once(path: Path) -> None:
    keys = re.findall(r"^([\w.]+):", path.read_text(encoding="utf-8"), re.MULTILINE)

    twice = sorted({key for key in keys if keys.count(key) > 1})

    assert not twice, report(twice, do=f"Of two lines with one key only the last counts: leave one in {path.name}.")


def test_every_message_has_a_word_for_the_pages():
    names = {one.get("name") for path in DIAGRAMS for one in etree.parse(path).iter(f"{BPMN}message")}

    assert len(names) > 20
    assert sorted(names - set(NAMES)) == []
