"""Stored states of a release, kept for all later ones: `python -m tests.faults.golden 0.1.0` writes them, once.

Random processes of every construct are driven, and a letter inquiry is played in the real office; each state on the
way is kept with its diagrams, with what was open in it and with what came of it. A file that is there is never
written again: a later engine must load and finish it as it is.
"""

from __future__ import annotations

import base64
import json
import random
import sys
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # JSON as it came

from tests.conftest import FROZEN
from tests.engine.reference.artist import drawn
from tests.engine.reference.playing import WORLD, Engine, bundle, possible
from tests.usecases.office import House, an_office
from tests.usecases.passages import to_reply
from webapp import engine
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.advance import Advance
from webapp.domain.bundle import Bundle
from webapp.engine.definition import Definition
from webapp.engine.errors import EngineStopped
from webapp.feel import to_python
from webapp.store import case_reads
from webapp.store.tables import case
from webapp.usecases import act as acts
from webapp.usecases.desk import desk_of

HOME = Path(__file__).parent / "golden"
SEEDS = (0, 3, 17, 34, 39, 48, 59, 86, 91, 95, 100, 120, 128, 147, 151, 157)
NEEDED = (".bpmn", ".dmn", "rules/deadlines.yaml")
"""Files of a deployment without which a state cannot be read."""


class NeverWrittenAgainError(FileExistsError):
    """A release's states are there already: they stay as they are."""


@dataclass
class Stored(Engine):
    """The engine at a stored state."""

    definition: Definition
    state: bytes

    def __post_init__(self) -> None:
        self.trail, self.sent, self.finished = [], [], False


def packed(content: bytes) -> str:
    """Give bytes as short text."""
    return base64.b85encode(zlib.compress(content, 9)).decode()


def unpacked(text: str) -> bytes:
    """Give the bytes of such a text."""
    return zlib.decompress(base64.b85decode(text))


def write(release: str) -> Path:
    """Write the states of a release. Raises NeverWrittenAgainError."""
    path = HOME / f"{release}.json"
    if path.exists():
        raise NeverWrittenAgainError(f"{path}: {NeverWrittenAgainError.__doc__}")
    deployments: dict[str, str] = {}
    rows = list(office(deployments))
    found = {"release": release, "games": [game(seed) for seed in SEEDS], "deployments": deployments, "office": rows}
    HOME.mkdir(exist_ok=True)
    path.write_text(json.dumps(found, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    return path


def game(seed: int) -> Mapping[str, Any]:
    """Drive one random process to its end, or forty acts far."""
    files, chance = drawn(seed, 3), random.Random(seed)  # noqa: S311 - a test
    played, told = Engine(files), []
    states, seen = [played.state], [played.seen()]
    while not played.finished and len(told) < 40 and (choices := possible(played.seen(), chance)):
        one = chance.choice(choices)
        try:
            played.act(*one)
        except EngineStopped:
            continue
        told.append(one)
        states.append(played.state)
        seen.append(played.seen())
    return {
        "seed": seed,
        "files": [packed(one) for one in files],
        "acts": told,
        "states": [packed(one) for one in states],
        "seen": seen,
        "finished": played.finished,
        "facts": facts(played),
    }


def facts(played: Engine) -> Any:
    """Give what the process knows in the end."""
    return json.loads(json.dumps(to_python(engine.routing(played.definition, played.state, WORLD)), default=str))


def replayed(kept: Mapping[str, Any], start: int) -> Stored:
    """Load the state after so many acts and go the rest of the way, comparing what is open after each."""
    files = [unpacked(one) for one in kept["files"]]
    definition = Definition(bundle(files), house=False, traced=True)
    stored = Stored(definition, unpacked(kept["states"][start]))
    for told, seen in zip([None, *kept["acts"][start:]], kept["seen"][start:], strict=True):
        if told is not None:
            verb, path, number = told
            stored.act(verb, path, number)
        assert stored.seen() == seen, (kept["seed"], start, told)
    return stored


# ---------------------------------------------------------------- the real office


def office(deployments: dict[str, str]) -> Iterator[Mapping[str, Any]]:
    """Play an inquiry to its reply and give each case's state on the way; keeps the files that they need."""
    with tempfile.TemporaryDirectory() as folder:
        house = an_office(f"sqlite:///{folder}/office.sqlite3", FROZEN, Path(folder))
        kept: dict[str, Mapping[str, Any]] = {}
        house.after_act.append(lambda now: kept.update(states_of(now, deployments)))
        to_reply(house)
        house.office.database.close()
        yield from kept.values()


def states_of(house: House, deployments: dict[str, str]) -> Mapping[str, Mapping[str, Any]]:
    """Give the states of all cases as they are now."""
    return house.office.view(_states, SYSTEM, deployments=deployments)


@acts.reads(Permission.SYSTEM)
def _states(act: acts.Act, *, deployments: dict[str, str]) -> dict[str, Mapping[str, Any]]:
    return {
        f"{row.id} {row.rev}": {"process": row.process, "rev": row.rev, **_state(act, row.id, deployments)}
        for row in act.tx.execute(case.select()).all()
    }


def _state(act: acts.Act, case_id: Any, deployments: dict[str, str]) -> Mapping[str, Any]:
    desk = desk_of(act, case_reads.opened(act.tx, case_id))
    files = {name: text.decode() for name, text in desk.definition.bundle.files.items() if name.endswith(NEEDED)}
    deployments.setdefault(desk.case.process, packed(json.dumps(files).encode()))
    return {
        "state": packed(desk.case.state),
        "seen": paths(engine.inspect(desk.definition, desk.case.state, desk.world)),
    }


def paths(found: Advance) -> Mapping[str, list[str]]:
    """Give what is open, by kind."""
    kinds = {"steps": found.opened, "timers": found.timers, "waits": found.waits}
    return {kind: sorted(one.path for one in rows) for kind, rows in kinds.items()}


def definition_of(process: str, deployed: str) -> Definition:
    """Give the deployment on which a real case's state stands."""
    files = {name: text.encode() for name, text in json.loads(unpacked(deployed)).items()}
    return engine.read(Bundle(process=process, files=files))


if __name__ == "__main__":
    sys.stdout.write(f"{write(sys.argv[1])}\n")
