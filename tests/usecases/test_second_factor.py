"""The second factor: codes once each, required before anything else, recovered by two administrators."""

from __future__ import annotations

import threading
from contextlib import suppress

import pyotp
import pytest
import sqlalchemy as sa

from tests.usecases.office import PASSWORD, House, hold
from webapp.domain import limits
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import AlreadyThere, FourEyes, NotFound, OfficeError, Refused, TooOften
from webapp.domain.factors import FactorKind, Stage
from webapp.domain.ids import PersonId
from webapp.domain.joint import JointKind, JointStatus
from webapp.store import factors, grants, logins, watches
from webapp.store.audit import entries
from webapp.store.tables import factor, metadata, tally
from webapp.usecases import enrolling, factor_rules, jointly, proving, sessions
from webapp.usecases.provider_sign_in import note_provider_sign_in
from webapp.usecases.proving import Given, NotProven

MINUTE = 60


@pytest.fixture
def strict(house: House) -> House:
    """An office as every real one: nobody is free of the second factor."""
    with house.office.database.write() as tx:
        watches.put_setting(tx, factor_rules.SETTING, [], now=house.clock(), by=None)
    return house


def sign_in(house: House, who: str) -> str:
    return house.office.run(sessions.sign_in, SYSTEM, login=who, password=PASSWORD)


def pass_door(house: House, token: str, code: str) -> str:
    return house.office.run(proving.pass_door, SYSTEM, token=token, given=Given(code=code))


def signed_in(house: House, token: str) -> sessions.SignedIn:
    return house.office.view(sessions.actor_of_session, SYSTEM, token=token)


def code_of(house: House, secret: str, seconds: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(house.clock().timestamp()) + seconds)


def enrol(house: House, who: str, token: str) -> str:
    """Enrol an authenticator and give its secret; the clock goes on, so that the first code is over."""
    house.run(enrolling.offer_codes, who, token=token)
    secret = house.view(enrolling.offered_codes, who, token=token).secret.replace(" ", "")
    house.run(enrolling.confirm_codes, who, token=token, code=code_of(house, secret))
    house.clock.shift(seconds=2 * MINUTE)
    return secret


def test_whoever_has_none_enrols_before_anything_else_and_goes_on_under_a_new_id(strict: House) -> None:
    first = sign_in(strict, "zhou")
    before = signed_in(strict, first)
    strict.run(enrolling.offer_codes, "zhou", token=first)
    secret = strict.view(enrolling.offered_codes, "zhou", token=first).secret.replace(" ", "")

    token = strict.run(enrolling.confirm_codes, "zhou", token=first, code=code_of(strict, secret), name=" 工作  手机 ")

    assert (before.must_enrol, signed_in(strict, token).must_enrol) == (True, False)
    with pytest.raises(NotFound):
        signed_in(strict, first)
    assert [one.name for one in strict.view(enrolling.own_factors, "zhou").rows] == ["工作 手机"]


def test_whoever_knew_the_password_before_enrols_nothing_after_the_owner_has(strict: House) -> None:
    thief = sign_in(strict, "zhou")
    strict.run(enrolling.offer_codes, "zhou", token=thief)
    secret = strict.view(enrolling.offered_codes, "zhou", token=thief).secret.replace(" ", "")

    own = sign_in(strict, "zhou")
    enrol(strict, "zhou", own)

    with pytest.raises(NotFound):
        strict.run(enrolling.confirm_codes, "zhou", token=thief, code=code_of(strict, secret))
    assert len(strict.view(enrolling.own_factors, "zhou").rows) == 1


def test_the_password_alone_opens_nothing_and_the_code_opens_under_a_new_id(strict: House) -> None:
    secret = enrol(strict, "zhou", sign_in(strict, "zhou"))
    half = sign_in(strict, "zhou")

    with pytest.raises(NotFound):
        signed_in(strict, half)
    token = pass_door(strict, half, code_of(strict, secret))

    assert token != half
    assert signed_in(strict, token).actor.person_id == "zhou"
    with pytest.raises(NotFound):
        pass_door(strict, half, code_of(strict, secret))


@pytest.mark.parametrize(("seconds", "passes"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_off_by_one_step(strict: House, seconds: int, passes: bool) -> None:
    secret = enrol(strict, "zhou", sign_in(strict, "zhou"))
    half = sign_in(strict, "zhou")

    try:
        pass_door(strict, half, code_of(strict, secret, seconds))
    except NotProven:
        assert not passes
    else:
        assert passes


def test_a_code_is_good_once_also_the_one_that_enrolled(strict: House) -> None:
    token = sign_in(strict, "zhou")
    strict.run(enrolling.offer_codes, "zhou", token=token)
    secret = strict.view(enrolling.offered_codes, "zhou", token=token).secret.replace(" ", "")
    strict.run(enrolling.confirm_codes, "zhou", token=token, code=code_of(strict, secret))

    with pytest.raises(NotProven):
        pass_door(strict, sign_in(strict, "zhou"), code_of(strict, secret))
    strict.clock.shift(seconds=30)
    pass_door(strict, sign_in(strict, "zhou"), code_of(strict, secret))

    with pytest.raises(NotProven):
        pass_door(strict, sign_in(strict, "zhou"), code_of(strict, secret))


def test_of_two_at_once_with_one_code_one_passes(strict: House) -> None:
    secret = enrol(strict, "zhou", sign_in(strict, "zhou"))
    halves, code = [sign_in(strict, "zhou") for _ in range(4)], code_of(strict, secret)
    barrier, came = threading.Barrier(len(halves)), list[str]()

    def knock(half: str) -> None:
        barrier.wait()
        with suppress(OfficeError):
            came.append(pass_door(strict, half, code))

    threads = [threading.Thread(target=knock, args=(half,)) for half in halves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(came) == 1


def test_guessing_ends_after_five_tries_whatever_the_session(strict: House) -> None:
    secret = enrol(strict, "zhou", sign_in(strict, "zhou"))
    for _ in range(limits.PROOF.times):
        with pytest.raises(NotProven):
            pass_door(strict, sign_in(strict, "zhou"), "000000")

    with pytest.raises(TooOften):
        pass_door(strict, sign_in(strict, "zhou"), code_of(strict, secret))
    strict.clock.shift(minutes=15)

    assert pass_door(strict, sign_in(strict, "zhou"), code_of(strict, secret))


def test_who_has_the_database_gives_a_guesser_no_more_tries(strict: House) -> None:
    secret = enrol(strict, "zhou", sign_in(strict, "zhou"))
    for _ in range(limits.PROOF.times):
        with pytest.raises(NotProven):
            pass_door(strict, sign_in(strict, "zhou"), "000000")
    with strict.office.database.write() as tx:
        tx.execute(tally.delete())

    with pytest.raises(TooOften):
        pass_door(strict, sign_in(strict, "zhou"), code_of(strict, secret))


def test_the_place_at_the_door_is_held_for_ten_minutes(strict: House) -> None:
    secret = enrol(strict, "zhou", sign_in(strict, "zhou"))
    half = sign_in(strict, "zhou")

    strict.clock.shift(minutes=10)

    with pytest.raises(NotFound):
        pass_door(strict, half, code_of(strict, secret))


def test_no_secret_lies_open_in_any_table(strict: House) -> None:
    token = sign_in(strict, "wu")
    strict.run(enrolling.offer_codes, "wu", token=token)
    offered = strict.view(enrolling.offered_codes, "wu", token=token).secret.replace(" ", "")
    kept = enrol(strict, "zhou", sign_in(strict, "zhou"))

    with strict.office.database.read() as tx:
        everything = "".join(str(tx.execute(table.select()).all()) for table in metadata.sorted_tables)
    assert offered not in everything
    assert kept not in everything


def test_a_wrong_first_code_enrols_nothing_and_nobody_confirms_for_another(strict: House) -> None:
    token = sign_in(strict, "zhou")
    strict.run(enrolling.offer_codes, "zhou", token=token)

    with pytest.raises(Refused, match="验证码不正确"):
        strict.run(enrolling.confirm_codes, "zhou", token=token, code="000000")
    with pytest.raises(NotFound):
        strict.view(enrolling.offered_codes, "wu", token=token)

    assert strict.view(enrolling.own_factors, "zhou").rows == ()


def test_several_are_kept_and_the_last_one_stays_where_one_is_required(strict: House) -> None:
    token = sign_in(strict, "zhou")
    enrol(strict, "zhou", token)
    second = pass_door_with_new(strict)
    one, other = strict.view(enrolling.own_factors, "zhou").rows

    with pytest.raises(NotFound):
        strict.run(enrolling.end_factor, "wu", factor_id=one.id)
    strict.run(enrolling.end_factor, "zhou", factor_id=one.id)
    with pytest.raises(Refused, match="至少保留一种"):
        strict.run(enrolling.end_factor, "zhou", factor_id=other.id)

    assert pass_door(strict, sign_in(strict, "zhou"), code_of(strict, second))


def pass_door_with_new(house: House) -> str:
    """Let zhou, who is proven, enrol another authenticator."""
    with house.office.database.read() as tx:
        secret = factors.of_person(tx, PersonId("zhou"))[0].secret.decode()
    token = pass_door(house, sign_in(house, "zhou"), code_of(house, secret))
    return enrol(house, "zhou", token)


def test_a_duty_may_be_freed_and_one_that_is_not_free_is_enough(strict: House) -> None:
    held = {one.role for one in strict.actor("zhou").grants}

    strict.run(factor_rules.free, "jin", duties=tuple(held))
    free = signed_in(strict, sign_in(strict, "zhou"))
    strict.run(factor_rules.free, "jin", duties=())

    assert not free.must_enrol
    assert signed_in(strict, sign_in(strict, "zhou")).must_enrol
    with pytest.raises(Refused):
        strict.run(factor_rules.free, "hu", duties=())


# ---------------------------------------------------------------- recovery

REASON = "手机遗失，已当面核对证件。"


@pytest.fixture
def lost(strict: House) -> House:
    """Zhou has lost the phone."""
    enrol(strict, "zhou", sign_in(strict, "zhou"))
    return strict


def request_of(house: House) -> jointly.JointRow:
    return house.view(jointly.joint_list, "mo")[0]


def test_two_administrators_give_a_person_a_new_start(lost: House) -> None:
    half = sign_in(lost, "zhou")
    lost.run(jointly.ask_jointly, "jin", login="zhou", kind="factors", reason=REASON)
    still = signed_in_stage(lost, half)

    lost.run(jointly.confirm_jointly, "cui", request_id=request_of(lost).id)

    assert still is Stage.HALF
    with pytest.raises(NotFound):
        signed_in_stage(lost, half)
    assert signed_in(lost, sign_in(lost, "zhou")).must_enrol
    told = lost.view(enrolling.own_factors, "zhou").told
    assert [(one.reason, one.asked_by, one.confirmed_by) for one in told] == [
        (REASON, name(lost, "jin"), name(lost, "cui"))
    ]
    assert lost.view(enrolling.own_factors, "wu").told == ()
    with lost.office.database.read() as tx:
        acts = [row.entry.act for row in entries(tx, "office")]
    assert acts[-3:] == ["recovery.asked", "recovery.confirmed", "sign_in"]


def name(house: House, who: str) -> str:
    from webapp.store import people

    with house.office.database.read() as tx:
        return people.directory(tx).name(PersonId(who))


def signed_in_stage(house: House, token: str) -> Stage:
    with house.office.database.read() as tx:
        return logins.living_one(tx, logins.id_of(tx, token), now=house.clock()).stage


def test_one_alone_recovers_nobody(lost: House) -> None:
    lost.run(jointly.ask_jointly, "jin", login="zhou", kind="factors", reason=REASON)

    with pytest.raises(FourEyes):
        lost.run(jointly.confirm_jointly, "jin", request_id=request_of(lost).id)
    with pytest.raises(AlreadyThere):
        lost.run(jointly.ask_jointly, "cui", login="zhou", kind="factors", reason=REASON)
    with pytest.raises(Refused, match="没有此项权限"):
        lost.run(jointly.confirm_jointly, "zhou", request_id=request_of(lost).id)


def test_one_of_the_two_keeps_the_roster(lost: House) -> None:
    lost.run(jointly.ask_jointly, "cui", login="zhou", kind="factors", reason=REASON)

    with pytest.raises(Refused, match="安全管理员"):
        lost.run(jointly.confirm_jointly, "mo", request_id=request_of(lost).id)
    lost.run(jointly.confirm_jointly, "jin", request_id=request_of(lost).id)

    assert request_of(lost).status is JointStatus.DONE


def test_a_request_that_nobody_confirmed_in_seven_days_is_asked_anew(lost: House) -> None:
    lost.run(jointly.ask_jointly, "jin", login="zhou", kind="factors", reason=REASON)
    lost.clock.shift(days=7, minutes=1)

    with pytest.raises(Refused, match="七天"):
        lost.run(jointly.confirm_jointly, "cui", request_id=request_of(lost).id)
    lost.run(jointly.withdraw_request, "cui", request_id=request_of(lost).id)
    lost.run(jointly.ask_jointly, "jin", login="zhou", kind="factors", reason=REASON)
    lost.run(jointly.confirm_jointly, "cui", request_id=request_of(lost).id)


def test_whoever_asked_and_is_no_administrator_any_more_is_none_of_the_two(lost: House) -> None:
    lost.run(jointly.ask_jointly, "cui", login="zhou", kind="factors", reason=REASON)
    with lost.office.database.write() as tx:
        duty = next(one for one in grants.all_grants(tx) if one.person_id == "cui")
        grants.end(tx, duty)
        hold(tx, lost.clock())

    with pytest.raises(Refused, match="已不是管理员"):
        lost.run(jointly.confirm_jointly, "jin", request_id=request_of(lost).id)


def test_whose_a_subject_is_two_administrators_say_and_its_person_is_told(lost: House) -> None:
    half = sign_in(lost, "zhou")
    lost.run(jointly.ask_subject, "jin", person_id=PersonId("zhou"), subject="sub-of-jin", reason=REASON)

    with pytest.raises(FourEyes):
        lost.run(jointly.confirm_jointly, "jin", request_id=request_of(lost).id)
    alone = comes_in_by(lost, "sub-of-jin")
    lost.run(jointly.confirm_jointly, "cui", request_id=request_of(lost).id)

    assert alone is None
    assert comes_in_by(lost, "sub-of-jin") is not None
    with pytest.raises(NotFound):
        signed_in_stage(lost, half)
    seen = lost.view(enrolling.own_factors, "zhou")
    assert [(one.kind, one.asked_by, one.confirmed_by) for one in seen.told] == [
        (JointKind.SUBJECT, name(lost, "jin"), name(lost, "cui"))
    ]
    assert seen.rows
    with lost.office.database.read() as tx:
        acts = [row.entry.act for row in entries(tx, "office")]
    assert {"account.subject_asked", "account.subject"} <= set(acts)


def comes_in_by(house: House, subject: str) -> str | None:
    return house.office.run(note_provider_sign_in, SYSTEM, subject=subject, trusted=True)


def test_nobodys_own_subject_and_no_subject_of_another_is_asked_for(lost: House) -> None:
    def ask(who: str) -> None:
        lost.run(jointly.ask_subject, "jin", person_id=PersonId(who), subject="one", reason=REASON)

    with pytest.raises(Refused, match="另外两名"):
        ask("jin")
    ask("zhou")
    lost.run(jointly.confirm_jointly, "mo", request_id=request_of(lost).id)
    with pytest.raises(Refused, match="已属于其他账号"):
        ask("wu")


def test_an_administrator_is_recovered_by_the_other_two(strict: House) -> None:
    enrol(strict, "jin", sign_in(strict, "jin"))

    with pytest.raises(Refused, match="另外两名"):
        strict.run(jointly.ask_jointly, "jin", login="jin", kind="factors", reason=REASON)
    strict.run(jointly.ask_jointly, "cui", login="jin", kind="factors", reason=REASON)
    with pytest.raises(FourEyes):
        strict.run(jointly.confirm_jointly, "jin", request_id=request_of(strict).id)
    strict.run(jointly.confirm_jointly, "mo", request_id=request_of(strict).id)

    assert signed_in(strict, sign_in(strict, "jin")).must_enrol


@pytest.mark.parametrize(
    ("login", "reason", "why"), [("nobody", REASON, "没有这个账号"), ("wu", REASON, "没有登记"), ("zhou", "丢", "理由")]
)
def test_what_is_wrong_with_a_request_is_said(lost: House, login: str, reason: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        lost.run(jointly.ask_jointly, "jin", login=login, kind="factors", reason=reason)


def test_a_withdrawn_request_takes_nothing_and_is_over(lost: House) -> None:
    lost.run(jointly.ask_jointly, "jin", login="zhou", kind="factors", reason=REASON)
    asked = request_of(lost)

    lost.run(jointly.withdraw_request, "mo", request_id=asked.id)

    with pytest.raises(NotFound):
        lost.run(jointly.confirm_jointly, "cui", request_id=asked.id)
    assert lost.view(enrolling.own_factors, "zhou").rows[0].kind is FactorKind.CODES


def test_the_database_itself_wants_two_people(lost: House) -> None:
    lost.run(jointly.ask_jointly, "jin", login="zhou", kind="factors", reason=REASON)
    by_one = "UPDATE recovery SET status = 'done', settled_by = 'jin'"

    with pytest.raises(sa.exc.IntegrityError), lost.office.database.write() as tx:
        tx.execute(sa.text(by_one))

    with lost.office.database.read() as tx:
        assert len(tx.execute(factor.select()).all()) == 1
