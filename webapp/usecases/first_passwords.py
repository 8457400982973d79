"""First passwords: given by the security administrator, shown once, to be changed at the first sign-in."""

from __future__ import annotations

import re
import secrets
import uuid

from webapp.domain.actor import ADMIN_ROLES, Actor, Permission, is_given_by_two
from webapp.domain.ids import PersonId
from webapp.domain.roster import Account, RoleGrant
from webapp.store import accounts, beginnings, grants, logins, people, power_check
from webapp.usecases.act import Act, in_steps, writes
from webapp.usecases.office import Office
from webapp.usecases.people import RosterRefused
from webapp.usecases.viewing import entry_of, note

FIRST_PASSWORD_BYTES = 9
LOGIN = re.compile(r"[a-z0-9._@\-\u3400-\u4dbf\u4e00-\u9fff]{1,40}")
"""Of other scripts some letters look like these: one login would be read for another."""


@in_steps
def give_password(office: Office, actor: Actor, *, person_id: PersonId, login: str = "") -> str:
    """This function will make or renew an account and give its first password, which is shown once and kept nowhere."""
    password = made_up()
    office.run(put_account, actor, person_id=person_id, login=login, password_hash=office.hasher.hash(password))
    return password


def made_up() -> str:
    """This function will make up a first password."""
    return secrets.token_urlsafe(FIRST_PASSWORD_BYTES)


@writes(Permission.KEEP_ROSTER, fresh=True)
def put_account(act: Act, *, person_id: PersonId, login: str, password_hash: str) -> None:
    """This function will write an account whose password must be changed at the first sign-in; all sessions end.

    Refused for whoever has one and holds a duty that two administrators give: two renew it.
    """
    beginnings.one_at_a_time(act.tx, person_id)
    if accounts.by_person(act.tx, person_id) is not None and holds_by_two(act, person_id):
        raise RosterRefused(why="此人的口令由两名管理员在“两人办理”页重置")
    done = renew_account(act, person_id=person_id, login=login, password_hash=password_hash)
    note(act, entry_of(act, done, person=person_id))


def duty_of_administrator(act: Act, person_id: PersonId) -> RoleGrant | None:
    """This function will give which of the three administrators' duties a person holds, from whatever day on."""
    held = (one for one in grants.all_grants(act.tx) if one.person_id == person_id)
    return next((one for one in held if one.role in ADMIN_ROLES), None)


def holds_by_two(act: Act, person_id: PersonId) -> bool:
    """This function will tell whether a person holds a duty that two administrators give, from whatever day on."""
    if duty_of_administrator(act, person_id):
        return True
    roles = act.office.library.roles(act.tx)
    held = {one.role for one in grants.all_grants(act.tx) if one.person_id == person_id}
    return any(is_given_by_two(roles[code]) for code in held & roles.keys())


def renew_account(act: Act, *, person_id: PersonId, login: str, password_hash: str) -> str:
    """This function will write the account and give the word of the act; raises RosterRefused, NotFound."""
    people.person_of(act.tx, person_id)
    known = accounts.by_person(act.tx, person_id)
    wanted = (login.strip().lower() or (known.login if known else "")) or person_id
    if (known is None or wanted != known.login) and not LOGIN.fullmatch(wanted):
        raise RosterRefused(why="登录名只用英文字母、数字、汉字和 . _ - @")
    holder = accounts.by_login(act.tx, wanted)
    if holder is not None and holder.person_id != person_id:
        raise RosterRefused(why="该账号已被使用，请另取一个")
    fresh = Account(
        id=known.id if known else uuid.uuid4().hex,
        person_id=person_id,
        login=wanted,
        password_hash=password_hash,
        must_change=True,
        changed_at=act.now,
        subject=known.subject if known and power_check.is_listed(act.tx, "account", known.id, person_id) else None,
        version=known.version + 1 if known else 1,
    )
    accounts.put(act.tx, fresh)
    logins.end_all(act.tx, person_id, now=act.now)
    return "account.renewed" if known else "account.made"
