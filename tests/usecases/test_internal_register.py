"""The internal register (内部台账): what is not verified is there alone, whoever reads an archive and by which way."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.due import ON_SQLITE
from tests.usecases.filing import entries, file, look_into, prepare
from tests.usecases.office import House, hold
from tests.usecases.robot import look_at
from tests.usecases.stand import Stand
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId, PersonId
from webapp.store import archive, archive_marks, case_reads, holdings
from webapp.store.tables import archive_entry, case
from webapp.usecases.act import Act, reads
from webapp.usecases.archives import archive_list, archive_page, archive_paper
from webapp.usecases.case_pages import case_page
from webapp.usecases.declaring import declare_about_case
from webapp.usecases.desk import desk_of
from webapp.usecases.filed import READERS
from webapp.usecases.opening import start_case
from webapp.usecases.own_archive import own_archive
from webapp.usecases.portraits import redraw
from webapp.usecases.ports.archive_files import ArchiveFilesPort
from webapp.usecases.search import search
from webapp.usecases.views.archives import ArchiveView

pytestmark = pytest.mark.story

MA, LIU = PersonId("ma"), PersonId("liu")
CLUE = "反映插手工程项目，转入核实。"
INQUIRY = "答复与材料不符，转入核实。"
GOOD = "实地走访，议事记录完整，末位表态。"
THIRD = "一时难以查清，暂存待查。"
HIDDEN = (CLUE, INQUIRY, THIRD, "台账")


def furnish(house: House) -> None:
    """Ma: a good entry, and in the register three that are or were being verified. Liu: one of them alone."""
    file(house, GOOD, kind="power", result="good")
    file(house, CLUE, kind="clue", result="verify")
    cleared = file(house, INQUIRY, kind="inquiry", result="to_verification")
    verified = file(house, THIRD, kind="verification", result="shelve")
    alone = file(house, INQUIRY, subject="liu", kind="inquiry", result="to_verification")
    with house.office.database.write() as tx:
        for number, status in ((cleared, "cleared"), (verified, "verified"), (alone, "cleared")):
            one = archive_entry.update().where(archive_entry.c.number == number)
            tx.execute(one.values(status=status, subject_seen_on=house.clock().date()))
        hold(tx, house.clock())


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office whose internal register holds four entries."""
    return stand.played(furnish)


def page(house: House, who: str, **how: dt.date) -> ArchiveView:
    return look_into(house, who, **how)


def told(shown: object) -> list[str]:
    """What a page or a list tells of the register."""
    return [word for word in HIDDEN if word in str(shown)]


def test_the_archive_its_print_and_its_earlier_days_hold_nothing_of_it_for_anybody(house: House) -> None:
    prepare(house, kind="check", result="good")
    today = house.clock().date()

    shown = [page(house, who) for who in ("qian", "chen", "li", "zhou")]
    shown += [house.view(archive_paper, "qian", person_id=MA), page(house, "qian", as_of=today)]

    assert [told(one) for one in shown] == [[]] * len(shown)
    assert [sum(len(rows) for _, rows in one.sections) for one in shown] == [1] * len(shown)
    assert all(GOOD in str(one) for one in shown)


def test_lists_and_counts_leave_it_out_and_who_has_nothing_else_has_no_archive(house: House) -> None:
    for who in ("qian", "chen"):
        found = house.view(archive_list, who)
        assert [(row.person_id, row.entries) for row in found.rows] == [("ma", 1)]
        assert "liu" in {one.person_id for one in found.missing}
        with pytest.raises(NotFound):
            house.view(archive_page, who, person_id=LIU)
    with house.office.database.read() as tx:
        assert {who: count for who, (count, *_) in archive.subjects(tx, me=PersonId("qian")).items()} == {MA: 1}
        assert archive.whole(tx, LIU) == archive.of_subject(tx, LIU, me=PersonId("qian")) == ()
        for number in hidden_numbers(house):
            with pytest.raises(NotFound):
                archive.read(tx, number, me=PersonId("qian"))


def hidden_numbers(house: House) -> set[str]:
    with house.office.database.read() as tx:
        found = set(tx.execute(archive_entry.select()).scalars("number"))
    return found - {one.number for one in entries(house)}


def test_the_person_reads_nothing_of_it_and_cannot_ask_to_have_it_corrected(house: House) -> None:
    assert [one.summary for one in house.view(own_archive, "ma").entries] == [GOOD]
    assert house.view(own_archive, "liu").entries == ()

    house.run(start_case, "ma", process="m09c_correction", start_event="correction_asked", token=house.token())

    asked = look_at(house, "ma", "file_correction")
    assert GOOD in str(asked)
    assert told(asked) == []


@reads(Permission.SYSTEM)
def read_of(act: Act, *, process: str) -> dict[str, object]:
    """Everything that a form may read of the person's file; what the archive counts; the portrait and its facts."""
    key = act.tx.execute(case.select().where(case.c.process == process, case.c.status == "open")).one().id
    desk = desk_of(act, case_reads.opened(act.tx, CaseId(key)))
    found: dict[str, object] = {name: read(desk) for name, read in READERS.items()}
    weighing = [one.weighing for one in holdings.matters(act.tx, [MA, LIU])]
    answered = holdings.answered(act.tx, LIU)
    return found | {"weighing": weighing, "answered": answered}


def test_no_form_of_another_matter_reads_it(house: House) -> None:
    prepare(house, kind="check", result="good")

    found = house.office.view(read_of, SYSTEM, process="m11_filing")

    assert told(found) == []
    assert GOOD in str(found["entries"])
    assert [row["text"] for row in found["explain"]] == [GOOD]  # type: ignore[attr-defined]


@ON_SQLITE
def test_neither_portrait_nor_yearly_picture_holds_it(house: House) -> None:
    prepare(house, subject="liu", kind="check", result="good")
    with house.office.database.write() as tx:
        act = Act(tx=tx, office=house.office, actor=SYSTEM, now=house.clock())
        key = tx.execute(case.select().where(case.c.process == "m11_filing", case.c.status == "open")).one().id
        port = ArchiveFilesPort(desk_of(act, case_reads.opened(tx, CaseId(key))))
        drawn, was_open = redraw(act, MA), port.is_open()
        port.snapshot()
        pictures = archive_marks.snapshots(tx, LIU)
        hold(tx, house.clock())

    assert told(drawn) == []
    assert not was_open
    assert [one.content["entries"] for one in pictures] == [[]]


@ON_SQLITE
def test_search_finds_it_by_no_number_and_its_matter_shows_it_to_whoever_sees_that(house: House) -> None:
    for number in hidden_numbers(house):
        assert house.view(search, "qian", words=number).hits == ()
        assert house.view(search, "chen", words=number).hits == ()
    with house.office.database.read() as tx:
        found = tx.execute(archive_entry.select().where(archive_entry.c.subject_id == MA)).all()
    (source,) = {row.source_case_id for row in found if row.kind == "clue.verify"}

    house.run(declare_about_case, "zhou", case_id=CaseId(source), answer="none")
    assert CLUE in str(house.view(case_page, "zhou", case_id=CaseId(source)))
    with pytest.raises(NotFound):
        house.view(case_page, "qian", case_id=CaseId(source))
