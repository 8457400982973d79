"""What a person may see, as sets of ids: by grant, by participation, by break-glass, minus recusals.

Every select of case or task rows passes `visible`, `workable` or, with the reason, `checked`; a rule test looks.
Sets joined by UNION ALL are what both planners do well; an OR of EXISTS costs a hundredfold at 100,000 open cases.
"""

from __future__ import annotations

from typing import Any, TypeVar  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import OFFICE_ROOM
from webapp.domain.sights import Viewer
from webapp.store.columns import Instant
from webapp.store.tables import (
    ADMIN_ROLES,
    absence,
    break_glass,
    case,
    not_actor,
    participant,
    person,
    recusal,
    role_grant,
    task,
)

SIGHT = "shibiyan_sight"
ME = b("me", type_=sa.Text)
PASSING = ("petition", "office", "archive_admin", "case_mgmt")
"""Duties through whose hands matters only pass: their own step opens to them while it is open, the case not after."""
_PASSING = [sa.literal(role) for role in PASSING]  # written out once, not expanded at each call
_ADMINISTRATORS = [sa.literal(role) for role in ADMIN_ROLES]
TODAY = b("today", type_=sa.Date)
NOW = b("now", type_=Instant)


def by(viewer: Viewer) -> dict[str, Any]:
    """This function will give the parameters of who looks."""
    return {"me": viewer.person_id, "now": viewer.now, "today": viewer.today}


def in_force(grant: Any, of: sa.ColumnElement[str] = ME) -> sa.ColumnElement[bool]:
    """This function will give the condition that a grant is a person's and holds today."""
    return sa.and_(
        grant.c.person_id == of,
        sa.or_(grant.c.from_on.is_(None), grant.c.from_on <= TODAY),
        sa.or_(grant.c.until_on.is_(None), grant.c.until_on >= TODAY),
    )


def reaches(grant: Any, target: Any) -> sa.ColumnElement[bool]:
    """This function will give the condition that a grant reaches a row's cadre level and secrecy."""
    return sa.and_(target.c.level <= grant.c.max_level, target.c.secrecy <= grant.c.max_secrecy)


def measures(grant: Any, target: Any) -> sa.ColumnElement[bool]:
    """This function will give the condition that a grant is for the measure of a case (or for all)."""
    return sa.or_(grant.c.measure.is_(None), grant.c.measure == target.c.measure)


def visible_ids(
    *, only: sa.ColumnElement[Any] | None = None, open_only: bool = False, glass: bool = True
) -> sa.CompoundSelect[Any]:
    """This function will build the set of case ids that `me` may see; `only`: as far as it holds this one id.

    Without `glass` it holds what is seen by right: an emergency look opens a case to be read, never to be acted on.
    """
    # A head with an account acts on own tasks only; taking part opens a case to officers alone.
    mine = sa.select(person.c.kind).where(person.c.id == ME).scalar_subquery() == "officer"
    sets = [
        _by_room(open_only=open_only),
        _by_house(open_only=open_only),
        sa.select(participant.c.case_id.label("id")).where(participant.c.person_id == ME, mine, _takes_part()),
        sa.select(task.c.case_id.label("id")).where(task.c.assignee_id == ME, mine, sa.or_(task.c.is_open, _stays())),
        sa.select(task.c.case_id.label("id")).where(task.c.completed_by == ME, mine, _stays()),
    ]
    if glass:
        sets.append(
            sa.select(break_glass.c.case_id.label("id")).where(
                break_glass.c.person_id == ME, break_glass.c.until_at > NOW
            )
        )
    if only is not None:
        sets = [each.where(each.selected_columns["id"] == only) for each in sets]
    return sa.union_all(*sets)


def _stays() -> sa.ColumnElement[bool]:
    return sa.func.coalesce(task.c.role, "").not_in(_PASSING)


def _takes_part() -> sa.ColumnElement[bool]:
    """Whoever registers what others deal with does not go on reading it; a copy is sent to be read."""
    grant = role_grant.alias()
    passes_on = _exists(grant, in_force(grant), grant.c.role.in_(_PASSING))
    return sa.or_(participant.c.capacity != "initiator", sa.not_(passes_on))


def _by_room(*, open_only: bool) -> sa.Select[Any]:
    grant, seen = role_grant.alias(), case.alias()
    joined = sa.join(grant, seen, seen.c.room_id == grant.c.room_id)
    found = sa.select(seen.c.id.label("id")).select_from(joined)
    return _reading(found, grant, seen=seen, open_only=open_only)


def _by_house(*, open_only: bool) -> sa.Select[Any]:
    grant, seen = role_grant.alias(), case.alias()
    joined = sa.join(grant, seen, grant.c.room_id == OFFICE_ROOM)
    found = sa.select(seen.c.id.label("id")).select_from(joined)
    return _reading(found, grant, seen=seen, open_only=open_only)


def _reading(found: sa.Select[Any], grant: Any, *, seen: Any, open_only: bool) -> sa.Select[Any]:
    found = found.where(in_force(grant), grant.c.reads_cases, reaches(grant, seen), measures(grant, seen))
    found = found.where(sa.not_(seen.c.confined))
    return found.where(seen.c.status == "open") if open_only else found


def not_recused(
    subject: sa.ColumnElement[Any], case_id: sa.ColumnElement[Any], of: sa.ColumnElement[str] = ME
) -> sa.ColumnElement[bool]:
    """This function will give the condition that a person is recused neither from a subject nor from a case.

    Two NOT EXISTS joined by AND, never NOT (… OR …): PostgreSQL makes joins of the former only.
    """
    return sa.and_(*[sa.not_(each) for each in _recusals(subject, case_id, of)])


def recused(
    subject: sa.ColumnElement[Any], case_id: sa.ColumnElement[Any], of: sa.ColumnElement[str] = ME
) -> sa.ColumnElement[bool]:
    """This function will give the condition that a person is recused from a subject or a case (for one row)."""
    return sa.or_(*_recusals(subject, case_id, of))


def _recusals(
    subject: sa.ColumnElement[Any], case_id: sa.ColumnElement[Any], of: sa.ColumnElement[str]
) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    of_subject, of_case = recusal.alias(), recusal.alias()
    return (
        _exists(of_subject, of_subject.c.person_id == of, of_subject.c.subject_id == subject, of_subject.c.recused),
        _exists(of_case, of_case.c.person_id == of, of_case.c.case_id == case_id, of_case.c.recused),
    )


def barred(task_id: sa.ColumnElement[Any], of: sa.ColumnElement[str] = ME) -> sa.ColumnElement[bool]:
    """This function will give the condition that four eyes keep a person from a task."""
    row = not_actor.alias()
    return _exists(row, row.c.person_id == of, row.c.task_id == task_id)


def spared(target: Any, of: sa.ColumnElement[str] = ME) -> sa.ColumnElement[bool]:
    """This function will give the condition that a person is kept free for a later step while others can do this one.

    Others are those who are not away today: a step does not wait for a leave to end. Correlated by hand: nothing
    correlates by itself two selects deep.
    """
    said = sa.literal('%["spared","') + of + sa.literal('","%')
    grant, whose, gone = role_grant.alias(), person.alias(), absence.alias()
    is_away = sa.exists(sa.literal(1)).where(gone.c.person_id == grant.c.person_id, _away(gone))
    others = sa.exists(sa.literal(1)).where(
        in_force(grant, grant.c.person_id),
        fits(grant, target),
        whose.c.id == grant.c.person_id,
        whose.c.active,
        sa.not_(_rules(target).like(sa.literal('%["spared","') + grant.c.person_id + sa.literal('","%'))),
        _is_free_for(target, grant.c.person_id),
        sa.not_(is_away.correlate_except(gone)),
    )
    return sa.and_(_rules(target).like(said), others.correlate_except(grant, whose))


def _rules(target: Any) -> sa.ColumnElement[str]:
    written: sa.ColumnElement[str] = sa.type_coerce(target.c.rules, sa.Text)
    return written


def _exists(table: Any, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists(sa.select(sa.literal(1)).select_from(table).where(*conditions))


def no_administrator() -> sa.ColumnElement[bool]:
    """This function will give the condition that `me` is none of the three administrators, whoever named them what."""
    grant = role_grant.alias()
    return sa.not_(_exists(grant, in_force(grant), grant.c.role.in_(_ADMINISTRATORS)))


def visible(
    statement: sa.Select[Any], *, one: bool = False, open_only: bool = False, glass: bool = True
) -> sa.Select[Any]:
    """This function will narrow a select of cases to what `me` may see; the subject never sees the own case here.

    A case whose contents were destroyed at the end of its term is there for nobody.
    """
    only = b("case_id", type_=sa.Text) if one else None
    return statement.where(
        no_administrator(),
        case.c.destroyed_at.is_(None),
        case.c.id.in_(visible_ids(only=only, open_only=open_only, glass=glass)),
        no_concern_of_mine(),
    ).execution_options(**{SIGHT: "visible"})


def no_concern_of_mine() -> sa.ColumnElement[bool]:
    """This function will give the condition that `me` is neither the person concerned by a case nor recused from it."""
    return sa.and_(sa.func.coalesce(case.c.subject_id, "") != ME, not_recused(case.c.subject_id, case.c.id))


def openable(statement: sa.Select[Any]) -> sa.Select[Any]:
    """This function will narrow a select of cases to what `me` may open in an emergency.

    Whatever the room and measure, but within the cadre level and secrecy that a reading duty reaches, and never what
    `me` is recused from or concerned by.
    """
    grant = role_grant.alias()
    return statement.where(
        no_administrator(),
        case.c.destroyed_at.is_(None),
        sa.not_(case.c.confined),
        _exists(grant, in_force(grant), grant.c.reads_cases, reaches(grant, case)),
        no_concern_of_mine(),
    ).execution_options(**{SIGHT: "openable"})


def workable(statement: sa.Select[Any]) -> sa.Select[Any]:
    """This function will narrow a select of tasks that says itself whose they are: none of whom `me` is recused."""
    filtered = statement.where(no_administrator(), not_recused(task.c.subject_id, task.c.case_id))
    return filtered.execution_options(**{SIGHT: "workable"})


S = TypeVar("S", sa.Select[Any], sa.CompoundSelect[Any])


def checked(statement: S, why: str) -> S:
    """This function will mark a select of case or task rows that needs no filter, with the reason."""
    return statement.execution_options(**{SIGHT: why})


def _away(row: Any) -> sa.ColumnElement[bool]:
    return sa.and_(row.c.from_on <= TODAY, row.c.until_on >= TODAY, row.c.ended_at.is_(None))


def _covered() -> sa.CTE:
    first, further = absence.alias(), absence.alias()
    cover = sa.select(first.c.person_id).where(first.c.substitute_id == ME, _away(first)).cte("cover", recursive=True)
    chain = sa.select(further.c.person_id).join(cover, further.c.substitute_id == cover.c.person_id)
    return cover.union(chain.where(_away(further)))


COVER = _covered()
"""The absent persons whom `me` stands in for, along chains of substitutes; UNION ends a circle."""


def fits(grant: Any, target: Any) -> sa.ColumnElement[bool]:
    """This function will give the condition that a grant makes its holder a candidate for a task of a pool."""
    return sa.and_(
        grant.c.role == target.c.role,
        grant.c.room_id == target.c.room_id,
        grant.c.measure.is_(None),
        target.c.withheld_from.is_(None),
        reaches(grant, target),
    )


def holds_role(target: Any) -> sa.ColumnElement[bool]:
    """This function will give the condition that `me` is a candidate for a task by a grant of my own."""
    grant = role_grant.alias()
    return _exists(grant, in_force(grant), fits(grant, target))


def in_person(target: Any) -> sa.ColumnElement[bool]:
    """This function will give the condition that a task is a person's very own act (`assign: in_person`)."""
    return _rules(target).like('%["in_person",%')


def stands_in(target: Any) -> sa.ColumnElement[Any]:
    """This function will give the absent person for whom `me` could do a task, or null."""
    cover, grant = COVER, role_grant.alias()
    # Two selects deep nothing correlates by itself: it would ask whether the absent one could do any task at all.
    able = sa.exists(sa.literal(1)).where(in_force(grant, cover.c.person_id), fits(grant, target))
    in_a_pool = sa.and_(target.c.assignee_id.is_(None), able.correlate(cover, target))
    whom = sa.select(sa.func.min(cover.c.person_id)).where(
        sa.not_(in_person(target)),
        sa.or_(cover.c.person_id == target.c.assignee_id, in_a_pool),
        may_be_stood_in_for(target, cover.c.person_id),
    )
    return whom.scalar_subquery()


def may_be_stood_in_for(target: Any, absent: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """This function will give the condition that neither recusal nor four eyes keep the absent one from a task.

    Who stands in for somebody may do nothing that this one could not do.
    """
    return sa.and_(_is_free_for(target, absent), sa.not_(spared(target, absent)))


def _is_free_for(target: Any, who: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Correlated by hand, as above."""
    row, of_subject, of_case = not_actor.alias(), recusal.alias(), recusal.alias()
    kept = (
        (row, row.c.task_id == target.c.id, sa.true()),
        (of_subject, of_subject.c.subject_id == target.c.subject_id, of_subject.c.recused),
        (of_case, of_case.c.case_id == target.c.case_id, of_case.c.recused),
    )
    found = [
        sa.exists(sa.literal(1)).where(one.c.person_id == who, *conditions).correlate_except(one)
        for one, *conditions in kept
    ]
    return sa.and_(sa.func.coalesce(target.c.subject_id, "") != who, *map(sa.not_, found))
