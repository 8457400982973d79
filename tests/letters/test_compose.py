"""The letter's head, its slip, its record, and the same bytes each time."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from fontTools.ttLib import TTFont
from PIL import Image
from pypdf import PdfReader

from tests.letters import examples
from tests.letters.examples import AGENCY, DAY, HEAD, template
from tests.letters.printed import pdf_words, squeezed
from webapp.letters import (
    GlyphsMissing,
    LetterHead,
    compose,
    from_record,
    read_template,
    text_of,
    to_docx,
    to_html,
    to_pdf,
    to_png,
    to_record,
    uncovered,
)

ROOT = Path(__file__).parents[2]
FOREIGN = "𪚲"


def test_a_draft_leaves_number_and_date_blank():
    letter = compose(template("正文{{ letter.number }}"), {}, head=LetterHead(agency=AGENCY))

    assert letter.number == "纪函〔　　〕　号"
    assert letter.day == "　　　　年　　月　　日"
    assert "正文纪函〔　　〕　号" in text_of(letter)
    assert "用印处" in pdf_words(to_pdf(letter))


def test_a_numbered_letter_has_no_mark_for_the_seal():
    letter = compose(template("正文"), {}, head=HEAD)

    assert "用印处" not in pdf_words(to_pdf(letter))


def test_the_text_can_only_name_the_number_that_stands_in_the_head():
    letter = compose(template("{{ letter.number }}"), {"letter": {"number": "伪造〔2026〕1号"}}, head=HEAD)

    assert "伪造" not in text_of(letter)


def test_the_office_writes_in_its_own_name():
    read = read_template("---\nid: x\nsource: T\nseries: 纪函\nformat: 信函\nissuer: 办公室\ntitle: 测试\n---\n正文")

    letter = compose(read, {}, head=HEAD)

    assert (letter.mark, letter.issuer) == (f"{AGENCY}办公室", f"{AGENCY}办公室")


@pytest.mark.parametrize(
    ("template_mark", "head_mark", "printed"),
    [("工作秘密", None, "工作秘密"), ("工作秘密", "机密★1年", "机密★1年"), ("公开", None, ""), ("工作秘密", "", "")],
)
def test_the_head_may_raise_the_secrecy_mark(template_mark: str, head_mark: str | None, printed: str):
    letter = compose(template("正文", f"secrecy: {template_mark}\n"), {}, head=replace(HEAD, secrecy=head_mark))

    assert letter.secrecy == printed


def test_a_letter_that_asks_for_a_reply_has_a_slip_with_the_limit_from_the_receipt():
    front = "receipt_slip: true\nreply_key: letter.reply\naddressee: 张某同志\n"

    letter = compose(template("正文", front), {"limit_text": "15个工作日"}, head=HEAD)

    assert letter.attachments[-1].title == "签收回执"
    assert letter.receipt_slip is not None
    assert dict(letter.receipt_slip.rows)["受送达人"] == "张某同志"
    assert "签收次日起15个工作日" in dict(letter.receipt_slip.rows)["答复截止日期"]


def test_a_slip_without_reply_asks_for_the_receipt_only():
    letter = compose(template("正文", "receipt_slip: true\n"), {}, head=HEAD)

    assert letter.receipt_slip is not None
    assert "答复截止日期" not in dict(letter.receipt_slip.rows)


def test_an_internal_paper_has_no_red_head():
    front = "---\nid: x\nsource: T\nseries: 纪审\nformat: 文件\nissuer: 机关\nmark: 无\ntitle: 审批表\n---\n正文"

    letter = compose(read_template(front), {}, head=HEAD)

    assert (letter.mark, letter.printed_by) == ("", "")
    assert to_pdf(letter)


def test_a_record_brings_back_the_same_letter_and_the_same_bytes():
    letter = replace(examples.every_element(), watermark="")

    again = from_record(to_record(letter))

    assert again == letter
    assert to_pdf(again) == to_pdf(letter)


def test_a_record_keeps_no_watermark():
    letter = replace(examples.letter(), watermark="李某 2026-11-24 15:02")

    assert from_record(to_record(letter)).watermark == ""
    assert text_of(letter) == text_of(examples.letter())


def test_all_words_of_the_text_stand_in_the_pdf():
    letter = compose(template("正文\n\n- 时间：明天\n\n| 甲 | 乙 |\n|--|--|\n| 一 | 二 |"), {}, head=HEAD)

    printed = pdf_words(to_pdf(letter))

    assert [line for line in text_of(letter).splitlines() if squeezed(line) not in printed] == []


def test_the_code_of_every_page_can_be_scanned():
    letter = examples.document()

    pages = [Image.open(io.BytesIO(page)) for page in to_png(letter, ppi=150)]

    assert len(pages) > 1
    assert [[code.text for code in zxingcpp.read_barcodes(page)] for page in pages] == [[letter.code]] * len(pages)


def test_a_watermark_of_one_print_stands_on_every_page():
    letter = examples.document()

    reader = PdfReader(io.BytesIO(to_pdf(letter, watermark="李某")))

    assert all("李某" in page.extract_text() for page in reader.pages)
    assert "李某" not in pdf_words(to_pdf(letter))


def test_rare_name_characters_are_printed_in_text_and_title():
    letter = replace(examples.letter(), addressee="王堃喆玥䶮㛃", title_lines=("关于䶮㛃的函",), mark="䶮")

    assert uncovered(letter) == ()
    assert "王堃喆玥䶮㛃" in pdf_words(to_pdf(letter))


def test_a_character_without_glyph_is_named_and_never_an_empty_box():
    letter = replace(examples.letter(), addressee=f"{FOREIGN}某")

    with pytest.raises(GlyphsMissing, match=FOREIGN):
        to_pdf(letter)

    assert uncovered(letter) == (FOREIGN,)


def test_threads_share_the_compiler():
    letters = [replace(examples.letter(), code=f"T-{n}") for n in range(8)]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(to_pdf, letters))

    assert together == [to_pdf(letter) for letter in letters]


def test_another_process_makes_the_same_bytes():
    code = (
        "import hashlib; from tests.letters.examples import document; from webapp.letters import *;"
        "l = document(); print(hashlib.sha256(to_pdf(l) + to_docx(l) + to_html(l).encode()).hexdigest())"
    )

    other = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True, env={"PYTHONHASHSEED": "7"}
    )

    assert other.stdout.strip() == digest_of_the_document()


def digest_of_the_document() -> str:
    letter = examples.document()
    return hashlib.sha256(to_pdf(letter) + to_docx(letter) + to_html(letter).encode()).hexdigest()


@pytest.mark.parametrize(("day", "written"), [(DAY, DAY), (None, date(1980, 1, 1))])
def test_the_day_of_a_letter_is_the_day_of_its_file(day: date | None, written: date):
    letter = replace(examples.letter(), date=day)

    stamp = PdfReader(io.BytesIO(to_pdf(letter))).metadata["/CreationDate"]

    assert stamp.startswith(f"D:{written:%Y%m%d}")


def test_an_office_adds_its_licensed_typefaces_by_a_folder(tmp_path: Path):
    face = TTFont(ROOT / "webapp" / "letters" / "fonts" / "NotoSerifSC-Bold.ttf")
    for entry in face["name"].names:
        if entry.nameID in (1, 4, 16):
            entry.string = "FangSong_GB2312"
        if entry.nameID == 6:
            entry.string = "FangSong_GB2312"
    face.save(tmp_path / "fang.ttf")

    with_office_face = to_pdf(examples.letter(), fonts=tmp_path)

    assert "FangSong_GB2312" in faces_of(with_office_face)
    assert "FangSong_GB2312" not in faces_of(to_pdf(examples.letter()))
    assert uncovered(examples.letter(), fonts=tmp_path) == ()


def faces_of(data: bytes) -> str:
    fonts = PdfReader(io.BytesIO(data)).pages[0]["/Resources"]["/Font"]
    return " ".join(str(font.get_object()["/BaseFont"]) for font in fonts.values())
