"""应急查阅: a leader reads a case of another room in an emergency; told of at once, for two hours, reviewed afterwards.

Never past recusal, never above the own cadre level and secrecy, to read only: what acts rest on is a right.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from webapp.domain.access_rules import AccessRules
from webapp.domain.actor import Permission
from webapp.domain.errors import FourEyes, NotFound, Refused
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.said import Said
from webapp.domain.sights import Viewer
from webapp.store import calendar, cases, deployments, glass, grants, people
from webapp.store.audit import stream_of
from webapp.store.glass import Broken
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.viewing import entry_of, needs_declaration, note, refuse_undeclared, viewer_of
from webapp.usecases.views.access import GlassRow
from webapp.usecases.words import LOOKS

SHORTEST_REASON = 10
SHORTEST_WORDS = 2
STATES = {None: "待审核", True: "确有必要", False: "不当查阅"}


class NoGlass(Refused):
    """没有可以应急查阅的事项：编号不对，您已经可以查看，或者不在您可以应急查阅的范围。"""

    code = "no_glass"


class JudgedBefore(Refused):
    """您对该事项的应急查阅已审核为不当查阅，不能再次应急查阅；确需查阅的，请报分管领导或者书记按程序办理。"""

    code = "judged_before"


class GlassReason(Refused):
    """请写明何事紧急、为何来不及按程序办理，不少于十个字。"""

    code = "glass_reason"


class ReviewWords(Refused):
    """请写明审核意见。"""

    code = "review_words"


def rules_of(act: Act) -> AccessRules:
    """This function will give the rules about looks of the newest deployment, the house's own before there is one."""
    newest = deployments.newest(act.tx)
    return act.office.library.definition(act.tx, newest.id).access_rules if newest else AccessRules()


@reads(Permission.BREAK_GLASS)
def own_openings(act: Act) -> tuple[GlassRow, ...]:
    """This function will list the actor's own emergency looks, the newest first."""
    return tuple(row_of(act, one) for one in glass.of_person(act.tx, act.actor.person_id))


@writes(Permission.BREAK_GLASS, fresh=True)
def open_glass(act: Act, *, number: str, reason: str) -> CaseId:
    """This function will open a case to be read for a while and give its id.

    Refused in the same words for a number that is nobody's, above the own bounds, or about whom the actor is recused
    from (NoGlass); JudgedBefore where an own look at it was not justified; GlassReason without a reason.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise GlassReason
    viewer = viewer_of(act)
    case_id = glass.openable_case(act.tx, number.strip(), viewer=viewer)
    if case_id is None or cases.sees(act.tx, case_id, viewer=viewer):
        raise NoGlass
    if glass.was_misused(act.tx, case_id, person_id=viewer.person_id):
        raise JudgedBefore
    act.case_id = case_id
    until = act.now + dt.timedelta(hours=rules_of(act).glass_hours)
    opening = glass.break_glass(
        act.tx, case_id, person_id=act.actor.person_id, reason=reason.strip(), now=act.now, until=until
    )
    entry = entry_of(act, "glass.broken", stream=stream_of(case_id), opening=opening, until=until.isoformat())
    note(act, dataclasses.replace(entry, sealed={"text": reason.strip()}))
    return case_id


@reads(Permission.REVIEW_GLASS)
def to_review(act: Act) -> tuple[GlassRow, ...]:
    """This function will list the emergency looks that the actor reviews: of others, at cases seen by right."""
    waiting = glass.not_reviewed(act.tx)
    return tuple(row_of(act, one) for one in waiting if _reviews(act, one, act.actor.person_id))


@writes(Permission.REVIEW_GLASS)
def review(act: Act, *, opening_id: str, justified: bool, words: str) -> None:
    """This function will say whether an emergency look was justified; one that was not ends at once.

    Raises NotFound for a case that is not seen by right, FourEyes for an own look, ReviewWords, AlreadyThere.
    """
    one = glass.read(act.tx, opening_id)
    if not cases.by_right(act.tx, one.case_id, viewer=viewer_of(act)):
        raise NotFound
    act.case_id = one.case_id
    if one.person_id == act.actor.person_id:
        raise FourEyes
    refuse_undeclared(act, one.case_id)
    if len(words.strip()) < SHORTEST_WORDS:
        raise ReviewWords
    glass.review(act.tx, one, by=act.actor.person_id, justified=justified, words=words.strip(), now=act.now)
    entry = entry_of(act, "glass.reviewed", stream=stream_of(one.case_id), opening=one.id, justified=justified)
    note(act, dataclasses.replace(entry, sealed={"text": words.strip()}))


@reads(Permission.SEE_DESK)
def late_reviews(act: Act) -> int:
    """This function will count the emergency looks whose review is overdue."""
    return sum(is_late(act, one) for one in glass.not_reviewed(act.tx))


def reviewers_waiting(act: Act) -> tuple[PersonId, ...]:
    """This function will name, for each look that waits, everybody who reviews it."""
    roles = act.office.library.roles(act.tx)
    able = {
        one.person_id
        for one in grants.all_grants(act.tx)
        if one.held_on(act.today) and one.role in roles and Permission.REVIEW_GLASS in roles[one.role].permissions
    }
    waiting = glass.not_reviewed(act.tx)
    return tuple(who for one in waiting for who in sorted(able) if _reviews(act, one, who))


def is_late(act: Act, one: Broken) -> bool:
    """This function will tell whether nobody has reviewed a look within the working days that the rules give."""
    on = one.at.astimezone(act.office.zone).date()
    return one.review is None and calendar.load(act.tx).shift(on, rules_of(act).glass_review) < act.today


def row_of(act: Act, one: Broken, *, for_auditor: bool = False) -> GlassRow:
    """This function will give a look as pages show it; the auditor reads no number and no reason."""
    case, names, review_ = cases.header(act.tx, one.case_id), people.directory(act.tx), one.review
    hidden = for_auditor or needs_declaration(act, case.subject_id)
    return GlassRow(
        opening_id=one.id,
        case_id=one.case_id,
        number=Said("事项 {mark}", mark=one.case_id[:8]) if for_auditor else case.number or "",
        who=names.name(one.person_id),
        reason="" if hidden else one.reason,
        at=one.at,
        until=one.until_at,
        is_open=one.until_at > act.now,
        looks=tuple((at, LOOKS.get(what, what)) for at, what in glass.looks(act.tx, one)),
        state=STATES[review_.justified if review_ else None],
        reviewed_by=names.name(review_.by) if review_ else "",
        words="" if hidden or review_ is None else review_.words,
        late=is_late(act, one),
    )


def _reviews(act: Act, one: Broken, who: PersonId) -> bool:
    viewer = Viewer(person_id=who, now=act.now, today=act.today)
    return one.person_id != who and cases.by_right(act.tx, one.case_id, viewer=viewer)
