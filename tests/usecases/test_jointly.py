"""两人办理: no administrator alone makes another one, takes one away, or gets into the account of one."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from typing import cast

import pytest
import sqlalchemy as sa

from tests.usecases.office import PASSWORD, House, hold
from tests.usecases.test_importing import brought, looked
from tests.usecases.test_roster import newcomer
from tests.usecases.written import grant
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import AlreadyThere, FourEyes, NotFound, Refused
from webapp.domain.ids import PersonId, UnitId
from webapp.domain.joint import JointKind, JointRequest, JointStatus
from webapp.store import audit, grants, joint, keys, people
from webapp.store.tables import recovery
from webapp.store.vault import Place
from webapp.usecases import duties, enrolling, first_passwords, jointly, passwords, roster_pages, sessions
from webapp.usecases import people as roster
from webapp.usecases.act import Act
from webapp.usecases.joint_effects import EFFECTS, Effect, JointRefused

REASON = "科室会议确定，已当面核对证件。"
OWN = "清风徐来-水波不兴-2031"


@pytest.fixture
def wen(house: House) -> PersonId:
    """Somebody who is new, without a duty, with an own password."""
    person_id = newcomer(house)
    first = house.run(first_passwords.give_password, "jin", person_id=person_id, login="wen")
    house.office.run(passwords.change_password, actor_of(house, "wen", first), old=first, new=OWN)
    return person_id


def actor_of(house: House, login: str, password: str) -> sessions.Actor:
    token = house.office.run(sessions.sign_in, SYSTEM, login=login, password=password)
    return house.office.view(sessions.actor_of_session, SYSTEM, token=token).actor


def ask(house: House, who: str, kind: str, login: str, role: str = "") -> str:
    """Ask and give the request's id."""
    house.run(jointly.ask_jointly, who, login=login, kind=kind, role=role, reason=REASON)
    rows = house.view(jointly.joint_list, "cui")
    return next(one.id for one in rows if one.login == login and one.status is JointStatus.OPEN)


def confirm(house: House, who: str, request_id: str) -> str:
    return house.run(jointly.confirm_jointly, who, request_id=request_id)


def held(house: House, person_id: str) -> list[str]:
    with house.office.database.read() as tx:
        return [one.role for one in grants.all_grants(tx) if one.person_id == person_id]


def told(house: House, who: str) -> list[JointKind]:
    return [one.kind for one in house.view(enrolling.own_factors, who).told]


def acts(house: House) -> list[str]:
    with house.office.database.read() as tx:
        return [one.entry.act for one in audit.entries(tx, "office")]


def test_who_administers_is_asked_by_one_and_confirmed_by_another_and_the_person_reads_it(
    house: House, wen: PersonId
) -> None:
    request = ask(house, "jin", "give", "wen", "sec_auditor")
    before = held(house, wen)
    with pytest.raises(FourEyes):
        confirm(house, "jin", request)

    shown = confirm(house, "mo", request)

    assert (before, held(house, wen), shown) == ([], ["sec_auditor"], "")
    assert "read_audit" in actor_of(house, "wen", OWN).permissions
    me = actor_of(house, "wen", OWN)
    assert [one.kind for one in house.office.view(enrolling.own_factors, me).told] == [JointKind.GIVE]
    assert {"duty.asked", "duty.given"} <= set(acts(house))


def test_one_of_the_two_keeps_the_roster(house: House, wen: PersonId) -> None:
    request = ask(house, "cui", "give", "wen", "sysadmin")

    with pytest.raises(JointRefused, match="安全管理员"):
        confirm(house, "mo", request)
    confirm(house, "jin", request)

    assert held(house, wen) == ["sysadmin"]


@pytest.mark.parametrize(
    ("login", "role", "why"),
    [
        ("ma", "sysadmin", "在岗干部"),
        ("zhou", "sysadmin", "已有岗位"),
        ("mo", "sysadmin", "已有岗位"),
        ("wen", "secretary", "请选择岗位"),
        ("wen", "", "请选择岗位"),
        ("fang", "custodian", "已有岗位"),
        ("mo", "custodian", "已有岗位"),
        ("pan", "custodian", "在岗干部"),
        ("nobody", "sysadmin", "没有这个账号"),
        ("jin", "sysadmin", "本人"),
    ],
)
def test_who_cannot_become_an_administrator_is_said(
    house: House, wen: PersonId, login: str, role: str, why: str
) -> None:
    with pytest.raises(JointRefused, match=why):
        ask(house, "jin", "give", login, role)

    assert house.view(jointly.joint_list, "cui") == ()


def test_who_has_not_signed_in_with_an_own_password_does_not_become_one(house: House) -> None:
    """Whoever gave the first password would be that administrator until then."""
    house.run(first_passwords.give_password, "jin", person_id=newcomer(house), login="wen")

    with pytest.raises(JointRefused, match="自己的口令"):
        ask(house, "jin", "give", "wen", "sec_auditor")


def test_what_was_asked_is_looked_at_again_when_it_is_confirmed(house: House, wen: PersonId) -> None:
    request = ask(house, "jin", "give", "wen", "sec_auditor")
    house.run(duties.grant, "jin", person_id=wen, role="petition")

    with pytest.raises(JointRefused, match="已有岗位"):
        confirm(house, "mo", request)
    other = house.view(jointly.joint_list, "cui")[0]

    assert (held(house, wen), other.status) == (["petition"], JointStatus.OPEN)


def test_an_administrators_duty_is_taken_by_two_once_somebody_follows(house: House, wen: PersonId) -> None:
    with pytest.raises(JointRefused, match="接任"):
        ask(house, "jin", "take", "mo")
    confirm(house, "cui", ask(house, "jin", "give", "wen", "sec_auditor"))
    token = house.office.run(sessions.sign_in, SYSTEM, login="mo", password=PASSWORD)
    request = ask(house, "jin", "take", "mo")
    with pytest.raises(FourEyes):
        confirm(house, "mo", request)

    confirm(house, "cui", request)

    assert (held(house, "mo"), told(house, "mo")) == ([], [JointKind.TAKE])
    with pytest.raises(NotFound):
        house.office.view(sessions.actor_of_session, SYSTEM, token=token)


def test_who_keeps_the_roster_is_taken_away_and_followed_by_the_other_two(house: House, wen: PersonId) -> None:
    """Nobody else could enter a successor first: of the two none keeps the roster then."""
    confirm(house, "mo", ask(house, "cui", "take", "jin"))
    confirm(house, "mo", ask(house, "cui", "give", "wen", "sec_admin"))

    assert (held(house, "jin"), held(house, wen)) == ([], ["sec_admin"])


def test_a_duty_that_changed_meanwhile_is_not_taken(house: House, wen: PersonId) -> None:
    grant(house, wen, "sysadmin")
    request = ask(house, "jin", "take", "wen")
    with house.office.database.write() as tx:
        grants.end(tx, next(one for one in grants.all_grants(tx) if one.person_id == wen))
        hold(tx, house.clock())
    grant(house, wen, "sec_auditor")

    with pytest.raises(JointRefused, match="已经变动"):
        confirm(house, "cui", request)


def test_an_administrators_password_is_renewed_by_two_and_shown_to_who_confirms(house: House) -> None:
    request = ask(house, "jin", "password", "mo")

    first = confirm(house, "cui", request)

    with pytest.raises(Refused):
        house.office.run(sessions.sign_in, SYSTEM, login="mo", password=PASSWORD)
    token = house.office.run(sessions.sign_in, SYSTEM, login="mo", password=first)
    assert house.office.view(sessions.actor_of_session, SYSTEM, token=token).must_change
    assert acts(house).count("account.renewed") == 1
    assert first not in str(house.view(jointly.joint_list, "cui"))


def test_of_others_the_keeper_alone_renews_the_password(house: House) -> None:
    with pytest.raises(JointRefused, match="由安全管理员在“人员”页重置"):
        ask(house, "cui", "password", "zhou")


def ways_round(house: House) -> dict[str, tuple[object, dict[str, object]]]:
    """Give how the keeper of the roster could get at an auditor alone."""
    with house.office.database.read() as tx:
        post = next(one for one in people.directory(tx).posts if one.person_id == "mo")
    today = house.clock().date()
    return {
        "give": (duties.grant, {"person_id": newcomer(house), "role": "sec_auditor"}),
        "take": (duties.revoke, {"grant_id": "mo-sec_auditor-office"}),
        "password": (first_passwords.give_password, {"person_id": PersonId("mo")}),
        "login": (first_passwords.give_password, {"person_id": PersonId("mo"), "login": "other"}),
        "close": (roster.change_person, {"person_id": PersonId("mo"), "name": "莫思危", "active": False}),
        "leave": (roster.end_post, {"post_id": post.id, "until_on": today}),
        "subject": (jointly.ask_subject, {"person_id": PersonId("mo"), "subject": "mine", "reason": REASON}),
        "factors": (jointly.ask_jointly, {"login": "mo", "kind": "factors", "reason": REASON}),
    }


@pytest.mark.parametrize("way", ["give", "take", "password", "login", "close", "leave", "subject", "factors"])
def test_the_keeper_alone_gets_at_no_auditor_by_any_way(house: House, way: str) -> None:
    verb, given = ways_round(house)[way]
    token = house.office.run(sessions.sign_in, SYSTEM, login="mo", password=PASSWORD)

    if way == "subject":
        house.run(verb, "jin", **given)  # type: ignore[arg-type]
    else:
        with pytest.raises(Refused, match=r"两名管理员|没有登记第二重验证"):
            house.run(verb, "jin", **given)  # type: ignore[arg-type]

    assert held(house, "mo") == ["sec_auditor"]
    assert house.office.view(sessions.actor_of_session, SYSTEM, token=token).actor.person_id == "mo"
    with house.office.database.read() as tx:
        assert grants.holders(tx, "sec_auditor", on=house.clock().date()) == ("mo",)


def test_a_table_gives_no_administrators_duty_but_may_repeat_one(house: House) -> None:
    newcomer(house)
    lines = [{"干部": "温如玉", "岗位": "安全审计员"}, {"干部": "莫思危", "岗位": "安全审计员"}]

    found = looked(house, brought(house, 岗位=lines)).rows

    assert [any("两名管理员" in said for said in row.faults) for row in found] == [True, False]


def test_an_administrator_leaves_when_two_have_taken_the_duty(house: House, wen: PersonId) -> None:
    confirm(house, "cui", ask(house, "jin", "give", "wen", "sec_auditor"))
    confirm(house, "cui", ask(house, "jin", "take", "mo"))

    verb, given = ways_round(house)["leave"]
    house.run(verb, "jin", **given)  # type: ignore[arg-type]
    house.run(roster.change_person, "jin", person_id=PersonId("mo"), name="莫思危", active=False)


def test_one_request_a_person_is_open_and_a_withdrawn_one_changes_nothing(house: House, wen: PersonId) -> None:
    request = ask(house, "jin", "give", "wen", "sec_auditor")
    with pytest.raises(AlreadyThere):
        ask(house, "jin", "give", "wen", "sysadmin")

    house.run(jointly.withdraw_request, "mo", request_id=request)

    with pytest.raises(NotFound):
        confirm(house, "mo", request)
    assert held(house, wen) == []


@pytest.mark.parametrize(
    "change",
    [{"kind": "give", "role": "sec_auditor"}, {"asked_by": "cui"}, {"person_id": "wu"}, {"kind": None}],
    ids=["kind", "asker", "person", "none"],
)
def test_a_request_that_sql_changed_is_confirmed_by_nobody(house: House, change: dict[str, str | None]) -> None:
    request = ask(house, "jin", "password", "mo")
    with house.office.database.write() as tx:
        tx.execute(sa.update(recovery).values(**change))

    with pytest.raises(Refused, match="不是本系统写入"):
        confirm(house, "cui" if "asked_by" not in change else "jin", request)
    house.run(jointly.withdraw_request, "cui", request_id=request)

    assert held(house, "mo") == ["sec_auditor"]


def test_an_old_request_is_not_made_young_again_by_sql(house: House) -> None:
    request = ask(house, "jin", "password", "mo")
    house.clock.shift(days=8)
    with house.office.database.write() as tx:
        tx.execute(sa.update(recovery).values(asked_at=house.clock()))

    with pytest.raises(Refused, match="不是本系统写入"):
        confirm(house, "cui", request)


def test_a_request_of_an_earlier_version_is_confirmed_as_it_was_asked(house: House) -> None:
    """Before 0065 a request had no kind, and its reason alone was sealed."""
    house.run(jointly.ask_subject, "jin", person_id=PersonId("zhou"), subject="sub-of-zhou", reason=REASON)
    with house.office.database.write() as tx:
        one = joint.requests(tx, since=house.clock())[0]
        old = keys.office(tx).seal(Place(table="recovery.reason", row=one.id), REASON.encode())
        tx.execute(sa.update(recovery).values(reason=old, kind=None))
        hold(tx, house.clock())

    row = house.view(jointly.joint_list, "cui")[0]
    confirm(house, "cui", row.id)

    assert (row.kind, row.reason) == (JointKind.SUBJECT, REASON)
    assert told(house, "zhou") == [JointKind.SUBJECT]


def test_the_page_of_an_administrator_offers_what_two_do(house: House) -> None:
    page = house.view(roster_pages.person_page, "jin", person_id=PersonId("mo"))
    codes = {code for code, _ in page.roles}

    assert page.administers
    assert not codes & {"sysadmin", "sec_admin", "sec_auditor"}


def test_who_is_closed_is_entered_again_by_the_keeper(house: House, wen: PersonId) -> None:
    closed = {"person_id": wen, "name": "温如玉", "active": False}
    house.run(roster.change_person, "jin", **closed)

    with pytest.raises(JointRefused, match="在岗干部"):
        ask(house, "jin", "give", "wen", "sysadmin")


def test_a_second_unit_gives_nobody_two_of_the_three(house: House, wen: PersonId) -> None:
    house.run(roster.add_post, "jin", person_id=wen, unit_id=UnitId("county_water"), title="借调人员")
    confirm(house, "cui", ask(house, "jin", "give", "wen", "sec_auditor"))

    with pytest.raises(JointRefused, match="已有岗位"):
        ask(house, "jin", "give", "wen", "sysadmin")


def test_who_is_to_lose_the_duty_does_not_withdraw_the_request(house: House, wen: PersonId) -> None:
    """One in bad faith would keep the duty by withdrawing each; of others' acts on the own sign-in everybody may."""
    confirm(house, "cui", ask(house, "jin", "give", "wen", "sec_auditor"))
    request = ask(house, "jin", "take", "mo")
    rows = {who: house.view(jointly.joint_list, who) for who in ("mo", "cui")}
    shown = {who: [one.can_withdraw for one in rows[who] if one.id == request] for who in rows}

    with pytest.raises(JointRefused, match="其他管理员撤回"):
        house.run(jointly.withdraw_request, "mo", request_id=request)
    confirm(house, "cui", request)

    assert (shown, held(house, "mo")) == ({"mo": [False], "cui": [True]}, [])
    other = ask(house, "cui", "password", "jin")
    house.run(jointly.withdraw_request, "jin", request_id=other)


def test_who_confirms_is_told_of_a_namesake_and_by_whom_the_person_was_entered(house: House, wen: PersonId) -> None:
    """The keeper makes up a second one of the candidate's name, and is in that account before anybody asks."""
    ask(house, "jin", "give", "wen", "sec_auditor")
    alone = house.view(jointly.joint_list, "mo")[0]
    double = newcomer(house, "温如意")
    house.run(roster.change_person, "jin", person_id=double, name="温如玉")
    first = house.run(first_passwords.give_password, "jin", person_id=double, login="wenry")
    house.office.run(passwords.change_password, actor_of(house, "wenry", first), old=first, new=OWN)

    ask(house, "jin", "give", "wenry", "sec_auditor")
    row = next(one for one in house.view(jointly.joint_list, "mo") if one.login == "wenry")

    assert (alone.namesakes, row.namesakes) == (False, True)
    assert row.posts == ("云岭县纪委监委第三监督检查室干部",)
    assert [(str(one.what), str(one.detail), one.by) for one in row.identity] == [
        ("开立账号", "", "金秉钧"),
        ("修改人员", "温如意改为温如玉", "金秉钧"),
        ("登记人员", "云岭县纪委监委第三监督检查室干部", "金秉钧"),
    ]


@pytest.mark.parametrize("login", ["bаi", "ｂａｉ", "bai bai", "bai\u200b"])
def test_no_login_is_written_with_letters_that_look_like_another_ones(house: House, login: str) -> None:
    with pytest.raises(Refused, match="登录名只用"):
        house.run(first_passwords.give_password, "jin", person_id=newcomer(house), login=login)


def test_the_keeper_alone_makes_no_custodian_and_gets_into_the_account_of_none(house: House, wen: PersonId) -> None:
    """Two that one keeper made up would open together who reported."""
    with pytest.raises(Refused, match="由两名管理员在“两人办理”页授予"):
        house.run(duties.grant, "jin", person_id=wen, role="custodian")
    lines = [{"干部": "温如玉", "岗位": "检举控告人信息保管人"}, {"干部": "方知远", "岗位": "检举控告人信息保管人"}]
    found = looked(house, brought(house, 岗位=lines)).rows
    with pytest.raises(Refused, match="由两名管理员在“两人办理”页重置"):
        house.run(first_passwords.give_password, "jin", person_id=PersonId("fang"))
    page = house.view(roster_pages.person_page, "jin", person_id=PersonId("fang"))

    assert [any("两名管理员" in said for said in row.faults) for row in found] == [True, False]
    assert (page.by_two, page.administers) == (True, False)
    assert "custodian" not in {code for code, _ in page.roles}
    assert held(house, wen) == []


def test_two_make_a_custodian_beside_the_other_duties_and_renew_the_password(house: House, wen: PersonId) -> None:
    house.run(duties.grant, "jin", person_id=wen, role="petition")
    confirm(house, "mo", ask(house, "jin", "give", "wen", "custodian"))
    again = confirm(house, "mo", ask(house, "jin", "password", "wen"))

    assert sorted(held(house, wen)) == ["custodian", "petition"]
    assert len(again) >= 12
    assert "custodian" in {code for code, _ in house.view(jointly.duties_by_two, "cui")}
    with pytest.raises(JointRefused, match="已有岗位"):
        ask(house, "jin", "give", "wen", "sysadmin")


def at_the_same_time(
    house: House, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], object]
) -> Callable[[], list[Exception]]:
    """Begin another act when what is asked has been checked, and give how to wait for it: what it was refused by."""
    refused = list[Exception]()

    def other() -> None:
        try:
            meanwhile()
        except Refused as error:
            refused.append(error)

    thread, effect = threading.Thread(target=other), EFFECTS[JointKind.GIVE]

    def check(act: Act, one: JointRequest) -> None:
        effect.check(act, one)
        thread.start()
        thread.join(timeout=1.5)

    change = dataclasses.replace(effect, check=check)
    monkeypatch.setitem(cast(dict[JointKind, Effect], EFFECTS), JointKind.GIVE, change)

    def waited() -> list[Exception]:
        thread.join(timeout=30)
        return refused

    return waited


def renew(house: House, who: PersonId) -> Callable[[], object]:
    return lambda: house.run(first_passwords.give_password, "jin", person_id=who)


def close(house: House, who: PersonId) -> Callable[[], object]:
    return lambda: house.run(roster.change_person, "jin", person_id=who, name="温如玉", active=False)


def estrange(house: House, who: PersonId) -> Callable[[], object]:
    return lambda: house.run(roster.change_person, "jin", person_id=who, name="温如玉", kind="outside")


@pytest.mark.parametrize("meanwhile", [renew, close, estrange])
def test_nothing_of_the_person_changes_between_what_is_checked_and_what_is_done(
    house: House, wen: PersonId, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[..., Callable[[], object]]
) -> None:
    """The keeper who renewed the password in that moment would know an auditor's."""
    request = ask(house, "jin", "give", "wen", "sec_auditor")
    waited = at_the_same_time(house, monkeypatch, meanwhile(house, wen))

    confirm(house, "mo", request)

    assert len(waited()) == 1
    assert held(house, wen) == ["sec_auditor"]
    assert not actor_of(house, "wen", OWN).is_concerned
