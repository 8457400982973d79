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
ELSEWHERE, BESIDE = -1, -2


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
    data, known = _seen(desk, task)
    texts = tuple(_texts(form))
    values: dict[str, object] = {
        **data,
        "case": dict(desk.world.case),
        "me": {"id": desk.act.actor.person_id} | ({} if on_paper else _own_name(desk, task)),
        "form": earlier(desk, desk.case.id, _behind(desk, task, _named(EARLIER, texts), known), task),
    }
    if any(SECTION.search(text) for text in texts):
        values["file"] = file_of(desk, texts)
    if task.item is not None:
        values["item"] = task.item
    if desk.case.origin_case_id and (wanted := _named(ORIGIN, texts)):
        values["origin"] = earlier(desk, desk.case.origin_case_id, wanted, None)
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


def _seen(desk: Desk, task: Task) -> tuple[Mapping[str, object], frozenset[str]]:
    if not task.is_open:
        return {}, frozenset()
    return engine.seen_at(desk.definition, desk.case.state, task.id, desk.world)


def _behind(desk: Desk, task: Task, names: frozenset[str], known: frozenset[str]) -> frozenset[str]:
    """Of the steps that a form names those that may have been done when it is filled in.

    A step of the reader's own diagram leaves its name: one that is not there has not been come by in this call yet. Its
    own step may have been, in an earlier round of the call.
    """
    if not task.is_open:
        return names
    drawn, below = desk.definition.elements, _called(desk.definition, task.process)
    here = {name for name in names - {task.element} - known if (task.process, name) in drawn}
    return names - {name for name in here if not any((called, name) in drawn for called in below)}


@lru_cache(maxsize=512)
def _called(definition: Definition, process: str) -> frozenset[str]:
    """The processes that a diagram calls, those that they call among them."""
    found, left = set[str](), {process}
    while left:
        left = {one.called for one in definition.elements.values() if one.process in left and one.called} - found
        found |= left
    return frozenset(found)


def earlier(desk: Desk, case_id: CaseId, elements: frozenset[str], reader: Task | None) -> dict[str, object]:
    """This function will give the newest submission of each named step, of the call nearest to the reader's.

    Nobody reads in the case itself where another one is asked (`origin`): there the newest of all counts.
    """
    out: dict[str, object] = {}
    if not elements:
        return out
    near = Nearness(desk.definition, reader.path) if reader is not None else None
    written = desk.latest(case_id, elements)
    ranked = [(near.of(path, one.element) if near else 0, path, one) for path, one in written.items()]
    best = {one.element: max(rank for rank, _, each in ranked if each.element == one.element) for _, _, one in ranked}
    for rank, path, one in sorted(ranked, key=lambda each: each[2].at):
        if rank == best[one.element] > BESIDE:
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


@dataclass(frozen=True)
class Nearness:
    """How near other steps lie to the step that reads them, which stands at the path `reader`."""

    definition: Definition
    reader: str

    def of(self, path: str, element: str) -> int:
        """This function will rank a step: the own call with what it calls, the calls around from the inside, else.

        `BESIDE`, and not to be seen, is what another call of a diagram has which the reader's own call has, too: the
        other rows of a list, another letter.
        """
        own, at = _scope_path(self.reader), _scope_path(path)
        if at == own or not own or at.startswith(f"{own}/"):
            return len(own) + 1
        if not at or own.startswith(f"{at}/"):
            return len(at)
        has_it = (drawn_in(self.definition, self.reader), element) in self.definition.elements
        return BESIDE if has_it or self._twins(own.split("/"), at.split("/")) else ELSEWHERE

    def _twins(self, own: list[str], other: list[str]) -> bool:
        """Whether two calls that part run the same diagram where they part."""
        part = next(place for place, (mine, his) in enumerate(zip(own, other, strict=False)) if mine != his)
        mine, his = ("/".join([*path[: part + 1], ""]) for path in (own, other))
        return drawn_in(self.definition, mine) == drawn_in(self.definition, his)


def _scope_path(path: str) -> str:
    return path.rpartition("/")[0]
