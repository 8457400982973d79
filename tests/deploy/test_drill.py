"""`make drill` in short: a server of a furnished office in place of the demo's, a few acts in place of many."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from tests.bench.served import now
from tests.deploy.conftest import NO_DUMP
from tests.deploy.places import Place
from tests.drill.course import Course
from tests.faults.load import Forms, lead_one
from tests.faults.struck import Child, serving
from tests.usecases.conftest import Furnished, copy_of
from tests.usecases.office import House, key_file, open_office
from webapp.store.seals import make_signing_key


def test_an_office_at_work_is_lost_and_restored_elsewhere_and_nothing_it_promised_is_lost(
    furnished: Furnished, tmp_path: Path
) -> None:
    if furnished.server is not None and shutil.which("pg_dump") is None:
        pytest.skip(NO_DUMP)
    said: list[str] = []
    with (
        furnished.server.durable() if furnished.server else nullcontext(),
        copy_of(furnished, tmp_path, now()) as house,
        elsewhere(furnished, tmp_path / "second") as second,
    ):
        forms: Forms = lead_one(house)
        first = placed(Place(home=tmp_path / "first", url=house.office.database.url, keys=tmp_path / "first"))

        @contextmanager
        def serve(place: Place, more: Mapping[str, str]) -> Iterator[Child]:
            served = open_office(place.url, now(), place.keys, library=furnished.library)
            with serving(served, place.home, **more) as child:
                yield child

        def destroy() -> None:
            for name in ("office.key", "seal.key"):
                shutil.copy(first.keys / name, second.keys / name)
            shutil.rmtree(first.home)
            lose(furnished, house)

        Course(
            first=first,
            second=second,
            serve=serve,
            destroy=destroy,
            say=said.append,
            forms=forms,
            library=furnished.library,
        ).run()

    assert "work goes on" in said[-1]


def placed(place: Place) -> Place:
    """Lay the keys of the furnished office."""
    place.home.mkdir()
    key_file(place.keys)
    (place.keys / "office.key").chmod(0o600)
    make_signing_key(place.keys / "seal.key")
    return place


def lose(furnished: Furnished, house: House) -> None:
    """Let the database be gone."""
    house.office.database.close()
    if furnished.server is None:
        Path(house.office.database.url.removeprefix("sqlite:///")).unlink()
    else:
        furnished.server.drop(f"{furnished.name}_copy")


@contextmanager
def elsewhere(furnished: Furnished, home: Path) -> Iterator[Place]:
    """Give a place where nothing is."""
    home.mkdir()
    if furnished.server is None:
        yield Place(home=home, url=f"sqlite:///{home / 'office.db'}", keys=home)
        return
    name = f"{furnished.name}_second"
    yield Place(home=home, url=furnished.server.create(name), keys=home)
    furnished.server.drop(name)
