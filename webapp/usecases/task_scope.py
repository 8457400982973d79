"""The form of a task and what its expressions see: case data, header, earlier submissions, the person, the world."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from webapp import engine
from webapp.domain.advance import Assign
from webapp.domain.filed import SECTION
from webapp.domain.forms import Form, Scope, read_form
from webapp.domain.ids import CaseId
from webapp.domain.records import Submission, Task
from webapp.engine import Definition
from webapp.engine.clock import HouseTime
from webapp.store import people
from webapp.usecases.desk import Desk
from webapp.usecases.filed import file_of

EARLIER = re.compile(r"\bform\.(\w+)")
ORIGIN = re.compile(r"\borigin\.(\w+)")


@dataclass(frozen=True)
class TaskForm:
    """A task's form with its scope."""

    form: Form
    scope: Scope


@lru_cache(maxsize=512)
def _form(definition: Definition, process: str, element: str) -> Form | None:
    schema = definition.forms.get((process, element))
    return read_form(schema) if schema is not None else None


def form_of(definition: Definition, task: Task) -> Form | None:
    """This function will give the form of a task, read once per deployment, or None for a task without one."""
    return _form(definition, task.process, task.element)


def drawn_in(definition: Definition, path: str) -> str:
    """This function will give the process in which a path's last element is drawn, following its call activities."""
    process = definition.process
    for part in path.split("/")[:-1]:
        element = definition.elements.get((process, part.partition("[")[0]))
        process = (element.called if element else None) or process
    return process


def form_at(definition: Definition, path: str, element: str) -> tuple[str, Form] | None:
    """This function will give the name of the step at a path and its form, or None for a step without one."""
    process = drawn_in(definition, path)
    drawn, form = definition.elements.get((process, element)), _form(definition, process, element)
    return (drawn.name, form) if drawn is not None and form is not None else None


def task_form(desk: Desk, task: Task, *, on_paper: bool = False) -> TaskForm | None:
    """This function will give a task's form and scope; only the earlier submissions that it names are read.

    `me.name` is there where the actor signs for oneself; a signature `on_paper` was seen by the registrar.
    """
    form = form_of(desk.definition, task)
    if form is None:
        return None
    data = engine.data_at(desk.definition, desk.case.state, task.id, desk.world) if task.is_open else {}
    texts = tuple(_texts(form))
    values: dict[str, object] = {
        **data,
        "case": dict(desk.world.case),
        "me": {"id": desk.act.actor.person_id} | ({} if on_paper else _own_name(desk, task)),
        "form": earlier(desk, desk.case.id, _named(EARLIER, texts), scope_path=_scope_path(task.path)),
    }
    if any(SECTION.search(text) for text in texts):
        values["file"] = file_of(desk, texts)
    if task.item is not None:
        values["item"] = task.item
    if desk.case.origin_case_id and (wanted := _named(ORIGIN, texts)):
        values["origin"] = earlier(desk, desk.case.origin_case_id, wanted, scope_path="")
    functions = HouseTime(desk.world, desk.definition.limits).functions
    return TaskForm(form, Scope(values, desk.world.today, functions))


def _own_name(desk: Desk, task: Task) -> dict[str, object]:
    """Only a step of the person's own is signed with the own name; who registers another's words signs for nobody."""
    if not any(rule.kind is Assign.SUBJECT for rule in task.rules):
        return {}
    return {"name": people.directory(desk.act.tx).name(desk.act.actor.person_id)}


def _texts(form: Form) -> Iterable[str]:
    for one in form.walk():
        yield from (text for text in (one.prefill, one.hide, one.expression, one.not_before, one.options_from) if text)
    yield from (rule.test for rule in form.rules)
    if form.again:
        yield form.again


def _named(pattern: re.Pattern[str], texts: Iterable[str]) -> frozenset[str]:
    return frozenset(name for text in texts for name in pattern.findall(text))


def earlier(desk: Desk, case_id: CaseId, elements: frozenset[str], *, scope_path: str) -> dict[str, object]:
    """This function will give the newest submission of each named step; the call nearest the reader comes first."""
    if not elements:
        return {}
    found = desk.latest(case_id, elements)
    out: dict[str, object] = {}
    for path, one in sorted(found.items(), key=lambda pair: (nearness(pair[0], scope_path), pair[1].at)):
        _place(out, path, one)
    return out


def _place(out: dict[str, object], path: str, one: Submission) -> None:
    """Instances of a multi-instance give a list under the step's name."""
    content: Mapping[str, object] = dict(one.content)
    if path.endswith("]"):
        rows = out.setdefault(one.element, [])
        if isinstance(rows, list):
            rows.append(content)
            return
    out[one.element] = content


def nearness(path: str, reader: str) -> int:
    """This function will tell how near a step lies to who reads it in the call `reader`: own call, calls around, else.

    Steps of other calls, such as another instance of the same list, are the farthest.
    """
    at = _scope_path(path)
    around = not at or reader == at or reader.startswith(f"{at}/")
    return len(at) if around else -1


def _scope_path(path: str) -> str:
    return path.rpartition("/")[0]
