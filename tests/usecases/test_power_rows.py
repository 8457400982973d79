"""What lets a person in and what a person may: rows that SQL alone put there, changed or took away open nothing."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from tests.usecases.due import rows
from tests.usecases.office import HASH, PASSWORD, QUICK, House, house_on
from tests.usecases.test_second_factor import code_of, enrol, pass_door, strict
from tests.usecases.test_session_rows import by_hand, is_in, sign_in
from tests.usecases.test_sessions import Counting
from tests.usecases.written import away
from webapp.cli.doctor.house import forged
from webapp.cli.doctor.lines import Mark
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import NotFound, Refused
from webapp.domain.ids import PersonId
from webapp.domain.records import SECRECY_ORDER, Secrecy
from webapp.store import deployments, grants, power_check, watches
from webapp.store.audit_check import verify
from webapp.store.bound import BOUND
from webapp.store.columns import canonical
from webapp.store.rows_check import bound_rows
from webapp.store.tables import (
    absence,
    account,
    audit,
    deployment,
    deployment_file,
    factor,
    incident,
    person,
    power_mark,
    role_grant,
    setting,
)
from webapp.store.witness import FACT
from webapp.usecases import factor_rules, jointly, let_in, proving, sessions
from webapp.usecases.duties import grant, revoke
from webapp.usecases.first_passwords import give_password
from webapp.usecases.passwords import change_password
from webapp.usecases.provider_sign_in import note_provider_sign_in

assert strict
OTHER = QUICK.hash("known-to-the-hand")
Attack = Callable[[House], sa.sql.base.Executable]


def of(table: sa.Table, who: str, **values: object) -> sa.Update:
    column = table.c.get("person_id", table.c.id)
    return sa.update(table).where(column == who).values(**values)


def duty(who: str, role: str = "sec_admin", **more: object) -> sa.Insert:
    row = {"id": "forged", "person_id": who, "role": role, "room_id": "office", "reads_cases": False}
    return sa.insert(role_grant).values(**row | {"max_level": "other", "max_secrecy": Secrecy.WORK_SECRET} | more)


def instead(house: House, who: str) -> sa.Insert:
    """Let somebody stand in for the secretary."""
    day = house.clock().date()
    days = {"from_on": day - dt.timedelta(days=1), "until_on": day + dt.timedelta(days=9)}
    return sa.insert(absence).values(id="forged", person_id="zhao", substitute_id=who, **days)


ATTACKS: dict[str, Attack] = {
    "another hash": lambda _: of(account, "wu", password_hash=OTHER),
    "another login": lambda _: of(account, "wu", login="wu.zhou"),
    "a subject": lambda _: of(account, "wu", subject="forged"),
    "no new password": lambda _: of(account, "wu", must_change=True),
    "another category": lambda _: of(person, "wu", kind="outside"),
    "a duty": lambda _: duty("wu", "deputy"),
    "a wider duty": lambda _: of(role_grant, "wu", max_secrecy=SECRECY_ORDER[-1]),
    "another room": lambda _: of(role_grant, "wu", room_id="office"),
    "a substitution": lambda house: instead(house, "wu"),
    "a list of another": lambda _: of(power_mark, "wu", rows="{}"),
    "no list": lambda _: sa.delete(power_mark).where(power_mark.c.id == "wu"),
    "the lists changed": lambda _: of(
        power_mark, "wu", rows=sa.select(power_mark.c.rows).where(power_mark.c.id == "zhou").scalar_subquery()
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_whose_rows_sql_changed_is_not_let_in_and_not_kept_in(house: House, name: str) -> None:
    token, another = sign_in(house, "wu"), sign_in(house, "zhou")
    with house.office.database.read() as tx:
        login = tx.execute(sa.select(account.c.login).where(account.c.person_id == "wu")).scalar_one()

    by_hand(house, ATTACKS[name](house))

    assert not is_in(house, token)
    assert is_in(house, another)
    with pytest.raises(sessions.SignInRefused) as refused:
        sign_in(house, login if name != "another login" else "wu.zhou")
    assert refused.value.message == sessions.SignInRefused().message
    assert named(house) == ["wu"]


def named(house: House) -> list[str]:
    """Whom verify and doctor name."""
    with house.office.database.read() as tx:
        found = list(power_check.unfit(tx))
        said = [one.what for one in verify(tx).faults]
    assert all(any(what.startswith(f"{one}的登录资料") for what in said) for one in found)
    assert [one.mark for one in forged(found)] == [Mark.BAD if found else Mark.GOOD]
    return found


def test_a_hash_that_sql_put_there_lets_nobody_in_costs_the_same_work_and_is_an_incident(house: House) -> None:
    by_hand(house, of(account, "zhou", password_hash=OTHER))
    house.office.hasher = counting = Counting(time_cost=1, memory_cost=8, parallelism=1)

    with pytest.raises(sessions.SignInRefused):
        house.office.run(sessions.sign_in, SYSTEM, login="zhou", password="known-to-the-hand")

    assert counting.work == 1
    assert [one.code for one in rows(house, incident)] == ["power_unfit"]
    last = max(rows(house, audit), key=lambda one: one.id)
    assert (last.act, '"unfit":true' in last.facts) == ("sign_in_refused", True)


def test_a_closed_account_and_a_subject_are_not_opened_by_sql(house: House) -> None:
    by_hand(house, of(account, "wu", subject="forged"))

    assert house.office.run(note_provider_sign_in, SYSTEM, subject="forged", trusted=True) is None


def test_a_second_factor_that_sql_gave_or_took_away_opens_nothing(strict: House) -> None:
    secret = enrol(strict, "zhou", sign_in(strict, "zhou"))
    own = enrol(strict, "wu", sign_in(strict, "wu"))
    at_the_door = sign_in(strict, "zhou")

    by_hand(strict, of(factor, "wu", person_id="zhou"))

    for known in (own, secret):
        with pytest.raises((proving.NotProven, NotFound)):
            pass_door(strict, at_the_door, code_of(strict, known))
    assert named(strict) == ["wu", "zhou"]
    with pytest.raises(sessions.SignInRefused):
        sign_in(strict, "wu")


def test_a_second_factor_that_sql_took_away_is_recovered_by_two_administrators(strict: House) -> None:
    enrol(strict, "zhou", sign_in(strict, "zhou"))

    by_hand(strict, sa.delete(factor))
    with pytest.raises(sessions.SignInRefused):
        sign_in(strict, "zhou")
    strict.run(
        jointly.ask_jointly, "jin", login="zhou", kind="factors", reason="第二重验证的行不见了，已当面核对证件。"
    )
    asked = strict.view(jointly.joint_list, "cui")[0]
    strict.run(jointly.confirm_jointly, "cui", request_id=asked.id)

    assert is_in(strict, sign_in(strict, "zhou"))
    assert named(strict) == []


def test_no_step_up_by_a_password_that_sql_put_there(house: House) -> None:
    token = sign_in(house, "zhou")
    actor = house.actor("zhou")
    by_hand(house, of(account, "zhou", password_hash=OTHER))

    with pytest.raises((proving.NotProven, NotFound)):
        house.office.run(proving.prove_again, actor, token=token, given=proving.Given(password="known-to-the-hand"))


def test_who_stands_in_for_somebody_gets_no_duty_that_sql_gave_that_one(house: House) -> None:
    away(house, "zhou", "wu")
    token = sign_in(house, "wu")
    before = is_in(house, token)

    by_hand(house, duty("zhou", "deputy"))

    assert before
    assert not is_in(house, token)


def test_who_stands_in_for_somebody_without_a_list_is_not_let_in(house: House) -> None:
    away(house, "zhou", "wu")
    token = sign_in(house, "wu")
    before = is_in(house, token)

    by_hand(house, sa.delete(power_mark).where(power_mark.c.id == "zhou"))

    assert before
    assert not is_in(house, token)


def test_a_duty_freed_by_sql_spares_nobody_the_second_factor(strict: House) -> None:
    by_hand(strict, sa.update(setting).where(setting.c.id == factor_rules.SETTING).values(value=["*"]))

    with strict.office.database.read() as tx:
        assert factor_rules.free_duties(tx) == frozenset()
    token = sign_in(strict, "zhou")
    assert strict.office.view(sessions.actor_of_session, SYSTEM, token=token).must_enrol
    assert named(strict) == ["office"]


def test_what_the_office_itself_writes_keeps_everybody_in(house: House) -> None:
    made = house.run(grant, "jin", person_id=PersonId("wu"), role="clue_group")
    both = is_in(house, sign_in(house, "wu"))
    house.run(revoke, "jin", grant_id=made)
    house.run(change_password, "wu", old=PASSWORD, new="another-password")

    assert both
    assert is_in(house, house.office.run(sessions.sign_in, SYSTEM, login="wu", password="another-password"))
    assert named(house) == []
    assert rows(house, incident) == []  # whoever is let in is none


def test_an_own_act_beside_a_forged_row_puts_it_on_no_list(house: House) -> None:
    """Neither a password of one's own nor a duty that is given puts right what SQL put beside it."""
    by_hand(house, duty("wu", "deputy"))

    house.run(change_password, "wu", old=PASSWORD, new="another-password")
    house.run(grant, "jin", person_id=PersonId("wu"), role="clue_group")

    assert named(house) == ["wu"]
    house.run(revoke, "jin", grant_id="forged")
    assert named(house) == []


def test_a_new_password_by_an_administrator_mends_an_account_without_its_forged_subject(house: House) -> None:
    by_hand(house, of(account, "wu", password_hash=OTHER, subject="forged"))

    first = house.run(give_password, "jin", person_id=PersonId("wu"))

    assert is_in(house, house.office.run(sessions.sign_in, SYSTEM, login="wu", password=first))
    with house.office.database.read() as tx:
        assert tx.execute(sa.select(account.c.subject).where(account.c.person_id == "wu")).scalar_one() is None


def test_a_subject_is_not_set_on_an_account_that_sql_changed(house: House) -> None:
    house.run(jointly.ask_subject, "jin", person_id=PersonId("wu"), subject="s-1", reason="统一登录启用，已当面核对。")
    by_hand(house, of(account, "wu", password_hash=OTHER))
    asked = house.view(jointly.joint_list, "cui")[0]

    with pytest.raises(Refused, match="不是本系统写入的"):
        house.run(jointly.confirm_jointly, "cui", request_id=asked.id)


def test_a_forged_duty_does_not_go_over_to_what_takes_its_place(house: House) -> None:
    by_hand(house, duty("wu", "deputy"))

    with house.office.database.write() as tx:
        found = {one.id: one for one in grants.all_grants(tx) if one.person_id == "wu"}
        ours = {key: grants.end(tx, one) for key, one in found.items()}

    assert ours.pop("forged") is False
    assert set(ours.values()) == {True}


def test_the_upgrade_lists_what_the_record_bears_out_and_nothing_else(house: House) -> None:
    by_hand(house, sa.delete(power_mark))
    by_hand(house, of(account, "wu", password_hash=OTHER))
    by_hand(house, duty("zhou", "deputy"))
    nobody = named(house)

    count, left = house.office.run(let_in.list_again, SYSTEM)

    assert {"jin", "wu", "zhou"} < set(nobody)
    assert count
    assert (left, named(house)) == (2, ["wu", "zhou"])
    assert is_in(house, sign_in(house, "jin"))


def test_lists_made_anew_settle_the_incident_only_when_nobody_is_left(house: House) -> None:
    by_hand(house, of(account, "wu", password_hash=OTHER))
    with pytest.raises(sessions.SignInRefused):
        house.office.run(sessions.sign_in, SYSTEM, login="wu", password="known-to-the-hand")

    house.office.run(let_in.list_again, SYSTEM)
    still_open = [one.settled_at for one in rows(house, incident)]
    house.run(give_password, "jin", person_id=PersonId("wu"))
    house.office.run(let_in.list_again, SYSTEM)

    assert still_open == [None]
    assert [(one.settled_at, one.remedy) for one in rows(house, incident)] == [(house.clock(), let_in.REMEDY)]


def test_what_is_written_while_lists_are_made_anew_stays_on_them(house: House) -> None:
    """A password is changed in the very moment: it waits, or the lists have it."""
    done: list[BaseException | None] = []

    def change() -> None:
        try:
            house.run(change_password, "wu", old=PASSWORD, new="another-password")
            done.append(None)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test names it
            done.append(error)

    both = [threading.Thread(target=change)]
    for one in both:
        one.start()
    for _ in range(5):
        house.office.run(let_in.list_again, SYSTEM)
    for one in both:
        one.join()

    assert done == [None]
    assert named(house) == []


def test_an_entry_that_sql_added_bears_out_nothing(house: House) -> None:
    by_hand(house, of(account, "wu", password_hash=OTHER))
    binding = BOUND["account"]
    with house.office.database.read() as tx:
        row = {str(one["person_id"]): one for one in bound_rows(tx, "account")}["wu"]
    facts = canonical({FACT: {"account": {binding.key_of(row): binding.digest(row)}}})
    entry = {"stream": "office", "number": 10_000, "act": "account.renewed", "actor_id": "jin", "at": house.clock()}
    by_hand(house, sa.insert(audit).values(**entry, facts=facts, hash="h", sealed_hash=""))

    house.office.run(let_in.list_again, SYSTEM)

    assert named(house) == ["wu"]


def test_a_version_that_sql_put_in_force_gives_nobody_a_right(house: House) -> None:
    """The newest version's `roles.yaml` says what each role may: one that SQL made, or changed, is not read."""
    with house.office.database.read() as tx:
        newest = deployments.newest(tx)
        assert newest is not None
        row = dict(tx.execute(sa.select(deployment).where(deployment.c.id == newest.id)).one()._mapping)
        files = [dict(one._mapping) for one in tx.execute(sa.select(deployment_file)) if one.deployment_id == newest.id]
    later = house.clock() + dt.timedelta(hours=1)
    by_hand(house, sa.insert(deployment).values(row | {"id": "forged", "process": "forged", "live_at": later}))
    for one in files:
        by_hand(house, sa.insert(deployment_file).values(one | {"deployment_id": "forged"}))
    another = house_on(house.office.database, house.meter, house.clock(), None)

    with another.office.database.read() as tx, pytest.raises(deployments.VersionUnfit):
        another.office.library.roles(tx)
    assert named(house) == ["office"]


def test_a_file_of_a_version_that_sql_changed_is_not_read(house: House) -> None:
    with house.office.database.read() as tx:
        newest = deployments.newest(tx)
        assert newest is not None
        whole = deployments.bundle(tx, newest.id)
    path = sa.and_(deployment_file.c.deployment_id == newest.id, deployment_file.c.path == "rules/roles.yaml")
    by_hand(house, sa.delete(deployment_file).where(path))

    with house.office.database.read() as tx, pytest.raises(deployments.VersionUnfit):
        deployments.bundle(tx, newest.id)
    assert "rules/roles.yaml" in whole.files


def test_a_setting_of_another_name_is_nobodys_power(house: House) -> None:
    with house.office.database.write() as tx:
        watches.put_setting(tx, "another", 1, now=house.clock(), by=None)
    by_hand(house, sa.update(setting).where(setting.c.id == "another").values(value=2))

    assert named(house) == []
    assert HASH != OTHER


def test_what_is_committed_between_the_list_and_the_rows_keeps_nobody_out(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first sign-in that hashes anew, beside another one of the same person."""
    wu, today, really = PersonId("wu"), house.clock().date(), power_check._listed
    with house.office.database.read() as tx:
        before = [really(tx, wu)]
    house.run(give_password, "jin", person_id=wu, login="wu")
    monkeypatch.setattr(power_check, "_listed", lambda tx, whose: before.pop() if before else really(tx, whose))

    with house.office.database.read() as tx:
        assert power_check.is_whole(tx, wu, today=today)
    assert before == []
