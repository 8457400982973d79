"""Why somebody of a round has no case: written by name until the lock; and trying again what did not open."""

from __future__ import annotations

import dataclasses

from webapp.domain.actor import Permission
from webapp.domain.cycles import GAPS
from webapp.domain.errors import NotFound, Refused
from webapp.domain.said import Said
from webapp.domain.typed import within
from webapp.store import attempts, cycles, rounds
from webapp.store.cycles import CycleRow
from webapp.store.rounds import Round
from webapp.usecases.act import Act, writes
from webapp.usecases.rounds import rows_of, yearly_of
from webapp.usecases.viewing import entry_of, note

SHORTEST = 5
LONGEST = 200


class GapRefused(Refused):
    """未办理由没有写入：{why}。"""

    code = "gap_refused"


@writes(Permission.OPEN_CYCLES)
def explain_gap(
    act: Act, *, process: str, start_event: str, period: str, kind: str, subject: str, reason: str, text: str
) -> None:
    """This function will write why a subject's case is not opened, or came to an early end; the newest reason stands.

    Raises NotFound, and GapRefused once the round is locked or while the case is under way.
    """
    one, row = _unlocked(act, process, start_event, period, kind, subject)
    words = within(" ".join(text.split()), LONGEST)
    if reason not in GAPS or len(words) < SHORTEST:
        raise GapRefused(why=Said("请选择理由，并写明情况，至少{count}个字", count=SHORTEST))
    standing = rounds.standings(act.tx, process, start_event=start_event, period=period)[kind, subject]
    if standing in ("running", "done"):
        raise GapRefused(why="事项正在办理或者已经办结")
    state = row.state if row.case_id else "missing"
    cycles.excuse(act.tx, row, state=state, reason=reason, note=words, by=act.actor.person_id, now=act.now)
    _note(act, "cycle.reason", one, subject=subject, reason=reason)


@writes(Permission.OPEN_CYCLES)
def resume(act: Act, *, process: str, start_event: str, period: str, kind: str, subject: str) -> None:
    """This function will let the case of a subject that was left out be opened after all."""
    one, row = _unlocked(act, process, start_event, period, kind, subject)
    if row.state != "missing":
        raise GapRefused(why="该事项没有暂不开启")
    cycles.plan_again(act.tx, row)
    _note(act, "cycle.resumed", one, subject=subject, reason=row.reason or "")


@writes(Permission.OPEN_CYCLES)
def retry_round(act: Act, *, process: str, start_event: str, period: str) -> None:
    """This function will let the cases of a round that could not be opened be tried at once."""
    one = rounds.find(act.tx, process, start_event=start_event, period=period)
    if one is None:
        raise NotFound
    cycles.try_at_once(act.tx, process, period=period)
    attempts.forget(act.tx, cycles.PLANNED)
    _note(act, "cycle.retried", one)
    act.after.append(act.office.wake)


def _unlocked(act: Act, process: str, start_event: str, period: str, kind: str, subject: str) -> tuple[Round, CycleRow]:
    one = rounds.find(act.tx, process, start_event=start_event, period=period)
    row = rows_of(act, yearly_of(act, process, start_event), period).get((kind, subject))
    if one is None or row is None:
        raise NotFound
    if one.locked_at is not None:
        raise GapRefused(why="本期年度任务已经锁定，理由不能再改")
    return one, row


def _note(act: Act, word: str, one: Round, **facts: str) -> None:
    entry = entry_of(act, word, process=one.process, start=one.start_event, period=one.period)
    note(act, dataclasses.replace(entry, facts={**entry.facts, **facts}))
