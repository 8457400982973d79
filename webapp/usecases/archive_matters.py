"""Personal matters (个人有关事项) by hand, for who keeps the archives: as of any day, with every change.

What is entered as differing is a proposal, as from the roster: two officers verify it once the person was heard.
"""

from __future__ import annotations

import datetime as dt
import uuid

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId
from webapp.domain.matters import DECLARED, DEVIATES, DROPPED, FOUND, VERIFIED, WITHDRAWN, said_on
from webapp.domain.papers import PersonalMatter, RowState
from webapp.domain.roster import Affiliation, Directory
from webapp.domain.roster_columns import MATTER_KINDS, MATTER_STATES
from webapp.domain.roster_rows import FIRST_YEAR
from webapp.domain.said import Said
from webapp.store import ledgers, people
from webapp.usecases.act import Act, Look, reads, writes
from webapp.usecases.archive_sight import is_kept_away, keeps_all
from webapp.usecases.declaring import declare_on
from webapp.usecases.people import RosterRefused
from webapp.usecases.reported_matters import report_matter
from webapp.usecases.viewing import entry_of, needs_declaration, note
from webapp.usecases.views.rosters import MatterRow, MattersView, RowChange

KINDS = {code: word for word, code in MATTER_KINDS.items()} | {"posts": "任职情况"}
STATES = {
    **{code: word for word, code in MATTER_STATES.items()},
    FOUND: "核查不一致，待核实",
    DEVIATES: "核查不一致，已由两人核实",
    DROPPED: "经核实，没有不一致",
    WITHDRAWN: "已撤回",
}
WRITTEN = "档案管理员登记"
SHORTEST, LONGEST = 2, 2000


@reads(Permission.WRITE_ARCHIVE)
def matters_page(act: Act, *, person_id: PersonId, as_of: dt.date | None = None) -> MattersView:
    """This function will give a head's personal matters as of a day, with every change; that it was read is written.

    Raises NotFound for who is no head, for the person concerned and for whoever is recused.
    """
    _refuse(act, person_id)
    names, day = people.directory(act.tx), min(as_of or act.today, act.today)
    head = {"person_id": person_id, "label": names.label(person_id), "as_of": day, "is_today": day == act.today}
    if needs_declaration(act, person_id):
        return MattersView(**head, needs_declaration=True)  # type: ignore[arg-type]
    act.looks.append(Look(what="personal_matters", subject_id=person_id))
    rows = [_row(act, names, one, day) for one in ledgers.all_matters(act.tx, person_id)]
    return MattersView(**head, rows=tuple(row for row in rows if row is not None))  # type: ignore[arg-type]


def _refuse(act: Act, person_id: PersonId) -> None:
    known = people.directory(act.tx).persons.get(person_id)
    if known is None or known.kind is not Affiliation.HEAD or is_kept_away(act, person_id) or not keeps_all(act):
        raise NotFound


def _row(act: Act, names: Directory, one: PersonalMatter, day: dt.date) -> MatterRow | None:
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=act.office.zone)
    state = said_on(one.history or (_now(one),), end)
    if state is None:
        return None
    status = one.status if one.status == FOUND and state.said.get("status") == DEVIATES else str(state.said["status"])
    return MatterRow(
        matter_id=one.id,
        year=one.year,
        code=one.kind,
        kind=Said(KINDS.get(one.kind, one.kind)),
        text=str(state.said.get("text") or ""),
        status=status,
        state=Said(STATES.get(status, status)),
        can_change=day == act.today and status in (DECLARED, VERIFIED),
        changes=tuple(_change(names, each) for each in one.history),
    )


def _now(one: PersonalMatter) -> RowState:
    """What a row of earlier versions says, which kept no history."""
    return RowState(at=one.at, by=one.entered_by, said={"status": one.status, "text": one.content.get("text")})


def _change(names: Directory, one: RowState) -> RowChange:
    status = str(one.said.get("status"))
    by = names.name(one.by)
    return RowChange(at=one.at, by=by, words=str(one.said.get("text") or ""), state=Said(STATES.get(status, status)))


@writes(Permission.WRITE_ARCHIVE)
def declare_about_matters(act: Act, *, person_id: PersonId, answer: str) -> bool:
    """This function will write the declaration about a head before anything is read; True when recused."""
    _refuse(act, person_id)
    return declare_on(act, person_id, answer=answer)


@writes(Permission.WRITE_ARCHIVE)
def put_matter(
    act: Act, *, person_id: PersonId, year: int, kind: str, status: str, text: str, matter_id: str = ""
) -> str:
    """This function will enter a personal matter, or correct the one named, and give its id.

    One that is said to differ goes to two officers. Raises NotFound, and RosterRefused for what cannot be.
    """
    _refuse_unasked(act, person_id)
    before = _known(act, person_id, matter_id) if matter_id else None
    if kind not in MATTER_KINDS.values() or status not in MATTER_STATES.values():
        raise RosterRefused(why="请选择事项和核查情况")
    if not FIRST_YEAR <= year <= act.today.year:
        raise RosterRefused(why="“年度”应当是四位年份，不晚于今年")
    if not SHORTEST <= len(text.strip()) <= LONGEST:
        raise RosterRefused(why="请填写内容")
    one = PersonalMatter(
        id=before.id if before else uuid.uuid4().hex,
        subject_id=person_id,
        year=year,
        kind=kind,
        status=status,
        content={**(before.content if before else {}), "text": text.strip(), "source": WRITTEN},
        entered_by=act.actor.person_id,
        at=act.now,
    )
    written = report_matter(act, one, before=before)
    _note(act, "matter.changed" if before else "matter.added", written, before)
    return written.id


@writes(Permission.WRITE_ARCHIVE, fresh=True)
def withdraw_matter(act: Act, *, person_id: PersonId, matter_id: str) -> None:
    """This function will withdraw a personal matter that was entered wrongly: its row and its history stay."""
    _refuse_unasked(act, person_id)
    before = _known(act, person_id, matter_id)
    one = PersonalMatter(
        id=before.id,
        subject_id=person_id,
        year=before.year,
        kind=before.kind,
        status=WITHDRAWN,
        content=before.content,
        entered_by=act.actor.person_id,
        at=act.now,
    )
    _note(act, "matter.withdrawn", report_matter(act, one, before=before), before)


def _refuse_unasked(act: Act, person_id: PersonId) -> None:
    """Before the declaration about a person nothing is read, and nothing written."""
    _refuse(act, person_id)
    if needs_declaration(act, person_id):
        raise NotFound


def _note(act: Act, word: str, one: PersonalMatter, before: PersonalMatter | None) -> None:
    """The states stand in the record; what was said stays with the row, under the key of the person's archive."""
    earlier = before.status if before else None
    note(act, entry_of(act, word, subject=one.subject_id, matter=one.id, before=earlier, after=one.status))


def _known(act: Act, person_id: PersonId, matter_id: str) -> PersonalMatter:
    found = next((one for one in ledgers.all_matters(act.tx, person_id) if one.id == matter_id), None)
    if found is None or found.status in (DROPPED, WITHDRAWN):
        raise NotFound
    return found
