"""Letters on the screen and as files, to whoever may see their case or received them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import Path

from webapp.domain import limits
from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound
from webapp.domain.papers import LetterRow
from webapp.domain.said import Said
from webapp.letters import Letter, copy_number, from_record, to_docx, to_html, to_pdf
from webapp.store import cases, letters, people, tasks
from webapp.usecases.act import Act, reads
from webapp.usecases.appealing import became, overruled
from webapp.usecases.files import attachment_file
from webapp.usecases.urge_letters import TEMPLATES as URGES
from webapp.usecases.urge_letters import rule_of
from webapp.usecases.viewing import looked, refuse_undeclared, viewer_of
from webapp.usecases.views.cases import LetterView

__all__ = ["attachment_file", "letter_file", "letter_page", "own_letter", "own_letters", "status_of", "view_of"]

RECEIPTS = ("sign_receipt", "sign_receipt_upper")
"""The steps of a person's own page by which a letter is delivered there."""
REPLACED = "此函中有人员的意见已于{day}由{number}替代，以新函为准。"
STATES: Mapping[str, str] = {
    letters.ANSWERED: "已收到办理结果，不再送达",
    letters.VOIDED: "文号作废，没有发出",
    letters.RECALLED: "已收回",
}


@reads(Permission.WORK_TASKS)
def letter_page(act: Act, *, letter_id: str) -> LetterView:
    """This function will give a letter to read on the screen; raises NotFound, NotDeclared."""
    return view_of(act, _seen(act, letter_id))


@reads(Permission.WORK_TASKS, limit=limits.EXPORT)
def letter_file(act: Act, *, letter_id: str, kind: str, copy: int = 1) -> tuple[str, bytes]:
    """This function will give a letter as `pdf` or `docx`, marked with reader and time; NotFound, NotDeclared.

    A state secret bears the number of each copy (份号): `copy`, from 1 on; any other letter's copies are alike.
    """
    row = _seen(act, letter_id, "letter_file")
    letter = from_record(row.record)
    if letter.copy_number:
        letter = dataclasses.replace(letter, copy_number=copy_number(copy))
    name = f"{row.title}{row.number or ''}"
    fonts = Path(act.office.facts["fonts"]) if act.office.facts["fonts"] else None
    if kind == "docx":
        return f"{name}.docx", to_docx(letter)
    return f"{name}.pdf", to_pdf(letter, watermark=_mark(act), fonts=fonts)


def _seen(act: Act, letter_id: str, what: str = "letter") -> LetterRow:
    row = letters.read(act.tx, letter_id)
    mine = _is_own(act, row)
    if not mine and not cases.sees(act.tx, row.case_id, viewer=viewer_of(act)):
        raise NotFound
    if not mine:
        refuse_undeclared(act, row.case_id)
    looked(act, what, case_id=row.case_id, subject_id=row.recipient_id)
    return row


def own_letter(act: Act, letter_id: str) -> LetterRow:
    """This function will give a letter to its recipient only; raises NotFound for everybody else."""
    row = letters.read(act.tx, letter_id)
    if not _is_own(act, row):
        raise NotFound
    looked(act, "letter", case_id=row.case_id, subject_id=row.recipient_id)
    return row


def own_letters(act: Act) -> tuple[LetterRow, ...]:
    """This function will give the letters that reached the actor, the newest first."""
    return tuple(row for row in letters.to_person(act.tx, act.actor.person_id) if _has_reached(act, row))


def _is_own(act: Act, row: LetterRow) -> bool:
    mine = row.recipient_id == act.actor.person_id and row.issued_at is not None and row.recalled_at is None
    return mine and _has_reached(act, row)


def _has_reached(act: Act, row: LetterRow) -> bool:
    """A letter is the person's once it was received, or sent to the own page; not when numbered, nor when it came back.

    Else a decision would be read there before it is announced, and a notice without the receipt that starts its clock.
    A reminder (D24) is sent there when it is issued; what was taken back before it was opened was not sent.
    """
    if row.received_at is not None or row.template in URGES:
        return True
    at, sent = row.issued_at or act.now, [f"{row.path}/{step}" for step in RECEIPTS]
    steps = [one for one in tasks.of_case(act.tx, row.case_id) if one.path in sent and one.opened_at >= at]
    return any(one.is_open or one.completed_by or one.seen_at for one in steps)


def view_of(act: Act, row: LetterRow) -> LetterView:
    """This function will give a letter's row as a page shows it, with what became of its decision."""
    letter: Letter = from_record(row.record)
    return LetterView(
        id=row.id,
        title=row.title,
        number=row.number,
        html=to_html(letter),
        status=status_of(row),
        rule=rule_of(row),
        numbers_copies=bool(letter.copy_number),
        case_id=row.case_id,
        became=became(act, overruled(act, [row]).get(row.id)) or replaced(act, [row]).get(row.id, ""),
    )


def replaced(act: Act, rows: Iterable[LetterRow]) -> Mapping[str, str]:
    """This function will say, by the letter's id, which letter took its place and when; nothing while it stands."""
    numbers = {row.number: row.id for row in rows if row.number}
    found = letters.replaced(act.tx, sorted(numbers))
    return {
        numbers[old]: Said(REPLACED, number=new, day=at.astimezone(act.office.zone).date())
        for old, (new, at) in found.items()
    }


def status_of(row: LetterRow) -> str:
    """This function will give the word for where a letter stands."""
    if row.status in STATES:
        return STATES[row.status]
    return "已签收" if row.received_at else "已编号"


def _mark(act: Act) -> str:
    name = people.directory(act.tx).name(act.actor.person_id)
    return f"{name} {act.now.astimezone(act.office.zone):%Y-%m-%d %H:%M}"
