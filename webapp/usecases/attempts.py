"""What may take its process along (a lack of memory, a fault inside C): noted before it begins, set aside in the end.

So one case stops no other: whoever starts next finds what the last one died at. Only the work's own act, or its failure
in an orderly way, takes the note away.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import Unavailable
from webapp.domain.ids import CaseId, TaskId
from webapp.store import attempts, incidents, messages
from webapp.usecases.act import Act, writes
from webapp.usecases.office import Office

log = logging.getLogger("shibiyan.attempts")
DIED = "process_died"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of work, and the incident that it is when processes die at it."""

    kind: str
    name: str
    incident: str
    code: str = DIED
    case_id: CaseId | None = None
    task_id: TaskId | None = None
    element: str | None = None
    facts: Mapping[str, object] = field(default_factory=lambda: {"code": DIED})


@contextmanager
def attempt(office: Office, piece: Piece) -> Iterator[bool]:
    """This function will let a piece of work be done; False: not now. The work's own act says `attempts.over`."""
    if not office.run(begin_attempt, SYSTEM, piece=piece):
        yield False
        return
    try:
        yield True
    except Exception:
        with suppress(Unavailable):
            office.run(end_attempt, SYSTEM, piece=piece)
        raise


@writes(Permission.SYSTEM, audited=False)
def begin_attempt(act: Act, *, piece: Piece) -> bool:
    """This function will note that work begins; work that took too many processes along is an incident instead."""
    begun = attempts.note(act.tx, piece.kind, piece.name, now=act.now)
    if begun is None:
        case_id = messages.about(act.tx, piece.name) if piece.kind == messages.KIND else piece.case_id
        log.error("set aside kind=%s name=%s case=%s", piece.kind, piece.name, case_id or "-")
        incidents.raise_once(
            act.tx,
            kind=piece.incident,
            code=piece.code,
            at=act.now,
            case_id=case_id,
            task_id=piece.task_id,
            element=piece.element,
            facts=piece.facts,
        )
    return bool(begun)


@writes(Permission.SYSTEM, audited=False)
def end_attempt(act: Act, *, piece: Piece) -> None:
    """This function will note that work failed in an orderly way: what failed tries it again as it always did."""
    attempts.over(act.tx, piece.kind, piece.name)
