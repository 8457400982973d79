"""Browsers in which a person has signed in before: there nobody's wrong tries keep the person out but the own.

A cookie bears, for each of the last logins of a browser, a mark by the office's key (OWASP, Slow Down Online Guessing
Attacks with Device Cookies; NIST SP 800-63B-4, 3.2.2). It lets nobody in: it only says whose budget of tries counts.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from webapp.domain.actor import Permission
from webapp.store import accounts, logins
from webapp.store.db import Tx
from webapp.usecases.act import Act, reads

MOST = 8
"""Logins that a browser remembers; a terminal in a hall may have many."""
LIVES = dt.timedelta(days=180)
BETWEEN, PARTS = "~", "."


@dataclass(frozen=True, kw_only=True)
class Device:
    """A browser as somebody's: of which login (a keyed digest), its own number, since when (seconds since 1970)."""

    tag: str
    number: str
    since: int
    mark: str

    @property
    def text(self) -> str:
        """What the cookie holds."""
        return PARTS.join((self.tag, self.number, str(self.since), self.mark))


@reads(Permission.SYSTEM)
def known_device(act: Act, *, devices: str, login: str | None = None) -> str | None:
    """This function will give the number of the browser where a login has been in before; None for a stranger's.

    Without a login: of a browser in which anybody has.
    """
    tag = None if login is None else _tag(act.tx, login)
    return next((one.number for one in _known(act.tx, devices, act.now) if tag in (None, one.tag)), None)


@reads(Permission.SYSTEM)
def remembered(act: Act, *, devices: str, token: str) -> str:
    """This function will give the cookie of a browser in which the person of a session has just been let in."""
    account = accounts.by_person(act.tx, logins.living_one(act.tx, logins.id_of(act.tx, token), now=act.now).person_id)
    known = tuple(_known(act.tx, devices, act.now))
    if account is None:
        return BETWEEN.join(one.text for one in known)
    tag = _tag(act.tx, account.login)
    others = [one.text for one in known if one.tag != tag]
    return BETWEEN.join([_fresh(act.tx, tag, act.now).text, *others][:MOST])


def _tag(tx: Tx, login: str) -> str:
    return tx.vault.mark("device login", login.strip().lower())[:16]


def _fresh(tx: Tx, tag: str, now: dt.datetime) -> Device:
    number, since = secrets.token_urlsafe(12), int(now.timestamp())
    return Device(tag=tag, number=number, since=since, mark=tx.vault.mark("device", f"{tag} {number} {since}"))


def _known(tx: Tx, devices: str, now: dt.datetime) -> Iterator[Device]:
    for text in devices.split(BETWEEN)[:MOST]:
        tag, number, since, mark = (*text.split(PARTS), "", "", "", "")[:4]
        if tx.vault.fits("device", f"{tag} {number} {since}", mark) and _lives(int(since), now):
            yield Device(tag=tag, number=number, since=int(since), mark=mark)


def _lives(since: int, now: dt.datetime) -> bool:
    return 0 <= now.timestamp() - since < LIVES.total_seconds()
