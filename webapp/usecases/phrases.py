"""What a person sets for oneself: own phrases (常用语), the language."""

from __future__ import annotations

import secrets

from webapp.domain.actor import Permission
from webapp.domain.roster import Phrase
from webapp.store import accounts
from webapp.usecases.act import Act, reads, writes


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
def remove_phrase(act: Act, *, phrase_id: str) -> None:
    """This function will remove an own phrase."""
    accounts.drop_phrase(act.tx, phrase_id, person_id=act.actor.person_id)


@writes(Permission.SIGNED_IN, audited=False)
def set_language(_act: Act, *, language: str) -> str:
    """This function will give the language back: it lives in the browser's cookie, not in the office."""
    return language if language in ("zh", "en") else "zh"
