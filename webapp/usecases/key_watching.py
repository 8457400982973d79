"""The key-watch list (重点名单) as a page: who, for which criterion, with what reason, until when."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.domain.actor import Permission
from webapp.domain.ids import PersonId
from webapp.domain.papers import KeyWatch
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.store import cases, key_watches, people
from webapp.usecases.act import Act, reads
from webapp.usecases.viewing import looked, viewer_of
from webapp.usecases.views.watching import WatchedFor, WatchedHead

CRITERIA: Mapping[str, str] = {
    "family_business": "亲属经商办企业",
    "poor_style": "民主作风差",
    "social_reaction": "社会反映突出",
    "poor_appraisal": "群众评价较差",
}


@reads(Permission.READ_ARCHIVE)
def key_watch_list(act: Act) -> tuple[WatchedHead, ...]:
    """This function will list the heads under key watch today, who expires first first; each look is in the record.

    Whoever is recused from a head does not find that head here, nor does a head find himself or herself.
    """
    found: dict[PersonId, list[KeyWatch]] = {}
    for one in key_watches.on_day(act.tx, act.today, me=act.actor.person_id):
        found.setdefault(one.subject_id, []).append(one)
    for person, rows in found.items():
        if rows[0].case_id is not None:
            looked(act, "key_watch", case_id=rows[0].case_id, subject_id=person)
    names = people.directory(act.tx)
    return tuple(_head(act, person, rows, names) for person, rows in found.items())


def _head(act: Act, person: PersonId, rows: list[KeyWatch], names: Directory) -> WatchedHead:
    posts = names.posts_of(person, on=act.today)
    return WatchedHead(
        name=names.name(person),
        unit="、".join(dict.fromkeys(names.unit_name(post.unit_id) for post in posts)),
        items=tuple(_item(act, one, names) for one in rows),
        from_on=min(one.from_on for one in rows),
        until_on=max(one.until_on for one in rows),
    )


def _item(act: Act, one: KeyWatch, names: Directory) -> WatchedFor:
    seen = one.case_id is not None and cases.sees(act.tx, one.case_id, viewer=viewer_of(act))
    return WatchedFor(
        criterion=Said(CRITERIA.get(one.criterion, one.criterion)),
        reason=one.reason,
        confirmed_by=names.name(one.confirmed_by),
        case_id=one.case_id if seen else None,
    )
