"""A report that every member signs names those who signed it as it was last written."""

from __future__ import annotations

import pytest

from tests.usecases.due import rows
from tests.usecases.office import House
from tests.usecases.passages import INVESTIGATION, approve
from tests.usecases.robot import do
from tests.usecases.test_what_is_decided_on import NOTHING, WORDS, a_verification
from webapp.domain.ids import PersonId
from webapp.letters import from_record, text_of
from webapp.store import people
from webapp.store.letters import of_case
from webapp.store.tables import case

pytestmark = pytest.mark.story


def test_the_report_of_a_verification_names_each_member_who_signed_its_last_words(house: House) -> None:
    a_verification(house)
    approve(house, "verify/approve_plan", *INVESTIGATION)
    house.clock.shift(hours=4)
    house.drain()
    do(house, "qin", "verify/carry_out", next="report")
    unfounded = {"facts": NOTHING, "class": "unfounded"}
    do(house, "qin", "verify/write_report", **unfounded)
    do(house, "qin", "verify/sign_report[0]", decision="sign")
    do(house, "meng", "verify/sign_report[1]", decision="object", objection=WORDS)
    house.clock.shift(hours=1)
    do(house, "qin", "verify/write_report", **unfounded)
    for number, who in enumerate(("qin", "meng")):
        do(house, who, f"verify/sign_report[{number}]", decision="sign")

    (one,) = [row.id for row in rows(house, case) if row.process == "m10_violation_handling"]
    with house.office.database.read() as tx:
        (letter,) = [row for row in of_case(tx, one) if row.template == "d18_verification_report"]
    words = text_of(from_record(letter.record))
    assert f"核实组成员签名：{name(house, 'qin')}、{name(house, 'meng')}" in words


def name(house: House, who: str) -> str:
    """Give somebody's name as letters print it."""
    with house.office.database.read() as tx:
        return people.directory(tx).name(PersonId(who))
