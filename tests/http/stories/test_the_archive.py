"""The archive at the browser without scripts: the keeper reads and prints it, its person reads the own and disputes."""

from __future__ import annotations

from tests.http.stories.passages import Sit
from tests.http.stories.sheets import sheet_of
from tests.usecases.filing import HEARD, file
from tests.usecases.office import House

BAD = "违反议事规则，受到党内警告处分。"
PORTRAIT = "//section[@aria-labelledby='portrait']"


def filed(house: House) -> str:
    return file(house, BAD, kind="decision", result="sanction", subject_remark="已经改正。", **HEARD)


def test_the_keeper_finds_an_archive_reads_why_and_goes_to_the_entry(sit: Sit, house: House) -> None:
    number = filed(house)
    qian = sit("qian")
    listed = qian.get("/archives?q=马远帆")

    page = qian.get("/archives/ma")

    assert "马远帆" in listed.words("//table[@data-rows]")
    assert "刘长河" in listed.words("//section[@aria-labelledby='missing']")
    assert "提醒：黄" in page.words(PORTRAIT)
    assert "近二十四个月有不利结论" in page.words(PORTRAIT)
    cited = page.all(f"{PORTRAIT}//a/@href")
    assert cited
    assert all(number in page.words(f"//*[@id='{link[1:]}']") for link in cited)
    assert "钱守一" in qian.get("/archives/ma/print?as_of=2026-03-02").words("//section[@aria-labelledby='seen']")


def test_other_officers_and_administrators_find_no_archive(sit: Sit, house: House) -> None:
    filed(house)

    for who in ("pei", "cui"):
        assert "马远帆" not in sit(who).get("/archives/ma", status=404).words()


def test_the_person_reads_the_own_archive_and_asks_for_a_correction(sit: Sit, house: House) -> None:
    number = filed(house)
    ma = sit("ma")
    own = ma.get("/portal/archive")
    shown = own.words("//main")
    sheet = sheet_of(own.root, "//form[.//button[contains(., '申请更正')]]")
    form = ma.follow(ma.send(sheet.action, sheet.posted(start="m09c_correction:correction_asked")))

    assert BAD in shown
    assert "已经改正。" in shown
    assert not any(word in shown for word in ("不利结论", "提醒：", "画像", "李怀瑾"))
    assert number in form.words("//form")
    assert "违反议事规则" not in sit("liu").get("/portal/archive").words()
