"""The exported record and the auditor's own program: every hand in it is named with its place."""

from __future__ import annotations

import base64
import copy
import importlib.util
import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.store.builders import NOW, a_submission, entry, furnished, open_case
from webapp.domain.ids import PersonId
from webapp.domain.records import AuditEntry
from webapp.store import access, audit, submissions
from webapp.store.db import Database
from webapp.store.migrating import migrate
from webapp.store.record_export import record
from webapp.store.seals import Sealer, code_over, in_groups, make_signing_key, seals
from webapp.store.tables import access_log
from webapp.store.vault import Vault

PROGRAM = ROOT / "deploy" / "verify.py"


def load() -> ModuleType:
    """Load the program, which is in no package."""
    spec = importlib.util.spec_from_file_location("verify", PROGRAM)
    assert spec
    assert spec.loader
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verify = load()


def written(database: Database, sealer: Sealer) -> None:
    """Two cases, acts of the office, looks, rows that acts bound, three seals and a late entry."""
    deployment = furnished(database)
    with database.write() as tx:
        first, (task,) = open_case(tx, deployment)
        audit.append(tx, AuditEntry(stream="office", act="furnished", actor_id="system", at=NOW))
    with database.write() as tx:
        submissions.put(tx, a_submission(task, "li"))
        audit.append(tx, entry(first.id, "task.completed", facts={"n": 1}, sealed={"old": "一"}))
        access.note(tx, person_id=PersonId("li"), what="case", case_id=first.id, at=NOW, reason="本人承办")
        sealer.seal(tx, now=NOW)
    for number in range(4):
        with database.write() as tx:
            audit.append(tx, entry(first.id, f"act{number}", facts={"n": number}, sealed={"new": f"二{number}"}))
            audit.append(tx, AuditEntry(stream="office", act="login", actor_id="li", at=NOW, facts={"n": number}))
            access.note(tx, person_id=PersonId("zhao"), what="case", case_id=first.id, at=NOW)
            if number % 2:
                sealer.seal(tx, now=NOW)
    with database.write() as tx:
        audit.append(tx, entry(first.id, "late"))


@pytest.fixture
def sealer(tmp_path: Path) -> Sealer:
    make_signing_key(tmp_path / "seal.key")
    return Sealer(tmp_path / "seal.key", tmp_path / "outside" / "seals.jsonl")


def exported(database: Database, sealer: Sealer, folder: Path) -> Path:
    path = folder / "record.jsonl"
    with database.read() as tx, path.open("w", encoding="utf-8") as file:
        file.writelines(record(tx, sealer))
    return path


def test_a_whole_record_is_whole_for_the_auditor_too(database: Database, sealer: Sealer, tmp_path: Path) -> None:
    written(database, sealer)

    path = exported(database, sealer, tmp_path)
    verdict = verify.verify_file(path, key=sealer.public_keys[0], outside=sealer.file)

    assert verdict.faults == ()
    assert (verdict.streams, verdict.looks, verdict.seals, verdict.unsealed) == (2, 5, 3, 1)
    assert verdict.rows > 10
    assert "本人承办" not in path.read_text("utf-8")
    assert "二0" not in path.read_text("utf-8")


def test_the_program_needs_neither_package_nor_database(database: Database, sealer: Sealer, tmp_path: Path) -> None:
    written(database, sealer)
    path = exported(database, sealer, tmp_path)
    command = [sys.executable, "-I", "-S", str(PROGRAM), str(path)]

    whole = subprocess.run(command, capture_output=True, text=True, check=False)
    path.write_text(path.read_text("utf-8").replace('"act1"', '"act9"'), "utf-8")
    broken = subprocess.run(command, capture_output=True, text=True, check=False)
    path.write_text("{}\n")
    none = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (whole.returncode, broken.returncode, none.returncode) == (0, 1, 2)
    assert "全部完整" in whole.stdout
    assert sealer.public_keys[0] in whole.stdout
    assert "记录被改动" in broken.stderr


@pytest.mark.parametrize(
    ("attack", "stream", "number"),
    [
        ("UPDATE audit SET facts = '{}' WHERE act = 'act2'", "case", 5),
        ("UPDATE audit SET sealed = (SELECT wrapped FROM data_key LIMIT 1) WHERE act = 'act2'", "case", 5),
        ("DELETE FROM audit WHERE act = 'act1'", "case", 4),
        ("DELETE FROM audit WHERE act = 'late'", "case", 7),
        ("UPDATE access_log SET what = 'x' WHERE person_id = 'li'", "access_log", 1),
        ("DELETE FROM access_log WHERE person_id = 'li'", "seals", 1),
        ("UPDATE audit SET sealed_by = '00000003' WHERE act = 'act1'", "seals", 2),
        ("DELETE FROM seal WHERE number = 2", "seals", 2),
        ("UPDATE seal SET root = previous WHERE number = 2", "seals", 2),
        ("UPDATE submission SET element = 'x'", "case", 2),
        ("DELETE FROM submission", "case", 2),
    ],
)
def test_a_hand_in_the_database_shows_in_what_is_exported_after_it(
    database: Database, sealer: Sealer, tmp_path: Path, attack: str, stream: str, number: int
) -> None:
    written(database, sealer)
    with database.write() as tx:
        tx.execute(sa.text(attack))

    faults = verify.verify_file(exported(database, sealer, tmp_path)).faults

    assert (stream, number) in {(one.stream.partition(":")[0], one.number) for one in faults}
    assert "export" not in {one.stream for one in faults}


def test_a_look_that_was_written_anew_with_its_hash_is_named_at_its_seal(
    database: Database, sealer: Sealer, tmp_path: Path
) -> None:
    """Looks hang in no chain: the root over them is all that tells."""
    written(database, sealer)
    with database.write() as tx:
        row = tx.execute(sa.select(access_log).where(access_log.c.person_id == "li")).first()
        assert row
        other = {**row._mapping, "person_id": "zhao"}
        values = {"person_id": "zhao", "hash": access.hash_of(other, row.reason)}
        tx.execute(sa.update(access_log).where(access_log.c.id == row.id).values(values))

    faults = verify.verify_file(exported(database, sealer, tmp_path)).faults

    assert [(one.stream, one.number, one.zh) for one in faults] == [("seals", 1, verify.SEAL_ROOT[0])]


@pytest.mark.parametrize("hand", ["changed", "beyond"])
def test_a_seal_that_is_otherwise_in_the_file_outside_is_named(
    database: Database, sealer: Sealer, tmp_path: Path, hand: str
) -> None:
    written(database, sealer)
    path, outside = exported(database, sealer, tmp_path), tmp_path / "outside.jsonl"
    kept = [json.loads(line) for line in sealer.file.read_text("utf-8").splitlines()]
    forged = {**kept[1], "root": kept[0]["root"]} if hand == "changed" else {**kept[1], "number": 9}
    outside.write_text("".join(f"{json.dumps(one)}\n" for one in (kept[0], forged, kept[2])), "utf-8")

    faults = verify.verify_file(path, outside=outside).faults

    assert [(one.stream, one.number, one.zh) for one in faults] == [("seals", forged["number"], verify.SEAL_OUTSIDE[0])]


# ---------------------------------------------------------------- a hand in the exported file

Lines = list[Any]


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Lines:
    """The lines of an export, whose signing key nobody has who changes them."""
    folder = tmp_path_factory.mktemp("record")
    make_signing_key(folder / "seal.key")
    sealer = Sealer(folder / "seal.key", folder / "seals.jsonl")
    database = Database(f"sqlite:///{folder / 'office.db'}", Vault([b"k" * 32]))
    migrate(database)
    written(database, sealer)
    path = exported(database, sealer, folder)
    database.close()
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def checked(lines: Lines) -> set[tuple[str, int]]:
    """Give the places that are named; a file of another kind is one, too."""
    try:
        verdict = check(lines)
    except verify.NotARecord:
        return {("export", 1)}
    return {(one.stream, one.number) for one in verdict.faults}


def check(lines: Lines) -> Any:
    raw = [verify.canonical(line).encode() + b"\n" for line in lines]
    return verify.Record(key=None, printed={}, outside={}).check(raw)


def fields(line: dict[str, Any], prefix: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, value in line.items():
        if isinstance(value, dict):
            yield from fields(value, (*prefix, name))
        else:
            yield (*prefix, name)


def otherwise(value: Any) -> Iterator[Any]:
    """Other values of a field: a little different, empty, of another kind."""
    if isinstance(value, str):
        yield from (value + "x", value[:-1] + ("0" if value[-1:] != "0" else "1"), "", None, 7)
    elif isinstance(value, int):
        yield from (value + 1, value - 1, 10**9, "1", None)
    else:
        yield from ("x", 0)


def named_by(place: int, lines: Lines) -> set[tuple[str, int]]:
    """The places at one of which a change of a line has to be named."""
    line = lines[place]
    kind = line["kind"]
    if kind == "entry":
        return {(line["clear"]["stream"], line["clear"]["number"])}
    if kind == "look":
        return {("access_log", sum(one["kind"] == "look" for one in lines[: place + 1]))}
    if kind == "seal":
        return {("seals", line["number"])}
    if kind == "head":
        return {(line["stream"], number) for number in range(len(lines))}
    if kind == "rows":
        return {
            ("rows", 0),
            *(
                (one["clear"]["stream"], one["clear"]["number"])
                for one in lines
                if "clear" in one and "stream" in one["clear"]
            ),
        }
    return {("export", number) for number in range(len(lines) + 2)} | {("seals", 1)}


def test_every_other_value_of_every_field_of_every_line_is_named(lines: Lines) -> None:
    missed = []
    for place, line in enumerate(lines):
        for path in fields(line):
            *outer, last = path
            for value in otherwise(_at(line, path)):
                if value == _at(line, path):
                    continue
                forged = copy.deepcopy(lines)
                _at(forged[place], outer)[last] = value
                found = checked(forged)
                if not found & named_by(place, lines) and last != "kind":
                    missed.append((place, path, value, found))
                if not found:
                    missed.append((place, path, value, found))

    assert not check(lines).faults
    assert missed == []


def _at(line: Any, path: Any) -> Any:
    for name in path:
        line = line[name]
    return line


@given(st.data())
def test_a_line_removed_doubled_moved_or_slipped_in_is_named(lines: Lines, data: st.DataObject) -> None:
    inner = st.integers(1, len(lines) - 2)
    place, other = data.draw(inner), data.draw(inner)
    forged, line = copy.deepcopy(lines), lines[place]
    hand = data.draw(st.sampled_from(("removed", "doubled", "moved", "slipped in", "cut off")))
    if hand == "removed":
        del forged[place]
    elif hand == "doubled":
        forged.insert(other, line)
    elif hand == "moved":
        forged.insert(other, forged.pop(place))
    elif hand == "slipped in":
        forged.insert(place, _like(line, data))
    else:
        del forged[place:]

    found = checked(forged)

    if forged == lines:
        assert not found
        return
    assert found
    if hand in ("removed", "slipped in") or (hand == "doubled" and line["kind"] not in ("head",)):
        assert {stream for stream, _ in found} - {"export"}


def _like(line: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    """A line like another, with one field that is not."""
    forged = copy.deepcopy(line)
    path = data.draw(st.sampled_from([one for one in fields(line) if one[-1] != "kind"]))
    *outer, last = path
    value = data.draw(st.sampled_from([one for one in otherwise(_at(line, path)) if one != _at(line, path)]))
    _at(forged, outer)[last] = value
    return forged


@pytest.mark.parametrize(
    ("hand", "place"),
    [
        ("edit", ("case", 3)),
        ("delete", ("case", 3)),
        ("reorder", ("case", 3)),
        ("insert", ("case", 3)),
        ("truncate", ("case", 7)),
    ],
)
def test_each_kind_of_hand_is_named_with_stream_and_number(lines: Lines, hand: str, place: tuple[str, int]) -> None:
    forged = copy.deepcopy(lines)
    chain = [
        spot for spot, line in enumerate(forged) if line["kind"] == "entry" and line["clear"]["stream"] != "office"
    ]
    if hand == "edit":
        forged[chain[2]]["clear"]["actor_id"] = "somebody"
    elif hand == "delete":
        del forged[chain[2]]
    elif hand == "reorder":
        forged[chain[2]], forged[chain[3]] = forged[chain[3]], forged[chain[2]]
    elif hand == "insert":
        forged.insert(chain[2], forged[chain[1]])
        forged[chain[2]] = {**forged[chain[1]], "clear": {**forged[chain[1]]["clear"], "number": 3}}
    else:
        del forged[chain[-1]]

    named = {(stream.partition(":")[0], number) for stream, number in checked(forged)}

    assert place in named


@pytest.mark.parametrize("kind", ["entry", "look", "seal", "head", "rows", "end"])
def test_whatever_stands_after_the_end_line_is_named(lines: Lines, kind: str) -> None:
    line = next(one for one in lines if one["kind"] == kind)

    faults = check([*lines, line]).faults

    assert [(one.stream, one.zh) for one in faults] == [("export", verify.AFTER_END[0])]


def test_a_file_without_its_end_line_is_said_to_be_cut_off(lines: Lines) -> None:
    assert [(one.stream, one.zh) for one in check(lines[:-1]).faults] == [("export", verify.NO_END[0])]


def test_an_end_line_that_somebody_signed_with_a_key_of_the_own_is_named(lines: Lines) -> None:
    own, end = Ed25519PrivateKey.generate(), lines[-1]
    key = base64.b64encode(own.public_key().public_bytes_raw()).decode()
    signed = own.sign(f"shibiyan record\n{end['lines']}\n{end['digest']}".encode())
    forged = {**end, "key": key, "signature": base64.b64encode(signed).decode()}

    faults = check([*lines[:-1], forged]).faults

    assert [(one.stream, one.zh) for one in faults] == [("export", verify.END_SIGNATURE[0])]


def test_an_entry_that_is_there_twice_is_said_to_be(lines: Lines) -> None:
    place = next(spot for spot, line in enumerate(lines) if line["kind"] == "entry")
    clear = lines[place]["clear"]

    faults = check([*lines[: place + 1], *lines[place:]]).faults

    assert (clear["stream"], clear["number"], verify.REPEATED[0]) in {
        (one.stream, one.number, one.zh) for one in faults
    }


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ({"kind": "gone", "id": math.inf, "hash": "x"}, ("access_log", 6)),
        ({"kind": "gone", "id": "9" * 5000, "hash": "x"}, ("access_log", 6)),
        ({"kind": "seal", "number": math.inf, "id": "x"}, ("seals", 4)),
    ],
)
def test_a_number_that_is_none_ends_no_check(lines: Lines, line: dict[str, Any], place: tuple[str, int]) -> None:
    assert place in checked([*lines[:-1], line, lines[-1]])


def test_what_is_nested_without_end_ends_no_check(tmp_path: Path) -> None:
    deep = b"[" * 200_000
    outside = tmp_path / "seals.jsonl"
    outside.write_bytes(deep + b'\n{"number":Infinity}\n')

    assert verify.outside_seals(outside) == {}
    with pytest.raises(verify.NotARecord):
        verify.Record(key=None, printed={}, outside={}).check([deep])
    with pytest.raises(verify.NotARecord):
        verify.code_of("9" * 5000 + ":" + "0000-" * 8)


def test_no_name_in_the_file_is_obeyed_by_a_terminal_or_reads_like_a_line_of_the_program(
    lines: Lines, tmp_path: Path
) -> None:
    stream = "case:\n1条链：全部完整\x1b[2J\u202e\ud800"
    clear = {"stream": stream, "number": 1, "act": "case.destroyed", "at": "x", "facts": '{"term":"\\ud800\\u001b"}'}
    path = tmp_path / "record.jsonl"
    forged = [*lines[:-1], {"kind": "entry", "clear": clear, "sealed": "", "hash": "x"}, lines[-1]]
    path.write_text("".join(json.dumps(one) + "\n" for one in forged), "utf-8")

    found = subprocess.run([sys.executable, "-I", "-S", str(PROGRAM), str(path)], capture_output=True, check=False)

    said = (found.stdout + found.stderr).decode()
    assert found.returncode == 1
    assert "Traceback" not in said
    assert "case:\\n1条链" in said
    assert not [line for line in said.splitlines() if line.startswith("1条链") or not line.isprintable()]


def test_emptied_looks_are_compared_with_what_entries_say_without_asking_each_of_each() -> None:
    one = verify.Record(key=None, printed={}, outside={})
    one.prunings = [(10, 20, 1), (12, 13, 1), (40, 50, 1)]
    said = []
    for look in range(60):
        one.cleared = [look]
        said.append(one.all_said())
    one.prunings = [(number, number, 1) for number in range(30_000)]
    one.cleared = list(range(30_000))
    began = time.process_time()

    assert one.all_said()
    assert time.process_time() - began < 2
    assert [look for look, known in enumerate(said) if known] == [*range(10, 21), *range(40, 51)]


def test_two_processes_find_what_one_finds(lines: Lines, tmp_path: Path) -> None:
    path, forged = tmp_path / "record.jsonl", copy.deepcopy(lines)
    entries = [one for one in forged if one["kind"] == "entry" and '"written"' in one["clear"]["facts"]]
    rows = next(one for one in forged if one["kind"] == "rows")
    entries[0]["clear"]["facts"] = entries[0]["clear"]["facts"].replace('"written":{"', '"written":{"x":null,"')
    entries[1]["sealed"] = None
    rows["digests"] = dict.fromkeys(rows["digests"], "x") | {"slipped in": "y"}
    raw = [verify.canonical(line) for line in forged]
    raw[3:3] = ["no JSON", "[" * 100_000, '[["kind","end"]]', '{"kind":"rows","table":[],"digests":{}}']
    path.write_text("\n".join([*raw, "after the end"]) + "\n", "utf-8")

    one, two = (verify.verify_file(path, processes=number) for number in (1, 2))

    assert one == two
    assert len({fault.stream for fault in one.faults}) > 3
    assert {("export", number) for number in (4, 5, 6, 7)} <= {(fault.stream, fault.number) for fault in one.faults}


@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_line_without_end_is_named_and_never_held(lines: Lines, tmp_path: Path, processes: str) -> None:
    path, raw = tmp_path / "record.jsonl", [verify.canonical(line).encode() + b"\n" for line in lines]
    with path.open("wb") as file:
        file.writelines(raw[:-1])
        file.seek(1 << 29, os.SEEK_CUR)
        file.writelines([b"\n", raw[-1]])
    few = ["sh", "-c", 'ulimit -v 400000; exec "$@"', "sh"]

    asked = [*few, sys.executable, "-I", "-S", str(PROGRAM), str(path), "--processes", processes]
    found = subprocess.run(asked, capture_output=True, check=False)

    said = found.stderr.decode().splitlines()
    assert found.returncode == 1
    assert f"export 第{len(lines)}条 no. {len(lines)}：{' / '.join(verify.TOO_LONG)}" in said
    assert {line.split()[0] for line in said} == {"export"}


def test_a_long_line_leaves_number_and_digest_of_the_file_as_they_are(
    lines: Lines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "record.jsonl"
    path.write_bytes(b"".join(verify.canonical(line).encode() + b"\n" for line in lines))
    lengths = sorted(len(verify.canonical(line)) for line in lines)
    monkeypatch.setattr(verify, "LONGEST_LINE", lengths[-1])
    monkeypatch.setattr(verify, "PIECE", 7)

    said = {one.zh for one in verify.verify_file(path, outside=path, processes=1).faults}

    assert verify.TOO_LONG[0] in said
    assert not said & {verify.END_DIFFERS[0], verify.END_SIGNATURE[0]}


def test_fields_that_are_written_twice_hide_nothing(lines: Lines) -> None:
    raw = [verify.canonical(line).encode() + b"\n" for line in lines]
    place = next(spot for spot, line in enumerate(lines) if line["kind"] == "entry")
    raw[place] = raw[place].rstrip(b"}\n") + b',"clear":{"stream":"office","number":1,"act":"x","facts":"{}"}}\n'

    faults = verify.Record(key=None, printed={}, outside={}).check(raw).faults

    assert [(one.stream) for one in faults] == ["export"]


# ---------------------------------------------------------------- what is kept on paper, and the keys


def test_the_printed_code_holds_everything_up_to_its_seal(database: Database, sealer: Sealer, tmp_path: Path) -> None:
    written(database, sealer)
    with database.read() as tx:
        kept = seals(tx)
    path = exported(database, sealer, tmp_path)
    codes = [f"{number}:{in_groups(code_over(kept[:number]))}" for number in (1, 2, 3)]

    assert verify.verify_file(path, printed=codes).faults == ()
    assert verify.verify_file(path, printed=[codes[1].lower().replace("0", "o")]).faults == ()
    (wrong,) = verify.verify_file(path, printed=[f"2:{codes[0][2:]}"]).faults
    assert (wrong.stream, wrong.number) == ("seals", 2)
    for papers in ([f"2:{codes[0][2:]}", codes[1]], [codes[1], f"2:{codes[0][2:]}"]):
        assert [one.zh for one in verify.verify_file(path, printed=papers).faults] == ["与打印的封存码不符"]
    (missing,) = verify.verify_file(path, printed=[f"9:{codes[0][2:]}"]).faults
    assert (missing.stream, missing.number) == ("seals", 9)
    with pytest.raises(verify.NotARecord):
        verify.verify_file(path, printed=["2:ABCD"])


def test_a_record_written_anew_with_another_key_differs_from_paper_key_and_file_outside(
    database: Database, sealer: Sealer, tmp_path: Path
) -> None:
    written(database, sealer)
    with database.read() as tx:
        kept = seals(tx)
    with database.write() as tx:
        tx.execute(sa.text("UPDATE audit SET sealed_by = NULL"))
        tx.execute(sa.text("UPDATE access_log SET sealed_by = NULL"))
        tx.execute(sa.text("DELETE FROM seal"))
    make_signing_key(tmp_path / "other.key")
    forger = Sealer(tmp_path / "other.key", tmp_path / "forged.jsonl")
    with database.write() as tx:
        forger.seal(tx, now=NOW)

    path = exported(database, forger, tmp_path)

    assert verify.verify_file(path).faults == ()
    assert verify.verify_file(path, key=sealer.public_keys[0]).faults
    assert verify.verify_file(path, outside=sealer.file).faults
    assert verify.verify_file(path, printed=[f"1:{in_groups(code_over(kept[:1]))}"]).faults


@given(st.binary(max_size=64), st.integers(0, 511))
def test_signatures_are_checked_as_the_library_checks_them(words: bytes, bit: int) -> None:
    import base64

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from webapp.store.seal_keys import fits, public

    key = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
    right = key.sign(words)
    changed = bytearray(right)
    changed[bit // 8] ^= 1 << bit % 8
    texts = [base64.b64encode(one).decode() for one in (right, bytes(changed))]

    ours = [verify.signature_fits(public(key), words, text) for text in texts]

    assert ours == [fits(public(key), words, text) for text in texts] == [True, False]
