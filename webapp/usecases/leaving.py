"""Who leaves: with an officer's last post the duties end, and the sessions."""

from __future__ import annotations

import dataclasses
import uuid

from webapp.domain.actor import ADMIN_ROLES
from webapp.domain.errors import Refused
from webapp.domain.roster import Post, RoleGrant
from webapp.store import beginnings, grants, logins, people
from webapp.usecases.act import Act


class OwnLeaving(Refused):
    """不能登记本人离任，请由另一名管理员办理。"""

    code = "own_leaving"


class AdministratorLeaving(Refused):
    """离任未登记：{name}仍担任管理员岗位，请先由两名管理员在“两人办理”页撤销，再登记离任。"""

    code = "administrator_leaving"


def end_duties(act: Act, post: Post) -> int:
    """This function will let no duty outlast its holder's last post, end the sessions, and give how many duties ended.

    A post beside it, or a later one, keeps the duties: which of them belong to which post the roster does not say.
    Raises OwnLeaving; AdministratorLeaving: two take that duty first.
    """
    beginnings.one_at_a_time(act.tx, post.person_id)
    last = post.until_on
    others = (one for one in people.directory(act.tx).posts if one.person_id == post.person_id and one.id != post.id)
    if last is None or any(one.until_on is None or one.until_on > last for one in others):
        return 0
    held = [one for one in grants.all_grants(act.tx) if one.person_id == post.person_id]
    outlasting = [one for one in held if one.until_on is None or one.until_on > last]
    if outlasting and post.person_id == act.actor.person_id:
        raise OwnLeaving
    if any(one.role in ADMIN_ROLES for one in outlasting):
        raise AdministratorLeaving(name=people.directory(act.tx).name(post.person_id))
    for one in outlasting:
        _end(act, one, post)
    if outlasting and last <= act.today:
        logins.end_all(act.tx, post.person_id, now=act.now)
    return len(outlasting)


def _end(act: Act, one: RoleGrant, post: Post) -> None:
    """A day that is over needs no row: what was held is in the record."""
    ours = grants.end(act.tx, one)
    if ours and post.until_on is not None and post.until_on >= act.today:
        grants.add(act.tx, dataclasses.replace(one, id=uuid.uuid4().hex, until_on=post.until_on))
