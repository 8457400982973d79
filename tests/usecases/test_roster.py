"""People, posts, duties, rooms and absences: three administrators, and nobody near a case who should not be."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.office import PASSWORD, House, hold
from tests.usecases.passages import case_of, register_clue
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import NotFound, Refused
from webapp.domain.ids import PersonId, RoomId, UnitId
from webapp.domain.roster import Affiliation, Person, Post, RoleGrant
from webapp.store import absences as stored_absences
from webapp.store import accounts, audit, grants, people
from webapp.usecases import absences, duties, first_passwords, roster_pages, sessions
from webapp.usecases import people as roster
from webapp.usecases.coverage import coverage_page
from webapp.usecases.people import RosterRefused

ADMINISTRATORS = ("sysadmin", "sec_admin", "sec_auditor")


def newcomer(house: House, name: str = "温如玉") -> PersonId:
    return house.run(
        roster.add_person, "jin", name=name, kind="officer", unit_id=UnitId("commission"), title="第三监督检查室干部"
    )


def test_a_new_officer_has_a_post_and_can_be_found_by_name_and_unit(house: House) -> None:
    person = newcomer(house)

    found = house.view(roster_pages.people_page, "jin", words="温如玉 纪委监委")

    assert [row.person_id for row in found.rows] == [person]
    assert found.rows[0].posts == ("云岭县纪委监委第三监督检查室干部",)
    assert found.rows[0].roles == ()


def test_a_unit_has_one_head_a_day_whatever_the_way_in(house: House) -> None:
    """Entered with a first post, given a further one, an end put off: each is refused in words, and nothing written."""
    head = {"unit_id": UnitId("county_water"), "is_head": True, "level": "head", "from_on": dt.date(2026, 6, 1)}
    leads = "与沈望舒同时担任该单位“一把手”"
    with pytest.raises(RosterRefused, match=leads):
        house.run(roster.add_person, "jin", name="温如玉", kind="head", title="县水务局局长", **head)
    with pytest.raises(RosterRefused, match=leads):
        house.run(roster.add_post, "jin", person_id=PersonId("ma"), title="县水务局局长", **head)
    assert house.view(roster_pages.people_page, "jin", words="温如玉").rows == ()

    house.run(roster.add_post, "jin", person_id=PersonId("liu"), title="县水务局代局长", **head)
    house.run(roster.end_post, "jin", post_id="post_shen", until_on=dt.date(2026, 5, 31))
    house.run(roster.add_post, "jin", person_id=PersonId("ma"), title="县水务局局长", **head)
    with pytest.raises(RosterRefused, match="与马远帆同时担任该单位“一把手”"):
        house.run(roster.end_post, "jin", post_id="post_shen", until_on=dt.date(2026, 6, 1))
    with house.office.database.write() as tx:  # as an earlier version let it be written
        people.put_post(tx, Post(id="two", person_id=PersonId("zhu"), **head | {"title": "县水务局局长"}))
    house.run(roster.end_post, "jin", post_id="two", until_on=dt.date(2026, 6, 30))


def test_names_stand_in_no_audit_entry_in_the_clear(house: House) -> None:
    newcomer(house)

    with house.office.database.read() as tx:
        entry = audit.entries(tx, "office")[-1].entry

    assert entry.act == "person.added"
    assert "温如玉" not in str(entry)


@pytest.mark.parametrize("who", ["cui", "mo", "zhou", "chen"])
def test_only_the_security_administrator_keeps_the_roster(house: House, who: str) -> None:
    with pytest.raises(NotFound):
        house.view(roster_pages.people_page, who)
    with pytest.raises(Refused):
        house.run(duties.grant, who, person_id=PersonId("wu"), role="petition")


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_one_administrator_alone_gives_nobody_an_administrators_duty_and_takes_it_from_nobody(
    house: House, role: str
) -> None:
    with pytest.raises(Refused, match="两名管理员"):
        house.run(duties.grant, "jin", person_id=newcomer(house), role=role)
    with pytest.raises(Refused, match="两名管理员"):
        house.run(duties.revoke, "jin", grant_id="mo-sec_auditor-office")


def test_an_administrator_gets_no_duty_that_comes_near_a_case(house: House) -> None:
    room = RoomId("first_room")

    with pytest.raises(Refused, match="三人分任"):
        house.run(duties.grant, "jin", person_id=PersonId("cui"), role="supervise", room_id=room)


def test_the_security_administrator_gives_no_duty_to_himself(house: House) -> None:
    with pytest.raises(Refused, match="本人"):
        house.run(duties.grant, "jin", person_id=PersonId("jin"), role="supervise", room_id=RoomId("first_room"))
    with pytest.raises(Refused, match="本人"):
        house.run(duties.revoke, "jin", grant_id="jin-sec_admin-office")


def test_who_approves_nothing_reads_single_measures_and_not_the_whole_house(house: House) -> None:
    person = newcomer(house)

    with pytest.raises(Refused, match="逐项选定措施"):
        house.run(duties.grant, "jin", person_id=person, role="tour_office", reads_cases=True)
    house.run(duties.grant, "jin", person_id=person, role="tour_office", reads_cases=True, measure="m04")


def test_a_head_gets_no_duty_of_the_office(house: House) -> None:
    with pytest.raises(Refused, match="本人页面"):
        house.run(duties.grant, "jin", person_id=PersonId("ma"), role="petition")


@pytest.mark.parametrize(("who", "name"), [("zhou", "周正言"), ("mo", "莫思危"), ("ding", "丁若水"), ("xia", "夏知止")])
def test_no_officer_with_a_duty_of_the_house_becomes_an_outsider(house: House, who: str, name: str) -> None:
    """From outside nobody declares a recusal, nor is counted or named where the auditor reads who looked."""
    with pytest.raises(Refused, match="由本机关干部担任"):
        house.run(roster.change_person, "jin", person_id=PersonId(who), name=name, kind="outside")
    with house.office.database.read() as tx:
        assert people.person_of(tx, PersonId(who)).kind is Affiliation.OFFICER


def test_from_outside_nobody_gets_a_duty_of_the_house_but_of_the_other_organ(house: House) -> None:
    post = {"unit_id": UnitId("county_committee"), "title": "县委办公室干部"}
    person = house.run(roster.add_person, "jin", name="温如玉", kind="outside", **post)

    with pytest.raises(Refused, match="由本机关干部担任"):
        house.run(duties.grant, "jin", person_id=person, role="supervise", room_id=RoomId("first_room"))
    for role in ("org_dept", "party_office", "party_principal"):
        house.run(duties.grant, "jin", person_id=person, role=role)
    house.run(roster.change_person, "jin", person_id=person, name="温如玉", kind="officer")
    house.run(roster.change_person, "jin", person_id=person, name="温如玉", kind="outside")


def test_a_deputy_promoted_by_hand_is_a_head_for_clues_portal_and_coverage(house: House) -> None:
    """Until the duty of the own unit is taken away the post is refused in words; afterwards the category follows."""
    post = {"person_id": PersonId("cen"), "unit_id": UnitId("county_housing"), "title": "代局长", "level": "head"}
    with pytest.raises(Refused, match="此人还担任所在单位党委（党组）"):
        house.run(roster.add_post, "jin", is_head=True, **post)
    (held,) = house.view(roster_pages.person_page, "jin", person_id=PersonId("cen")).grants
    house.run(duties.revoke, "jin", grant_id=held[0])

    house.run(roster.add_post, "jin", is_head=True, **post)

    page = house.view(roster_pages.person_page, "jin", person_id=PersonId("cen"))
    assert page.history[0].detail.endswith("类别由外单位人员改为“一把手”")
    assert house.actor("cen").is_concerned
    assert house.actor("cen").roles == {"subject"}
    assert "cen" in {row.person_id for row in house.view(coverage_page, "chen").rows}
    register_clue(house, subject="cen")
    assert case_of(house, "m07_clue_disposal").subject_id == "cen"
    with pytest.raises(Refused, match="登记有“一把手”职务"):
        house.run(roster.change_person, "jin", person_id=PersonId("cen"), name="岑若谷", kind="outside")


def left_by_an_earlier_version(house: House) -> None:
    """A head's post of one from outside, whose category stayed, and one from outside without any post."""
    post = Post(
        id="post_of_hua", person_id=PersonId("hua"), unit_id=UnitId("county_coop"), title="代主任", is_head=True,
        from_on=dt.date(2026, 1, 1), until_on=dt.date(2026, 1, 31),
    )  # fmt: skip
    with house.office.database.write() as tx:
        people.put_post(tx, post)
        people.put_person(tx, Person(id=PersonId("none"), kind=Affiliation.OUTSIDE, name="荣无职"))
        hold(tx, house.clock())


def test_whose_entry_an_earlier_version_left_unfinished_is_listed_until_it_is_put_right(house: House) -> None:
    before = house.view(roster_pages.people_page, "jin").unsettled
    left_by_an_earlier_version(house)

    found = house.view(roster_pages.people_page, "jin").unsettled

    assert before == ()
    assert [(one.name, one.part) for one in found] == [("华以谦", "account"), ("荣无职", "posts")]
    assert "县供销合作社代主任" in found[0].posts
    (held,) = house.view(roster_pages.person_page, "jin", person_id=PersonId("hua")).grants
    house.run(duties.revoke, "jin", grant_id=held[0])
    house.run(roster.change_person, "jin", person_id=PersonId("hua"), name="华以谦", kind="head")
    unit = {"unit_id": UnitId("county_water"), "title": "党组成员"}
    house.run(roster.add_post, "jin", person_id=PersonId("none"), **unit)
    assert house.view(roster_pages.people_page, "jin").unsettled == ()


def test_who_answers_for_a_unit_has_the_duty_in_that_unit(house: House) -> None:
    house.run(duties.grant, "jin", person_id=PersonId("jia"), role="unit", room_id=RoomId("county_water"))

    row = house.view(roster_pages.people_page, "jin", words="贾安石").rows[0]

    assert row.roles == ("所在单位党委（党组）（县交通运输局）", "所在单位党委（党组）（县水务局）")


def test_a_room_duty_needs_a_room_and_a_duty_of_the_house_none(house: House) -> None:
    with pytest.raises(Refused, match="具体的室"):
        house.run(duties.grant, "jin", person_id=PersonId("wu"), role="investigate")
    with pytest.raises(Refused, match="不选室"):
        house.run(duties.grant, "jin", person_id=PersonId("wu"), role="petition", room_id=RoomId("first_room"))


def test_a_duty_taken_away_ends_the_sessions_and_leaves_a_vacancy_in_words(house: House) -> None:
    house.run(duties.revoke, "jin", grant_id="he-room_head-third_room")

    found = house.view(roster_pages.people_page, "jin")

    assert ("室主任", "第三监督检查室") in found.vacant
    assert "room_head" not in house.actor("he").roles


def test_a_password_given_is_kept_as_a_hash_and_must_be_changed(house: House) -> None:
    person = newcomer(house)

    password = house.run(first_passwords.give_password, "jin", person_id=person, login="Wen.Ruyu")

    with house.office.database.read() as tx:
        account = accounts.by_login(tx, "wen.ruyu")
    assert account is not None
    assert account.must_change
    assert password not in account.password_hash


def test_a_login_name_has_one_holder(house: House) -> None:
    with pytest.raises(Refused, match="已被使用"):
        house.run(first_passwords.give_password, "jin", person_id=newcomer(house), login="zhou")


def test_a_person_without_access_is_in_no_list_to_pick(house: House) -> None:
    house.run(roster.change_person, "jin", person_id=PersonId("wu"), name="吴思齐", active=False)

    with house.office.database.read() as tx:
        assert people.directory(tx).search("吴思齐") == ()


def test_with_the_last_post_the_duties_end_and_the_sessions_at_once(house: House) -> None:
    token = house.office.run(sessions.sign_in, SYSTEM, login="wu", password=PASSWORD)
    second = house.run(roster.add_post, "jin", person_id=PersonId("wu"), unit_id=UnitId("commission"), title="联络员")
    today = house.clock().date()

    house.run(roster.end_post, "jin", post_id=second, until_on=today)
    assert house.office.view(sessions.actor_of_session, SYSTEM, token=token)
    house.run(roster.end_post, "jin", post_id="post_wu", until_on=today)

    with pytest.raises(NotFound):
        house.office.view(sessions.actor_of_session, SYSTEM, token=token)
    assert [one.until_on for one in house_grants(house, "wu")] == [today]
    house.clock.shift(days=1)
    assert house.actor("wu").grants == ()


def test_a_post_that_ended_some_days_ago_leaves_no_duty_and_nobody_ends_the_own_one(house: House) -> None:
    past = house.clock().date() - dt.timedelta(days=3)

    house.run(roster.end_post, "jin", post_id="post_zhou", until_on=past)
    assert house_grants(house, "zhou") == ()
    with pytest.raises(Refused, match="另一名管理员"):
        house.run(roster.end_post, "jin", post_id="post_jin", until_on=past)

    assert house_grants(house, "jin")


def house_grants(house: House, who: str) -> tuple[RoleGrant, ...]:
    """Give all duties of a person, whenever they hold."""
    with house.office.database.read() as tx:
        return tuple(one for one in grants.all_grants(tx) if one.person_id == who)


def test_a_unit_goes_over_to_another_on_a_day(house: House) -> None:
    house.run(
        roster.succeed_unit,
        "jin",
        unit_id=UnitId("county_coop"),
        successor_id=UnitId("county_health"),
        on=dt.date(2026, 4, 1),
    )

    with house.office.database.read() as tx:
        assert people.successors(tx, UnitId("county_coop"), on=dt.date(2026, 4, 1)) == ("county_health",)
        assert people.successors(tx, UnitId("county_coop"), on=dt.date(2026, 3, 31)) == ()


def test_an_officer_names_a_substitute_for_the_days_away(house: House) -> None:
    house.run(
        absences.set_absence,
        "zhou",
        substitute_id=PersonId("wu"),
        from_on=dt.date(2026, 3, 2),
        until_on=dt.date(2026, 3, 31),
    )

    mine, others = house.view(absences.own_absences, "zhou"), house.view(absences.own_absences, "wu")

    assert [one.substitute_name for one in mine] == ["吴思齐"]
    assert [one.person_name for one in others] == ["周正言"]
    with house.office.database.read() as tx:
        assert stored_absences.covered_by(tx, PersonId("wu"), on=dt.date(2026, 3, 31)) == {"zhou"}


@pytest.mark.parametrize("substitute", ["zhou", "cui", "ma"])
def test_a_substitute_is_another_officer_who_works_on_matters(house: House, substitute: str) -> None:
    days = {"from_on": dt.date(2026, 3, 2), "until_on": dt.date(2026, 3, 3)}

    with pytest.raises(Refused):
        house.run(absences.set_absence, "zhou", substitute_id=PersonId(substitute), **days)


def test_a_colleague_is_sent_away_by_the_room_head_alone(house: House) -> None:
    days = {"from_on": dt.date(2026, 3, 2), "until_on": dt.date(2026, 3, 3)}

    with pytest.raises(Refused, match="他人"):
        house.run(absences.set_absence, "wu", person_id=PersonId("zhou"), substitute_id=PersonId("wu"), **days)
    with pytest.raises(Refused, match="他人"):
        house.run(absences.set_absence, "luo", person_id=PersonId("zhou"), substitute_id=PersonId("wu"), **days)
    house.run(absences.set_absence, "he", person_id=PersonId("zhou"), substitute_id=PersonId("wu"), **days)

    assert len(house.view(absences.own_absences, "zhou")) == 1


def test_an_absence_that_ends_early_hands_back(house: House) -> None:
    days = {"from_on": dt.date(2026, 3, 2), "until_on": dt.date(2026, 3, 31)}
    absence = house.run(absences.set_absence, "zhou", substitute_id=PersonId("wu"), **days)

    house.run(absences.end_absence, "zhou", absence_id=absence)

    assert house.view(absences.own_absences, "zhou") == ()
    with pytest.raises(NotFound):
        house.run(absences.end_absence, "zhou", absence_id=absence)
