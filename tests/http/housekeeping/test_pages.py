"""Roster, holidays, deployments, audit, scans, words from outside, absences: used through their pages."""

from __future__ import annotations

from io import BytesIO

import pytest

from tests.http.stories.conftest import Sit
from tests.http.stories.sheets import sheet_of
from tests.usecases.office import House
from tests.usecases.passages import FIVE, approve, assign_clue, case_of, issue, register_clue, to_inquiry
from tests.usecases.power import until_drawn
from tests.usecases.robot import do, look_at, open_steps, task_at
from webapp.domain.ids import UnitId
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.departures import watch_departures
from webapp.usecases.people import succeed_unit
from webapp.usecases.scan_codes import code_of

pytestmark = pytest.mark.parametrize("furnished", ["sqlite"], indirect=True)
"""Pages are the same on every database; their use cases are tested on both."""
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
LATE = "//div[contains(@class, 'say late')]"


def test_a_newcomer_is_entered_gets_a_duty_and_a_password(house: House, sit: Sit) -> None:
    keeper = sit("jin")
    form = "//form[.//select[@name='kind'] and .//input[@name='title']]"

    page = keeper.press(keeper.get("/people"), form, name="温如玉", unit="commission", title="第三监督检查室干部")
    page = keeper.press(page, "//form[.//select[@name='role']]", role="supervise", room="third_room")
    address = page.path
    page = keeper.press(page, "//form[contains(@action, '/password')]", login="wenry")

    assert "监督检查室（第三监督检查室）" in page.words()
    given = page.one("//div[@role='status']//code").text
    assert given not in keeper.get(address).text
    assert "supervise" in house.actor(address.rpartition("/")[2]).roles


def test_a_refused_duty_is_said_on_the_page(house: House, sit: Sit) -> None:
    keeper = sit("jin")

    page = keeper.press(keeper.get("/people/wu"), "//form[.//select[@name='role']]", role="supervise", room="office")

    assert "具体的室" in page.words(LATE)


def test_a_vacant_duty_stands_above_the_roster(house: House, sit: Sit) -> None:
    keeper = sit("jin")
    take = "//form[.//input[@value='he-room_head-third_room']]"

    keeper.press(keeper.get("/people/he"), take)

    assert "室主任（第三监督检查室）" in keeper.get("/people").words(LATE)


def test_people_are_found_by_name(sit: Sit) -> None:
    page = sit("jin").get("/people?q=水务局")

    assert "沈望舒" in page.words("//table")
    assert "马远帆" not in page.words("//table")


def test_holidays_are_imported_entered_and_changed(sit: Sit) -> None:
    keeper = sit("cui")

    page = keeper.press(keeper.get("/holidays?year=2026"), "//form[contains(@action, '/import')]")
    assert "2026年的安排已导入" in page.words()
    page = keeper.press(page, "//form[contains(@action, '/days')]", on="2026-03-04", kind="off", name="停电检修")
    assert "停电检修" in page.words("//table")
    typed = "//form[contains(@action, '/holidays/2027')]"
    page = keeper.press(keeper.get("/holidays?year=2027"), typed, status=422, lines="2027-01-01 休息")
    assert "第1行不符合" in page.words()
    assert page.one("//textarea").text.strip() == "2027-01-01 休息"
    page = keeper.press(page, typed, lines="2027-01-01 放假 元旦")
    assert "2027年的安排已保存" in page.words()


def test_designers_read_a_process_with_files_and_lines(sit: Sit) -> None:
    designer = sit("hu")

    page = designer.get("/deployments")
    assert "谈话函询核查" in page.words("//table")
    page = designer.get("/deployments/m08_talk_letter_inquiry?part=issue_letter")
    assert "handlers/letters.py:" in page.words("//table")
    page = designer.get("/deployments/m08_talk_letter_inquiry?play=1")
    assert "通过" in page.words("//section[.//h2[@id='scenarios']]")
    xml = designer.client.get("/deployments/m08_talk_letter_inquiry/diagram.xml")
    assert (xml.mimetype, xml.data[:5]) == ("application/xml", b"<?xml")
    designer.get("/deployments/m99_nothing", status=404)


def test_the_count_of_a_mark_leads_to_the_same_clues(house: House, sit: Sit) -> None:
    register_clue(house)
    assign_clue(house)
    leader = sit("wang")

    link = leader.get("/cases").one("//nav//a[contains(., '插手工程项目')]")
    page = leader.get(link.get("href"))

    assert "插手工程项目 1" in " ".join("".join(link.itertext()).split())
    assert "云线索〔2026〕1号" in page.words("//table")
    assert "没有符合条件的事项" in leader.get("/cases?tag=tag:eight_rules&status=all").words()


def test_reassigning_is_offered_only_where_somebody_else_can_take_the_step(house: House, sit: Sit) -> None:
    register_clue(house)
    do(house, "ding", "acceptance/make_abstract", discipline_class=["integrity"], tags=["none"])
    do(house, "fang", "acceptance/check_abstract", verdict="good")
    look_at(house, "han", "acceptance/accept_clue")
    register_clue(house, persons=[{"management_level": "superior"}])

    two, one = (task_at(house, path) for path in ("acceptance/accept_clue", "sealed_up/hand_over_sealed"))

    assert "改派给" in sit("han").get(f"/tasks/{two}").words()
    assert "改派" not in sit("chen").get(f"/tasks/{one}").words("//main")


def test_the_auditor_checks_the_chains_and_asks_who_read(house: House, sit: Sit) -> None:
    register_clue(house)
    assign_clue(house)
    auditor = sit("mo")

    page = auditor.press(auditor.get("/audit"), "//form[contains(@action, '/check')]")

    assert "没有异常" in page.words()
    assert "马远帆" not in page.words("//table")
    narrowed = auditor.get("/audit?who=ding&what=task.completed")
    assert "丁若水" in narrowed.words("//section[.//h2[@id='acts']]//table")
    readers = auditor.get("/audit/readers?about=ma")
    assert "近一年" in readers.words()


def test_the_auditor_sees_each_lot_drawn_again(house: House, sit: Sit) -> None:
    auditor = sit("mo")
    signed_in = house.clock()
    until_drawn(house)
    house.clock.at = signed_in

    page = auditor.get("/audit/draws").words("//table")

    assert "县供销合作社" in page
    assert "相同" in page
    assert "服务对象1" not in page


@pytest.fixture
def code(house: House) -> str:
    """Bring an inquiry to the day on which the person's answer is due; gives the code on the answer sheet."""
    to_inquiry(house)
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    approve(house, "approve_plan")
    issue(house, "hear/issue_inquiry", "zhou")
    return code_of(task_at(house, "hear/reply"))


def test_a_signed_answer_is_scanned_and_registered(house: House, sit: Sit, code: str) -> None:
    registrar = sit("yu")

    page = registrar.get(f"/scan?code={code}")
    assert "马远帆" in page.words()
    token = page.one("//main//form[@method='post']//input[@name='csrf_token']").get("value")
    sent = {"code": [code], "file": [(BytesIO(PDF), "答复.pdf")], "csrf_token": [token]}
    page = registrar.follow(registrar.send("/scan", sent))
    assert "答复.pdf" in page.words()
    page = registrar.get(page.one("//main//a[contains(@class, 'btn go')]").get("href"))
    sheet = sheet_of(page.root, "//form[.//input[@name='original_at']]")
    registrar.write(sheet, {"original_at": "办公室文件柜第3格"})
    done = registrar.follow(registrar.send(page.path, sheet.posted()))

    assert "已提交" in done.words()
    assert {path for path, _, _ in open_steps(house)} >= {"review_reply_a", "review_reply_b"}


def test_an_unknown_code_is_said_to_lead_nowhere(sit: Sit) -> None:
    page = sit("yu").get("/scan?code=0000000000000", status=404)

    assert "没有这个回传码" in page.words()


def test_a_word_from_the_superior_is_recorded(house: House, sit: Sit) -> None:
    register_clue(house, persons=[{"management_level": "superior"}, {"management_level": "own"}])
    do(house, "chen", "sealed_up/hand_over_sealed")
    do(house, "ding", "sealed_up/send_sealed")
    do(house, "ding", "sealed_up/note_sealed_receipt")
    office = sit("sun")

    form = "//form[.//input[@name='document']]"
    page = office.press(office.get("/outside-words"), form, document="市纪函〔2026〕8号", text="由你委办理。")

    assert "来文已登记并送达事项" in page.words()
    assert [path for path, _, _ in open_steps(house)] == ["sealed_up/record_lawful"]


def test_of_a_split_unit_no_successor_is_chosen_before_somebody_chooses(house: House, sit: Sit) -> None:
    to_inquiry(house)
    split, parts = UnitId("county_coop"), {"county_health", "county_water"}
    house.clock.shift(days=1)
    for one in parts:
        house.run(succeed_unit, "jin", unit_id=split, successor_id=UnitId(one), on=house.clock().date())
    house.clock.shift(days=1)
    watch_departures(house.office)

    page = sit("he").get(f"/cases/{case_of(house, 'm08_talk_letter_inquiry').id}")

    choice = page.one("//form[contains(@action, '/moves-on')]//select[@required]")
    first, *others = (one.get("value") for one in choice)
    assert (first, set(others)) == ("", parts)


def test_an_officer_names_a_substitute_and_comes_back_early(sit: Sit) -> None:
    officer = sit("zhou")

    page = officer.press(officer.get("/absences?q=吴思齐"), "//form[.//input[@name='substitute']]", substitute="wu")
    assert "吴思齐" in page.words("//table")
    page = officer.press(page, "//form[.//input[@name='end']]")
    assert "没有外出登记" in page.words()


def test_applications_that_wait_are_listed_for_who_decides(house: House, sit: Sit, code: str) -> None:
    from webapp.usecases.applications import apply_extension

    house.run(apply_extension, "ma", task_id=task_at(house, "hear/reply"), reason="正在外地出差，需要查阅资料。")
    leader = sit("he")

    page = leader.get("/applications")
    assert "延期" in page.words("//table")
    page = leader.press(page, "//form[.//input[@value='1'][@name='agree']]")

    assert "已同意" in page.words()
    assert "没有等您批准的申请" in page.words()


def test_a_case_leads_to_its_messages_and_those_to_the_case_at_the_other_end(house: House, sit: Sit) -> None:
    to_inquiry(house)
    clue, inquiry = case_of(house, "m07_clue_disposal"), case_of(house, "m08_talk_letter_inquiry")
    officer = sit("zhou")

    page = officer.get(f"/cases/{inquiry.id}")
    count = page.words("//section[@aria-labelledby='messages']")
    page = officer.get(f"/cases/{inquiry.id}/messages")

    rows = page.all("//table/tbody/tr")
    assert f"查看{len(rows)}条消息的来去" in count
    assert clue.number in page.words("//table")
    assert f"/cases/{clue.id}" in page.text
    assert page.words("//main").count("已送达") == len(rows)


def test_a_figure_leads_down_to_the_cases_behind_it(house: House, sit: Sit) -> None:
    to_inquiry(house)
    leader = sit("chen")

    page = leader.get("/statistics?first=2026-03-01&last=2026-03-31&room=third_room")
    assert "此刻等人办理的环节" in page.words("//table")
    page = leader.get(page.one("//a[text()='待办环节']").get("href"))

    assert page.path == "/statistics/figures/open_steps"
    assert page.one("//select[@name='room']/option[@selected]").get("value") == "third_room"
    assert f"/cases/{case_of(house, 'm08_talk_letter_inquiry').id}" in page.text
    assert "第三监督检查室" in page.words("//section[@aria-labelledby='parts']")


def test_the_figures_go_out_as_a_file_that_no_table_reads_as_formulas(house: House, sit: Sit) -> None:
    to_inquiry(house)

    answer = sit("he").client.get("/statistics/figures.csv?first=2026-03-01&last=2026-03-31")

    text = answer.data.decode("utf-8-sig")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert text.splitlines()[0] == "指标,数量,其中,其中数量,百分比,口径"
    assert not [cell for line in text.splitlines() for cell in line.split(",") if cell.startswith(("=", "+", "-", "@"))]


def test_a_period_the_wrong_way_round_is_said(sit: Sit) -> None:
    page = sit("chen").get("/statistics?first=2026-03-31&last=2026-03-01")

    assert "开始日期不能晚于结束日期" in page.words("//body")


def test_the_supervisors_desk_counts_messages_by_state(house: House, sit: Sit) -> None:
    to_inquiry(house)

    page = sit("han").get("/messages?state=waiting")

    assert "待送达 0" in page.words("//nav[@aria-label='消息状态']")
    assert "没有符合条件的消息" in page.words()
    assert "全部" in page.words("//nav[@aria-label='消息状态']")


@pytest.mark.parametrize(
    ("who", "paths"),
    [
        ("zhou", ("/people", "/deployments", "/audit", "/meetings", "/outside-words", "/messages", "/statistics")),
        ("jin", ("/audit", "/meetings", "/deployments", "/scan", "/cases")),
        ("mo", ("/people", "/meetings", "/scan", "/outside-words", "/cases")),
        ("cui", ("/people", "/audit", "/meetings", "/scan", "/cases", "/supervision")),
        ("ma", ("/people", "/audit", "/meetings", "/scan", "/holidays", "/absences", "/applications", "/deployments")),
    ],
)
def test_a_page_that_is_none_of_ones_duty_is_not_there(sit: Sit, who: str, paths: tuple[str, ...]) -> None:
    for path in paths:
        sit(who).get(path, status=404)


def test_a_given_password_is_changed_before_anything_else(house: House, sit: Sit) -> None:
    from webapp.usecases.first_passwords import give_password

    officer = sit("wu")
    given = house.run(give_password, "jin", person_id=house.actor("wu").person_id)

    page = officer.sign_in(given)

    assert page.path == "/own/password"
    assert officer.get("/tasks").path == "/own/password"
    form = "//main//form"
    page = officer.press(page, form, status=422, old=given, new="一二三四五六七八九十", again="不一样的口令不一样的")
    assert "不一致" in page.words()
    page = officer.press(page, form, old=given, new="一二三四五六七八九十", again="一二三四五六七八九十")
    assert page.path == "/sign-in"
    assert officer.sign_in("一二三四五六七八九十").path != "/own/password"


def test_a_mistaken_recusal_is_taken_back_at_its_page(house: House, sit: Sit) -> None:
    to_inquiry(house)
    house.run(declare_recusal, "wu", task_id=task_at(house, "plan_inquiry"), answer="relative")
    officer, deputy = sit("wu"), sit("wang")

    page = officer.press(officer.get("/recusals"), "//form[contains(@action, '/ask')]", reason="声明时看错了人。")
    assert "待决定" in page.words("//section[.//h2[@id='mine']]")
    assert "另有1项解除回避的请求" in deputy.get("/applications").words()
    page = deputy.get("/recusals")
    assert "声明时看错了人" in page.words("//section[.//h2[@id='led']]")
    page = deputy.press(page, "//form[contains(@action, '/lift')]", reason="经核对，确系误报。")

    assert "回避已解除" in page.words()
    assert "没有回避登记" in officer.get("/recusals").words()
    assert "吴思齐" not in sit("deng").get("/recusals").words()
    officer.open("拟定谈话函询方案")


def test_a_yearly_list_is_kept_on_its_page_and_shows_what_was_changed(sit: Sit) -> None:
    keeper = sit("su")
    new, fill = "//form[.//input[@id='source']]", {"text": "抓好防汛责任落实。", "source": "县委办发1号"}

    page = keeper.press(keeper.get("/lists?list=instructions&year=2026"), new, **fill)
    assert "抓好防汛责任落实。" in page.words()
    page = keeper.press(
        page,
        "//details//form[.//textarea[starts-with(@id, 'text-')]]",
        text="抓好防汛抗旱责任落实。",
        source="县委办发1号",
    )
    page = keeper.press(page, "//form[.//input[@name='active']]")

    assert "已停用" in page.words()
    history = page.words("//section[@aria-labelledby='history']")
    assert "抓好防汛责任落实。" in history
    assert "抓好防汛抗旱责任落实。" in history
    assert "苏景和" in history


def test_a_check_item_without_its_clause_is_refused_in_words(sit: Sit) -> None:
    keeper = sit("su")
    new = "//form[.//input[@id='source']]"

    page = keeper.press(
        keeper.get("/lists?list=main_responsibility&year=2026"), new, text="研究部署全面从严治党工作。", source=" "
    )

    assert "检查清单须写明所依据的条款" in page.words(LATE)


def test_nobody_else_keeps_the_lists(sit: Sit) -> None:
    stranger = sit("zhou")

    stranger.get("/lists", status=404)
    assert "年度清单" not in stranger.get("/").words()


def test_what_is_no_number_breaks_no_page(sit: Sit) -> None:
    found = {
        (who, path, text[:4]): sit(who).client.get(f"{path}={text}").status_code
        for who, path in (("mo", "/audit?cursor"), ("chen", "/coverage?year"), ("chen", "/holidays?year"))
        for text in ("²²²²", "9" * 5_000, "0000")
    }

    assert set(found.values()) == {200}, found
