#!/usr/bin/env python3
"""Check an exported record away from the office: `deploy/verify.py record.jsonl [--key …] [--printed N:CODE …]`.

One file, Python 3.11 and its standard library, no package and no database: for an auditor, on a machine of the
auditor's own. The file is written by `shibiyan record`; docs/RECORD.md tells what each line is. Found and named with
stream and number: an entry that was changed, removed, added, put elsewhere, a cut-off end, a seal that does not fit, a
row that is not as the record says. Ends with 0 when all is whole, 1 when something is wrong, 2 when none was checked.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

FORMAT = 1
WHOLE, WRONG, NOTHING = 0, 1, 2
SEALS, LOOKS, ROWS, FILE = "seals", "access_log", "rows", "export"
KEY_CHANGED = ("office", "seal_key.changed")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: no letter that is taken for a digit."""
CLEAR = '{"clear":'
GROUPS = 8
"""Groups of four signs of a printed code: 160 bits."""


class Fault(NamedTuple):
    """Something wrong in a stream at a number (0: with the stream as a whole)."""

    stream: str
    number: int
    zh: str
    en: str


class Verdict(NamedTuple):
    """What was seen, and what is wrong; `key` is the first public key, `head` the code of the newest seal."""

    streams: int
    entries: int
    looks: int
    seals: int
    unsealed: int
    rows: int
    key: str
    head: str
    faults: tuple[Fault, ...]


EDITED = ("记录被改动、删除或者调换过顺序", "entry changed, removed or put elsewhere")
UNREADABLE = ("这一行读不出", "line cannot be read")
REPEATED = ("记录重复", "entry is there twice")
NO_STREAM_HEAD = ("记录没有对应的事项", "entries without a case")
ALL_MISSING = ("全部记录缺失", "all entries are missing")
LAST_DIFFERS = ("末条记录与事项所记不符", "the last entry is not the one that the case keeps")
LOOK_EDITED = ("查阅记录被改动", "look changed")
SEAL_MISSING = ("缺少封存记录，或者次序被改动", "seal missing or put elsewhere")
SEAL_UNLINKED = ("封存记录前后不相连", "seal does not follow the one before it")
SEAL_ROOT = ("封存后的记录被改动、删除、增加或者调换过顺序", "sealed rows changed, removed, added or put elsewhere")
SEAL_COUNT = ("封存的条数不符", "number of sealed rows differs")
SEAL_SIGNATURE = ("封存签名不符", "signature of the seal does not fit")
SEAL_OUTSIDE = ("封存记录与库外文件不符", "seal differs from the file kept outside")
HANDOVER = ("更换封存密钥的记录不符", "change of the signing key does not fit")
KEY_UNKNOWN = ("所给公钥不是本记录的封存公钥", "the given public key is none of this record's")
PRINTED = ("与打印的封存码不符", "differs from the printed code")
PRINTED_MISSING = ("没有打印的封存码所指的封存记录", "the seal of the printed code is missing")
ROW_DIFFERS = ("与本条所记不符", "is not as this entry says")
ROW_GONE = ("已不存在", "is gone")
ROW_BACK = ("已按本条删除，却又出现", "was removed by this entry and is there again")
ROW_UNSAID = ("没有操作记录，或者出现两次", "no entry speaks of it, or it is there twice")
NEVER = (ROWS, 0, None)
"""What is said of a row of which no entry speaks."""
NO_END = ("文件不完整，没有结尾行", "the file is cut off: no end line")
AFTER_END = ("结尾行之后还有内容", "there is something after the end line")
END_DIFFERS = ("文件与导出时不同", "the file is not as it was exported")
END_SIGNATURE = ("结尾签名不符", "signature of the end line does not fit")


def main() -> int:
    """Check the file that the command line names and say what is wrong with it."""
    asked = _asked()
    try:
        verdict = verify_file(asked.record, key=asked.key, printed=asked.printed, outside=asked.seals)
    except (OSError, NotARecord) as error:
        sys.stderr.write(f"{error}\n")
        return NOTHING
    for one in verdict.faults:
        place = f"第{one.number}条 no. {one.number}" if one.number else "整条链 as a whole"
        sys.stderr.write(f"{one.stream} {place}：{one.zh} / {one.en}\n")
    sys.stdout.write(f"{summary(verdict, pinned=asked.key is not None)}\n")
    return WRONG if verdict.faults else WHOLE


def summary(verdict: Verdict, *, pinned: bool) -> str:
    """Say what was seen, and which key the signatures were checked with."""
    seen = (
        f"{verdict.streams}条链、{verdict.entries}条记录、{verdict.looks}次查阅、{verdict.seals}次封存、{verdict.rows}行："
        f"{f'{len(verdict.faults)}处不符' if verdict.faults else '全部完整'}",
        f"{verdict.streams} chains, {verdict.entries} entries, {verdict.looks} looks, {verdict.seals} seals, "
        f"{verdict.rows} rows: {f'{len(verdict.faults)} faults' if verdict.faults else 'all whole'}",
        f"最后一次封存 newest seal: {verdict.seals}:{verdict.head}",
    )
    late = () if not verdict.unsealed else (f"其中{verdict.unsealed}条尚未封存 not yet sealed: {verdict.unsealed}",)
    said = () if pinned else (f"公钥取自文件本身，请与另存的核对 public key taken from the file itself: {verdict.key}",)
    return "\n".join((*seen, *late, *said))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record", type=Path, help="the file that `shibiyan record` wrote")
    parser.add_argument("--key", help="public key (base64) that the auditor has kept; else the file's own is believed")
    parser.add_argument("--printed", action="append", default=[], help="a printed code, NUMBER:XXXX-XXXX-…; repeatable")
    parser.add_argument("--seals", type=Path, help="seals.jsonl as it was kept outside of the office")
    return parser.parse_args()


class NotARecord(ValueError):
    """What was given is no exported record, or none of a format that this program knows."""


def verify_file(
    path: Path, *, key: str | None = None, printed: Iterable[str] = (), outside: Path | None = None
) -> Verdict:
    """Check a file line by line; it is never held in memory as a whole. Raises NotARecord."""
    kept = {} if outside is None else outside_seals(outside)
    with path.open("rb") as file:
        return Record(key=key, printed=dict(map(code_of, printed)), outside=kept).check(file)


def outside_seals(path: Path) -> dict[int, dict[str, Any]]:
    """Give the seals of the file outside by their number."""
    found = {}
    for line in path.read_text("utf-8", errors="replace").splitlines():
        try:
            one = json.loads(line)
            found[int(one["number"])] = one
        except (ValueError, TypeError, KeyError):
            continue
    return found


def code_of(text: str) -> tuple[int, str]:
    """Read a printed code `NUMBER:XXXX-XXXX-…`; what is taken for another sign is read as it was meant."""
    number, _, code = text.replace("：", ":").partition(":")
    plain = code.upper().translate(str.maketrans("OIL", "011", "- "))
    if not number.strip().isdecimal() or len(plain) != 4 * GROUPS or set(plain) - set(ALPHABET):
        raise NotARecord(f"打印的封存码应为“号:{'XXXX-' * GROUPS}”的样子 / not a printed code: {text}")
    return int(number), plain


def in_groups(digest: str) -> str:
    """Give the code that is printed of a digest (hexadecimal): groups of four signs."""
    value = int(digest, 16) >> (len(digest) * 4 - GROUPS * 20)
    signs = "".join(ALPHABET[value >> 5 * place & 31] for place in reversed(range(4 * GROUPS)))
    return "-".join(signs[start : start + 4] for start in range(0, 4 * GROUPS, 4))


class Record:
    """The check of one record; every line is taken in once, in order."""

    def __init__(self, *, key: str | None, printed: dict[int, str], outside: dict[int, dict[str, Any]]) -> None:
        self.faults: list[Fault] = []
        self.pinned, self.printed, self.outside = key, printed, outside
        self.keys: list[tuple[int, str]] = []
        self.chains: dict[str, tuple[int, str]] = {}
        self.said: dict[str, dict[str, tuple[str, int, str]]] = {}
        self.told: set[str] = set()
        self.block: list[str] = []
        self.entries = self.looks = self.seals = self.rows = self.lines = 0
        self.root = self.head = ""
        self.ended = False
        self.digest = hashlib.sha256()
        self.takes: dict[str, Callable[[dict[str, Any]], None]] = {
            "entry": self.entry,
            "look": self.look,
            "seal": self.seal,
            "head": self.chain_head,
            "rows": self.rows_of,
        }

    def check(self, file: Iterable[bytes]) -> Verdict:
        """Take in all lines and give the verdict. Raises NotARecord."""
        lines = iter(file)
        self.begin(next(lines, b""))
        for raw in lines:
            if self.ended:
                self.fault(FILE, self.lines + 1, AFTER_END)
                break
            self.line(raw)
        self.finish()
        return Verdict(
            streams=len(self.chains),
            entries=self.entries,
            looks=self.looks,
            seals=self.seals,
            unsealed=len(self.block),
            rows=self.rows,
            key=self.keys[0][1],
            head=in_groups(self.head) if self.head else "-",
            faults=tuple(self.faults),
        )

    def fault(self, stream: str, number: int, what: tuple[str, str]) -> None:
        """Note what is wrong."""
        self.faults.append(Fault(stream, number, *what))

    def begin(self, raw: bytes) -> None:
        """Read the first line: format and first public key."""
        try:
            first = json.loads(raw)
            known = first["kind"] == "record" and first["format"] == FORMAT
            self.keys = [(1, str(first["key"]))]
        except (ValueError, TypeError, KeyError):
            known = False
        if not known:
            raise NotARecord("这不是本程序能核对的记录导出文件 / not a record that this program can check")
        self.lines = 1
        self.digest.update(raw)

    def line(self, raw: bytes) -> None:
        """Take in a line; what cannot be read is named and the rest goes on."""
        one: dict[str, Any] = {}
        try:
            one = parsed(raw.decode())
            if one["kind"] == "end":
                self.end(one)
                return
        except (ValueError, TypeError, KeyError):
            one.pop("kind", None)
        self.lines += 1
        self.digest.update(raw)
        try:
            self.takes[one["kind"]](one)
        except (ValueError, TypeError, KeyError, AttributeError):
            self.fault(*self.place(one), UNREADABLE)

    def place(self, one: dict[str, Any]) -> tuple[str, int]:
        """Give where a line that cannot be read belongs: stream and number, else its own number in the file."""
        if one.get("kind") == "seal":
            return SEALS, self.seals
        if one.get("kind") == "look":
            return LOOKS, self.looks
        if one.get("kind") == "head":
            return str(one.get("stream")), 0
        clear = one.get("clear")
        stream, number = (clear.get("stream"), clear.get("number")) if isinstance(clear, dict) else (None, None)
        return (stream, number) if isinstance(stream, str) and isinstance(number, int) else (FILE, self.lines)

    # ------------------------------------------------------------------ chains

    def entry(self, one: dict[str, Any]) -> None:
        """Check an entry: its number follows, its hash holds the one before and its own clear part."""
        clear = one["clear"]
        stream, number, facts = clear["stream"], clear["number"], clear["facts"]
        length, previous = self.chains.get(stream, (0, ""))
        if number != length + 1:
            self.out_of_place(stream, number, length + 1)
        made = hashlib.sha256(f"{previous}\n{one['text']}\n{one['sealed']}".encode()).hexdigest()
        if made != one["hash"]:
            self.fault(stream, number, EDITED)
        self.chains[stream] = (number, one["hash"])
        self.block.append(one["hash"])
        self.entries += 1
        if '"written"' in facts:
            self.listen(stream, number, facts)
        if clear["act"] == KEY_CHANGED[1] and stream == KEY_CHANGED[0]:
            self.new_key(number, json.loads(facts))

    def out_of_place(self, stream: str, number: int, expected: int) -> None:
        """Name a hole, or an entry that is there twice."""
        if number < expected:
            self.fault(stream, number, REPEATED)
            return
        zh, en = f"缺少第{expected}条至第{number - 1}条记录", f"entries {expected} to {number - 1} are missing"
        self.fault(stream, expected, (zh, en))

    def listen(self, stream: str, number: int, facts: str) -> None:
        """Keep what an entry says of rows: the newest word counts; of what is only added to, all words."""
        for table, rows in json.loads(facts).get("written", {}).items():
            said = self.said.setdefault(table, {})
            for key, digest in rows.items():
                if ":" in digest and key in said:
                    digest = f"{said[key][2]} {digest}"  # noqa: PLW2901 - what is only added to is said piece by piece
                said[key] = (stream, number, digest)

    def chain_head(self, one: dict[str, Any]) -> None:
        """Check the end of a chain: what the case keeps of it."""
        stream, kept = one["stream"], (one["length"], one["head"])
        self.told.add(stream)
        found = self.chains.get(stream, (0, ""))
        if kept == found:
            return
        if not found[0]:
            self.fault(stream, 1, ALL_MISSING)
        elif kept[0] == found[0]:
            self.fault(stream, found[0], LAST_DIFFERS)
        else:
            self.fault(stream, min(kept[0], found[0]) + 1, _end(kept[0] - found[0]))

    # ------------------------------------------------------------------ looks and seals

    def look(self, one: dict[str, Any]) -> None:
        """Check who looked: the hash holds the clear part and the digest of the sealed reason."""
        self.looks += 1
        made = hashlib.sha256(f"{one['text']}\n{one['reason']}".encode()).hexdigest()
        if made != one["hash"]:
            self.fault(LOOKS, self.looks, LOOK_EDITED)
        self.block.append(made)

    def seal(self, one: dict[str, Any]) -> None:
        """Check a seal over what came since the one before: number, chain, count, root, signature, code."""
        self.seals += 1
        number = one["number"]
        if number != self.seals or one["id"] != f"{number:08}":
            self.fault(SEALS, self.seals, SEAL_MISSING)
            self.seals = max(number, self.seals)
        if one["previous"] != self.root:
            self.fault(SEALS, number, SEAL_UNLINKED)
        if one["rows"] != len(self.block):
            self.fault(SEALS, number, SEAL_COUNT)
        if merkle_root(self.block) != one["root"]:
            self.fault(SEALS, number, SEAL_ROOT)
        signed = canonical({name: one[name] for name in ("at", "number", "previous", "root", "rows")}).encode()
        if not signature_fits(self.key_for(number), signed, one["signature"]):
            self.fault(SEALS, number, SEAL_SIGNATURE)
        self.head = hashlib.sha256(self.head.encode() + b"\n" + signed).hexdigest()
        self.root, self.block = one["root"], []
        self.compare(number, one)

    def compare(self, number: int, one: dict[str, Any]) -> None:
        """Compare a seal with what was printed and with the file outside."""
        printed = self.printed.pop(number, None)
        if printed is not None and printed != in_groups(self.head).replace("-", ""):
            self.fault(SEALS, number, PRINTED)
        kept = self.outside.pop(number, None)
        if kept is not None and any(kept.get(name) != one[name] for name in one if name != "kind"):
            self.fault(SEALS, number, SEAL_OUTSIDE)

    def key_for(self, number: int) -> str:
        """Give the public key that was in force for a seal."""
        return next((key for since, key in reversed(self.keys) if since <= number), self.keys[0][1])

    def new_key(self, number: int, facts: dict[str, Any]) -> None:
        """Take in a change of the signing key: the old key has signed the new one, for the seals from then on."""
        old, new, since = facts["old"], facts["key"], facts["since"]
        signed = b"shibiyan seal key\n" + canonical({"key": new, "old": old, "since": since}).encode()
        if old != self.keys[-1][1] or not signature_fits(old, signed, facts["signature"]):
            self.fault(KEY_CHANGED[0], number, HANDOVER)
            return
        self.keys.append((since, new))

    # ------------------------------------------------------------------ rows and end

    def rows_of(self, one: dict[str, Any]) -> None:
        """Compare digests of rows with the newest word of the record about each, which is then used up."""
        table, digests = one["table"], one["digests"]
        take = self.said.get(table, {}).pop
        self.rows += len(digests)
        for key, digest in digests.items():
            stream, number, said = take(key, NEVER)
            if said != digest:
                what = ROW_UNSAID if said is None else ROW_DIFFERS if said else ROW_BACK
                self.fault(stream, number, _of_row(table, key, what))

    def end(self, one: dict[str, Any]) -> None:
        """Check the end line: how many lines, their digest, signed by the key in force."""
        self.ended = True
        lines, digest, key = one["lines"], one["digest"], one["key"]
        if lines != self.lines or digest != self.digest.hexdigest():
            self.fault(FILE, self.lines, END_DIFFERS)
        signed = f"shibiyan record\n{lines}\n{digest}".encode()
        if key != self.keys[-1][1] or not signature_fits(key, signed, one["signature"]):
            self.fault(FILE, self.lines + 1, END_SIGNATURE)

    def finish(self) -> None:
        """Name what should have come and did not."""
        if not self.ended:
            self.fault(FILE, self.lines, NO_END)
        for stream in self.chains:
            if stream not in self.told:
                self.fault(stream, 0, NO_STREAM_HEAD)
        for table, rows in self.said.items():
            for key, (stream, number, said) in rows.items():
                if said:
                    self.fault(stream, number, _of_row(table, key, ROW_GONE))
        self.finish_seals()

    def finish_seals(self) -> None:
        """Name seals that were kept elsewhere and are not in the record, and a key that is none of its keys."""
        for number in self.printed:
            self.fault(SEALS, number, PRINTED_MISSING)
        for number in self.outside:
            self.fault(SEALS, number, SEAL_OUTSIDE)
        if self.pinned is not None and self.pinned not in [key for _, key in self.keys]:
            self.fault(SEALS, 0, KEY_UNKNOWN)


def parsed(text: str) -> dict[str, Any]:
    """Read a line; of one with a clear part `text` is that part as it is written: the hash is over these very bytes."""
    if not text.startswith(CLEAR):
        plain: dict[str, Any] = json.loads(text)
        return plain
    cut = text.rindex(',"hash":')
    one: dict[str, Any] = json.loads("{" + text[cut + 1 :])
    part = text[len(CLEAR) : cut]
    return {**one, "clear": json.loads(part), "text": part}


def _end(missing: int) -> tuple[str, str]:
    if missing > 0:
        return f"末尾缺少{missing}条记录", f"{missing} entries are missing at the end"
    return f"末尾多出{-missing}条记录", f"{-missing} entries too many at the end"


def _of_row(table: str, key: str, what: tuple[str, str]) -> tuple[str, str]:
    return f"（{table} {key}）{what[0]}", f"({table} {key}) {what[1]}"


def canonical(value: object) -> str:
    """Write JSON as the office hashes it: sorted keys, no blanks, characters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def merkle_root(hashes: list[str]) -> str:
    """Give the root over hashes in their order (RFC 6962, section 2.1); of none, the hash of nothing."""
    sha = hashlib.sha256
    layer = [sha(b"\x00" + one.encode()).digest() for one in hashes] or [sha().digest()]
    while len(layer) > 1:
        odd = layer[-1:] if len(layer) % 2 else []
        layer = [sha(b"\x01" + left + right).digest() for left, right in zip(layer[::2], layer[1::2], strict=False)]
        layer += odd
    return layer[0].hex()


# ---------------------------------------------------------------------- Ed25519 (RFC 8032), checking only

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
D2 = 2 * D
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
"""Extended coordinates: X, Y, Z, T with x = X/Z, y = Y/Z, x*y = T/Z."""
Table = list[list[tuple[int, int, int, int]]]
"""Of each of 32 bytes of a number, all 256 multiples: (Y + X, Y - X, 2 Z, 2 d T)."""
NEUTRAL: Point = (0, 1, 1, 0)
_tables: dict[str, Table | None] = {}


def signature_fits(key: str, signed: bytes, signature: object) -> bool:
    """Tell whether an Ed25519 signature (base64) by a public key (base64) fits; whatever cannot be read does not."""
    try:
        raw = base64.b64decode(str(signature), validate=True)
    except (binascii.Error, ValueError):
        return False
    if key not in _tables:
        _tables[key] = _table_of_key(key)
    table = _tables[key]
    number = int.from_bytes(raw[32:], "little")
    if table is None or len(raw) != 64 or number >= L:
        return False
    public = base64.b64decode(key)
    hashed = int.from_bytes(hashlib.sha512(raw[:32] + public + signed).digest(), "little") % L
    return _written(_times(table, hashed, _times(_base(), number, NEUTRAL))) == raw[:32]


def _table_of_key(key: str) -> Table | None:
    try:
        raw = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        return None
    point = _point(raw) if len(raw) == 32 else None
    if point is None:
        return None
    x, y = point
    return _table(((P - x) % P, y, 1, (P - x) * y % P))  # of minus the key: what is checked is s B - h A


def _base() -> Table:
    """The multiples of the base point (section 5.1)."""
    table = _tables.get("")
    if table is None:
        y = 4 * pow(5, -1, P) % P
        x, _ = _point(y.to_bytes(32, "little")) or (0, 0)
        table = _tables[""] = _table((x, y, 1, x * y % P))
    return table


def _point(raw: bytes) -> tuple[int, int] | None:
    """Read a point (section 5.1.3), None where the bytes are none."""
    whole = int.from_bytes(raw, "little")
    y, odd = whole & (1 << 255) - 1, whole >> 255
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and odd):
        return None
    return (P - x if x % 2 != odd else x), y


def _table(point: Point) -> Table:
    rows: Table = []
    for _ in range(32):
        row, sum_ = [_ready(NEUTRAL)], NEUTRAL
        step = _ready(point)
        for _ in range(255):
            sum_ = _plus(sum_, step)
            row.append(_ready(sum_))
        rows.append(row)
        point = _plus(sum_, step)
    return rows


def _ready(point: Point) -> tuple[int, int, int, int]:
    x, y, z, t = point
    return (y + x) % P, (y - x) % P, 2 * z % P, D2 * t % P


def _plus(point: Point, other: tuple[int, int, int, int]) -> Point:
    """Add (section 5.1.4), the second one made ready before."""
    x, y, z, t = point
    plus, minus, twice_z, twice_dt = other
    a, b, c, d = (y - x) * minus % P, (y + x) * plus % P, t * twice_dt % P, z * twice_z % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(table: Table, number: int, point: Point) -> Point:
    for row, byte in zip(table, number.to_bytes(32, "little"), strict=True):
        if byte:
            point = _plus(point, row[byte])
    return point


def _written(point: Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, -1, P)
    return (y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(32, "little")


if __name__ == "__main__":
    sys.exit(main())
