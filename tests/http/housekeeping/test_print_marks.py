"""Who prints, and when, stands on every page of an officer (domain section 6.2): head and watermark, exactly once."""

from __future__ import annotations

import re

from tests.http.stories.conftest import Sit
from tests.rules.tree import ROOT
from tests.usecases.due import ON_SQLITE

TEMPLATES = ROOT / "webapp/http/templates"
WITHOUT = {"_portal.html", "error.html", "letter.html", "minutes.html"}
"""The portal's shell, what says nothing, and letters, which bear the mark of their own sheet."""
LISTS = {
    "mo": ("/audit", "/audit/draws"),
    "jin": ("/people",),
    "su": ("/supervision", "/cycles", "/statistics", "/messages"),
    "chen": ("/coverage",),
    "qian": ("/archives",),
    "sun": ("/numbers",),
}


def test_no_template_of_an_officers_page_leaves_the_mark_out():
    pages = {path.name: path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.html")}

    assert {name for name, text in pages.items() if re.search(r"block sheet %}\s*{% endblock", text)} == WITHOUT
    assert "m.sheet(" in pages["base.html"]
    assert [name for name, text in pages.items() if "m.sheet(" in text and "{% block sheet %}" not in text] == []


@ON_SQLITE
def test_lists_print_with_head_and_watermark(sit: Sit):
    for who, path in ((who, path) for who, paths in LISTS.items() for path in paths):
        page = sit(who).get(path)

        (head,) = page.root.xpath("//*[@class='sheet-mark']")
        (water,) = page.root.xpath("//*[@class='water']")
        assert "打印：" in str(head.xpath("string()"))
        assert "3月2日" in str(water.xpath("string()"))
        assert water.xpath("string()") in head.xpath("string()")
