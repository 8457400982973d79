"""Signing in and out; a session's person with grants as of now."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from webapp.domain.actor import Actor, Grant, Permission, actor_of
from webapp.domain.errors import NotFound, Refused
from webapp.domain.ids import OFFICE_ROOM, PersonId
from webapp.domain.roster import Account, Phrase, Session
from webapp.store import accounts, grants, people
from webapp.usecases.act import Act, in_steps, reads, writes
from webapp.usecases.office import Office
from webapp.usecases.viewing import entry_of, note

TRIES_BEFORE_PAUSE = 5
PAUSE = dt.timedelta(minutes=15)
WRONG = "账号或者口令不正确"


class SignInRefused(Refused):
    """账号或者口令不正确。连续五次不正确的，15分钟后再试。"""

    code = "sign_in_refused"


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """Who is signed in, for the shell of every page."""

    actor: Actor
    name: str
    room_name: str
    session_id: str
    language: str | None = None
    must_change: bool = False


@lru_cache(maxsize=1)
def hasher() -> PasswordHasher:
    """This function will give argon2id with the parameters of OWASP's cheat sheet (64 MiB, 3 passes)."""
    return PasswordHasher(time_cost=3, memory_cost=65536, parallelism=2)


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A hash to check against when the login is unknown, so that both take as long."""
    return hasher().hash(secrets.token_hex(16))


@in_steps
def sign_in(office: Office, actor: Actor, /, *, login: str, password: str, remote: str = "") -> str:
    """This function will check a password outside any transaction and open a session; gives the browser's token."""
    account = office.view(account_of, actor, login=login)
    right = _verify(account.password_hash if account else _nobody(), password)
    token = office.run(note_sign_in, actor, login=login, right=right and account is not None, remote=remote)
    if token is None:
        raise SignInRefused
    return token


def _verify(stored: str, password: str) -> bool:
    try:
        return hasher().verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@reads(Permission.SYSTEM)
def account_of(act: Act, *, login: str) -> Account | None:
    """This function will give the account of a login name, or None."""
    return accounts.by_login(act.tx, login.strip().lower())


@writes(Permission.SYSTEM)
def note_sign_in(act: Act, *, login: str, right: bool, remote: str = "") -> str | None:
    """This function will open a session when the password was right and no pause is on, else count the try."""
    account = accounts.by_login(act.tx, login.strip().lower())
    person = account.person_id if account else None
    paused = account is not None and account.locked_until is not None and account.locked_until > act.now
    good = account is not None and right and not paused and account.active
    note(act, entry_of(act, "sign_in" if good else "sign_in_refused", person=person, remote=remote))
    if account is None:
        return None
    if not good:
        failures = account.failures + 1
        until = act.now + PAUSE if failures % TRIES_BEFORE_PAUSE == 0 else account.locked_until
        accounts.note_try(act.tx, account.id, failures=failures, locked_until=until)
        return None
    accounts.note_try(act.tx, account.id, failures=0, locked_until=None)
    return _open(act, account)


def _open(act: Act, account: Account) -> str:
    token = secrets.token_urlsafe(32)
    idle, hours = act.office.session_limits
    accounts.open_session(
        act.tx,
        Session(
            id=session_id(token),
            person_id=account.person_id,
            made_at=act.now,
            seen_at=act.now,
            idle_until=act.now + idle,
            ends_at=act.now + hours,
            csrf=secrets.token_urlsafe(32),
        ),
    )
    return token


def session_id(token: str) -> str:
    """This function will give the id under which a browser's token is kept: the token itself is in no table."""
    return hashlib.sha256(token.encode()).hexdigest()


@reads(Permission.SYSTEM)
def actor_of_session(act: Act, *, token: str) -> SignedIn:
    """This function will give the person of a living session, with the grants of today; raises NotFound."""
    session = accounts.session_of(act.tx, session_id(token), now=act.now)
    names = people.directory(act.tx)
    person = names.persons.get(PersonId(session.person_id))
    if person is None or not person.active:
        raise NotFound
    held = grants.of_person(act.tx, person.id, on=act.today)
    actor = actor_of(
        person.id,
        person.kind,
        tuple(Grant(role=one.role, room_id=one.room_id) for one in held)
        + ((Grant(role="subject"),) if person.kind in ("head", "upper") else ()),
        act.office.library.roles(act.tx),
    )
    rooms = [names.rooms[one.room_id].name for one in held if one.room_id != OFFICE_ROOM and one.room_id in names.rooms]
    posts = names.posts_of(person.id, on=act.today)
    room = rooms[0] if rooms else (posts[0].title if posts else "")
    account = accounts.by_person(act.tx, person.id)
    return SignedIn(
        actor=actor,
        name=person.name,
        room_name=room,
        session_id=session.id,
        must_change=account is not None and account.must_change,
    )


@writes(Permission.SIGNED_IN, audited=False)
def keep_alive(act: Act, *, token: str) -> None:
    """This function will move a session's idle limit on."""
    idle, _ = act.office.session_limits
    accounts.touch(act.tx, session_id(token), now=act.now, idle_until=act.now + idle)


@writes(Permission.SIGNED_IN)
def sign_out(act: Act, *, token: str) -> None:
    """This function will end the session."""
    accounts.close_session(act.tx, session_id(token))
    note(act, entry_of(act, "sign_out"))


@writes(Permission.SIGNED_IN, audited=False)
def add_phrase(act: Act, *, text: str) -> None:
    """This function will keep an own phrase (常用语) of up to 100 characters."""
    mine = accounts.phrases(act.tx, act.actor.person_id)
    phrase = Phrase(
        id=secrets.token_hex(16), person_id=act.actor.person_id, text=text.strip()[:100], position=len(mine)
    )
    accounts.put_phrase(act.tx, phrase)


@reads(Permission.SIGNED_IN)
def phrases(act: Act) -> tuple[Phrase, ...]:
    """This function will give the actor's own phrases."""
    return tuple(accounts.phrases(act.tx, act.actor.person_id))


@writes(Permission.SIGNED_IN, audited=False)
def set_language(_act: Act, *, language: str) -> str:
    """This function will give the language back: it lives in the browser's cookie, not in the office."""
    return language if language in ("zh", "en") else "zh"


@writes(Permission.SIGNED_IN, audited=False)
def remove_phrase(act: Act, *, phrase_id: str) -> None:
    """This function will remove an own phrase."""
    accounts.drop_phrase(act.tx, phrase_id, person_id=act.actor.person_id)
