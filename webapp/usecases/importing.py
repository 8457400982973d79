"""The roster from a table: read, looked through row by row, then written at once, or only what is without fault."""

from __future__ import annotations

import dataclasses
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any  # one part of the plan after the other, each with its own kind

from webapp.domain.actor import Permission
from webapp.domain.errors import NotOpen
from webapp.domain.ids import PersonId, UnitId
from webapp.domain.papers import PersonalMatter, ServiceRecord
from webapp.domain.roster import Directory, Post, Unit
from webapp.domain.roster_book import SAME, Matter, Pair, Place, Plan, Service
from webapp.domain.roster_columns import UNIT_KINDS
from webapp.domain.roster_duties import Holders
from webapp.domain.roster_held import held_back
from webapp.domain.roster_plan import plan_import
from webapp.domain.said import Said
from webapp.store import absences, grants, ledgers, people, roster_drafts
from webapp.store.roster_drafts import Draft
from webapp.usecases.absences import write_absence
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.leaving import end_duties
from webapp.usecases.people import RosterRefused
from webapp.usecases.relations import write_relation
from webapp.usecases.reported_matters import report_matter
from webapp.usecases.served import write_served
from webapp.usecases.sheets import read_lines
from webapp.usecases.successions import renamed, was
from webapp.usecases.viewing import entry_of, note
from webapp.usecases.views.rosters import ImportRow, ImportView

STATES = {"new": "新增", "changed": "修改", "same": "没有变化"}
HELD = "held"
SOURCE, BROUGHT = "import", "人员登记表"
LONGEST_NAME = 100
MOST_SERVED = 100_000


@writes(Permission.KEEP_ROSTER)
def bring_roster(act: Act, *, name: str, content: bytes, sheet: str = "") -> str:
    """This function will read a table and keep its rows for the preview; nothing of the roster changes yet.

    Raises SheetRefused for what is no table, and for one with formulas, macros or links.
    """
    lines = read_lines(name, content, sheet=sheet)
    draft_id = uuid.uuid4().hex
    roster_drafts.put(act.tx, draft_id, by=act.actor.person_id, name=name[-LONGEST_NAME:], lines=lines, at=act.now)
    note(act, entry_of(act, "roster.brought", draft=draft_id, rows=len(lines)))
    return draft_id


@reads(Permission.KEEP_ROSTER)
def waiting_rosters(act: Act) -> tuple[Draft, ...]:
    """This function will list the rosters that the actor brought and has not decided on."""
    return roster_drafts.waiting(act.tx, act.actor.person_id)


@reads(Permission.KEEP_ROSTER)
def import_page(act: Act, *, draft_id: str) -> ImportView:
    """This function will show what each row would do, and what is wrong with it, by the roster as it stands now."""
    draft = roster_drafts.read(act.tx, draft_id, by=act.actor.person_id)
    plan = _plan(act, draft)
    back, faults = held_back(plan), _by_place(plan)
    states = {line.place: HELD if line.place in back else plan.state.get(line.place, "") for line in draft.lines}
    rows = tuple(
        ImportRow(
            sheet=line.sheet,
            number=line.number,
            cells=tuple(line.cells.items()),
            state=states[line.place],
            state_name=Said(STATES[states[line.place]]) if states[line.place] in STATES else "",
            faults=faults.get(line.place, ()),
            was=plan.was.get(line.place, ()),
        )
        for line in draft.lines
    )
    clean = [row for row in rows if not row.faults and row.state != HELD]
    return ImportView(
        draft_id=draft.id,
        name=draft.name,
        rows=rows,
        faulty=sum(bool(row.faults) for row in rows),
        held=sum(row.state == HELD for row in rows),
        clean=len(clean),
        counts=tuple((Said(word), sum(row.state == code for row in clean)) for code, word in STATES.items()),
    )


def _plan(act: Act, draft: Draft) -> Plan:
    chains = renamed(act)

    def served(unit_id: UnitId) -> Iterator[Service]:
        """What was entered under the unit's former name is there: samples are drawn of all its names together."""
        for one in ledgers.served_by(act.tx, *was(chains, unit_id), size=MOST_SERVED):
            yield Service(unit_id=unit_id, served_on=one.served_on, content=one.content)

    return plan_import(people.directory(act.tx), draft.lines, _holders(act), served=served)


def _holders(act: Act) -> Holders:
    """Who holds which duty and who is away; the roles that are nobody's are not granted."""
    held: dict[PersonId, frozenset[tuple[str, str]]] = {}
    for one in grants.all_grants(act.tx):
        held[one.person_id] = held.get(one.person_id, frozenset()) | {(one.role, one.room_id)}
    roles = {code: one for code, one in act.office.library.roles(act.tx).items() if one.permissions}
    away = tuple(one for who in held for one in absences.of_person(act.tx, who) if one.ended_at is None)
    return Holders(roles=roles, held=held, away=away, me=act.actor.person_id, today=act.today)


def _by_place(plan: Plan) -> Mapping[Place, tuple[str, ...]]:
    found: dict[Place, tuple[str, ...]] = {}
    for one in plan.faults:
        found[one.place] = (*found.get(one.place, ()), one.sentence)
    return found


@writes(Permission.KEEP_ROSTER, fresh=True)
def write_roster(act: Act, *, draft_id: str, only_clean: bool = False) -> int:
    """This function will write the rows and give how many changed something; `only_clean` leaves faulty ones out.

    Without it one faulty row holds all back (RosterRefused). The plan is made anew: the roster may have changed.
    """
    draft = roster_drafts.read(act.tx, draft_id, by=act.actor.person_id)
    plan = _plan(act, draft)
    if plan.faulty and not only_clean:
        raise RosterRefused(why=Said("还有{count}行有误；请改好后重新导入，或者只写入无误的行", count=len(plan.faulty)))
    if not roster_drafts.settle(act.tx, draft_id, now=act.now):
        raise NotOpen
    names, renewed = people.directory(act.tx), list[tuple[str, str]]()
    out = plan.faulty | held_back(plan)
    counts: Counter[str] = Counter()
    for part, put in zip(plan.parts, WRITERS, strict=True):
        for place, one in part.items():
            if place not in out and plan.state.get(place) != SAME:
                renewed += [(one.id, _renewal(names, one))] if isinstance(one, Unit) else []
                put(act, one)
                counts[type(one).__name__.lower()] += 1
    left = sum(line.place in out for line in draft.lines)
    entry = entry_of(act, "roster.imported", draft=draft_id, counts=dict(counts), left_out=left)
    note(act, dataclasses.replace(entry, sealed={"units": renewed} if renewed else None))
    act.after.append(act.office.wake)
    return sum(counts.values())


def _renewal(names: Directory, one: Unit) -> str:
    """What an import makes of a unit, for its history: before and after in the words of the sheet."""
    before = names.units.get(one.id)
    after = _unit_words(names, one)
    return f"{_unit_words(names, before)} → {after}" if before else after


def _unit_words(names: Directory, one: Unit) -> str:
    kind = next((word for word, code in UNIT_KINDS.items() if code == one.kind), one.kind)
    days = [f"{word}{day}" for word, day in (("设立", one.from_on), ("撤销", one.until_on)) if day]
    return "，".join([one.name, kind, *filter(None, [names.unit_name(one.parent_id)]), *days])


@writes(Permission.KEEP_ROSTER)
def drop_roster(act: Act, *, draft_id: str) -> None:
    """This function will let go of a roster that was read in; nothing of it is written."""
    roster_drafts.read(act.tx, draft_id, by=act.actor.person_id)
    roster_drafts.settle(act.tx, draft_id, now=act.now)
    note(act, entry_of(act, "roster.dropped", draft=draft_id))


def _put_pair(act: Act, one: Pair) -> None:
    write_relation(act, officer=one.officer, subject=one.subject, kind=one.kind, source=SOURCE)


def _put_service(act: Act, one: Service) -> None:
    write_served(
        act,
        ServiceRecord(
            id=uuid.uuid4().hex, unit_id=one.unit_id, served_on=one.served_on, source=SOURCE, content=one.content
        ),
    )


def _put_matter(act: Act, one: Matter) -> None:
    """What stands there for the year with the same words keeps its row: only how it was checked changes."""
    held = ledgers.matters(act.tx, one.subject, year=one.year)
    same = next((each for each in held if (each.kind, each.content.get("text")) == (one.kind, one.text)), None)
    content = {**(same.content if same else {}), "text": one.text, "source": BROUGHT}
    matter = PersonalMatter(
        id=same.id if same else uuid.uuid4().hex,
        subject_id=one.subject,
        year=one.year,
        kind=one.kind,
        status=one.status,
        content=content,
        entered_by=act.actor.person_id,
        at=act.now,
    )
    report_matter(act, matter, before=same)


def _put_post(act: Act, one: Post) -> None:
    people.put_post(act.tx, one)
    end_duties(act, one)


WRITERS: tuple[Callable[[Act, Any], None], ...] = (
    lambda act, one: people.put_unit(act.tx, one),
    lambda act, one: people.put_room(act.tx, one),
    lambda act, one: people.put_person(act.tx, one),
    _put_post,
    _put_pair,
    _put_service,
    lambda act, one: grants.add(act.tx, one),
    write_absence,
    _put_matter,
)
"""One for each part of a plan."""
