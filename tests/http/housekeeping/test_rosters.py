"""导入人员: the template is filled in, looked through, and written, all or what is without fault."""

from __future__ import annotations

import io
from typing import Any  # a form with a file

import pytest

from tests.http.pages import chinese_outside_contents, faults
from tests.http.stories.conftest import Sit
from tests.http.stories.pages import Page
from tests.http.stories.person import Person
from tests.http.stories.sheets import sheet_of
from tests.usecases.office import House
from tests.usecases.test_importing import FORESTRY, NEW_HEAD, book
from webapp.http.door import LANGUAGE_COOKIE
from webapp.usecases.sheets import read_lines

pytestmark = pytest.mark.parametrize("furnished", ["sqlite"], indirect=True)
"""Pages are the same on every database; their use cases are tested on both."""
FILE = "//form[.//input[@type='file']]"
TWINS = [NEW_HEAD, {**NEW_HEAD, "姓名": "安若素"}]


def bring(keeper: Person, content: bytes, name: str = "花名册.xlsx", **chosen: list[str]) -> Page:
    """Send a file and give the page that comes: its preview, or why it was not read."""
    posted: dict[str, list[Any]] = sheet_of(keeper.get("/people/import").root, FILE).posted()
    return keeper.follow(keeper.send("/people/import", {**posted, **chosen, "file": [(io.BytesIO(content), name)]}))


def test_a_clean_table_is_looked_through_and_written(house: House, sit: Sit) -> None:
    keeper = sit("jin")

    page = bring(keeper, book(单位=[FORESTRY], 任职=[NEW_HEAD]))
    assert "没有问题" in page.words()
    page = keeper.press(page, "//form[.//button[contains(., '确认写入')]]")

    assert "已写入" in page.words()
    assert "温如玉" in keeper.get("/people?q=林业局").words("//table")


def test_faulty_rows_are_named_and_only_the_others_written_by_choice(house: House, sit: Sit) -> None:
    keeper = sit("jin")

    page = bring(keeper, book(单位=[FORESTRY], 任职=TWINS))
    assert "2行有误" in page.words()
    assert page.words("//table").count("同时担任该单位“一把手”") == 2
    assert not page.all("//form[.//button[contains(., '全部写入')]]")
    keeper.press(page, "//form[.//input[@name='only_clean']]")

    assert "林业局" in keeper.get("/people").words()
    assert "没有找到" in keeper.get("/people?q=温如玉").words()


def test_a_csv_file_is_the_sheet_that_was_chosen(house: House, sit: Sit) -> None:
    keeper = sit("jin")
    rooms = keeper.get("/people/import").root.xpath("//select[@name='sheet']/option[.='科室']/@value")

    page = bring(keeper, "科室名称\n信息技术保障室\n".encode(), "科室.csv", sheet=rooms)

    assert "信息技术保障室" in page.words("//table")


def test_a_file_that_is_no_table_is_refused_in_words_and_a_roster_dropped(house: House, sit: Sit) -> None:
    keeper = sit("jin")

    refused = bring(keeper, b"%PDF-1.7", "花名册.pdf")
    draft = bring(keeper, book(单位=[FORESTRY]))
    page = keeper.press(draft, "//form[.//input[@name='drop']]")

    assert "请选择 XLSX 或者 CSV 文件" in refused.words()
    assert "已放弃" in page.words()
    keeper.get(draft.path, status=404)


def test_the_template_is_given_and_others_find_nothing(house: House, sit: Sit) -> None:
    answer = sit("jin").client.get("/people/import/template")

    assert answer.status_code == 200
    with pytest.raises(Exception, match="没有可以读入的行"):
        read_lines("x.xlsx", answer.data)
    for path in ("/people/import", "/people/import/template", "/people/import/x"):
        sit("su").get(path, status=404)


def test_the_import_speaks_english_and_is_valid(house: House, sit: Sit) -> None:
    keeper = sit("jin")
    wrong = {**NEW_HEAD, "单位": None, "任职日期": "x"}
    draft = bring(keeper, book(单位=[FORESTRY, FORESTRY], 任职=[*TWINS, wrong])).path
    keeper.client.set_cookie(LANGUAGE_COOKIE, "en")

    for path in ("/people/import", draft):
        answer = keeper.client.get(path)
        assert not faults(answer.data)
        assert not chinese_outside_contents(answer.data)
