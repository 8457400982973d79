"""Signing in by an outside provider: it vouches for a subject, which the roster maps to an account that is there."""

from __future__ import annotations

import datetime as dt

from webapp.domain import limits
from webapp.domain.actor import SYSTEM, Actor, Permission
from webapp.domain.errors import NotFound
from webapp.domain.factors import Stage
from webapp.domain.ids import PersonId
from webapp.outbound import oidc
from webapp.outbound.oidc import Begun, ProviderRefused
from webapp.store import accounts
from webapp.usecases.act import Act, in_steps, reads, writes
from webapp.usecases.devices import known_device
from webapp.usecases.let_in import is_let_in
from webapp.usecases.limits import refuse_too_often, take_back
from webapp.usecases.office import Office
from webapp.usecases.sessions import FRESH_FOR, open_session
from webapp.usecases.viewing import entry_of, note


@in_steps
def begin_at_provider(office: Office, _actor: Actor, /, *, remote: str = "", devices: str = "") -> Begun:
    """This function will begin a sign-in at the provider.

    Raises NotFound in an office without one, TooOften, Unavailable.
    """
    if office.provider is None:
        raise NotFound
    refuse_too_often(office, limits.PROVIDER, _who(office, remote, devices))
    return oidc.set_out(office.provider, fresh_for=int(FRESH_FOR.total_seconds()))


def _who(office: Office, remote: str, devices: str) -> str:
    """Whose requests they are: a browser's in which somebody has been in before, else those of all at the address."""
    return office.view(known_device, SYSTEM, devices=devices) or limits.counted(remote)


@in_steps
def finish_at_provider(
    office: Office,
    _actor: Actor,
    /,
    *,
    code: str,
    verifier: str,
    nonce: str,
    remote: str = "",
    browser: str = "",
    devices: str = "",
) -> str:
    """This function will open a session for whom the provider vouches, and give the browser's token.

    No account is ever made. Raises ProviderRefused, NotFound, TooOften, Unavailable.
    """
    provider, who = office.provider, _who(office, remote, devices)
    if provider is None:
        raise NotFound
    refuse_too_often(office, limits.PROVIDER, who)
    found = oidc.finish(provider, code=code, verifier=verifier, nonce=nonce, at=int(office.clock().timestamp()))
    token = office.run(
        note_provider_sign_in,
        SYSTEM,
        subject=found.subject,
        proven_at=found.proven_at,
        trusted=provider.trusts_factor,
        remote=remote,
        browser=browser,
    )
    if token is None:
        raise ProviderRefused(why="没有与之对应的账号，请联系安全管理员")
    for _ in ("begun", "finished"):
        office.run(take_back, SYSTEM, limit=limits.PROVIDER, who=who)
    return token


@writes(Permission.SYSTEM)
def note_provider_sign_in(
    act: Act, *, subject: str, trusted: bool, proven_at: int = 0, remote: str = "", browser: str = ""
) -> str | None:
    """This function will open a session of the account that has this subject, or give None; either is recorded.

    It counts as proven when the person did it at the provider: one who is known there since the morning did not now.
    """
    account = accounts.by_subject(act.tx, subject)
    good = account is not None and account.active and is_let_in(act, account.person_id)
    person = account.person_id if account else None
    note(act, entry_of(act, "sign_in" if good else "sign_in_refused", person=person, remote=remote, by="provider"))
    if account is None or not good:
        return None
    stage = Stage.OPEN if trusted else None
    proven = dt.datetime.fromtimestamp(proven_at, dt.UTC)
    return open_session(act, account.person_id, remote=remote, browser=browser, stage=stage, proven_at=proven)


@reads(Permission.KEEP_ROSTER)
def subject_of(act: Act, *, person_id: PersonId) -> str | None:
    """This function will give the subject of a person's account; None where there is no provider or no account."""
    account = accounts.by_person(act.tx, person_id)
    return None if act.office.provider is None or account is None else account.subject or ""
