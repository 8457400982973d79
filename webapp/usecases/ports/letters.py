"""Official letters of a case: numbered when signed, kept as issued, received on a day."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from webapp import engine
from webapp.domain.advance import Call
from webapp.domain.ids import PersonId
from webapp.domain.papers import LetterRow
from webapp.domain.records import Step
from webapp.letters import text_of, to_record
from webapp.store import letters, people
from webapp.usecases.desk import Desk
from webapp.usecases.letter_drafts import compose_letter, new_code, template_of
from webapp.usecases.numbering import VOID_REASONS, next_letter_number, void_letter

DRAFTING = ("draft_letter", "write_report", "write_trial_report")
"""Who wrote it: a letter is drafted, a report is numbered as its author wrote it."""

SIGNING = ("sign_by_secretary", "sign_by_deputy", "sign_report", "hand_over_sealed")
"""Who issued it: who signed; a sealed letter goes up from whoever passed it on, unopened and without a signature."""


class LettersPort:
    """Writes the letter's row with everything that was signed, sealed with the case's key."""

    def __init__(self, desk: Desk, call: Call) -> None:
        self._desk, self._call = desk, call

    def number(self, template: str) -> str:
        """This function will take the number, compose the letter as issued and keep it; gives the number."""
        desk, scope = self._desk, self._call.path.rpartition("/")[0]
        found = template_of(desk, template)
        letter_id, code = uuid.uuid4().hex, new_code()
        number = next_letter_number(desk, found.series, letter_id)
        facts = engine.facts_around(desk.definition, desk.state_now, self._call.task_id, desk.world)
        receiver = _receiver(facts)
        done = {task.element: task for task in desk.steps() if _in(task, scope)}
        drafted = next((done[step] for step in DRAFTING if step in done), None)
        checked = done.get("check_letter")
        signed = next((done[step] for step in SIGNING if step in done), None)
        letter = compose_letter(
            desk,
            template,
            scope_path=scope,
            facts=facts,
            number=number,
            on=desk.act.today,
            code=code,
            signer=self._name(signed),
        )
        letters.put(
            desk.act.tx,
            LetterRow(
                id=letter_id,
                case_id=desk.case.id,
                template=template,
                path=scope or None,
                title=letter.title,
                number=number,
                status="issued",
                recipient_id=desk.case.subject_id if receiver == "subject" else self.recipient(template),
                recipient_unit_id=desk.case.unit_id if receiver == "unit" else None,
                drafted_by=drafted.completed_by if drafted else None,
                checked_by=checked.completed_by if checked else None,
                signed_by=signed.completed_by if signed else None,
                made_at=(drafted.closed_at if drafted else None) or desk.act.now,
                checked_at=checked.closed_at if checked else None,
                signed_at=signed.closed_at if signed else None,
                issued_at=desk.act.now,
                received_at=None,
                print_code=code,
                replaces=_replaced(facts),
                record=to_record(letter),
                text=text_of(letter),
            ),
        )
        return number

    def _name(self, signed: Step | None) -> str:
        by = signed.completed_by if signed else None
        return people.directory(self._desk.act.tx).name(by) if by else ""

    def recipient(self, template: str) -> PersonId | None:
        """This function will give the person whom the template's `recipient` names: the newest word of that step."""
        step, _, field = template_of(self._desk, template).recipient.partition(".")
        written = [one.content for one in self._desk.contents() if one.element == step] if step else []
        found = written[-1].get(field) if written else None
        return PersonId(str(found)) if found else None

    def void(self, number: str, reason: str) -> None:
        """This function will void a letter's number with its reason; nobody gets to read that letter as issued."""
        void_letter(self._desk.act, number, reason=VOID_REASONS[reason])

    def receipt(self, number: str, received_on: dt.date) -> None:
        """This function will write down the day on which the letter of that number was received."""
        letters.received(self._desk.act.tx, number=number, on=received_on, at=self._desk.act.now)


def _receiver(facts: Mapping[str, object]) -> object:
    """Whom the letter is for is said by the rule of the letter (decision `letter_rule`) beside the call."""
    rule = facts.get("rule_of_letter")
    return rule.get("receiver") if isinstance(rule, dict) else None


def _replaced(facts: Mapping[str, object]) -> str | None:
    """The number of the letter whose place this one takes, where the diagram names one beside the call."""
    found = facts.get("replaces")
    number = found.get("number") if isinstance(found, dict) else None
    return str(number) if number else None


def _in(task: Step, scope: str) -> bool:
    return task.path.rpartition("/")[0] == scope and task.completed_by is not None
