"""Signing in by an outside provider, a real one on this machine: whom it vouches for comes in, every lie is refused."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import http.client
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from tests.http.stories.conftest import Sit
from tests.outbound.provider import CLIENT, SECRET, Claims, Provider, key, provider_on_this_machine
from tests.usecases.due import ON_SQLITE
from tests.usecases.office import House
from webapp.domain import limits
from webapp.domain.ids import PersonId
from webapp.outbound import oidc
from webapp.store import watches
from webapp.store.tables import account, session, tally
from webapp.usecases.factor_rules import SETTING
from webapp.usecases.jointly import ask_subject, confirm_jointly, joint_list


@pytest.fixture
def provider(house: House) -> Iterator[Provider]:
    with provider_on_this_machine(lambda: int(house.clock().timestamp())) as found:
        house.office.provider = oidc.Provider(
            issuer=found.issuer,
            client_id=CLIENT,
            client_secret=SECRET,
            redirect="http://localhost/sign-in/provider/back",
            name="县统一身份认证",
        )
        named(house, "sub-of-zhou")
        yield found
        house.office.provider = None


def named(house: House, subject: str) -> None:
    """Two administrators say who signs in as Zhou."""
    house.run(ask_subject, "jin", person_id=PersonId("zhou"), subject=subject, reason="当面核对了证件")
    asked = next(one for one in house.view(joint_list, "mo") if one.can_confirm)
    house.run(confirm_jointly, "mo", request_id=asked.id)


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    return app.test_client()


def out(visitor: FlaskClient, next_page: str = "") -> str:
    """Go to the provider, which lets the person in, and give the address it sends the browser back to."""
    answer = visitor.get("/sign-in/provider", query_string={"next": next_page})
    assert answer.status_code == 302, answer.text
    address = urlsplit(answer.headers["Location"])
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=5)
    connection.request("GET", f"{address.path}?{address.query}")
    parts = urlsplit(connection.getresponse().headers["Location"])
    connection.close()
    return f"{parts.path}?{parts.query}"


def refused(house: House, answer: TestResponse) -> bool:
    with house.office.database.read() as tx:
        nobody = not tx.execute(session.select()).all()
    return nobody and answer.status_code == 403 and "统一登录未" in answer.text


def test_whom_the_provider_vouches_for_comes_in_where_the_page_was_wanted(
    house: House, provider: Provider, visitor: FlaskClient
) -> None:
    assert "用县统一身份认证登录" in visitor.get("/sign-in").text

    answer = visitor.get(out(visitor, "/cases"))

    assert (answer.status_code, answer.headers["Location"]) == (302, "/cases")
    assert "周正言" in visitor.get("/cases").text


@ON_SQLITE
def test_what_the_providers_addresses_have_of_their_own_is_kept(provider: Provider, visitor: FlaskClient) -> None:
    provider.query = "?realm=county&tenant=a%26b"

    assert visitor.get(out(visitor, "/cases")).headers["Location"] == "/cases"


@ON_SQLITE
@pytest.mark.parametrize(
    "ways", [("client_secret_post",), ("client_secret_basic", "client_secret_post"), ("client_secret_basic",)]
)
def test_the_clients_secret_goes_where_the_provider_takes_it(
    provider: Provider, visitor: FlaskClient, ways: tuple[str, ...]
) -> None:
    provider.ways = ways

    assert visitor.get(out(visitor, "/cases")).headers["Location"] == "/cases"


@ON_SQLITE
def test_an_address_that_asks_something_else_in_our_name_is_refused(provider: Provider, visitor: FlaskClient) -> None:
    provider.query = "?redirect_uri=https://evil.example/"

    assert visitor.get("/sign-in/provider").status_code == 403


@ON_SQLITE
def test_who_was_signed_in_at_this_browser_is_not_left_signed_in_unseen(
    house: House, provider: Provider, sit: Sit
) -> None:
    wu = sit("wu")

    wu.client.get(out(wu.client))

    with house.office.database.read() as tx:
        ended = tx.execute(session.select().with_only_columns(session.c.person_id, session.c.ended_at)).all()
    assert {(who, at is None) for who, at in ended} == {("wu", False), ("zhou", True)}


@ON_SQLITE
def test_a_page_of_another_site_is_not_led_to(provider: Provider, visitor: FlaskClient) -> None:
    assert visitor.get(out(visitor, "//evil.example")).headers["Location"] == "/"


def but(**other: Any) -> Callable[[Claims], Claims]:
    """Change claims; what is None is left out."""
    return lambda claims: {name: value for name, value in {**claims, **other}.items() if value is not None}


LIES: dict[str, Callable[[Claims], Claims]] = {
    "another nonce": but(nonce="replayed"),
    "no nonce": but(nonce=None),
    "another audience": but(aud="another-client"),
    "two audiences without a party": but(aud=["another-client", CLIENT]),
    "no audience": but(aud=None),
    "another issuer": but(iss="https://evil.example"),
    "no issuer": but(iss=None),
    "expired": lambda claims: {**claims, "exp": claims["iat"] - 120},
    "no expiry": but(exp=None),
    "no subject": but(sub=None),
    "a subject that is no text": but(sub=["sub-of-zhou"]),
    "a proof at no time": but(auth_time=float("inf")),
    "a proof at a time that is none": but(auth_time="now"),
    "an unknown subject": but(sub="sub-of-nobody"),
}


@ON_SQLITE
@pytest.mark.parametrize("lie", LIES)
def test_a_token_with_a_wrong_claim_is_refused(
    house: House, provider: Provider, visitor: FlaskClient, lie: str
) -> None:
    provider.twist = LIES[lie]

    assert refused(house, visitor.get(out(visitor)))


def written(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def begun(algorithm: str, claims: Claims) -> str:
    return ".".join(written(json.dumps(part).encode()) for part in ({"alg": algorithm, "kid": "one"}, claims))


def unsigned(claims: Claims) -> str:
    return begun("none", claims) + "."


def by_shared_secret(claims: Claims) -> str:
    """The public key, which everybody has, taken for a shared secret."""
    token = begun("HS256", claims)
    return f"{token}.{written(hmac.digest(key().as_pem(private=False), token.encode(), hashlib.sha256))}"


def by_another_key(claims: Claims) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048))


@ON_SQLITE
@pytest.mark.parametrize("sign", [unsigned, by_shared_secret, by_another_key, lambda _: "", lambda _: "a.b.c"])
def test_a_token_that_the_provider_did_not_sign_is_refused(
    house: House, provider: Provider, visitor: FlaskClient, sign: Callable[[Claims], str]
) -> None:
    provider.sign = sign

    assert refused(house, visitor.get(out(visitor)))


@ON_SQLITE
def test_what_was_not_begun_in_this_browser_is_refused(house: House, provider: Provider, app: Flask) -> None:
    mine, other = app.test_client(), app.test_client()
    theirs = out(other)
    out(mine)

    assert refused(house, mine.get(theirs))
    assert refused(house, app.test_client().get(theirs))


@ON_SQLITE
@pytest.mark.parametrize("state", ["错", "%ff%fe", ""])
def test_a_state_of_any_signs_is_refused_like_any_other(
    house: House, provider: Provider, visitor: FlaskClient, state: str
) -> None:
    visitor.get("/sign-in/provider")

    assert refused(house, visitor.get(f"/sign-in/provider/back?code=a&state={state}"))


@ON_SQLITE
def test_a_key_of_a_kind_that_is_not_known_here_stands_in_nobodys_way(
    house: House, provider: Provider, visitor: FlaskClient
) -> None:
    provider.beside = ({"kty": "AKP", "kid": "new", "alg": "ML-DSA-44", "pub": "AA"}, {"kty": "oct", "k": "c2VjcmV0"})

    assert visitor.get(out(visitor)).status_code == 302


@ON_SQLITE
@pytest.mark.parametrize("raw", [b"nothing that HTTP knows\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * 150_000])
def test_a_provider_that_answers_in_no_known_way_counts_as_away(
    house: House, provider: Provider, visitor: FlaskClient, raw: bytes
) -> None:
    provider.raw = raw

    assert visitor.get("/sign-in/provider").status_code == 503


def test_an_answer_counts_once_and_for_ten_minutes(house: House, provider: Provider, visitor: FlaskClient) -> None:
    late = out(visitor)
    house.clock.shift(minutes=11)
    assert refused(house, visitor.get(late))
    back = out(visitor)

    first, again = visitor.get(back), visitor.get(back)

    assert (first.status_code, again.status_code) == (302, 403)


@ON_SQLITE
def test_a_stolen_code_is_worth_nothing_without_the_verifier(
    house: House, provider: Provider, visitor: FlaskClient
) -> None:
    back = out(visitor)
    with visitor.session_transaction() as kept:
        kept["provider"] = {**kept["provider"], "verifier": "guessed"}

    assert refused(house, visitor.get(back))


def test_nobody_gets_an_account_by_it_and_no_two_share_a_subject(
    house: House, provider: Provider, visitor: FlaskClient
) -> None:
    def accounts() -> int:
        with house.office.database.read() as tx:
            return len(tx.execute(account.select()).all())

    before = accounts()
    provider.subject = "sub-of-a-stranger"

    assert refused(house, visitor.get(out(visitor)))
    assert accounts() == before


def test_two_administrators_say_whose_a_subject_is(house: House, provider: Provider, sit: Sit) -> None:
    keeper = sit("jin")
    form = "//form[contains(@action, '/subject')]"

    taken = keeper.press(keeper.get("/people/wu"), form, subject="sub-of-zhou", reason="当面核对了证件")
    keeper.press(keeper.get("/people/wu"), form, subject="sub-of-wu", reason="当面核对了证件")
    unchanged = keeper.get("/people/wu").one("//input[@id='subject']").get("value")
    other = sit("mo")
    other.press(other.get("/jointly"), "//form[contains(@action, '/confirm')]")

    assert "已属于其他账号" in taken.words()
    assert unchanged == ""
    assert keeper.get("/people/wu").one("//input[@id='subject']").get("value") == "sub-of-wu"
    assert "您的统一登录标识已于" in sit("wu").get("/own/factors").words()


@ON_SQLITE
@pytest.mark.parametrize(("trusted", "leads_to"), [(False, "/own/factors"), (True, "/tasks")])
def test_the_own_second_factor_is_asked_unless_the_provider_sees_to_it(
    house: House, provider: Provider, visitor: FlaskClient, trusted: bool, leads_to: str
) -> None:
    assert house.office.provider is not None
    house.office.provider = dataclasses.replace(house.office.provider, trusts_factor=trusted)
    with house.office.database.write() as tx:
        watches.put_setting(tx, SETTING, [], now=house.clock(), by=None)

    visitor.get(out(visitor))

    assert visitor.get("/tasks", follow_redirects=True).request.path == leads_to


@ON_SQLITE
@pytest.mark.parametrize(
    ("since", "said", "wants_proof"), [(0, True, False), (599, True, False), (3600, True, True), (0, False, True)]
)
def test_who_is_known_at_the_provider_since_the_morning_proves_anew_before_what_is_weighty(
    house: House, provider: Provider, visitor: FlaskClient, since: int, said: bool, wants_proof: bool
) -> None:
    assert house.office.provider is not None
    house.office.provider = dataclasses.replace(house.office.provider, trusts_factor=True)
    provider.since = since
    provider.twist = but() if said else but(auth_time=None)

    visitor.get(out(visitor))
    token = visitor.get("/own/factors").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = visitor.post("/own/factors/codes", data={"csrf_token": token})

    assert answer.headers["Location"].startswith("/confirm" if wants_proof else "/own/factors/codes")


@ON_SQLITE
def test_a_provider_that_is_away_is_said_and_the_password_still_opens(
    house: House, provider: Provider, visitor: FlaskClient
) -> None:
    provider.away = True

    assert visitor.get("/sign-in/provider").status_code == 503
    assert visitor.get("/sign-in").status_code == 200


@ON_SQLITE
def test_requests_that_lead_nowhere_are_counted_and_then_the_provider_is_not_asked(
    house: House, provider: Provider, app: Flask, visitor: FlaskClient
) -> None:
    colleague = app.test_client()
    colleague.get(out(colleague))
    codes = [visitor.get("/sign-in/provider").status_code for _ in range(limits.PROVIDER.times + 1)]
    provider.away = True  # asked, it would not answer: 503

    refused = visitor.get("/sign-in/provider")
    provider.away = False

    assert codes == [302] * limits.PROVIDER.times + [429]
    assert refused.status_code == 429
    assert "09:15" in refused.text
    assert colleague.get("/sign-in/provider").status_code == 302
    assert app.test_client().get("/sign-in").status_code == 200


@ON_SQLITE
def test_an_answer_brought_again_and_again_asks_the_provider_no_more_often(
    house: House, provider: Provider, visitor: FlaskClient
) -> None:
    visitor.get("/sign-in/provider")
    with visitor.session_transaction() as kept:
        begun = dict(kept["provider"])
    codes = []
    for _ in range(limits.PROVIDER.times + 1):
        with visitor.session_transaction() as kept:
            kept["provider"] = begun
        codes.append(visitor.get(f"/sign-in/provider/back?code=made-up&state={begun['state']}").status_code)

    assert set(codes[:-2]) == {403}
    assert codes[-1] == 429


@ON_SQLITE
def test_whoever_gets_in_by_the_provider_is_counted_for_nothing(
    house: House, provider: Provider, visitor: FlaskClient
) -> None:
    visitor.get(out(visitor))

    with house.office.database.read() as tx:
        assert [row.times for row in tx.execute(tally.select()).all() if row.kind == "provider"] == [0]


@ON_SQLITE
def test_an_office_without_a_provider_has_no_such_page(visitor: FlaskClient) -> None:
    assert visitor.get("/sign-in/provider").status_code == 404
    assert "/sign-in/provider" not in visitor.get("/sign-in").text
