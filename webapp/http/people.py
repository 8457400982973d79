"""The roster: persons, posts, units, rooms, duties, accounts; for the security administrator."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.errors import Refused
from webapp.domain.ids import OFFICE_ROOM, PersonId, RoomId, UnitId
from webapp.http.acting import LATE, act, ticked, typed, typed_day
from webapp.http.door import run, view
from webapp.http.downloads import download
from webapp.http.house import today
from webapp.http.rosters import XLSX
from webapp.http.tasks import day_of
from webapp.http.texts import say
from webapp.usecases import (
    absences,
    categories,
    duties,
    factor_rules,
    first_passwords,
    jointly,
    overseeing,
    provider_sign_in,
    relations,
    roster_export,
    roster_pages,
)
from webapp.usecases import people as verbs
from webapp.usecases.words import LEVELS, MEASURES, SECRECY, UNIT_KINDS

pages = Blueprint("people", __name__, url_prefix="/people")


@pages.get("")
def roster() -> str:
    """This function will list persons and vacant duties."""
    found = view(roster_pages.people_page, words=request.args.get("q", "").strip()[:100])
    freed = view(factor_rules.freed)
    return render_template(
        "people.html",
        found=found,
        freed=freed,
        kinds=categories.KINDS,
        unit_kinds=UNIT_KINDS.items(),
        sheets=roster_export.TAKEN_OUT,
        levels=LEVELS,
        today=today(),
    )


@pages.get("/table")
def table() -> Response:
    """This function will give the roster as a workbook, or the sheet that is asked for by its place as CSV."""
    asked = request.args.get("sheet", "")
    titles = dict(enumerate(roster_export.TAKEN_OUT, start=1))
    sheet = titles.get(int(asked), "") if asked.isdecimal() else ""
    content = view(roster_export.roster_file, sheet=sheet)
    name = "人员登记表.csv" if sheet else "人员登记表.xlsx"
    return download(name, content, "text/csv" if sheet else XLSX)


@pages.get("/auditors")
def auditors() -> str:
    """This function will list what the auditors did and looked at."""
    found = view(overseeing.acts_of_auditors, cursor=request.args.get("cursor", ""))
    return render_template("overseen.html", found=found, endpoint="people.auditors")


@pages.post("")
def add() -> Response:
    """This function will enter a person and open the page."""
    try:
        person_id = run(
            verbs.add_person,
            name=typed("name"),
            kind=typed("kind"),
            unit_id=UnitId(typed("unit")),
            title=typed("title"),
            is_head=ticked("is_head"),
            level=typed("level"),
            from_on=typed_day("from_on"),
            phone=typed("phone"),
        )
    except Refused as refused:
        flash(say(refused.message), LATE)
        return redirect(url_for("people.roster"))
    return redirect(url_for("people.person", person_id=person_id))


@pages.post("/second-factor")
def free() -> Response:
    """This function will say which duties need no second factor."""
    duties_named = tuple(request.form.getlist("duty"))
    return act(factor_rules.free, url_for("people.roster"), "已保存，下次登录时生效。", duties=duties_named)


@pages.post("/rooms")
def room() -> Response:
    """This function will add a room, rename or close one."""
    named = RoomId(typed("room")) if typed("room") else None
    back = url_for("people.roster")
    return act(verbs.put_room, back, "科室已保存。", name=typed("name"), room_id=named, active=not ticked("closed"))


@pages.post("/units")
def unit() -> Response:
    """This function will enter a unit."""
    return act(verbs.add_unit, url_for("people.roster"), "单位已登记。", name=typed("name"), kind=typed("kind"))


@pages.post("/units/succeed")
def succeed() -> Response:
    """This function will note that a unit's affairs go over to another."""
    before, after = UnitId(typed("unit")), UnitId(typed("successor"))
    on, back = typed_day("on") or today(), url_for("people.roster")
    done = "承继关系已登记。原单位人员的职务和岗位，请逐人登记离任或者新的任职。"
    return act(verbs.succeed_unit, back, done, unit_id=before, successor_id=after, on=on)


@pages.post("/units/rename")
def rename() -> Response:
    """This function will let a unit go on under a new name."""
    on = typed_day("on") or today()
    back = url_for("people.roster")
    return act(verbs.rename_unit, back, "单位已更名。", unit_id=UnitId(typed("unit")), name=typed("name"), on=on)


@pages.post("/<key:person_id>/relations")
def relation(person_id: str) -> Response:
    """This function will write that an officer and a head are related."""
    done, who = "回避关系已登记，本人手中的有关环节已交回。", PersonId(person_id)
    named = {"subject": typed("subject"), "kind": typed("kind")}
    return act(relations.note_relation, _page(person_id), done, person_id=who, **named)


@pages.get("/<key:person_id>")
def person(person_id: str) -> str:
    """This function will show one person with posts, duties and absences."""
    return _drawn(person_id)


def _drawn(person_id: str, given: str = "") -> str:
    return render_template(
        "person.html",
        found=view(roster_pages.person_page, person_id=PersonId(person_id)),
        related=view(
            relations.relations_of, person_id=PersonId(person_id), as_of=day_of(request.args.get("as_of", ""))
        ),
        relation_kinds=tuple(relations.WORDS.items()),
        given=given,
        subject=view(provider_sign_in.subject_of, person_id=PersonId(person_id)),
        kinds=categories.KINDS,
        levels=LEVELS,
        measures=MEASURES,
        secrecies=SECRECY,
        office=OFFICE_ROOM,
        today=today(),
    )


@pages.post("/<key:person_id>")
def change(person_id: str) -> Response:
    """This function will correct name, phone and category, or close the access."""
    named = {"name": typed("name"), "phone": typed("phone"), "active": not ticked("closed")} | {"kind": typed("kind")}
    return act(verbs.change_person, _page(person_id), "已保存。", person_id=PersonId(person_id), **named)  # type: ignore[arg-type]


@pages.post("/<key:person_id>/posts")
def post(person_id: str) -> Response:
    """This function will add a post or end one."""
    if ended := typed("end"):
        return act(
            verbs.end_post, _page(person_id), "离任已登记。", post_id=ended, until_on=typed_day("until") or today()
        )
    return act(
        verbs.add_post,
        _page(person_id),
        "任职已登记。",
        person_id=PersonId(person_id),
        unit_id=UnitId(typed("unit")),
        title=typed("title"),
        is_head=ticked("is_head"),
        leader_talk=ticked("leader_talk"),
        level=typed("level"),
        from_on=typed_day("from_on"),
    )


@pages.post("/<key:person_id>/duties")
def duty(person_id: str) -> Response:
    """This function will give a duty or take one away."""
    if taken := typed("take"):
        return act(duties.revoke, _page(person_id), "岗位已撤销，对方须重新登录。", grant_id=taken)
    return act(
        duties.grant,
        _page(person_id),
        "岗位已授予。",
        person_id=PersonId(person_id),
        role=typed("role"),
        room_id=RoomId(typed("room") or OFFICE_ROOM),
        max_level=typed("max_level"),
        max_secrecy=typed("max_secrecy"),
        measure=typed("measure") or None,
        reads_cases=ticked("reads"),
        until_on=typed_day("until"),
    )


@pages.post("/<key:person_id>/password")
def password(person_id: str) -> Response | str:
    """This function will give a first password and show it on this answer only: in no cookie, no log, no later page."""
    try:
        given = run(first_passwords.give_password, person_id=PersonId(person_id), login=typed("login"))
    except Refused as refused:
        flash(say(refused.message), LATE)
        return redirect(_page(person_id))
    return _drawn(person_id, given)


@pages.post("/<key:person_id>/subject")
def subject(person_id: str) -> Response:
    """This function will ask that a subject of the provider sign in as the person; another administrator confirms."""
    given = {"subject": typed("subject"), "reason": typed("reason")}
    done = "申请已提出，须由另一名管理员确认。"
    return act(jointly.ask_subject, _page(person_id), done, person_id=PersonId(person_id), **given)


@pages.post("/<key:person_id>/absences")
def absence(person_id: str) -> Response:
    """This function will write an absence of a person or end one."""
    who = PersonId(person_id)
    if ended := typed("end"):
        return act(absences.end_absence, _page(person_id), "外出已提前结束。", absence_id=ended, person_id=who)
    first = typed_day("from_on") or today()
    return act(
        absences.set_absence,
        _page(person_id),
        "外出受托已登记。",
        person_id=who,
        substitute_id=PersonId(typed("substitute")),
        from_on=first,
        until_on=typed_day("until_on") or first,
        reason=typed("reason"),
    )


def _page(person_id: str) -> str:
    return url_for("people.person", person_id=person_id)
