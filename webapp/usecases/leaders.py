"""负责人 in each other's place: who leads a talk may be away, and a substitute must not lead it."""

from __future__ import annotations

from webapp.domain.advance import Assign
from webapp.domain.forms import read_form
from webapp.domain.ids import PersonId
from webapp.domain.records import Case, Task
from webapp.engine import Definition
from webapp.store import candidates, people, recusals
from webapp.usecases.act import Act

LEADER = "leader"


def other_leaders(act: Act, case: Case, task: Task) -> frozenset[PersonId]:
    """This function will give the 负责人 to whom the step of another one may be handed, before the talk is held.

    It is a step that its person does in person and that was picked among those who may lead talks. What confirms a talk
    that was held stays with whoever held it.
    """
    if task.mandatory is not None or all(rule.kind is not Assign.IN_PERSON for rule in task.rules):
        return frozenset()
    if not _picked_among_leaders(act.office.library.definition(act.tx, case.deployment_id), task):
        return frozenset()
    kept_out = recusals.recused_from(act.tx, case.id, subject_id=case.subject_id)
    kept_out |= candidates.barred_from(act.tx, task.id)
    leaders = people.directory(act.tx).talkers(act.today)
    return frozenset(one for one in leaders if one != task.subject_id) - kept_out


def _picked_among_leaders(definition: Definition, task: Task) -> bool:
    """The diagram names the person by a field of an earlier step (`person:plan_talk.talker`)."""
    rules = definition.elements[task.process, task.element].properties.get("assign", "").split()
    named = next((rule.partition(":")[2] for rule in rules if rule.startswith(f"{Assign.PERSON}:")), "")
    step, _, key = named.partition(".")
    schema = definition.forms.get((task.process, step))
    fields = read_form(schema).walk() if schema is not None and key else ()
    return any(one.key == key and one.picker == LEADER for one in fields)
