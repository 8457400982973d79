"""Counting reports, the signs on a head, the key-watch list, the figures of a quarter."""

from __future__ import annotations

import datetime as dt
import uuid

from webapp.domain.advance import Call
from webapp.domain.calendar import ONE_DAY
from webapp.domain.deadlines import add_months, due
from webapp.domain.handlers import BusinessError
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.papers import KeyWatch
from webapp.domain.ports import Figures, Mark, Signs
from webapp.store import case_reads, cases, deployments, key_watches, messages, people, registers, signs
from webapp.usecases.desk import Desk
from webapp.usecases.marks import mark_names
from webapp.usecases.posting import message_of
from webapp.usecases.reported import count_of, first_day, midnight, reports_on

LIMIT, CONFIRMED_AT, OVER = "watch.review", "decide_listing", "listing_over"
SECOND = "second_due"
"""The element of a visit's diagram after which an open case is in its second round."""


class MonitoringPort:
    """Counts without a text; what an officer wrote as reason goes to the list sealed."""

    def __init__(self, desk: Desk, call: Call) -> None:
        self._desk, self._call = desk, call

    def reports(self, person: PersonId) -> int:
        """This function will count the reports on a person, this case among them where it bears a number."""
        return count_of(self._desk, person)

    def alert(self, person: PersonId, found: str) -> bool:
        """This function will post `watch_signs` about a person, unless an officer already has that alert in hand."""
        desk, known = self._desk, self._desk.reports.get(person)
        if known[0].watched if known else signs.in_hand(desk.act.tx, person):
            return False
        source = f"{self._call.task_id}:{person}"
        desk.messages.append(
            message_of(desk, "watch_signs", source, {"found": found}, to=signs.MONITORING, subject=person)
        )
        return True

    def of_subject(self) -> Signs:
        """This function will give the signs on this case's subject."""
        desk, person = self._desk, self._subject()
        since = self._since()
        clues = [one for one in reports_on(desk, person) if one.opened_at >= since or one.is_open or one.repeats]
        found = signs.filed_on(desk.act.tx, person, since=since, day=first_day(desk))
        found.repeats = sum(one.repeats for one in clues)
        found.reports = found.repeats + sum(one.opened_at >= since for one in clues)
        return _signs(found, tuple(one.number for one in clues if one.is_open))

    def new_signs(self) -> tuple[tuple[PersonId, Signs], ...]:
        """This function will give the heads of today with a sign that is newer than the last look at them."""
        tx, today = self._desk.act.tx, self._desk.act.today
        looked, heads = signs.looked_at(tx), set(people.directory(tx).heads(today, today))
        found = signs.of_heads(tx, since=self._since(), day=first_day(self._desk))
        new = [(who, one) for who, one in sorted(found.items()) if self._is_newer(one, looked.get(who))]
        return tuple((who, _signs(one)) for who, one in new if who in heads)

    def _is_newer(self, one: signs.Found, looked: dt.datetime | None) -> bool:
        if looked is None:
            return True
        day = looked.astimezone(self._desk.act.office.zone).date()
        return (one.newest is not None and one.newest > looked) or (one.newest_on is not None and one.newest_on > day)

    def _subject(self) -> PersonId:
        if self._desk.case.subject_id is None:
            raise BusinessError("nobody", "此事项没有对象。")
        return self._desk.case.subject_id

    def _since(self) -> dt.datetime:
        return midnight(self._desk, first_day(self._desk))

    # ------------------------------------------------------------ the list

    def enlist(self, criteria: tuple[str, ...]) -> dt.date:
        """This function will write a row for each criterion with the reason that the officer gave for it."""
        desk, person = self._desk, self._subject()
        until = due(desk.world.limits[LIMIT], desk.act.today, desk.world.calendar).on
        reasons, who = self._confirmed()
        for word in criteria:
            row = KeyWatch(
                id=uuid.uuid4().hex,
                subject_id=person,
                criterion=word,
                status="listed",
                reason=reasons.get(word, ""),
                case_id=desk.case.id,
                from_on=desk.act.today,
                until_on=until,
                confirmed_by=who,
                at=desk.act.now,
            )
            key_watches.add(desk.act.tx, row)
        return until

    def _confirmed(self) -> tuple[dict[str, str], PersonId | None]:
        """The reasons by criterion that the confirming officer wrote, and who that was."""
        paths = {one.id: one for one in self._desk.steps() if one.element == CONFIRMED_AT}
        written = [one for one in self._desk.contents() if one.task_id in paths and one.final]
        if not written:
            raise BusinessError("not_confirmed", "列入重点名单须由承办人确认。")
        rows = written[-1].content.get("items")
        found = rows if isinstance(rows, list | tuple) else ()
        reasons = {str(row.get("criterion")): str(row.get("reason") or "") for row in found if isinstance(row, dict)}
        return reasons, paths[written[-1].task_id].completed_by

    def take_off(self, status: str) -> int:
        """This function will end this case's rows of the list; none is left listed past its last day."""
        desk, ended = self._desk, 0
        if desk.case.subject_id is None:
            return 0
        for one in key_watches.of_subject(desk.act.tx, desk.case.subject_id):
            if one.case_id == desk.case.id and one.status == "listed":
                key_watches.end(desk.act.tx, one.id, on=min(one.until_on, desk.act.today), status=status)
                ended += 1
        return ended

    def call_off(self) -> int:
        """This function will post `listing_over` to the subject's visits or talks of a listing that nobody has begun.

        They are of this case's process and wait for that message, as the diagram has it, until they are begun: cases
        that a listing opened, and the second round of the year's.
        """
        desk, person = self._desk, self._subject()
        if person in key_watches.listed_ids(desk.act.tx, desk.act.today):
            return 0
        waits = messages.subscriptions(desk.act.tx, name=OVER, correlate=person, process=desk.case.process)
        found = [cases.header(desk.act.tx, one) for one in sorted({wait.case_id for wait in waits})]
        extra = [one.id for one in found if one.start_event == desk.case.start_event or self._in_second_round(one.id)]
        desk.messages.extend(message_of(desk, OVER, f"{self._call.task_id}:{one}", {}, target=one) for one in extra)
        return len(extra)

    def _in_second_round(self, case_id: CaseId) -> bool:
        return bool(case_reads.reached(self._desk.act.tx, case_id, elements=[SECOND]))

    # ------------------------------------------------------------ the quarter

    def figures(self) -> Figures:
        """This function will count the quarter that ended before the one this case was opened in."""
        first = self._quarter()
        last = add_months(first, 3) - ONE_DAY
        span = signs.of_span(
            self._desk.act.tx, since=midnight(self._desk, first), until=midnight(self._desk, last + ONE_DAY)
        )
        return Figures(
            period=f"{first.year}-Q{(first.month + 2) // 3}",
            first=first,
            last=last,
            clues=span.clues,
            last_quarter=self._count(add_months(first, -3)),
            year_ago=self._count(add_months(first, -12)),
            repeats=span.repeats,
            real_name=span.marks.get((registers.MANNER, "real_name"), 0),
            joint=span.marks.get((registers.MANNER, "joint"), 0),
            heads=span.heads,
            marks=self._marks(span),
        )

    def _marks(self, span: signs.Span) -> tuple[Mark, ...]:
        """In the words of the register, so that the list and its filter say the same."""
        act = self._desk.act
        live = deployments.current(act.tx, signs.CLUES)
        names = mark_names(act.office.library.definition(act.tx, live.id)) if live else {}
        return tuple(
            Mark(mark=names.get(word, word), cases=count)
            for (kind, word), count in span.marks.items()
            if kind != registers.MANNER
        )

    def _quarter(self) -> dt.date:
        day = self._desk.act.today
        return add_months(dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1), -3)

    def _count(self, first: dt.date) -> int:
        since, until = midnight(self._desk, first), midnight(self._desk, add_months(first, 3))
        return signs.clues_in(self._desk.act.tx, since=since, until=until)


def _signs(one: signs.Found, numbers: tuple[str, ...] = ()) -> Signs:
    return Signs(
        reports=one.reports,
        named=one.named,
        repeats=one.repeats,
        business=one.business,
        deviations=one.deviations,
        poor_appraisals=one.poor_appraisals,
        numbers=numbers,
    )
