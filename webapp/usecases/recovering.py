"""找回登录: two administrators take a lost second factor from a person, who enrols a new one at the next sign-in.

In the same way they say which subject of the outside provider signs in as a person: it may pass the second factor.
One asks with a reason, another confirms; one of them keeps the roster. The person reads who did it, when and why.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from dataclasses import dataclass

from webapp.domain.actor import Permission
from webapp.domain.errors import FourEyes, NotFound, Refused
from webapp.domain.factors import Recovery, RecoveryStatus
from webapp.domain.ids import PersonId
from webapp.domain.roster import Directory
from webapp.domain.typed import within
from webapp.store import accounts, factors, grants, logins, people, power_check
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.viewing import entry_of, note

KEEPER = "sec_admin"
SHORTEST = 5
LONGEST_SUBJECT = 200
SHOWN_FOR = dt.timedelta(days=30)
OPEN_FOR = dt.timedelta(days=7)
"""So long a request may be confirmed: who asked saw then whose face and which paper it was about."""


class RecoveryRefused(Refused):
    """不能找回登录：{why}。"""

    code = "recovery_refused"


@dataclass(frozen=True, kw_only=True)
class RecoveryRow:
    """One line of the page."""

    id: str
    name: str
    login: str
    reason: str
    subject: str | None
    asked_by: str
    asked_at: dt.datetime
    status: RecoveryStatus
    settled_by: str
    settled_at: dt.datetime | None
    can_confirm: bool
    can_withdraw: bool


@reads(Permission.RECOVER_ACCESS)
def recovery_list(act: Act) -> tuple[RecoveryRow, ...]:
    """This function will list the requests that are open, and those settled in the last thirty days."""
    names = people.directory(act.tx)
    return tuple(_row(act, one, names) for one in factors.recoveries(act.tx, since=act.now - SHOWN_FOR))


@writes(Permission.RECOVER_ACCESS, fresh=True)
def ask_recovery(act: Act, *, login: str, reason: str) -> None:
    """This function will ask that a person's second factors be taken away; raises RecoveryRefused, AlreadyThere."""
    account = accounts.by_login(act.tx, login.strip().lower())
    if account is None or not _has_any(act, account.person_id):
        raise RecoveryRefused(why="没有这个账号，或者该账号没有登记第二重验证")
    _ask(act, account.person_id, reason, what="recovery.asked")


@writes(Permission.KEEP_ROSTER, fresh=True)
def ask_subject(act: Act, *, person_id: PersonId, subject: str, reason: str) -> None:
    """This function will ask that a subject of the provider sign in as a person; empty: none any more.

    Nothing changes until another administrator confirms. Raises RecoveryRefused, AlreadyThere, NotFound.
    """
    if accounts.by_person(act.tx, person_id) is None:
        raise NotFound
    wanted = within(subject, LONGEST_SUBJECT)
    _refuse_anothers(act, person_id, wanted)
    _ask(act, person_id, reason, what="account.subject_asked", subject=wanted)


def _has_any(act: Act, person_id: PersonId) -> bool:
    """One that SQL took away is on the list of the office, and keeps its person out until it is recovered, too."""
    return factors.has_any(act.tx, person_id) or power_check.had_factors(act.tx, person_id)


def _ask(act: Act, person_id: PersonId, reason: str, *, what: str, subject: str | None = None) -> None:
    if person_id == act.actor.person_id:
        raise RecoveryRefused(why="本人的由另外两名管理员办理")
    if len(reason.strip()) < SHORTEST:
        raise RecoveryRefused(why="请写明理由和核对身份的方式，不少于五个字")
    one = Recovery(
        id=uuid.uuid4().hex,
        person_id=person_id,
        asked_by=act.actor.person_id,
        asked_at=act.now,
        reason=reason.strip(),
        subject=subject,
    )
    factors.ask(act.tx, one)
    entry = entry_of(act, what, person=one.person_id, recovery=one.id)
    note(act, dataclasses.replace(entry, sealed={"text": one.reason}))


def _refuse_anothers(act: Act, person_id: PersonId, subject: str) -> None:
    holder = accounts.by_subject(act.tx, subject) if subject else None
    if holder is not None and holder.person_id != person_id:
        raise RecoveryRefused(why="该统一登录标识已属于其他账号")


@writes(Permission.RECOVER_ACCESS, fresh=True)
def confirm_recovery(act: Act, *, recovery_id: str) -> None:
    """This function will confirm another administrator's request: factors are gone (or a subject set), sessions end.

    Raises FourEyes for who asked or comes back, RecoveryRefused where neither of the two keeps the roster, where it was
    asked too long ago or by who is no administrator any more, NotFound.
    """
    one = _open(act, recovery_id)
    if act.actor.person_id in (one.asked_by, one.person_id):
        raise FourEyes
    _refuse_stale(act, one)
    keepers = set(grants.holders(act.tx, KEEPER, on=act.today)) - {one.person_id}
    if keepers and not keepers & {one.asked_by, act.actor.person_id}:
        raise RecoveryRefused(why="申请和确认的两人中，须有一名安全管理员")
    factors.settle(act.tx, one.id, to=RecoveryStatus.DONE, by=act.actor.person_id, now=act.now)
    if one.subject is None:
        factors.end_all(act.tx, one.person_id)
        note(act, entry_of(act, "recovery.confirmed", person=one.person_id, recovery=one.id))
    else:
        _set_subject(act, one, one.subject)
    logins.end_all(act.tx, one.person_id, now=act.now)


def _refuse_stale(act: Act, one: Recovery) -> None:
    """Two administrators answer for it today: one who has left, or who asked long ago, is none of them."""
    if act.now - one.asked_at > OPEN_FOR:
        raise RecoveryRefused(why="申请已超过七天，请撤回后重新核对身份、重新申请")
    roles = act.office.library.roles(act.tx)
    held = {grant.role for grant in grants.of_person(act.tx, one.asked_by, on=act.today)}
    able = any(Permission.RECOVER_ACCESS in roles[role].permissions for role in held & roles.keys())
    if not (able and people.person_of(act.tx, one.asked_by).active):
        raise RecoveryRefused(why="申请人已不是管理员，请撤回后重新申请")


def _set_subject(act: Act, one: Recovery, subject: str) -> None:
    account = accounts.by_person(act.tx, one.person_id)
    if account is None:
        raise NotFound
    if not power_check.is_listed(act.tx, "account", account.id, account.person_id):
        raise RecoveryRefused(why="账号信息不是本系统写入的，请先由安全管理员重发口令")
    _refuse_anothers(act, one.person_id, subject)
    accounts.put(act.tx, dataclasses.replace(account, subject=subject or None, version=account.version + 1))
    note(act, entry_of(act, "account.subject", person=one.person_id, set=bool(subject), recovery=one.id))


@writes(Permission.RECOVER_ACCESS)
def withdraw_recovery(act: Act, *, recovery_id: str) -> None:
    """This function will withdraw a request; any administrator may, and nothing is taken from anybody."""
    one = _open(act, recovery_id)
    factors.settle(act.tx, one.id, to=RecoveryStatus.WITHDRAWN, by=act.actor.person_id, now=act.now)
    note(act, entry_of(act, "recovery.withdrawn", person=one.person_id, recovery=one.id))


def _open(act: Act, recovery_id: str) -> Recovery:
    found = (one for one in factors.recoveries(act.tx, since=act.now) if one.id == recovery_id)
    one = next(found, None)
    if one is None or one.status is not RecoveryStatus.OPEN:
        raise NotFound
    return one


def _row(act: Act, one: Recovery, names: Directory) -> RecoveryRow:
    account = accounts.by_person(act.tx, PersonId(one.person_id))
    waits = one.status is RecoveryStatus.OPEN
    return RecoveryRow(
        id=one.id,
        name=names.name(one.person_id),
        login=account.login if account else "",
        reason=one.reason,
        subject=one.subject,
        asked_by=names.name(one.asked_by),
        asked_at=one.asked_at,
        status=one.status,
        settled_by=names.name(one.settled_by),
        settled_at=one.settled_at,
        can_confirm=waits and act.actor.person_id not in (one.asked_by, one.person_id),
        can_withdraw=waits,
    )
