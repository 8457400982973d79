"""Entries of the archive as they are made: checked, numbered, dated, bound to their documents, and drawn."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

from webapp.domain.archives import ADVERSE, GOOD, HEARD, NEUTRAL, NONE, kept_until, refuse_unless_admissible
from webapp.domain.handlers import BusinessError
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.papers import ArchiveItem
from webapp.domain.ports import Admission
from webapp.domain.records import Step
from webapp.store import archive_marks, attachments, numbers
from webapp.store.archive_marks import Marking
from webapp.usecases.desk import Desk

Makers = tuple[PersonId | None, PersonId | None]
"""Who wrote an entry and who checked it."""


def new_entry(
    desk: Desk, *, kind: str, admission: Admission, said: Mapping[str, object], makers: Makers
) -> ArchiveItem:
    """This function will make an entry of what an officer wrote and another one checked, or refuse it."""
    one = unnumbered_entry(desk, kind=kind, admission=admission, said=said, makers=makers)
    return dataclasses.replace(one, number=next_number_in(desk, admission.register))


def unnumbered_entry(
    desk: Desk,
    *,
    kind: str,
    admission: Admission,
    said: Mapping[str, object],
    makers: Makers,
    about: PersonId | None = None,
) -> ArchiveItem:
    """This function will make an entry that has no number yet, or refuse it.

    `about` is whom it is about where the case is about several persons.
    """
    subject = about or desk.case.subject_id
    if subject is None:
        raise BusinessError("nobody", "此事项没有对象，不能记入廉政档案。")
    weight = weight_of(admission)
    register = admission.register
    refuse_unless_admissible(
        kind=kind, status=admission.status, weight=weight, makers=makers, said=said, register=register
    )
    on = _day(said.get("event_on")) or desk.act.today
    return ArchiveItem(
        id=uuid.uuid4().hex,
        number="",
        subject_id=subject,
        section=_section(said, admission),
        kind=kind,
        dimension=_word(said.get("dimension")),
        status=admission.status,
        weight=weight,
        level=desk.case.level,
        source_case_id=desk.case.id,
        on=on,
        entered_at=desk.act.now,
        entered_by=PersonId(makers[0] or ""),
        checked_by=PersonId(makers[1] or ""),
        subject_seen_on=_day(said.get("heard_on")) if said.get(HEARD) == "yes" else None,
        remark=_word(said.get("subject_remark")),
        retention_until=kept_until(on, said.get("retention")),
        effect_until=_day(said.get("effect_until")),
        content=dict(said),
    )


def with_documents(desk: Desk, one: ArchiveItem, made: Step | None) -> ArchiveItem:
    """This function will bind an entry to the documents that were put in with it: their ids, the sum of the first."""
    if made is None or not one.content.get("documents"):
        return one
    found = [row for row in attachments.of_case(desk.act.tx, desk.case.id) if row.task_id == made.id]
    if not found:
        return one
    first = attachments.read(desk.act.tx, found[0].id)
    digest = attachments.sum_of(first.content)
    return dataclasses.replace(one, source_document=first.id, document_hash=digest)


def next_number_in(desk: Desk, register: str) -> str:
    """This function will take the next number of the archive or of the internal register."""
    return next_numbers_in(desk, register, 1)[0]


def next_numbers_in(desk: Desk, register: str, count: int) -> tuple[str, ...]:
    """This function will take so many next numbers of the archive or of the internal register at once."""
    act, case_id = desk.act, desk.case.id
    series = f"{act.office.facts['mark'][:1]}{numbers.REGISTERS[register]}"
    return numbers.take_several(
        act.tx, series, count, year=act.today.year, case_id=case_id, bearer="archive", now=act.now
    )


def weight_of(admission: Admission) -> str:
    """This function will say how an item weighs: against the person, for the person, as a mere fact, not at all."""
    if admission.adverse:
        return ADVERSE
    if not admission.weighs:
        return NONE
    return GOOD if admission.good else NEUTRAL


def marking(desk: Desk) -> Marking:
    """This function will say who marks entries, when and from which matter."""
    act = desk.act
    by = None if act.actor.person_id == "system" else act.actor.person_id
    return Marking(at=act.now, case_id=desk.case.id, by=by)


def _section(said: Mapping[str, object], admission: Admission) -> int:
    chosen = str(said.get("section") or admission.section or 2)
    return int(chosen) if chosen in "12345" else 2


def _day(value: object) -> dt.date | None:
    return value if isinstance(value, dt.date) else None


def _word(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def mark_entries(desk: Desk, case_ids: Iterable[CaseId], status: str, *, weighs: bool = False) -> int:
    """This function will mark the entries of matters and give their number; the entry that follows tells measure 9."""
    return archive_marks.mark_of_cases(desk.act.tx, case_ids, status=status, weighs=weighs, by=marking(desk))
