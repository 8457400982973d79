"""A person's archive as a whole: opened once, drawn anew at each entry, pictured each year."""

from __future__ import annotations

from webapp.domain.archives import ADVERSE
from webapp.domain.handlers import BusinessError
from webapp.domain.ids import PersonId
from webapp.domain.papers import ArchiveItem
from webapp.domain.portrait import adverse_between, as_kept, draw, years_before
from webapp.domain.ports import Trend
from webapp.store import archive, archive_marks
from webapp.store.archive_marks import Snapshot
from webapp.usecases.desk import Desk
from webapp.usecases.filed import newest_stated, year_of
from webapp.usecases.portraits import redraw


def subject_of(desk: Desk) -> PersonId:
    """This function will give whom a case is about; raises BusinessError where it is about nobody."""
    if desk.case.subject_id is None:
        raise BusinessError("nobody", "此事项没有对象，没有廉政档案。")
    return desk.case.subject_id


class ArchiveFilesPort:
    """The archive of this case's subject."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def is_open(self) -> bool:
        """This function will tell whether the archive was opened or holds an entry."""
        tx, subject = self._desk.act.tx, subject_of(self._desk)
        return subject in archive_marks.opened(tx) or bool(archive.whole(tx, subject))

    def open(self) -> bool:
        """This function will open the archive as of today; False where it was there."""
        act, who = self._desk.act, self._desk.act.actor.person_id
        by = None if who == "system" else who
        subject = subject_of(self._desk)
        return archive_marks.open_file(act.tx, subject, on=act.today, now=act.now, case_id=self._desk.case.id, by=by)

    def snapshot(self) -> None:
        """This function will keep numbers and codes of entries and portrait, and the version of the own data."""
        desk, act, subject, year = self._desk, self._desk.act, subject_of(self._desk), year_of(self._desk)
        items = archive.whole(act.tx, subject)
        newest = newest_stated(desk, subject)
        stated = newest if newest is not None and newest.year == year else None
        checked = next((one.completed_by for one in desk.steps() if one.element == "verify_data"), None)
        content: dict[str, object] = {
            "entries": [{"number": one.number, "status": one.status, "weight": one.weight} for one in items],
            "portrait": dict(as_kept(draw(items, act.today))),
            "own_data": None if stated is None else stated.version,
        }
        picture = Snapshot(year=year, as_of=act.today, checked_by=checked, content=content)
        archive_marks.snap(act.tx, subject, picture, case_id=desk.case.id, now=act.now)


class PortraitsPort:
    """The portrait of this case's subject."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def redraw(self, entry: str) -> Trend:
        """This function will draw the portrait and tell what an entry did; one that is gone did nothing."""
        desk, subject, today = self._desk, subject_of(self._desk), self._desk.act.today
        found = redraw(desk.act, subject)
        facts = [one for each in found.dimensions for one in each.facts]
        mine = next((one for one in facts if one.number == entry), None)
        beside = [one for one in facts if mine is not None and one.dimension == mine.dimension]
        now, then = years_before(today, 1), years_before(today, 2)
        return Trend(
            as_of=today,
            dimension=(mine.dimension if mine else None) or "none",
            adverse=_is_adverse(mine),
            recent=len(adverse_between(beside, now, today)),
            before=len(adverse_between(beside, then, now)),
        )


def _is_adverse(one: ArchiveItem | None) -> bool:
    return one is not None and one.weight == ADVERSE
