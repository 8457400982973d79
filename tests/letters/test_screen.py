"""The HTML fragment: valid, without inline style, script or id."""

from __future__ import annotations

import re

import html5lib
import pytest

from tests.letters import examples
from webapp.letters import Letter, stylesheet, to_html

LETTERS = {"letter": examples.letter(), "document": examples.document(), "every": examples.every_element("文字")}


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_the_fragment_is_valid_html_and_obeys_a_strict_content_policy(letter: Letter):
    html = to_html(letter)

    html5lib.HTMLParser(strict=True).parseFragment(html)

    assert not re.search(r"<script|\sstyle=|\son\w+=|\sid=", html)


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_every_class_of_the_fragment_is_known_to_the_style_sheet(letter: Letter):
    classes = {name for found in re.findall(r'class="([^"]+)"', to_html(letter)) for name in found.split()}

    unknown = {name for name in classes if f".{name}" not in stylesheet()} - {"segno", "qrline"}

    assert unknown == set()


def test_the_title_is_a_heading_of_level_two_and_parts_of_the_text_lie_below():
    levels = [int(level) for level in re.findall(r"<h(\d)", to_html(examples.every_element("文字")))]

    assert levels[0] == 2
    assert min(levels[1:]) == 3
