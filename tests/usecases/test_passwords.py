"""A password is changed by its holder alone, who knows the old one; all sessions end."""

from __future__ import annotations

import pytest

from tests.usecases.due import ON_SQLITE
from tests.usecases.office import PASSWORD, House
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import NotFound, Refused, TooOften
from webapp.domain.limits import PROOF
from webapp.store import audit, health
from webapp.store.tables import account
from webapp.usecases import passwords, sessions
from webapp.usecases.first_passwords import give_password
from webapp.usecases.hashing import beginning, house_hasher
from webapp.usecases.passwords import change_password

pytestmark = ON_SQLITE
NEW = "清风 徐来 水波不兴"


def sign_in(house: House, who: str, password: str) -> str:
    return house.office.run(sessions.sign_in, SYSTEM, login=who, password=password)


def test_a_changed_password_opens_the_door_and_the_old_one_no_more(house: House) -> None:
    token = sign_in(house, "zhou", PASSWORD)

    house.run(change_password, "zhou", old=PASSWORD, new=NEW)

    with pytest.raises(NotFound):
        house.office.view(sessions.actor_of_session, SYSTEM, token=token)
    with pytest.raises(Refused):
        sign_in(house, "zhou", PASSWORD)
    assert sign_in(house, "zhou", NEW)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("wrong", NEW, "原口令不正确"),
        (PASSWORD, "short", "至少10个字符"),
        (PASSWORD, PASSWORD, "相同"),
        (PASSWORD, "Password-2026", "太容易猜到"),
        (PASSWORD, "x" * 201, "字符"),
    ],
)
def test_what_is_wrong_is_said(house: House, old: str, new: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        house.run(change_password, "zhou", old=old, new=new)


def test_whoever_sits_at_a_session_of_another_may_not_guess_the_password_there(house: House) -> None:
    for _ in range(PROOF.times):
        with pytest.raises(Refused, match="原口令不正确"):
            house.run(change_password, "zhou", old="wrong", new=NEW)

    with pytest.raises(TooOften):
        house.run(change_password, "zhou", old=PASSWORD, new=NEW)

    with house.office.database.read() as tx:
        noted = [one.entry.facts for one in audit.entries_of_act(tx, "office", "limit.reached")]
        tries = [one.entry.actor_id for one in audit.entries_of_act(tx, "office", "account.password_refused")]
    assert tries == ["zhou"] * PROOF.times
    assert noted == [{"kind": "proof", "who": "zhou"}]


def test_a_password_given_out_meanwhile_is_not_overwritten_by_whoever_knew_the_old_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gives_another(_hasher: object, _stored: str, _password: str) -> bool:
        house.run(give_password, "jin", person_id=house.actor("zhou").person_id)
        return True

    monkeypatch.setattr(passwords, "fits", gives_another)

    with pytest.raises(Refused, match="原口令不正确"):
        house.run(change_password, "zhou", old=PASSWORD, new=NEW)


def test_a_given_password_must_be_changed_and_then_need_not(house: House) -> None:
    given = house.run(give_password, "jin", person_id=house.actor("zhou").person_id)
    before = house.office.view(sessions.actor_of_session, SYSTEM, token=sign_in(house, "zhou", given))

    house.run(change_password, "zhou", old=given, new=NEW)

    after = house.office.view(sessions.actor_of_session, SYSTEM, token=sign_in(house, "zhou", NEW))
    assert (before.must_change, after.must_change) == (True, False)


def test_no_password_stands_in_the_audit(house: House) -> None:
    house.run(change_password, "zhou", old=PASSWORD, new=NEW)

    with house.office.database.read() as tx:
        entry = audit.entries(tx, "office", opened=True)[-1].entry
    assert entry.act == "account.password"
    assert NEW not in str(entry)


def test_a_hash_that_accounts_share_is_odd_whatever_its_parameters(house: House) -> None:
    """As on the demo's database, or where SQL gave one account the password of another."""
    shared, own = (house_hasher().hash(PASSWORD) for _ in range(2))
    with house.office.database.write() as tx:
        tx.execute(account.update().where(account.c.person_id.not_in(("chen", "he", "wang"))).values(active=False))
        tx.execute(account.update().values(password_hash=shared))
        tx.execute(account.update().where(account.c.person_id == "chen").values(password_hash=own))

    with house.office.database.read() as tx:
        assert health.odd_hashes(tx, beginning=beginning()) == {shared: 2}
