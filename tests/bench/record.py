"""The auditor's program over a large record: copies of a real one, chained, sealed and signed anew."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.bench.figures import Figure, at_least
from tests.bench.ground import Ground, Sizes
from tests.bench.life import Prepared, inquiries
from tests.store.test_record import PROGRAM, exported, verify
from tests.usecases.office import House
from webapp.store.columns import canonical
from webapp.store.seal_keys import public
from webapp.store.seals import Sealer, make_signing_key, merkle_root

TARGET = 50_000
A_MINUTE, A_LINE = 60, 200
"""Entries under one seal, rows in one line."""
TIMES = 3
TELLING = """import resource, runpy, sys
del sys.argv[0]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit as end:
    if end.code:
        raise
used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(max(one.ru_utime + one.ru_stime for one in used))
"""
"""The auditor's program, told at its end how long the busier of its processes has worked."""


def measure(ground: Ground, sizes: Sizes) -> tuple[Figure, ...]:
    """Lead lives, export their record, copy it to size, and let the program check it."""
    house = ground.fresh("record")
    for inquiry in inquiries(house, 1):
        inquiry.walk(Prepared.submit)
    folder = ground.folder / "record"
    path = folder / "copied.jsonl"
    entries = written(path, of_house(house, folder), sizes.entries_checked)
    spent, clock = min(whole(path) for _ in range(TIMES))
    note = (
        f"{entries} entries with what they say of rows, {entries // A_MINUTE} seals; processor time of the busier "
        f"of two processes, which is what a machine with two idle processors takes; here {clock:.1f} s by the clock"
    )
    return (
        at_least(
            TARGET,
            name="verify_entries_per_s",
            database=ground.database,
            value=entries / spent,
            unit="entries/s",
            note=note,
        ),
    )


def whole(path: Path) -> tuple[float, float]:
    """Check a record that has no fault as an auditor does; give seconds worked by the busier process, and passed."""
    clock = time.perf_counter()
    command = [sys.executable, "-I", "-S", "-c", TELLING, str(PROGRAM), str(path), "--processes", "2"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(said.splitlines()[-1]), time.perf_counter() - clock


def of_house(house: House, folder: Path) -> list[dict[str, Any]]:
    """Export an office's record and give the entries of its cases."""
    make_signing_key(folder / "seal.key")
    path = exported(house.office.database, Sealer(folder / "seal.key", folder / "seals.jsonl"), folder)
    lines = map(json.loads, path.read_text("utf-8").splitlines())
    return [line for line in lines if line["kind"] == "entry" and line["clear"]["stream"].startswith("case:")]


def written(path: Path, templates: list[dict[str, Any]], count: int) -> int:
    """Write a record of so many entries, in as many cases as it takes, and give how many they are."""
    digest, lines = hashlib.sha256(), 0
    key = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
    with path.open("w", encoding="utf-8") as file:
        for one in copied(templates, count, key):
            text = canonical(one) + "\n"
            digest.update(text.encode())
            file.write(text)
            lines += 1
        words = f"shibiyan record\n{lines}\n{digest.hexdigest()}".encode()
        end = {"kind": "end", "lines": lines, "digest": digest.hexdigest(), "key": public(key)}
        file.write(canonical(end | {"signature": signed(key, words)}) + "\n")
    return count


def copied(templates: list[dict[str, Any]], count: int, key: Ed25519PrivateKey) -> Iterator[dict[str, Any]]:
    """Give the lines: entries of one case after the other, a seal each minute, heads, rows."""
    yield {"kind": "record", "format": verify.FORMAT, "key": public(key)}
    heads: dict[str, tuple[int, str]] = {}
    rows: dict[str, dict[str, str]] = {}
    block: list[str] = []
    seals, root = 0, ""
    for place in range(count):
        one = _entry(templates[place % len(templates)], f"case:{place // len(templates):012}", heads, rows)
        yield one
        block.append(one["hash"])
        if len(block) == A_MINUTE or place == count - 1:
            seals += 1
            one = _seal(seals, root, block, key)
            root, block = one["root"], []
            yield one
    yield from ({"kind": "head", "stream": name, "length": size, "head": head} for name, (size, head) in heads.items())
    for name, found in rows.items():
        rest = iter(found.items())
        while digests := dict(islice(rest, A_LINE)):
            yield {"kind": "rows", "table": name, "digests": digests}


def _entry(
    template: dict[str, Any], stream: str, heads: dict[str, tuple[int, str]], rows: dict[str, dict[str, str]]
) -> dict[str, Any]:
    length, previous = heads.get(stream, (0, ""))
    facts = json.loads(template["clear"]["facts"])
    said = {
        table: {f"{stream[-6:]}{key}": digest for key, digest in found.items()}
        for table, found in facts.get("written", {}).items()
    }
    for table, found in said.items():
        for row, digest in found.items():
            known = rows.setdefault(table, {})
            known[row] = f"{known[row]} {digest}" if ":" in digest and row in known else digest
    clear = template["clear"] | {
        "stream": stream,
        "number": length + 1,
        "facts": canonical(facts | ({"written": said} if said else {})),
    }
    text = f"{previous}\n{canonical(clear)}\n{template['sealed']}"
    made = hashlib.sha256(text.encode()).hexdigest()
    heads[stream] = (length + 1, made)
    return {"kind": "entry", "clear": clear, "hash": made, "sealed": template["sealed"]}


def _seal(number: int, previous: str, block: list[str], key: Ed25519PrivateKey) -> dict[str, Any]:
    fields = {
        "number": number,
        "root": merkle_root(block),
        "previous": previous,
        "rows": len(block),
        "at": "2026-03-02T01:00:00.000000Z",
    }
    return {"kind": "seal", "id": f"{number:08}", **fields, "signature": signed(key, canonical(fields).encode())}


def signed(key: Ed25519PrivateKey, words: bytes) -> str:
    """Sign words (base64)."""
    return base64.b64encode(key.sign(words)).decode()
