"""A row of the session table by itself lets nobody in: written or changed by SQL alone, it is no session."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
import sqlalchemy as sa

from tests.usecases.office import PASSWORD, House
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import NotFound
from webapp.domain.factors import Stage
from webapp.store import incidents, logins
from webapp.store.tables import session
from webapp.usecases import let_in, sessions
from webapp.usecases.kept_forms import keep_for_session
from webapp.usecases.own_sessions import own_sessions

TOKEN = "known-to-the-hand"


def sign_in(house: House, who: str) -> str:
    return house.office.run(sessions.sign_in, SYSTEM, login=who, password=PASSWORD)


def is_in(house: House, token: str) -> bool:
    try:
        house.office.view(sessions.actor_of_session, SYSTEM, token=token)
    except NotFound:
        return False
    return True


def by_hand(house: House, statement: sa.sql.base.Executable) -> None:
    with house.office.database.engine.begin() as connection:
        connection.execute(statement)


def test_a_session_that_was_written_by_sql_lets_nobody_in(house: House) -> None:
    own = sign_in(house, "jin")
    with house.office.database.read() as tx:
        model = dict(tx.execute(session.select()).one()._mapping)
    digests = (hashlib.sha256(TOKEN.encode()).hexdigest(), house.session_id(TOKEN))

    for made in digests:
        by_hand(house, session.insert().values(model | {"id": made, "person_id": "zhou"}))

    assert is_in(house, own)
    assert not is_in(house, TOKEN)


@pytest.mark.parametrize(
    "change",
    [
        {"person_id": "zhou"},
        {"stage": "enrol"},
        {"proven_at": dt.datetime(2030, 1, 1, tzinfo=dt.UTC)},
        {"ends_at": dt.datetime(2030, 1, 1, tzinfo=dt.UTC)},
        {"idle_until": dt.datetime(2030, 1, 1, tzinfo=dt.UTC)},
    ],
    ids=str,
)
def test_a_session_that_was_changed_by_sql_is_none_any_more(house: House, change: dict[str, object]) -> None:
    token = sign_in(house, "jin")

    by_hand(house, session.update().values(change))

    with pytest.raises(logins.SessionUnfit):
        house.office.view(sessions.actor_of_session, SYSTEM, token=token)
    assert house.view(own_sessions, "jin") == house.view(own_sessions, "zhou") == ()


def test_a_place_at_the_door_is_not_opened_by_sql(house: House) -> None:
    with house.office.database.write() as tx:
        logins.add(tx, at_the_door(house))

    by_hand(house, session.update().values(stage="open"))

    assert not is_in(house, TOKEN)


def at_the_door(house: House) -> logins.Session:
    now, hour = house.clock(), dt.timedelta(hours=1)
    return logins.Session(
        id=house.session_id(TOKEN),
        person_id=house.actor("zhou").person_id,
        made_at=now,
        seen_at=now,
        idle_until=now + hour,
        ends_at=now + hour,
        csrf="c",
        stage=Stage.HALF,
    )


def test_a_session_that_ended_does_not_come_back_and_anothers_form_goes_nowhere(house: House) -> None:
    ended, other = sign_in(house, "jin"), sign_in(house, "wu")
    house.run(sessions.sign_out, "jin", token=ended)

    by_hand(house, session.update().values(ended_at=None))
    by_hand(house, session.update().where(session.c.person_id == "wu").values(person_id="zhou"))

    assert not is_in(house, ended)
    assert house.office.run(keep_for_session, SYSTEM, token=other, typed=None) is None  # type: ignore[arg-type]


def test_a_request_that_was_under_way_while_its_session_ended_marks_it_not_again(house: House) -> None:
    token = sign_in(house, "zhou")
    house.run(sessions.sign_out, "zhou", token=token)
    house.run(sessions.keep_alive, "zhou", token=token)
    by_hand(house, session.update().values(ended_at=None))

    assert not is_in(house, token)


def test_what_was_seen_at_the_door_is_an_incident_once(house: House) -> None:
    for _ in range(2):
        house.office.run(let_in.note_unfit, SYSTEM, unfit=logins.SessionUnfit())

    with house.office.database.read() as tx:
        found = [one for one in incidents.open_incidents(tx) if one.kind == "session_unfit"]
    assert [one.facts for one in found] == [{}]
