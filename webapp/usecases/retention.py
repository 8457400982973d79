"""保管期限和销毁: what is past its term, who proposes, checks and decides that it goes, and what is still needed.

Three people, each of whom another: who keeps the archive or oversees cases proposes (or the command line does), the
head of the room or the deputy in charge checks (of a case in no room's hand another keeper), the secretary decides.
None of them recused, none the person. The office's own clock then destroys, a case after the other, and looks once more
whether it is still needed.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from webapp.domain.actor import Permission
from webapp.domain.errors import FourEyes, NotFound, NotOpen, Refused
from webapp.domain.ids import CaseId
from webapp.domain.retention import Needed, RetentionRules, Stage, Term
from webapp.domain.sights import Viewer
from webapp.domain.typed import within
from webapp.store import cases, deployments, destruction_list, retention
from webapp.store.destruction_list import Item
from webapp.store.retention import Old
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.handing import ReasonMissing
from webapp.usecases.retention_sight import refuse_others
from webapp.usecases.viewing import entry_of, note, viewer_of

SHORTEST, LONGEST = 5, 500
MOST = 500
"""Cases in one proposal."""
NEEDED: Mapping[Needed, str] = {
    Needed.OPEN: "尚未办结",
    Needed.TERM: "保管期限未满",
    Needed.HELD: "已暂缓销毁",
    Needed.ARCHIVE: "入档材料还在保管期内",
    Needed.LATER: "后续事项、并入的事项还没有销毁",
    Needed.LINKED: "相关事项还在办理",
    Needed.APPEAL: "申诉还没有办结、销毁",
    Needed.WATCHED: "对象还在重点名单上",
    Needed.MESSAGE: "还有没有处理的消息",
}


class NothingDue(Refused):
    """没有可以提出销毁的事项：所选事项保管期限未满、仍有需要，或者已经在销毁清单上。"""

    code = "nothing_due"


class StillNeeded(Refused):
    """事项{number}仍有需要，不能销毁：{why}。"""

    code = "still_needed"


class NothingTicked(Refused):
    """请先勾选事项。"""

    code = "nothing_ticked"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Due:
    """A case past its term: the row of the rules, the days, and what still needs it."""

    old: Old
    term: Term
    ended_on: dt.date
    kept_until: dt.date
    listed: bool

    @property
    def case_id(self) -> CaseId:
        """This function will give the case."""
        return self.old.case_id

    @property
    def may_go(self) -> bool:
        """This function will tell whether nothing needs the case and it is not on the list yet."""
        return not self.old.needed and not self.listed

    @property
    def may_go_along(self) -> bool:
        """This function will tell whether it may go together with those that came from it."""
        return not self.listed and set(self.old.needed) <= {Needed.LATER}


def rules_of(act: Act) -> RetentionRules:
    """This function will give the terms of the newest deployment; before there is one everything is kept."""
    newest = deployments.newest(act.tx)
    return act.office.library.definition(act.tx, newest.id).retention_rules if newest else RetentionRules()


@reads(Permission.SYSTEM)
def rules_on_host(act: Act) -> RetentionRules:
    """This function will give the terms in force, for the command line."""
    return rules_of(act)


@reads(Permission.SYSTEM)
def due_on_host(act: Act) -> tuple[Due, ...]:
    """This function will list what is past its term for the command line: numbers, days and codes only."""
    return due(act)


def due(act: Act, viewer: Viewer | None = None) -> tuple[Due, ...]:
    """This function will list the cases past their term, the longest past first; for a viewer none of a recusal."""
    rules = rules_of(act)
    if rules.shortest is None:
        return ()
    zone, listed = act.office.zone, destruction_list.under_way(act.tx)
    before = act.now - dt.timedelta(days=rules.shortest * 365 - 1)
    found = (
        _due(rules, one, zone, listed) for one in retention.old(act.tx, before=before, today=act.today, viewer=viewer)
    )
    late = [one for one in found if one is not None and one.kept_until < act.today]
    return tuple(sorted(late, key=lambda one: (one.kept_until, one.old.number or "")))


def _due(rules: RetentionRules, one: Old, zone: dt.tzinfo, listed: frozenset[CaseId]) -> Due | None:
    term = rules.term_of(process=one.process, measure=one.measure, ended_at=one.ended_at)
    ended_on = one.closed_at.astimezone(zone).date()
    until = rules.kept_until(term, ended_on)
    if until is None:
        return None
    return Due(old=one, term=term, ended_on=ended_on, kept_until=until, listed=one.case_id in listed)


@writes(Permission.PROPOSE_DESTRUCTION)
def propose_destruction(act: Act, *, case_ids: Iterable[CaseId]) -> int:
    """This function will put the named cases on the list and give how many; what is needed or not due is left out.

    Raises NothingDue when none of them is due.
    """
    wanted, viewer = frozenset(case_ids), viewer_of(act)
    return _propose(act, lambda: [one for one in due(act, viewer) if one.case_id in wanted])


@writes(Permission.SYSTEM)
def propose_on_host(act: Act) -> int:
    """This function will put everything that may go on the list; two people decide about it, whatever the way in."""
    return _propose(act, lambda: due(act))


def _propose(act: Act, look: Callable[[], Iterable[Due]]) -> int:
    """What came from a case goes on the list before it: only then may the case itself. So many at once, at most."""
    listed = list[CaseId]()
    while found := [one for one in look() if one.may_go][: MOST - len(listed)]:
        destruction_list.propose(act.tx, [_row(one) for one in found], by=act.actor.person_id, now=act.now)
        listed += [one.case_id for one in found]
    if not listed:
        raise NothingDue
    note(act, entry_of(act, "destruction.proposed", cases=listed))
    return len(listed)


def _row(one: Due) -> Mapping[str, object]:
    return {"case_id": one.case_id, "term": one.term.code, "ended_on": one.ended_on, "kept_until": one.kept_until}


@writes(Permission.CHECK_DESTRUCTION)
def check_destruction(act: Act, *, item_ids: Iterable[str]) -> int:
    """This function will agree, as the second person, that cases are destroyed, and give how many.

    Raises NotFound, NotDeclared, FourEyes for an own proposal, NotOpen for what has moved on, StillNeeded.
    """
    return _agree(act, item_ids, Stage.PROPOSED, destruction_list.check, "destruction.checked")


@writes(Permission.CHECK_DESTRUCTION, fresh=True)
def decide_destruction(act: Act, *, item_ids: Iterable[str]) -> int:
    """This function will decide, as the third person, that cases are destroyed, and give how many.

    It is the secretary's, and a deputy's where every secretary is kept from the case. They go by the office's own
    clock, within the minute. Raises what `check_destruction` does.
    """
    return _agree(act, item_ids, Stage.CHECKED, destruction_list.decide, "destruction.decided")


def _agree(act: Act, item_ids: Iterable[str], stage: Stage, mark: Callable[..., bool], what: str) -> int:
    found = _items(act, item_ids, decides=stage is Stage.CHECKED)
    for one in found:
        if one.stage is not stage:
            raise NotOpen
        if act.actor.person_id in (one.proposed_by, one.checked_by):
            raise FourEyes
        _refuse_needed(act, one)
        if not mark(act.tx, one.id, by=act.actor.person_id, now=act.now):
            raise NotOpen
    note(act, entry_of(act, what, cases=[one.case_id for one in found]))
    return len(found)


def _refuse_needed(act: Act, one: Item) -> None:
    needed = still_needed(act, one.case_id)
    if needed is not None:
        raise StillNeeded(number=cases.header(act.tx, one.case_id).number or "", why=NEEDED[needed])


def still_needed(act: Act, case_id: CaseId) -> Needed | None:
    """This function will tell what needs a case now, by the terms in force now, whatever was proposed before."""
    old = retention.facts_of(act.tx, case_id, today=act.today)
    found = _due(rules_of(act), old, act.office.zone, frozenset())
    over = found is not None and found.kept_until < act.today
    return next(iter(old.needed), None if over else Needed.TERM)


@writes(Permission.CHECK_DESTRUCTION)
def refuse_destruction(act: Act, *, item_ids: Iterable[str], reason: str) -> int:
    """This function will take cases off the list, with the reason, for whoever checks or decides; gives how many.

    Raises NotFound, NotDeclared, ReasonMissing, NotOpen for what is decided already.
    """
    if len(reason.strip()) < SHORTEST:
        raise ReasonMissing
    found = _items(act, item_ids)
    for one in found:
        if not destruction_list.refuse(act.tx, one, by=act.actor.person_id, words=within(reason, LONGEST), now=act.now):
            raise NotOpen
    note(act, entry_of(act, "destruction.refused", cases=[one.case_id for one in found]))
    return len(found)


def _items(act: Act, item_ids: Iterable[str], *, decides: bool = False) -> tuple[Item, ...]:
    """Rows of the list, locked, that the actor may deal with; one at least."""
    wanted = tuple(dict.fromkeys(item_ids))
    found = destruction_list.lock(act.tx, wanted)
    for item_id in wanted:
        if item_id not in found:
            raise NotFound
        refuse_others(act, found[item_id].case_id, decides=decides)
    if not wanted:
        raise NothingTicked
    return tuple(found[one] for one in wanted)


@reads(Permission.SYSTEM)
def list_on_host(act: Act) -> Mapping[str, int]:
    """This function will count the list of destruction by stage, for the command line."""
    return destruction_list.counts(act.tx)
