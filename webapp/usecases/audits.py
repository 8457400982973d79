"""The auditor's duty: acts without contents, who read what, chains and seals checked. No case, no name of a subject."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

from webapp.domain.actor import Actor, Permission
from webapp.domain.errors import NotFound, SettingWrong
from webapp.domain.ids import PersonId
from webapp.domain.records import AuditEntry
from webapp.domain.roster import Affiliation, Directory
from webapp.domain.said import Said
from webapp.domain.sights import Look, whole_number
from webapp.store import access, audit_check, audit_list, people, seals, watches, witness
from webapp.store.audit import OFFICE, Written
from webapp.usecases.act import Act, in_steps, reads, writes
from webapp.usecases.act import Look as LookNoted
from webapp.usecases.in_order import in_order
from webapp.usecases.office import Office
from webapp.usecases.sealing import FILE
from webapp.usecases.viewing import entry_of, note
from webapp.usecases.views.office import ActRow, AuditView, ReadRow, Verified
from webapp.usecases.words import LOOKS, act_name

SETTING = "audit.verified"
NEWEST_SEALS = 20
A_YEAR = dt.timedelta(days=366)
CASE = "case:"
OUTSIDER = Said("本机关以外的人员")


@reads(Permission.READ_AUDIT)
def audit_page(
    act: Act, *, who: PersonId | None = None, what: str = "", stream: str = "", cursor: str = ""
) -> AuditView:
    """This function will give one page of acts, the newest first, with the last check and the newest seals."""
    act.looks.append(LookNoted(what="audit"))
    names = people.directory(act.tx)
    page = audit_list.newest(
        act.tx,
        actor=who,
        act=what or None,
        stream=stream or None,
        before=whole_number(cursor),
    )
    entries, streams = audit_list.counts(act.tx)
    return AuditView(
        streams=streams,
        entries=entries,
        verified=_verified(act),
        seals=tuple((one.number, one.at, one.root, one.rows) for one in seals.seals(act.tx)[-NEWEST_SEALS:][::-1]),
        acts=tuple(act_row(one, names) for one in page.rows),
        reads=_reads(act, names, who),
        people=_people(act, names),
        kinds=tuple((code, act_name(code)) for code in audit_list.acts(act.tx)),
        who=who,
        what=what,
        stream=stream,
        next_cursor=str(page.after[0]) if page.after else None,
    )


@reads(Permission.READ_AUDIT)
def readers_of(act: Act, *, subject_id: PersonId) -> tuple[ReadRow, ...]:
    """This function will list who looked at anything about a person in the last twelve months, the newest first."""
    names = people.directory(act.tx)
    if subject_id not in names.persons:
        raise NotFound
    act.looks.append(LookNoted(what="readers"))
    return tuple(read_row(one, names) for one in access.of_subject(act.tx, subject_id, since=act.now - A_YEAR))


@in_steps
def verify_chains(office: Office, actor: Actor) -> Verified:
    """This function will check every chain and every seal, keep the outcome and give it; the check itself is an act."""
    found = office.view(check_everything, actor)
    office.run(keep_outcome, actor, found=found)
    return found


@reads(Permission.READ_AUDIT)
def check_everything(act: Act) -> Verified:
    """This function will look through all chains and seals; nothing is written."""
    verdict = audit_check.verify(act.tx)
    faults = [*verdict.faults, *_seal_faults(act)]
    return Verified(
        at=act.now,
        streams=verdict.streams,
        entries=verdict.entries,
        faults=tuple((one.stream, one.number, one.what) for one in faults),
    )


@writes(Permission.READ_AUDIT)
def keep_outcome(act: Act, *, found: Verified) -> None:
    """This function will keep the outcome of a check for the page."""
    value = {
        "at": found.at.isoformat(),
        "streams": found.streams,
        "entries": found.entries,
        "faults": [list(fault) for fault in found.faults],
    }
    watches.put_setting(act.tx, SETTING, value, now=act.now, by=act.actor.person_id)
    note(act, entry_of(act, "audit.verified", streams=found.streams, entries=found.entries, faults=len(found.faults)))


def _seal_faults(act: Act) -> tuple[audit_check.Fault, ...]:
    """The signing key proves the seals; without one there is nothing to compare with, and that is said."""
    facts = act.office.facts
    folder, key_file = facts.get("seal_folder"), facts.get("seal_key_file")
    if not folder or not key_file:
        return ()
    file = Path(folder) / FILE
    try:
        public_keys = seals.Sealer(Path(key_file), file).public_keys
    except SettingWrong as error:
        return (audit_check.Fault(stream=seals.STREAM, number=0, what=error.message),)
    return seals.verify_seals(act.tx, public_keys=public_keys, file=file)


def _verified(act: Act) -> Verified | None:
    kept = watches.get_setting(act.tx, SETTING)
    if not isinstance(kept, Mapping):
        return None
    return Verified(
        at=dt.datetime.fromisoformat(str(kept["at"])),
        streams=int(kept["streams"]),
        entries=int(kept["entries"]),
        faults=tuple((str(stream), int(number), str(what)) for stream, number, what in kept["faults"]),
    )


def act_row(one: Written, names: Directory) -> ActRow:
    """This function will give an entry as the auditor reads it, without contents."""
    entry = one.entry
    return ActRow(
        at=entry.at,
        who=_who(entry, names),
        what=act_name(entry.act),
        stream=entry.stream,
        stream_name=_case(entry.stream.removeprefix(CASE)) if entry.stream != OFFICE else Said("机关"),
        number=one.number,
        element=entry.element or "",
        facts=_facts(entry, names),
        hash=one.hash[:12],
    )


def _facts(entry: AuditEntry, names: Directory) -> str:
    """What an entry says beside its act: persons by name unless concerned; digests are for verify."""
    told = {key: _told(value, names) for key, value in entry.facts.items() if key != witness.FACT}
    return json.dumps(told, ensure_ascii=False, sort_keys=True) if told else ""


def _told(value: object, names: Directory) -> object:
    if isinstance(value, list | tuple):
        return [_told(one, names) for one in value]
    known = isinstance(value, str) and value in names.persons
    return _doer(PersonId(str(value)), names, of_case=True) if known else value


def _who(entry: AuditEntry, names: Directory) -> str:
    """Before the session is open the house itself acts; the entry says for whom."""
    if entry.actor_id not in (None, "system"):
        return _doer(PersonId(str(entry.actor_id)), names, of_case=entry.stream != OFFICE)
    signing_in = entry.facts.get("person") if entry.act.startswith("sign_in") else None
    return names.name(PersonId(str(signing_in))) if signing_in else Said("系统")


def _reads(act: Act, names: Directory, who: PersonId | None) -> tuple[ReadRow, ...]:
    looks = access.by_person(act.tx, who, since=act.now - A_YEAR) if who else access.newest(act.tx, limit=100)
    return tuple(read_row(one, names) for one in looks)


def read_row(one: Look, names: Directory) -> ReadRow:
    """This function will give a look without whom it was about: the auditor sees that a case was opened, not whose."""
    case = _case(one.case_id) if one.case_id else ""
    who = _doer(one.person_id, names, of_case=one.case_id is not None)
    return ReadRow(at=one.at, who=who, what=LOOKS.get(one.what, one.what), case=case)


def _case(case_id: str) -> Said:
    return Said("事项 {mark}", mark=case_id[:8])


def _doer(person_id: PersonId, names: Directory, *, of_case: bool) -> str:
    """Persons concerned, and who answers for their units, are not named: that there is a case is a content."""
    one = names.persons.get(person_id)
    outside = one is not None and one.kind is not Affiliation.OFFICER
    return OUTSIDER if of_case and outside else names.name(person_id)


def _people(act: Act, names: Directory) -> tuple[tuple[str, str], ...]:
    officers = (key for key, one in names.persons.items() if one.kind is Affiliation.OFFICER)
    shown = in_order(act, officers)
    return tuple((one, names.label(one)) for one in shown)
