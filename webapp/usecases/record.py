"""The record of a case (办理记录): who did what and when, and what each decision came to, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from webapp.domain.forms import DECISION, Field, Form
from webapp.domain.ids import PersonId, TaskId
from webapp.domain.records import AuditEntry
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.engine import Definition
from webapp.store import access, audit, submissions, tasks
from webapp.usecases.application_rows import DECIDED
from webapp.usecases.desk import Desk
from webapp.usecases.independence import held_back
from webapp.usecases.reading import lines_of, plainly
from webapp.usecases.task_scope import drawn_in, form_at
from webapp.usecases.views.cases import LogRow, SeenRow, StudyRow
from webapp.usecases.words import LOOKS, act_name

Results = Mapping[TaskId, tuple[object, ...]]
OF_SOMEBODY = frozenset({"recusal.lifted", "recusal.granted", "recusal.late", "work.stands", "work.anew"})


def log_of(desk: Desk, names: Directory, studies: Sequence[StudyRow]) -> tuple[LogRow, ...]:
    """This function will give every act on a case, the newest first, with what it came to."""
    steps = {task.id: task.name for task in tasks.of_case(desk.act.tx, desk.case.id)}
    written, studied = _results(desk, names), {one.item_id: one.words for one in studies}
    return tuple(
        LogRow(
            entry=row.number,
            at=row.entry.at,
            who=_who(row.entry, names),
            what=act_name(row.entry.act),
            detail=steps.get(row.entry.task_id, "") if row.entry.task_id else _of_whom(row.entry, names),
            result=_result(row.entry, written, studied),
        )
        for row in reversed(audit.entries(desk.act.tx, audit.stream_of(desk.case.id)))
    )


def _who(entry: AuditEntry, names: Directory) -> str:
    if entry.actor_id in (None, "system"):
        return Said("系统")
    name, absent = names.name(PersonId(str(entry.actor_id))), entry.facts.get("on_behalf_of")
    return Said("{name}（代{absent}）", name=name, absent=names.name(PersonId(str(absent)))) if absent else name


def _of_whom(entry: AuditEntry, names: Directory) -> str:
    """Whose recusal was lifted, who stepped back late, whose work it was."""
    return names.name(PersonId(str(entry.facts["person"]))) if entry.act in OF_SOMEBODY else ""


def _result(entry: AuditEntry, written: Results, studied: Mapping[str, tuple[object, ...]]) -> tuple[object, ...]:
    if entry.act in ("task.completed", "paper.registered"):
        return written.get(TaskId(str(entry.task_id)), ())
    if entry.act == DECIDED:
        return (Said("同意" if entry.facts.get("agree") else "不同意"),)
    return studied.get(str(entry.facts.get("item")), ()) if entry.act.startswith("agenda.decided") else ()


def _results(desk: Desk, names: Directory) -> Results:
    """What was chosen at each step that somebody finished; of two independent checks nothing before both are done."""
    hidden, found = held_back(desk.act, desk.case.id), dict[TaskId, tuple[object, ...]]()
    for one in submissions.of_case(desk.act.tx, desk.case.id):
        drawn = form_at(desk.definition, one.path, one.element)
        if drawn is not None and one.task_id not in hidden:
            fields = _ways(drawn[1], one.element, _read_in(desk.definition, drawn_in(desk.definition, one.path)))
            found[one.task_id] = plainly(lines_of(fields, one.content, names))
    return found


def _ways(form: Form, element: str, read: str) -> list[Field]:
    """The decision of a form; of one without a decision the choices that the way depends on, else all choices."""
    ways = [one for one in form.plain_fields() if one.routing and one.options and not one.multiple]
    decided = [one for one in ways if one.key == DECISION]
    return decided or [one for one in ways if re.search(rf"\b{element}\.{one.key}\b", read)] or ways


@lru_cache(maxsize=512)
def _read_in(definition: Definition, process: str) -> str:
    """What flows ask and what calls and messages are given, in one text."""
    here = definition.processes[process]
    asked = [one.condition or "" for one in here.flows.values()]
    return "\n".join([*asked, *(text for one in here.elements.values() for text in one.properties.values())])


def seen_of(desk: Desk, names: Directory) -> tuple[SeenRow, ...]:
    """This function will give who has seen what of a case."""
    return tuple(
        SeenRow(at=row.at, who=names.name(row.person_id), what=LOOKS.get(row.what, row.what), reason="")
        for row in access.of_case(desk.act.tx, desk.case.id)
    )
