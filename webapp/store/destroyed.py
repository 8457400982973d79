"""The register of destroyed keys, beside the seals: what was destroyed stays so when an older backup is put back.

A line of JSON per key: whose it was, when, and `term` where it went at the end of its term; no content. Each is
signed by the key that signs the seals: what it names is destroyed for good, so a line of somebody else's counts for
nothing. Lines are only ever added; after a new key was put in force each stands there once more, signed by that one.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa

from webapp.domain.records import CaseStatus
from webapp.store import keys, seal_file, seal_keys
from webapp.store.audit import facts_of
from webapp.store.columns import canonical
from webapp.store.db import Tx
from webapp.store.reporters import owner_of as owner_of_reporter
from webapp.store.seals import Sealer
from webapp.store.tables import audit, case, data_key, reporter
from webapp.store.visibility import checked

FILE = "destroyed.jsonl"
ARCHIVE_ENDED = "archive.destroyed"
WORDS = b"shibiyan destroyed key\n"
"""What stands before the words of a line, so that they are never taken for those of a seal."""
SIGNED = ("owner", "at", "term")
_WHY = "the register names ids of cases whose keys are gone, nothing else"
_DESTROYED = checked(
    sa.select(case.c.id, case.c.closed_at, case.c.destroyed_at)
    .where(sa.or_(case.c.status == CaseStatus.GIVEN_UP, case.c.destroyed_at.is_not(None)))
    .order_by(case.c.id),
    _WHY,
)
_REPORTERS = checked(
    sa.select(reporter.c.id, case.c.destroyed_at)
    .join(case, case.c.id == reporter.c.case_id)
    .where(case.c.destroyed_at.is_not(None))
    .order_by(reporter.c.id),
    _WHY,
)
_SAID = (
    sa.select(audit.c.stream, audit.c.number, audit.c.facts).where(audit.c.act == "case.destroyed").order_by(audit.c.id)
)
_OWNERS = sa.select(data_key.c.owner)
_ENDED = (
    sa.select(audit.c.facts, audit.c.at)
    .where(audit.c.stream == "office", audit.c.act == ARCHIVE_ENDED)
    .order_by(audit.c.number)
)


def said(tx: Tx) -> Iterator[tuple[str, int, Mapping[str, object]]]:
    """This function will give each entry that says a case was destroyed at its term's end: stream, number, facts.

    What a hand made of one the check of its chain names; here it says nothing.
    """
    for row in tx.execute(_SAID):
        with suppress(ValueError, TypeError):
            yield str(row.stream), int(row.number), dict(facts_of(row.facts))


@dataclass(frozen=True, kw_only=True)
class Register:
    """The file, and the public keys whose signature makes a line one of the office's."""

    file: Path
    keys: frozenset[str]

    def lines(self) -> Iterator[Mapping[str, object]]:
        """This function will give the lines of the office; what is no line counts for nothing."""
        return (one for one in _read(self.file) if str(one.get("key")) in self.keys and _is_signed(one))

    @property
    def owners(self) -> frozenset[str]:
        """This function will give the owners whose keys are registered as destroyed."""
        return frozenset(str(one["owner"]) for one in self.lines())

    @property
    def by_term(self) -> frozenset[str]:
        """This function will give those of them that were destroyed at the end of their term."""
        return frozenset(str(one["owner"]) for one in self.lines() if one.get("term"))

    @property
    def archives(self) -> Mapping[str, dt.datetime]:
        """This function will give the owners of the archives that ended, each with the instant of its last end."""
        found = (one for one in self.lines() if str(one["owner"]).startswith(keys.ARCHIVE))
        return {str(one["owner"]): dt.datetime.fromisoformat(str(one["at"])) for one in found}


def register(tx: Tx, sealer: Sealer) -> Register:
    """This function will give the register beside the seals, with all keys that the record or the key file knows."""
    known = {key for _, key in seal_keys.timeline(tx, sealer.public_keys).keys}
    return Register(file=sealer.file.with_name(FILE), keys=frozenset({*known, *sealer.public_keys}))


def catch_up(tx: Tx, sealer: Sealer) -> int:
    """This function will write what the register lacks and give how many; a crash may have kept it from the file."""
    return _add(tx, sealer, _gone(tx))


def catch_up_archives(tx: Tx, sealer: Sealer) -> int:
    """This function will write the ends of archives that the register lacks and give how many.

    One may end, be begun anew for a person who came back, and end again: each end is a line.
    """
    return _add(tx, sealer, _archives(tx))


def _add(tx: Tx, sealer: Sealer, gone: Iterator[Mapping[str, object]]) -> int:
    """Only what the key in force signed is known: with a new one every line is written once more."""
    file, key = sealer.file.with_name(FILE), seal_keys.in_force(tx, sealer.public_keys)
    known = {_mark(one) for one in Register(file=file, keys=frozenset({key})).lines()}
    fresh = [line for one in gone if _mark(line := json.loads(canonical(one))) not in known]
    if fresh:
        seal_file.append(file, [_signed(tx, sealer, one) for one in fresh])
    return len(fresh)


def _signed(tx: Tx, sealer: Sealer, one: Mapping[str, object]) -> str:
    key, signature = sealer.sign(tx, _words(one))
    return canonical({**one, "key": key, "signature": signature})


def _words(one: Mapping[str, object]) -> bytes:
    return WORDS + canonical({name: one[name] for name in SIGNED if name in one}).encode()


def _is_signed(one: Mapping[str, object]) -> bool:
    with suppress(ValueError, TypeError):  # what a hand wrote need not be what can be signed
        return _fits(str(one.get("key")), _words(one), str(one.get("signature")))
    return False


@lru_cache(maxsize=16_384)
def _fits(key: str, words: bytes, signature: str) -> bool:
    """The file is read each minute, and lines never change."""
    return seal_keys.fits(key, words, signature)


def _archives(tx: Tx) -> Iterator[Mapping[str, object]]:
    """What a hand made of an entry the check of its chain names; here it says nothing."""
    for row in tx.execute(_ENDED):
        with suppress(ValueError, TypeError, KeyError):
            facts = facts_of(row.facts)
            if not facts.get("again"):
                yield {"owner": f"{keys.ARCHIVE}{facts['subject']}", "at": row.at, "term": True}


def _mark(one: Mapping[str, object]) -> tuple[str, str]:
    """A case is destroyed once; an archive may end again."""
    owner = str(one["owner"])
    return owner, str(one.get("at")) if owner.startswith(keys.ARCHIVE) else ""


def _gone(tx: Tx) -> Iterator[Mapping[str, object]]:
    for row in tx.execute(_DESTROYED):
        term = {} if row.destroyed_at is None else {"term": True}
        yield {"owner": keys.owner_of(row.id), "at": row.destroyed_at or row.closed_at, **term}
    for row in tx.execute(_REPORTERS):
        yield {"owner": owner_of_reporter(row.id), "at": row.destroyed_at, "term": True}


def come_back(tx: Tx, found: Register) -> tuple[str, ...]:
    """This function will give the owners whose keys are there again although the register says they are destroyed."""
    known = found.owners
    return tuple(sorted(owner for owner in tx.execute(_OWNERS).scalars() if owner in known)) if known else ()


def not_ours(tx: Tx, found: Register) -> int:
    """This function will count the keys that are there and in the register by lines that nobody known signed."""
    named = {str(one["owner"]) for one in _read(found.file)} - found.owners
    if not found.keys:  # whoever came back to a post has an archive again: no doubt of those without a key to tell
        named = {owner for owner in named if not owner.startswith(keys.ARCHIVE)}
    return sum(owner in named for owner in tx.execute(_OWNERS).scalars()) if named else 0


def take_over(newest: Path, file: Path) -> None:
    """This function will add to a register what a newer one knows more; the next start applies it."""
    known = set(_lines(file))
    fresh = [line for line in _lines(newest) if line not in known and _line(line) is not None]
    if fresh:
        seal_file.append(file, fresh)


def _read(file: Path) -> Iterator[Mapping[str, object]]:
    return (one for line in _lines(file) if (one := _line(line)) is not None)


def _lines(file: Path) -> Iterable[str]:
    return file.read_text("utf-8", errors="replace").splitlines() if file.exists() else ()


def _line(line: str) -> Mapping[str, object] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and "owner" in found else None
