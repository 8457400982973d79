"""The letters of a case with their way on paper: who drafted, checked, signed, sealed; tries, receipt, scans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from webapp.domain import papers
from webapp.domain.records import Step, Submission
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.store import attachments, letters, numbers, submissions
from webapp.usecases.appealing import became, overruled
from webapp.usecases.desk import Desk
from webapp.usecases.files import SCAN, files_of
from webapp.usecases.letters import replaced, status_of
from webapp.usecases.reading import lines_of
from webapp.usecases.task_scope import form_at
from webapp.usecases.urge_letters import rule_of
from webapp.usecases.views.cases import LetterFile, LetterRow

TRIES = (
    "deliver",
    "confirm_delivery",
    "hand_over",
    "confirm_hand_over",
    "sign_receipt",
    "sign_receipt_upper",
    "decide_undelivered",
)
"""The steps by which a letter is delivered, tried again, or its delivery decided."""
TOLD = ("way", "result", "confirmed", "received_on")
"""What a try says of itself; address, witness and course stand with the step."""
FILES: Mapping[str, str] = {"sealed_copy": "用印件", "receipt": "回执"}


@dataclass(frozen=True, kw_only=True)
class _Paper:
    """What the case holds of its letters beside their rows: steps done, what was written, files that may be shown."""

    rows: tuple[papers.LetterRow, ...]
    steps: tuple[Step, ...]
    written: tuple[Submission, ...]
    files: tuple[papers.File, ...]


def letter_rows(desk: Desk, names: Directory) -> tuple[LetterRow, ...]:
    """This function will give the letters of a case with their trails, tries and scans, and what became of each."""
    tx, case_id = desk.act.tx, desk.case.id
    rows = letters.of_case(tx, case_id)
    if not rows:
        return ()
    shown = {one.id for one in files_of(desk.act, case_id, names)}
    paper = _Paper(
        rows=rows,
        steps=desk.steps(),
        written=submissions.of_case(tx, case_id),
        files=tuple(one for one in attachments.of_case(tx, case_id) if one.id in shown),
    )
    over, gone = overruled(desk.act, rows), replaced(desk.act, rows)
    what = {row.id: became(desk.act, over.get(row.id)) or gone.get(row.id, "") for row in rows}
    return tuple(_row(desk, names, row, paper, what[row.id]) for row in rows)


def _row(desk: Desk, names: Directory, row: papers.LetterRow, paper: _Paper, what: str) -> LetterRow:
    return LetterRow(
        id=row.id,
        title=row.title,
        number=row.number,
        addressee=names.name(row.recipient_id) or names.unit_name(row.recipient_unit_id),
        status=status_of(row),
        rule=rule_of(row),
        trail=_trail(desk, names, row, _last(paper, row, "seal_letter")),
        scan_code=None if row.recalled_at else row.print_code,
        became=what,
        why=_why(desk, row),
        tries=tuple(_tries(desk, names, row, paper)),
        files=tuple(_files(row, paper)),
    )


def _trail(
    desk: Desk, names: Directory, row: papers.LetterRow, sealed: Step | None
) -> tuple[tuple[str, str, str, bool], ...]:
    return (
        ("起草", names.name(row.drafted_by), _day(desk, row.made_at), True),
        ("核稿", names.name(row.checked_by), _day(desk, row.checked_at), row.checked_at is not None),
        ("签发", names.name(row.signed_by), _day(desk, row.signed_at), row.signed_at is not None),
        ("编号", "", _day(desk, row.issued_at), row.issued_at is not None),
        ("用印", names.name(sealed.completed_by), _day(desk, sealed.closed_at), True)
        if sealed and row.status != letters.VOIDED
        else ("用印", "", "", False),
        ("签收", "", _on(row.received_on) or _day(desk, row.received_at), row.received_at is not None),
    )


def _why(desk: Desk, row: papers.LetterRow) -> str:
    """Why a number is void, as its register says it."""
    if row.status != letters.VOIDED or row.number is None:
        return ""
    known = numbers.read(desk.act.tx, row.number)
    return Said(known.void_reason or "") if known else ""


def _last(paper: _Paper, row: papers.LetterRow, element: str) -> Step | None:
    path = f"{row.path}/{element}"
    done = [one for one in paper.steps if one.path == path and one.completed_by and _is_of(paper, row, one.closed_at)]
    return done[-1] if done and row.path else None


def _is_of(paper: _Paper, row: papers.LetterRow, at: dt.datetime | None) -> bool:
    """Whether what was done at an instant was done to this letter: a way that is gone again has one letter a round."""
    if row.status == letters.VOIDED or at is None or row.issued_at is None or at < row.issued_at:
        return False
    later = [one.issued_at for one in paper.rows if one.path == row.path and one.issued_at]
    return not any(row.issued_at < one <= at for one in later)


def _tries(desk: Desk, names: Directory, row: papers.LetterRow, paper: _Paper) -> Iterator[Said]:
    """Each try after the letter was numbered: 3月5日送达：机要交换、退回."""
    sent = {f"{row.path}/{step}" for step in TRIES}
    for one in paper.written:
        found = form_at(desk.definition, one.path, one.element) if one.path in sent else None
        if found is None or not _is_of(paper, row, one.at):
            continue
        asked = [field for field in found[1].fields if field.key in TOLD]
        words = tuple(value for _, value in lines_of(asked, one.content, names))
        on = one.at.astimezone(desk.act.office.zone).date()
        yield Said("{day}{step}：{words}", day=on, step=Said(found[0]), words=words or (Said("已签收"),))


def _files(row: papers.LetterRow, paper: _Paper) -> Iterator[LetterFile]:
    """The scans of this letter: sealed copy, receipt, what came back signed."""
    theirs = [one for one in paper.steps if row.path and one.path.rpartition("/")[0] == row.path]
    mine = {one.id for one in theirs if one.is_open or _is_of(paper, row, one.closed_at)}
    for one in paper.files:
        if one.letter_id == row.id or (one.kind == SCAN and one.task_id in mine):
            yield LetterFile(id=one.id, kind=Said("扫描回传"), name=one.name)
        elif one.task_id in mine and (word := FILES.get(one.field or "")):
            yield LetterFile(id=one.id, kind=Said(word), name=one.name)


def _day(desk: Desk, at: dt.datetime | None) -> str:
    return _on(at.astimezone(desk.act.office.zone).date()) if at else ""


def _on(day: dt.date | None) -> str:
    return f"{day:%m-%d}" if day else ""
