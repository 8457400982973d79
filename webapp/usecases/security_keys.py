"""Own security keys: enrolled with a name; asked for a signature at the door and at a step-up."""

from __future__ import annotations

import uuid

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound
from webapp.domain.factors import Factor, FactorKind, Stage
from webapp.domain.roster import Session
from webapp.store import accounts, factors, logins
from webapp.usecases.act import Act, writes
from webapp.usecases.enrolling import EnrolmentRefused, keep, name_of, own_session
from webapp.usecases.key_answers import CHALLENGE, HOST, created, fresh_challenge, to_create, to_sign
from webapp.usecases.proving import half_session, renewed


@writes(Permission.SYSTEM, audited=False)
def ask_key_at_the_door(act: Act, *, token: str, host: str) -> str:
    """This function will give what the browser asks a key for, of whoever gave the right password; NotFound."""
    return _asked(act, half_session(act, token), host)


@writes(Permission.SIGNED_IN, audited=False)
def ask_key_again(act: Act, *, token: str, host: str) -> str:
    """This function will give what the browser asks a key for at a step-up."""
    return _asked(act, own_session(act, token), host)


def _asked(act: Act, session: Session, host: str) -> str:
    challenge = fresh_challenge()
    logins.wait_for(act.tx, session.id, {CHALLENGE: challenge, HOST: host}, now=act.now)
    return to_sign(host=host, challenge=challenge, known=factors.of_person(act.tx, session.person_id))


@writes(Permission.SIGNED_IN, audited=False, fresh=True)
def offer_key(act: Act, *, token: str, host: str) -> str:
    """This function will give what the browser asks a new key for; none that is enrolled already answers."""
    session, challenge = own_session(act, token), fresh_challenge()
    account = accounts.by_person(act.tx, session.person_id)
    logins.wait_for(act.tx, session.id, {CHALLENGE: challenge, HOST: host}, now=act.now)
    return to_create(
        host=host,
        office=act.office.facts["name"],
        person=session.person_id,
        login=account.login if account else session.person_id,
        challenge=challenge,
        known=factors.of_person(act.tx, session.person_id),
    )


@writes(Permission.SIGNED_IN, fresh=True)
def confirm_key(act: Act, *, token: str, answer: str, origin: str, name: str = "") -> str:
    """This function will take a key that answered as a second factor and give the session's new token.

    Raises EnrolmentRefused for an answer that does not fit, NotFound where no key is asked for.
    """
    session = own_session(act, token)
    waits = logins.waits_for(act.tx, session.id, now=act.now)
    if CHALLENGE not in waits:
        raise NotFound
    key = created(answer, challenge=waits[CHALLENGE], host=waits[HOST], origin=origin)
    if key is None:
        raise EnrolmentRefused(why="安全密钥的回应不符，请重试")
    one = Factor(
        id=uuid.uuid4().hex,
        person_id=session.person_id,
        kind=FactorKind.KEY,
        name=name_of(name, "安全密钥"),
        secret=key.public_key,
        handle=key.handle,
        host=waits[HOST],
        uses=key.uses,
        made_at=act.now,
    )
    keep(act, one, session)
    return renewed(act, session, stage=Stage.OPEN)
