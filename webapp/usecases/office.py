"""The office: the only way in. Log, authorise, retry, transact, audit."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher

from webapp.domain.actor import SYSTEM, Actor, Permission
from webapp.domain.errors import DeploymentRefused, Incident, NotFound, OfficeError, Refused, Unavailable
from webapp.domain.handlers import HandlerSpec
from webapp.domain.records import AuditEntry
from webapp.domain.sights import Viewer
from webapp.outbound.oidc import Provider
from webapp.store import access, audit, incidents, tasks, witness
from webapp.store.db import Database, retrying
from webapp.store.points import Point
from webapp.usecases.act import Act, Course, UseCase
from webapp.usecases.hashing import house_hasher
from webapp.usecases.library import Library
from webapp.usecases.limits import Tries, refuse_too_often
from webapp.usecases.patience import SECONDS

if TYPE_CHECKING:
    from collections.abc import Sequence

P = ParamSpec("P")
R = TypeVar("R")
log = logging.getLogger("shibiyan.office")
MISSED = "missed"


class Office:
    """One house with its database, deployed diagrams, handlers and clock."""

    def __init__(
        self,
        *,
        database: Database,
        library: Library,
        handlers: Mapping[str, HandlerSpec],
        clock: Callable[[], dt.datetime],
        zone: ZoneInfo,
        facts: Mapping[str, str],
        largest_file: int = 20 * 1024 * 1024,
        session_limits: tuple[dt.timedelta, dt.timedelta] = (dt.timedelta(minutes=30), dt.timedelta(hours=10)),
        hasher: PasswordHasher | None = None,
        provider: Provider | None = None,
    ) -> None:
        self.database = database
        self.library = library
        self.handlers = handlers
        self.clock = clock
        self.zone = zone
        self.facts = facts
        self.largest_file = largest_file
        self.session_limits = session_limits
        self.hasher = hasher or house_hasher()
        self.provider = provider
        self.patience = SECONDS
        self.tries = Tries()
        self.wake: Callable[[], None] = lambda: None

    def run(self, use_case: UseCase[P, R] | Course[P, R], actor: Actor, /, *arguments: P.args, **named: P.kwargs) -> R:
        """This function will act: one transaction, one audit entry; a refused try and a fault are written apart."""
        if isinstance(use_case, Course):
            return use_case(self, actor, *arguments, **named)
        self._count(use_case, actor)
        context = _Context()
        try:
            result = retrying(lambda: self._once(use_case, actor, context, arguments, named))
        except (Refused, DeploymentRefused) as refusal:
            self._note_refusal(use_case, actor, context, refusal)
            raise
        except Incident as fault:
            self._note_fault(use_case, actor, context, fault)
            raise
        except NotFound:
            self._note_miss(actor)
            raise
        except (OfficeError, ConnectionError):
            raise
        except Exception as fault:
            self._note_fault(use_case, actor, context, fault)
            raise Incident(case=context.case_id) from fault
        for call in context.after:
            call()
        self.database.reach(Point.ACKNOWLEDGING)
        return result

    def view(self, use_case: UseCase[P, R], actor: Actor, /, *arguments: P.args, **named: P.kwargs) -> R:
        """This function will read in one consistent transaction; who looked is written before the page is given."""

        def once() -> tuple[R, Act]:
            now = self.clock()
            with self.database.read(self._viewer(actor, now)) as tx:
                act = Act(office=self, tx=tx, actor=actor, now=now)
                return use_case(act, *arguments, **named), act

        self._count(use_case, actor)
        try:
            result, act = retrying(once)
        except NotFound:
            self._note_miss(actor)
            raise
        if act.looks:
            retrying(lambda: self._note_looks(act))
        return result

    def _count(self, use_case: UseCase[P, R], actor: Actor) -> None:
        """Where nothing can be written nothing can be counted: reading goes on, and an act fails by itself."""
        if use_case.limit is not None and actor is not SYSTEM:
            with suppress(Unavailable):
                refuse_too_often(self, use_case.limit, actor.person_id)

    def _note_looks(self, act: Act) -> None:
        with self.database.write(self._viewer(act.actor, act.now)) as tx:
            for look in act.looks:
                access.note(
                    tx,
                    person_id=act.actor.person_id,
                    what=look.what,
                    case_id=look.case_id,
                    subject_id=look.subject_id,
                    at=act.now,
                )
                if look.begun is not None:
                    tasks.mark_seen(tx, look.begun, now=act.now)

    def _note_miss(self, actor: Actor) -> None:
        """Whoever tries addresses is seen by the auditor: who and when, never which address."""
        if actor != SYSTEM:
            self._apart(lambda tx: access.note(tx, person_id=actor.person_id, what=MISSED, at=self.clock()))

    def _once(
        self,
        use_case: UseCase[P, R],
        actor: Actor,
        context: _Context,
        arguments: Sequence[object],
        named: Mapping[str, object],
    ) -> R:
        now = self.clock()
        with self.database.write(self._viewer(actor, now)) as tx:
            act = Act(office=self, tx=tx, actor=actor, now=now)
            try:
                result = use_case(act, *arguments, **named)  # type: ignore[arg-type]
            finally:
                context.case_id, context.after = act.case_id, act.after
            if use_case.audited and act.entries != 1:
                raise RuntimeError(f"{use_case.name} left {act.entries} audit entries instead of one")
            if witness.unbound(tx):
                audit.append(tx, _of_no_act(use_case, act))
        log.info("act=%s actor=%s case=%s", use_case.name, actor.person_id, context.case_id or "-")
        return result

    def _viewer(self, actor: Actor, now: dt.datetime) -> Viewer | None:
        """For whom the database is asked; the office's own acts are for nobody."""
        if Permission.SYSTEM in actor.permissions:
            return None
        return Viewer(person_id=actor.person_id, now=now, today=now.astimezone(self.zone).date())

    def _note_refusal(self, use_case: UseCase[P, R], actor: Actor, context: _Context, refusal: OfficeError) -> None:
        log.info("refused=%s code=%s actor=%s case=%s", use_case.name, refusal.code, actor.person_id, context.case_id)
        entry = AuditEntry(
            stream="office",
            act="refused",
            actor_id=actor.person_id,
            at=self.clock(),
            facts={"verb": use_case.name, "code": refusal.code, "case": context.case_id, **_rows(refusal)},
        )
        self._apart(lambda tx: audit.append(tx, entry))

    def _note_fault(self, use_case: UseCase[P, R], actor: Actor, context: _Context, fault: Exception) -> None:
        """The fault's own text may hold contents: only its type and place are logged and kept."""
        number = uuid.uuid4().hex
        kind = type(fault).__name__
        log.error("incident=%s act=%s case=%s kind=%s", number, use_case.name, context.case_id, kind)
        if use_case.retried:
            return
        self._apart(
            lambda tx: incidents.open_incident(
                tx, incident_id=number, case_id=context.case_id, verb=use_case.name, kind=kind, at=self.clock()
            )
        )

    def _apart(self, note: Callable[..., object]) -> None:
        def once() -> None:
            with self.database.write() as tx:
                note(tx)

        try:
            retrying(once)
        except Unavailable:
            log.error("the record of a refusal or fault could not be written")


class _Context:
    """What of an act outlives its transaction."""

    def __init__(self) -> None:
        self.case_id: str | None = None
        self.after: list[Callable[[], None]] = []


def _of_no_act(use_case: UseCase[P, R], act: Act) -> AuditEntry:
    """What is no act may still write what the record binds (a file beside a draft): the office's chain holds it."""
    facts = {"verb": use_case.name}
    return AuditEntry(stream="office", act="rows.written", actor_id=act.actor.person_id, at=act.now, facts=facts)


def _rows(refusal: OfficeError) -> dict[str, object]:
    rows = refusal.facts.get("rows")
    return {"rows": list(rows)} if isinstance(rows, tuple) else {}
