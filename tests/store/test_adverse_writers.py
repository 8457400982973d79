"""Each function of the store that writes the archive or personal matters refuses what is adverse and not checked.

The functions are found (tests/rules/ways.py); one that nobody has tried here fails.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping

import pytest

from tests.rules.ways import writers
from tests.store.builders import HEAD, NOW, furnished, open_case
from webapp.domain.archives import NotHeard, NotVerified
from webapp.domain.errors import FourEyes
from webapp.domain.ids import PersonId
from webapp.domain.papers import ArchiveItem, PersonalMatter
from webapp.store import archive, archive_marks, ledgers
from webapp.store.archive_marks import Marking
from webapp.store.db import Database, Tx

ONE, OTHER = PersonId("li"), PersonId("zhao")
DAY = dt.date(2026, 3, 2)
ENTRY = ArchiveItem(
    id="entry1",
    number="云档〔2026〕1号",
    subject_id=HEAD,
    section=5,
    kind="check.deviating",
    dimension="duty",
    status="verified",
    weight="adverse",
    level="head",
    source_case_id=None,
    on=DAY,
    entered_at=NOW,
    entered_by=ONE,
    checked_by=OTHER,
    content={"summary": "检查发现议事规则没有落实。", "heard": "yes"},
)
MATTER = PersonalMatter(
    id="matter1",
    subject_id=HEAD,
    year=2026,
    kind="property",
    status="deviates",
    content={"text": "登记资料显示另有一套房产。"},
    entered_by=ONE,
    at=NOW,
    checked_by=OTHER,
    heard_on=DAY,
)
BY = Marking(at=NOW, by=ONE)


def enters(tx: Tx, _: str) -> None:
    """Nothing adverse by one officer, unheard, or unverified."""
    for wrong, refusal in (
        ({"checked_by": ONE}, FourEyes),
        ({"content": {"summary": "没有听取。"}}, NotHeard),
        ({"status": "unverified"}, NotVerified),
        ({"number": "云台账〔2026〕1号"}, NotVerified),
        ({"kind": "clue.verify"}, NotVerified),
    ):
        with pytest.raises(refusal):
            archive.enter(tx, dataclasses.replace(ENTRY, **wrong))
    archive.enter(tx, ENTRY)
    assert [one.weight for one in archive.whole(tx, HEAD)] == ["adverse"]


def remarks(tx: Tx, _: str) -> None:
    """The person's remark changes neither status nor weight."""
    archive.enter(tx, dataclasses.replace(ENTRY, weight="good"))
    archive.remark(tx, ENTRY, seen_on=DAY, text="已经看过。")
    assert [(one.status, one.weight) for one in archive.whole(tx, HEAD)] == [("verified", "good")]


def marks(tx: Tx, _: str) -> None:
    """A mark takes weight away and gives none."""
    archive.enter(tx, dataclasses.replace(ENTRY, weight="good"))
    archive_marks.mark(tx, ENTRY.id, status="corrected", by=BY)
    assert [one.weight for one in archive.whole(tx, HEAD)] == ["none"]


def marks_of_cases(tx: Tx, deployment: str) -> None:
    """Marked as still weighing, what was good is not adverse."""
    case_id = open_case(tx, deployment)[0].id
    archive.enter(tx, dataclasses.replace(ENTRY, weight="good", source_case_id=case_id))
    assert archive_marks.mark_of_cases(tx, [case_id], status="corrected", weighs=True, by=BY) == 1
    assert [one.weight for one in archive.whole(tx, HEAD)] == ["good"]


def puts_matters(tx: Tx, _: str) -> None:
    """No difference by one officer, or without the person heard; what was only found counts nowhere."""
    for wrong, refusal in (
        ({"checked_by": ONE}, FourEyes),
        ({"checked_by": None}, FourEyes),
        ({"entered_by": None}, FourEyes),
        ({"heard_on": None}, NotHeard),
    ):
        with pytest.raises(refusal):
            ledgers.put_matter(tx, dataclasses.replace(MATTER, **wrong))
    ledgers.put_matter(tx, MATTER)
    assert [one.status for one in ledgers.matters(tx, HEAD, year=2026)] == ["deviates"]


TRIALS: Mapping[str, Callable[[Tx, str], None]] = {
    "archive.enter": enters,
    "archive.remark": remarks,
    "archive_marks.mark": marks,
    "archive_marks.mark_of_cases": marks_of_cases,
    "ledgers.put_matter": puts_matters,
}


@pytest.mark.parametrize("writer", sorted(writers()))
def test_a_writer_refuses_what_is_adverse_and_not_checked(database: Database, writer: str) -> None:
    assert writer in TRIALS, f"say here how {writer} refuses what one officer alone calls adverse"

    deployment = furnished(database)

    with database.write() as tx:
        TRIALS[writer](tx, deployment)
