"""Signing in: the same work for everybody, hashes that keep up, sessions shown to and ended by their owner, limits."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from tests.usecases.office import HASH, PASSWORD, QUICK, House, house_on
from webapp.domain import limits
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import NotFound, Refused, TooOften
from webapp.store import accounts, logins
from webapp.store.tables import account, audit, metadata, session, tally
from webapp.usecases import sessions
from webapp.usecases.devices import known_device, remembered
from webapp.usecases.own_sessions import end_others, end_session, own_sessions, sweep_sessions
from webapp.usecases.search import search

HERE = "10.1.2.3"


class Counting(PasswordHasher):
    """Counts how often it has to work."""

    work = 0

    def hash(self, *arguments: object, **named: object) -> str:
        self.work += 1
        return super().hash(*arguments, **named)  # type: ignore[arg-type]

    def verify(self, *arguments: object) -> bool:  # type: ignore[override]
        self.work += 1
        return super().verify(*arguments)  # type: ignore[arg-type]


def sign_in(house: House, who: str = "zhou", password: str = PASSWORD, remote: str = HERE) -> str:
    return house.office.run(sessions.sign_in, SYSTEM, login=who, password=password, remote=remote, browser="Edge")


def rows(house: House, table: sa.Table) -> list[sa.Row[tuple[object, ...]]]:
    with house.office.database.read() as tx:
        return list(tx.execute(table.select()).all())


@pytest.mark.parametrize("login", ["zhou", "nobody", "", "' OR 1=1 --", "周"])
def test_an_unknown_login_costs_the_same_work_as_a_wrong_password(house: House, login: str) -> None:
    house.office.hasher = counting = Counting(time_cost=1, memory_cost=8, parallelism=1)

    with pytest.raises(Refused):
        sign_in(house, login, "wrong")

    assert counting.work == 1


def test_a_hash_of_older_parameters_is_renewed_at_the_next_sign_in_and_then_stays(house: House) -> None:
    house.office.hasher = counting = Counting(time_cost=2, memory_cost=16, parallelism=1)

    with pytest.raises(Refused):
        sign_in(house, password="wrong")
    kept = {row.login: row.password_hash for row in rows(house, account)}["zhou"]
    sign_in(house)
    renewed = {row.login: row.password_hash for row in rows(house, account)}["zhou"]
    counting.work = 0
    sign_in(house)

    assert kept == HASH
    assert "m=16,t=2,p=1" in renewed
    assert counting.work == 1


def test_a_password_changed_while_the_old_one_was_checked_opens_nothing(house: House) -> None:
    stale = sessions.Tried(login="zhou", fitted=QUICK.hash("an older one"))

    with pytest.raises(sessions.JustRenewed):
        house.office.run(sessions.note_sign_in, SYSTEM, tried=stale)

    assert rows(house, session) == []


def test_no_table_holds_a_token_or_a_password(house: House) -> None:
    token = sign_in(house)

    with house.office.database.read() as tx:
        everything = "".join(str(tx.execute(table.select()).all()) for table in metadata.sorted_tables)
    assert house.session_id(token) in everything
    assert token not in everything
    assert PASSWORD not in everything


def test_each_session_has_a_new_id_and_is_shown_to_its_owner_alone(house: House) -> None:
    first, second = sign_in(house), sign_in(house)
    sign_in(house, "wu")

    shown = house.view(own_sessions, "zhou")

    assert {one.id for one in shown} == {house.session_id(first), house.session_id(second)}
    assert {(one.remote, one.browser) for one in shown} == {(HERE, "Edge")}


def test_a_session_is_ended_by_its_owner_and_by_nobody_else(house: House) -> None:
    first, second, third = (sign_in(house) for _ in range(3))
    other = sign_in(house, "wu")

    with pytest.raises(NotFound):
        house.run(end_session, "wu", session_id=house.session_id(first))
    house.run(end_session, "zhou", session_id=house.session_id(first))
    count = house.run(end_others, "zhou", but=house.session_id(second))

    assert count == 1
    assert [alive(house, token) for token in (first, second, third, other)] == [False, True, False, True]


def alive(house: House, token: str) -> bool:
    try:
        house.office.view(sessions.actor_of_session, SYSTEM, token=token)
    except NotFound:
        return False
    return True


def test_a_session_ends_when_idle_and_after_its_hours_however_busy(house: House) -> None:
    idle, hours = house.office.session_limits
    left, used, ends = sign_in(house), sign_in(house), house.clock() + hours

    lived = []
    while house.clock() + idle < ends:
        house.clock.at += idle - dt.timedelta(minutes=1)
        house.run(sessions.keep_alive, "zhou", token=used)
        lived.append((alive(house, left), alive(house, used)))
    house.clock.at = ends - dt.timedelta(seconds=1)
    house.run(sessions.keep_alive, "zhou", token=used)
    to_the_last = alive(house, used)
    house.clock.at = ends

    assert lived[0] == (True, True)
    assert set(lived[1:]) == {(False, True)}
    assert to_the_last
    assert not alive(house, used)


def test_whose_a_session_was_is_known_until_the_night_sweeps_it(house: House) -> None:
    token = sign_in(house)
    house.run(sessions.sign_out, "zhou", token=token)

    def owner() -> str | None:
        with house.office.database.read() as tx:
            return logins.owner(tx, logins.id_of(tx, token))

    before = owner()
    house.clock.shift(days=3)
    sweep_sessions(house.office)

    assert before == "zhou"
    assert owner() is None
    assert (rows(house, session), rows(house, tally)) == ([], [])


def test_wrong_passwords_from_one_address_are_refused_without_any_work_until_the_span_is_over(house: House) -> None:
    house.office.hasher = counting = Counting(time_cost=1, memory_cost=8, parallelism=1)
    for number in range(limits.SIGN_IN.times):
        with pytest.raises(Refused):
            sign_in(house, f"guess{number}", "wrong")
    counting.work = 0

    with pytest.raises(TooOften, match="09:15"):
        sign_in(house)
    worked, elsewhere = counting.work, sign_in(house, remote="10.9.9.9")
    house.clock.shift(minutes=15)

    assert worked == 0
    assert elsewhere
    assert sign_in(house)
    assert [row.act for row in rows(house, audit)].count("limit.reached") == 1


def test_wrong_tries_are_counted_for_the_whole_network_of_who_tries(house: House) -> None:
    for number in range(limits.SIGN_IN.times):
        tries(house, f"guess{number}", 1, remote=f"2001:db8:1:2::{number:x}")

    with pytest.raises(TooOften):
        sign_in(house, remote="2001:db8:1:2:ffff::1%eth0")
    assert sign_in(house, remote="2001:db8:1:3::1")


@pytest.mark.parametrize(
    ("remote", "who"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_an_address_is_counted_for_its_holder(remote: str, who: str) -> None:
    assert limits.counted(remote) == who


def known_again(house: House, token: str, devices: str = "") -> str:
    """Give the cookie by which the browser of a session is known again."""
    return house.office.view(remembered, SYSTEM, devices=devices, token=token)


def tries(house: House, who: str, count: int, **more: str) -> None:
    for _ in range(count):
        with pytest.raises(Refused):
            house.office.run(sessions.sign_in, SYSTEM, login=who, password="wrong", **more)


def test_wrong_tries_of_a_neighbour_keep_nobody_out_of_a_browser_that_is_known(house: House) -> None:
    """A colleague behind the same address types until all who are new there must wait, and at the account, too."""
    devices = known_again(house, sign_in(house))
    tries(house, "zhou", 5, remote=HERE)
    for number in range(limits.SIGN_IN.times - 5):
        tries(house, f"guess{number}", 1, remote=HERE)

    with pytest.raises(TooOften):
        sign_in(house)
    with pytest.raises(Refused):
        sign_in(house, remote="10.9.9.9")
    again = house.office.run(sessions.sign_in, SYSTEM, login="zhou", password=PASSWORD, remote=HERE, devices=devices)

    assert alive(house, again)


def test_a_known_browser_has_five_tries_of_its_own_and_is_a_stranger_then(house: House) -> None:
    devices = known_again(house, sign_in(house))

    tries(house, "zhou", limits.DEVICE.times, remote=HERE, devices=devices)
    before = {row.login: row.failures for row in rows(house, account)}["zhou"]
    tries(house, "zhou", 1, remote=HERE, devices=devices)
    after = {row.login: row.failures for row in rows(house, account)}["zhou"]

    assert (before, after) == (0, 1)
    assert {row.kind for row in rows(house, tally)} == {"device", "sign_in"}


def test_a_browser_is_known_for_those_who_were_in_and_for_no_other_login(house: House) -> None:
    both = known_again(house, sign_in(house, "wu"), known_again(house, sign_in(house)))

    def known(devices: str, login: str | None) -> bool:
        return house.office.view(known_device, SYSTEM, devices=devices, login=login) is not None

    assert [known(both, one) for one in ("zhou", "wu", "li", None)] == [True, True, False, True]
    mine = both.partition("~")[0]
    changed = mine[:-1] + ("1" if mine.endswith("0") else "0")
    for forged in ("", "~~~", "a.b.c.d", "x" + mine, changed, "t.n.１.m", mine.replace(".", "", 1)):
        assert not known(forged, "wu")
    house.clock.shift(days=181)
    assert not known(both, "zhou")


def test_the_cookie_names_nobody_and_is_no_session(house: House) -> None:
    devices = known_again(house, sign_in(house))

    assert "zhou" not in devices
    assert not alive(house, devices)
    assert not alive(house, devices.split(".")[1])


def test_after_a_hundred_wrong_passwords_in_a_row_a_new_browser_waits_for_a_new_password(house: House) -> None:
    devices = known_again(house, sign_in(house))
    with house.office.database.write() as tx:
        one = accounts.by_login(tx, "zhou")
        assert one is not None
        accounts.note_try(tx, one.id, failures=sessions.MOST_TRIES, locked_until=None)

    with pytest.raises(Refused):
        sign_in(house, remote="10.9.9.9")
    known = house.office.run(sessions.sign_in, SYSTEM, login="zhou", password=PASSWORD, remote=HERE, devices=devices)

    assert alive(house, known)
    assert sign_in(house, remote="10.9.9.9")


def test_whoever_gets_in_is_not_counted_so_that_an_office_may_sit_behind_one_address(house: House) -> None:
    for _ in range(3):
        sign_in(house)

    assert [row.times for row in rows(house, tally)] == [0]


def test_searches_are_counted_for_all_web_processes_together(house: House) -> None:
    database, library = house.office.database, house.office.library
    other = house_on(database, house.meter, house.clock(), library)

    for number in range(limits.SEARCH.times):
        (house if number % 2 else other).view(search, "zhou", words="马")

    for one in (house, other):
        with pytest.raises(TooOften):
            one.view(search, "zhou", words="马")
    assert house.view(search, "wu", words="马") is not None
