"""The place of every address in the matrix: lists are opened as they are, objects by the id of each marker case.

A route that stands in neither is not looked at by anybody, and the first test says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from tests.http.rights.model import Matter
from tests.usecases.office import House
from webapp.store.db import Tx
from webapp.store.tables import (
    agenda_item,
    application,
    attachment,
    break_glass,
    case,
    letter,
    reporter,
    reporter_opening,
    subscription,
    task,
)
from webapp.store.tables import meeting as meeting_table

ABSENT = "0" * 32
ROUND = ("m05_integrity_talk", "yearly", "2026")
FOR_EVERYBODY = frozenset(
    {
        *("static", "letter_style", "session.home", "session.sign_in", "session.help_keys"),
        *("factors.second", "factors.offered", "proofs.asked", "oidc.begin", "oidc.back"),
        *("health.live", "health.ready", "health.metrics"),
    }
)
"""They say the same to everybody, and nothing of what the office holds."""
OF_PEOPLE = frozenset(
    {"archives.archive", "archives.paper", "people.person", "rosters.preview", "keeping.back", "absences.handed"}
    | {"archives.copy", "archives.matters", "units.records", "versions.shown"}
)
"""Named by a person, or by what an administrator brought: their own tests open them one by one."""

LISTS: dict[str, tuple[str, ...]] = {
    "absences.own": ("/absences",),
    "applications.waiting": ("/applications",),
    "archive_requests.listed": ("/archive-requests",),
    "archives.listed": ("/archives", "/archives?q=马远帆"),
    "audit.acts": ("/audit", "/audit?who=zhou&what=task.completed"),
    "audit.administrators": ("/audit/administrators",),
    "audit.draws": ("/audit/draws",),
    "audit.readers": ("/audit/readers?about=zhou",),
    "audit.report": ("/audit/unusual",),
    "audit.report_file": ("/audit/unusual.csv",),
    "audit.roots": ("/audit/roots",),
    "cases.case_list": ("/cases?status=all", "/cases?q=刘长河", "/cases?tag=tag:project", "/cases?measure=m07&q=1"),
    "coverage.heads": ("/coverage",),
    "units.of_house": ("/people/units/rooms", "/people/units/rooms?as_of=2026-01-05"),
    "custody.listed": ("/custody",),
    "cycles.all_rounds": ("/cycles",),
    "cycles.look_up": (f"/cycles/{ROUND[0]}/{ROUND[1]}",),
    "cycles.one_round": ("/cycles/" + "/".join(ROUND),),
    "deployments.deployment_list": ("/deployments",),
    "deployments.shown": ("/deployments/m08_talk_letter_inquiry",),
    "deployments.xml": ("/deployments/m08_talk_letter_inquiry/diagram.xml",),
    "factors.listed": ("/own/factors",),
    "glass.own": ("/glass",),
    "glass.reviews": ("/glass/reviews",),
    "holidays.year": ("/holidays",),
    "inbox.tasks": ("/tasks", "/tasks?q=刘长河", "/tasks?measure=m07&group=subject"),
    "inbox.pool": ("/tasks/pool",),
    "inbox.absent": ("/tasks/absent",),
    "inbox.done": ("/tasks/done",),
    "key_watches.listed": ("/key-watches",),
    "leader.approvals": ("/approvals",),
    "leader.approval_list": ("/approvals/approve",),
    "lists.shown": ("/lists",),
    "meetings.meeting_list": ("/meetings",),
    "messages.listed": ("/messages", "/messages?state=waiting"),
    "numbers.register": ("/numbers",),
    "outside_words.waiting": ("/outside-words",),
    "people.roster": ("/people?q=刘长河",),
    "people.table": ("/people/table",),
    "people.auditors": ("/people/auditors",),
    "portal.home": ("/portal",),
    "portal.archive": ("/portal/archive",),
    "recusals.listed": ("/recusals",),
    "register.starts": ("/register",),
    "rosters.start": ("/people/import",),
    "rosters.template": ("/people/import/template",),
    "retention.page": ("/retention",),
    "scan.look_up": ("/scan", "/scan?code=ABCD-EFGH"),
    "search.search": ("/search?q=刘长河", "/search?q=云线索〔2026〕2号", "/search?q=交通运输局"),
    "session.own_page": ("/own",),
    "passwords.own": ("/own/password",),
    "own_sessions.listed": ("/own/sessions",),
    "jointly.listed": ("/jointly",),
    "statistics.overview": ("/statistics",),
    "statistics.figure": ("/statistics/figures/open",),
    "statistics.file": ("/statistics/figures.csv",),
    "supervision.desk": ("/supervision", "/supervision?measure=m07"),
    "versions.listed": ("/versions",),
}
"""Every list, count, search and download that names no object."""


ADDRESSED = (case, task, letter, attachment, application, agenda_item, meeting_table, break_glass, reporter_opening)
"""Tables whose ids stand in addresses."""


@dataclass(frozen=True, kw_only=True)
class Ids:
    """What of a marker case stands in addresses, by the name that routes give it; of each kind the most telling one."""

    matter: Matter
    values: dict[str, str]


def ids_of(house: House, matter: Matter) -> Ids:
    """Read the ids of a marker case."""
    values = {"case_id": matter.id}
    with house.office.database.read() as tx:
        steps = tx.execute(sa.select(task.c.id, task.c.is_open).where(task.c.case_id == matter.id)).all()
        values["task_id"] = sorted(steps, key=lambda row: (not row.is_open, row.id))[0].id
        for name, table in (("letter_id", letter), ("attachment_id", attachment), ("application_id", application)):
            found = tx.execute(sa.select(table.c.id).where(table.c.case_id == matter.id)).scalars().first()
            values |= {name: found} if found else {}
        openings = [*_ids(tx, break_glass, matter), *_reporters(tx, matter)]
        values |= {"opening_id": openings[0]} if openings else {}
        of_waits = sa.select(subscription.c.task_id).where(subscription.c.case_id == matter.id)
        waits = list(tx.execute(of_waits).scalars())
        values |= {"wait_id": waits[0]} if waits else {}
        item = tx.execute(sa.select(agenda_item).where(agenda_item.c.case_id == matter.id)).first()
        if item is not None:
            kept = tx.execute(sa.select(meeting_table.c.id)).scalars().first()
            values |= {"item_id": item.id, "meeting_id": item.meeting_id or kept or ABSENT}
    return Ids(matter=matter, values=values)


BODIES: dict[str, tuple[str, str]] = {
    "supervision.urge": ("task_id", "task_id"),
    "inbox.ticked": ("t", "task_id"),
    "leader.agree": ("t", "task_id"),
}
"""Acts that name their object in the form: the field, and the id that stands in it."""
NUMBERS = {"custody.ask": "number", "glass.open_case": "number"}
"""Acts that name a case by its number."""


def _ids(tx: Tx, table: sa.Table, matter: Matter) -> list[str]:
    return list(tx.execute(sa.select(table.c.id).where(table.c.case_id == matter.id)).scalars())


def _reporters(tx: Tx, matter: Matter) -> list[str]:
    joined = sa.join(reporter_opening, reporter, reporter.c.id == reporter_opening.c.reporter_id)
    found = sa.select(reporter_opening.c.id).select_from(joined).where(reporter.c.case_id == matter.id)
    return list(tx.execute(found).scalars())


OBJECTS = (
    *("case_id", "task_id", "letter_id", "attachment_id", "application_id", "item_id", "meeting_id"),
    *("opening_id", "wait_id", "incident_id"),
)
"""Names of ids in addresses that lead to a case."""
ACTS = frozenset(
    {
        *("absences.change", "audit.check", "custody.ask", "glass.open_case", "inbox.ticked", "leader.agree"),
        *("cycles.open_round", "cycles.explain", "cycles.retry", "holidays.enter", "holidays.import_year"),
        *("holidays.day", "lists.add", "lists.change", "lists.copy", "meetings.plan", "passwords.change"),
        *("people.add", "people.room", "people.unit", "people.succeed", "people.rename", "people.change"),
        *(
            "people.post",
            "units.service",
            "people.relation",
            "archives.put_matter",
            "people.duty",
            "people.password",
            "people.absence",
            "recusals.ask",
            "recusals.keep",
        ),
        *("recusals.lift", "register.start", "rosters.bring", "rosters.decide", "scan.send_back", "session.enter"),
        *("archive_requests.ask", "archive_requests.check", "archive_requests.decide", "archives.recusal"),
        *("retention.propose", "retention.check", "retention.decide", "retention.ask", "retention.lift"),
        *("proofs.given", "factors.offer_key", "factors.confirm_key", "people.subject"),
        *("factors.enter", "factors.offer", "factors.confirm", "factors.end", "own_sessions.end", "people.free"),
        *("own_sessions.end_others", "jointly.ask", "jointly.confirm", "jointly.withdraw"),
        *("session.sign_out", "session.language", "session.change_phrases", "supervision.urge"),
        *("versions.propose", "versions.approve", "versions.refuse", "versions.withdraw"),
    }
)
"""Acts whose address names nothing of a case: of the roster, the house, the own session; or it stands in the form."""


def of_a_case(app: Flask, method: str) -> list[Rule]:
    """Give the routes whose address names something of a case."""
    return [rule for rule in rules(app, method) if set(OBJECTS) & rule.arguments]


def rules(app: Flask, method: str) -> list[Rule]:
    """Give the routes that answer a method."""
    return sorted(
        (rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())), key=lambda one: one.rule
    )


def address(app: Flask, rule: Rule, values: dict[str, str]) -> str | None:
    """Give the address with these ids, None where the case has nothing of that kind."""
    wanted = {name: values.get(name) for name in rule.arguments}
    if not all(wanted.values()):
        return None
    built = app.url_map.bind("").build(rule.endpoint, wanted, method=next(iter(rule.methods - {"HEAD", "OPTIONS"})))
    return str(built)
