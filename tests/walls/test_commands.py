"""Commands of whoever keeps an office behind the walls, by the role that is right and by those that are not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.deploy.places import Place
from tests.usecases.office import House
from tests.usecases.passages import to_reply
from tests.walls.conftest import Walled
from tests.walls.roles import WEB, WORK, as_role, owned
from webapp.store.seals import make_signing_key
from webapp.usecases.sealing import seal_all

pytestmark = pytest.mark.postgres
Said = pytest.CaptureFixture[str]
LOOKING = (
    ("verify",),
    ("restored",),
    ("retention", "preview"),
    ("cycle", "preview", "m05", "2026"),
    ("keys", "rotate"),
    ("keys", "retire"),
    ("keys", "rotate-office"),
    ("keys", "relist"),
)


@pytest.fixture
def place(house: House, furnished_behind_walls: Walled, tmp_path: Path) -> Place:
    """Give the walled office as its keeper finds it, with something in it that is sealed."""
    walls, keys = furnished_behind_walls, tmp_path / "keys"
    keys.mkdir()
    (keys / "office.key").write_bytes((walls.folder / "office.key").read_bytes())
    make_signing_key(keys / "seal.key")
    found = Place(home=tmp_path, url=as_role(walls.server, "one", WORK), keys=keys, server=walls.server)
    to_reply(house)
    house.office.facts = {"seal_key_file": str(keys / "seal.key"), "seal_folder": str(found.seals)}
    assert seal_all(house.office)
    return found


def by(place: Place, role: str) -> Place:
    assert place.server is not None
    return replace(place, url=as_role(place.server, "one", role))


def test_what_looks_at_everything_is_refused_to_the_role_of_the_pages_and_done_by_that_of_due_work(
    place: Place, capsys: Said
):
    for words in (*LOOKING, ("record", str(place.home / "record.jsonl"))):
        before = (place.keys / "office.key").read_bytes()
        assert by(place, WEB).call(*words) == 1, words
        said = capsys.readouterr().err
        assert "什么也没有改动" in said
        assert "AS=work office" in said
        assert "不符" not in said
        assert (place.keys / "office.key").read_bytes() == before

        assert place.call(*words) == 0, capsys.readouterr().err

    # the last key has gone with entries still to be sealed: they are the office's own all the same
    assert place.call("verify") == 0, capsys.readouterr().err

    by(place, WEB).call("doctor")
    assert "AS=work office doctor" in capsys.readouterr().out
    place.call("doctor")
    assert "AS=work office doctor" not in capsys.readouterr().out


def test_who_may_not_change_the_schema_is_told_who_may_and_what_is_still_to_be_put_up(
    furnished_behind_walls: Walled, tmp_path: Path, capsys: Said
):
    server, keys = furnished_behind_walls.server, tmp_path / "keys"
    place = Place(home=tmp_path, url=owned(server, "fresh"), keys=keys, server=server)
    pages = replace(place, url=as_role(server, "fresh", WEB))
    assert place.call("keys") == 0

    assert pages.call("migrate") == 1
    assert "AS=owner office migrate" in capsys.readouterr().err
    assert place.call("migrate") == 0
    capsys.readouterr()
    assert pages.call("doctor") == 2
    assert "随后运行 walls.sql" in capsys.readouterr().out
    server.drop("fresh")
