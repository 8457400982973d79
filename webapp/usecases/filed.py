"""The person's file: what a form reads of the case's person and unit that other matters and lists left behind.

A measure reads here what it needs to know of another (domain section 7); whoever holds the open task has the reason to
read it. A person's own step sees nothing of the own archive here: the archive's rows leave out who reads them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from webapp import engine
from webapp.domain.archives import ADVERSE
from webapp.domain.deadlines import due
from webapp.domain.filed import SECTION, SECTIONS
from webapp.domain.ids import PersonId, UnitId
from webapp.domain.matters import COUNTED, DEVIATES
from webapp.domain.papers import ArchiveItem, PersonalMatter, ServiceRecord
from webapp.domain.reporting import is_reported_on
from webapp.domain.roster import Directory, Post
from webapp.domain.said import Said
from webapp.domain.statements import OwnStatement
from webapp.store import archive, grants, ledgers, people, registers, statements, submissions
from webapp.usecases.archive_readers import readers_of
from webapp.usecases.archive_words import kind_name
from webapp.usecases.desk import Desk
from webapp.usecases.filed_cases import accountabilities, clues, tour_clues
from webapp.usecases.successions import gone_on, now_is, reach, renamed, was
from webapp.usecases.viewing import looked
from webapp.usecases.watch_reasons import watch_reasons

Rows = list[dict[str, object]]
GOVERNING = frozenset(
    {
        "check",
        "recommendation",
        "rectification",
        "duty_report",
        "entrusted_talk",
        "upper_notice",
        "accountability",
        "tour",
    }
)
"""Kinds of entries that measures 2, 4 and 10F leave behind: responsibility for governing the Party."""
OF_ARCHIVE = frozenset({"entries", "year_entries", "last_weaknesses", "explain", "to_mention", "watch_reasons"})
"""Sections that show what the archive holds: whoever opens such a form has read it, and is told of a correction."""
FED_BACK = "tour.fed_back"
"""What a tour found and told the head, whatever was put right since."""
SHORTEST_TOLD = 10
"""Findings have at least so many characters (handbook, section 5): a form that takes an entry over asks for them."""
PARTIAL = "eval.partial"
"""How long a head must have been in post for an evaluation that is not partial."""
MEASURES = "set_measures"
"""The step of an evaluation in which a measure is set for each weak ability."""


def file_of(desk: Desk, texts: Iterable[str]) -> dict[str, object]:
    """This function will read the sections of the file that the texts of a form name."""
    wanted = {name for text in texts for name in SECTION.findall(text)}
    if wanted & OF_ARCHIVE:
        looked(desk.act, "entries", case_id=desk.case.id, subject_id=desk.case.subject_id)
    return {name: READERS[name](desk) for name in sorted(wanted & SECTIONS)}


def entries(desk: Desk) -> Rows:
    """This function will list the person's verified entries by day (unverified ones colour nothing, DMN-12)."""
    if desk.case.subject_id is None:
        return []
    found = archive.of_subject(desk.act.tx, desk.case.subject_id, me=desk.act.actor.person_id)
    return [_entry(one) for one in found if one.status == "verified"]


def _entry(one: ArchiveItem) -> dict[str, object]:
    return {
        "number": one.number,
        "section": one.section,
        "kind": one.kind,
        "dimension": one.dimension,
        "weight": one.weight,
        "on": one.on,
        "case": one.source_case_id,
        "told": _told(one),
        **{key: value for key, value in one.content.items() if key in ("summary", "text")},
    }


def _told(one: ArchiveItem) -> str:
    """What an entry says, in words that stand alone: a short one (“无。”) says of what and when it is so."""
    words = str(one.content.get("summary") or one.content.get("text") or "")
    if len(words) >= SHORTEST_TOLD:
        return words
    head = Said("{day}{kind}", day=one.on, kind=kind_name(one.kind))
    return f"{head}：{words}" if words else head


def year_entries(desk: Desk) -> Rows:
    """This function will list the verified entries of the case's year, each with the dimension that it speaks to.

    What the check of main responsibility and tours found stands under the responsibility for governing the Party; the
    others are put under a dimension by whoever evaluates. The check stands first: a form takes its fact from there.
    """
    found = [one for one in entries(desk) if _year(one) == year_of(desk)]
    found.sort(key=lambda one: str(one["kind"]).startswith("tour."))
    return [one | {"evaluates": _evaluates(str(one["kind"]))} for one in found]


def _evaluates(kind: str) -> str | None:
    return "governing_party" if kind.partition(".")[0] in GOVERNING else None


def last_weaknesses(desk: Desk) -> Rows:
    """This function will list what was verified against the person in the year before the case's, to be followed up.

    What a tour fed back stands there, too, also where it was put right since: the evaluation says how it is now.
    """
    return [one for one in entries(desk) if _is_weakness(one) and _year(one) == year_of(desk) - 1]


def _is_weakness(entry: Mapping[str, object]) -> bool:
    return entry["weight"] == ADVERSE or entry["kind"] == FED_BACK


def _year(entry: Mapping[str, object]) -> int:
    return int(str(entry["on"])[:4])


def last_measures(desk: Desk) -> Rows:
    """This function will list the measures that the evaluation before this one set for the person (F01d)."""
    case, tx = desk.case, desk.act.tx
    if case.subject_id is None:
        return []
    before = registers.before(tx, case.subject_id, process=case.process, period=case.period)
    written = submissions.latest(tx, before, elements=[MEASURES]) if before else {}
    return [row for one in written.values() for row in _rows(one.content.get("measures"))]


def _rows(value: object) -> Rows:
    return [dict(row) for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []


def explain(desk: Desk) -> Rows:
    """This function will list what a head may have to explain at a life meeting (DMN-13), closed matters too.

    What is not verified yet, was cleared or corrected is left out; personal matters count when they were found to
    deviate. `age` is in calendar years.
    """
    if desk.case.subject_id is None:
        return []
    found = archive.of_subject(desk.act.tx, desk.case.subject_id, me=desk.act.actor.person_id)
    filed = [_to_explain(one, desk.act.today.year) for one in found if one.status in ("verified", "not_established")]
    return [*filed, *_deviating_matters(desk)]


def _to_explain(one: ArchiveItem, year: int) -> dict[str, object]:
    text = one.content.get("summary") or one.content.get("text")
    kind = one.kind.partition(".")[0]
    return {"kind": kind, "age": year - one.on.year, "text": text, "entry": one.number}


def _deviating_matters(desk: Desk) -> Rows:
    year = desk.act.today.year
    subject = desk.case.subject_id
    years = (year, year - 1)
    rows = [one for each in years for one in ledgers.matters(desk.act.tx, subject, year=each)] if subject else []
    return [
        {"kind": "personal_matters", "age": year - one.year, "text": one.content.get("text"), "entry": ""}
        for one in rows
        if one.status == DEVIATES
    ]


def instructions(desk: Desk) -> Rows:
    """This function will list this year's instructions and requirements, each with the list it stands in."""
    year = year_of(desk)
    lists = ledgers.lists(desk.act.tx, year=year)
    return [{"list": name, "text": line.text, "source": line.source} for name in lists for line in lists[name]]


def personal_matters(desk: Desk) -> Rows:
    """This function will list the personal matters that the person declared or that were verified for the year.

    What was found to differ and is not settled is none of them.
    """
    if desk.case.subject_id is None:
        return []
    found = ledgers.matters(desk.act.tx, desk.case.subject_id, year=year_of(desk))
    return [{"kind": one.kind, "status": one.status, **one.content} for one in found if one.status in COUNTED]


def found_matters(desk: Desk) -> Rows:
    """This function will list what was found to differ and is to be verified in this case."""
    if desk.case.subject_id is None:
        return []
    return [_found(one) for one in found_of(desk, desk.case.subject_id)]


def found_of(desk: Desk, subject: PersonId) -> tuple[PersonalMatter, ...]:
    """This function will give what was found to differ about a person and nobody has settled, read once an act."""
    if subject not in desk.differing:
        desk.differing[subject] = ledgers.found(desk.act.tx, subject, case_id=desk.case.id)
    return desk.differing[subject]


def _found(one: PersonalMatter) -> dict[str, object]:
    return {"part": one.kind, "what": one.content.get("text"), "source": one.content.get("source")}


def posts(desk: Desk) -> Rows:
    """This function will list the head's posts held on any day of the case's period, a chapter each.

    A post in a unit that got another name is one, under the name of now; `unit_ids` are what the unit was and is.
    `short`: the head was in post, in whatever units, for less than the limit of a whole evaluation (domain 4.1).
    """
    names, (first, last), chains = people.directory(desk.act.tx), _span(desk), renamed(desk.act)
    subject = desk.case.subject_id
    mine = [one for one in names.posts if one.person_id == subject and one.is_head and one.held_within(first, last)]
    held = gone_on(chains, mine)
    more = [{"short": _is_short(desk, held, last), "unit_ids": list(was(chains, one.unit_id))} for one in held]
    return [_post(one, names.unit_name(one.unit_id)) | beside for one, beside in zip(held, more, strict=True)]


def _is_short(desk: Desk, held: Iterable[Post], last: dt.date) -> bool:
    limit = desk.definition.limits.limits.get(PARTIAL)
    spans = [(one.from_on, min(one.until_on or last, last)) for one in held]
    if limit is None or not spans:
        return False
    return due(limit, min(first for first, _ in spans), desk.world.calendar).on > max(end for _, end in spans)


def _post(one: Post, unit: str) -> dict[str, object]:
    return {"unit": unit, "unit_id": one.unit_id, "title": one.title, "from_on": one.from_on, "until_on": one.until_on}


def talkers(desk: Desk) -> Rows:
    """This function will list who may lead a talk with a head today (负责人), with their posts."""
    names = people.directory(desk.act.tx)
    return [{"id": one, "name": names.label(one)} for one in names.talkers(desk.act.today)]


def led(desk: Desk) -> Rows:
    """This function will list the heads on whom the case's person reports, of any day of the year, a row each."""
    names, (first, last), author = people.directory(desk.act.tx), _span(desk), desk.case.subject_id
    units = _reported_on(desk, names)
    held = [one for one in names.posts if one.person_id != author and one.held_within(first, last)]
    mine = gone_on(renamed(desk.act), [one for one in held if is_reported_on(one, units)])
    return [_post(one, names.unit_name(one.unit_id)) | {"head": names.name(one.person_id)} for one in mine]


def _reported_on(desk: Desk, names: Directory) -> frozenset[UnitId] | None:
    """None for a secretary: the whole area. Who leads a group no more reports for the unit of the case alone."""
    author, today = desk.case.subject_id, desk.act.today
    roles = {one.role for one in grants.of_person(desk.act.tx, author, on=today)} if author else set()
    if "secretary" in roles:
        return None
    own = [one.unit_id for one in names.posts_of(author, on=today)] if author and "resident" in roles else []
    return reach(desk.act, [*own, *([desk.case.unit_id] if desk.case.unit_id else [])])


def sample(desk: Desk) -> Rows:
    """This function will list the service records that this case has drawn, each with its code and its unit."""
    data = engine.routing(desk.definition, desk.case.state, desk.world)
    drawn = data.get("sample")
    found = drawn.get("records") if isinstance(drawn, Mapping) else None
    codes = {str(one["record"]): one["code"] for one in (found if isinstance(found, list) else [])}
    names = people.directory(desk.act.tx)
    records = ledgers.served(desk.act.tx, list(codes))
    return [_drawn(codes[one.id], one, names.unit_name(one.unit_id)) for one in records]


def _drawn(code: object, record: ServiceRecord, unit: str) -> dict[str, object]:
    words = "，".join(str(value) for value in record.content.values())
    return {"code": code, "served_on": record.served_on, "source": record.source, "unit": unit, "words": words}


def members(desk: Desk) -> Rows:
    """This function will list the unit's other leaders of today (班子成员): those with a post there beside the head.

    Also where the unit got another name and the case still lies on the old one.
    """
    names, unit = people.directory(desk.act.tx), desk.case.unit_id and now_is(renamed(desk.act), desk.case.unit_id)
    there = names.members({unit}, on=desk.act.today) if unit else ()
    others = [one for one in there if one.person_id != desk.case.subject_id]
    return [{"id": one.person_id, "name": names.name(one.person_id), "title": one.title} for one in others]


def year_of(desk: Desk) -> int:
    """This function will give the year of a case's period; without a period, this year."""
    return int(desk.case.period[:4]) if desk.case.period else desk.act.today.year


def _span(desk: Desk) -> tuple[dt.date, dt.date]:
    """The year of the case's period; without a period, today."""
    if not desk.case.period:
        return desk.act.today, desk.act.today
    return dt.date(year_of(desk), 1, 1), dt.date(year_of(desk), 12, 31)


def own_statement(desk: Desk) -> Mapping[str, object] | None:
    """This function will give what the person stated for the case's year or the one before (本人情况), or None."""
    if desk.case.subject_id is None:
        return None
    found = newest_stated(desk, desk.case.subject_id)
    return None if found is None else {"year": found.year, "version": found.version, **found.content}


def newest_stated(desk: Desk, subject: PersonId) -> OwnStatement | None:
    """This function will give what the person stated last for the case's year or the one before, read once an act."""
    if subject not in desk.stated:
        year = year_of(desk)
        desk.stated[subject] = statements.newest(desk.act.tx, subject, first=year - 1, last=year)
    return desk.stated[subject]


MENTIONED = ("inquiry", "tour")
"""Kinds of entries that a head must speak of when reporting on the own duty."""
HELD = ("verified", "not_established")


def to_mention(desk: Desk) -> Rows:
    """This function will list what a duty report must speak of, never what is unverified.

    This and last year's inquiries, closed ones too, what tours found, and the year's personal matters.
    """
    if desk.case.subject_id is None:
        return []
    since = dt.date(year_of(desk) - 1, 1, 1)
    found = archive.of_subject(desk.act.tx, desk.case.subject_id, me=desk.act.actor.person_id)
    kept = [one for one in found if one.status in HELD and one.on >= since]
    told = [(one, one.kind.partition(".")[0]) for one in kept]
    rows: Rows = [_mention(kind, one.number, one.content) for one, kind in told if kind in MENTIONED]
    return rows + [_mention("personal", "", one) for one in personal_matters(desk)]


def _mention(kind: str, source: str, content: Mapping[str, object]) -> dict[str, object]:
    words = next((content[name] for name in ("summary", "what", "text", "post") if content.get(name)), "")
    return {"kind": kind, "source": source, "text": words}


def readers(desk: Desk) -> Rows:
    """This function will list who has read the person's archive in the last twelve months."""
    if desk.case.subject_id is None:
        return []
    names, zone = people.directory(desk.act.tx), desk.act.office.zone
    found = readers_of(desk.act, desk.case.subject_id)
    return [{"name": names.label(one.person_id), "last_on": one.last_at.astimezone(zone).date()} for one in found]


def unknown_years(desk: Desk) -> list[str]:
    """This function will list the years, this one and the case's, whose holidays the office has not imported."""
    known = desk.world.calendar.years
    return [str(year) for year in sorted({year_of(desk), desk.act.today.year} - known)]


READERS: Mapping[str, Callable[[Desk], object]] = {
    "accountabilities": accountabilities,
    "clues": clues,
    "entries": entries,
    "explain": explain,
    "found_matters": found_matters,
    "instructions": instructions,
    "led": led,
    "last_measures": last_measures,
    "last_weaknesses": last_weaknesses,
    "members": members,
    "personal_matters": personal_matters,
    "posts": posts,
    "sample": sample,
    "readers": readers,
    "self": own_statement,
    "year_entries": year_entries,
    "talkers": talkers,
    "tour_clues": tour_clues,
    "to_mention": to_mention,
    "unknown_years": unknown_years,
    "watch_reasons": watch_reasons,
}
