"""Yearly own data (本人情况): written from the step in which the person, or who types from paper, filled them in."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from webapp.domain.advance import Call
from webapp.domain.archives import HEARD
from webapp.domain.handlers import BusinessError
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.matters import DECLARED, DEVIATES, DROPPED, FOUND, WITHDRAWN, stated_now
from webapp.domain.papers import PersonalMatter
from webapp.domain.ports import Admission
from webapp.domain.statements import OwnStatement, stated
from webapp.store import archive, ledgers, statements
from webapp.usecases.desk import Desk
from webapp.usecases.done_steps import done_step, written_at
from webapp.usecases.filed import found_of, newest_stated, year_of
from webapp.usecases.ports.entering import new_entry

BUSINESS = "family_business"
KIND, KEPT_YEARS = "own_data.deviating", "30"
HEARING = ("weigh_reply", "note_silence")
"""The steps of `hear_person` after which the person has been heard."""
Row = Mapping[str, object]
MATTERS = uuid.UUID("0a5d3c52-6f44-5a41-9d2c-7b8a3f2c9e10")


def _id_of(key: str) -> str:
    return uuid.uuid5(MATTERS, key).hex


def _said(kind: object, text: object) -> str:
    """What a matter says, to find it again among what a form gives back."""
    return f"{kind}:{' '.join(str(text).split())}"


def _rows(content: Row, name: str) -> list[Row]:
    found = content.get(name)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list | tuple) else []


class StatementsPort:
    """Keeps the statement of this case's subject for the case's year."""

    def __init__(self, desk: Desk, call: Call) -> None:
        self._desk, self._call = desk, call

    def keep(self, step: str) -> int:
        """This function will write a further version of the year's own data and give its number."""
        desk, subject, year = self._desk, self._subject(), year_of(self._desk)
        done = done_step(desk, self._call, step)
        if done is None:
            raise BusinessError("not_stated", "没有已完成的本人情况填报环节，不能保存。")
        before = newest_stated(desk, subject)
        same_year = before if before is not None and before.year == year else None
        version = same_year.version + 1 if same_year else 1
        content = stated(written_at(desk, done), before.content if before else None)
        statements.add(
            desk.act.tx,
            OwnStatement(
                id=uuid.uuid4().hex,
                subject_id=subject,
                year=year,
                version=version,
                case_id=desk.case.id,
                entered_by=PersonId(done.completed_by or ""),
                at=desk.act.now,
                content=content,
            ),
        )
        desk.stated.clear()
        self._declare(_rows(content, BUSINESS), _rows(same_year.content, BUSINESS) if same_year else [], year)
        desk.act.after.append(desk.act.office.wake)  # whoever else waits for the same data is told (`asking_once`)
        return version

    def _declare(self, said: list[Row], before: list[Row], year: int) -> None:
        """What relatives are said to do stands among the year's personal matters, in place of what was said before."""
        now = [self._declared(number, row, year) for number, row in enumerate(said)]
        earlier = [self._declared(number, row, year) for number, row in enumerate(before)]
        gone = [dataclasses.replace(one, status=WITHDRAWN) for one in earlier[len(now) :]]
        ledgers.put_matter(self._desk.act.tx, *now, *gone)

    def _declared(self, number: int, row: Row, year: int) -> PersonalMatter:
        return PersonalMatter(
            id=_id_of(f"{self._subject()}:{year}:{number}"),
            subject_id=self._subject(),
            year=year,
            kind=BUSINESS,
            status=DECLARED,
            content={"text": row.get("what"), "linked": row.get("linked")},
            entered_by=None,
            at=self._desk.act.now,
        )

    def note_found(self, step: str) -> int:
        """This function will note what the check found to differ, unsettled; what it no longer finds is dropped."""
        return self._note(step, self._desk.case.id)

    def note_check(self, step: str) -> int:
        """This function will note the same for the next check, which settles it: the diagram here does not."""
        return self._note(step, None)

    def _note(self, step: str, case_id: CaseId | None) -> int:
        desk, done = self._desk, done_step(self._desk, self._call, step)
        rows = _rows(written_at(desk, done), "differences") if done else []
        held = {_said(one.kind, one.content.get("text")): one for one in self._found()}
        fresh = [self._noted(row, held, done.completed_by if done else None, case_id) for row in rows]
        kept = {one.id for one in fresh}
        gone = [
            dataclasses.replace(one, status=DROPPED, at=desk.act.now) for one in held.values() if one.id not in kept
        ]
        ledgers.put_matter(desk.act.tx, *(stated_now(one) for one in (*fresh, *gone)))
        return len(fresh)

    def _noted(
        self, row: Row, held: Mapping[str, PersonalMatter], by: PersonId | None, case_id: CaseId | None
    ) -> PersonalMatter:
        known = held.get(_said(row.get("part"), row.get("what")))
        return PersonalMatter(
            id=known.id if known else uuid.uuid4().hex,
            subject_id=self._subject(),
            year=known.year if known else year_of(self._desk),
            kind=str(row.get("part")),
            status=FOUND,
            content={"text": row.get("what"), "source": row.get("source")},
            entered_by=by,
            at=self._desk.act.now,
            case_id=case_id,
            history=known.history if known else (),
        )

    def settle(self, confirmed: str, dimension: str, admission: Admission) -> str | None:
        """This function will count what the second officer confirms as differing, and file it in one entry."""
        desk, done = self._desk, done_step(self._desk, self._call, confirmed)
        said = written_at(desk, done) if done else {}
        rows = (row for row in _rows(said, "differences") if row.get("holds") == "yes")
        holding = {_said(row.get("part"), row.get("what")) for row in rows}
        second = done.completed_by if done else None
        found = [self._settled(one, second, holding) for one in self._found() if one.case_id == desk.case.id]
        ledgers.put_matter(desk.act.tx, *(stated_now(one, by=second) for one in found))
        standing = [one for one in found if one.status == DEVIATES]
        return self._filed(standing, said, dimension, admission) if standing else None

    def _settled(self, one: PersonalMatter, second: PersonId | None, holding: set[str]) -> PersonalMatter:
        status = DEVIATES if _said(one.kind, one.content.get("text")) in holding else DROPPED
        return dataclasses.replace(
            one, status=status, checked_by=second, heard_on=self._heard_on(), at=self._desk.act.now
        )

    def _filed(self, standing: Sequence[PersonalMatter], said: Row, dimension: str, admission: Admission) -> str:
        desk, first = self._desk, standing[0]
        content = {
            "summary": "；".join(str(one.content.get("text")) for one in standing),
            "basis": "；".join(str(one.content.get("source")) for one in standing),
            "dimension": dimension,
            "retention": KEPT_YEARS,
            HEARD: "yes",
            "heard_on": first.heard_on,
            "subject_remark": said.get("remark"),
        }
        makers = (first.entered_by, first.checked_by)
        one = new_entry(desk, kind=KIND, admission=admission, said=content, makers=makers)
        archive.enter(desk.act.tx, one)
        return one.number

    def _found(self) -> tuple[PersonalMatter, ...]:
        return found_of(self._desk, self._subject())

    def _heard_on(self) -> dt.date | None:
        """The day on which the person's word was weighed, or the silence noted; None where nobody asked."""
        days = [one.closed_at for one in self._desk.steps() if one.element in HEARING and one.completed_by]
        last = days[-1] if days else None
        return None if last is None else last.astimezone(self._desk.act.office.zone).date()

    def known(self) -> bool:
        """This function will tell whether the year's own data are there."""
        year = year_of(self._desk)
        return statements.newest(self._desk.act.tx, self._subject(), first=year, last=year) is not None

    def _subject(self) -> PersonId:
        if self._desk.case.subject_id is None:
            raise BusinessError("nobody", "此事项没有对象，没有本人情况。")
        return self._desk.case.subject_id
