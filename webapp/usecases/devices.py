"""Browsers in which a person has signed in before: there nobody's wrong tries keep the person out but the own.

A cookie bears, for each of the last logins of a browser, a mark by the office's key (OWASP, Slow Down Online Guessing
Attacks with Device Cookies; NIST SP 800-63B-4, 3.2.2). It lets nobody in: it only says whose budget of tries counts.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from webapp.domain.actor import Permission
from webapp.domain.ids import PersonId
from webapp.store import accounts, factors, logins
from webapp.store.db import Tx
from webapp.usecases.act import Act, reads

MOST = 8
"""Logins that a browser remembers; a terminal in a hall may have many."""
LIVES = dt.timedelta(days=180)
BETWEEN, PARTS, PASSED = "~", ".", "device passed"


@dataclass(frozen=True, kw_only=True)
class Device:
    """A browser as somebody's: of which login (a keyed digest), its own number, since when (seconds since 1970).

    `passed`: another mark where the second factor was passed, too, bound to the factors that the person then had.
    """

    tag: str
    number: str
    since: int
    mark: str
    passed: str = ""

    @property
    def text(self) -> str:
        """What the cookie holds."""
        return PARTS.join((self.tag, self.number, str(self.since), self.mark, self.passed))


@reads(Permission.SYSTEM)
def known_device(act: Act, *, devices: str, login: str | None = None) -> str | None:
    """This function will give the number of the browser where a login has been in before; None for a stranger's.

    Without a login: of a browser in which anybody has.
    """
    tag = None if login is None else _tag(act.tx, login)
    return next((one.number for one in _known(act.tx, devices, act.now) if tag in (None, one.tag)), None)


@reads(Permission.SYSTEM)
def passed_device(act: Act, *, devices: str, person_id: PersonId) -> str | None:
    """This function will give the number of the browser where a person has passed the second factors of today."""
    account = accounts.by_person(act.tx, person_id)
    own = () if account is None else _known(act.tx, devices, act.now, tag=_tag(act.tx, account.login))
    return next((one.number for one in own if _has_passed(act.tx, one, person_id)), None)


@reads(Permission.SYSTEM)
def remembered(act: Act, *, devices: str, token: str, passed: bool = False) -> str:
    """This function will give the cookie of a browser in which the person of a session has just been let in.

    `passed`: past the second factor. Where that was so before the number stays, and the tries that it has left.
    """
    account = accounts.by_person(act.tx, logins.living_one(act.tx, logins.id_of(act.tx, token), now=act.now).person_id)
    known = tuple(_known(act.tx, devices, act.now))
    if account is None:
        return BETWEEN.join(one.text for one in known)
    tag = _tag(act.tx, account.login)
    before = next((one for one in known if one.tag == tag and _has_passed(act.tx, one, account.person_id)), None)
    fresh = before or _fresh(act.tx, tag, secrets.token_urlsafe(12), act.now)
    if passed:
        fresh = _fresh(act.tx, tag, fresh.number, act.now)
        fresh = dataclasses.replace(fresh, passed=act.tx.vault.mark(PASSED, _proof(act.tx, fresh, account.person_id)))
    return BETWEEN.join([fresh.text, *(one.text for one in known if one.tag != tag)][:MOST])


def _tag(tx: Tx, login: str) -> str:
    return tx.vault.mark("device login", login.strip().lower())[:16]


def _fresh(tx: Tx, tag: str, number: str, now: dt.datetime) -> Device:
    since = int(now.timestamp())
    return Device(tag=tag, number=number, since=since, mark=tx.vault.mark("device", f"{tag} {number} {since}"))


def _known(tx: Tx, devices: str, now: dt.datetime, *, tag: str | None = None) -> Iterator[Device]:
    for text in devices.split(BETWEEN)[:MOST]:
        of, number, since, mark, passed = (*text.split(PARTS), "", "", "", "", "")[:5]
        if tag in (None, of) and tx.vault.fits("device", f"{of} {number} {since}", mark) and _lives(int(since), now):
            yield Device(tag=of, number=number, since=int(since), mark=mark, passed=passed)


def _has_passed(tx: Tx, device: Device, person_id: PersonId) -> bool:
    return bool(device.passed) and tx.vault.fits(PASSED, _proof(tx, device, person_id), device.passed)


def _proof(tx: Tx, device: Device, person_id: PersonId) -> str:
    """Who once had a factor of somebody's, which is ended, has passed nowhere."""
    own = sorted(one.id for one in factors.of_person(tx, person_id))
    return " ".join((device.tag, device.number, *own))


def _lives(since: int, now: dt.datetime) -> bool:
    return 0 <= now.timestamp() - since < LIVES.total_seconds()
