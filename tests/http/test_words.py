from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from webapp.http import words as words_module
from webapp.http.leader import HOUSE_PHRASES
from webapp.http.words import HAN, TRANSLATIONS, Words, read_catalog
from webapp.usecases import words as office_words

HTTP = Path(words_module.__file__).parent
CATALOG = read_catalog(TRANSLATIONS / "en.po")
SAID = re.compile(r"""\bt\(\s*"([^"]*)\"""")
QUOTED = re.compile(r'"([^"{}<>]*)"')
NOT_WORDS = {
    "严",
    "等待",
    "月",
    "日",
    "年",
    "中文",
    "休",
    "班",
    "一二三四五六日",
    "调休上班",
    "“",
    "”",
    "　",
    "、",
    "，",
}
WEEKDAYS = {"周一", "周二", "周三", "周四", "周五", "周六", "周日"}
ROOMS = ("webapp/domain", "webapp/usecases", "webapp/store", "handlers")
NOT_ON_PAGES = {
    "webapp/domain/handlers.py": "what a handler's writer reads",
    "webapp/domain/deadline_words.py": "the words of a day, which the page itself writes",
    "webapp/domain/forms/phrases.py": "patterns of what leaders write",
    "webapp/domain/roster_columns.py": "titles and words of a table, which are contents",
    "webapp/domain/said.py": "a Chinese day",
    "webapp/store/backups": "read at the command line",
    "webapp/store/migrating.py": "read at the command line",
    "webapp/store/migrations": "rows of the first day",
    "webapp/store/numbers.py": "numbers of letters",
    "webapp/store/vault.py": "read at the command line",
    "webapp/usecases/demo": "made-up contents",
    "webapp/usecases/first_people.py": "read at the command line",
    "webapp/usecases/letter_drafts.py": "words within letters",
    "webapp/usecases/minutes.py": "words within minutes",
    "webapp/usecases/ports": "numbers and names of letters and series",
    "webapp/usecases/scenarios": "read at the command line",
    "webapp/usecases/urge_letters.py": "words within letters",
    "webapp/usecases/file_names.py": "a file's name",
}
IN_MINUTES = {"纪要已签发", "请先登记到会人员", "纪要由会议主持人审定签发", "还没有一个议题有结果"}
SERIES = set(office_words.SERIES.values())
SLOT = re.compile(r"{[^{}]*}")


def python_texts(path: Path) -> Iterator[str]:
    """Chinese constants that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    notes = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for one in ast.walk(tree):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in notes:
            yield one.value


def sentences(path: Path) -> Iterator[str]:
    """Chinese constants and filled texts of a module, each hole as `{}`, and the messages of its errors."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parts = {id(part) for one in ast.walk(tree) if isinstance(one, ast.JoinedStr) for part in one.values}
    notes = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for one in ast.walk(tree):
        if isinstance(one, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in one.values)
        elif isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in parts | notes:
            yield SLOT.sub("{}", one.value)
    yield from messages(path)


def messages(path: Path) -> Iterator[str]:
    """The messages of errors: docstrings that begin in Chinese."""
    for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        note = (ast.get_docstring(one) or "") if isinstance(one, ast.ClassDef) else ""
        if HAN.match(note) and "(" not in note:
            yield SLOT.sub("{}", note)


def hints(path: Path) -> Iterator[str]:
    """What a hint about a diagram in force says: constants; a text with holes is read where it is made."""
    for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "warning":
            told = [word.value for word in one.keywords if word.arg in ("reason", "remedy")]
            yield from (str(text.value) for text in told if isinstance(text, ast.Constant))


def template_texts(path: Path) -> Iterator[str]:
    text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    yield from SAID.findall(text)
    yield from QUOTED.findall(re.sub(SAID, "t(", text))


def test_every_chinese_text_of_a_page_has_its_english():
    found = [(path, text) for path in sorted(HTTP.glob("*.py")) for text in python_texts(path)]
    found += [(path, text) for path in sorted((HTTP / "templates").glob("*.html")) for text in template_texts(path)]

    known = {*CATALOG, *NOT_WORDS, *WEEKDAYS, *HOUSE_PHRASES}
    missing = {f"{path.name}: {text}" for path, text in found if HAN.search(text) and text not in known}

    assert not missing, "\n".join(["Write their English into webapp/http/translations/en.po:", *sorted(missing)])


def test_every_sentence_of_a_use_case_has_its_english():
    known = {SLOT.sub("{}", text) for text in CATALOG} | SERIES | IN_MINUTES
    modules = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    read = [path for path in modules if not str(path.relative_to(ROOT)).startswith(tuple(NOT_ON_PAGES))]

    missing = {f"{path.name}: {text}" for path in read for text in sentences(path) if HAN.search(text)
               and text not in known}  # fmt: skip

    assert not missing, "\n".join(["Write their English into webapp/http/translations/en.po:", *sorted(missing)])


def test_every_error_and_every_hint_about_a_diagram_has_its_english():
    known = {SLOT.sub("{}", text) for text in CATALOG}
    modules = [path for room in ("webapp/engine", "webapp/letters") for path in sorted((ROOT / room).rglob("*.py"))]
    found = [(path, text) for path in modules for text in (*messages(path), *hints(path))]

    missing = {f"{path.name}: {text}" for path, text in found if HAN.search(text) and text not in known}

    assert not missing, "\n".join(["Write their English into webapp/http/translations/en.po:", *sorted(missing)])


def test_templates_say_every_text_through_the_translation():
    found = []
    for path in sorted((HTTP / "templates").glob("*.html")):
        text = re.sub(r"{#.*?#}|{{.*?}}|{%.*?%}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        found += [f"{path.name}: {line.strip()}" for line in text.splitlines() if HAN.search(line.replace("严", ""))]

    assert not found, "\n".join(["Write it as t(…):", *found])


def test_both_languages_have_the_same_holes():
    hole = re.compile(r"{\w+}")

    assert not [text for text, english in CATALOG.items() if set(hole.findall(text)) != set(hole.findall(english))]


def test_no_english_text_holds_chinese():
    assert not [english for english in CATALOG.values() if HAN.search(english)]


@pytest.mark.parametrize(
    ("sentence", "english"),
    [
        ("“核查意见”至少10个字", "“核查意见” needs at least 10 characters"),
        ("请填写“措施”", "Please fill in “Measure”"),
        ("您不能办理此事项：您的岗位没有此项权限。", "You cannot do this: your duty does not allow it."),
        ("“日期”不能早于2026年3月5日", "“日期” must not be before 2026-3-5"),
    ],
)
def test_a_filled_sentence_is_known_by_its_holes(sentence: str, english: str):
    assert Words(lambda: CATALOG, dict).english_sentence(sentence) == english


def test_words_of_deployed_processes_are_known_as_soon_as_they_are_there():
    deployed: dict[str, str] = {}
    words = Words(dict, lambda: deployed)
    assert words.english("核查答复") is None

    deployed["核查答复"] = "check the reply"

    assert words.english_sentence("核查答复") == "check the reply"


def test_words_of_acts_states_and_looks_have_their_english():
    groups = (office_words.MEASURES, office_words.LEVELS, office_words.SECRECY, office_words.STATUS)

    texts = [text for group in (*groups, office_words.ACTS, office_words.LOOKS) for text in group.values()]

    assert [text for text in texts if text not in CATALOG] == []
