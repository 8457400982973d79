"""Yearly own data (本人情况): written from the step in which the person, or who types from paper, filled them in."""

from __future__ import annotations

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
from webapp.usecases.filed import year_of


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
        before = statements.newest(desk.act.tx, subject, first=year - 1, last=year)
        version = before.version + 1 if before is not None and before.year == year else 1
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
                content=stated(written_at(desk, done), before.content if before else None),
            ),
        )
        return version

    def note_check(self, step: str) -> int:
        """This function will write what the check found different as personal matters of the year."""
        desk, subject = self._desk, self._subject()
        done = done_step(desk, self._call, step)
        found = written_at(desk, done).get("differences") if done else None
        rows = [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []
        for row in rows:
            ledgers.put_matter(
                desk.act.tx,
                PersonalMatter(
                    id=uuid.uuid4().hex,
                    subject_id=subject,
                    year=year_of(desk),
                    kind=str(row.get("part")),
                    status="deviates",
                    content={"text": row.get("what"), "source": row.get("source")},
                    entered_by=done.completed_by if done else None,
                    at=desk.act.now,
                ),
            )
        return len(rows)

    def known(self) -> bool:
        """This function will tell whether the year's own data are there."""
        year = year_of(self._desk)
        return statements.newest(self._desk.act.tx, self._subject(), first=year, last=year) is not None

    def _subject(self) -> PersonId:
        if self._desk.case.subject_id is None:
            raise BusinessError("nobody", "此事项没有对象，没有本人情况。")
        return self._desk.case.subject_id
