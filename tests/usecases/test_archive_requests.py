"""Reading an archive on request: three people, a last day, each look noted; the question of recusal comes first."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tests.usecases.due import ON_SQLITE
from tests.usecases.filing import file, look_into
from tests.usecases.office import House
from tests.usecases.stand import Stand
from tests.usecases.written import grant, recuse
from webapp.domain.archive_requests import NoSpan, NothingToAsk
from webapp.domain.errors import FourEyes, NotFound, NotOpen, NotYours, Refused
from webapp.domain.ids import PersonId
from webapp.store import access
from webapp.store.tables import archive_request
from webapp.usecases.archive_requests import (
    ask_reading,
    check_request,
    decide_request,
    requests_page,
    requests_waiting,
)
from webapp.usecases.archives import archive_list, archive_page, declare_about_archive
from webapp.usecases.handing import ReasonMissing
from webapp.usecases.search import search

MA = PersonId("ma")
GOOD = "实地走访，议事记录完整，末位表态。"
WHY = "核对主体责任检查的往年结论。"
UNTIL = dt.date(2026, 3, 12)


def furnish(house: House) -> None:
    """Ma has an archive with one entry."""
    file(house, GOOD, kind="power", result="good")


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office in which Ma has an archive."""
    return stand.played(furnish)


def asked(house: House, who: str = "su") -> str:
    house.run(ask_reading, who, person_id=MA, reason=WHY)
    return house.view(requests_page, who).mine[0].request_id


def granted(house: House, who: str = "su") -> str:
    key = asked(house, who)
    house.run(check_request, "qian", request_id=key, agree=True, text="确为工作需要。")
    house.run(decide_request, "chen", request_id=key, agree=True, until_on=UNTIL)
    return key


def test_who_has_no_duty_there_reads_it_once_keeper_and_secretary_agree_and_until_the_day(house: House) -> None:
    with pytest.raises(NotFound):
        house.view(archive_page, "su", person_id=MA)
    matters = house.view(search, "su", words="马远帆").hits
    key = asked(house)
    waits = house.view(requests_waiting, "qian"), house.view(requests_waiting, "chen")
    (seen,) = house.view(requests_page, "qian").to_check
    house.run(check_request, "qian", request_id=key, agree=True, text="确为工作需要。")
    with pytest.raises(NotFound):
        house.view(archive_page, "su", person_id=MA)
    (told,) = house.view(requests_page, "chen").to_decide
    house.run(decide_request, "chen", request_id=key, agree=True, until_on=UNTIL)

    found = look_into(house, "su")

    assert (waits, seen.reason, told.opinion) == ((1, 0), WHY, "确为工作需要。")
    assert GOOD in str(found)
    assert [row.opens for row in house.view(requests_page, "su").mine] == [True]
    with house.office.database.read() as tx:
        looks = {(one.person_id, one.what) for one in access.of_subject(tx, MA, since=house.clock() - dt.timedelta(1))}
    assert ("su", "archive_on_request") in looks
    assert "苏景和" in [name for name, _ in look_into(house, "qian").readers]
    assert house.view(search, "su", words="马远帆").hits == matters, "an archive opens no matter"
    house.clock.move_to("2026-03-12T23:00")
    assert GOOD in str(look_into(house, "su"))
    house.clock.move_to("2026-03-13T00:01")
    with pytest.raises(NotFound):
        house.view(archive_page, "su", person_id=MA)
    assert [row.status_name for row in house.view(requests_page, "su").mine] == ["查阅期已满"]


@ON_SQLITE
def test_an_officer_of_another_room_finds_it_in_the_own_list_meanwhile(house: House) -> None:
    granted(house, "luo")

    assert [row.person_id for row in house.view(archive_list, "luo").rows] == [MA]
    assert house.view(archive_list, "li").rows == ()


def test_three_people_and_the_database_itself_refuses_fewer(house: House) -> None:
    for who, role in (("su", "archive_admin"), ("qian", "secretary")):
        grant(house, who, role)
    with pytest.raises(NothingToAsk):
        house.run(ask_reading, "su", person_id=MA, reason=WHY)
    key = asked(house, "luo")
    house.run(check_request, "qian", request_id=key, agree=True)

    with pytest.raises(FourEyes):
        house.run(decide_request, "qian", request_id=key, agree=True, until_on=UNTIL)
    with pytest.raises(NotYours):
        house.run(decide_request, "wang", request_id=key, agree=True, until_on=UNTIL)
    with pytest.raises(Refused):
        house.run(check_request, "li", request_id=key, agree=True)
    for column in ("asked_by", "checked_by"):
        with pytest.raises(IntegrityError), house.office.database.write() as tx:
            tx.execute(sa.update(archive_request).values(decided_by=archive_request.c[column]))


@ON_SQLITE
def test_a_refusal_says_why_and_opens_nothing(house: House) -> None:
    key = asked(house)
    with pytest.raises(ReasonMissing):
        house.run(check_request, "qian", request_id=key, agree=False)
    house.run(check_request, "qian", request_id=key, agree=False, text="与承办工作无关。")

    (row,) = house.view(requests_page, "su").mine
    assert (row.status_name, row.opinion, row.opens) == ("不同意", "与承办工作无关。", False)
    with pytest.raises(NotOpen):
        house.run(decide_request, "chen", request_id=key, agree=True, until_on=UNTIL)
    asked(house)


@ON_SQLITE
def test_what_needs_no_request_or_has_no_reason_or_day_is_refused(house: House) -> None:
    key = asked(house)
    house.run(check_request, "qian", request_id=key, agree=True)

    for who, person in (("qian", "ma"), ("chen", "ma"), ("su", "ma")):
        with pytest.raises(NothingToAsk):
            house.run(ask_reading, who, person_id=PersonId(person), reason=WHY)
    for who, person in (("ma", "ma"), ("ma", "liu"), ("su", "nobody"), ("su", "chen")):
        with pytest.raises((NotFound, Refused)):
            house.run(ask_reading, who, person_id=PersonId(person), reason=WHY)
    with pytest.raises(ReasonMissing):
        house.run(ask_reading, "su", person_id=PersonId("liu"), reason="看看")
    for until in (None, dt.date(2026, 3, 1), dt.date(2026, 4, 2)):
        with pytest.raises(NoSpan):
            house.run(decide_request, "chen", request_id=key, agree=True, until_on=until)


@ON_SQLITE
def test_neither_the_recused_nor_the_person_deals_with_it_or_reads_on(house: House) -> None:
    granted(house)
    key = asked(house, "luo")
    recuse(house, "su", "qian")

    assert house.view(requests_page, "qian").to_check == ()
    with pytest.raises(NotFound):
        house.run(check_request, "qian", request_id=key, agree=True)
    with pytest.raises(NotFound):
        house.view(archive_page, "su", person_id=MA)
    assert [row.opens for row in house.view(requests_page, "su").mine] == [False]
    with pytest.raises(NothingToAsk):
        house.run(ask_reading, "su", person_id=MA, reason=WHY)


@ON_SQLITE
def test_before_the_declaration_the_archive_shows_the_name_alone_and_who_steps_back_reads_nothing(house: House) -> None:
    before = house.view(archive_page, "chen", person_id=MA)
    with house.office.database.read() as tx:
        looked = access.of_subject(tx, MA, since=house.clock() - dt.timedelta(1))
    house.run(declare_about_archive, "chen", person_id=MA, answer="none")

    assert before.needs_declaration
    assert (before.sections, before.dimensions, before.readers) == ((), (), ())
    assert not [one for one in looked if one.person_id == "chen" and one.what == "archive"]
    assert GOOD in str(house.view(archive_page, "chen", person_id=MA))
    with pytest.raises(NotFound):
        house.run(declare_about_archive, "li", person_id=MA, answer="none")
    assert house.run(declare_about_archive, "chen", person_id=MA, answer="relative")
    with pytest.raises(NotFound):
        house.view(archive_page, "chen", person_id=MA)


@ON_SQLITE
def test_reasons_and_answers_are_sealed(house: House) -> None:
    granted(house)
    with house.office.database.read() as tx:
        raw = str([list(row) for row in tx.execute(archive_request.select())])

    assert WHY not in raw
    assert "确为工作需要" not in raw
