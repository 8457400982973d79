"""Proving that a person is who the session says: a code, a key's signature, or at a step-up the password."""

from __future__ import annotations

import dataclasses
import re
import secrets
from dataclasses import dataclass, field

import pyotp
from pyotp.exceptions import OTPVerificationError

from webapp.domain.actor import Actor, Permission
from webapp.domain.errors import NotFound, Refused
from webapp.domain.factors import Factor, FactorKind, Stage
from webapp.domain.ids import PersonId
from webapp.domain.roster import Session
from webapp.store import factors, logins
from webapp.usecases.act import Act, in_steps, reads, writes
from webapp.usecases.hashing import fits
from webapp.usecases.key_answers import CHALLENGE, handle_of, signed
from webapp.usecases.let_in import is_let_in
from webapp.usecases.office import Office
from webapp.usecases.passwords import own_account
from webapp.usecases.proof_tries import count_try, forgive
from webapp.usecases.sessions import LONGEST_PASSWORD
from webapp.usecases.viewing import entry_of, note

SKEW = 1
"""Codes of the step before and after count as well: thirty seconds for a clock that is off or a slow hand."""
CODE = re.compile(r"[0-9]{6}")


class NotProven(Refused):
    """验证未通过：验证码不正确、已经用过，或者安全密钥不符。请等待新的验证码再试。"""

    code = "not_proven"


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a person gave: a code, or a key's answer and from which origin; at a step-up the password will do."""

    code: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    answer: str = field(default="", repr=False)
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class AtTheDoor:
    """A session that wants its second factor: whose, and by what the person can be proven."""

    person_id: PersonId
    kinds: frozenset[FactorKind]


@reads(Permission.SYSTEM)
def at_the_door(act: Act, *, token: str) -> AtTheDoor:
    """This function will tell who stands at the door with a right password; raises NotFound for any other token."""
    session = half_session(act, token)
    known = factors.of_person(act.tx, session.person_id)
    return AtTheDoor(person_id=session.person_id, kinds=frozenset(one.kind for one in known))


@in_steps
def pass_door(office: Office, actor: Actor, /, *, token: str, given: Given, devices: str = "") -> str:
    """This function will open a session whose password was right, and give its new token.

    `devices`: the browser's cookie of who has been in there before.
    Raises NotProven, TooOften, NotFound.
    """
    waiting = office.view(at_the_door, actor, token=token)
    counted = count_try(office, waiting.person_id, devices)
    fresh = office.run(open_door, actor, token=token, given=given)
    if fresh is None:
        raise NotProven
    forgive(office, counted)
    return fresh


@writes(Permission.SYSTEM)
def open_door(act: Act, *, token: str, given: Given) -> str | None:
    """This function will let a session in under a new token, or give None; either is recorded."""
    session = half_session(act, token)
    good = is_proven(act, session, given)
    note(act, entry_of(act, "sign_in.second" if good else "sign_in.second_refused", person=session.person_id))
    return renewed(act, session, stage=Stage.OPEN) if good else None


@in_steps
def prove_again(office: Office, actor: Actor, /, *, token: str, given: Given, devices: str = "") -> str:
    """This function will take a fresh proof of who is signed in and give the session's new token.

    Raises NotProven, TooOften.
    """
    counted = count_try(office, actor.person_id, devices)
    stored = office.view(own_account, actor).password_hash
    right = bool(given.password) and fits(office.hasher, stored, given.password[: LONGEST_PASSWORD + 1])
    fresh = office.run(keep_proof, actor, token=token, given=given, fitted=stored if right else None)
    if fresh is None:
        raise NotProven
    forgive(office, counted)
    return fresh


@writes(Permission.SIGNED_IN)
def keep_proof(act: Act, *, token: str, given: Given, fitted: str | None) -> str | None:
    """This function will let the actor's session go on as just proven, or give None; either is recorded."""
    session = logins.living_one(act.tx, logins.id_of(act.tx, token), now=act.now)
    if session.person_id != act.actor.person_id:
        raise NotFound
    known = is_let_in(act, session.person_id) and fitted == own_account.function(act).password_hash
    good = known or is_proven(act, session, given)
    note(act, entry_of(act, "proof.given" if good else "proof.refused", person=session.person_id))
    return renewed(act, session, stage=session.stage) if good else None


@reads(Permission.SIGNED_IN)
def kinds(act: Act) -> frozenset[FactorKind]:
    """This function will tell by what the actor can be proven beside the password."""
    return frozenset(one.kind for one in factors.of_person(act.tx, act.actor.person_id))


def renewed(act: Act, session: Session, *, stage: Stage) -> str:
    """This function will let a session go on under a new token, its person proven now; the old token is worth nothing.

    A session that came through the door lives its full time from here.
    """
    token = secrets.token_urlsafe(32)
    idle, hours = act.office.session_limits
    ends = session.ends_at if session.stage is not Stage.HALF else act.now + hours
    to = dataclasses.replace(
        session,
        id=logins.id_of(act.tx, token),
        proven_at=act.now,
        stage=stage,
        idle_until=min(act.now + idle, ends),
        ends_at=ends,
    )
    logins.rename(act.tx, session.id, to=to)
    return token


def is_proven(act: Act, session: Session, given: Given) -> bool:
    """This function will tell whether what was given proves the session's person, and use it up."""
    if not is_let_in(act, session.person_id):
        return False
    known = factors.of_person(act.tx, session.person_id)
    if given.answer:
        return _key_fits(act, session, given, known)
    return any(_code_fits(act, one, given.code) for one in known if one.kind is FactorKind.CODES)


def _key_fits(act: Act, session: Session, given: Given, known: tuple[Factor, ...]) -> bool:
    challenge = logins.waits_for(act.tx, session.id, now=act.now).get(CHALLENGE)
    one = next((one for one in known if one.handle and one.handle == handle_of(given.answer)), None)
    if challenge is None or one is None:
        return False
    uses = signed(given.answer, one, challenge=challenge, origin=given.origin)
    return uses is not None and factors.use_key(act.tx, one.id, known=one.uses, fresh=uses, now=act.now)


def _code_fits(act: Act, one: Factor, code: str) -> bool:
    step = step_of(one.secret.decode(), code, at=int(act.now.timestamp()))
    return step is not None and factors.use_step(act.tx, one.id, step=step, now=act.now)


def step_of(secret: str, code: str, *, at: int) -> int | None:
    """This function will give the step that a code belongs to, None for a wrong one; `at`: seconds since 1970."""
    plain = "".join(code.split())
    if not CODE.fullmatch(plain):
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(plain, for_time=at, valid_window=SKEW)
    except OTPVerificationError:
        return None


def half_session(act: Act, token: str) -> Session:
    """This function will give the session of whoever gave the right password only; raises NotFound for any other."""
    session = logins.living_one(act.tx, logins.id_of(act.tx, token), now=act.now)
    if session.stage is not Stage.HALF:
        raise NotFound
    return session
