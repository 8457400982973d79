"""The measures of GB/T 9704-2012, read back from the PDF and its picture."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from tests.letters import examples
from tests.letters.printed import MM, Box, baselines, glyphs, ink, reader_of, rules
from webapp.letters.model import Paragraph

PITCH = 28.95 * MM
WITHIN = 0.5


def near(wanted: float, within: float = WITHIN) -> object:
    return pytest.approx(wanted, abs=within)


def test_the_page_is_a4_with_margins_of_37_and_28_mm():
    full = examples.full_page()

    paper = reader_of(full).pages[0].mediabox
    text = ink(full, 2, Box(left=5, top=5, right=205, bottom=264))

    assert (float(paper.width) * MM, float(paper.height) * MM) == (near(210, 0.1), near(297, 0.1))
    assert (text.top, text.left) == (near(37, 1), near(28, 1))
    assert text.right - text.left == near(156, 1)
    assert text.bottom - text.top == near(225, 5.5)


def test_a_page_holds_22_lines_of_28_characters_in_16_point():
    reader = reader_of(examples.full_page())

    found = glyphs(reader)
    lines = baselines(found, 2)
    counts = [len(line.strip()) for line in reader.pages[1].extract_text().splitlines()]

    assert (len(lines), max(counts)) == (22, 28)
    assert (lines[-1] - lines[0]) / 21 / MM == near(28.95, 0.1)
    assert Counter(round(piece.size, 1) for piece in found if piece.page == 2).most_common(1)[0][0] == 16


def test_the_red_head_of_a_document_stands_where_the_standard_wants_it():
    minutes = examples.document()

    reader = reader_of(minutes)
    red = next(rule for rule in rules(reader) if rule.page == 1)
    mark = ink(minutes, 1, Box(left=20, top=60, right=195, bottom=95))
    number = ink(minutes, 1, Box(left=20, top=95, right=195, bottom=red.y - 1))
    title = ink(minutes, 1, Box(left=20, top=red.y + 1, right=195, bottom=red.y + 35))
    size = max(piece.size for piece in glyphs(reader) if piece.page == 1 and piece.y > red.y)

    assert mark.top - 37 == near(35, 1)
    assert number.top - mark.bottom == near(2 * PITCH, 1)
    assert red.y - red.thick / 2 - number.bottom == near(4, 1)
    assert (red.length, red.x) == (near(156, 0.1), near(28, 0.1))
    assert title.top - red.y == near(2 * PITCH, 1.2)
    assert size == near(22, 0.1)


def test_the_imprint_ends_the_last_page():
    reader = reader_of(examples.document())

    last = len(reader.pages)
    lines = sorted((r for r in rules(reader) if r.page == last and r.length > 150 and r.y > 200), key=lambda r: r.y)

    assert [line.thick for line in lines] == [near(0.35, 0.01), near(0.25, 0.01), near(0.35, 0.01)]
    assert lines[-1].y == near(262)


@pytest.mark.parametrize("more", [16, 17, 38, 39])
def test_the_imprint_stands_at_the_foot_however_full_the_page_before_it_is(more: int):
    minutes = examples.document()
    lines = (Paragraph(text="会议议定。"),) * more
    reader = reader_of(replace(minutes, blocks=(*minutes.blocks, *lines)))

    assert max(r.y for r in rules(reader) if r.page == len(reader.pages) and r.length > 150) == near(262)


def test_page_numbers_stand_outside_7_mm_below_the_type_area():
    minutes = examples.document()

    odd = ink(minutes, 1, Box(left=120, top=264, right=200, bottom=280))
    even = ink(minutes, 2, Box(left=20, top=264, right=100, bottom=280))
    dash = ink(minutes, 2, Box(left=20, top=264, right=even.left + 3, bottom=280))
    size = next(piece.size for piece in glyphs(reader_of(minutes)) if piece.y > 266 and "—" in piece.text)

    assert (dash.top + dash.bottom) / 2 - 262 == near(7, 1)
    assert 210 - odd.right == near(26 + 14 * MM, 1)
    assert even.left == near(28 + 14 * MM, 1)
    assert size == near(14, 0.1)


def test_the_letter_format_has_its_mark_double_rules_and_number():
    notice = examples.letter()

    reader = reader_of(notice)
    lines = sorted((r for r in rules(reader) if r.page == 1 and r.length > 160), key=lambda r: r.y)
    mark = ink(notice, 1, Box(left=20, top=20, right=195, bottom=lines[0].y - 1))
    number = ink(notice, 1, Box(left=100, top=lines[1].y + 1, right=195, bottom=lines[1].y + 12))

    assert mark.top == near(30)
    assert lines[0].y - lines[0].thick / 2 - mark.bottom == near(4)
    assert (lines[0].length, lines[0].x) == (near(170, 0.1), near(20, 0.1))
    assert lines[0].thick / lines[1].thick == near(3, 0.1)
    assert lines[3].thick / lines[2].thick == near(3, 0.1)
    assert 297 - (lines[3].y + lines[3].thick / 2) == near(20)
    assert number.top - lines[1].y == near(14 * MM, 1)
    assert number.right == near(184, 1)


def test_the_first_page_of_a_letter_bears_no_page_number():
    found = glyphs(reader_of(examples.letter()))

    below = [piece.text for piece in found if piece.page == 1 and piece.y > 264]

    assert below == [examples.letter().code]
