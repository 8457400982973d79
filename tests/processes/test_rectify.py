"""Rectification: whoever calls it keeps the texts of its items where the shared forms look for them."""

from __future__ import annotations

import json
from pathlib import Path

from webapp.domain.forms import Form, read_form
from webapp.engine import collect, processes_in, read
from webapp.engine.model import Element, Kind

PROCESSES = Path(__file__).parents[2] / "processes"
TEXTS = {"list_items": {"item_no", "text", "due"}, "write_plan": {"item_no", "text", "measure", "due"}}
"""What each row of the caller's list, or of a plan that was signed before, must hold for the forms of an item."""


def callers() -> list[tuple[Path, Element]]:
    """Each call of the rectification with the folder that draws it."""
    found = []
    for name in processes_in(PROCESSES):
        definition = read(collect(PROCESSES, name))
        for process in definition.processes.values():
            calls = [one for one in process.elements.values() if one.kind is Kind.CALL and one.called == "rectify"]
            found += [(next(PROCESSES.glob(f"*/{process.id}.bpmn")).parent, one) for one in calls]
    return found


def rows_of(form: Form) -> set[str]:
    """Keys of the rows of a form's repeating group `items`."""
    return {part.key for one in form.fields if one.key == "items" for part in one.fields}


def test_whoever_calls_it_keeps_the_texts_of_the_items_where_its_forms_look() -> None:
    wrong = []
    for folder, call in callers():
        step = "list_items" if call.properties["in.planned"] == "false" else "write_plan"
        path = folder / "forms" / f"{step}.form"
        held = rows_of(read_form(json.loads(path.read_text(encoding="utf-8")))) if path.exists() else set()
        if not held >= TEXTS[step]:
            wrong.append(f"{folder.name}: {step}: {sorted(TEXTS[step] - held)}")

    assert wrong == []


def test_the_shared_plan_itself_holds_what_its_items_read() -> None:
    path = PROCESSES / "shared/forms/write_plan.form"

    assert rows_of(read_form(json.loads(path.read_text(encoding="utf-8")))) >= TEXTS["write_plan"]
