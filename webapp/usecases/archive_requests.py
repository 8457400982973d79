"""申请查阅档案 (domain section 9.4): other offices read an archive on a request that keeper and secretary agreed to.

Three people: who asks, the keeper who checks, the secretary who decides; none of them the person, none recused.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from webapp.domain.actor import Permission
from webapp.domain.archive_requests import LONGEST, ArchiveRequest, NothingToAsk, RequestStatus, refuse_span
from webapp.domain.errors import AlreadyThere, FourEyes, NotFound, NotYours
from webapp.domain.ids import PersonId
from webapp.domain.roster import Affiliation, Directory
from webapp.domain.said import Said
from webapp.domain.typed import within
from webapp.store import archive_requests, people
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.archive_sight import by_duty, is_kept_away, keeps_all
from webapp.usecases.handing import ReasonMissing
from webapp.usecases.viewing import entry_of, note, viewer_of
from webapp.usecases.views.archives import RequestRow, RequestsView

SHORTEST, LONGEST_REASON, MOST = 5, 500, 20
STATES = {
    RequestStatus.ASKED: "待档案管理员核对",
    RequestStatus.CHECKED: "待书记审批",
    RequestStatus.GRANTED: "同意查阅",
    RequestStatus.REFUSED: "不同意",
}


@reads(Permission.WORK_TASKS)
def requests_page(act: Act, *, words: str = "") -> RequestsView:
    """This function will give the officer's own requests and, to keeper and secretary, those that wait for them."""
    _refuse_outsiders(act)
    names, viewer = people.directory(act.tx), viewer_of(act)
    found = names.search(words, limit=MOST * 5)
    return RequestsView(
        words=words,
        found=tuple((one.id, names.label(one.id)) for one in found if one.kind is Affiliation.HEAD)[:MOST],
        mine=tuple(_row(act, names, one) for one in archive_requests.of_viewer(act.tx, viewer)),
        to_check=_waiting(act, names, RequestStatus.ASKED) if act.actor.may(Permission.WRITE_ARCHIVE) else (),
        to_decide=_waiting(act, names, RequestStatus.CHECKED) if _decides(act) else (),
        reads_some=act.actor.may(Permission.READ_ARCHIVE),
        first=act.today,
        last=act.today + LONGEST,
    )


@reads(Permission.SIGNED_IN)
def may_ask(act: Act) -> bool:
    """This function will tell whether the page of requests is there for the viewer: for officers of the house."""
    return act.actor.may(Permission.WORK_TASKS) and act.actor.kind is Affiliation.OFFICER


@reads(Permission.SIGNED_IN)
def requests_waiting(act: Act) -> int:
    """This function will count the requests that wait for the viewer, as keeper or as who decides."""
    mine = [RequestStatus.ASKED] if act.actor.may(Permission.WRITE_ARCHIVE) else []
    mine += [RequestStatus.CHECKED] if _decides(act) else []
    return sum(len(archive_requests.waiting(act.tx, viewer_of(act), one)) for one in mine)


@writes(Permission.WORK_TASKS)
def ask_reading(act: Act, *, person_id: PersonId, reason: str) -> None:
    """This function will ask to read a head's archive; whether there is one, its keeper sees.

    Raises NothingToAsk (the own archive, a recusal, one that may be read anyway, one asked for), ReasonMissing.
    """
    _refuse_outsiders(act)
    one = people.directory(act.tx).persons.get(person_id)
    if one is None or one.kind is not Affiliation.HEAD:
        raise NotFound
    if len(reason.strip()) < SHORTEST:
        raise ReasonMissing
    _refuse_needless(act, person_id)
    asked = ArchiveRequest(
        id=uuid.uuid4().hex,
        subject_id=person_id,
        asked_by=act.actor.person_id,
        asked_at=act.now,
        reason=within(reason, LONGEST_REASON),
    )
    try:
        archive_requests.ask(act.tx, asked)
    except AlreadyThere as there:
        raise NothingToAsk(why="您已经申请查阅这份档案，还没有答复") from there
    note(act, entry_of(act, "archive.reading_asked", subject=person_id, request=asked.id))


def _refuse_needless(act: Act, person_id: PersonId) -> None:
    if is_kept_away(act, person_id):
        raise NothingToAsk(why="本人或者已经回避的人员的档案不能查阅")
    if by_duty(act, person_id):
        raise NothingToAsk(why="这份档案您因职责可以查阅，不必申请")


@writes(Permission.WRITE_ARCHIVE)
def check_request(act: Act, *, request_id: str, agree: bool, text: str = "") -> None:
    """This function will let the keeper pass a request on to who decides, or refuse it with the reason.

    Raises NotFound, FourEyes for the own request, ReasonMissing, NotOpen.
    """
    one = _to_deal_with(act, request_id)
    _refuse_silence(agree, text)
    archive_requests.check(act.tx, one, agree=agree, who=act.actor.person_id, words=text.strip(), now=act.now)
    entry = entry_of(act, "archive.reading_checked", subject=one.subject_id, request=one.id, agree=agree)
    note(act, dataclasses.replace(entry, sealed={"text": text.strip()} if text.strip() else None))


@writes(Permission.APPROVE)
def decide_request(act: Act, *, request_id: str, agree: bool, until_on: dt.date | None = None, text: str = "") -> None:
    """This function will open the archive to whoever asked until a day, or refuse it with the reason.

    Raises NotYours for who does not decide, NotFound, FourEyes, NoSpan, ReasonMissing, NotOpen.
    """
    if not _decides(act):
        raise NotYours
    one = _to_deal_with(act, request_id)
    _refuse_silence(agree, text)
    until = refuse_span(until_on, act.today) if agree else None
    archive_requests.decide(act.tx, one, until=until, who=act.actor.person_id, words=text.strip(), now=act.now)
    last = until.isoformat() if until else None
    entry = entry_of(act, "archive.reading_decided", subject=one.subject_id, request=one.id, until=last)
    note(act, dataclasses.replace(entry, sealed={"text": text.strip()} if text.strip() else None))


def _to_deal_with(act: Act, request_id: str) -> ArchiveRequest:
    one = archive_requests.lock(act.tx, request_id)
    if is_kept_away(act, one.subject_id):
        raise NotFound
    if act.actor.person_id in (one.asked_by, one.checked_by):
        raise FourEyes
    return one


def _refuse_silence(agree: bool, text: str) -> None:
    if not agree and len(text.strip()) < SHORTEST:
        raise ReasonMissing


def _refuse_outsiders(act: Act) -> None:
    if act.actor.kind is not Affiliation.OFFICER:
        raise NotFound


def _decides(act: Act) -> bool:
    """The secretary: whoever approves and reads the archives of the whole house."""
    return act.actor.may(Permission.APPROVE) and keeps_all(act)


def _waiting(act: Act, names: Directory, status: RequestStatus) -> tuple[RequestRow, ...]:
    found: Iterable[ArchiveRequest] = archive_requests.waiting(act.tx, viewer_of(act), status)
    return tuple(_row(act, names, one) for one in found)


def _row(act: Act, names: Directory, one: ArchiveRequest) -> RequestRow:
    opens = one.holds_on(act.today) and not is_kept_away(act, one.subject_id)
    over = one.status is RequestStatus.GRANTED and not one.holds_on(act.today)
    return RequestRow(
        request_id=one.id,
        person_id=one.subject_id,
        label=names.label(one.subject_id),
        by=names.label(one.asked_by),
        at=one.asked_at,
        reason=one.reason,
        status=one.status,
        status_name=Said("查阅期已满") if over else Said(STATES[one.status]),
        keeper=names.name(one.checked_by),
        opinion=one.opinion,
        decided_by=names.name(one.decided_by),
        answer=one.answer,
        until_on=one.until_on,
        opens=opens,
    )
