"""检举控告人信息: two custodians open a reporter's identity together, with a reason, once; all of it is in the record.

Neither sees the case. Whoever registered the matter is told that the identity was opened, by whom and when.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound, Refused
from webapp.domain.forms import read_form
from webapp.domain.ids import CaseId
from webapp.domain.papers import ReporterOpening
from webapp.domain.said import Said
from webapp.store import cases, people, registers, reporters
from webapp.store.audit import stream_of
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.reading import in_words
from webapp.usecases.viewing import entry_of, is_kept_away, note
from webapp.usecases.views.asked import IdentityView, OpeningRow

LASTS = dt.timedelta(minutes=30)
"""How long the two may take from the second one's agreement to the look."""
TOLD_FOR = dt.timedelta(days=30)
SHORTEST = 5
REPORTER = "reporter"


class NoIdentity(Refused):
    """没有可以开启的检举控告人信息：编号不对，或者此件没有留存检举控告人信息。"""

    code = "no_identity"


class WhyMissing(Refused):
    """请写明开启的理由（何人何事需要，不少于五个字）。"""

    code = "why_missing"


@reads(Permission.OPEN_REPORTER)
def openings(act: Act) -> tuple[OpeningRow, ...]:
    """This function will list the requests that wait for a second custodian, or for the look of the two."""
    found = ((one, case_id) for one, case_id in reporters.open_now(act.tx, now=act.now))
    return tuple(_row(act, one, case_id) for one, case_id in found if not is_kept_away(act, case_id))


@writes(Permission.OPEN_REPORTER)
def ask_identity(act: Act, *, number: str, reason: str) -> None:
    """This function will ask that the identity behind a case's number be opened; raises NoIdentity, WhyMissing."""
    case_id = registers.numbered(act.tx, number.strip()) if number.strip() else None
    known = reporters.ids_of_case(act.tx, case_id) if case_id and not is_kept_away(act, case_id) else ()
    if case_id is None or not known:
        raise NoIdentity
    if len(reason.strip()) < SHORTEST:
        raise WhyMissing
    for one in known:
        reporters.ask(act.tx, one, by=act.actor.person_id, reason=reason.strip(), now=act.now)
    entry = entry_of(act, "reporter.asked", stream=stream_of(case_id))
    note(act, dataclasses.replace(entry, sealed={"text": reason.strip()}))


@writes(Permission.OPEN_REPORTER, fresh=True)
def agree_identity(act: Act, *, opening_id: str) -> None:
    """This function will agree as the second custodian; raises TwoCustodians for who asked, NotFound."""
    case_id = _case_of(act, opening_id)
    reporters.approve(act.tx, opening_id, by=act.actor.person_id, now=act.now, until=act.now + LASTS)
    note(act, entry_of(act, "reporter.agreed", stream=stream_of(case_id), opening=opening_id))


@writes(Permission.OPEN_REPORTER, fresh=True)
def show_identity(act: Act, *, opening_id: str) -> IdentityView:
    """This function will show an identity, once, to one of the two while the agreement lasts.

    Raises TwoCustodians for one alone, AlreadyShown, NotFound.
    """
    case_id = _case_of(act, opening_id)
    content = reporters.open_identity(act.tx, opening_id, by=act.actor.person_id, now=act.now)
    note(act, entry_of(act, "reporter.shown", stream=stream_of(case_id), opening=opening_id))
    case = cases.header(act.tx, case_id)
    definition = act.office.library.definition(act.tx, case.deployment_id)
    forms = (read_form(schema) for schema in definition.forms.values())
    form = next((one for one in forms if one.store == REPORTER), None)
    lines = in_words(form, content, people.directory(act.tx)) if form else ()
    return IdentityView(number=case.number, lines=lines)


@reads(Permission.START_CASES)
def told_of_openings(act: Act) -> tuple[tuple[str, Said, dt.datetime], ...]:
    """This function will tell who registered a matter that its reporter's identity was opened: number, words, when."""
    names = people.directory(act.tx)
    found = reporters.shown_of(act.tx, act.actor.person_id, since=act.now - TOLD_FOR)
    words = "您登记的此件，检举控告人信息已由{names}共同开启查看"
    return tuple(
        (one.number or "", Said(words, names=tuple(names.name(who) for who in one.by)), one.at) for one in found
    )


def _case_of(act: Act, opening_id: str) -> CaseId:
    case_id = reporters.case_of(act.tx, opening_id)
    if is_kept_away(act, case_id):
        raise NotFound
    act.case_id = case_id
    return case_id


def _row(act: Act, one: ReporterOpening, case_id: CaseId) -> OpeningRow:
    names, me = people.directory(act.tx), act.actor.person_id
    return OpeningRow(
        opening_id=one.id,
        number=cases.header(act.tx, case_id).number,
        asked_by=names.name(one.asked_by),
        at=one.asked_at,
        reason=one.reason,
        agreed_by=names.name(one.approved_by),
        until=one.until_at,
        can_agree=one.approved_by is None and one.asked_by != me,
        can_open=one.approved_by is not None and me in (one.asked_by, one.approved_by),
    )
