"""D24 催办函、督办函: the letters that the house issues by itself, to who is late outside (CA_OVERDUE)."""

from __future__ import annotations

import uuid

from webapp.domain.ids import PersonId
from webapp.domain.papers import LetterRow
from webapp.domain.records import Task
from webapp.domain.said import Said
from webapp.letters import LetterHead, Template, compose, text_of, to_record
from webapp.letters.model import chinese_day
from webapp.store import letters, people
from webapp.usecases.desk import Desk
from webapp.usecases.letter_drafts import new_code, template_of, values_of
from webapp.usecases.numbering import next_letter_number
from webapp.usecases.urged_people import Outside

REMINDER, SUPERVISION = "d24_urge", "d24_supervise"
"""A reminder one working day after the limit; where it stays unanswered, the letter of supervision."""
TEMPLATES = (REMINDER, SUPERVISION)
RULE = Said(
    "催办函、督办函由系统在逾期后按催办规则编号制发，用审定的固定文本，只写催办事项、原文号和期限，不另行拟稿、核稿、签发；由办公室用印送达。"
)
"""Why these letters show no drafter and no signer."""


def rule_of(row: LetterRow) -> str:
    """This function will say by which rule a letter of this kind came to be; nothing for any other."""
    return RULE if row.template in TEMPLATES else ""


def issue_urge(desk: Desk, task: Task, outside: Outside, *, kind: str = REMINDER) -> LetterRow:
    """This function will number and keep a letter on an overdue step; a person concerned reads it in the own portal.

    Raises NoTemplate, ValuesMissing.
    """
    template = template_of(desk, kind)
    letter_id, code = uuid.uuid4().hex, new_code()
    number = next_letter_number(desk, template.series, letter_id)
    head = LetterHead(agency=desk.act.office.facts["name"], number=number, date=desk.act.today, code=code)
    letter = compose(template, _values(desk, template, task, outside), head=head)
    row = LetterRow(
        id=letter_id,
        case_id=desk.case.id,
        template=kind,
        path=task.path,
        title=letter.title,
        number=number,
        status="issued",
        recipient_id=outside.person_id,
        recipient_unit_id=outside.unit_id,
        made_at=desk.act.now,
        issued_at=desk.act.now,
        print_code=code,
        record=to_record(letter),
        text=text_of(letter),
    )
    letters.put(desk.act.tx, row)
    return row


def _values(desk: Desk, template: Template, task: Task, outside: Outside) -> dict[str, object]:
    """What D24 says: who, which step, asked for by which letter, until when; no other letter's draft is part of it."""
    asked = _asked_by(desk, outside.person_id)
    urge = {
        "addressee": _addressee(desk, outside),
        "matter": task.name,
        "number": asked.number if asked else "",
        "reminder": _reminder(desk, task),
    }
    due = chinese_day(task.due_on) if task.due_on else ""
    return values_of(desk, template, "") | {"urge": urge, "due_text": due, "form": {"draft_letter": {}}}


def _asked_by(desk: Desk, person_id: PersonId | None) -> LetterRow | None:
    """The newest letter of the case to that person other than a reminder."""
    sent = [
        row for row in letters.of_case(desk.act.tx, desk.case.id) if row.template not in TEMPLATES and row.issued_at
    ]
    return next((row for row in reversed(sent) if person_id and row.recipient_id == person_id), None)


def _reminder(desk: Desk, task: Task) -> str:
    """The number of the newest reminder of this step."""
    sent = [row for row in letters.of_case(desk.act.tx, desk.case.id) if row.template == REMINDER]
    return next((row.number for row in reversed(sent) if row.path == task.path and row.number), "")


def _addressee(desk: Desk, outside: Outside) -> str:
    names = people.directory(desk.act.tx)
    return f"{names.name(outside.person_id)}同志" if outside.person_id else names.unit_name(outside.unit_id)
