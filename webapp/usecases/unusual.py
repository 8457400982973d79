"""查阅异常: what of looks, refusals, files, new duties and sign-ins is unusual, for the auditor; no content."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from webapp.domain.access_rules import AccessRules, Unusual
from webapp.domain.actor import Permission
from webapp.domain.ids import PersonId
from webapp.domain.roster import Affiliation, Directory
from webapp.domain.said import Said
from webapp.store import calendar, glass, grants, keys, people, unusual
from webapp.store.unusual import Seen
from webapp.usecases.act import Act, Look, reads
from webapp.usecases.glass import is_late, row_of, rules_of
from webapp.usecases.sheets import safe
from webapp.usecases.views.access import UnusualRow, UnusualView

FILES = frozenset({"file", "letter_file", "minutes_file", "figures_file", "archive_print", "access_file"})
NO_CASE = frozenset({"search", "missed", "audit", "unusual", "readers"})
LISTED = "approvals"
TITLES = ("异常", "人员", "时间", "次数", "起报次数", "标识")


@dataclass(frozen=True, kw_only=True)
class _Ground:
    """What the report counts over: looks of officers, with the rules, the duties held and the office's day."""

    act: Act
    rules: AccessRules
    looks: tuple[Seen, ...]
    names: Directory
    since: dt.datetime

    def day(self, at: dt.datetime) -> dt.date:
        """This function will give the office's day of an instant."""
        return at.astimezone(self.act.office.zone).date()

    @property
    def at_cases(self) -> Iterator[Seen]:
        """The looks at something of a case."""
        return (one for one in self.looks if one.what not in NO_CASE)


@reads(Permission.READ_AUDIT)
def unusual_page(act: Act) -> UnusualView:
    """This function will give the report of the last days, with the emergency looks; that it was read is noted."""
    act.looks.append(Look(what="unusual"))
    return _report(act)


@reads(Permission.READ_AUDIT)
def unusual_file(act: Act) -> tuple[str, bytes]:
    """This function will give the findings as a CSV file, in which no cell is read as a formula."""
    act.looks.append(Look(what="access_file"))
    found = _report(act)
    text = io.StringIO()
    write = csv.writer(text)
    write.writerow(TITLES)
    for row in found.rows:
        on = row.on.isoformat() if row.on else ""
        write.writerow([safe(str(cell)) for cell in (row.name, row.who, on, row.count, row.least, row.mark)])
    return f"查阅异常_{found.first:%Y%m%d}_{found.last:%Y%m%d}.csv", b"\xef\xbb\xbf" + text.getvalue().encode()


def _report(act: Act) -> UnusualView:
    rules = rules_of(act)
    since = act.now - dt.timedelta(days=rules.days)
    names = people.directory(act.tx)
    ground = _Ground(
        act=act,
        rules=rules,
        looks=tuple(one for one in unusual.seen(act.tx, since=since) if _is_officer(names, one.person_id)),
        names=names,
        since=since,
    )
    rows = [row for kind, find in FINDERS.items() for row in find(ground, kind)]
    opened = glass.newest(act.tx)
    return UnusualView(
        first=ground.day(since),
        last=act.today,
        rows=tuple(rows),
        kinds=tuple((kind.value, _name(rules, kind), rules.least[kind]) for kind in Unusual),
        glass=tuple(row_of(act, one, for_auditor=True) for one in opened),
        late=sum(is_late(act, one) for one in opened),
        out_of_hours=(f"{rules.first_hour:%H:%M}", f"{rules.last_hour:%H:%M}"),
    )


def _is_officer(names: Directory, person_id: PersonId) -> bool:
    one = names.persons.get(person_id)
    return one is not None and one.kind is Affiliation.OFFICER


def _name(rules: AccessRules, kind: Unusual) -> str:
    return Said(rules.names.get(kind, kind.value))


# ---------------------------------------------------------------- what is looked for


def _a_day(ground: _Ground, kind: Unusual, at: Iterable[tuple[PersonId, dt.datetime]]) -> Iterator[UnusualRow]:
    """So often one person on one day."""
    counted = Counter((ground.day(when), who) for who, when in at)
    for (day, who), count in sorted(counted.items(), key=lambda one: (one[0][0], -one[1], one[0][1])):
        yield from _found(ground, kind, who=who, on=day, count=count)


def _in_all(ground: _Ground, kind: Unusual, whose: Iterable[PersonId]) -> Iterator[UnusualRow]:
    """So often one person in all the days of the report."""
    for who, count in sorted(Counter(whose).items(), key=lambda one: (-one[1], one[0])):
        yield from _found(ground, kind, who=who, on=None, count=count)


def _found(
    ground: _Ground, kind: Unusual, *, count: int, on: dt.date | None, who: PersonId | None = None, mark: str = ""
) -> Iterator[UnusualRow]:
    least = ground.rules.least[kind]
    if count >= least:
        name = ground.names.name(who) if who else ""
        yield UnusualRow(
            kind=kind.value, name=_name(ground.rules, kind), who=name, on=on, count=count, least=least, mark=mark
        )


def _many(ground: _Ground, kind: Unusual) -> Iterator[UnusualRow]:
    """A list of what waits for a leader's decision is laid before that leader, each time as a whole."""
    return _a_day(ground, kind, ((one.person_id, one.at) for one in ground.at_cases if one.what != LISTED))


def _night(ground: _Ground, kind: Unusual) -> Iterator[UnusualRow]:
    days, zone = calendar.load(ground.act.tx), ground.act.office.zone
    local = ((one.person_id, one.at.astimezone(zone)) for one in ground.at_cases)
    out = (who for who, at in local if ground.rules.is_out_of_hours(at, workday=days.is_workday(at.date())))
    return _in_all(ground, kind, out)


def _outside(ground: _Ground, kind: Unusual) -> Iterator[UnusualRow]:
    leaders = {one.person_id for one in grants.all_grants(ground.act.tx) if one.role in ground.rules.leaders}
    at = {(one.person_id, one.case_id) for one in ground.at_cases if one.case_id and not one.own}
    return _in_all(ground, kind, (who for who, _ in at if who not in leaders))


def _same_person(ground: _Ground, kind: Unusual) -> Iterator[UnusualRow]:
    """Of whom it is stays out: the mark tells one from another and says no name."""
    by: defaultdict[PersonId, set[PersonId]] = defaultdict(set)
    for one in ground.at_cases:
        if one.subject_id and not one.own:
            by[one.subject_id].add(one.person_id)
    for subject, found in sorted(by.items(), key=lambda one: -len(one[1])):
        yield from _found(ground, kind, count=len(found), on=None, mark=_mark(ground, subject))


def _refused(ground: _Ground, kind: Unusual) -> Iterator[UnusualRow]:
    missed = [(one.person_id, one.at) for one in ground.looks if one.what == "missed"]
    told = unusual.refused(ground.act.tx, since=ground.since)
    return _a_day(ground, kind, [*missed, *(one for one in told if _is_officer(ground.names, one[0]))])


def _one_name(ground: _Ground, kind: Unusual) -> Iterator[UnusualRow]:
    sought: Counter[tuple[PersonId, PersonId]] = Counter(
        (one.person_id, one.subject_id) for one in ground.looks if one.what == "search" and one.subject_id
    )
    for (who, subject), count in sorted(sought.items(), key=lambda one: (-one[1], one[0])):
        yield from _found(ground, kind, who=who, count=count, on=None, mark=_mark(ground, subject))


def _exports(ground: _Ground, kind: Unusual) -> Iterator[UnusualRow]:
    return _a_day(ground, kind, ((one.person_id, one.at) for one in ground.looks if one.what in FILES))


def _new_reader(ground: _Ground, kind: Unusual) -> Iterator[UnusualRow]:
    """A new account with a duty is how who keeps the roster could come near a case."""
    given = ((at, json.loads(facts)) for at, facts in unusual.given(ground.act.tx, since=ground.since))
    return _a_day(ground, kind, ((PersonId(str(facts["person"])), at) for at, facts in given if "person" in facts))


def _kept_out(ground: _Ground, kind: Unusual) -> Iterator[UnusualRow]:
    """Whoever guesses at an account, and wherever many accounts are guessed at: both, since either may be hidden."""
    found = [(at, json.loads(facts)) for at, facts in unusual.kept_out(ground.act.tx, since=ground.since)]
    whose = [(PersonId(str(facts["person"])), at) for at, facts in found if facts.get("person")]
    yield from _a_day(ground, kind, [one for one in whose if _is_officer(ground.names, one[0])])
    where = Counter((ground.day(at), str(facts["remote"])) for at, facts in found if facts.get("remote"))
    for (day, remote), count in sorted(where.items()):
        yield from _found(ground, kind, count=count, on=day, mark=remote)


def _mark(ground: _Ground, subject: Hashable) -> str:
    return keys.office(ground.act.tx).fingerprint(f"unusual:{subject}")[:8]


FINDERS = {
    Unusual.MANY: _many,
    Unusual.NIGHT: _night,
    Unusual.OUTSIDE: _outside,
    Unusual.SAME_PERSON: _same_person,
    Unusual.REFUSED: _refused,
    Unusual.ONE_NAME: _one_name,
    Unusual.EXPORTS: _exports,
    Unusual.NEW_READER: _new_reader,
    Unusual.KEPT_OUT: _kept_out,
}
