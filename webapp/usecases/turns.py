"""谁能办: who could act on an open step now; one answer for every page, list and reminder that says it.

Left out are those whom recusal or four eyes keep away, also who holds the step beside it that must be another's, and
whoever is absent; for the absent the substitute stands in, as far as nothing keeps that person away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from webapp.domain.advance import Assign
from webapp.domain.ids import PersonId
from webapp.domain.records import Case, Task
from webapp.domain.roster import Directory
from webapp.store import absences, candidates, cases, people, recusals, tasks
from webapp.usecases.act import Act
from webapp.usecases.candidates import held_apart
from webapp.usecases.reassigning import who_may_reassign


def who_can_act(act: Act, task: Task, *, case: Case | None = None) -> tuple[PersonId, ...]:
    """This function will give everybody who could act on an open task now, the holder alone when it is held.

    A step that is withheld can be moved only by who may hand it to another, which no substitute may. `case` is read
    where it is not at hand.
    """
    away = _away(act)
    if task.withheld_from:
        leading = who_may_reassign(act, case or cases.header(act.tx, task.case_id))
        return tuple(sorted(leading - away.keys()))
    beside = held_apart(task, tasks.open_tasks(act.tx, task.case_id))
    holder = frozenset({task.assignee_id} if task.assignee_id else ())
    could = candidates.of_task(act.tx, task, on=act.today) if task.spared or not holder else frozenset()
    able = holder or could - beside
    gone, kept = able & away.keys(), dict(task.spared).keys() - could
    return tuple(sorted(able - gone | (_stand_ins(act, task, gone, away) - beside - kept if gone else frozenset())))


def _away(act: Act) -> Mapping[PersonId, PersonId]:
    return {one.person_id: one.substitute_id for one in absences.on_day(act.tx, act.today)}


def _stand_ins(
    act: Act, task: Task, gone: Iterable[PersonId], away: Mapping[PersonId, PersonId]
) -> frozenset[PersonId]:
    """Whoever covers an absent person along a chain of substitutes, is there, and may act on this step."""
    if any(rule.kind is Assign.IN_PERSON for rule in task.rules):
        return frozenset()
    kept_out = recusals.recused_from(act.tx, task.case_id, subject_id=task.subject_id)
    kept_out |= candidates.barred_from(act.tx, task.id)
    known = people.directory(act.tx).persons
    found = {who for one in gone for who in _chain(one, away) if who not in away and who != task.subject_id}
    return frozenset(who for who in found - kept_out if who in known and known[who].active)


def _chain(who: PersonId, away: Mapping[PersonId, PersonId]) -> Iterator[PersonId]:
    seen: set[PersonId] = set()
    while who in away and who not in seen:
        seen.add(who)
        who = away[who]
        yield who


def names_of(people_named: Iterable[PersonId], names: Directory) -> tuple[str, ...]:
    """This function will give the names of persons, as a page lists them."""
    return tuple(names.name(who) for who in people_named)
