"""Who may know what, as the handbook says it (decisions 14-16, domain 9.4, roles.yaml): written for the tests alone.

It reads duties and what people did in the stories; nothing of the product's sight is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

from tests.http.rights.county import HEADS, NARROWED, Duty, Somebody, everybody, mark, roles
from tests.usecases.office import House
from webapp.domain.records import LEVEL_ORDER, SECRECY_ORDER, Secrecy
from webapp.store.tables import case, not_actor, task
from webapp.usecases.demo.roster import people_of_yunling

THREE = frozenset({"sysadmin", "sec_admin", "sec_auditor"})
PASSING = frozenset({"petition", "office", "archive_admin", "case_mgmt"})
"""Through whose hands matters only pass (domain 9.4: assigned officers, room head, clue group, deputy, secretary)."""
COPIED = ("y_copy", "y_recused_copy", "y_left")
RECUSED_FROM = "ma"


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One marker case: where it lies, about whom, how high and how secret, who acted in it, and its open steps."""

    id: str
    where: str
    room: str | None
    measure: str
    subject: str | None
    level: str
    secrecy: Secrecy
    kept: frozenset[str]
    steps: tuple[Step, ...]
    pools: frozenset[tuple[str | None, str | None]]


@dataclass(frozen=True, kw_only=True)
class Step:
    """An open step: whose pool, who holds it, whom four eyes keep out."""

    role: str | None
    room: str | None
    holder: str | None
    barred: frozenset[str]


def matters(house: House) -> tuple[Matter, ...]:
    """Read the facts of every case of the stories."""
    with house.office.database.read() as tx:
        found = tx.execute(sa.select(case).order_by(case.c.id)).all()
        steps = tx.execute(sa.select(task)).all()
        eyes = tx.execute(sa.select(not_actor)).all()
    barred: dict[str, set[str]] = {}
    for row in eyes:
        barred.setdefault(row.task_id, set()).add(row.person_id)
    return tuple(
        Matter(
            id=row.id,
            where=_where(row),
            room=row.room_id,
            measure=row.measure,
            subject=row.subject_id,
            level=row.level,
            secrecy=Secrecy(row.secrecy),
            kept=frozenset(
                who
                for step in steps
                if step.case_id == row.id and step.role not in PASSING
                for who in (step.completed_by, step.assignee_id if step.is_open else None)
                if who
            ),
            steps=tuple(
                Step(
                    role=step.role,
                    room=step.room_id,
                    holder=step.assignee_id,
                    barred=frozenset(barred.get(step.id, ())),
                )
                for step in steps
                if step.case_id == row.id and step.is_open
            ),
            pools=frozenset((step.role, step.room_id) for step in steps if step.case_id == row.id),
        )
        for row in found
    )


def _where(row: sa.Row[tuple[object, ...]]) -> str:
    if row.process == "m11_filing":
        return "internal"
    return {"ma": "own", "liu": "other", "shen": "secret"}.get(row.subject_id or "", "higher")


@cache
def duties_of(key: str) -> tuple[Duty, ...]:
    """Give the duties in force of somebody of the matrix or of the made-up county."""
    found = next((one.duties for one in everybody() if one.key == key), None)
    if found is not None:
        return tuple(one for one in found if not one.ended)
    listed = people_of_yunling()["officers"].get(key, {"grants": []})["grants"]
    pairs = [(one, "office") if isinstance(one, str) else next(iter(one.items())) for one in listed]
    return tuple(Duty(role=role, room=room) for role, room in pairs)


@cache
def odd(key: str) -> Somebody:
    """Give what is special about somebody."""
    return next((one for one in everybody() if one.key == key), Somebody(key=key))


def may(key: str, permission: str) -> bool:
    """Tell whether one of the roles in force carries a permission."""
    return any(permission in roles()[one.role]["permissions"] for one in duties_of(key))


def kept_away(key: str, matter: Matter) -> bool:
    """Administrators, the person concerned and who is recused learn nothing, whatever else they are."""
    held = {one.role for one in duties_of(key)}
    return bool(held & THREE) or matter.subject == key or (odd(key).recused and matter.subject == RECUSED_FROM)


def reads(key: str, matter: Matter) -> bool:
    """By a duty that reads cases: of the room, or of the house; up to its level and secrecy; of its measures."""
    return any(_reaches(one, matter) and _covers(one, matter) for one in duties_of(key) if _is_reading(one))


def _is_reading(duty: Duty) -> bool:
    return "read_cases" in roles()[duty.role]["permissions"]


def _covers(duty: Duty, matter: Matter) -> bool:
    if roles()[duty.role].get("scope") == "room":
        return duty.room == matter.room
    return matter.measure in NARROWED[duty.role] if duty.role in NARROWED else True


def _reaches(duty: Duty, matter: Matter) -> bool:
    high = LEVEL_ORDER.index(matter.level) <= LEVEL_ORDER.index(duty.level)
    return high and SECRECY_ORDER.index(matter.secrecy) <= SECRECY_ORDER.index(duty.secrecy)


def holds(key: str, matter: Matter) -> bool:
    """Has a step of it open: by name, or as one of the pool."""
    return any(_can_do(key, step, matter) for step in matter.steps)


def _can_do(key: str, step: Step, matter: Matter) -> bool:
    if step.holder is not None:
        return step.holder == key
    able = any(one.role == step.role and one.room == step.room and _reaches(one, matter) for one in duties_of(key))
    return able and key not in step.barred


def was_candidate(key: str, matter: Matter) -> bool:
    """Who could have taken a step is told who has it or did it (decisions 15: 409), and reads nothing of it."""
    if kept_away(key, matter):
        return False
    return any((one.role, one.room) in matter.pools and _reaches(one, matter) for one in duties_of(key))


def sees(key: str, matter: Matter) -> bool:
    """Whether the case's page is there for somebody."""
    if kept_away(key, matter) or key in HEADS or not duties_of(key):
        return False
    took_part = (
        key in matter.kept
        or (matter.where == "internal" and key == "zhou")
        or (  # who began it
            matter.where == "own" and matter.measure == "m08" and key in COPIED
        )
    )
    glass = key == "y_glass" and matter.where == "own" and matter.measure == "m08"
    return reads(key, matter) or took_part or glass


def knows_of(key: str, matter: Matter) -> bool:
    """Whether somebody may learn at all that there is such a case, from the own lists."""
    if kept_away(key, matter):
        return False
    watched = matter.measure in ("m07", "m08", "m10") and any(one.role == "monitor" for one in duties_of(key))
    return sees(key, matter) or holds(key, matter) or watched or _passed_on(key, matter) or _is_asked(key, matter)


def _is_asked(key: str, matter: Matter) -> bool:
    """Whose body waits to hear it, who keeps the meetings, and who keeps the name of its reporter know the number."""
    waits = {one.role for one in duties_of(key)} & {"clue_group", "office"}
    heard = matter.where == "other" or (matter.where == "own" and matter.measure == "m07")
    return (heard and bool(waits)) or (matter.where == "other" and may(key, "open_reporter"))


def _passed_on(key: str, matter: Matter) -> bool:
    """Who registered it, or did a passing step, finds the own step among the done ones."""
    return key in ("ding", "fang", "han", "sun") and matter.where != "internal"


def is_own(key: str, matter: Matter) -> bool:
    """Whether somebody is the person concerned: the own page shows own letters and steps, nothing else is there."""
    return key in HEADS and matter.subject == key


COUNTED: dict[str, str] = {
    "statistics.": "see_statistics",
    "supervision.": "see_desk",
    "messages.": "see_desk",
    "deployments.": "draw_processes",
    "versions.": "publish_processes",
    "audit.": "read_audit",
    "numbers.": "see_numbers",
    "cycles.": "see_statistics",
    "outside_words.": "record_words",
}
"""Pages that count the whole house, for whom (domain 9.4): figures, desk, versions in use, acts without contents."""


def counts_all(key: str, endpoint: str) -> bool:
    """Whether a page counts for somebody what that somebody may not see."""
    return any(endpoint.startswith(start) and may(key, word) for start, word in COUNTED.items())


# ---------------------------------------------------------------- words that were typed


def allowed(key: str, found: tuple[Matter, ...]) -> frozenset[str]:
    """Give the marks that may stand on pages of somebody."""
    return frozenset([*_allowed(key, found), *_allowed_to(key)])


def _allowed(key: str, found: tuple[Matter, ...]) -> Iterator[str]:
    for matter in found:
        opens = sees(key, matter) or (holds(key, matter) and not kept_away(key, matter))
        if opens:
            yield from (mark(matter.where, kind) for kind in ("text", "summary", "file", "letter", "application"))
        if matter.where == "own" and key == "ma":
            yield from (mark("own", "letter"), mark("own", "text"))
        if matter.where == "own" and reads(key, matter) and may(key, "review_glass") and not kept_away(key, matter):
            yield mark("own", "glass")
        if matter.where == "other" and may(key, "open_reporter"):
            yield mark("other", "asked")


def _allowed_to(key: str) -> Iterator[str]:
    if key == "y_glass":
        yield mark("own", "glass")
    if key == "ding":  # who put a file there may have it back, and reads what the own step says
        yield from (mark("own", "file"), mark("other", "file"))
        yield from (mark(where, "summary") for where in ("own", "other"))
    if may(key, "write_archive"):
        yield mark("internal", "text")
