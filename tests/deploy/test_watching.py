"""What a service manager, a proxy and a watcher may ask: alive, ready, counts; nothing of what the office holds."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from tests.usecases.office import House
from tests.usecases.passages import to_reply
from webapp.http import create_app
from webapp.settings import Settings
from webapp.store import watches
from webapp.usecases.sealing import BEAT

LINE = re.compile(
    r'(# TYPE shibiyan_\w+ (counter|gauge)|shibiyan_\w+({[a-z]+="\w+"(,[a-z]+="\w+")*})? -?\d+(\.\d+)?(e[+-]\d+)?)'
)


def client(house: House) -> FlaskClient:
    return create_app(house.office, Settings(secret="x" * 32)).test_client()


def test_alive_and_ready_are_told_without_signing_in_and_without_a_word_more(house: House):
    asked = client(house)

    for path in ("/health/live", "/health/ready"):
        answer = asked.get(path)
        assert (answer.status_code, answer.text) == (200, "ok\n")
        assert "Set-Cookie" not in answer.headers


def test_an_office_whose_schema_is_not_this_version_s_is_alive_and_not_ready(house: House):
    asked = client(house)
    known = put_schema(house, "0001")

    try:
        assert asked.get("/health/live").status_code == 200
        assert asked.get("/health/ready").status_code == 503
    finally:
        put_schema(house, known)


def put_schema(house: House, word: str) -> str:
    with house.office.database.write() as tx:
        before = str(tx.connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())
        tx.connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{word}'")  # noqa: S608 - our own
    return before


def test_counts_are_told_in_prometheus_words_and_hold_no_content(house: House):
    to_reply(house)
    with house.office.database.write() as tx:
        watches.beat(tx, BEAT, now=house.clock())
    asked = client(house)
    asked.get("/health/live")

    answer = asked.get("/metrics")

    assert answer.content_type.startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    assert [one for one in lines if not LINE.fullmatch(one)] == []
    told = dict(one.rsplit(" ", 1) for one in lines if not one.startswith("#"))
    assert told['shibiyan_http_requests_total{method="GET",status="2xx"}'] == "1"
    assert told["shibiyan_beat_sealer_age_seconds"] == "0"
    assert float(told["shibiyan_cases_open"]) > 0
    assert float(told["shibiyan_entries_unsealed"]) > 0


def test_whoever_comes_by_the_proxy_or_from_another_machine_finds_no_counts(house: House):
    asked = client(house)

    assert asked.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    assert asked.get("/metrics", environ_base={"REMOTE_ADDR": "10.1.2.3"}).status_code == 404
    assert asked.get("/metrics", environ_base={"REMOTE_ADDR": "::1"}).status_code == 200
