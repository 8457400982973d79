"""The page 保管销毁: terms, what is due and why, what waits for the viewer, the register of destruction, holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from webapp.domain.actor import Permission
from webapp.domain.ids import PersonId
from webapp.domain.retention import Needed, RetentionRules, Stage, Term
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.store import destruction_list, people
from webapp.store.destruction_list import Item
from webapp.usecases.act import Act, reads
from webapp.usecases.holds import in_force
from webapp.usecases.page_marks import cursor_of, mark_of
from webapp.usecases.retention import NEEDED, Due, due, rules_of
from webapp.usecases.retention_sight import to_check, to_decide
from webapp.usecases.viewing import needs_declaration, viewer_of
from webapp.usecases.views.retention import DueRow, ItemRow, RetentionView, TermRow
from webapp.usecases.words import measure_name

SHOWN = 200
STAGES: Mapping[Stage, str] = {
    Stage.PROPOSED: "待审核",
    Stage.CHECKED: "待批准",
    Stage.DECIDED: "已批准，等待销毁",
    Stage.REFUSED: "不同意销毁",
    Stage.KEPT: "仍有需要，已退出清单",
    Stage.DONE: "已销毁",
}


@reads(Permission.CHECK_DESTRUCTION)
def retention_page(act: Act, *, cursor: str = "") -> RetentionView:
    """This function will give the page: numbers, days and codes; a name stands on the case's own page only.

    `cursor`: where the page of the register begins.
    """
    rules, viewer = rules_of(act), viewer_of(act)
    proposes, decides = act.actor.may(Permission.PROPOSE_DESTRUCTION), act.actor.may(Permission.DECIDE_DESTRUCTION)
    names = people.directory(act.tx)
    words = _Words(act, names, rules)
    after = cursor_of(cursor, dt.datetime, str, str)
    register = destruction_list.register(act.tx, viewer, after=after) if proposes or decides else None
    found = sorted(due(act, viewer) if proposes else (), key=lambda one: not one.may_go_along)
    return RetentionView(
        terms=tuple(map(_term, rules.terms)),
        due=tuple(words.due(one) for one in found[:SHOWN]),
        due_count=len(found),
        to_check=tuple(words.item(one) for one in to_check(act)),
        to_decide=tuple(words.item(one) for one in to_decide(act)),
        register=None if register is None else tuple(words.item(one) for one in register.rows),
        next_cursor=(mark_of(register.after) if register else None) or "",
        holds=in_force(act),
        proposes=proposes,
    )


@reads(Permission.CHECK_DESTRUCTION)
def keeping_waiting(act: Act) -> int:
    """This function will count what waits for the viewer's word: on the list of destruction, and holds to lift."""
    liftings = sum(one.may_lift for one in in_force(act))
    return len(to_decide(act)) + len(to_check(act)) + liftings


class _Words:
    """Rows in words: what they have in common is read once."""

    def __init__(self, act: Act, names: Directory, rules: RetentionRules) -> None:
        self.act, self.names = act, names
        self.terms = {one.code: Said(one.zh) for one in rules.terms}

    def due(self, one: Due) -> DueRow:
        needed = tuple(Said(NEEDED[code]) for code in one.old.needed)
        return DueRow(
            case_id=one.case_id,
            number=one.old.number or "",
            measure_name=measure_name(one.old.measure),
            term=self.terms.get(one.term.code, one.term.code),
            ended_on=one.ended_on,
            kept_until=one.kept_until,
            needed=needed,
            listed=one.listed,
            may_go=one.may_go_along,
        )

    def item(self, one: Item) -> ItemRow:
        asked = needs_declaration(self.act, one.subject_id)
        return ItemRow(
            item_id=one.id,
            case_id=one.case_id,
            number=one.number or "",
            measure_name=measure_name(one.measure),
            term=self.terms.get(one.term, one.term),
            ended_on=one.ended_on,
            kept_until=one.kept_until,
            stage=one.stage,
            stage_name=Said(STAGES[one.stage]),
            proposed_by=self.who(one.proposed_by),
            checked_by=self.who(one.checked_by),
            decided_by=self.who(one.decided_by),
            refused_by=self.who(one.refused_by),
            words=one.words,
            over_at=one.over_at,
            undeclared=asked and not self.act.actor.may(Permission.PROPOSE_DESTRUCTION),
            needed=Said(NEEDED[Needed(one.needed)]) if one.needed else "",
        )

    def who(self, person_id: str | None) -> str:
        if person_id == "system":
            return Said("系统")
        return self.names.name(PersonId(person_id)) if person_id else ""


def _term(one: Term) -> TermRow:
    years = Said("永久") if one.years is None else Said("{years}年", years=one.years)
    return TermRow(name=Said(one.zh), years=years, basis=Said(one.basis))
