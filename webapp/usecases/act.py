"""One act: who, when, in which transaction; and the marks that make a function a use case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Concatenate, Generic, ParamSpec, TypeVar

from webapp.domain.actor import Actor, Permission
from webapp.domain.errors import NotFound, ProofWanted, Refused
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.limits import Limit
from webapp.store.db import Tx

if TYPE_CHECKING:
    from webapp.usecases.office import Office

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a page is about to show of a case or person: a row of the access log; `begun` is a step opened to do it."""

    what: str
    case_id: CaseId | None = None
    subject_id: PersonId | None = None
    begun: TaskId | None = None


@dataclass(kw_only=True)
class Act:
    """The context of one use case; `case_id` is set as soon as it is known, so that a fault finds its case."""

    office: Office
    tx: Tx
    actor: Actor
    now: dt.datetime
    case_id: CaseId | None = None
    entries: int = 0
    looks: list[Look] = field(default_factory=list)
    after: list[Callable[[], None]] = field(default_factory=list)

    @property
    def today(self) -> dt.date:
        """This function will give the day in the office's zone."""
        return self.now.astimezone(self.office.zone).date()

    def want_proof(self) -> None:
        """This function will pass whoever was proven within the last minutes; raises ProofWanted for others."""
        if self.actor.fresh_until is not None and self.now > self.actor.fresh_until:
            raise ProofWanted


@dataclass(frozen=True)
class UseCase(Generic[P, R]):
    """A verb with its one permission; `writes` verbs leave exactly one audit entry.

    `retried`: its caller tries it again later and says so itself when it gives up, so that a fault is no incident yet.
    `limit`: how often one person may do it. `fresh`: what harms most when somebody else sits at the desk; the person
    has to have given password or second factor within the last minutes.
    """

    function: Callable[Concatenate[Act, P], R]
    permission: Permission
    writes: bool
    audited: bool = True
    retried: bool = False
    limit: Limit | None = None
    fresh: bool = False

    @property
    def name(self) -> str:
        """This function will give the verb's name for logs and the audit."""
        return self.function.__name__

    def __call__(self, act: Act, /, *arguments: P.args, **named: P.kwargs) -> R:
        """This function will authorise and act within the transaction of `act`.

        What a duty may not read is not there for it (404); what it may not do is refused with the reason.
        """
        if not act.actor.may(self.permission):
            raise Refused(why="您的岗位没有此项权限") if self.writes else NotFound
        if self.fresh:
            act.want_proof()
        return self.function(act, *arguments, **named)


def writes(
    permission: Permission,
    *,
    audited: bool = True,
    retried: bool = False,
    limit: Limit | None = None,
    fresh: bool = False,
) -> Callable[[Callable[Concatenate[Act, P], R]], UseCase[P, R]]:
    """This function will make a function a use case that changes something; drafts and marks are unaudited."""
    return lambda function: UseCase(function, permission, True, audited, retried, limit, fresh)


def reads(
    permission: Permission, *, limit: Limit | None = None, fresh: bool = False
) -> Callable[[Callable[Concatenate[Act, P], R]], UseCase[P, R]]:
    """This function will make a function a use case that only reads."""
    return lambda function: UseCase(function, permission, False, limit=limit, fresh=fresh)


@dataclass(frozen=True)
class Course(Generic[P, R]):
    """A verb made of several acts, each a run of its own: bulk acts, minutes, a refused form that keeps its draft."""

    function: Callable[Concatenate[Office, Actor, P], R]

    def __call__(self, office: Office, actor: Actor, /, *arguments: P.args, **named: P.kwargs) -> R:
        """This function will take the steps one after the other; each asks for its own permission."""
        return self.function(office, actor, *arguments, **named)


def in_steps(function: Callable[Concatenate[Office, Actor, P], R]) -> Course[P, R]:
    """This function will make a function a verb of several acts."""
    return Course(function)
