"""People, posts and duties: names sealed, searched in memory; three administrators kept apart by the database."""

from __future__ import annotations

import dataclasses
import datetime as dt
from itertools import permutations

import pytest
import sqlalchemy as sa

from tests.store.builders import HEAD, NOW, TODAY, UNIT, furnished, grant
from webapp.domain.errors import AlreadyThere, NotFound, Refused
from webapp.domain.ids import OFFICE_ROOM, PersonId, UnitId
from webapp.domain.roster import (
    Absence,
    Account,
    Affiliation,
    Person,
    Phrase,
    Post,
    Recusal,
    RecusalRequest,
    Session,
    Unit,
)
from webapp.store import absences, accounts, grants, logins, people, recusals
from webapp.store.db import Database

LI = PersonId("li")
ADMINS = ("sysadmin", "sec_admin", "sec_auditor")


def test_names_are_found_and_stand_nowhere_in_the_clear(database: Database) -> None:
    furnished(database)
    with database.write() as tx:
        people.put_person(tx, Person(id=LI, kind=Affiliation.OFFICER, name="李怀瑾", phone="13800000000"))

    with database.read() as tx:
        named = people.named(tx, "李怀瑾")
        book = people.directory(tx)
        rows = tx.execute(sa.text("SELECT * FROM person")).all() + tx.execute(sa.text("SELECT * FROM unit")).all()
    dump = b"".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)
    assert named == ("li",)
    assert book.name(LI) == "李怀瑾"
    assert book.persons[LI].phone == "13800000000"
    assert book.label(HEAD) == "head_a某某，云岭县水务局局长"
    assert all(word.encode() not in dump for word in ("李怀瑾", "13800000000", "水务局"))


def test_the_directory_is_kept_until_somebody_changes_it(database: Database) -> None:
    furnished(database)
    with database.read() as tx:
        first = people.directory(tx)
        second = people.directory(tx)
    with database.write() as tx:
        people.put_person(tx, dataclasses.replace(first.persons[LI], name="李某"))
        third = people.directory(tx)

    assert first is second
    assert third.name(LI) == "李某"


def test_what_an_act_has_read_of_its_own_changes_goes_with_it_when_it_fails(database: Database) -> None:
    furnished(database)
    with database.read() as tx:
        before = people.directory(tx).persons[LI]
    with pytest.raises(NotFound):
        _changed_and_read(database, dataclasses.replace(before, name="李某"))
    with database.write() as tx:
        people.put_person(tx, dataclasses.replace(before, phone="13800000000"))
        grant(tx, "li", "trial", room_id=OFFICE_ROOM)

    with database.read() as tx:
        after, pools = people.directory(tx).persons[LI], grants.of_pools(tx)
    assert (after.name, after.phone) == (before.name, "13800000000")
    assert ("style", OFFICE_ROOM) not in pools


def _changed_and_read(database: Database, one: Person) -> None:
    with database.write() as tx:
        people.put_person(tx, one)
        grant(tx, "li", "style", room_id=OFFICE_ROOM)
        assert people.directory(tx).name(LI) == one.name
        assert [each.person_id for each in grants.of_pools(tx)["style", OFFICE_ROOM]] == [LI]
        raise NotFound


def test_search_finds_by_name_unit_and_post_in_the_order_of_sounds(database: Database) -> None:
    furnished(database)
    with database.write() as tx:
        for number, name in enumerate(("周正言", "白秉直", "李知白", "安某")):
            people.put_person(tx, Person(id=PersonId(f"p{number}"), kind=Affiliation.HEAD, name=name))
        people.put_person(tx, Person(id=PersonId("gone"), kind=Affiliation.HEAD, name="白某", active=False))

    with database.read() as tx:
        book = people.directory(tx)
    assert [one.name for one in book.search("白")] == ["白秉直", "李知白"]
    assert [one.id for one in book.search("水务 局长")] == [HEAD]
    assert book.search(" ") == ()
    assert len(book.search("某", limit=2)) == 2
    assert book.unit_name(None) == ""


def test_heads_of_a_period_are_those_who_held_the_post_on_any_day(database: Database) -> None:
    furnished(database)
    with database.write() as tx:
        old = Post(id="old", person_id=PersonId("head_b"), unit_id=UNIT, title="局长", is_head=True,
                   from_on=dt.date(2020, 1, 1), until_on=dt.date(2023, 12, 31))  # fmt: skip
        people.put_post(tx, old)

    with database.read() as tx:
        book = people.directory(tx)
    assert book.heads(dt.date(2023, 12, 31), dt.date(2024, 1, 1)) == ("head_b", "head_a")
    assert book.heads(dt.date(2025, 1, 1), dt.date(2025, 12, 31)) == ("head_a",)
    assert book.head_of(UNIT, on=dt.date(2022, 1, 1)) == "head_b"
    assert book.head_of(UNIT, on=dt.date(2019, 1, 1)) is None
    assert book.posts_of(HEAD, on=TODAY)[0].title == "局长"


def test_a_person_who_is_not_there_is_not_found(database: Database) -> None:
    with database.read() as tx, pytest.raises(NotFound):
        people.person_of(tx, PersonId("nobody"))


def test_units_hand_over_to_their_successors_from_a_day_on(database: Database) -> None:
    furnished(database)
    with database.write() as tx:
        people.put_unit(tx, Unit(id=UnitId("unit_b"), name="云岭县农水局", kind="bureau", parent_id=UNIT))
        people.succeed(tx, UNIT, successor_id=UnitId("unit_b"), on=TODAY)

    with database.read() as tx:
        assert people.successors(tx, UNIT, on=TODAY) == ("unit_b",)
        assert people.successors(tx, UNIT, on=TODAY - dt.timedelta(days=1)) == ()


@pytest.mark.parametrize(("held", "wanted"), list(permutations(ADMINS, 2)))
def test_nobody_holds_two_of_the_three_administrators_duties(database: Database, held: str, wanted: str) -> None:
    furnished(database)
    with database.write() as tx:
        grant(tx, "li", held, room_id=OFFICE_ROOM)

    with pytest.raises(Refused), database.write() as tx:
        grant(tx, "li", wanted, room_id=OFFICE_ROOM)

    with database.read() as tx:
        assert [one.role for one in grants.of_person(tx, LI, on=TODAY)] == [held]


@pytest.mark.parametrize("role", ADMINS)
def test_the_database_itself_keeps_an_administrator_from_reading_cases(database: Database, role: str) -> None:
    furnished(database)

    with pytest.raises(Refused), database.write() as tx:
        grant(tx, "li", role, room_id=OFFICE_ROOM, reads_cases=True)


def test_raw_sql_cannot_give_two_administrators_duties_either(database: Database) -> None:
    furnished(database)
    with database.write() as tx:
        one = grant(tx, "li", "sysadmin", room_id=OFFICE_ROOM)
    copy = sa.text(
        "INSERT INTO role_grant (id, person_id, role, room_id, max_level, max_secrecy)"
        " SELECT 'x', person_id, 'sec_auditor', room_id, max_level, max_secrecy FROM role_grant WHERE id = :id"
    )

    with pytest.raises(sa.exc.IntegrityError), database.write() as tx:
        tx.execute(copy, {"id": one.id})


def test_the_same_duty_twice_is_already_there_and_an_ended_one_is_gone(database: Database) -> None:
    furnished(database)
    with database.write() as tx:
        one = grant(tx, "li")
        grant(tx, "li", measure="m08")
    with pytest.raises(AlreadyThere), database.write() as tx:
        grant(tx, "li")

    with database.write() as tx:
        before = grants.holders(tx, "supervise", on=TODAY)
        grants.end(tx, one)
        left = grants.all_grants(tx)
    assert before == ("li",)
    assert [one.measure for one in left] == ["m08"]


def test_a_declaration_is_made_once_per_pair_and_may_change(database: Database) -> None:
    furnished(database)
    first = Recusal(id="r1", person_id=LI, subject_id=HEAD, recused=False, at=NOW)
    with database.write() as tx:
        assert recusals.of_pair(tx, LI, subject_id=HEAD) is None
        recusals.declare(tx, first)
        recusals.declare(tx, dataclasses.replace(first, id="r2", recused=True, kind="relative"))

    with database.read() as tx:
        kept = recusals.of_pair(tx, LI, subject_id=HEAD)
        assert len(recusals.of_person(tx, LI)) == 1
    assert kept is not None
    assert (kept.recused, kept.kind) == (True, "relative")


def test_a_request_for_recusal_is_decided_once(database: Database) -> None:
    furnished(database)
    asked = RecusalRequest(id="q1", person_id=LI, subject_id=HEAD, asked_by=HEAD, reason="与举报人有亲属关系", at=NOW)
    with database.write() as tx:
        recusals.ask(tx, asked)
        assert recusals.requests(tx) == (asked,)
        recusals.decide(tx, "q1", granted=True, by=PersonId("chen"), now=NOW)

    with database.write() as tx:
        assert recusals.request(tx, "q1").status == "granted"
        with pytest.raises(NotFound):
            recusals.decide(tx, "q1", granted=False, by=PersonId("chen"), now=NOW)


def test_an_absence_ends_early(database: Database) -> None:
    furnished(database)
    one = Absence(id="a1", person_id=LI, substitute_id=PersonId("zhao"), from_on=TODAY, until_on=TODAY, reason="出差")
    with database.write() as tx:
        absences.add(tx, one)
        before = absences.on_day(tx, TODAY)
        absences.end(tx, "a1", now=NOW)

    with database.read() as tx:
        assert before == (one,)
        assert absences.on_day(tx, TODAY) == ()
        assert absences.of_person(tx, LI)[0].ended_at == NOW


def test_sessions_live_until_they_idle_end_or_the_person_is_gone(database: Database) -> None:
    furnished(database)
    hour = dt.timedelta(hours=1)
    session = Session(
        id="s1", person_id=LI, made_at=NOW, seen_at=NOW, idle_until=NOW + hour, ends_at=NOW + 8 * hour, csrf="c"
    )
    with database.write() as tx:
        logins.add(tx, session)
        logins.touch(tx, "s1", now=NOW + hour / 2, idle_until=NOW + 2 * hour)

    with database.write() as tx:
        assert logins.living_one(tx, "s1", now=NOW + hour).idle_until == NOW + 2 * hour
        with pytest.raises(NotFound):
            logins.living_one(tx, "s1", now=NOW + 2 * hour)
        people.put_person(tx, dataclasses.replace(people.person_of(tx, LI), active=False))
        with pytest.raises(NotFound):
            logins.living_one(tx, "s1", now=NOW)
        assert logins.sweep(tx, before=NOW + 3 * hour) == 1


def test_an_account_is_found_by_login_and_by_person(database: Database) -> None:
    furnished(database)
    one = Account(id="u1", person_id=LI, login="li", password_hash="$argon2id$", changed_at=NOW)
    with database.write() as tx:
        accounts.put(tx, one)
        accounts.note_try(tx, "u1", failures=2, locked_until=NOW)

    with database.read() as tx:
        kept = accounts.by_login(tx, "li")
        assert accounts.by_person(tx, LI) == kept
        assert accounts.by_login(tx, "nobody") is None
    assert kept == dataclasses.replace(one, failures=2, locked_until=NOW)


def test_phrases_are_a_persons_own(database: Database) -> None:
    furnished(database)
    one = Phrase(id="p1", person_id=LI, text="同意，请抓紧办理。", position=1)
    with database.write() as tx:
        accounts.put_phrase(tx, one)
        accounts.drop_phrase(tx, "p1", person_id=PersonId("zhao"))
        assert accounts.phrases(tx, LI) == (one,)
        accounts.drop_phrase(tx, "p1", person_id=LI)
        assert accounts.phrases(tx, LI) == ()
