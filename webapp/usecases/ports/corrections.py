"""Corrections of the archive: the old version is sealed into the record, what is right takes its place."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping

from webapp.domain.advance import Call
from webapp.domain.archives import ADVERSE, CORRECTED, HEARD, NONE, refuse_unless_admissible
from webapp.domain.errors import FourEyes
from webapp.domain.handlers import BusinessError
from webapp.domain.ids import PersonId
from webapp.domain.papers import ArchiveItem
from webapp.domain.ports import Corrected, DisputedEntry
from webapp.store import archive, archive_marks, letters, numbers
from webapp.usecases.archive_readers import readers_of
from webapp.usecases.desk import Desk
from webapp.usecases.done_steps import done_step, written_at
from webapp.usecases.portraits import redraw
from webapp.usecases.ports.archive_files import subject_of
from webapp.usecases.ports.entering import Makers, marking, next_number_in

RECALLED = "recalled"
NAMESAKE = "同名误入，已从本档案撤出"


class CorrectionsPort:
    """A request about one entry in the archive of this case's subject."""

    def __init__(self, desk: Desk, call: Call) -> None:
        self._desk, self._call = desk, call

    def refer_to(self, entry: str) -> DisputedEntry:
        """This function will find the entry; its matter becomes the origin, whose officers do not verify it."""
        one = self._find(entry)
        if one is None:
            return DisputedEntry(found=False, people=())
        if one.source_case_id is not None:
            self._desk.change(origin_case_id=one.source_case_id)
        return DisputedEntry(found=True, people=tuple(sorted({one.entered_by, one.checked_by})))

    def correct(self, entry: str, verified: str, confirmed: str) -> Corrected:
        """This function will seal an entry as corrected and write what is right beside it."""
        desk, one = self._desk, self._there(entry)
        makers, said = self._two(one, verified, confirmed)
        fresh = _put_right(desk, one, makers=makers, said=said, number=next_number_in(desk, "archive"))
        desk.notes["before"] = _as_it_said(one)
        desk.notes["after"] = _as_it_said(fresh)
        archive_marks.mark(desk.act.tx, one.id, status=CORRECTED, weight=NONE, by=marking(desk))
        archive.enter(desk.act.tx, fresh)
        redraw(desk.act, one.subject_id)
        return Corrected(number=fresh.number, readers=len(readers_of(desk.act, one.subject_id)), recalled=0)

    def strike(self, entry: str, verified: str, confirmed: str) -> Corrected:
        """This function will take a namesake's entry out and recall the letters that went to the wrong person."""
        desk, one = self._desk, self._there(entry)
        self._two(one, verified, confirmed)
        desk.notes["before"] = _as_it_said(one)
        archive_marks.strike(desk.act.tx, one.id)
        numbers.void(desk.act.tx, one.number, by=str(desk.act.actor.person_id), reason=NAMESAKE, now=desk.act.now)
        redraw(desk.act, one.subject_id)
        readers = len(readers_of(desk.act, one.subject_id))
        return Corrected(number=None, readers=readers, recalled=self._recall(one))

    def _recall(self, one: ArchiveItem) -> int:
        desk = self._desk
        sent = letters.of_case(desk.act.tx, one.source_case_id) if one.source_case_id else ()
        wrong = [row for row in sent if row.recipient_id == one.subject_id and row.status != RECALLED]
        for row in wrong:
            letters.recall(desk.act.tx, row.id, now=desk.act.now)
        return len(wrong)

    def _find(self, entry: str) -> ArchiveItem | None:
        items = archive.whole(self._desk.act.tx, subject_of(self._desk))
        return next((one for one in items if one.number == entry and one.status != CORRECTED), None)

    def _there(self, entry: str) -> ArchiveItem:
        found = self._find(entry)
        if found is None:
            raise BusinessError("no_entry", "本人档案中没有这一条记载，不能更正。")
        return found

    def _two(self, one: ArchiveItem, verified: str, confirmed: str) -> tuple[Makers, Mapping[str, object]]:
        """Two officers, neither of whom wrote or checked the entry; raises FourEyes."""
        done = [done_step(self._desk, self._call, step) for step in (verified, confirmed)]
        first, second = (step.completed_by if step else None for step in done)
        if first is None or second is None or first == second or {first, second} & {one.entered_by, one.checked_by}:
            raise FourEyes
        return (first, second), written_at(self._desk, done[0]) if done[0] else {}


def _put_right(desk: Desk, one: ArchiveItem, *, makers: Makers, said: Mapping[str, object], number: str) -> ArchiveItem:
    keeps = one.weight != ADVERSE or said.get("still_adverse") == "yes"
    weight = one.weight if keeps else NONE
    content = {**one.content, "summary": said.get("right_words") or one.content.get("summary")}
    heard = {HEARD: "yes"}  # the person asked for the correction and said why
    refuse_unless_admissible(kind=one.kind, status=one.status, weight=weight, makers=makers, said=heard)
    return dataclasses.replace(
        one,
        id=uuid.uuid4().hex,
        number=number,
        weight=weight,
        content=content,
        entered_at=desk.act.now,
        entered_by=PersonId(makers[0] or ""),
        checked_by=PersonId(makers[1] or ""),
        subject_seen_on=desk.act.today,
        supersedes_id=one.id,
        history=(),
    )


def _as_it_said(one: ArchiveItem) -> dict[str, object]:
    return {
        "number": one.number,
        "kind": one.kind,
        "on": one.on.isoformat(),
        "status": one.status,
        "weight": one.weight,
        "content": dict(one.content),
    }
