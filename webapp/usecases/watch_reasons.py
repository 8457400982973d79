"""What a proposal for the key-watch list rests on, item by item: who decides reads which ones are meant."""

from __future__ import annotations

from webapp.domain.said import Said
from webapp.store import watch_reasons as stored
from webapp.store.signs import DEVIATING, POOR
from webapp.store.watch_reasons import Reason
from webapp.usecases.desk import Desk
from webapp.usecases.reported import first_day

CRITERIA = {DEVIATING: "poor_style", POOR: "poor_appraisal"}


def watch_reasons(desk: Desk) -> list[dict[str, object]]:
    """This function will list the filed items that the proposal counts, each under its criterion."""
    person = desk.case.subject_id
    found = stored.of_person(desk.act.tx, person, since=first_day(desk)) if person else ()
    return [{"criterion": CRITERIA.get(one.kind, one.kind), "text": _told(one)} for one in found]


def _told(one: Reason) -> str:
    words = str(one.content.get("summary") or one.content.get("text") or "")
    if one.on is None:
        return Said("{year}年：{text}", year=one.mark, text=words)
    return Said("{day}：{summary}（{number}）", day=one.on, summary=words, number=one.mark)
