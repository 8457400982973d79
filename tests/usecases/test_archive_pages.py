"""Who reads an archive, as of which day, and what its person reads; each look is written before the page answers."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.due import ON_SQLITE
from tests.usecases.filing import HEARD, enter, file, look_into, prepare
from tests.usecases.office import House, hold
from tests.usecases.stand import Stand
from tests.usecases.written import recuse
from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId
from webapp.domain.said import Said
from webapp.domain.statements import OwnStatement
from webapp.store import access, archive_marks, statements
from webapp.store.archive_marks import Marking
from webapp.store.tables import archive_entry, archive_snapshot, portrait
from webapp.usecases.archive_readers import LOOKS
from webapp.usecases.archives import archive_list, archive_paper
from webapp.usecases.own_archive import own_archive, persons_copy
from webapp.usecases.views.archives import ArchiveView

MA = PersonId("ma")
BAD = "违反议事规则，受到党内警告处分。"
GOOD = "实地走访，议事记录完整，末位表态。"


def furnish(house: House) -> None:
    """Ma's archive: one adverse and one good entry, and a clue that stays in the internal register."""
    file(house, BAD, kind="decision", result="sanction", subject_remark="已经着手整改。", **HEARD)
    file(house, GOOD, kind="power", result="good")
    file(house, "反映插手工程项目，转入核实。", kind="clue", result="verify")


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office in which Ma has an archive."""
    return stand.played(furnish)


def page(house: House, who: str = "qian", **how: dt.date) -> ArchiveView:
    return look_into(house, who, **how)


def looks(house: House) -> list[tuple[str, str]]:
    with house.office.database.read() as tx:
        found = access.of_subject(tx, MA, since=house.clock() - dt.timedelta(days=9))
        return [(look.person_id, look.what) for look in found if look.what.startswith("archive")]


def numbers(found: ArchiveView) -> set[str]:
    return {one.number for _, entries in found.sections for one in entries}


def cited(found: ArchiveView) -> set[str]:
    told = [*(why for one in found.dimensions for why in one.why), *(f for one in found.dimensions for f in one.facts)]
    return {number for sentence in told for number in sentence.entries}


def test_the_page_says_of_each_entry_source_status_and_both_officers_and_links_every_sentence(house: House) -> None:
    found = page(house)

    entries = {one.kind: one for _, rows in found.sections for one in rows}
    bad = entries["处分决定"]
    assert (bad.summary, bad.status, bad.weight, bad.remark) == (BAD, "已核实", "不利结论", "已经着手整改。")
    assert bad.entered_by
    assert bad.checked_by == "钱守一"
    assert {one.code: one.colour for one in found.dimensions} == {"integrity": "yellow", "power": "green"}
    assert all(one.why for one in found.dimensions)
    assert cited(found) == numbers(found)
    assert "问题线索处置" not in entries
    assert "插手工程" not in str(found)


def test_an_archive_that_nobody_opened_by_hand_was_opened_by_its_first_entry(house: House) -> None:
    first = house.clock().astimezone(house.office.zone).date()
    house.clock.shift(days=40)
    file(house, "述责述廉情况属实，没有发现问题。", kind="duty_report", result="good")

    (row,) = [one for one in house.view(archive_list, "qian").rows if one.person_id == MA]
    assert (row.opened_on, page(house).opened_on) == (first, first)

    with house.office.database.write() as tx:
        archive_marks.open_file(tx, MA, on=dt.date(2026, 1, 5), now=house.clock())
        hold(tx, house.clock())
    (row,) = [one for one in house.view(archive_list, "qian").rows if one.person_id == MA]
    assert (row.opened_on, page(house).opened_on) == (dt.date(2026, 1, 5), dt.date(2026, 1, 5))


@ON_SQLITE
def test_the_look_is_written_and_a_print_is_told_apart(house: House) -> None:
    page(house)
    house.view(archive_paper, "qian", person_id=MA)

    assert looks(house) == [("qian", "archive_print"), ("qian", "archive")]
    assert [name for name, _ in page(house).readers] == ["钱守一"]


@ON_SQLITE
@pytest.mark.parametrize("who", ["cui", "jin", "mo", "ding", "pei", "ma", "lin"])
def test_whoever_has_no_duty_there_or_is_the_person_finds_nothing(house: House, who: str) -> None:
    with pytest.raises(NotFound):
        page(house, who)

    assert looks(house) == []


@ON_SQLITE
def test_an_officer_reads_the_archive_of_whom_a_matter_is_at_hand_and_no_longer(house: House) -> None:
    assert house.view(archive_list, "li").rows == ()
    with pytest.raises(NotFound):
        page(house, "zhao")
    prepare(house, kind="check", result="good")

    reading = {who for who in ("li", "pei", "zhou") if house.view(archive_list, who).rows}
    seen = page(house, "li")
    enter(house, summary="检查结果良好，制度落实到位。")

    assert reading == {"zhou", "li"}, "who began the matter, and its room"
    assert seen.label.startswith("马远帆")
    assert house.view(archive_list, "li").rows == ()


@ON_SQLITE
def test_who_is_recused_from_the_person_finds_nothing(house: House) -> None:
    recuse(house, "yin")

    with pytest.raises(NotFound):
        page(house, "yin")
    assert MA not in {row.person_id for row in house.view(archive_list, "yin").rows}
    assert MA not in {row.person_id for row in house.view(archive_list, "yin").missing}


@ON_SQLITE
def test_heads_without_archive_are_on_the_keepers_radar_with_their_limit(house: House) -> None:
    found = house.view(archive_list, "qian")

    assert [row.person_id for row in found.rows] == ["ma"]
    assert {one.person_id for one in found.missing} == {"liu", "shen", "zhu", "lin", "gong", "ren"}
    assert all(one.due_on and one.is_late for one in found.missing)
    assert house.view(archive_list, "li").missing == ()


def test_an_earlier_day_shows_what_the_archive_said_then(house: House) -> None:
    day = house.clock().date()
    first = next(one.number for _, rows in page(house).sections for one in rows if one.summary == BAD)
    house.clock.shift(days=10)
    with house.office.database.write() as tx:
        entry = tx.execute(archive_entry.select().where(archive_entry.c.number == first)).one().id
        archive_marks.mark(tx, entry, status="cleared", by=Marking(at=house.clock(), by=PersonId("li")))
        hold(tx, house.clock())

    now, then, before = page(house), page(house, as_of=day), page(house, as_of=day - dt.timedelta(days=1))

    states = [{one.number: one.status for _, rows in view.sections for one in rows} for view in (now, then)]
    assert [state[first] for state in states] == ["已澄清", "已核实"]
    assert first not in cited(now)
    assert first in cited(then)
    assert numbers(before) == set()
    assert (before.portrait_on, before.opened_on) == (None, None)
    assert then.portrait_on == day


@ON_SQLITE
def test_the_person_reads_what_was_entered_and_the_own_remark_and_no_clue_no_weight(house: House) -> None:
    found = house.view(own_archive, "ma")

    assert {(one.summary, one.remark) for one in found.entries} == {(BAD, "已经着手整改。"), (GOOD, "")}
    assert found.can_correct
    shown = str(found)
    assert not any(word in shown for word in ("插手工程", "不利", "提醒", "yellow", "red", "李怀瑾", "钱守一"))
    assert house.view(own_archive, "liu").entries == ()


@ON_SQLITE
def test_the_keeper_hands_over_on_paper_what_the_own_page_tells_and_no_more(house: House) -> None:
    page(house)

    copy = house.view(persons_copy, "qian", person_id=MA)

    assert (copy.entries, copy.stated) == (house.view(own_archive, "ma").entries, ())
    assert "马远帆" in copy.label
    assert ("qian", "archive_copy") in looks(house)
    assert "archive_copy" in LOOKS, "who printed it has read it, and hears of a correction"
    for who in ("zhou", "su", "ma", "cui"):
        with pytest.raises(NotFound):
            house.view(persons_copy, who, person_id=MA)


@ON_SQLITE
def test_own_data_are_told_by_their_forms_labels_and_only_what_was_typed_stays_as_it_is(house: House) -> None:
    shop = {"relation": "spouse", "what": "经营一家文具店。", "linked": "no"}
    gift = {"on": dt.date(2026, 2, 1), "what": "茶叶两盒。", "handed_to": "县纪委"}
    one = OwnStatement(
        id="s",
        subject_id=MA,
        year=2026,
        version=1,
        case_id=None,
        entered_by=MA,
        at=house.clock(),
        content={"family_business": [shop], "gifts": [gift], "posts": []},
    )
    with house.office.database.write() as tx:
        statements.add(tx, one)
        hold(tx, house.clock())

    for parts in (dict(page(house).stated), dict(house.view(own_archive, "ma").stated)):
        (row,) = parts["亲属经商办企业和从业情况"]
        assert [type(value) for _, value in row.lines] == [Said, str, Said]
        assert str(row) == "与本人关系：配偶\n经营或者从业情况：经营一家文具店。\n是否与本人职权有关：否"
        assert "上交日期：2026年2月1日" in str(parts["礼品礼金上交情况"][0])
        assert parts["任职情况"] == parts["兼职情况"] == ()


@ON_SQLITE
def test_an_earlier_day_shows_the_own_data_of_then(house: House) -> None:
    first, day = house.clock(), house.clock().date()
    shops = [{"relation": "spouse", "what": what, "linked": "no"} for what in ("经营一家文具店。", "经营一家书店。")]
    with house.office.database.write() as tx:
        for number, shop in enumerate(shops):
            at = first + dt.timedelta(days=5 * number)
            one = {"subject_id": MA, "year": 2026, "case_id": None, "entered_by": MA, "at": at}
            content = {"family_business": [shop]}
            statements.add(tx, OwnStatement(id=f"s{number}", version=number + 1, content=content, **one))
        hold(tx, first)
    house.clock.shift(days=10)

    now, then, before = page(house), page(house, as_of=day), page(house, as_of=day - dt.timedelta(days=1))

    assert ["书店" in str(one.stated) for one in (now, then)] == [True, False]
    assert "文具店" in str(then.stated)
    assert (before.stated_year, before.stated) == (None, ())


@ON_SQLITE
def test_contents_of_archive_portrait_and_pictures_are_sealed(house: House) -> None:
    with house.office.database.read() as tx:
        raw = str(
            [list(row) for table in (archive_entry, portrait, archive_snapshot) for row in tx.execute(table.select())]
        )

    assert "议事规则" not in raw
    assert "着手整改" not in raw
