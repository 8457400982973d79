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
import gc
import hashlib
import json
import os
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import ExitStack, suppress
from io import IOBase, TextIOWrapper
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, NamedTuple

FORMAT = 1
WHOLE, WRONG, NOTHING = 0, 1, 2
SEALS, LOOKS, ROWS, FILE = "seals", "access_log", "rows", "export"
KEY_CHANGED = ("office", "seal_key.changed")
DESTROYED, PRUNED = "case.destroyed", "looks.pruned"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: no letter that is taken for a digit."""
CLEAR, HASH, SEALED, CLOSED = '{"clear":', ',"hash":', '","kind":"entry","sealed":"', '"}\n'
"""What stands around the clear part, the hash and the sealed digest of an entry."""
DIGESTS = b'{"digests":'
"""How a line of rows begins."""
WORTH_TWO = 1 << 24
"""Bytes of a record from which a second process is sooner done than begun."""
BROKEN = (ValueError, TypeError, KeyError, AttributeError, RecursionError, ArithmeticError)
"""What reading raises where a line is not as the office writes it."""
LONGEST_LINE = 1 << 26
"""Bytes that a line may have: an act that wrote a million rows fills it. What is longer is named and never held."""
PIECE = 1 << 20
GROUPS, LONGEST_NUMBER = 8, 20
"""Groups of four signs of a printed code: 160 bits."""


class Fault(NamedTuple):
    """Something wrong in a stream at a number (0: with the stream as a whole)."""

    stream: str
    number: int
    zh: str
    en: str


Found = tuple[int, Fault]
"""A fault and the line at which it came to light."""


class Verdict(NamedTuple):
    """What was seen, and what is wrong; `key` is the first public key, `head` the code of the newest seal.

    `destroyed` are the cases whose contents were destroyed at the end of their term, each with who decided it;
    `cleared` counts the looks that are past theirs.
    """

    streams: int
    entries: int
    looks: int
    seals: int
    unsealed: int
    rows: int
    key: str
    head: str
    faults: tuple[Fault, ...]
    destroyed: tuple[str, ...] = ()
    cleared: int = 0


EDITED = ("记录被改动、删除或者调换过顺序", "entry changed, removed or put elsewhere")
UNREADABLE = ("这一行读不出", "line cannot be read")
TOO_LONG = (f"这一行超过{LONGEST_LINE >> 20}兆字节，未核对", f"line of more than {LONGEST_LINE >> 20} MiB, not checked")
REPEATED = ("记录重复", "entry is there twice")
NO_STREAM_HEAD = ("记录没有对应的事项", "entries without a case")
ALL_MISSING = ("全部记录缺失", "all entries are missing")
LAST_DIFFERS = ("末条记录与事项所记不符", "the last entry is not the one that the case keeps")
LOOK_EDITED = ("查阅记录被改动", "look changed")
LOOK_GONE = ("查阅记录已无内容，却没有清理记录", "a look is emptied and no entry says so")
LOOK_COUNT = ("清理过的查阅记录条数与清理记录不符", "number of emptied looks differs from what entries say")
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
NOWHERE = (ROWS, 0)
"""Where is named what no entry speaks of."""
NO_END = ("文件不完整，没有结尾行", "the file is cut off: no end line")
AFTER_END = ("结尾行之后还有内容", "there is something after the end line")
END_DIFFERS = ("文件与导出时不同", "the file is not as it was exported")
END_SIGNATURE = ("结尾签名不符", "signature of the end line does not fit")


def main() -> int:
    """Check the file that the command line names and say what is wrong with it."""
    asked = _asked()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a console may lack our letters
    try:
        gc.disable()  # nothing here goes in a circle; looking for circles again and again costs a tenth of the time
        verdict = verify_file(
            asked.record, key=asked.key, printed=asked.printed, outside=asked.seals, processes=asked.processes
        )
    except (OSError, NotARecord) as error:
        sys.stderr.write(f"{error}\n")
        return NOTHING
    for one in verdict.faults:
        place = f"第{one.number}条 no. {one.number}" if one.number else "整条链 as a whole"
        sys.stderr.write(f"{plain(f'{one.stream} {place}：{one.zh} / {one.en}')}\n")
    for line in verdict.destroyed:
        sys.stdout.write(f"{plain(f'已按期销毁 destroyed: {line}')}\n")
    sys.stdout.write(f"{summary(verdict, pinned=asked.key is not None)}\n")
    return WRONG if verdict.faults else WHOLE


def plain(text: str) -> str:
    """Write what stands in the file so that no terminal obeys it: no new line, no colour, nothing turned round."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def summary(verdict: Verdict, *, pinned: bool) -> str:
    """Say what was seen, and which key the signatures were checked with."""
    seen = (
        f"{verdict.streams}条链、{verdict.entries}条记录、{verdict.looks}次查阅、{verdict.seals}次封存、{verdict.rows}行："
        f"{f'{len(verdict.faults)}处不符' if verdict.faults else '全部完整'}",
        f"{verdict.streams} chains, {verdict.entries} entries, {verdict.looks} looks, {verdict.seals} seals, "
        f"{verdict.rows} rows: {f'{len(verdict.faults)} faults' if verdict.faults else 'all whole'}",
        f"最后一次封存 newest seal: {verdict.seals}:{verdict.head}",
    )
    gone = (
        ()
        if not verdict.cleared
        else (f"其中{verdict.cleared}次查阅已到期清理 looks past their term: {verdict.cleared}",)
    )
    late = () if not verdict.unsealed else (f"其中{verdict.unsealed}条尚未封存 not yet sealed: {verdict.unsealed}",)
    own = f"公钥取自文件本身，请与另存的核对 public key taken from the file itself: {plain(verdict.key)}"
    said = () if pinned else (own,)
    return "\n".join((*seen, *gone, *late, *said, *NOT_SEEN))


NOT_SEEN = (
    "本程序核对链、封存、行与记录是否相符。不核对尚未封存的记录是否由机关写入（校验码凭机关密钥，不在导出文件里），"
    "也不核对登录资料和岗位的清单有无该密钥的标记：请在机关运行 shibiyan verify",
    "checked: chains, seals, rows against the record. Not checked: whether the office wrote the entries without a seal "
    "(their marks need its key file, which no export holds) and whether lists of accounts and duties bear its mark: "
    "run `shibiyan verify` in the office",
)
"""What no look from outside can tell."""


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record", type=Path, help="the file that `shibiyan record` wrote")
    parser.add_argument("--key", help="public key (base64) that the auditor has kept; else the file's own is believed")
    parser.add_argument("--printed", action="append", default=[], help="a printed code, NUMBER:XXXX-XXXX-…; repeatable")
    parser.add_argument("--seals", type=Path, help="seals.jsonl as it was kept outside of the office")
    parser.add_argument("--processes", type=int, choices=(1, 2), help="how many at once; by itself two where it helps")
    return parser.parse_args()


class NotARecord(ValueError):
    """What was given is no exported record, or none of a format that this program knows."""


def verify_file(
    path: Path,
    *,
    key: str | None = None,
    printed: Iterable[str] = (),
    outside: Path | None = None,
    processes: int | None = None,
) -> Verdict:
    """Check a file line by line; it is never held in memory as a whole. Raises NotARecord.

    A large file is read by two processes where there are two processors: one looks after chains and seals, one after
    rows. What they find is the same as what one alone finds.
    """
    kept = {} if outside is None else outside_seals(outside)
    record = Record(key=key, printed=codes_of(printed), outside=kept)
    if not path.is_file():
        raise NotARecord(f"没有这个文件 / there is no such file: {path}")
    two = path.stat().st_size >= WORTH_TWO and (os.cpu_count() or 1) > 1
    with path.open("rb") as file:
        return record.check(file, apart=path if processes == 2 or (two and processes is None) else None)


def outside_seals(path: Path) -> dict[int, dict[str, Any]]:
    """Give the seals of the file outside by their number; nothing for one that is there twice and differs."""
    found: dict[int, dict[str, Any]] = {}
    with path.open("rb") as file:
        for line in bounded(file):
            _keep(found, line)
    return found


def _keep(found: dict[int, dict[str, Any]], line: bytes) -> None:
    with suppress(*BROKEN):
        one = json.loads(line)
        number = int(one["number"])
        found[number] = one if found.get(number, one) == one else {}


def bounded(file: Iterable[bytes], passed: Callable[[bytes], object] = len) -> Iterator[bytes]:
    """Give a file's lines, of one that is too long nothing (b""): it is never held; `passed` sees its bytes."""
    if not isinstance(file, IOBase):
        yield from file
        return
    while piece := file.readline(LONGEST_LINE):
        if len(piece) < LONGEST_LINE or piece.endswith(b"\n"):
            yield piece
            continue
        while piece and not piece.endswith(b"\n"):
            passed(piece)
            piece = file.readline(PIECE)
        passed(piece)
        yield b""


def code_of(text: str) -> tuple[int, str]:
    """Read a printed code `NUMBER:XXXX-XXXX-…`; what is taken for another sign is read as it was meant."""
    number, _, code = text.replace("：", ":").partition(":")
    signs = code.upper().translate(str.maketrans("OIL", "011", "- "))
    is_number = number.strip().isdecimal() and len(number) <= LONGEST_NUMBER
    if not is_number or len(signs) != 4 * GROUPS or set(signs) - set(ALPHABET):
        raise NotARecord(f"打印的封存码应为“号:{'XXXX-' * GROUPS}”的样子 / not a printed code: {text}")
    return int(number), signs


def codes_of(printed: Iterable[str]) -> dict[int, str]:
    """Give the printed codes by number; of two that differ one is not the office's: none fits then."""
    found: dict[int, str] = {}
    for number, code in map(code_of, printed):
        found[number] = code if found.get(number, code) == code else ""
    return found


def in_groups(digest: str) -> str:
    """Give the code that is printed of a digest (hexadecimal): groups of four signs."""
    value = int(digest, 16) >> (len(digest) * 4 - GROUPS * 20)
    signs = "".join(ALPHABET[value >> 5 * place & 31] for place in reversed(range(4 * GROUPS)))
    return "-".join(signs[start : start + 4] for start in range(0, 4 * GROUPS, 4))


class Record:
    """The check of one record; every line is taken in once, in order."""

    def __init__(self, *, key: str | None, printed: dict[int, str], outside: dict[int, dict[str, Any]]) -> None:
        self.found: list[Found] = []
        self.pinned, self.printed, self.outside = key, printed, outside
        self.keys: list[tuple[int, str]] = []
        self.chains: dict[str, tuple[int, str]] = {}
        self.told: set[str] = set()
        self.destroyed: list[str] = []
        self.cleared: list[int] = []
        self.prunings: list[tuple[int, int, int]] = []
        self.block: list[str] = []
        self.entries = self.looks = self.seals = self.lines = 0
        self.root = self.head = ""
        self.ended = False
        self.digest = hashlib.sha256()
        self.takes: dict[str, Callable[[dict[str, Any]], None]] = {
            "entry": self.entry,
            "look": self.look,
            "gone": self.gone,
            "seal": self.seal,
            "head": self.chain_head,
        }

    def check(self, file: Iterable[bytes], *, apart: Path | None = None) -> Verdict:
        """Take in all lines and give the verdict; rows in a process of their own, if told where. Raises NotARecord."""
        lines = bounded(file, self.digest.update)
        self.begin(next(lines, b""))
        if apart is None:
            rows = Rows()
            self.read(lines, rows)
            return self.verdict(rows.finished(file))
        with ExitStack() as stack:
            result = begun(stack, apart)
            self.read(lines, None)
            return self.verdict(result())

    def read(self, lines: Iterator[bytes], rows: Rows | None) -> None:
        """Take in the lines after the first one."""
        for raw in lines:
            if self.ended:
                self.fault(FILE, self.lines + 1, AFTER_END)
                break
            self.line(raw, rows)
        self.finish()

    def verdict(self, rows: Rows) -> Verdict:
        """Put together what was seen; faults in the order of lines, each once."""
        found = sorted((*self.found, *rows.found), key=lambda one: one[0])
        return Verdict(
            streams=len(self.chains),
            entries=self.entries,
            looks=self.looks,
            seals=self.seals,
            unsealed=len(self.block),
            rows=rows.count,
            key=self.keys[0][1],
            head=in_groups(self.head) if self.head else "-",
            faults=tuple(dict.fromkeys(one for _, one in found)),
            destroyed=tuple(self.destroyed),
            cleared=len(self.cleared),
        )

    def fault(self, stream: str, number: int, what: tuple[str, str]) -> None:
        """Note what is wrong."""
        self.found.append((self.lines, Fault(stream, number, *what)))

    def begin(self, raw: bytes) -> None:
        """Read the first line: format and first public key."""
        try:
            first = json.loads(raw)
            known = first["kind"] == "record" and first["format"] == FORMAT
            self.keys = [(1, str(first["key"]))]
        except BROKEN:
            known = False
        if not known:
            raise NotARecord("这不是本程序能核对的记录导出文件 / not a record that this program can check")
        self.count(raw)

    def line(self, raw: bytes, rows: Rows | None) -> None:
        """Take in a line; what cannot be read is named and the rest goes on."""
        if not raw:
            self.count(raw)
            self.fault(FILE, self.lines, TOO_LONG)
            return
        if raw.startswith(DIGESTS):
            self.count(raw)
            if rows is not None:
                rows.line(self.lines, raw)
            return
        one: dict[str, Any] = {}
        try:
            one = parsed(raw.decode())
            if one["kind"] == "end":
                self.end(one)
                return
        except BROKEN:
            one = {**one, "kind": None}
        self.count(raw)
        try:
            self.takes[one["kind"]](one)
        except BROKEN:
            self.fault(*self.place(one), UNREADABLE)
        if rows is not None and one["kind"] == "entry":
            rows.entry(self.lines, one)

    def count(self, raw: bytes) -> None:
        """Take a line into the number of lines and their digest."""
        self.lines += 1
        self.digest.update(raw)

    def place(self, one: dict[str, Any]) -> tuple[str, int]:
        """Give where a line that cannot be read belongs: stream and number, else its own number in the file."""
        if one.get("kind") == "seal":
            return SEALS, self.seals
        if one.get("kind") in ("look", "gone"):
            return LOOKS, self.looks
        if one.get("kind") == "head":
            return str(one.get("stream")), 0
        return place_of(one, self.lines)

    # ------------------------------------------------------------------ chains

    def entry(self, one: dict[str, Any]) -> None:
        """Check an entry: its number follows, its hash holds the one before and its own clear part."""
        clear = one["clear"]
        stream, number = clear["stream"], clear["number"]
        length, previous = self.chains.get(stream, (0, ""))
        if number != length + 1:
            self.out_of_place(stream, number, length + 1)
        made = hashlib.sha256(f"{previous}\n{one['text']}\n{one['sealed']}".encode()).hexdigest()
        if made != one["hash"]:
            self.fault(stream, number, EDITED)
        self.chains[stream] = (number, one["hash"])
        self.block.append(one["hash"])
        self.entries += 1
        if clear["act"] == KEY_CHANGED[1] and stream == KEY_CHANGED[0]:
            self.new_key(number, loaded(clear["facts"]))
        if clear["act"] == PRUNED and stream == KEY_CHANGED[0]:
            facts = loaded(clear["facts"])
            self.prunings.append((int(facts["first"]), int(facts["last"]), int(facts["count"])))
        if clear["act"] == DESTROYED:
            self.destroyed.append(_destruction(stream, number, clear["at"], loaded(clear["facts"])))

    def out_of_place(self, stream: str, number: int, expected: int) -> None:
        """Name a hole, or an entry that is there twice."""
        if number < expected:
            self.fault(stream, number, REPEATED)
            return
        zh, en = f"缺少第{expected}条至第{number - 1}条记录", f"entries {expected} to {number - 1} are missing"
        self.fault(stream, expected, (zh, en))

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

    def gone(self, one: dict[str, Any]) -> None:
        """Take in a look past its term, of which the hash alone is left: an entry has to say so, which comes later."""
        self.looks += 1
        self.cleared.append(int(one["id"]))
        self.block.append(one["hash"])

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

    # ------------------------------------------------------------------ end

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
        if not self.all_said():
            self.fault(LOOKS, 0, LOOK_GONE)
        if len(self.cleared) != sum(count for _, _, count in self.prunings):
            self.fault(LOOKS, 0, LOOK_COUNT)
        self.finish_seals()

    def all_said(self) -> bool:
        """Tell whether each emptied look lies between the first and the last of some entry about emptied looks."""
        said = sorted((first, last) for first, last, _ in self.prunings)
        begins, reach = [first for first, _ in said], list(accumulate((last for _, last in said), max))
        places = ((look, bisect_right(begins, look)) for look in self.cleared)
        return all(place and look <= reach[place - 1] for look, place in places)

    def finish_seals(self) -> None:
        """Name seals that were kept elsewhere and are not in the record, and a key that is none of its keys."""
        for number in self.printed:
            self.fault(SEALS, number, PRINTED_MISSING)
        for number in self.outside:
            self.fault(SEALS, number, SEAL_OUTSIDE)
        if self.pinned is not None and self.pinned not in [key for _, key in self.keys]:
            self.fault(SEALS, 0, KEY_UNKNOWN)


class Rows:
    """The check of rows: what entries say of each, and how it is now."""

    def __init__(self) -> None:
        self.found: list[Found] = []
        self.said: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.wrong: list[tuple[int, str, str, tuple[str, str]]] = []
        self.count = 0

    def entry(self, line: int, one: dict[str, Any]) -> None:
        """Keep what an entry says of rows: the newest word counts; of what is only added to, all words."""
        try:
            for table, rows in words_of(one["clear"]):
                said = self.said[table]
                for key, digest in rows.items():
                    said[key] = f"{said[key]} {digest}" if ":" in digest and key in said else digest
        except BROKEN:
            self.found.append((line, Fault(*place_of(one, line), *UNREADABLE)))

    def line(self, line: int, raw: bytes) -> None:
        """Take in rows as they are."""
        try:
            one = parsed(raw.decode())
            if one["kind"] != "rows":
                raise ValueError(one["kind"])
            self.compare(line, one["table"], one["digests"])
        except BROKEN:
            self.found.append((line, Fault(FILE, line, *UNREADABLE)))

    def compare(self, line: int, table: str, digests: dict[str, str]) -> None:
        """Compare digests of rows with the newest word of the record about each, which is then used up."""
        said = self.said[table].pop
        self.count += len(digests)
        for key, digest in digests.items():
            known = said(key, None)
            if known != digest:
                self.wrong.append(
                    (line, table, key, ROW_UNSAID if known is None else ROW_DIFFERS if known else ROW_BACK)
                )

    def finished(self, file: Iterable[bytes]) -> Rows:
        """Name each row that is not as the record says at the entry that last spoke of it; `file` is read again."""
        self.wrong += [
            (sys.maxsize, table, key, ROW_GONE)
            for table, rows in self.said.items()
            for key, said in rows.items()
            if said
        ]
        spoke = last_words(file, {(table, key) for _, table, key, _ in self.wrong})
        for line, table, key, what in self.wrong:
            place = NOWHERE if what == ROW_UNSAID else spoke.get((table, key), NOWHERE)
            self.found.append((line, Fault(*place, *_of_row(table, key, what))))
        self.said.clear()
        return self


def last_words(file: Iterable[bytes], rows: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, int]]:
    """Give stream and number of the entry that last spoke of each of these rows."""
    found: dict[tuple[str, str], tuple[str, int]] = {}
    for _, _, one in lines_of(file) if rows else ():
        try:
            clear = one["clear"]
            place = str(clear["stream"]), int(clear["number"])
            for table, said in words_of(clear):
                found.update(dict.fromkeys(rows.intersection((table, key) for key in said), place))
        except BROKEN:
            continue
    return found


def words_of(clear: dict[str, Any]) -> Iterable[tuple[str, dict[str, str]]]:
    """Give what an entry says of rows, by table."""
    facts = clear["facts"]
    return loaded(facts).get("written", {}).items() if '"written"' in facts else ()


def lines_of(file: Iterable[bytes]) -> Iterator[tuple[int, bytes, dict[str, Any]]]:
    """Give the lines up to the end line with their numbers, entries as they are read, of others the bytes only."""
    if isinstance(file, IOBase):
        file.seek(0)
    for line, raw in islice(enumerate(bounded(file), 1), 1, None):
        one: dict[str, Any] = {}
        if not raw.startswith(DIGESTS):
            with suppress(*BROKEN):
                one = parsed(raw.decode())
        if one.get("kind") == "end":
            return
        yield line, raw, one if one.get("kind") == "entry" else {}


def begun(stack: ExitStack, path: Path) -> Callable[[], Rows]:
    """Begin to check the rows beside, and give how to ask for them; without a process they are checked then."""
    try:
        beside = stack.enter_context(ProcessPoolExecutor(1)).submit(rows_in, path)
    except (ImportError, NotImplementedError, OSError):
        return lambda: rows_in(path)

    def result() -> Rows:
        try:
            return beside.result()
        except BrokenExecutor:
            return rows_in(path)

    return result


def rows_in(path: Path) -> Rows:
    """Check the rows of a record; lines that are no JSON are named by whoever looks after the chains."""
    gc.disable()
    rows = Rows()
    with path.open("rb") as file:
        for line, raw, one in lines_of(file):
            if one:
                rows.entry(line, one)
            elif raw.startswith(DIGESTS):
                rows.line(line, raw)
        return rows.finished(file)


def place_of(one: dict[str, Any], line: int) -> tuple[str, int]:
    """Give where an entry that cannot be read belongs: stream and number, else the line's own number in the file."""
    clear = one.get("clear")
    stream, number = (clear.get("stream"), clear.get("number")) if isinstance(clear, dict) else (None, None)
    return (stream, number) if isinstance(stream, str) and isinstance(number, int) else (FILE, line)


# ---------------------------------------------------------------------- JSON

read_from = json.JSONDecoder().raw_decode


def parsed(text: str) -> dict[str, Any]:
    """Read a line; of one with a clear part `text` is that part as it is written: the hash is over these very bytes."""
    if not text.startswith(CLEAR):
        return whole(loaded(text))
    clear, cut = read_from(text, len(CLEAR))
    part, at = text[len(CLEAR) : cut], cut + len(HASH) + 1
    sealed = text[at + 64 + len(SEALED) : -len(CLOSED)]
    as_written = text[cut:at] == f'{HASH}"' and text.startswith(SEALED, at + 64) and text.endswith(CLOSED)
    if as_written and (sealed.isalnum() or not sealed):
        return {"kind": "entry", "clear": clear, "text": part, "hash": text[at : at + 64], "sealed": sealed}
    if not text.startswith(HASH, cut):
        raise ValueError(text[cut:])
    return {**whole(loaded("{" + text[cut + 1 :])), "clear": clear, "text": part}


def whole(value: Any) -> dict[str, Any]:
    """Give a line's value if it is an object. Raises TypeError."""
    if not isinstance(value, dict):
        raise TypeError(value)
    return value


def loaded(text: str) -> Any:
    """Read JSON without blanks around it, a line's end apart. Raises ValueError."""
    value, end = read_from(text)
    if text[end:].rstrip("\n"):
        raise ValueError(text[end:])
    return value


def _destruction(stream: str, number: int, at: object, facts: dict[str, Any]) -> str:
    """Say what was destroyed, when, at the end of which term and by whose decision (ids, as the record has them)."""
    if facts.get("again"):
        return f"{stream} no. {number} {at} 恢复备份后再次销毁 destroyed again in a restored backup"
    names = ("term", "kept_until", "proposed_by", "checked_by", "decided_by")
    return f"{stream} no. {number} {at} " + " ".join(f"{name}={facts.get(name)}" for name in names)


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
