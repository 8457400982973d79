"""What a person concerned may still appeal against, until when; what became of a decision appealed against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from webapp.domain.calendar import WorkCalendar
from webapp.domain.deadlines import due
from webapp.domain.errors import Refused
from webapp.domain.ids import PersonId
from webapp.domain.papers import LetterRow
from webapp.domain.said import Said
from webapp.letters import Template
from webapp.store import appeals, calendar, cases, letters, submissions
from webapp.store.appeals import Appeal
from webapp.usecases.act import Act
from webapp.usecases.letter_drafts import template_in
from webapp.usecases.views.portal import Appealable

DECISION = "decision"
"""Value of a start's property `against`: only against a decision that was delivered and is not decided anew."""
BECAME: Mapping[str, str] = {
    "revoke": "此决定已于{day}由{number}撤销。",
    "change": "此决定已于{day}由{number}变更，以新决定为准。",
}
STATES: Mapping[str, str] = {"revoke": "已撤销", "change": "已变更"}


class NothingToAppeal(Refused):
    """没有可以申诉的决定：决定尚未送达、申诉正在办理或者已经作出复查决定，或者期限已过。请在本人页面查看各项决定的说明。"""

    code = "nothing_to_appeal"


def overruled(act: Act, rows: Iterable[LetterRow]) -> Mapping[str, Appeal]:
    """This function will give the appeals that revoked or changed letters, by the letter's id."""
    return {one.letter_id: one for one in appeals.of_letters(act.tx, [row.id for row in rows]) if one.result}


def became(act: Act, one: Appeal | None) -> str:
    """This function will say what became of a decision, on which day and by which letter; nothing while it stands."""
    if one is None or one.result is None:
        return ""
    on = (one.decided_at or act.now).astimezone(act.office.zone).date()
    return Said(BECAME[one.result], day=on, number=one.number or "")


def appealable(act: Act, person_id: PersonId) -> tuple[Appealable, ...]:
    """This function will give the decisions delivered to a person with what may still be done against each."""
    received = [row for row in letters.to_person(act.tx, person_id) if row.received_on is not None]
    known = [(row, found) for row in received if (found := _template(act, row)) and found.appeal_key]
    past = appeals.of_letters(act.tx, [row.id for row, _ in known])
    days = calendar.load(act.tx)
    return tuple(_line(act, row, found, [one for one in past if one.letter_id == row.id], days) for row, found in known)


def _template(act: Act, row: LetterRow) -> Template | None:
    deployment = cases.header(act.tx, row.case_id).deployment_id
    return template_in(act.office.library.definition(act.tx, deployment), row.template)


def _line(act: Act, row: LetterRow, template: Template, past: Iterable[Appeal], days: WorkCalendar) -> Appealable:
    sentence, offered = _past_words(past) or _limit_words(act, row, template, days)
    return Appealable(letter_id=row.id, title=row.title, number=row.number or "", sentence=sentence, offered=offered)


def _past_words(past: Iterable[Appeal]) -> tuple[str, bool] | None:
    found = list(past)
    if any(one.is_decided for one in found):
        return Said("申诉已经作出复查决定；仍不服的，依照复查决定所载途径向上一级提出"), False
    return (Said("申诉正在办理"), False) if any(one.is_open for one in found) else None


def _limit_words(act: Act, row: LetterRow, template: Template, days: WorkCalendar) -> tuple[str, bool]:
    last = _last_day(act, row, template, days)
    if last is None:
        return Said("可以申诉"), True
    if _unlimited(act, row, template):
        words = "党纪处分的申诉没有期限；政务处分申请复审的，至{day}（含当日）"
        gone = "党纪处分的申诉没有期限；政务处分申请复审的期限已于{day}届满"
        return Said(gone if act.today > last else words, day=last), True
    if act.today > last:
        words = "申请复审的期限已于{day}届满，不能再在本页面提出；因不可抗力等正当理由耽误的，请书面说明"
        return Said(words, day=last), False
    return Said("可以申诉，至{day}（含当日）", day=last), True


def _last_day(act: Act, row: LetterRow, template: Template, days: WorkCalendar) -> dt.date | None:
    deployment = cases.header(act.tx, row.case_id).deployment_id
    limits, key = act.office.library.definition(act.tx, deployment).limits, template.appeal_key or ""
    return due(limits[key], row.received_on, days).on if row.received_on and key in limits else None


def _unlimited(act: Act, row: LetterRow, template: Template) -> bool:
    """A sanction of the Party is appealed against at any time (2019 Rules art. 59)."""
    element, _, field = (template.appeal_open or "").partition(".")
    found = submissions.latest(act.tx, row.case_id, elements=[element] if element else [])
    return any(one.content.get(field) not in (None, "", "none") for one in found.values())
