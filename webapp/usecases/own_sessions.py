"""Own sessions: where one is signed in, and ending one or all others; the night forgets what is long over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from webapp.domain.actor import SYSTEM, Permission
from webapp.store import kept_forms, logins, tallies
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.kept_forms import KEPT_FOR as FORMS_KEPT_FOR
from webapp.usecases.office import Office
from webapp.usecases.viewing import entry_of, note

KEPT_FOR = dt.timedelta(days=2)
"""So long it is known whose a session was: a form that comes late is still its person's."""


@dataclass(frozen=True, kw_only=True)
class OwnSession:
    """One of a person's living sessions."""

    id: str
    remote: str
    browser: str
    made_at: dt.datetime
    seen_at: dt.datetime
    ends_at: dt.datetime


@reads(Permission.SIGNED_IN)
def own_sessions(act: Act) -> tuple[OwnSession, ...]:
    """This function will list where the actor is signed in, the session last used first."""
    return tuple(
        OwnSession(
            id=one.id,
            remote=one.remote or "",
            browser=one.browser or "",
            made_at=one.made_at,
            seen_at=one.seen_at,
            ends_at=min(one.ends_at, one.idle_until),
        )
        for one in logins.living_of(act.tx, act.actor.person_id, now=act.now)
    )


@writes(Permission.SIGNED_IN)
def end_session(act: Act, *, session_id: str) -> None:
    """This function will end one of the actor's sessions; raises NotFound for any other."""
    logins.end_own(act.tx, session_id, person_id=act.actor.person_id, now=act.now)
    note(act, entry_of(act, "session.ended", count=1))


@writes(Permission.SIGNED_IN)
def end_others(act: Act, *, but: str) -> int:
    """This function will end all of the actor's sessions but one and tell how many."""
    count = logins.end_all(act.tx, act.actor.person_id, now=act.now, but=but)
    note(act, entry_of(act, "session.ended", count=count))
    return count


@writes(Permission.SYSTEM, audited=False)
def forget_sessions(act: Act) -> int:
    """This function will remove sessions over two days ago, what was counted until then, forms nobody came for."""
    before = act.now - KEPT_FOR
    over = logins.sweep(act.tx, before=before) + tallies.sweep(act.tx, before=before)
    return over + kept_forms.sweep(act.tx, before=act.now - FORMS_KEPT_FOR)


def sweep_sessions(office: Office) -> int:
    """This function will do so as a piece of the day."""
    return office.run(forget_sessions, SYSTEM)
