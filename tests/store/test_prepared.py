"""A statement that is run again is sent as it was compiled, and is the same statement to whoever looks."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, StatementError

from tests.store.builders import NOW
from webapp.store.db import Database
from webapp.store.tables import heartbeat, room
from webapp.store.writing import insert_or_change

AT = NOW.astimezone(dt.timezone(dt.timedelta(hours=8)))


def test_each_run_writes_and_binds_alike(database: Database) -> None:
    put = insert_or_change(room, ["id"], change=["name"], where=room.c.active)
    rows = [{"id": "r1", "name": "一室", "position": 1}, {"id": "r2", "name": "二室", "position": 2}]
    said = []
    for _ in range(3):
        with database.write() as tx:
            assert tx.execute(put, rows).rowcount == 2
            said.append(tx.written)
            tx.written = {}

    assert said[0] == said[1] == said[2]
    assert set(said[0]["room"]) == {"r1", "r2"}


def test_every_run_is_heard_and_fails_in_the_same_words(database: Database) -> None:
    add = sa.insert(room)
    one = {"id": "r1", "name": "一室", "position": 1}
    heard: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: heard.append(call[2]))
    with database.write() as tx:
        tx.execute(add, one)
    for _ in range(2):
        with pytest.raises(IntegrityError), database.write() as tx:
            tx.execute(add, one)

    assert len([text for text in heard if text.startswith("INSERT INTO room")]) == 3


def test_what_does_not_fit_is_refused_as_at_the_first_time(database: Database) -> None:
    add = sa.insert(heartbeat)
    with database.write() as tx:
        for worker in ("a", "b"):
            tx.execute(add, {"id": worker, "at": AT, "facts": {}})
        for _ in range(2):
            with pytest.raises(StatementError, match="instant without a zone"):
                tx.execute(add, {"id": "c", "at": AT.replace(tzinfo=None), "facts": {}})
