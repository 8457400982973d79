"""What a PDF must not do is refused however it is spelled, packed and placed; the same file without it passes."""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest

from tests.attacks.pdf_corpus import CALM, PACKED, Maker
from webapp.letters.press import to_pdf
from webapp.letters.samples import samples
from webapp.usecases.file_kinds import ActiveContent, LinkedShare, WrongKind, kind_of

OPENS, HELD = b"/OpenAction 4 0 R", b"/PieceInfo 4 0 R"
ACTIONS = {
    "脚本": (b"<</S/JavaScript/JS(app.alert)>>", OPENS),
    "启动程序": (b"<</S/Launch/F(cmd.exe)>>", HELD),
    "打开另一份文件": (b"<</S/GoToR/F(//192.0.2.1/x.pdf)/D[0/Fit]>>", HELD),
    "打开夹带的文件": (b"<</S/GoToE/T<</R/C/N(x)>>>>", HELD),
    "提交表单": (b"<</S/SubmitForm/F(http:x)>>", HELD),
    "导入数据": (b"<</S/ImportData/F(x.fdf)>>", HELD),
    "放映中的脚本": (b"<</S/Rendition/JS(app.alert)>>", HELD),
    "不写类型的夹带文件": (b"<</F(x.exe)/EF<</F 6 0 R>>>>", HELD),
    "附件图标": (b"<</Subtype/FileAttachment/FS 6 0 R>>", HELD),
    "立体模型": (b"<</Type/Annot/Subtype/3D/Rect[0 0 9 9]>>", HELD),
    "富媒体": (b"<</Subtype/RichMedia>>", HELD),
    "外来影片": (b"<</Subtype/Movie/Movie<</F(x.avi)>>>>", HELD),
    "网上的文件": (b"<</FS/URL/F(http:x)>>", HELD),
    "另一份文件的线索": (b"<</S/Thread/F(x.pdf)/D 0>>", HELD),
    "一打开就上网": (b"<</S/URI/URI(http:x)>>", OPENS),
    "翻页以后上网": (b"<</S/GoTo/D[3 0 R/Fit]/Next<</S/URI/URI(http:x)>>>>", OPENS),
    "自行触发": (b"<</AA<</O<</S/URI/URI(http:x)>>>>>>", HELD),
    "动态表单": (b"<</XFA[(a)6 0 R]>>", HELD),
    "共享文件夹": (b"<</S/URI/URI(file://192.0.2.1/share/x)>>", HELD),
    "共享文件夹二": (b"<</S/URI/URI(\\\\\\\\192.0.2.1\\\\share)>>", HELD),
    "共享文件夹三": (b"<</URI<</Base(//192.0.2.1/share)>>>>", HELD),
    "本机程序": (b"<</S/URI/URI(ms-msdt:/id x)>>", HELD),
}
CALMS = {
    "翻到一页": (CALM, OPENS),
    "读者的菜单": (b"<</S/Named/N/FirstPage>>", OPENS),
    "网页链接": (b"<</S/URI/URI(https://example.com/x//y)>>", HELD),
    "本机文件的链接": (b"<</S/URI/URI(file:///C:/x/y.docx)>>", HELD),
    "信箱": (b"<</S/URI/URI(mailto:x@example.com)>>", HELD),
}
READ = ("", "plain", "flate", "flate in a list")


def made(seed: int, packing: str, action: bytes, entry: bytes) -> bytes:
    rng = random.Random(seed)  # noqa: S311 - no secret
    later, table = rng.random() < 0.5, rng.random() < 0.5
    content = Maker(seed=seed, packing=packing, later=later, stream_table=table).file(action, entry=entry)
    reader = pypdf.PdfReader(io.BytesIO(content))
    found = reader.root_object[entry.split()[0].decode()]
    assert re.findall(r"/\w+", action.decode())[0] in found
    return content


@pytest.mark.parametrize("packing", ["", *PACKED])
@pytest.mark.parametrize("name", ACTIONS)
def test_what_a_reader_finds_in_the_file_is_refused(name: str, packing: str):
    for seed in range(3):
        content = made(seed, packing, *ACTIONS[name])

        with pytest.raises((ActiveContent, WrongKind)) as refused:
            kind_of("来件.pdf", content)

        assert packing not in READ or isinstance(refused.value, ActiveContent), seed
        linked = name.startswith(("共享", "本机"))
        assert packing not in READ or isinstance(refused.value, LinkedShare) == linked, seed


@pytest.mark.parametrize("packing", READ)
@pytest.mark.parametrize("name", CALMS)
def test_the_same_files_without_it_pass(name: str, packing: str):
    for seed in range(8):
        assert kind_of("来件.pdf", made(seed, packing, *CALMS[name])) == "pdf", seed


def test_what_cannot_be_followed_is_refused():
    for body in (
        b"1 0 obj<</Type/Catalog/OpenAction 44 0 R>>endobj",
        b"1 0 obj<</Type/Catalog/OpenAction<</S 5 0 R>>>>endobj",
        b"5 0 obj<</F(//192.0.2.1/x)/FFilter/FlateDecode/Length 0>>stream\n\nendstream endobj",
        b"5 0 obj<</Ref<</F(x.pdf)/Page 0>>/Length 0>>stream\n\nendstream endobj",
        b"5 0 obj(\\\\\\\\192.0.2.1\\\\x)endobj 6 0 obj<</S/URI/URI 5 0 R>>endobj",
        b"5 0 %" + b"x" * 300 + b"\nobj(\\\\\\\\192.0.2.1\\\\x)endobj 6 0 obj<</S/URI/URI 5 0 R>>endobj",
        b"5 0 %" + b"x" * 9 + b" 7 0\nobj(\\\\\\\\192.0.2.1\\\\x)endobj 6 0 obj<</S/URI/URI 5 0 R>>endobj",
        b"6 0 obj<</S/#55RI/U#52I <5c5C 3139>>>endobj",
        b"6 0 obj<</S/URI/URI(\\146ile:/\\\n/192.0.2.1/x)>>endobj",
        b"6 0 obj<</S/URI/URI<FEFF005c005c0031002e0032>>>endobj",
    ):
        with pytest.raises(ActiveContent):
            kind_of("来件.pdf", b"%PDF-1.7\n" + body)
    for body in (b"1 0 obj<</A(>>endobj", b"1 0 obj<</A]>>endobj", b"1 0 obj" + b"<</A" * 300 + b">>" * 300):
        with pytest.raises(WrongKind):
            kind_of("来件.pdf", b"%PDF-1.7\n" + body)


def test_the_offices_own_letters_pass():
    for _, letter in samples():
        assert kind_of("函.pdf", to_pdf(letter)) == "pdf"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no office program here")
def test_what_an_office_program_writes_passes(tmp_path: Path):
    page = "<h1>一</h1><p><a href='https://example.com/'>a</a></p><h1 id='b'>二</h1><p><a href='#b'>b</a></p>"
    (tmp_path / "a.html").write_text(page * 40)
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    into = ["--convert-to", "pdf:writer_web_pdf_Export", "--outdir", str(tmp_path), str(tmp_path / "a.html")]
    subprocess.run(["soffice", home, "--headless", *into], check=True, capture_output=True, timeout=120)

    assert kind_of("网页.pdf", (tmp_path / "a.pdf").read_bytes()) == "pdf"
