"""Own second factors: codes of an authenticator, named, several of them, ended by their owner."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pyotp

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound, Refused
from webapp.domain.factors import Factor, FactorKind, Stage
from webapp.domain.joint import JointKind, JointRequest, JointStatus
from webapp.domain.roster import Session
from webapp.store import accounts, factors, joint, logins, people
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.factor_rules import is_required
from webapp.usecases.proving import renewed, step_of
from webapp.usecases.viewing import entry_of, note

MOST, LONGEST_NAME = 8, 30
TOLD_FOR, LATELY = dt.timedelta(days=30), dt.timedelta(days=7)


class EnrolmentRefused(Refused):
    """第二重验证未能办理：{why}。"""

    code = "enrolment_refused"


@dataclass(frozen=True, kw_only=True)
class OwnFactor:
    """One of a person's second factors, without its secret."""

    id: str
    kind: FactorKind
    name: str
    made_at: dt.datetime
    used_at: dt.datetime | None


@dataclass(frozen=True, kw_only=True)
class Told:
    """What two administrators did to the own sign-in or duty, for its person: who asked, who confirmed, when, why."""

    asked_by: str
    confirmed_by: str
    at: dt.datetime
    reason: str
    kind: JointKind


@dataclass(frozen=True, kw_only=True)
class OwnFactors:
    """The page of the own second factors."""

    rows: tuple[OwnFactor, ...]
    required: bool
    told: tuple[Told, ...]


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A secret that is offered to an authenticator: its address for the picture, and as text to type."""

    address: str
    secret: str


@reads(Permission.SIGNED_IN)
def own_factors(act: Act) -> OwnFactors:
    """This function will list the actor's second factors, and what others did to them in the last thirty days."""
    me, names = act.actor.person_id, people.directory(act.tx)
    rows = (
        OwnFactor(id=one.id, kind=one.kind, name=one.name, made_at=one.made_at, used_at=one.used_at)
        for one in factors.of_person(act.tx, me)
    )
    told = (
        Told(
            asked_by=names.name(one.asked_by),
            confirmed_by=names.name(one.settled_by),
            at=one.settled_at or one.asked_at,
            reason=one.reason,
            kind=one.kind,
        )
        for one in _done_to(act, since=act.now - TOLD_FOR)
    )
    return OwnFactors(rows=tuple(rows), required=is_required(act, me), told=tuple(told))


@reads(Permission.SIGNED_IN)
def was_told_lately(act: Act) -> bool:
    """This function will tell whether two administrators did something to the actor's sign-in or duty this week."""
    return any(_done_to(act, since=act.now - LATELY))


def _done_to(act: Act, *, since: dt.datetime) -> Iterator[JointRequest]:
    found = joint.requests(act.tx, since=since)
    return (one for one in found if one.person_id == act.actor.person_id and one.status is JointStatus.DONE)


@writes(Permission.SIGNED_IN, audited=False, fresh=True)
def offer_codes(act: Act, *, token: str) -> None:
    """This function will make a secret for an authenticator; it counts only when a first code confirms it."""
    session = own_session(act, token)
    logins.wait_for(act.tx, session.id, {FactorKind.CODES: pyotp.random_base32()}, now=act.now)


@reads(Permission.SIGNED_IN)
def offered_codes(act: Act, *, token: str) -> Offered:
    """This function will give the secret that waits for its first code; raises NotFound where none does."""
    session = own_session(act, token)
    secret = logins.waits_for(act.tx, session.id, now=act.now).get(FactorKind.CODES)
    if secret is None:
        raise NotFound
    account = accounts.by_person(act.tx, act.actor.person_id)
    address = pyotp.TOTP(secret).provisioning_uri(
        name=account.login if account else act.actor.person_id, issuer_name=act.office.facts["name"]
    )
    return Offered(address=address, secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)))


@writes(Permission.SIGNED_IN, fresh=True)
def confirm_codes(act: Act, *, token: str, code: str, name: str = "") -> str:
    """This function will take the offered secret as a second factor and give the session's new token.

    Raises EnrolmentRefused for a wrong code (the secret stays on offer), NotFound where none is offered.
    """
    session = own_session(act, token)
    secret = logins.waits_for(act.tx, session.id, now=act.now).get(FactorKind.CODES)
    if secret is None:
        raise NotFound
    step = step_of(secret, code, at=int(act.now.timestamp()))
    if step is None:
        raise EnrolmentRefused(why="验证码不正确，请核对手机时间后再试")
    one = Factor(
        id=uuid.uuid4().hex,
        person_id=act.actor.person_id,
        kind=FactorKind.CODES,
        name=name_of(name, "手机验证器"),
        secret=secret.encode(),
        made_at=act.now,
    )
    keep(act, one, session)
    factors.use_step(act.tx, one.id, step=step, now=act.now)
    return renewed(act, session, stage=Stage.OPEN)


@writes(Permission.SIGNED_IN, fresh=True)
def end_factor(act: Act, *, factor_id: str) -> None:
    """This function will end one of the actor's second factors; the last one stays where one is required."""
    me = act.actor.person_id
    if len(factors.of_person(act.tx, me)) == 1 and is_required(act, me):
        raise EnrolmentRefused(why="至少保留一种；请先增加新的，再停用旧的")
    factors.end(act.tx, factor_id, person_id=me)
    note(act, entry_of(act, "factor.ended", person=me, factor=factor_id))


def keep(act: Act, one: Factor, session: Session) -> None:
    """This function will write a second factor of the actor and record that it is there.

    With the first one all sessions but this end: the password alone opened them, and could enrol a factor of its own.
    """
    known = len(factors.of_person(act.tx, one.person_id))
    if known >= MOST:
        raise EnrolmentRefused(why="最多登记八种，请先停用不用的")
    if not known:
        logins.end_all(act.tx, one.person_id, now=act.now, but=session.id)
    factors.add(act.tx, one)
    note(act, entry_of(act, "factor.added", person=one.person_id, factor=one.id, kind=str(one.kind)))


def name_of(typed: str, otherwise: str) -> str:
    """This function will give a second factor's name: as typed, cut to thirty characters."""
    return " ".join(typed.split())[:LONGEST_NAME] or otherwise


def own_session(act: Act, token: str) -> Session:
    """This function will give the actor's session behind a token; raises NotFound for any other."""
    session = logins.living_one(act.tx, logins.id_of(act.tx, token), now=act.now)
    if session.person_id != act.actor.person_id:
        raise NotFound
    return session
