"""Deployed diagrams: immutable sets in the database, read once and kept; a case is pinned to its own."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any  # YAML as it came

from babel.messages.pofile import read_po

from webapp import engine
from webapp.domain.actor import Permission, Role, Roles, RoleScope, beyond
from webapp.domain.bundle import Bundle
from webapp.domain.cycles import read_cycle
from webapp.domain.errors import NotFound
from webapp.domain.handlers import HandlerSpec
from webapp.engine import Definition, Trigger, read_mapping
from webapp.store import cycles, deployments, versions
from webapp.store.db import Tx


class Library:
    """Definitions by deployment id, and the current deployment of each process."""

    def __init__(self, handlers: Mapping[str, HandlerSpec]) -> None:
        self._handlers = handlers
        self._kept: dict[str, Definition] = {}
        self._lock = threading.Lock()
        self._words: dict[str, str] = {}
        self._untold: list[Bundle] = []

    def definition(self, tx: Tx, deployment_id: str) -> Definition:
        """This function will give the definition of a deployment; a deployment never changes, so it is kept."""
        found = self._kept.get(deployment_id)
        if found is None:
            found = engine.read(deployments.bundle(tx, deployment_id), self._handlers)
            with self._lock:
                self._kept[deployment_id] = found
                self._untold.append(found.bundle)
        return found

    def catalog(self) -> Mapping[str, str]:
        """This function will give the English of every text of the diagrams read so far (Chinese -> English).

        The catalogues are read when the first English page asks for them; a Chinese office never waits for them.
        """
        if self._untold:
            with self._lock:
                while self._untold:
                    self._words |= english_of(self._untold.pop(0))
        return self._words

    def current(self, tx: Tx, process: str) -> tuple[str, Definition]:
        """This function will give the deployment in force of a process; raises NotFound when it was never deployed."""
        row = deployments.current(tx, process)
        if row is None:
            raise NotFound
        return row.id, self.definition(tx, row.id)

    def starters(self, tx: Tx) -> tuple[tuple[str, Definition], ...]:
        """This function will give every deployment in force with its definition."""
        return tuple((row.id, self.definition(tx, row.id)) for row in deployments.all_current(tx))

    def roles(self, tx: Tx) -> Roles:
        """This function will give the office's roles: those of the newest deployment, whichever process made it."""
        return versions.remembered(tx, versions.DEPLOYMENTS, "roles", lambda _version: self._roles(tx))

    def _roles(self, tx: Tx) -> Roles:
        row = deployments.newest(tx)
        return {} if row is None else self._roles_of(tx, row.id)

    def _roles_of(self, tx: Tx, deployment_id: str) -> Roles:
        return {code: _role(one) for code, one in self.definition(tx, deployment_id).roles.items()}

    def widened(self, tx: Tx, deployment_id: str) -> tuple[str, ...]:
        """This function will name the roles that carry more in a version than they do in the office now."""
        now, then = self.roles(tx), self._roles_of(tx, deployment_id)
        return tuple(one.zh for code, one in then.items() if one.widens(now.get(code)))

    def keep(self, tx: Tx, bundle: Bundle, *, at: dt.datetime) -> str:
        """This function will store a bundle as a draft that nobody works by, and give its id."""
        definition = engine.read(bundle, self._handlers)
        return deployments.insert(tx, bundle, measure=definition.measure, at=at, state="draft")

    def deploy(self, tx: Tx, bundle: Bundle, *, at: dt.datetime, approved_by: str | None = None) -> str:
        """This function will put a checked bundle in force and give its id; cases under way keep their own.

        The instants of cyclic starts that are new in it count from now on. Raises NoCycle.
        """
        definition = engine.read(bundle, self._handlers)
        deployment_id = deployments.insert(tx, bundle, measure=definition.measure, at=at, approved_by=approved_by)
        cycles.follow(tx, bundle.process, starts=_cyclic(definition), now=at)
        return deployment_id


def english_of(bundle: Bundle) -> dict[str, str]:
    """This function will read the gettext catalogues (`en.po`) of a deployment, and the words of its rules."""
    out: dict[str, str] = {}
    for path in sorted(bundle.files):
        if path.endswith("en.po"):
            out |= _catalog(bundle.files[path])
        elif path.startswith("rules/") and path.endswith(".yaml"):
            out |= _rule_words(bundle.files[path])
    return out


@lru_cache(maxsize=64)
def _catalog(content: bytes) -> Mapping[str, str]:
    """Processes share catalogues: each text of one is read once."""
    found = read_po(BytesIO(content), locale="en")
    return {str(one.id): str(one.string) for one in found if one.id and one.string}


@lru_cache(maxsize=64)
def _rule_words(content: bytes) -> Mapping[str, str]:
    return {str(row["zh"]): str(row["en"]) for row in _named(read_mapping(content))}


def _named(rows: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Whatever has a name in both languages, however deep it stands."""
    if {"zh", "en"} <= rows.keys():
        yield rows
    for one in rows.values():
        if isinstance(one, Mapping):
            yield from _named(one)


def _cyclic(definition: Definition) -> list[str]:
    """Starts that a clock opens; one whose cycle cannot be read stops the deployment, not the clock later on."""
    timed = [start for start in definition.starts if start.kind is Trigger.TIMER]
    for start in timed:
        read_cycle(start.event.expression)
    return [start.id for start in timed]


def _role(one: engine.Role) -> Role:
    """The engine reads words, the office knows permissions; an unknown word gives none, nor does one too much.

    A scope that is none is refused at publish; one in force is the narrow one, and shuts nobody out.
    """
    known = {str(word) for word in Permission}
    carried = frozenset(Permission(word) for word in one.permissions if word in known)
    return Role(
        code=one.code,
        zh=one.zh,
        en=one.en,
        scope=RoleScope(one.scope) if one.scope in set(RoleScope) else RoleScope.ROOM,
        permissions=carried - beyond(one.code, carried),
    )
