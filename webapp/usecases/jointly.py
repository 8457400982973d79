"""两人办理: one administrator asks with a reason, another confirms; one of them keeps the roster.

A lost second factor is taken away (找回登录), a provider's subject set, an administrator's or a custodian's password
renewed and duty given, an administrator's duty taken. The person reads who did it, when and why.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from dataclasses import dataclass

from webapp.domain.actor import Actor, Permission, is_given_by_two
from webapp.domain.errors import FourEyes, NotFound
from webapp.domain.ids import PersonId
from webapp.domain.joint import JointKind, JointRequest, JointStatus
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.domain.typed import within
from webapp.store import accounts, beginnings, grants, joint, logins, people
from webapp.usecases.act import Act, in_steps, reads, writes
from webapp.usecases.first_passwords import duty_of_administrator, made_up
from webapp.usecases.joint_effects import EFFECTS, KEEPER, JointRefused
from webapp.usecases.office import Office
from webapp.usecases.roster_history import identity_of
from webapp.usecases.viewing import entry_of, note
from webapp.usecases.views.rosters import PersonChange

SHORTEST = 5
LONGEST_SUBJECT = 200
SHOWN_FOR = dt.timedelta(days=30)
OPEN_FOR = dt.timedelta(days=7)
"""So long a request may be confirmed: who asked saw then whose face and which paper it was about."""


@dataclass(frozen=True, kw_only=True)
class JointRow:
    """One line of the page; of one that waits, what the second one compares with the person in front of him or her.

    `namesakes`: others have the same name. `identity`: who entered the person and made the account, when.
    """

    id: str
    name: str
    posts: tuple[str, ...]
    namesakes: bool
    login: str
    identity: tuple[PersonChange, ...]
    kind: JointKind
    reason: str
    subject: str | None
    role: str
    asked_by: str
    asked_at: dt.datetime
    status: JointStatus
    settled_by: str
    settled_at: dt.datetime | None
    can_confirm: bool
    can_withdraw: bool


@reads(Permission.RECOVER_ACCESS)
def joint_list(act: Act) -> tuple[JointRow, ...]:
    """This function will list the requests that are open, and those settled in the last thirty days."""
    names = people.directory(act.tx)
    return tuple(_row(act, one, names) for one in joint.requests(act.tx, since=act.now - SHOWN_FOR))


@reads(Permission.RECOVER_ACCESS)
def duties_by_two(act: Act) -> tuple[tuple[str, str], ...]:
    """This function will give the duties that two administrators give, by code and name."""
    roles = act.office.library.roles(act.tx)
    return tuple((code, Said(roles[code].zh)) for code in sorted(roles) if is_given_by_two(roles[code]))


@writes(Permission.RECOVER_ACCESS, fresh=True)
def ask_jointly(act: Act, *, login: str, kind: str, role: str = "", reason: str) -> None:
    """This function will ask for what two administrators do to whoever has a login; `role`: the duty to give.

    Nothing changes until another one confirms. Raises JointRefused, AlreadyThere.
    """
    account = accounts.by_login(act.tx, login.strip().lower())
    if account is None or kind not in set(JointKind) - {JointKind.SUBJECT}:
        raise JointRefused(why="没有这个账号" if account is None else "请选择办理什么")
    held = duty_of_administrator(act, account.person_id)
    of_kind = {JointKind.GIVE: role, JointKind.TAKE: held.role if held else None}
    _ask(act, account.person_id, JointKind(kind), reason, role=of_kind.get(JointKind(kind)))


@writes(Permission.KEEP_ROSTER, fresh=True)
def ask_subject(act: Act, *, person_id: PersonId, subject: str, reason: str) -> None:
    """This function will ask that a subject of the provider sign in as a person; empty: none any more.

    Nothing changes until another administrator confirms. Raises JointRefused, AlreadyThere, NotFound.
    """
    if accounts.by_person(act.tx, person_id) is None:
        raise NotFound
    _ask(act, person_id, JointKind.SUBJECT, reason, subject=within(subject, LONGEST_SUBJECT))


def _ask(
    act: Act, person_id: PersonId, kind: JointKind, reason: str, *, subject: str | None = None, role: str | None = None
) -> None:
    if person_id == act.actor.person_id:
        raise JointRefused(why="本人的由另外两名管理员办理")
    if len(reason.strip()) < SHORTEST:
        raise JointRefused(why="请写明理由和核对身份的方式，不少于五个字")
    one = JointRequest(
        id=uuid.uuid4().hex,
        person_id=person_id,
        kind=kind,
        asked_by=act.actor.person_id,
        asked_at=act.now,
        reason=reason.strip(),
        subject=subject,
        role=role,
    )
    EFFECTS[kind].check(act, one)
    joint.ask(act.tx, one)
    facts = {"person": one.person_id, "recovery": one.id, **({"role": role} if role else {})}
    note(act, dataclasses.replace(entry_of(act, EFFECTS[kind].asked), facts=facts, sealed={"text": one.reason}))


@in_steps
def confirm_jointly(office: Office, actor: Actor, *, request_id: str) -> str:
    """This function will confirm another administrator's request and give the first password that it renewed, if any.

    The password is shown once and kept nowhere.
    """
    password = made_up()
    renewed = office.run(confirm_request, actor, request_id=request_id, password_hash=office.hasher.hash(password))
    return password if renewed else ""


@writes(Permission.RECOVER_ACCESS, fresh=True)
def confirm_request(act: Act, *, request_id: str, password_hash: str) -> bool:
    """This function will do what was asked, end the person's sessions, and tell whether the password was renewed.

    Raises FourEyes for who asked or is the person, JointRefused where neither of the two keeps the roster, where it was
    asked too long ago or by who is no administrator any more, or what was asked cannot be any more; NotFound.
    """
    one = _open(act, request_id)
    if act.actor.person_id in (one.asked_by, one.person_id):
        raise FourEyes
    beginnings.one_at_a_time(act.tx, one.person_id)  # no password is renewed between what is checked and what is done
    _refuse_stale(act, one)
    keepers = set(grants.holders(act.tx, KEEPER, on=act.today)) - {one.person_id}
    if keepers and not keepers & {one.asked_by, act.actor.person_id}:
        raise JointRefused(why="申请和确认的两人中，须有一名安全管理员")
    EFFECTS[one.kind].check(act, one)
    joint.settle(act.tx, one.id, to=JointStatus.DONE, by=act.actor.person_id, now=act.now)
    EFFECTS[one.kind].do(act, one, password_hash)
    logins.end_all(act.tx, one.person_id, now=act.now)
    return one.kind is JointKind.PASSWORD


def _refuse_stale(act: Act, one: JointRequest) -> None:
    """Two administrators answer for it today: one who has left, or who asked long ago, is none of them."""
    if not one.genuine:
        raise JointRefused(why="申请与登记时的内容不符，不是本系统写入的，请撤回并告知安全审计员")
    if act.now - one.asked_at > OPEN_FOR:
        raise JointRefused(why="申请已超过七天，请撤回后重新核对身份、重新申请")
    roles = act.office.library.roles(act.tx)
    held = {grant.role for grant in grants.of_person(act.tx, one.asked_by, on=act.today)}
    able = any(Permission.RECOVER_ACCESS in roles[role].permissions for role in held & roles.keys())
    if not (able and people.person_of(act.tx, one.asked_by).active):
        raise JointRefused(why="申请人已不是管理员，请撤回后重新申请")


@writes(Permission.RECOVER_ACCESS)
def withdraw_request(act: Act, *, request_id: str) -> None:
    """This function will withdraw a request; any administrator may but whose duty it would take.

    Nothing changes for anybody. Raises JointRefused, NotFound.
    """
    one = _open(act, request_id)
    if _judges_itself(act, one):
        raise JointRefused(why="撤销本人岗位的申请，由其他管理员撤回")
    joint.settle(act.tx, one.id, to=JointStatus.WITHDRAWN, by=act.actor.person_id, now=act.now)
    note(act, entry_of(act, "recovery.withdrawn", person=one.person_id, recovery=one.id))


def _judges_itself(act: Act, one: JointRequest) -> bool:
    """Who is to lose the duty would keep it by withdrawing each request."""
    return one.kind is JointKind.TAKE and act.actor.person_id == one.person_id


def _open(act: Act, request_id: str) -> JointRequest:
    found = (one for one in joint.requests(act.tx, since=act.now) if one.id == request_id)
    one = next(found, None)
    if one is None or one.status is not JointStatus.OPEN:
        raise NotFound
    return one


def _row(act: Act, one: JointRequest, names: Directory) -> JointRow:
    account, roles = accounts.by_person(act.tx, one.person_id), act.office.library.roles(act.tx)
    waits, name = one.status is JointStatus.OPEN, names.name(one.person_id)
    held = names.posts_of(one.person_id, on=act.today)
    return JointRow(
        id=one.id,
        name=name,
        posts=tuple(f"{names.unit_name(post.unit_id)}{post.title}" for post in held),
        namesakes=any(other.name == name and other.id != one.person_id for other in names.persons.values()),
        identity=identity_of(act, one.person_id, names) if waits else (),
        login=account.login if account else "",
        kind=one.kind,
        reason=one.reason,
        subject=one.subject,
        role=Said(roles[one.role].zh) if one.role and one.role in roles else "",
        asked_by=names.name(one.asked_by),
        asked_at=one.asked_at,
        status=one.status,
        settled_by=names.name(one.settled_by),
        settled_at=one.settled_at,
        can_confirm=waits and act.actor.person_id not in (one.asked_by, one.person_id),
        can_withdraw=waits and not _judges_itself(act, one),
    )
