"""One digest a day and officer, at 08:30 of a working day: counts and numbers, kept as told, mailed as counts only."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.calendar import WorkCalendar
from webapp.domain.errors import OfficeError, Unavailable
from webapp.domain.ids import PersonId
from webapp.domain.records import Job
from webapp.domain.said import Said
from webapp.domain.sights import Tab, TaskFilter, Viewer
from webapp.domain.urging import Rung, Telling
from webapp.outbound.mail import Digest, Postbox
from webapp.store import absences, accounts, calendar, digests, inbox, jobs
from webapp.store.digests import DigestRow
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.glass import reviewers_waiting
from webapp.usecases.office import Office
from webapp.usecases.questions import asked, own_questions
from webapp.usecases.restored import restored_on
from webapp.usecases.viewing import viewer_of
from webapp.usecases.views.office import DigestView
from webapp.usecases.whole_limits import name_here

log = logging.getLogger("shibiyan.digest")
MAIL = "digest_mail"
BATCH = 50
SOON_WORKDAYS = 2
OWN = (Tab.MINE, Tab.ABSENT)
"""Counts are of what is one's own, or done for an absent colleague: red only when it is mine."""
WORDS = {
    Rung.AFTER: "催办，已超期{days}个工作日",
    Rung.SUPERVISOR: "督办，已超期{days}个工作日",
    Rung.URGED: "督办人员催办",
    Rung.SECRETARY: "长期超期，已超期{days}个工作日",
}
WATCHED = (Rung.SUPERVISOR, Rung.SECRETARY)
LETTER_GONE = {
    Rung.AFTER: "对方已超期{days}个工作日，催办函已编号，请送达",
    Rung.SUPERVISOR: "对方已超期{days}个工作日，督办函已编号，请送达",
}


OF_THE_WHOLE = {
    Rung.BEFORE: "全程时限“{limit}”将于{day}到期，还有{days}个工作日",
    Rung.BEFORE_LAST: "全程时限“{limit}”将于{day}到期，还有{days}个工作日",
    Rung.AFTER: "催办，全程时限“{limit}”已超期{days}个工作日",
    Rung.SUPERVISOR: "督办，全程时限“{limit}”已超期{days}个工作日",
    Rung.SECRETARY: "长期超期，全程时限“{limit}”已超期{days}个工作日",
}
"""Of a limit of the whole matter, whatever step it is at."""


class NoPostbox(OfficeError):
    """没有设置邮件服务器，提醒邮件未能发出。"""

    code = "no_postbox"


def digest_all(office: Office) -> int:
    """This function will make today's digests and count them; one that fails stops no other."""
    people = office.view(readers_today, SYSTEM)
    return sum(_make(office, people[place : place + BATCH]) for place in range(0, len(people), BATCH))


@reads(Permission.SYSTEM)
def readers_today(act: Act) -> tuple[PersonId, ...]:
    """This function will give who works on tasks, is not away and has no digest of today."""
    roles = act.office.library.roles(act.tx)
    working = [code for code, role in roles.items() if Permission.WORK_TASKS in role.permissions]
    away = {one.person_id for one in absences.on_day(act.tx, act.today)}
    return tuple(one for one in digests.readers(act.tx, on=act.today, roles=working) if one not in away)


@writes(Permission.SYSTEM, audited=False)
def make_digests(act: Act, *, people: Sequence[PersonId]) -> int:
    """This function will keep these persons' digests of today, each once, queue their mails and count the new ones."""
    deciders = [*(who for _, _, found in asked(act) for who in found), *reviewers_waiting(act)]
    return sum(_digest(act, person_id, questions=deciders.count(person_id)) for person_id in people)


def _digest(act: Act, person_id: PersonId, *, questions: int) -> bool:
    row = _counted(act, person_id)
    if not digests.keep(act.tx, row):
        return False
    told = digests.lines(act.tx, _as_reader(act, person_id), on=act.today)
    _queue_mail(act, row, watched=questions + sum(one.rung in WATCHED for one in told))
    return True


@reads(Permission.SIGNED_IN)
def own_digest(act: Act) -> DigestView | None:
    """This function will give the viewer's newest digest: the counts of that morning, lines as far as still seen."""
    row = digests.newest(act.tx, act.actor.person_id)
    if row is None:
        return None
    days = calendar.load(act.tx)
    told = digests.lines(act.tx, viewer_of(act), on=row.on)
    questions = own_questions(act) if act.actor.may(Permission.ASSIGN_TASKS) else ()
    lines = tuple(
        dict.fromkeys(
            [
                *((one.number or "", one.sentence) for one in questions if one.at <= row.made_at),
                *(_line(act, one, row.on, days) for one in told),
            ]
        )
    )
    return DigestView(on=row.on, late=row.late, today=row.today, soon=row.soon, lines=lines)


def send_digest(office: Office, job: Job) -> None:
    """This function will mail a digest's counts; raises NoPostbox, OSError (SMTP's own errors are among these)."""
    facts = office.facts
    if not facts.get("mail_host"):
        raise NoPostbox
    postbox = Postbox(host=facts["mail_host"], port=int(facts["mail_port"]), sender=facts["mail_sender"])
    counts = {name: int(str(job.payload[name])) for name in ("late", "today", "soon", "watched")}
    at = dt.datetime.fromisoformat(str(job.payload["at"]))
    postbox.send(Digest(key=job.id.replace(":", "."), address=str(job.payload["address"]), at=at, **counts))


def _make(office: Office, people: Sequence[PersonId]) -> int:
    """Many in one transaction; where it fails, by halves, so that one person's fault is that person's alone."""
    try:
        return office.run(make_digests, SYSTEM, people=people)
    except Unavailable:
        raise
    except OfficeError as error:
        if len(people) == 1:
            log.warning("digest person=%s code=%s", people[0], error.code)
            return 0
    half = len(people) // 2
    return _make(office, people[:half]) + _make(office, people[half:])


def _counted(act: Act, person_id: PersonId) -> DigestRow:
    reader, days = _as_reader(act, person_id), calendar.load(act.tx)
    ends = (act.today - dt.timedelta(days=1), act.today, days.shift(act.today, SOON_WORKDAYS))
    found = [one for one in inbox.tally(act.tx, reader, asked=TaskFilter(), days=ends) if one.tab in OWN]
    late, today, soon = (sum(one.due[end] for one in found) for end in range(len(ends)))
    return DigestRow(
        person_id=person_id, on=act.today, late=late, today=today - late, soon=soon - today, made_at=act.now
    )


def _as_reader(act: Act, person_id: PersonId) -> Viewer:
    return Viewer(person_id=person_id, now=act.now, today=act.today)


def _queue_mail(act: Act, row: DigestRow, *, watched: int) -> None:
    """Login names are mailboxes of the sender's domain; a day with nothing to tell needs no mail."""
    facts, account = act.office.facts, accounts.by_person(act.tx, row.person_id)
    if not facts.get("mail_host") or account is None or not (row.late or row.today or row.soon or watched):
        return
    if restored_on(act) == row.on:
        return  # what was mailed on this day before the loss nobody knows: the page tells
    payload = {
        "address": f"{account.login}@{facts['mail_sender'].rpartition('@')[2]}",
        "late": row.late,
        "today": row.today,
        "soon": row.soon,
        "watched": watched,
        "at": act.now.isoformat(),
    }
    key = f"digest:{row.person_id}:{row.on.isoformat()}"
    jobs.put(act.tx, [Job(id=key, kind=MAIL, case_id=None, payload=payload)], now=act.now)


def _line(act: Act, one: Telling, on: dt.date, days: WorkCalendar) -> tuple[str, str]:
    if one.whole:
        limit, apart = name_here(act, one.whole), abs(days.between(one.due_on, on))
        return one.number or "", Said(OF_THE_WHOLE[one.rung], limit=limit, day=one.due_on, days=apart)
    words = LETTER_GONE.get(one.rung, WORDS[one.rung]) if one.letter else WORDS[one.rung]
    return one.number or "", words.format(days=days.between(one.due_on, on))
