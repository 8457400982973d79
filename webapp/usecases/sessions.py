"""Signing in and out; a session's person with grants as of now."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from contextlib import suppress
from dataclasses import dataclass

from webapp.domain import limits
from webapp.domain.actor import SYSTEM, Actor, Grant, Permission, actor_of
from webapp.domain.errors import NotFound, Refused, TooOften
from webapp.domain.factors import Stage
from webapp.domain.ids import OFFICE_ROOM, PersonId
from webapp.domain.limits import Limit
from webapp.domain.roster import Account, Directory, RoleGrant, Session
from webapp.store import accounts, grants, logins, people
from webapp.usecases.act import Act, in_steps, reads, writes
from webapp.usecases.devices import known_device
from webapp.usecases.factor_rules import stage_at_the_door
from webapp.usecases.hashing import fits, of_nobody
from webapp.usecases.let_in import PowerUnfit, is_let_in
from webapp.usecases.limits import refuse_too_often, take_back
from webapp.usecases.office import Office
from webapp.usecases.viewing import entry_of, note

TRIES_BEFORE_PAUSE = 5
PAUSE = dt.timedelta(minutes=15)
MOST_TRIES = 100
"""Wrong passwords in a row, whenever: then a new browser opens the account after a new password only (NIST 800-63B)."""
AT_THE_DOOR = dt.timedelta(minutes=10)
FRESH_FOR = dt.timedelta(minutes=10)
"""So long after password or second factor a person may do what asks for a fresh proof."""
LONGEST_PASSWORD = 200
"""More is no password: hashing it would be work for whoever asks for it."""


class SignInRefused(Refused):
    """账号或者口令不正确。连续五次不正确的，15分钟后再试。"""

    code = "sign_in_refused"


class JustRenewed(SignInRefused):
    """账号或者口令不正确。连续五次不正确的，15分钟后再试。"""


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """Who is signed in, for the shell of every page."""

    actor: Actor
    name: str
    room_name: str
    session_id: str
    language: str | None = None
    must_change: bool = False
    must_enrol: bool = False


@dataclass(frozen=True, kw_only=True)
class Come:
    """Whence somebody comes to the door: address, browser, and whether the login has been in there before."""

    remote: str = ""
    browser: str = ""
    known: bool = False


NOWHERE = Come()


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What came of a try at the door: the hash that the password fitted (None: none), and one by today's parameters."""

    login: str
    fitted: str | None
    fresh: str | None = None


@in_steps
def sign_in(
    office: Office,
    _actor: Actor,
    /,
    *,
    login: str,
    password: str,
    remote: str = "",
    browser: str = "",
    devices: str = "",
) -> str:
    """This function will check a password outside any transaction and open a session; gives the browser's token.

    Whoever is signed in already may sign in anew; an unknown login costs the same work. `devices`: the browser's cookie
    of who has been in there before. Raises SignInRefused, TooOften.
    """
    limit, who = _budget(office, office.view(known_device, SYSTEM, devices=devices, login=login), remote)
    come = Come(remote=remote, browser=browser, known=limit is limits.DEVICE)
    try:
        token = _entered(office, login=login, password=password, come=come)
    except JustRenewed:
        token = _entered(office, login=login, password=password, come=come)
    if token is None:
        raise SignInRefused
    if who:
        office.run(take_back, SYSTEM, limit=limit, who=who)
    return token


def _budget(office: Office, device: str | None, remote: str) -> tuple[Limit, str]:
    """Whose tries one more is: those of a browser that is known, and only when they are used up those of strangers."""
    if device is not None:
        with suppress(TooOften):
            refuse_too_often(office, limits.DEVICE, device)
            return limits.DEVICE, device
    who = limits.counted(remote)
    if who:
        refuse_too_often(office, limits.SIGN_IN, who)
    return limits.SIGN_IN, who


def _entered(office: Office, *, login: str, password: str, come: Come) -> str | None:
    account = office.view(account_of, SYSTEM, login=login)
    tried = _tried(office, login, account, password[: LONGEST_PASSWORD + 1])
    return office.run(note_sign_in, SYSTEM, tried=tried, come=come)


def _tried(office: Office, login: str, account: Account | None, password: str) -> Tried:
    stored = account.password_hash if account else of_nobody(office.hasher)
    right = fits(office.hasher, stored, password) and account is not None
    stale = right and office.hasher.check_needs_rehash(stored)
    return Tried(login=login, fitted=stored if right else None, fresh=office.hasher.hash(password) if stale else None)


@reads(Permission.SYSTEM)
def account_of(act: Act, *, login: str) -> Account | None:
    """This function will give the account of a login name, or None."""
    return accounts.by_login(act.tx, login.strip().lower())


@writes(Permission.SYSTEM)
def note_sign_in(act: Act, *, tried: Tried, come: Come = NOWHERE) -> str | None:
    """This function will open a session when the password was right and no pause is on, else count the try.

    A pause keeps out browsers that are new to the login; in one that is known the tries are counted by themselves.
    """
    account = accounts.by_login(act.tx, tried.login.strip().lower())
    if account is not None and tried.fitted is not None and tried.fitted != account.password_hash:
        raise JustRenewed
    if account is None:
        note(act, entry_of(act, "sign_in_refused", person=None, remote=come.remote))
        return None
    right, paused = tried.fitted is not None, not come.known and _paused(account, act.now)
    unfit = right and not is_let_in(act, account.person_id)
    good = right and not unfit and not paused and account.active
    entry = entry_of(act, "sign_in" if good else "sign_in_refused", person=account.person_id, remote=come.remote)
    note(act, dataclasses.replace(entry, facts={**entry.facts, "unfit": True}) if unfit else entry)
    if not good:
        if not come.known:
            _count(act, account)
        return None
    if tried.fresh:
        fresh = dataclasses.replace(account, password_hash=tried.fresh, version=account.version + 1)
        accounts.put(act.tx, fresh)
    accounts.note_try(act.tx, account.id, failures=0, locked_until=None)
    return open_session(act, account.person_id, remote=come.remote, browser=come.browser)


def _paused(account: Account, now: dt.datetime) -> bool:
    return account.failures >= MOST_TRIES or (account.locked_until is not None and account.locked_until > now)


def _count(act: Act, account: Account) -> None:
    failures = account.failures + 1
    until = act.now + PAUSE if failures % TRIES_BEFORE_PAUSE == 0 else account.locked_until
    accounts.note_try(act.tx, account.id, failures=failures, locked_until=until)


def open_session(
    act: Act,
    person_id: PersonId,
    *,
    remote: str,
    browser: str,
    stage: Stage | None = None,
    proven_at: dt.datetime | None = None,
) -> str:
    """This function will open a session of a person whose password was right, and give the browser's token.

    Where a second factor is wanted it is no more than a place at the door, for a few minutes; `stage` says that
    another has seen to that, `proven_at` when (now).
    """
    token, stage = secrets.token_urlsafe(32), stage or stage_at_the_door(act, person_id)
    idle, hours = (AT_THE_DOOR, AT_THE_DOOR) if stage is Stage.HALF else act.office.session_limits
    logins.add(
        act.tx,
        Session(
            id=logins.id_of(act.tx, token),
            person_id=person_id,
            made_at=act.now,
            seen_at=act.now,
            idle_until=act.now + idle,
            ends_at=act.now + hours,
            csrf=secrets.token_urlsafe(32),
            proven_at=proven_at or act.now,
            remote=remote or None,
            browser=browser or None,
            stage=stage,
        ),
    )
    return token


@reads(Permission.SYSTEM)
def actor_of_session(act: Act, *, token: str) -> SignedIn:
    """This function will give the person of a session that passed the door, with the grants of today.

    Raises NotFound, SessionUnfit, PowerUnfit.
    """
    session = logins.living_one(act.tx, logins.id_of(act.tx, token), now=act.now)
    if session.stage is Stage.HALF:
        raise NotFound
    if not is_let_in(act, session.person_id):
        raise PowerUnfit
    names = people.directory(act.tx)
    person = names.persons.get(PersonId(session.person_id))
    if person is None:  # of one who is not active no session lives
        raise NotFound
    held = grants.of_person(act.tx, person.id, on=act.today)
    actor = actor_of(
        person.id,
        person.kind,
        tuple(Grant(role=one.role, room_id=one.room_id) for one in held)
        + ((Grant(role="subject"),) if person.kind in ("head", "upper") else ()),
        act.office.library.roles(act.tx),
    )
    actor = dataclasses.replace(actor, fresh_until=(session.proven_at or session.made_at) + FRESH_FOR)
    account = accounts.by_person(act.tx, person.id)
    return SignedIn(
        actor=actor,
        name=person.name,
        room_name=_place(act, person.id, held, names),
        session_id=session.id,
        must_change=account is not None and account.must_change,
        must_enrol=session.stage is Stage.ENROL,
    )


def _place(act: Act, person_id: PersonId, held: tuple[RoleGrant, ...], names: Directory) -> str:
    """The one room that somebody works in, else the post: who leads four rooms is of none of them."""
    rooms = {names.rooms[one.room_id].name for one in held if one.room_id != OFFICE_ROOM and one.room_id in names.rooms}
    posts = [one.title for one in names.posts_of(person_id, on=act.today)]
    return rooms.pop() if len(rooms) == 1 else next(iter(posts), "")


@writes(Permission.SIGNED_IN, audited=False)
def keep_alive(act: Act, *, token: str) -> None:
    """This function will move a session's idle limit on."""
    idle, _ = act.office.session_limits
    logins.touch(act.tx, logins.id_of(act.tx, token), now=act.now, idle_until=act.now + idle)


@writes(Permission.SIGNED_IN)
def sign_out(act: Act, *, token: str) -> None:
    """This function will end the session."""
    logins.end(act.tx, logins.id_of(act.tx, token), now=act.now)
    note(act, entry_of(act, "sign_out"))
