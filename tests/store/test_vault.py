"""Contents at rest: readable with the key only, only in their place, and not at all once the key is destroyed."""

from __future__ import annotations

import datetime as dt
import stat
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests.store.builders import NOW, a_submission, furnished, open_case
from webapp.domain.errors import SettingWrong
from webapp.domain.ids import PersonId
from webapp.domain.records import AuditEntry
from webapp.feel import temporal as feel
from webapp.store import absences, audit, key_files, keys, sealed_texts, submissions
from webapp.store.audit_check import verify
from webapp.store.codec import pack, unpack, unpack_mapping
from webapp.store.db import Database
from webapp.store.migrating import migrate
from webapp.store.tables import absence
from webapp.store.vault import KeyGone, Place, Tampered, Vault, WrappedKey, make_key

PLACE = Place(table="submission.content", row="a", version=1)
SECRET = "经核，反映的问题不属实"


@pytest.mark.parametrize(
    "place",
    [
        Place(table="submission.content", row="b", version=1),
        Place(table="submission.content", row="a", version=2),
        Place(table="letter.content", row="a", version=1),
    ],
)
def test_a_content_moved_elsewhere_does_not_open(place: Place) -> None:
    key, _ = Vault([b"k" * 32]).make("case:1")
    sealed = key.seal(PLACE, b"x")

    assert key.open(PLACE, sealed) == b"x"
    with pytest.raises(Tampered):
        key.open(place, sealed)


@pytest.mark.parametrize("position", [0, 5, 20, -1])
def test_a_changed_byte_does_not_open(position: int) -> None:
    key, _ = Vault([b"k" * 32]).make("case:1")
    sealed = bytearray(key.seal(PLACE, b"content"))
    sealed[position] ^= 1

    with pytest.raises(Tampered):
        key.open(PLACE, bytes(sealed))


def test_a_key_opens_under_its_own_owner_and_master_only() -> None:
    vault = Vault([b"k" * 32])
    _, wrapped = vault.make("case:1")
    moved = WrappedKey(owner="case:2", wrapped=wrapped.wrapped, master_id=wrapped.master_id)

    with pytest.raises(Tampered):
        vault.unwrap(moved)
    with pytest.raises(KeyGone):
        Vault([b"x" * 32]).unwrap(wrapped)


def test_a_key_file_is_for_its_owner_alone_and_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "office.key"
    make_key(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Vault.from_file(path).master_id == Vault.open(path, create=True).master_id
    with pytest.raises(FileExistsError):
        make_key(path)


@pytest.mark.parametrize("text", ["", "not base64!", "c2hvcnQ=", "密钥"])
def test_a_wrong_key_file_is_said_so(tmp_path: Path, text: str) -> None:
    (tmp_path / "office.key").write_text(text, "utf-8")

    with pytest.raises(SettingWrong):
        Vault.from_file(tmp_path / "office.key")


def test_after_rotation_the_old_key_is_needed_no_more(tmp_path: Path, bare_url: str) -> None:
    path = tmp_path / "office.key"
    make_key(path)
    database = Database(bare_url, Vault.from_file(path))
    migrate(database)
    deployment = furnished(database)
    with database.write() as tx:
        case, (task,) = open_case(tx, deployment)
        submissions.put(tx, a_submission(task, "li", content={"text": SECRET}))
    database.close()

    key_files.add(path)
    rotated = Database(bare_url, Vault.from_file(path))
    with rotated.write() as tx:
        changed = keys.rewrap(tx)
        again = keys.rewrap(tx)
    rotated.close()
    path.write_text(path.read_text().splitlines()[0])
    alone = Database(bare_url, Vault.from_file(path))
    with alone.read() as tx:
        (kept,) = submissions.of_case(tx, case.id)
    alone.close()

    assert (changed, again) == (2, 0)
    assert kept.content == {"text": SECRET}


def test_a_destroyed_key_takes_all_contents_of_its_case_along(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, (task,) = open_case(tx, deployment)
        submissions.put(tx, a_submission(task, "li"))
    with database.write() as tx:
        keys.destroy(tx, keys.owner_of(case.id))

    with database.read() as tx, pytest.raises(KeyGone):
        submissions.of_case(tx, case.id)


def test_a_dump_of_the_database_holds_no_content(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        _, (task,) = open_case(tx, deployment, {"item": {"question": SECRET}})
        submissions.put(tx, a_submission(task, "li", content={"text": SECRET}, state_before=SECRET.encode()))

    with database.read() as tx:
        names = sa.inspect(tx.connection).get_table_names()
        rows = [row for name in names for row in tx.execute(sa.select(sa.text("*")).select_from(sa.table(name))).all()]
    dump = b"\n".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for row in rows for v in row)
    assert SECRET.encode() not in dump
    assert "水务局".encode() not in dump


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.text(max_size=8)
    | st.integers(-(2**60), 2**60)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.times()
    | st.timedeltas()
    | st.binary(max_size=4)
    | st.datetimes(timezones=st.just(dt.UTC)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(PLAIN)
def test_every_content_comes_back_with_the_same_types(value: object) -> None:
    back = unpack(pack(value))

    assert back == value
    assert type(back) is type(value)


def test_values_of_expressions_come_back_too() -> None:
    day = feel.Date(2026, 3, 2)
    clock = feel.Time(9, 30, 0, 0, "Asia/Shanghai")
    values = [day, clock, feel.DateTime(day, clock), feel.DayTime(5), feel.YearMonth(14), Decimal("1.20")]

    assert unpack(pack({"rows": tuple(values)})) == {"rows": values}


@pytest.mark.parametrize("value", [object(), {1, 2}, pytest])
def test_what_is_no_content_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        pack({"x": value})
    with pytest.raises(TypeError):
        unpack_mapping(pack([1]))


def test_texts_that_an_earlier_version_left_open_are_sealed_once_and_the_record_says_so(database: Database) -> None:
    furnished(database)
    day = dt.date(2026, 3, 2)
    old = {"id": "a1", "person_id": "li", "substitute_id": "zhao", "from_on": day, "until_on": day, "reason": SECRET}
    with database.write() as tx:
        tx.execute(sa.insert(absence), old)
        audit.append(tx, AuditEntry(stream="office", act="absence.set", actor_id=None, at=NOW))

    with database.write() as tx:
        counts = [sealed_texts.seal_old(tx, at=NOW) for _ in range(2)]

    with database.read() as tx:
        (row,) = tx.execute(absence.select()).all()
        (read,) = absences.of_person(tx, PersonId("li"))
        assert verify(tx).faults == ()
    assert counts == [1, 0]
    assert SECRET not in row.reason
    assert read.reason == SECRET
