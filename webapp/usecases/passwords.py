"""The own password: changed by its holder alone, who then signs in again everywhere."""

from __future__ import annotations

import dataclasses

from webapp.domain.actor import Actor, Permission
from webapp.domain.easy_passwords import is_easy
from webapp.domain.errors import NotFound, Refused
from webapp.domain.roster import Account
from webapp.domain.said import Said
from webapp.store import accounts, logins
from webapp.usecases.act import Act, in_steps, reads, writes
from webapp.usecases.hashing import fits
from webapp.usecases.office import Office
from webapp.usecases.proof_tries import count_try, forgive
from webapp.usecases.sessions import LONGEST_PASSWORD
from webapp.usecases.viewing import entry_of, note

SHORTEST = 10
"""Length beats rules about characters (OWASP ASVS 5.0, 6.2: at least 8, no composition rules, no forced renewal)."""


class PasswordRefused(Refused):
    """口令未能修改：{why}。"""

    code = "password_refused"


@in_steps
def change_password(office: Office, actor: Actor, *, old: str, new: str, devices: str = "") -> None:
    """This function will change the actor's password after the old one was given; all sessions of the person end."""
    account = office.view(own_account, actor)
    counted = count_try(office, account.person_id, devices)
    if not fits(office.hasher, account.password_hash, old[: LONGEST_PASSWORD + 1]):
        office.run(note_wrong_password, actor)
        raise PasswordRefused(why="原口令不正确")
    forgive(office, counted)
    if not SHORTEST <= len(new) <= LONGEST_PASSWORD:
        raise PasswordRefused(why=Said("新口令至少{count}个字符", count=SHORTEST))
    if new == old or new.strip().lower() == account.login:
        raise PasswordRefused(why="新口令不能与原口令或者登录名相同")
    if is_easy(new, login=account.login):
        raise PasswordRefused(
            why="新口令太容易猜到，不要用常见词、连号、键盘上的一排字母，请换一个，例如几个互不相干的词"
        )
    office.run(keep_password, actor, password_hash=office.hasher.hash(new), fitted=account.password_hash)


@reads(Permission.SIGNED_IN)
def own_account(act: Act) -> Account:
    """This function will give the actor's account; raises NotFound."""
    found = accounts.by_person(act.tx, act.actor.person_id)
    if found is None:
        raise NotFound
    return found


@writes(Permission.SIGNED_IN)
def note_wrong_password(act: Act) -> None:
    """This function will record a try that did not know the old password; the limit before it keeps them few."""
    note(act, entry_of(act, "account.password_refused"))


@writes(Permission.SIGNED_IN)
def keep_password(act: Act, *, password_hash: str, fitted: str) -> None:
    """This function will keep the hash of the actor's new password; `fitted`: the one that the old password fits.

    Raises PasswordRefused where another password was given out since.
    """
    account = own_account.function(act)
    if account.password_hash != fitted:
        raise PasswordRefused(why="原口令不正确")
    changed = dataclasses.replace(
        account, password_hash=password_hash, must_change=False, changed_at=act.now, version=account.version + 1
    )
    accounts.put(act.tx, changed)
    logins.end_all(act.tx, act.actor.person_id, now=act.now)
    note(act, entry_of(act, "account.password"))
