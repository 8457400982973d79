"""A closed inquiry at the end of its term, and what the tests of keeping and destroying do with it."""

from __future__ import annotations

from pathlib import Path

from tests.usecases.due import rows
from tests.usecases.office import FACTS, House
from tests.usecases.test_life_meeting import accepted_inquiry
from webapp.domain.ids import CaseId
from webapp.store.seals import Sealer, make_signing_key
from webapp.store.tables import case, destruction
from webapp.usecases.declaring import declare_about_case
from webapp.usecases.glass import open_glass
from webapp.usecases.retention import check_destruction, decide_destruction, propose_destruction
from webapp.usecases.work import seal

INQUIRY, CLUE = "m08_talk_letter_inquiry", "m07_clue_disposal"
LINE = (CLUE, INQUIRY, "m09a_archive_update", "m09d_revision")
"""The clue and what came from it, one from the other."""
WHY = "上级当日来电核实，承办室负责人均在外，来不及按程序办理。"


def closed(house: House) -> None:
    """Let an inquiry on Ma be accepted and closed: letters, an answer, a meeting, entries, an emergency look."""
    accepted_inquiry(house)
    house.run(open_glass, "luo", number=number_of(house, INQUIRY), reason=WHY)
    house.run(declare_about_case, "luo", case_id=id_of(house, INQUIRY), answer="none")
    for who in ("he", "wang", "chen"):
        for process in LINE if who == "chen" else (INQUIRY, CLUE):
            house.run(declare_about_case, who, case_id=id_of(house, process), answer="none")


def id_of(house: House, process: str) -> CaseId:
    """Give the one case of a process."""
    (row,) = [one for one in rows(house, case) if one.process == process]
    return CaseId(row.id)


def number_of(house: House, process: str) -> str:
    """Give its number."""
    (row,) = [one for one in rows(house, case) if one.process == process]
    return str(row.number)


def items(house: House) -> list[str]:
    """Give what is on the list of destruction, oldest first."""
    return [one.id for one in rows(house, destruction)]


def propose(house: House, *processes: str, who: str = "qian") -> list[str]:
    """Let the archive's keeper propose that cases go (the whole line), and give the items."""
    house.run(propose_destruction, who, case_ids=[id_of(house, one) for one in processes or LINE])
    return items(house)


def check(house: House, wanted: list[str]) -> None:
    """Let another one check each: the deputy of its room, another keeper where no room has it in hand."""
    rooms = {one.id: one.room_id for one in rows(house, case)}
    of = {one.id: rooms[one.case_id] for one in rows(house, destruction)}
    for who, mine in (("wang", [one for one in wanted if of[one]]), ("han", [one for one in wanted if not of[one]])):
        if mine:
            house.run(check_destruction, who, item_ids=mine)


def decide(house: House, *processes: str) -> None:
    """Let three people propose, check and decide."""
    wanted = propose(house, *processes)
    check(house, wanted)
    house.run(decide_destruction, "chen", item_ids=wanted)


def with_seals(house: House, folder: Path) -> Sealer:
    """Give the office a folder outside the database and seal what there is."""
    make_signing_key(folder / "seal.key")
    outside = {"seal_key_file": str(folder / "seal.key"), "seal_folder": str(folder / "outside")}
    house.office.facts = {**FACTS, **outside}
    seal(house.office)
    return Sealer(folder / "seal.key", folder / "outside" / "seals.jsonl")
