"""`shibiyan cycle`: counts and states; opening twice or for a wrong period is refused in words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.test_keeping import office as office
from tests.conftest import ROOT
from tests.usecases.office import put_official_year
from tests.usecases.test_rounds import TALKS
from webapp.bootstrap import build_office
from webapp.cli import main
from webapp.cli.opening import tool_settings
from webapp.domain.ids import PersonId, UnitId
from webapp.domain.roster import Affiliation, Person, Post, Unit
from webapp.layout import draw
from webapp.store import people
from webapp.store.adopting import adopt


@pytest.fixture
def ready(office: Path, frozen_clock: object) -> Path:
    """An office with two heads, the list's process and a yearly task in force."""
    folder = office / "processes"
    for name in ("shared", "rules"):
        shutil.copytree(ROOT / "processes" / name, folder / name)
    (folder / "m21_talks" / "forms").mkdir(parents=True)
    (folder / "m21_talks" / "m21_talks.bpmn").write_bytes(draw(TALKS.format(month=1, who="heads")))
    note = ROOT / "processes" / "shared" / "forms" / "note_end.form"
    shutil.copy(note, folder / "m21_talks" / "forms" / "note.form")
    house = build_office(tool_settings(demo=False))
    with house.database.write() as tx:
        people.put_unit(tx, Unit(id=UnitId("u"), name="县水务局", kind="bureau"))
        for number in (1, 2):
            who = PersonId(f"h{number}")
            people.put_person(tx, Person(id=who, kind=Affiliation.HEAD, name=f"甲{number}"))
            since = house.clock().date().replace(month=1, day=1)
            post = {"unit_id": UnitId("u"), "title": "局长", "level": "head", "from_on": since}
            people.put_post(tx, Post(id=f"p{number}", person_id=who, is_head=number == 1, **post))  # type: ignore[arg-type]
        put_official_year(tx, 2026, house.clock())
        adopt(tx, at=house.clock())
    for process in ("open_cycle", "m21_talks"):
        assert main(["deploy", str(folder), process]) == 0
    return office


def test_a_round_is_previewed_opened_once_and_its_state_told(ready: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()

    codes = [main(["cycle", verb, "m21", "2026"]) for verb in ("preview", "open", "open", "status")]

    told = capsys.readouterr()
    assert codes == [0, 0, 1, 0]
    assert "列入：全年在任 1个" in told.out
    assert "未列入：没有登记一把手职务 1个" in told.out
    assert "年度谈话 2026 已开启，名单待核对、审批" in told.out
    assert "年度谈话：名单待批准，晚于规定时间开启" in told.out
    assert "拟列入1件，名单待核对、审批" in told.out
    assert "2026已经开启，不再重复" in told.err


def test_of_two_rounds_of_a_measure_none_begins_where_one_cannot(
    ready: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ready / "processes"
    second = TALKS.format(month=1, who="heads").replace("m21_talks 年度谈话", "m21b_visits 年度走访")
    shutil.copytree(folder / "m21_talks", folder / "m21b_visits")
    (folder / "m21b_visits" / "m21_talks.bpmn").unlink()
    (folder / "m21b_visits" / "m21b_visits.bpmn").write_bytes(draw(second))
    assert main(["deploy", str(folder), "m21b_visits"]) == 0
    assert main(["cycle", "open", "m21b_visits", "2026"]) == 0

    code = main(["cycle", "open", "m21", "2026"])

    assert code == 1
    assert "年度走访：2026已经开启，不再重复" in capsys.readouterr().err
    assert main(["cycle", "status", "m21_talks", "2026"]) == 0
    assert "年度谈话：可以开启" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["cycle", "open", "m21", "2019"], "已于"),
        (["cycle", "open", "m21", "2026-Q1"], "“2026-Q1”不是这项任务的周期，例如2026"),
        (["cycle", "status", "m99", "2026"], "没有“m99”的年度任务"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_begins(
    ready: Path, capsys: pytest.CaptureFixture[str], words: list[str], why: str
) -> None:
    assert main(words) == 1

    assert why in capsys.readouterr().err
    assert main(["cycle", "status", "m21", "2019"]) == 0
    assert "应办0件" in capsys.readouterr().out
