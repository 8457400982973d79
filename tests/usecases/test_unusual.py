"""查阅异常: each kind of unusual look is found from its threshold on; the auditor reads who, when and how often."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.usecases.due import ON_SQLITE
from tests.usecases.office import PROCESSES, House, hold
from tests.usecases.passages import assign_clue, case_of, register_clue
from tests.usecases.stand import Stand
from tests.usecases.test_roster import newcomer
from webapp.domain.access_rules import Unusual
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import NotFound, Refused
from webapp.domain.ids import CaseId, PersonId
from webapp.engine.rule_files import read_access
from webapp.store import access
from webapp.store.tables import case
from webapp.usecases import duties, sessions
from webapp.usecases.case_lists import case_list
from webapp.usecases.case_pages import case_page
from webapp.usecases.search import search
from webapp.usecases.unusual import unusual_file, unusual_page

pytestmark = ON_SQLITE
RULES = read_access((Path(PROCESSES) / "rules" / "access.yaml").read_bytes())
CLUE = "m07_clue_disposal"


def assigned(house: House) -> None:
    register_clue(house)
    assign_clue(house)


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """A clue about Ma lies in the third room."""
    return stand.played(assigned)


def look(house: House, who: str, what: str = "case", *, times: int = 1, at: dt.datetime | None = None) -> None:
    """Write looks into the log as pages do."""
    one = case_of(house, CLUE)
    about = {} if what in ("missed", "search", "figures_file") else {"case_id": CaseId(one.id)}
    subject = {} if what in ("missed", "figures_file") else {"subject_id": PersonId("ma")}
    with house.office.database.write() as tx:
        for _ in range(times):
            access.note(tx, person_id=PersonId(who), what=what, at=at or house.clock(), **about, **subject)


def kinds(house: House) -> dict[str, tuple[str, int]]:
    """Give what the report holds: kind, who and how often."""
    return {row.kind: (row.who, row.count) for row in house.view(unusual_page, "mo").rows}


def many(house: House, count: int) -> None:
    look(house, "zhou", times=count)


def at_night(house: House, count: int) -> None:
    look(house, "zhou", times=count, at=house.clock() - dt.timedelta(hours=10))


def not_there(house: House, count: int) -> None:
    for _ in range(count):
        with pytest.raises(NotFound):
            house.view(case_page, "zhou", case_id=CaseId("absent"))


def one_name(house: House, count: int) -> None:
    for place in range(count):
        if place % 2:
            house.view(search, "zhou", words="马远帆")
        else:
            house.view(case_list, "zhou", words="马远帆")


def downloads(house: House, count: int) -> None:
    look(house, "zhou", "letter_file", times=count)


def other_matters(house: House, count: int) -> None:
    look(house, "qin", times=count)


FOUND: dict[str, Callable[[House, int], None]] = {
    "many": many,
    "night": at_night,
    "refused": not_there,
    "one_name": one_name,
    "exports": downloads,
}


@pytest.mark.parametrize("kind", FOUND)
def test_a_kind_is_reported_from_its_threshold_on(house: House, kind: str) -> None:
    least = next(count for one, count in RULES.least.items() if one.value == kind)
    FOUND[kind](house, least - 1)
    assert kind not in kinds(house)

    FOUND[kind](house, 1)

    assert kinds(house)[kind] == ("周正言", least)


def test_what_is_laid_before_a_leader_in_a_list_makes_no_crowd_of_looks_but_is_seen_at_night(house: House) -> None:
    look(house, "he", "approvals", times=200)
    assert "many" not in kinds(house)

    look(house, "he", "approvals", times=200, at=house.clock() - dt.timedelta(hours=10))

    assert kinds(house)["night"] == ("何慎行", 200)


def test_looks_at_what_is_not_the_own_work_are_counted_by_case_and_leaders_are_left_out(house: House) -> None:
    for _ in range(9):
        register_clue(house, subject="liu")
    with house.office.database.write() as tx:
        matters = tx.execute(sa.select(case.c.id)).scalars().all()
        for one in matters:
            for who in ("qin", "cao", "chen"):
                access.note(tx, person_id=PersonId(who), what="case", at=house.clock(), case_id=CaseId(one))

    found = [(row.who, row.count) for row in house.view(unusual_page, "mo").rows if row.kind == "outside"]

    assert len(matters) >= 10
    assert found == [("秦若愚", len(matters))]


def test_many_people_who_look_at_one_person_are_counted_without_the_name(house: House) -> None:
    for who in ("li", "zhao", "luo", "pei", "tang", "qin", "meng", "xu"):
        look(house, who)
        look(house, who)

    (row,) = [row for row in house.view(unusual_page, "mo").rows if row.kind == "same_person"]

    assert (row.count, row.who) == (8, "")
    assert row.mark
    assert "ma" not in row.mark


def test_a_duty_granted_anew_is_reported(house: House) -> None:
    person = newcomer(house)

    house.run(duties.grant, "jin", person_id=person, role="trial", reads_cases=True, measure="m10")

    assert kinds(house)["new_reader"] == ("温如玉", 1)


def test_refused_acts_count_as_what_is_not_found_does(house: House) -> None:
    for _ in range(5):
        with pytest.raises(Refused):
            house.run(duties.grant, "zhou", person_id=PersonId("wu"), role="petition")
    not_there(house, 5)

    assert kinds(house)["refused"] == ("周正言", 10)


def refused_at_the_door(house: House, login: str, *, times: int) -> None:
    for _ in range(times):
        with pytest.raises(sessions.SignInRefused):
            house.office.run(sessions.sign_in, SYSTEM, login=login, password="guessed", remote="10.1.2.3")


def test_guessing_at_the_door_is_reported_by_account_and_by_address(house: House) -> None:
    least = RULES.least[Unusual.KEPT_OUT]
    refused_at_the_door(house, "zhou", times=least - 1)
    before = kinds(house)
    refused_at_the_door(house, "zhou", times=1)
    refused_at_the_door(house, "nobody-of-this-name", times=3)

    found = [row for row in house.view(unusual_page, "mo").rows if row.kind == "kept_out"]

    assert "kept_out" not in before
    assert [(row.who, row.mark, row.count) for row in found] == [("周正言", "", least), ("", "10.1.2.3", least + 3)]
    assert all(row.name == RULES.names[Unusual.KEPT_OUT] for row in found)


def test_nobody_else_reads_it_and_the_file_holds_no_content(house: House) -> None:
    look(house, "zhou", times=RULES.least[next(iter(RULES.least))])
    for who in ("chen", "cui", "jin", "zhou", "hu", "ma"):
        with pytest.raises(NotFound):
            house.view(unusual_page, who)

    name, content = house.view(unusual_file, "mo")

    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert name.endswith(".csv")
    assert rows[1][:2] == ["一日查看很多", "周正言"]
    one = case_of(house, CLUE)
    assert not [word for word in ("马远帆", str(one.number), str(one.id)[:8]) if word in content.decode()]


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(A1)"])
def test_no_cell_of_the_file_is_read_as_a_formula(house: House, name: str) -> None:
    person = newcomer(house, name)
    house.run(duties.grant, "jin", person_id=person, role="trial")

    _, content = house.view(unusual_file, "mo")

    cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
    assert f"'{name}" in cells
    assert name not in cells


def test_that_the_auditor_looked_is_kept_too(house: House) -> None:
    house.view(unusual_page, "mo")
    house.view(unusual_file, "mo")

    with house.office.database.read() as tx:
        found = [one.what for one in access.by_person(tx, PersonId("mo"), since=house.clock())]
    assert sorted(found) == ["access_file", "unusual"]


def test_the_office_reads_the_rules_of_its_newest_deployment(house: House) -> None:
    with house.office.database.write() as tx:
        hold(tx, house.clock())

    report = house.view(unusual_page, "mo")

    assert [least for _, _, least in report.kinds] == [RULES.least[one] for one in RULES.least]
