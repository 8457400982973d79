"""A form that came too late, or before a proof that it asks for: it waits for whoever typed it, and for nobody else."""

from __future__ import annotations

import datetime as dt

from webapp.domain.actor import Permission
from webapp.domain.typed import Typed
from webapp.store import kept_forms, logins
from webapp.usecases.act import Act, reads, writes

KEPT_FOR = dt.timedelta(days=1)


@writes(Permission.SYSTEM, audited=False)
def keep_for_session(act: Act, *, token: str, typed: Typed) -> str | None:
    """This function will keep a form for whose session it was, also one that is over; None when nobody knows."""
    whose = logins.owner(act.tx, logins.id_of(act.tx, token))
    return None if whose is None else kept_forms.add(act.tx, whose, typed, now=act.now)


@writes(Permission.SIGNED_IN, audited=False)
def keep_own(act: Act, *, typed: Typed) -> str:
    """This function will keep a form of who is signed in and give its id."""
    return kept_forms.add(act.tx, act.actor.person_id, typed, now=act.now)


@reads(Permission.SIGNED_IN)
def own_form(act: Act, *, kept_id: str) -> Typed:
    """This function will give the actor a form back; raises NotFound for anybody else's."""
    return kept_forms.get(act.tx, kept_id, person_id=act.actor.person_id)


@writes(Permission.SIGNED_IN, audited=False)
def drop_form(act: Act, *, kept_id: str) -> None:
    """This function will forget a form that was sent."""
    kept_forms.drop(act.tx, kept_id, person_id=act.actor.person_id)
