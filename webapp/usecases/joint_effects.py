"""What two administrators may do together: when it may be asked, and what happens once it is confirmed."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from webapp.domain.actor import ADMIN_ROLES, is_given_by_two
from webapp.domain.errors import NotFound, Refused
from webapp.domain.ids import OFFICE_ROOM
from webapp.domain.joint import JointKind, JointRequest
from webapp.domain.roster import Affiliation, RoleGrant
from webapp.store import accounts, factors, grants, people, power_check
from webapp.usecases.act import Act
from webapp.usecases.first_passwords import duty_of_administrator, holds_by_two, renew_account
from webapp.usecases.viewing import entry_of, note

KEEPER = "sec_admin"


class JointRefused(Refused):
    """不能办理：{why}。"""

    code = "joint_refused"


@dataclass(frozen=True, kw_only=True)
class Effect:
    """`check` raises JointRefused for what cannot be, when it is asked and when it is confirmed.

    `asked` is the word of the entry of asking; `do` also gets the hash of a new first password.
    """

    asked: str
    check: Callable[[Act, JointRequest], None]
    do: Callable[[Act, JointRequest, str], None]


def _has_factors(act: Act, one: JointRequest) -> None:
    """One that SQL took away is on the list of the office, and keeps its person out until it is recovered, too."""
    if not (factors.has_any(act.tx, one.person_id) or power_check.had_factors(act.tx, one.person_id)):
        raise JointRefused(why="该账号没有登记第二重验证")


def _end_factors(act: Act, one: JointRequest, _password_hash: str) -> None:
    factors.end_all(act.tx, one.person_id)
    note(act, entry_of(act, "recovery.confirmed", person=one.person_id, recovery=one.id))


def _nobody_elses(act: Act, one: JointRequest) -> None:
    holder = accounts.by_subject(act.tx, one.subject) if one.subject else None
    if holder is not None and holder.person_id != one.person_id:
        raise JointRefused(why="该统一登录标识已属于其他账号")


def _set_subject(act: Act, one: JointRequest, _password_hash: str) -> None:
    account = accounts.by_person(act.tx, one.person_id)
    if account is None:
        raise NotFound
    if not power_check.is_listed(act.tx, "account", account.id, account.person_id):
        raise JointRefused(why="账号信息不是本系统写入的，请先由安全管理员重发口令")
    accounts.put(act.tx, dataclasses.replace(account, subject=one.subject or None, version=account.version + 1))
    note(act, entry_of(act, "account.subject", person=one.person_id, set=bool(one.subject), recovery=one.id))


def _held(act: Act, one: JointRequest) -> RoleGrant:
    held = duty_of_administrator(act, one.person_id)
    if held is None:
        raise JointRefused(why="此人不是管理员，由安全管理员在“人员”页办理")
    if one.role not in (held.role, None):
        raise JointRefused(why="此人的管理员岗位已经变动，请撤回后重新申请")
    return held


def _is_kept_by_two(act: Act, one: JointRequest) -> None:
    if not holds_by_two(act, one.person_id):
        raise JointRefused(why="此人的口令由安全管理员在“人员”页重置")


def _renew_password(act: Act, one: JointRequest, password_hash: str) -> None:
    done = renew_account(act, person_id=one.person_id, login="", password_hash=password_hash)
    note(act, entry_of(act, done, person=one.person_id, recovery=one.id))


def _may_become(act: Act, one: JointRequest) -> None:
    """Who gets such a duty has signed in with an own password: nobody else knows it by then."""
    person, account = people.person_of(act.tx, one.person_id), accounts.by_person(act.tx, one.person_id)
    role = act.office.library.roles(act.tx).get(one.role or "")
    if role is None or not is_given_by_two(role):
        raise JointRefused(why="请选择岗位")
    if person.kind is not Affiliation.OFFICER or not person.active:
        raise JointRefused(why="此岗位由本机关在岗干部担任")
    held = {grant.role for grant in grants.all_grants(act.tx) if grant.person_id == one.person_id}
    if held & {role.code, *ADMIN_ROLES} or (held and role.code in ADMIN_ROLES):
        raise JointRefused(why="此人已有岗位；系统、安全、审计管理员须由三人分任，不得兼任其他岗位")
    if account is None or account.must_change:
        raise JointRefused(why="此人还没有登录并改用自己的口令，请先登录一次")


def _give(act: Act, one: JointRequest, _password_hash: str) -> None:
    role = one.role or ""
    grants.add(act.tx, RoleGrant(id=uuid.uuid4().hex, person_id=one.person_id, role=role, room_id=OFFICE_ROOM))
    note(act, entry_of(act, "duty.given", person=one.person_id, role=role, room=OFFICE_ROOM, recovery=one.id))


def _may_go(act: Act, one: JointRequest) -> None:
    """Somebody keeps watch at any time; who keeps the roster is let go of even so, since nobody else could follow."""
    role = _held(act, one).role
    if role != KEEPER and set(grants.holders(act.tx, role, on=act.today)) <= {one.person_id}:
        raise JointRefused(why="此岗位只有一人，请先授予接任的人")


def _take(act: Act, one: JointRequest, _password_hash: str) -> None:
    held = _held(act, one)
    grants.end(act.tx, held)
    note(act, entry_of(act, "duty.taken", person=one.person_id, role=held.role, room=held.room_id, recovery=one.id))


EFFECTS: Mapping[JointKind, Effect] = {
    JointKind.FACTORS: Effect(asked="recovery.asked", check=_has_factors, do=_end_factors),
    JointKind.SUBJECT: Effect(asked="account.subject_asked", check=_nobody_elses, do=_set_subject),
    JointKind.PASSWORD: Effect(asked="account.renewal_asked", check=_is_kept_by_two, do=_renew_password),
    JointKind.GIVE: Effect(asked="duty.asked", check=_may_become, do=_give),
    JointKind.TAKE: Effect(asked="duty.end_asked", check=_may_go, do=_take),
}
