"""Where a person has passed the second factor before, the tries of whoever knows the password keep that one not out."""

from __future__ import annotations

import threading
from collections import Counter

import pyotp
import pytest
import sqlalchemy as sa

from tests.usecases.office import PASSWORD, House
from webapp.domain import limits
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import OfficeError, TooOften
from webapp.domain.ids import PersonId
from webapp.store import factors, watches
from webapp.store.tables import tally
from webapp.usecases import enrolling, factor_rules, proving, sessions
from webapp.usecases.devices import passed_device, remembered
from webapp.usecases.proving import Given, NotProven

ZHOU = PersonId("zhou")
WRONG = "000000"


@pytest.fixture
def secret(house: House) -> str:
    """An officer of an office where nobody is free of the second factor, with an authenticator; gives its secret."""
    with house.office.database.write() as tx:
        watches.put_setting(tx, factor_rules.SETTING, [], now=house.clock(), by=None)
    return enrolled(house, password(house))


def enrolled(house: House, token: str) -> str:
    house.run(enrolling.offer_codes, "zhou", token=token)
    found = house.view(enrolling.offered_codes, "zhou", token=token).secret.replace(" ", "")
    house.run(enrolling.confirm_codes, "zhou", token=token, code=right(house, found))
    house.clock.shift(seconds=120)
    return found


def right(house: House, secret: str) -> str:
    return pyotp.TOTP(secret).at(int(house.clock().timestamp()))


def password(house: House, devices: str = "") -> str:
    return house.office.run(sessions.sign_in, SYSTEM, login="zhou", password=PASSWORD, devices=devices)


def passes(house: House, code: str, devices: str = "") -> str:
    return house.office.run(
        proving.pass_door, SYSTEM, token=password(house, devices), given=Given(code=code), devices=devices
    )


def wrong(house: House, count: int, devices: str = "") -> None:
    for _ in range(count):
        with pytest.raises(NotProven):
            passes(house, WRONG, devices)


def own(house: House, secret: str, before: str = "") -> str:
    """Give the cookie of a browser in which the officer passes now."""
    token = passes(house, right(house, secret), before)
    house.clock.shift(seconds=120)
    return house.office.view(remembered, SYSTEM, devices=before, token=token, passed=True)


def number(house: House, devices: str) -> str | None:
    return house.office.view(passed_device, SYSTEM, devices=devices, person_id=ZHOU)


def test_tries_elsewhere_keep_nobody_out_where_the_person_has_passed(house: House, secret: str) -> None:
    devices = own(house, secret)
    wrong(house, limits.PROOF.times)

    with pytest.raises(TooOften):
        passes(house, right(house, secret))

    assert passes(house, right(house, secret), devices)


def test_a_fresh_proof_has_the_tries_of_its_browser_too(house: House, secret: str) -> None:
    devices = own(house, secret)
    token = passes(house, right(house, secret), devices)
    actor = house.office.view(sessions.actor_of_session, SYSTEM, token=token).actor
    wrong(house, limits.PROOF.times)
    given = Given(password=PASSWORD)

    with pytest.raises(TooOften):
        house.office.run(proving.prove_again, actor, token=token, given=given)

    assert house.office.run(proving.prove_again, actor, token=token, given=given, devices=devices)


def test_the_password_alone_makes_no_such_browser(house: House, secret: str) -> None:
    known = house.office.view(remembered, SYSTEM, devices="", token=password(house))
    wrong(house, limits.PROOF.times, known)

    with pytest.raises(TooOften):
        passes(house, right(house, secret), known)

    assert number(house, known) is None


def test_a_browser_has_five_tries_however_often_the_password_is_given_there(house: House, secret: str) -> None:
    devices = own(house, secret)
    for _ in range(limits.PROOF_HERE.times):
        wrong(house, 1, devices)
        devices = house.office.view(remembered, SYSTEM, devices=devices, token=password(house, devices))
    wrong(house, limits.PROOF.times, devices)

    with pytest.raises(TooOften):
        passes(house, right(house, secret), devices)


def test_who_passes_again_has_the_same_browser(house: House, secret: str) -> None:
    first = own(house, secret)
    house.clock.shift(days=170)
    again = own(house, secret, first)
    house.clock.shift(days=170)

    assert (number(house, first), number(house, again)) == (None, first.split(".")[1])


def test_all_such_browsers_together_give_fifty_tries_a_day(house: House, secret: str) -> None:
    each = limits.PROOF_HERE.times
    browsers = [own(house, secret) for _ in range(limits.PROOF_KNOWN.times // each + 1)]
    house.clock.shift(days=1)

    for devices in browsers[:-1]:
        wrong(house, each, devices)
    wrong(house, limits.PROOF.times, browsers[-1])

    with pytest.raises(TooOften):
        passes(house, right(house, secret), browsers[-1])


def test_who_passed_by_a_factor_that_is_ended_has_passed_nowhere(house: House, secret: str) -> None:
    devices = own(house, secret)
    with house.office.database.write() as tx:
        (one,) = factors.of_person(tx, ZHOU)
    other = enrolled(house, passes(house, right(house, secret), devices))
    anew = own(house, other)

    house.run(enrolling.end_factor, "zhou", factor_id=one.id)

    assert (number(house, devices), number(house, anew)) == (None, None)
    assert number(house, own(house, other)) is not None


def test_the_mark_of_another_browser_or_person_fits_nothing(house: House, secret: str) -> None:
    first, second = own(house, secret), own(house, secret)
    mixed = ".".join((*second.split(".")[:4], first.split(".")[4]))

    assert [number(house, one) for one in (mixed, first.rpartition(".")[0], first + "x")] == [None, None, None]
    assert house.office.view(passed_device, SYSTEM, devices=first, person_id=PersonId("wu")) is None


def test_of_many_guesses_at_once_no_more_are_judged(house: House, secret: str) -> None:
    devices, count = own(house, secret), 16
    halves, barrier, came = [password(house) for _ in range(count)], threading.Barrier(count), Counter[str]()

    def guess(half: str) -> None:
        barrier.wait()
        try:
            house.office.run(proving.pass_door, SYSTEM, token=half, given=Given(code=WRONG), devices=devices)
        except OfficeError as refused:
            came[type(refused).__name__] += 1

    threads = [threading.Thread(target=guess, args=(half,)) for half in halves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert came == {"NotProven": limits.PROOF_HERE.times + limits.PROOF.times, "TooOften": 6}


def test_who_has_the_database_gives_a_guesser_no_more_tries_here_either(house: House, secret: str) -> None:
    devices = own(house, secret)
    wrong(house, limits.PROOF_HERE.times + limits.PROOF.times, devices)
    with house.office.database.write() as tx:
        tx.execute(sa.delete(tally))

    with pytest.raises(TooOften):
        passes(house, right(house, secret), devices)
