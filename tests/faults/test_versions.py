"""A new version comes into force while cases are under way (fault table, row 28): old ones finish on their own."""

from __future__ import annotations

from pathlib import Path

from tests.faults.drawn import deploy, hand_in
from tests.usecases.due import rows
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House, open_office
from tests.usecases.robot import open_steps
from webapp.domain.ids import CaseId
from webapp.store.tables import case
from webapp.usecases.opening import start_case

FIRST = """process m24_grown 试办事项
  secrecy: internal
lane supervise 监督检查室
start begin 登记
user step 办理
  form: note
  deadline: end.note
end over 已办结
begin > step > over
"""
CHECKED = """user second 复核
  form: note
  deadline: end.note
  assign: not_same_as:step
end over"""
SECOND = FIRST.replace("end over", CHECKED).replace("step > over", "step > second > over")


def begin(house: House) -> CaseId:
    known = {row.id for row in rows(house, case)}
    house.run(start_case, "li", process="m24_grown", start_event="begin", token=house.token())
    return CaseId(next(row.id for row in rows(house, case) if row.id not in known))


def status(house: House) -> dict[CaseId, str]:
    return {row.id: row.status for row in rows(house, case)}


def test_a_case_finishes_on_the_version_it_began_on_and_new_ones_begin_on_the_new_one(
    house: House, tmp_path: Path
) -> None:
    deploy(house, FIRST)
    other = open_office(house.office.database.url, house.clock(), tmp_path)  # a process that read the first version
    old = begin(other)
    deploy(house, SECOND)

    hand_in(other, "step")
    middle = status(house)
    new = begin(other)
    hand_in(house, "step")
    left = [path for path, _, _ in open_steps(house)]
    hand_in(other, "second")

    assert middle == {old: "closed"}
    assert left == ["second"]
    assert status(house) == {old: "closed", new: "closed"}
    assert len({row.deployment_id for row in rows(house, case)}) == 2
    everything_holds(house)
    other.office.database.close()


def test_the_version_before_can_be_put_in_force_again_in_mid_flight(house: House) -> None:
    first = deploy(house, FIRST)
    deploy(house, SECOND)
    new = begin(house)
    again = deploy(house, FIRST)
    hand_in(house, "step")
    old = begin(house)
    hand_in(house, "second")
    hand_in(house, "step")

    assert again == first
    assert status(house) == {new: "closed", old: "closed"}
    everything_holds(house)
