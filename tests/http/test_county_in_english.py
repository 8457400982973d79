"""The made-up county as its people see it in English: no Chinese is left but what somebody wrote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.conftest import FROZEN
from tests.http.walk import Contents, Walk, chinese_on, contents_of
from tests.usecases.office import PASSWORD, House, an_office
from webapp.http import create_app
from webapp.http.door import LANGUAGE_COOKIE
from webapp.settings import Settings
from webapp.usecases.demo.cases import SPAN, County
from webapp.usecases.demo.roster import people_of_yunling
from webapp.usecases.demo.stage import Stage

PEOPLE = {
    "petition clerk": "ding",
    "case oversight": "han",
    "handling officer": "zhou",
    "second officer": "wu",
    "head of a room": "he",
    "officer of another room": "li",
    "deputy": "wang",
    "secretary": "chen",
    "Party principal": "pan",
    "general office": "sun",
    "investigator": "qin",
    "head of trial": "lu",
    "archive officer": "qian",
    "monitor": "su",
    "designer": "hu",
    "system administrator": "cui",
    "security administrator": "jin",
    "auditor": "mo",
    "head who is asked": "ma",
    "head who is cleared": "zhu",
    "unit of a head": "hua",
}
WRITTEN = "此事由办公室经办，本人没有过问。"
BEGIN = ("/", "/own", "/help-keys", "/absences", "/recusals", "/sign-in", "/nothing-there")


AT_ONCE = {
    *("petition clerk", "handling officer", "secretary", "general office", "archive officer"),
    *("auditor", "system administrator", "head who is asked"),
}
SEEN_BY = [pytest.param(role, marks=() if role in AT_ONCE else pytest.mark.long) for role in PEOPLE]
"""`make test` walks with a few who see pages of different kinds, `make long` with everybody."""


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The made-up county at the end of its stories, which are told once."""
    folder = tmp_path_factory.mktemp("county")
    house = an_office(f"sqlite:///{folder / 'office.sqlite3'}", FROZEN, folder)
    end = FROZEN + dt.timedelta(days=SPAN)
    County(Stage(house.office, begins=FROZEN), end=end).tell()
    house.clock.at = end
    yield house
    house.office.database.close()


@pytest.fixture(scope="module")
def app(county: House) -> Flask:
    made = create_app(county.office, Settings(secret="s" * 40, secure_cookies=False, demo=True))
    made.config["WTF_CSRF_ENABLED"] = False
    return made


def walk(app: Flask, who: str) -> Walk:
    client = app.test_client()
    client.set_cookie(LANGUAGE_COOKIE, "en")
    client.post("/sign-in", data={"login": who, "password": PASSWORD})
    return Walk(client)


@pytest.mark.slow
@pytest.mark.parametrize("role", SEEN_BY)
def test_what_is_chinese_on_an_english_page_was_written_by_somebody(county: House, app: Flask, role: str):
    written = contents_of(county)
    pages = walk(app, PEOPLE[role]).go(*BEGIN)

    found = [(path, text, marked) for path, page in pages.items() for text, marked in chinese_on(page)]
    house_words = {f"{path}: {text}" for path, text, _ in found if not written.have(text)}
    unmarked = {f"{path}: {text}" for path, text, marked in found if not marked}

    assert len(pages) > len(BEGIN)
    assert not house_words, "\n".join(["Say it in English, next to the Chinese:", *sorted(house_words)])
    assert not unmarked, "\n".join(["Mark it as contents (own, written):", *sorted(unmarked)])


@pytest.fixture(scope="module")
def contents() -> Contents:
    """Whom the county knows, and one thing that somebody wrote."""
    roster = people_of_yunling()
    known = [*roster["officers"].values(), *roster["heads"].values()]
    names = {
        *roster["rooms"].values(),
        *roster["units"].values(),
        *(one[key] for one in known for key in ("name", "post")),
    }
    return Contents(names=frozenset(names), texts=frozenset({WRITTEN}))


@pytest.mark.parametrize(
    "text",
    [
        "是",
        "不如实",
        "与档案、证据是否一致",
        "逐项核查1",
        "等待周正言核查答复",
        "“核查答复”暂无可以办理的人员",
        "何慎行申请延期至2026年4月3日：材料较多",
        "书记审批 马远帆",
        "监督检查室（第三监督检查室）",
        "到期自动转入下一环节",
        "已提交",
        "请填写“核查意见”",
        "2026年3月2日",
        "问题线索处置（云线索〔2026〕4号）：马远帆，县供销合作社主任",
    ],
)
def test_words_of_the_house_are_nobodys_contents(contents: Contents, text: str):
    assert not contents.have(text)


@pytest.mark.parametrize("text", ["马远帆，县供销合作社主任", "云线索〔2026〕4号", WRITTEN, f"{WRITTEN[:8]}…"])
def test_names_numbers_and_what_was_typed_are_contents(contents: Contents, text: str):
    assert contents.have(text)
