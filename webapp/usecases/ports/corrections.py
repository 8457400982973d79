"""Corrections of the archive: the old version is sealed into the record, what is right takes its place."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterable, Mapping

from webapp.domain.advance import Call
from webapp.domain.archives import ADVERSE, CORRECTED, HEARD, NONE, refuse_unless_admissible
from webapp.domain.errors import FourEyes
from webapp.domain.handlers import BusinessError
from webapp.domain.ids import PersonId, TaskId
from webapp.domain.papers import ArchiveItem
from webapp.domain.ports import Corrected, DisputedEntry
from webapp.store import archive, archive_marks, letters, numbers
from webapp.store.archive_disputes import Disputed, disputed
from webapp.usecases.archive_readers import LOOKS, readers_since
from webapp.usecases.desk import Desk
from webapp.usecases.done_steps import done_step
from webapp.usecases.portraits import redraw
from webapp.usecases.ports.archive_files import subject_of
from webapp.usecases.ports.entering import Makers, marking, next_number_in

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
        desk, makers = self._desk, self._makers(verified, confirmed)
        found, one = self._disputed(entry, verified)
        _refuse_unless_others(makers, one)
        fresh = _put_right(desk, one, makers=makers, said=found.verified, number=next_number_in(desk, "archive"))
        desk.notes["before"] = _as_it_said(one)
        desk.notes["after"] = _as_it_said(fresh)
        archive_marks.mark(desk.act.tx, one.id, status=CORRECTED, by=marking(desk))
        archive.enter(desk.act.tx, fresh)
        redraw(desk.act, one.subject_id, [*_without(found, one), fresh])
        return Corrected(number=fresh.number, readers=found.readers, recalled=0)

    def strike(self, entry: str, verified: str, confirmed: str) -> Corrected:
        """This function will take a namesake's entry out and recall the letters that went to the wrong person."""
        desk, makers = self._desk, self._makers(verified, confirmed)
        found, one = self._disputed(entry, verified)
        _refuse_unless_others(makers, one)
        desk.notes["before"] = _as_it_said(one)
        archive_marks.strike(desk.act.tx, one.id)
        numbers.void(desk.act.tx, one.number, by=str(desk.act.actor.person_id), reason=NAMESAKE, now=desk.act.now)
        redraw(desk.act, one.subject_id, _without(found, one))
        case_id = one.source_case_id
        wrong = letters.recall(desk.act.tx, case_id, to=one.subject_id, now=desk.act.now) if case_id else 0
        return Corrected(number=None, readers=found.readers, recalled=wrong)

    def _find(self, entry: str) -> ArchiveItem | None:
        return _the_one(archive.whole(self._desk.act.tx, subject_of(self._desk)), entry)

    def _disputed(self, entry: str, verified: str) -> tuple[Disputed, ArchiveItem]:
        """The archive as it is, and the entry in it; raises BusinessError where there is none."""
        desk, done = self._desk, done_step(self._desk, self._call, verified)
        found = disputed(
            desk.act.tx,
            subject_of(desk),
            looks=LOOKS,
            since=readers_since(desk.act),
            case_id=desk.case.id,
            verified=done.id if done else TaskId(""),
        )
        one = _the_one(found.items, entry)
        if one is None:
            raise BusinessError("no_entry", "本人档案中没有这一条记载，不能更正。")
        return found, one

    def _makers(self, verified: str, confirmed: str) -> Makers:
        first, second = (done_step(self._desk, self._call, step) for step in (verified, confirmed))
        return first.completed_by if first else None, second.completed_by if second else None


def _the_one(items: Iterable[ArchiveItem], entry: str) -> ArchiveItem | None:
    return next((one for one in items if one.number == entry and one.status != CORRECTED), None)


def _without(found: Disputed, one: ArchiveItem) -> list[ArchiveItem]:
    """What the portrait is drawn of: a corrected entry is in it no more than a struck one."""
    return [item for item in found.items if item.id != one.id]


def _refuse_unless_others(makers: Makers, one: ArchiveItem) -> None:
    """Two officers, neither of whom wrote or checked the entry; raises FourEyes."""
    first, second = makers
    if first is None or second is None or first == second or {first, second} & {one.entered_by, one.checked_by}:
        raise FourEyes


def _put_right(desk: Desk, one: ArchiveItem, *, makers: Makers, said: Mapping[str, object], number: str) -> ArchiveItem:
    """What is right: where nothing adverse is left of it, no kind and no effect of the old one counts against anybody.

    Key-watch list and evaluation ask for kinds (`power.deviating`, `decision.political_sanction`).
    """
    keeps = one.weight != ADVERSE or said.get("still_adverse") == "yes"
    weight = one.weight if keeps else NONE
    content = {**one.content, "summary": said.get("right_words") or one.content.get("summary")}
    heard = {HEARD: "yes"}  # the person asked for the correction and said why
    refuse_unless_admissible(kind=one.kind, status=one.status, weight=weight, makers=makers, said=heard)
    return dataclasses.replace(
        one,
        id=uuid.uuid4().hex,
        number=number,
        kind=one.kind if keeps else f"{one.kind.partition('.')[0]}.{CORRECTED}",
        weight=weight,
        effect_until=one.effect_until if keeps else None,
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
