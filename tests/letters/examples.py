"""Made-up letters for the tests; 云岭县 exists nowhere."""

from __future__ import annotations

from datetime import date

from webapp.letters import Format, Letter, LetterHead, Template, read_template
from webapp.letters.model import (
    Attachment,
    Block,
    Grid,
    Heading,
    KeyFacts,
    Numbered,
    Paragraph,
    ReceiptSlip,
    Table,
)

AGENCY = "中共云岭县纪律检查委员会"
DAY = date(2026, 11, 24)
HEAD = LetterHead(agency=AGENCY, number="云纪函〔2026〕5号", date=DAY, code="HX-26-0005-7K3Q")
SENTENCE = "云岭县纪律检查委员会依规依纪依法开展监督检查工作"
FRONT = "id: test\nsource: T\nseries: 纪函\nformat: 信函\nissuer: 机关\ntitle: 测试\n"


def template(body: str, front: str = "") -> Template:
    """A small template with more front matter at will."""
    return read_template(f"---\n{FRONT}{front}---\n{body}")


def blocks_of(words: str) -> tuple[Block, ...]:
    """One block of each kind, the words in every place."""
    return (
        Paragraph(text=words),
        Heading(level=1, number="一、", text=words),
        Heading(level=2, number="（一）", text=words),
        Numbered(items=(words, words)),
        KeyFacts(facts=((words[:10], words),)),
        Table(head=(words, words), rows=((words, words),), weights=(1, 2)),
        Grid(rows=((words, words), (words, words, words, words))),
    )


def every_element(words: str = SENTENCE) -> Letter:
    """A letter with the words in every place that takes any."""
    return Letter(
        template=words,
        source=words,
        format=Format.DOCUMENT,
        mark=words,
        number=words,
        issuer=words,
        title_lines=(words,),
        blocks=blocks_of(words),
        addressee=words,
        secrecy=words,
        signer=words,
        attachments=(
            Attachment(title_lines=(words,)),
            Attachment(title_lines=(words,), blocks=(Paragraph(text=words),)),
        ),
        date=DAY,
        note=words,
        copies_label=words,
        copies=(words,),
        printed_by=words,
        receipt_slip=ReceiptSlip(title=words, rows=((words, words),), note=words),
        code="A1B2-C3D4",
        watermark=words,
    )


def full_page() -> Letter:
    """A page and more of nothing but text."""
    return Letter(
        template="t",
        source="T",
        format=Format.DOCUMENT,
        mark="云岭县纪委文件",
        number="云纪发〔2026〕1号",
        issuer=AGENCY,
        title_lines=("测试",),
        blocks=(Paragraph(text=SENTENCE * 40),),
        signed=False,
    )


def document() -> Letter:
    """Minutes of three pages with copies and imprint."""
    return Letter(
        template="minutes",
        source="MINUTES",
        format=Format.DOCUMENT,
        mark="云岭县纪委常委会会议纪要",
        number="〔2026〕12号",
        issuer=AGENCY,
        title_lines=("县纪委常委会第12次会议纪要",),
        blocks=(
            KeyFacts(
                facts=(("时　间", "2026年11月23日"), ("出　席", "孙某、周某、吴某、郑某、冯某、陈某、褚某、卫某"))
            ),
            *(Paragraph(text=SENTENCE * 6) for _ in range(5)),
            Table(head=("议题", "同意"), rows=(("关于函询答复的处理意见", "8"),), weights=(6, 2)),
        ),
        secrecy="工作秘密",
        signed=False,
        date=DAY,
        copies_label="分送",
        copies=("县纪委常委会组成人员", "各监督检查室"),
        printed_by=f"{AGENCY}办公室",
        code="JY-26-0012-3D6R",
    )


def letter() -> Letter:
    """An inquiry notice in the letter format."""
    return Letter(
        template="d14_inquiry_notice",
        source="D14",
        format=Format.LETTER,
        mark=AGENCY,
        number="云纪函〔2026〕5号",
        issuer=AGENCY,
        title_lines=("函询通知书",),
        blocks=(Paragraph(text=SENTENCE * 3), Numbered(items=(SENTENCE, SENTENCE))),
        addressee="张某同志",
        secrecy="工作秘密",
        date=DAY,
        code="HX-26-0005-7K3Q",
    )
