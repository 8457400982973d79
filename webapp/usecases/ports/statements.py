"""Yearly own data (本人情况): written from the step in which the person, or who types from paper, filled them in."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping

from webapp.domain.advance import Call
from webapp.domain.handlers import BusinessError
from webapp.domain.ids import PersonId
from webapp.domain.papers import PersonalMatter
from webapp.domain.statements import OwnStatement, stated
from webapp.store import ledgers, statements
from webapp.usecases.desk import Desk
from webapp.usecases.done_steps import done_step, written_at
from webapp.usecases.filed import newest_stated, year_of

DECLARED = "declared"
MATTERS = uuid.UUID("0a5d3c52-6f44-5a41-9d2c-7b8a3f2c9e10")


def _id_of(key: str) -> str:
    return uuid.uuid5(MATTERS, key).hex


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
        version = before.version + 1 if before is not None and before.year == year else 1
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
        self._declare(content, year)
        return version

    def _declare(self, content: Mapping[str, object], year: int) -> None:
        """What relatives are said to do stands among the year's personal matters, in place of what was said before."""
        tx, subject = self._desk.act.tx, self._subject()
        rows = content.get("family_business")
        said = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
        earlier = [one for one in ledgers.matters(tx, subject, year=year) if one.status == DECLARED]
        now = [self._declared(number, row, year) for number, row in enumerate(said)]
        kept = {one.id for one in now}
        gone = [dataclasses.replace(one, status="withdrawn") for one in earlier if one.id not in kept]
        ledgers.put_matter(tx, *now, *gone)

    def _declared(self, number: int, row: Mapping[str, object], year: int) -> PersonalMatter:
        return PersonalMatter(
            id=_id_of(f"{self._subject()}:{year}:{number}"),
            subject_id=self._subject(),
            year=year,
            kind="family_business",
            status=DECLARED,
            content={"text": row.get("what"), "linked": row.get("linked")},
            entered_by=None,
            at=self._desk.act.now,
        )

    def note_check(self, step: str) -> int:
        """This function will write what the check found different as personal matters of the year."""
        desk, subject = self._desk, self._subject()
        done = done_step(desk, self._call, step)
        found = written_at(desk, done).get("differences") if done else None
        rows = [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []
        different = [
            PersonalMatter(
                id=uuid.uuid4().hex,
                subject_id=subject,
                year=year_of(desk),
                kind=str(row.get("part")),
                status="deviates",
                content={"text": row.get("what"), "source": row.get("source")},
                entered_by=done.completed_by if done else None,
                at=desk.act.now,
            )
            for row in rows
        ]
        ledgers.put_matter(desk.act.tx, *different)
        return len(rows)

    def known(self) -> bool:
        """This function will tell whether the year's own data are there."""
        year = year_of(self._desk)
        return statements.newest(self._desk.act.tx, self._subject(), first=year, last=year) is not None

    def _subject(self) -> PersonId:
        if self._desk.case.subject_id is None:
            raise BusinessError("nobody", "此事项没有对象，没有本人情况。")
        return self._desk.case.subject_id
