"""Files made to run, to hide or to burst: each is refused with a sentence, and honest files pass."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import suppress

import openpyxl
import pytest
from docx import Document

from webapp.usecases.file_kinds import LARGEST_UNPACKED, MOST_PARTS, ActiveContent, WrongKind, kind_of
from webapp.usecases.file_names import harmless

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 64
WORD = "word/document.xml"
RELATION = (
    '<Relationships><Relationship Id="r1" Type="http://x/{kind}" Target="http://192.0.2.1/a" TargetMode="External"/>'
    "</Relationships>"
)


def package(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def word() -> bytes:
    return package({WORD: b"<w/>"})


def relation(kind: str) -> bytes:
    return RELATION.format(kind=kind).encode()


def swollen() -> bytes:
    """A package of a few hundred kilobytes that says it unpacks to more than is taken."""
    chunk = b"\x00" * (64 * 1024 * 1024)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(WORD, b"<w/>")
        for number in range(LARGEST_UNPACKED // len(chunk) + 1):
            made.writestr(f"word/media/{number}.bin", chunk)
    return out.getvalue()


def locked() -> bytes:
    """A package whose first part bears the mark of encryption."""
    content = bytearray(word())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    return bytes(content)


def honest() -> dict[str, bytes]:
    written, sheet = Document(), openpyxl.Workbook()
    written.add_paragraph("情况说明")
    sheet.active["A1"] = "单位"
    one, two = io.BytesIO(), io.BytesIO()
    written.save(one)
    sheet.save(two)
    return {
        "a.pdf": PDF,
        "b.PNG": PNG,
        "c.jpeg": JPG,
        "d.docx": one.getvalue(),
        "e.xlsx": two.getvalue(),
        "f.docx": package({WORD: b"<w/>", "word/_rels/document.xml.rels": relation("hyperlink")}),
    }


def test_honest_files_pass():
    assert [kind_of(name, content) for name, content in honest().items()] == [
        *("pdf", "png", "jpg", "docx", "xlsx", "docx")
    ]


def two_in_one() -> dict[str, bytes]:
    """Two packages in one file: which one is opened depends on the program."""
    first, second = package({WORD: b"<w/>", "word/media/1.bin": b"x" * 99}), word()
    lists, ends = first.index(b"PK\1\2"), first.rindex(b"PK\5\6")
    around = bytearray(first + second)
    around[ends + 20 : ends + 22] = len(second).to_bytes(2, "little")
    unlisted = bytearray(second[: second.index(b"PK\1\2")] + first[:lists] + second[second.index(b"PK\1\2") :])
    unlisted[-6:-2] = (second.index(b"PK\1\2") + lists).to_bytes(4, "little")
    return {
        "两个包.docx": first + second,
        "注释里是另一个包.docx": bytes(around),
        "没有列出的部件.docx": bytes(unlisted),
        "后面还有.docx": second + b"x" * 30,
        "大小写不同的正文.docx": package({WORD: b"<w/>", "Word/Document.XML": b"<w/>"}),
        "斜线不同的正文.docx": package({WORD: b"<w/>", "word\\document.xml": b"<w/>"}),
        "图片里是文件.jpg": JPG + PDF,
    }


TWO_KINDS = {
    "网页.pdf": b"<html><script>alert(1)</script>%PDF-1.7",
    "程序.png": b"MZ\x90\x00" + b"\x00" * 64,
    "图片后面是压缩包.png": PNG + word(),
    "照片后面是压缩包.jpg": JPG + package({"run.exe": b"MZ"}),
    "文件后面是压缩包.pdf": PDF + word(),
    "表格其实是文档.xlsx": word(),
    "文档其实是压缩包.docx": package({"a.txt": b"a"}),
    "矢量图.svg": b"<svg onload='alert(1)'/>",
    "两个后缀.pdf.exe": PDF,
    "没有后缀": PDF,
    "截断.docx": word()[:60],
    "出目录.docx": package({WORD: b"<w/>", "../../etc/cron.d/x": b"x"}),
    "出目录二.docx": package({WORD: b"<w/>", "..\\..\\x": b"x"}),
    "绝对路径.docx": package({WORD: b"<w/>", "/etc/passwd": b"x"}),
    "加锁.docx": locked(),
    "部件太多.docx": package({WORD: b"<w/>"} | {f"word/{n}.xml": b"" for n in range(MOST_PARTS)}),
    **two_in_one(),
}


@pytest.mark.parametrize("name", TWO_KINDS)
def test_a_file_that_is_not_of_its_kind_or_of_two_kinds_is_refused(name: str):
    with pytest.raises(WrongKind) as refused:
        kind_of(name, TWO_KINDS[name])

    assert name in refused.value.message


def test_a_package_that_bursts_is_refused_before_anything_is_unpacked():
    bomb = swollen()

    assert len(bomb) < 1_000_000
    with pytest.raises(WrongKind):
        kind_of("炸弹.docx", bomb)


def test_a_part_that_comes_twice_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(WORD, b"<w/>")
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr(WORD, b"<other/>")

    with pytest.raises(WrongKind):
        kind_of("两个正文.docx", out.getvalue())


ACTIVE = {
    "宏.docx": package({WORD: b"<w/>", "word/vbaProject.bin": b"\xd0\xcf"}),
    "夹带.docx": package({WORD: b"<w/>", "word/embeddings/oleObject1.bin": b"\xd0\xcf"}),
    "控件.docx": package({WORD: b"<w/>", "word/activeX/activeX1.xml": b"<a/>"}),
    "外部模板.docx": package({WORD: b"<w/>", "word/_rels/settings.xml.rels": relation("attachedTemplate")}),
    "外部图片.docx": package({WORD: b"<w/>", "word/_rels/document.xml.rels": relation("image")}),
    "外部数据.xlsx": package({"xl/workbook.xml": b"<w/>", "xl/_rels/workbook.xml.rels": relation("externalLink")}),
    "脚本.pdf": PDF + b"2 0 obj<</S/JavaScript/JS(app.alert\\(1\\))>>endobj",
    "换个写法的脚本.pdf": PDF + b"2 0 obj<</S/Java#53cript>>endobj",
    "启动.pdf": PDF + b"2 0 obj<</S/Launch/F(cmd.exe)>>endobj",
    "夹带.pdf": PDF + b"2 0 obj<</Names<</EmbeddedFiles 3 0 R>>>>endobj",
}


def packed(objects: bytes, words: bytes = b"") -> bytes:
    """Objects that lie packed in a stream of objects (ISO 32000-1, 7.5.7)."""
    body = zlib.compress(objects)
    head = b"9 0 obj<</Type/ObjStm" + words + b"/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(body)
    return PDF + head + body + b"\nendstream endobj"


SCRIPT = b"2 0 obj<</S/JavaScript/JS(app.alert\\(1\\))>>endobj\n"
REMOTE = relation("attachedTemplate").replace(b"http://192.0.2.1/a", b"http://192.0.2.1/hyperlink")
ACTIVE |= {
    "注释后面的脚本.pdf": PDF + b"%stream\n" + SCRIPT + b"%endstream\n",
    "字串后面的脚本.pdf": PDF + b"3 0 obj(>>stream\n)endobj " + SCRIPT + b"(endstream)",
    "压在对象流里.pdf": packed(SCRIPT),
    "对象流冒充图片.pdf": packed(SCRIPT, b"/Subtype/Image"),
    "对象流冒充图片二.pdf": packed(SCRIPT, b"%obj<</Subtype/Image\n"),
    "对象流很长.pdf": packed(b" " * 3_000_000 + SCRIPT),
    "模板地址像链接.docx": package({WORD: b"<w/>", "word/_rels/settings.xml.rels": REMOTE}),
    "换种编码的关系.docx": package(
        {WORD: b"<w/>", "word/_rels/settings.xml.rels": relation("image").decode().encode("utf-16")}
    ),
    "转义的关系.docx": package(
        {WORD: b"<w/>", "word/_rels/settings.xml.rels": relation("image").replace(b"External", b"E&#120;ternal")}
    ),
}


LINKED = RELATION.replace(' TargetMode="External"', "").replace("http://192.0.2.1/", "externalLinks/")
BOOK = {"xl/workbook.xml": b"<w/>"}
ACTIVE |= {
    "对象流冒充图片三.pdf": packed(SCRIPT, b"/X(obj)/Subtype/Image"),
    "没写是对象流.pdf": packed(SCRIPT).replace(b"/Type/ObjStm", b"/Subtype/Image"),
    "流后面有空格.pdf": packed(SCRIPT).replace(b">>stream\n", b">>stream \r\n"),
    "流后面只有回车.pdf": packed(SCRIPT).replace(b">>stream\n", b">>stream\r"),
    "流后面有注释.pdf": packed(SCRIPT).replace(b">>stream\n", b">>stream%\n"),
    "注释隔开的表单.pdf": PDF + b"4 0 obj<</XFA%\n[1 0 R]>>endobj",
    "送出去.pdf": PDF + b"4 0 obj<</S/SubmitForm/F(http://192.0.2.1/)>>endobj",
    "动态数据.xlsx": package(BOOK | {"xl/_rels/workbook.xml.rels": LINKED.format(kind="externalLink").encode()}),
    "数据连接.xlsx": package(BOOK | {"xl/_rels/workbook.xml.rels": LINKED.format(kind="connections").encode()}),
    "宏表.xlsx": package(BOOK | {"xl/_rels/workbook.xml.rels": LINKED.format(kind="xlMacrosheet").encode()}),
}

ACTIVE |= {
    f"夹带的{name}.docx": package({WORD: b"<w/>", "word/media/1.png": begin + b"x" * 99})
    for name, begin in {
        "程序": b"MZ",
        "旧文档": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "包": b"PK\3\4",
        "页面": PDF,
    }.items()
}


@pytest.mark.parametrize("name", ACTIVE)
def test_a_file_that_runs_something_or_carries_another_is_refused(name: str):
    with pytest.raises(ActiveContent) as refused:
        kind_of(name, ACTIVE[name])

    assert name in refused.value.message


def test_what_cannot_be_looked_into_is_refused():
    for content, why in (
        (PDF + b"trailer<</Encrypt 5 0 R>>", "加了密"),
        (PDF + b"9 0 obj<</Type/ObjStm/Filter/LZWDecode>>stream\n\x80\x0b\nendstream", "一致"),
        (packed(b" " * (LARGEST_UNPACKED + 1)), "一致"),
        (PDF + b"trailer<</Encrypt%x\n5 0 R>>", "加了密"),
        (PDF + b"trailer<</Encrypt\x005 0 R>>", "加了密"),
        (packed(SCRIPT, b"/DecodeParms<</Predictor 11/Columns 54>>"), "一致"),
        (packed(SCRIPT).replace(b"/FlateDecode", b"[/FlateDecode/FlateDecode]"), "一致"),
        (packed(SCRIPT).replace(b"/FlateDecode", b"/ASCIIHexDecode" + b" " * 5000), "一致"),
        (packed(SCRIPT, b"/X(%)").replace(b"/FlateDecode", b"/ASCIIHexDecode"), "一致"),
    ):
        with pytest.raises(WrongKind, match=why):
            kind_of("看不透.pdf", content)
    broken = {"关系太大": b" " * 1_100_000, "实体": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "不是XML": b"<a"}
    for name, content in broken.items():
        with pytest.raises(WrongKind):
            kind_of(f"{name}.docx", package({WORD: b"<w/>", "word/_rels/document.xml.rels": content}))


LONG = [b"stream\n", b"stream\nx\x9c", b"/Encrypt%", b"obj%", b"1 0 obj<</A(", b"obj<<", b"/URI 1 0 R ", b"#4a"]


@pytest.mark.parametrize("word", LONG)
def test_many_beginnings_without_an_end_take_no_longer_than_their_bytes(word: bytes):
    began = time.process_time()

    with suppress(WrongKind):
        kind_of("多.pdf", PDF + word * (1_000_000 // len(word)))

    assert time.process_time() - began < 2  # it took eight seconds when each looked back and far ahead anew


def test_words_of_a_document_are_no_code():
    picture = b"\x81/JS \x00/XFA(" + zlib.compress(b"words")

    assert kind_of("扫描件.pdf", PDF + b"3 0 obj<</Length 9>>stream\n" + picture + b"\nendstream endobj") == "pdf"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\说明.pdf", "说明.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("表\u202efdp.exe", "表fdp.exe"),
        ('"><img src=x>.png', "img src=x.png"),
        ("...", "文件."),
        ("长" * 500 + ".pdf", "长" * 80 + ".pdf"),
    ],
)
def test_a_name_keeps_no_folder_no_control_and_no_markup(name: str, kept: str):
    assert harmless(name) == kept
