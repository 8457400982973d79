"""The DOCX: named styles, the page's grid, the scan code on each kind of page, as many pages as the PDF."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from tests.letters import examples
from webapp.letters import Letter, to_docx, to_pdf

FONTS = Path(__file__).parents[2] / "webapp" / "letters" / "fonts"
SOFFICE = shutil.which("soffice")


def styles_of(letter: Letter) -> set[str]:
    return {paragraph.style.name for paragraph in Document(io.BytesIO(to_docx(letter))).paragraphs}


def test_every_paragraph_has_a_named_style_of_official_documents():
    used = styles_of(examples.every_element("文字"))

    assert {"公文标题", "公文正文", "主送机关", "署名日期", "公文一级标题", "公文二级标题"} <= used
    assert "Normal" not in used


def test_styles_name_the_typefaces_of_the_standard():
    styles = Document(io.BytesIO(to_docx(examples.letter()))).styles

    assert 'w:eastAsia="仿宋_GB2312"' in styles["公文正文"].element.xml
    assert 'w:eastAsia="方正小标宋简体"' in styles["公文标题"].element.xml


def test_the_page_has_the_grid_and_margins_of_the_standard():
    document = Document(io.BytesIO(to_docx(examples.letter())))
    page = document.sections[0]

    assert [round(margin.mm) for margin in (page.top_margin, page.bottom_margin)] == [37, 35]
    assert [round(margin.mm) for margin in (page.left_margin, page.right_margin)] == [28, 26]
    assert 'w:type="linesAndChars"' in page._sectPr.xml
    assert document.settings.odd_and_even_pages_header_footer


@pytest.mark.parametrize("letter", [examples.letter(), examples.document()], ids=["letter", "document"])
def test_the_scan_code_stands_in_the_foot_of_first_odd_and_even_pages(letter: Letter):
    page = Document(io.BytesIO(to_docx(letter))).sections[0]

    feet = [page.first_page_footer, page.footer, page.even_page_footer]

    assert all(any(letter.code in paragraph.text for paragraph in foot.paragraphs) for foot in feet)
    assert all("<pic:pic" in foot._element.xml for foot in feet)


def test_the_watermark_names_reader_and_time_in_the_foot():
    letter = replace(examples.letter(), watermark="李某 2026-11-24 15:02")

    foot = Document(io.BytesIO(to_docx(letter))).sections[0].footer

    assert any("李某 2026-11-24 15:02" in paragraph.text for paragraph in foot.paragraphs)


def test_the_package_holds_no_time_of_its_making():
    with zipfile.ZipFile(io.BytesIO(to_docx(examples.document()))) as package:
        assert {item.date_time for item in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.slow
@pytest.mark.skipif(not SOFFICE, reason="NOT TESTED: LibreOffice is not installed")
def test_libreoffice_sets_the_docx_on_as_many_pages_as_the_pdf(tmp_path: Path):
    (tmp_path / ".fonts").symlink_to(FONTS)
    letters = {"letter": examples.letter(), "document": examples.document(), "every": examples.every_element("文字")}
    for name, letter in letters.items():
        (tmp_path / f"{name}.docx").write_bytes(to_docx(letter))

    subprocess.run(
        [str(SOFFICE), "--headless", "--convert-to", "pdf", "--outdir", tmp_path, *sorted(tmp_path.glob("*.docx"))],
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "HOME": str(tmp_path)},
    )

    wanted = {name: len(PdfReader(io.BytesIO(to_pdf(letter))).pages) for name, letter in letters.items()}
    assert {name: len(PdfReader(tmp_path / f"{name}.pdf").pages) for name in letters} == wanted


def test_a_file_says_nothing_of_who_made_it_on_which_machine_and_from_what():
    with zipfile.ZipFile(io.BytesIO(to_docx(examples.letter()))) as package:
        names = set(package.namelist())
        core = package.read("docProps/core.xml").decode()
        everything = b"".join(package.read(name) for name in names)

    assert not {one for one in names if one.startswith(("customXml", "docProps/app", "docProps/thumbnail"))}
    for word in ("python-docx", "<dc:creator>p", "Macintosh", "Normal.dotm", "2013-"):
        assert word not in core, word
        assert word.encode() not in everything, word
    assert str(Path.home()).encode() not in everything
