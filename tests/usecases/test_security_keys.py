"""Security keys: enrolled and asked for with the challenge of this session alone, for this host alone, once."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode

import cbor2
import pytest

from tests.usecases.authenticator import Authenticator, text
from tests.usecases.due import ON_SQLITE
from tests.usecases.office import PASSWORD, House
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import NotFound, Refused
from webapp.usecases import enrolling, proving, security_keys, sessions
from webapp.usecases.key_answers import created, fresh_challenge, to_create
from webapp.usecases.proving import Given, NotProven

HOST, ORIGIN = "office.example", "https://office.example"


def sign_in(house: House, who: str = "zhou") -> str:
    return house.office.run(sessions.sign_in, SYSTEM, login=who, password=PASSWORD)


def asked(house: House, token: str) -> str:
    return house.office.run(security_keys.ask_key_at_the_door, SYSTEM, token=token, host=HOST)


def knock(house: House, token: str, answer: str, origin: str = ORIGIN) -> str:
    given = Given(answer=answer, origin=origin)
    return house.office.run(proving.pass_door, SYSTEM, token=token, given=given)


@pytest.fixture
def key(house: House) -> Authenticator:
    """A key that zhou has enrolled."""
    return enrolled(house, "zhou")


def enrolled(house: House, who: str, name: str = "抽屉里的密钥") -> Authenticator:
    made, token = Authenticator(origin=ORIGIN), sign_in(house, who)
    options = house.run(security_keys.offer_key, who, token=token, host=HOST)
    house.run(security_keys.confirm_key, who, token=token, answer=made.create(options), origin=ORIGIN, name=name)
    return made


def test_a_key_opens_the_door_again_and_again(house: House, key: Authenticator) -> None:
    for _ in range(2):
        half = sign_in(house)
        token = knock(house, half, key.sign(asked(house, half)))
        assert house.office.view(sessions.actor_of_session, SYSTEM, token=token).actor.person_id == "zhou"

    assert [(one.name, one.kind.value) for one in house.view(enrolling.own_factors, "zhou").rows] == [
        ("抽屉里的密钥", "key")
    ]


def test_of_several_keys_each_opens_the_door(house: House, key: Authenticator) -> None:
    other = Authenticator(origin=ORIGIN)
    half = sign_in(house)
    token = knock(house, half, key.sign(asked(house, half)))
    options = house.run(security_keys.offer_key, "zhou", token=token, host=HOST)
    house.run(security_keys.confirm_key, "zhou", token=token, answer=other.create(options), origin=ORIGIN)

    for one in (key, other):
        half = sign_in(house)
        assert knock(house, half, one.sign(asked(house, half)))


def test_an_answer_opens_one_door_once(house: House, key: Authenticator) -> None:
    first, second = sign_in(house), sign_in(house)
    answer = key.sign(asked(house, first))
    asked(house, second)

    with pytest.raises(NotProven):
        knock(house, second, answer)
    knock(house, first, answer)

    with pytest.raises(NotFound):
        knock(house, first, answer)


@ON_SQLITE
@pytest.mark.parametrize(
    "origin", ["https://office.example.evil", "http://office.example", "https://www.office.example", "null"]
)
def test_another_site_gets_nothing(house: House, key: Authenticator, origin: str) -> None:
    half = sign_in(house)
    key.origin = origin

    for claimed in (origin, ORIGIN):
        with pytest.raises(NotProven):
            knock(house, half, key.sign(asked(house, half)), claimed)


@ON_SQLITE
def test_a_signature_for_another_host_is_none(house: House, key: Authenticator) -> None:
    half = sign_in(house)

    with pytest.raises(NotProven):
        knock(house, half, key.sign(asked(house, half), host="evil.example"))


def test_a_copied_key_is_found_out_by_its_count(house: House, key: Authenticator) -> None:
    copy = Authenticator(origin=ORIGIN, credential=key.credential, key=key.key)
    for _ in range(2):
        half = sign_in(house)
        knock(house, half, key.sign(asked(house, half)))
    half = sign_in(house)

    with pytest.raises(NotProven):
        knock(house, half, copy.sign(asked(house, half)))


@ON_SQLITE
def test_the_key_of_another_person_or_of_nobody_opens_nothing(house: House, key: Authenticator) -> None:
    other, half = enrolled(house, "wu"), sign_in(house)
    forged = Authenticator(origin=ORIGIN, credential=key.credential, count=90)

    for one in (other, forged):
        with pytest.raises(NotProven):
            knock(house, half, one.sign(asked(house, half)))


@ON_SQLITE
@pytest.mark.parametrize("answer", ["", "{", "[]", "null", '{"id": 5}', "{}", "x" * 30_000, "[" * 9_000])
def test_what_is_no_answer_is_refused_in_words(house: House, key: Authenticator, answer: str) -> None:
    half = sign_in(house)
    asked(house, half)

    with pytest.raises(NotProven):
        knock(house, half, answer)


@pytest.mark.parametrize("about", [{"fmt": "android-safetynet", "attStmt": {"ver": "1", "response": [5]}}, {}])
def test_a_new_key_that_vouches_for_itself_in_no_known_way_is_none(about: dict[str, object]) -> None:
    challenge = fresh_challenge()
    made = json.loads(
        Authenticator(origin=ORIGIN).create(
            to_create(host=HOST, office="o", person="p", login="l", challenge=challenge, known=())
        )
    )
    if about:
        about = {**cbor2.loads(urlsafe_b64decode(made["response"]["attestationObject"] + "==")), **about}
    made["response"]["attestationObject"] = text(cbor2.dumps(about))

    assert created(json.dumps(made), challenge=challenge, host=HOST, origin=ORIGIN) is None


@ON_SQLITE
def test_a_broken_answer_with_a_right_id_is_refused(house: House, key: Authenticator) -> None:
    half = sign_in(house)
    for part in ("clientDataJSON", "authenticatorData", "signature"):
        said = json.loads(key.sign(asked(house, half)))
        said["response"][part] = said["response"][part][:-8] + "AAAAAAAA"
        with pytest.raises(NotProven):
            knock(house, half, json.dumps(said))


def test_a_key_is_enrolled_with_the_challenge_of_this_session_alone(house: House) -> None:
    token, other = sign_in(house), sign_in(house)
    options = house.run(security_keys.offer_key, "zhou", token=token, host=HOST)
    house.run(security_keys.offer_key, "zhou", token=other, host=HOST)
    answer = Authenticator(origin=ORIGIN).create(options)

    with pytest.raises(Refused, match="不符"):
        house.run(security_keys.confirm_key, "zhou", token=other, answer=answer, origin=ORIGIN)
    with pytest.raises(Refused, match="不符"):
        house.run(security_keys.confirm_key, "zhou", token=token, answer=answer, origin="https://evil.example")
    house.run(security_keys.confirm_key, "zhou", token=token, answer=answer, origin=ORIGIN)

    with pytest.raises(NotFound):
        house.run(security_keys.confirm_key, "zhou", token=token, answer=answer, origin=ORIGIN)


def test_a_key_proves_again_at_a_step_up(house: House, key: Authenticator) -> None:
    half = sign_in(house)
    token = knock(house, half, key.sign(asked(house, half)))
    house.clock.shift(minutes=20)
    options = house.run(security_keys.ask_key_again, "zhou", token=token, host=HOST)

    fresh = house.run(proving.prove_again, "zhou", token=token, given=Given(answer=key.sign(options), origin=ORIGIN))

    until = house.office.view(sessions.actor_of_session, SYSTEM, token=fresh).actor.fresh_until
    assert until == house.clock() + sessions.FRESH_FOR
