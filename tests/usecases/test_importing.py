"""The roster from a table: rows that contradict are refused one by one, the rest waits; nothing active is ever read."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence

import openpyxl
import pytest

from tests.usecases.due import ON_SQLITE, rows
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House
from webapp.domain.errors import NotFound, Refused
from webapp.domain.ids import PersonId, UnitId
from webapp.domain.records import AuditEntry
from webapp.domain.roster import Directory
from webapp.domain.roster_columns import SHEETS
from webapp.store import ledgers, people
from webapp.store.audit import append
from webapp.store.tables import audit, personal_matters, recusal, service_record
from webapp.usecases.absences import AbsenceRefused, own_absences, set_absence
from webapp.usecases.importing import bring_roster, drop_roster, import_page, waiting_rosters, write_roster
from webapp.usecases.people import RosterRefused, add_post, change_person, end_post, rename_unit
from webapp.usecases.ports.units import LEVELS
from webapp.usecases.roster_export import roster_file
from webapp.usecases.roster_pages import person_page
from webapp.usecases.sheets import SheetRefused, read_lines, safe, template
from webapp.usecases.views.rosters import ImportView

Cells = Mapping[str, object]
HEAD = {"类别": "一把手", "一把手": "是", "管理权限层级": "单位主要负责人"}
FORESTRY = {"单位名称": "县林业局", "类别": "本级管理的单位"}
NEW_HEAD = {
    **HEAD,
    "姓名": "温如玉",
    "单位": "县林业局",
    "职务": "局长",
    "任职日期": "2026-03-01",
    "出生日期": "1980-05-06",
}


MATTER = {
    "对象": "马远帆",
    "年度": 2026,
    "事项": "亲属经商办企业和从业",
    "核查情况": "本人填报",
    "内容": "配偶经营文具店",
}


def book(**sheets: Sequence[Cells]) -> bytes:
    """Give a workbook with these rows."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for title, lines in sheets.items():
        sheet = made.create_sheet(title)
        titles = [one.title for one in SHEETS[title]]
        sheet.append(titles)
        for line in lines:
            sheet.append([line.get(name) for name in titles])
    found = io.BytesIO()
    made.save(found)
    return found.getvalue()


def brought(house: House, **sheets: Sequence[Cells]) -> str:
    return house.run(bring_roster, "jin", name="花名册.xlsx", content=book(**sheets))


def looked(house: House, draft: str) -> ImportView:
    return house.view(import_page, "jin", draft_id=draft)


def faults(house: House, **sheets: Sequence[Cells]) -> list[str]:
    """Give what the preview says is wrong, row by row."""
    found = looked(house, brought(house, **sheets)).rows
    return [f"{row.sheet}{row.number} {one}" for row in found for one in row.faults]


def names(house: House) -> Directory:
    with house.office.database.read() as tx:
        return people.directory(tx)


def test_a_clean_table_is_previewed_and_written_at_once_in_one_entry(house: House) -> None:
    rooms = [{"科室名称": "第四监督检查室"}]
    branch = {"单位名称": "县林业局林场", "类别": "下级管理的单位", "上级单位": "县林业局"}
    officer = {
        "姓名": "安若素",
        "类别": "本机关干部",
        "单位": "云岭县纪委监委",
        "职务": "干部",
        "任职日期": dt.date(2026, 3, 1),
    }
    served = [{"单位": "县林业局", "日期": "2026年2月3日", "服务对象": "某某合作社", "事项": "采伐许可"}]
    pairs = [{"干部": "安若素", "对象": "温如玉", "关系": "近亲属"}]
    before = len(names(house).persons)
    draft = brought(
        house, 单位=[branch, FORESTRY], 科室=rooms, 任职=[NEW_HEAD, officer], 服务记录=served, 回避关系=pairs
    )
    view, untouched = looked(house, draft), len(names(house).persons)

    count = house.run(write_roster, "jin", draft_id=draft)

    now = names(house)
    (head,) = [one for one in now.persons.values() if one.name == "温如玉"]
    units = {one.name: one for one in now.units.values()}
    assert (view.faulty, view.clean, untouched) == (0, 7, before)
    assert count == 9
    assert [post.title for post in now.posts_of(head.id)] == ["局长"]
    assert now.head_of(units["县林业局"].id, on=dt.date(2026, 3, 2)) == head.id
    assert units["县林业局林场"].parent_id == units["县林业局"].id
    assert [row.subject_id for row in rows(house, recusal) if row.source == "import"] == [head.id]
    assert [row.act for row in rows(house, audit) if row.act == "roster.imported"] == ["roster.imported"]
    with house.office.database.read() as tx:
        (record,) = ledgers.served_ids(tx, units["县林业局"].id, first=dt.date(2026, 2, 1), last=dt.date(2026, 2, 28))
        assert ledgers.served(tx, [record])[0].content == {"who": "某某合作社", "matter": "采伐许可"}
    with pytest.raises(NotFound):
        house.run(write_roster, "jin", draft_id=draft)
    everything_holds(house)


def test_who_was_served_under_a_units_old_name_is_not_entered_again_under_the_new_one(house: House) -> None:
    served = {"日期": "2026年2月3日", "服务对象": "某某合作社", "事项": "采伐许可"}
    house.run(write_roster, "jin", draft_id=brought(house, 服务记录=[{"单位": "县供销合作社", **served}]))
    house.run(rename_unit, "jin", unit_id=UnitId("county_coop"), name="县供销集团", on=house.clock().date())

    again = brought(house, 服务记录=[{"单位": "县供销集团", **served}])

    assert [row.state for row in looked(house, again).rows] == ["same"]


def test_brought_again_the_same_table_changes_nothing(house: House) -> None:
    house.run(write_roster, "jin", draft_id=brought(house, 单位=[FORESTRY], 任职=[NEW_HEAD]))

    again = brought(house, 单位=[FORESTRY], 任职=[NEW_HEAD])

    assert {row.state for row in looked(house, again).rows} == {"same"}
    assert house.run(write_roster, "jin", draft_id=again) == 0
    assert len([one for one in names(house).persons.values() if one.name == "温如玉"]) == 1


@ON_SQLITE
def test_services_and_absences_that_are_there_are_brought_once(house: House) -> None:
    served = {"单位": "县供销合作社", "日期": "2026-02-03", "服务对象": "某某合作社", "事项": "化肥供应"}
    away = {"干部": "周正言", "受托人": "吴思齐", "起始日期": "2026-03-03", "截止日期": "2026-03-06"}
    sheets = {"服务记录": [served], "外出": [away]}
    house.run(write_roster, "jin", draft_id=brought(house, **sheets))

    again = brought(house, **sheets)

    assert {row.state for row in looked(house, again).rows} == {"same"}
    assert house.run(write_roster, "jin", draft_id=again) == 0
    assert len(rows(house, service_record)) == len(house.view(own_absences, "zhou")) == 1
    assert faults(house, 服务记录=[served, served]) == ["服务记录3 此行与前面的行重复"]
    assert faults(house, 服务记录=[{**served, "日期": "2026-03-03"}]) == ["服务记录2 “日期”晚于今日"]


@ON_SQLITE
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"任职日期": "1979-01-01"}, "任职日期早于出生日期"),
        ({"任职日期": "1990-01-01"}, "任职时不满十六岁"),
        ({"离任日期": "2026-02-01"}, "止日早于起日"),
        ({"任职日期": "2026-13-01"}, "“任职日期”不是日期"),
        ({"任职日期": None}, "请填写“任职日期”"),
        ({"单位": "没有的局"}, "没有单位“没有的局”"),
        ({"单位": None}, "请填写“单位”"),
        ({"类别": "领导"}, "“类别”请填：本机关干部"),
        ({"一把手": "对"}, "“一把手”请填是或者否"),
        ({"编号": "ma"}, "编号与姓名不一致"),
        ({"编号": "2026001"}, "花名册上没有这个编号；新登记的人员，“编号”留空"),
        ({"类别": "外单位人员"}, "任单位“一把手”的，“类别”填一把手"),
        ({"姓名": "岑若谷", "编号": "cen"}, "此人还担任岗位"),
        ({"姓名": "马远帆"}, "已有同名人员：马远帆，县供销合作社主任"),
        ({"单位": "县水务局"}, "与沈望舒同时担任该单位“一把手”"),
        ({"职务": "局" * 201}, "“职务”太长"),
    ],
)
def test_a_row_that_contradicts_is_refused_with_a_sentence(house: House, changed: Cells, sentence: str) -> None:
    found = faults(house, 单位=[FORESTRY], 任职=[{**NEW_HEAD, **changed}])

    assert len(found) == 1
    assert found[0].startswith("任职2 ")
    assert sentence in found[0]


@ON_SQLITE
def test_a_table_makes_no_outsider_of_who_holds_a_duty_of_the_house_nor_gives_one_to_an_outsider(house: House) -> None:
    """Nobody from outside is asked for recusals or counted among who looks."""
    held = {"姓名": "周正言", "单位": "云岭县纪委监委", "职务": "第三监督检查室干部", "任职日期": "2020-01-01"}
    duty = {"干部": "华以谦", "岗位": "监督检查室", "科室": "第一监督检查室"}

    found = faults(house, 任职=[{**held, "类别": "外单位人员"}], 岗位=[duty])

    assert found == [
        "任职2 此人担任本机关干部的岗位，不能改为外单位人员；请先撤销岗位或者登记离任",
        "岗位2 该岗位由本机关干部担任，此人登记为外单位人员",
    ]
    assert faults(house, 任职=[{**held, "类别": "本机关干部"}]) == []


@ON_SQLITE
def test_two_heads_of_one_post_are_both_named_an_acting_one_is_not(house: House) -> None:
    other = {**NEW_HEAD, "姓名": "安若素"}

    assert faults(house, 单位=[FORESTRY], 任职=[NEW_HEAD, other]) == [
        "任职2 与安若素同时担任该单位“一把手”，请核对离任日期；代理的，职务写明代",
        "任职3 与温如玉同时担任该单位“一把手”，请核对离任日期；代理的，职务写明代",
    ]
    assert faults(house, 单位=[FORESTRY], 任职=[NEW_HEAD, {**other, "职务": "副局长（代局长）"}]) == []
    left = {**other, "任职日期": "2020-01-01", "离任日期": "2026-02-28"}
    assert faults(house, 单位=[FORESTRY], 任职=[NEW_HEAD, left]) == []


@ON_SQLITE
def test_one_faulty_row_holds_all_back_until_it_is_left_out_by_choice(house: House) -> None:
    wrong_unit = {"单位名称": "县文旅局", "类别": "没有的类别"}
    of_it = {**NEW_HEAD, "姓名": "安若素", "单位": "县林业局", "职务": "副局长", "一把手": "否"}
    twice = {**of_it, "职务": "工会主席", "任职日期": "昨天"}
    draft = brought(house, 单位=[FORESTRY, wrong_unit], 任职=[NEW_HEAD, of_it, twice])
    with pytest.raises(RosterRefused, match="还有2行有误"):
        house.run(write_roster, "jin", draft_id=draft)
    before = {one.name for one in names(house).units.values()}

    house.run(write_roster, "jin", draft_id=draft, only_clean=True)

    after = names(house)
    assert "县林业局" not in before
    assert {one.name for one in after.units.values()} - before == {"县林业局"}
    assert {one.name for one in after.persons.values()} >= {"温如玉", "安若素"}
    assert not any(post.title == "工会主席" for post in after.posts)


@ON_SQLITE
def test_rows_that_name_a_faulty_new_unit_or_person_wait_with_it(house: House) -> None:
    circle = [{**FORESTRY, "上级单位": "县文旅局"}, {"单位名称": "县文旅局", "类别": "乡镇", "上级单位": "县林业局"}]
    draft = brought(house, 单位=circle, 任职=[NEW_HEAD])

    found = looked(house, draft)

    assert [row.faults for row in found.rows if row.sheet == "单位"] == [("上级单位互为上级",)] * 2
    assert [row.state for row in found.rows if row.sheet == "任职"] == ["held"]
    assert house.run(write_roster, "jin", draft_id=draft, only_clean=True) == 0


def test_what_rests_on_a_row_that_waits_waits_too_and_the_rest_is_written(house: House) -> None:
    lost = {"单位名称": "县林业局", "类别": "本级管理的单位", "上级单位": "没有此单位"}
    station = {"单位名称": "县林业站", "类别": "本级管理的单位", "上级单位": "县林业局"}
    deputy = {"类别": "一把手", "姓名": "温如玉", "单位": "县住房和城乡建设局", "职务": "党组成员"}
    deputy |= {"任职日期": "2026-03-01"}
    other = {**NEW_HEAD, "姓名": "明知远", "单位": "县林业站", "职务": "站长"}
    draft = brought(
        house,
        单位=[lost, station],
        任职=[NEW_HEAD, deputy, other],
        回避关系=[{"干部": "zhao", "对象": "温如玉", "关系": "近亲属"}],
        服务记录=[{"单位": "县林业站", "日期": "2026-02-03", "服务对象": "李某", "事项": "采伐许可"}],
    )

    found = looked(house, draft)

    assert [row.faults for row in found.rows if row.faults] == [("没有上级单位“没有此单位”",)]
    assert (found.held, found.clean) == (6, 0)
    assert house.run(write_roster, "jin", draft_id=draft, only_clean=True) == 0
    assert "温如玉" not in [one.name for one in names(house).persons.values()]


def test_what_names_somebody_who_is_there_does_not_wait_for_a_faulty_row_of_that_person(house: House) -> None:
    again = {**NEW_HEAD, "姓名": "马远帆", "编号": "ma", "单位": "县住房和城乡建设局", "职务": "局长"}
    taken = {**again, "单位": "县卫生健康局", "类别": "一把手"}
    draft = brought(house, 任职=[taken], 个人有关事项=[MATTER])

    found = looked(house, draft)

    assert [row.state for row in found.rows if row.sheet == "个人有关事项"] == ["new"]
    assert found.held == 0


def test_a_place_in_the_order_that_no_database_holds_is_no_number(house: House) -> None:
    assert faults(house, 单位=[{**FORESTRY, "排序": "99999999999"}]) == ["单位2 “排序”请填整数"]


@ON_SQLITE
def test_a_namesake_is_another_person_only_when_the_row_says_so(house: House) -> None:
    same = {**NEW_HEAD, "姓名": "马远帆"}

    house.run(write_roster, "jin", draft_id=brought(house, 单位=[FORESTRY], 任职=[{**same, "另一人": "是"}]))
    house.run(
        write_roster, "jin", draft_id=brought(house, 任职=[{**same, "编号": "ma", "职务": "党组书记", "一把手": "否"}])
    )

    found = [one.id for one in names(house).persons.values() if one.name == "马远帆"]
    assert len(found) == 2
    assert {post.title for post in names(house).posts_of(PersonId("ma"))} == {"主任", "党组书记"}


@ON_SQLITE
def test_a_move_is_an_end_and_a_beginning(house: House) -> None:
    ended = {
        **HEAD,
        "姓名": "马远帆",
        "单位": "县供销合作社",
        "职务": "主任",
        "任职日期": "2023-01-01",
        "离任日期": "2026-02-28",
    }
    begun = {**HEAD, "姓名": "马远帆", "编号": "ma", "单位": "县林业局", "职务": "局长", "任职日期": "2026-03-01"}

    draft = brought(house, 单位=[FORESTRY], 任职=[ended, begun])
    assert [row.was for row in looked(house, draft).rows] == [(), (("离任日期", ""),), ()]
    house.run(write_roster, "jin", draft_id=draft)

    held = names(house).posts_of(PersonId("ma"))
    assert [(post.title, post.until_on) for post in held] == [("主任", dt.date(2026, 2, 28)), ("局长", None)]


def test_who_comes_back_to_a_post_keeps_the_earlier_term(house: House) -> None:
    back = {"姓名": "马远帆", "单位": "县供销合作社", "职务": "主任", **HEAD}
    terms = [("2023-01-01", "2025-12-31"), ("2026-02-01", "")]
    lines = [{**back, "任职日期": first, "离任日期": last} for first, last in terms]
    house.run(write_roster, "jin", draft_id=brought(house, 任职=lines))
    taken = house.view(roster_file, "jin", sheet="任职")

    again = house.run(bring_roster, "jin", name="任职.csv", content=taken, sheet="任职")
    house.run(write_roster, "jin", draft_id=again)

    held = [(post.from_on.isoformat(), str(post.until_on or "")) for post in names(house).posts_of(PersonId("ma"))]
    assert sorted(held) == terms


def test_relations_name_people_whom_there_is_only_one_of(house: House) -> None:
    lines = [
        {"干部": "周正言", "对象": "马远帆", "关系": "近亲属"},
        {"干部": "没有的人", "对象": "马远帆", "关系": "近亲属"},
        {"干部": "马远帆", "对象": "刘长河", "关系": "近亲属"},
    ]

    found = faults(house, 回避关系=lines)

    assert found == ["回避关系3 “干部”没有“没有的人”", "回避关系4 “干部”应当是本机关干部，且不是对象本人"]


@ON_SQLITE
def test_personal_matters_come_with_their_check_and_brought_again_only_the_check_changes(house: House) -> None:
    flat = {**MATTER, "事项": "房产", "内容": "一套"}
    house.run(write_roster, "jin", draft_id=brought(house, 个人有关事项=[MATTER, flat]))
    house.run(write_roster, "jin", draft_id=brought(house, 个人有关事项=[{**MATTER, "核查情况": "核查不一致"}]))

    with house.office.database.read() as tx:
        found = ledgers.matters(tx, PersonId("ma"), year=2026)
    assert sorted((one.kind, one.status, str(one.content["text"])) for one in found) == [
        ("family_business", "found", "配偶经营文具店"),
        ("property", "declared", "一套"),
    ]
    assert {one.entered_by for one in found} == {"jin"}
    assert "文具店" not in str(rows(house, personal_matters))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"对象": "周明"}, "“对象”"),
        ({"对象": "李怀瑾"}, "“对象”应当是“一把手”"),
        ({"年度": 2027}, "“年度”应当是四位年份，不晚于今年"),
        ({"年度": "今年"}, "“年度”请填整数"),
        ({"事项": "彩票"}, "“事项”请填"),
        ({"内容": None}, "请填写“内容”"),
    ],
)
@ON_SQLITE
def test_a_personal_matter_that_cannot_be_is_refused_with_a_sentence(
    house: House, changed: Cells, sentence: str
) -> None:
    (told,) = faults(house, 个人有关事项=[{**MATTER, **changed}])

    assert sentence in told
    assert "重复" in faults(house, 个人有关事项=[MATTER, MATTER])[0]


@ON_SQLITE
def test_enterprises_schools_and_hospitals_are_kinds_of_units_of_this_level(house: House) -> None:
    kinds = {"国有企业": "enterprise", "学校": "school", "公立医院": "hospital", "其他事业单位": "institution"}
    units = [{"单位名称": f"县第一{title}", "类别": title} for title in kinds]
    house.run(write_roster, "jin", draft_id=brought(house, 单位=units))

    assert {one.name: one.kind for one in names(house).units.values() if one.name.startswith("县第一")} == {
        f"县第一{title}": code for title, code in kinds.items()
    }
    assert set(kinds.values()) <= {kind for kind, level in LEVELS.items() if level == "own"}


@ON_SQLITE
def test_a_unit_that_is_named_above_itself_is_told_so(house: House) -> None:
    found = faults(house, 单位=[{**FORESTRY, "上级单位": "县林业局"}])

    assert found == ["单位2 上级单位“县林业局”就是本单位，请填写另一单位或者留空"]


@ON_SQLITE
def test_the_roster_taken_out_is_the_same_when_it_is_brought_in_again(house: House) -> None:
    draft = house.run(bring_roster, "jin", name="x.xlsx", content=house.view(roster_file, "jin"))

    found = looked(house, draft).rows
    states = {(row.sheet, row.state) for row in found if row.sheet in ("单位", "科室", "任职")}
    assert states == {("单位", "same"), ("科室", "same"), ("任职", "same")}
    assert not [row for row in found if row.faults]
    with pytest.raises(NotFound):
        house.view(roster_file, "su")


@ON_SQLITE
def test_no_cell_of_the_roster_taken_out_is_a_formula(house: House) -> None:
    house.run(change_person, "jin", person_id=PersonId("ma"), name="=1+1", phone="+86 000")

    content = house.view(roster_file, "jin")
    text = house.view(roster_file, "jin", sheet="任职")

    sheet = openpyxl.load_workbook(io.BytesIO(content))["任职"]
    cells = [cell for line in sheet.iter_rows() for cell in line if "1+1" in str(cell.value)]
    assert [(cell.value, cell.data_type) for cell in cells] == [("'=1+1", "s")]
    (line,) = [line for line in text.decode("utf-8-sig").splitlines() if "1+1" in line]
    assert "'=1+1" in line
    assert "'+86 000" in line


@pytest.mark.parametrize("text", ["=1+1", "+86 000", "-1", "@x", "＝1+1", "＋1", "－1", "＠x"])
def test_what_was_kept_from_being_a_formula_is_read_back_as_it_was(text: str) -> None:
    needed = [one.title for one in SHEETS["单位"] if one.required]
    table = f"{','.join(needed)}\n{','.join([safe(text)] * len(needed))}\n"

    (line,) = read_lines("单位.csv", table.encode(), sheet="单位")

    assert set(line.cells.values()) == {text}


@ON_SQLITE
def test_a_persons_page_tells_who_changed_what_and_no_recusal(house: House) -> None:
    house.run(write_roster, "jin", draft_id=brought(house, 单位=[FORESTRY], 任职=[NEW_HEAD]))
    who = next(one.id for one in names(house).persons.values() if one.name == "温如玉")
    post = house.run(add_post, "jin", person_id=who, unit_id=UnitId("county_water"), title="兼职顾问")
    house.run(end_post, "jin", post_id=post, until_on=house.clock().date())
    with house.office.database.write() as tx:
        note_recusal = entry(house, "recusal.declared", subject=who)
        append(tx, note_recusal)

    found = house.view(person_page, "jin", person_id=who).history

    assert [(one.what, one.by) for one in found] == [
        ("登记离任", "金秉钧"),
        ("登记任职", "金秉钧"),
        ("导入人员表格", "金秉钧"),
    ]
    assert found[0].detail.endswith("兼职顾问")
    assert house.view(person_page, "jin", person_id=PersonId("liu")).history == ()


def entry(house: House, what: str, **facts: object) -> AuditEntry:
    return AuditEntry(stream="office", act=what, actor_id=PersonId("zhou"), at=house.clock(), facts=facts)


@ON_SQLITE
def test_duties_and_absences_come_with_the_people_they_are_for(house: House) -> None:
    officer = {
        "姓名": "安若素",
        "类别": "本机关干部",
        "单位": "云岭县纪委监委",
        "职务": "干部",
        "任职日期": "2026-03-01",
    }
    duties = [
        {"干部": "安若素", "岗位": "监督检查室", "科室": "第四监督检查室", "查看事项": "是"},
        {"干部": "周正言", "岗位": "监督检查室", "科室": "第三监督检查室"},
        {"干部": "华以谦", "岗位": "所在单位党委（党组）", "科室": "县水务局"},
    ]
    away = [{"干部": "周正言", "受托人": "安若素", "起始日期": "2026-03-02", "截止日期": "2026-03-06"}]
    draft = brought(house, 科室=[{"科室名称": "第四监督检查室"}], 任职=[officer], 岗位=duties, 外出=away)

    assert [row.state for row in looked(house, draft).rows if row.sheet == "岗位"] == ["new", "same", "new"]
    house.run(write_roster, "jin", draft_id=draft)

    now = names(house)
    (who,) = [one.id for one in now.persons.values() if one.name == "安若素"]
    (room,) = [one.id for one in now.rooms.values() if one.name == "第四监督检查室"]
    assert {(one.role, one.room_id) for one in house.actor(who).grants} == {("supervise", room)}
    assert UnitId("county_water") in {one.room_id for one in house.actor("hua").grants}
    assert [one.substitute_name for one in house.view(own_absences, "zhou")] == ["安若素"]


@ON_SQLITE
@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"干部": "周正言", "岗位": "监督检查室"}, "该岗位要选具体的室"),
        ({"干部": "周正言", "岗位": "信访室", "科室": "第三监督检查室"}, "该岗位属于全机关，不选室"),
        ({"干部": "周正言", "岗位": "监督检查室", "科室": "第九室"}, "没有科室或者单位“第九室”"),
        ({"干部": "周正言", "岗位": "总监"}, "没有岗位“总监”"),
        ({"干部": "周正言", "岗位": "系统管理员"}, "由两名管理员"),
        ({"干部": "崔致用", "岗位": "信访室"}, "须由三人分任"),
        ({"干部": "金秉钧", "岗位": "信访室"}, "不能给本人授予岗位"),
        ({"干部": "马远帆", "岗位": "信访室"}, "对象本人只有本人页面"),
        ({"干部": "周正言", "岗位": "信访室", "查看事项": "是"}, "该岗位不查看事项"),
        ({"干部": "周正言", "岗位": "巡视巡察办", "查看事项": "是"}, "该岗位查看事项须逐项选定措施，请在人员页授予"),
        ({"干部": "没有的人", "岗位": "信访室"}, "“干部”没有“没有的人”"),
    ],
)
def test_a_duty_is_refused_as_it_is_by_hand(house: House, row: Cells, sentence: str) -> None:
    (found,) = faults(house, 岗位=[row])

    assert sentence in found


@ON_SQLITE
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"截止日期": "2026-02-27"}, "止日早于起日"),
        ({"起始日期": "2026-02-02", "截止日期": "2026-02-27"}, "请填写今日以后的起止日期"),
        ({"受托人": "周正言"}, "请选择另一名在岗人员受托"),
        ({"受托人": "马远帆"}, "请选择另一名在岗人员受托"),
        ({"受托人": "崔致用"}, "所选人员不办理事项"),
        ({"受托人": "李怀瑾"}, "所选受托人这期间也外出"),
    ],
)
def test_an_absence_is_refused_as_it_is_by_hand(house: House, changed: Cells, sentence: str) -> None:
    away = {"干部": "周正言", "受托人": "吴思齐", "起始日期": "2026-03-02", "截止日期": "2026-03-06"}
    first, last = dt.date(2026, 3, 6), dt.date(2026, 3, 9)
    house.run(set_absence, "li", substitute_id=PersonId("zhou"), from_on=first, until_on=last)

    (found,) = faults(house, 外出=[{**away, **changed}])

    assert sentence in found
    with pytest.raises(AbsenceRefused, match="所选受托人这期间也外出"):
        house.run(set_absence, "zhou", substitute_id=PersonId("li"), from_on=first, until_on=first)


# ---------------------------------------------------------------- files


def with_part(content: bytes, name: str) -> bytes:
    """Put another part into a workbook."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as parts:
        parts.writestr(name, b"<x/>")
    return out.getvalue()


def with_sheet(old: bytes, new: bytes) -> bytes:
    """Write something else into a workbook's own sheet."""
    out, made = io.BytesIO(), zipfile.ZipFile(io.BytesIO(book(单位=[FORESTRY])))
    with zipfile.ZipFile(out, "w") as parts:
        for name in made.namelist():
            there = made.read(name)
            parts.writestr(name, there.replace(old, new, 1) if name.startswith("xl/worksheets/") else there)
    return out.getvalue()


def with_other_sheet() -> bytes:
    made, out = openpyxl.Workbook(), io.BytesIO()
    made.worksheets[0].append(["姓名", "电话"])
    made.save(out)
    return out.getvalue()


def with_formula() -> bytes:
    made = openpyxl.load_workbook(io.BytesIO(book(单位=[FORESTRY])))
    made["单位"]["A3"] = '=HYPERLINK("http://elsewhere")'
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (with_part(book(单位=[FORESTRY]), "xl/vbaProject.bin"), "宏、外部链接"),
        (with_part(book(单位=[FORESTRY]), "xl/externalLinks/externalLink1.xml"), "宏、外部链接"),
        (with_formula(), "公式"),
        (b"PK\x03\x04 no workbook", "已经损坏"),
        (with_sheet(b"</sheetData>", b""), "已经损坏"),
        (with_sheet(b'<row r="2"', b'<row r="x"'), "已经损坏"),
        (with_sheet(b"<worksheet", b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet"), "已经损坏"),
        (with_part(b"", "hello.txt"), "不是 XLSX"),
        (b"%PDF-1.7", "请选择 XLSX 或者 CSV"),
        (with_other_sheet(), "没有可以读入的行"),
    ],
    ids=["macro", "link", "formula", "broken", "torn", "row", "doctype", "other zip", "pdf", "empty"],
)
def test_what_is_no_plain_table_is_not_read(content: bytes, why: str) -> None:
    with pytest.raises(SheetRefused, match=why):
        read_lines("花名册.xlsx", content)


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"x\n" * 6_000, "最多5000行"), (b"," * 300, "最多200栏"), (b'"' + b"x" * 200_000 + b'"', "有一格太长")],
    ids=["rows", "columns", "cell"],
)
def test_a_csv_has_bounds_that_are_said_before_it_is_read_to_its_end(content: bytes, why: str) -> None:
    with pytest.raises(SheetRefused, match=why):
        read_lines("单位.csv", content, sheet="单位")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_a_csv_is_read_as_the_sheet_that_is_named(encoding: str) -> None:
    text = "单位名称,类别\n县林业局,本级管理的单位\n\n"

    (line,) = read_lines("单位.csv", text.encode(encoding), sheet="单位")

    assert (line.sheet, line.number, dict(line.cells)) == ("单位", 2, FORESTRY)


@pytest.mark.parametrize(
    ("text", "sheet", "why"),
    [
        ("单位名称,类别\n=1+1,乡镇\n", "单位", "公式"),
        ("单位名称,代码\n县林业局,1\n", "单位", "“单位”表没有“代码”栏"),
        ("单位名称\n县林业局\n", "单位", "“单位”表缺少“类别”栏"),
        ("单位名称,类别\n", "单位", "没有可以读入的行"),
        ("单位名称,类别\n县林业局,乡镇\n", "", "CSV 文件请选择是哪一张表"),
    ],
)
def test_a_csv_that_is_not_what_it_should_be_says_so(text: str, sheet: str, why: str) -> None:
    with pytest.raises(SheetRefused, match=why):
        read_lines("单位.csv", text.encode(), sheet=sheet)


def test_the_template_has_every_sheet_and_its_titles_are_read_back() -> None:
    made = openpyxl.load_workbook(template())

    assert made.sheetnames == list(SHEETS)
    made["单位"].append(["县林业局", "本级管理的单位"])
    out = io.BytesIO()
    made.save(out)
    assert [dict(one.cells) for one in read_lines("x.xlsx", out.getvalue())] == [FORESTRY]


@ON_SQLITE
def test_a_roster_that_waits_is_seen_by_who_brought_it_and_can_be_dropped(house: House) -> None:
    draft = brought(house, 单位=[FORESTRY])

    assert [one.name for one in house.view(waiting_rosters, "jin")] == ["花名册.xlsx"]
    for stranger in ("cui", "su", "chen"):
        with pytest.raises(NotFound):
            house.view(import_page, stranger, draft_id=draft)
        with pytest.raises(Refused):
            house.run(bring_roster, stranger, name="x.xlsx", content=book(单位=[FORESTRY]))
    house.run(drop_roster, "jin", draft_id=draft)

    assert house.view(waiting_rosters, "jin") == ()
    assert UnitId("县林业局") not in {one.name for one in names(house).units.values()}
    assert rows(house, service_record) == []
