"""Letters of a case: what a template may say of it, the draft on the page, the letter as issued."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import replace

from webapp import engine
from webapp.domain.deadlines import Limit, Unit
from webapp.domain.errors import OfficeError
from webapp.domain.records import Task
from webapp.domain.roster import Directory
from webapp.engine import Definition
from webapp.feel import to_python
from webapp.letters import Letter, LetterHead, Template, compose, from_record, read_template, to_html
from webapp.store import letters, people
from webapp.usecases.desk import Desk
from webapp.usecases.reading import named
from webapp.usecases.task_scope import drawn_in, form_at

UNITS: Mapping[Unit, str] = {Unit.DAY: "日", Unit.WORKDAY: "个工作日", Unit.MONTH: "个月"}
NUMBERED = "number_letter"
"""The step by which a process is known to issue a letter: `issue_letter`, or a measure's own way to the signature."""
READABLE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class NoTemplate(OfficeError):
    """没有文书模板“{template}”，请流程设计者补上。"""

    code = "no_template"


def template_of(desk: Desk, template_id: str) -> Template:
    """This function will give a letter template of the case's own deployment; raises NoTemplate."""
    found = template_in(desk.definition, template_id)
    if found is None:
        raise NoTemplate(template=template_id)
    return found


def template_in(definition: Definition, template_id: str) -> Template | None:
    """This function will give a letter template of a deployment, or None."""
    text = definition.letters.get(template_id)
    return None if text is None else read_template(text)


def values_of(desk: Desk, template: Template, scope_path: str) -> dict[str, object]:
    """This function will give what a template may name of a case: its people, numbers, limits, forms and letters."""
    names, case = people.directory(desk.act.tx), desk.case
    office = desk.act.office.facts
    return {
        "subject": {
            "name": names.name(case.subject_id),
            "title": names.name(case.subject_id),
            "post": _post_in(desk, names),
        },
        "unit": {"name": names.unit_name(case.unit_id)},
        "case": {"number": case.number or "", "period": case.period or ""},
        "office": {
            "name": office["name"],
            "address": office["address"],
            "phone": office["phone"],
            "people": office.get("people", ""),
        },
        "limit_text": limit_text(desk.definition.limits.limits.get(template.reply_key or "")),
        "due_text": _due_text(desk, template.reply_key),
        "limits": {key.replace(".", "_"): limit_text(one) for key, one in desk.definition.limits.limits.items()},
        "form": forms_of(desk, scope_path, names),
        "signed": signed_of(desk, names) if _names(template, "signed.") else {},
        "letters": _letters_of(desk) if _names(template, "letters.") else {},
    }


def _post_in(desk: Desk, names: Directory) -> str:
    """The posts of the case's person; of who has left the case's unit since, the last one there (原局长)."""
    case, today = desk.case, desk.act.today
    posts = names.posts_of(case.subject_id) if case.subject_id else ()
    held = [post for post in posts if post.held_on(today)]
    there = [post for post in posts if case.unit_id in (None, post.unit_id) and post.from_on <= today]
    if not there or any(post in held for post in there):
        return "、".join(post.title for post in held)
    last = max(there, key=lambda post: post.until_on or today)
    return f"原{last.title}"


def _names(template: Template, root: str) -> bool:
    return any(path.startswith(root) for path in (*template.needs, *template.optional))


def forms_of(desk: Desk, scope_path: str, names: Directory) -> dict[str, object]:
    """This function will give the newest submission of every step: those of the same call win, then the newest.

    Whom a picker chose stands there by name: a letter never shows an id.
    """
    out: dict[str, object] = {}
    for one in sorted(desk.contents(), key=lambda row: (row.path.rpartition("/")[0] == scope_path, row.at)):
        found = form_at(desk.definition, one.path, one.element)
        out[one.element] = named(found[1].fields, one.content, names) if found else dict(one.content)
    return out


def signed_of(desk: Desk, names: Directory) -> dict[str, str]:
    """This function will give, for each step that every member does, the names of those who did it in the newest round.

    A round begins with the newest submission of the step that leads there: what was written anew is signed anew.
    """
    rows, out = desk.contents(), dict[str, str]()
    for one in rows:
        process = drawn_in(desk.definition, one.path)
        drawn = desk.definition.elements.get((process, one.element))
        if drawn is not None and drawn.loop is not None and drawn.loop.each is not None:
            before = desk.definition.processes[process].led_from.get(one.element, [])
            since = max((row.at for row in rows if row.element in before), default=one.at)
            signed = [row.person_id for row in rows if row.element == one.element and row.at >= since]
            out[one.element] = "、".join(dict.fromkeys(map(names.name, signed)))
    return out


def _letters_of(desk: Desk) -> dict[str, object]:
    """Number and day of the newest issued letter of each template."""
    zone = desk.act.office.zone
    return {
        row.template: {"number": row.number, "date": row.issued_at.astimezone(zone).date()}
        for row in letters.of_case(desk.act.tx, desk.case.id)
        if row.issued_at is not None and row.recalled_at is None
    }


def limit_text(limit: Limit | None) -> str:
    """This function will give a limit as letters say it: 15个工作日; what runs towards its day has the same words."""
    return f"{abs(limit.amount)}{UNITS[limit.unit]}" if limit else ""


def _due_text(desk: Desk, key: str | None) -> str:
    due = desk.world.deadlines.get(key or "")
    return f"{due.year}年{due.month}月{due.day}日" if due else ""


def compose_letter(
    desk: Desk,
    template_id: str,
    *,
    scope_path: str,
    facts: Mapping[str, object],
    number: str | None = None,
    on: dt.date | None = None,
    code: str = "",
    signer: str = "",
) -> Letter:
    """This function will compose a letter of the case; without number and date it is a draft.

    `signer` is named on what goes upward.
    """
    template = template_of(desk, template_id)
    values = values_of(desk, template, scope_path)
    values["form"] = {"draft_letter": {}, **_mapping(values["form"])}
    values["data"] = {name: to_python(value) for name, value in facts.items()}
    head = LetterHead(
        agency=desk.act.office.facts["name"],
        number=number,
        date=on,
        code=code,
        signer=signer if template.upward else "",
    )
    return compose(template, values, head=head)


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def issues(definition: Definition, process: str) -> bool:
    """This function will tell whether a process drafts, signs and numbers a letter."""
    return (process, NUMBERED) in definition.elements


def letter_for_task(desk: Desk, task: Task) -> str | None:
    """This function will give a letter for its steps: the draft up to the signature, then the letter as numbered."""
    if not issues(desk.definition, task.process):
        return None
    facts = engine.facts_around(desk.definition, desk.case.state, task.id, desk.world)
    template_id = facts.get("template")
    if not isinstance(template_id, str):
        return None
    scope = task.path.rpartition("/")[0]
    numbered = _numbered(desk, scope, facts.get(NUMBERED))
    return to_html(numbered or compose_letter(desk, template_id, scope_path=scope, facts=facts))


def _numbered(desk: Desk, scope: str, number: object) -> Letter | None:
    rows = letters.of_case(desk.act.tx, desk.case.id) if number else ()
    return next((from_record(row.record) for row in rows if row.number == number and (row.path or "") == scope), None)


def new_code() -> str:
    """This function will make a scan code: ten characters that cannot be mistaken for one another when typed."""
    return "".join(secrets.choice(READABLE) for _ in range(10))


def issued(letter: Letter, *, number: str, on: dt.date, code: str) -> Letter:
    """This function will give the letter with its number, day and code."""
    return replace(letter, number=number, date=on, code=code)
