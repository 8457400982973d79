"""Tables from outside, XLSX or CSV, as plain texts: no formula, no macro, no link to another file is ever followed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator

import openpyxl

from webapp.domain.errors import Refused
from webapp.domain.roster_columns import SHEETS
from webapp.domain.roster_sheets import Line, missing_titles, unknown_titles
from webapp.domain.said import Said
from webapp.usecases.file_kinds import ActiveContent, WrongKind, kind_of

MOST_ROWS, MOST_COLUMNS = 5_000, 200
MOST_BYTES = 60 * 1024 * 1024
"""What a workbook may come to when it is unpacked."""
ENCODINGS = ("utf-8-sig", "gb18030")
ZIP = b"PK\x03\x04"
BANNED = ("vbaproject", "externallink", "macrosheet", "activex", "embeddings/", "connections.xml", "querytable")
DOCTYPE = re.compile(rb"<!DOCTYPE|<\0!\0D\0O\0C\0T\0Y\0P\0E")
"""Wherever XML is read, in whichever of its encodings (UTF-8, UTF-16), it declares no entities."""
Rows = list[list[str]]

WIDE = ("＝", "＋", "－", "＠")
RISKY = ("=", "+", "-", "@", *WIDE, "\t", "\r", "\n", "\0")
"""What a cell may begin with that the next program takes for a formula, in the wide letters of Chinese typing too."""
KEPT = tuple(f"'{mark}" for mark in ("=", "+", "-", "@", *WIDE))


class SheetRefused(Refused):
    """表格没有读入：{why}。"""

    code = "sheet_refused"


def read_lines(name: str, content: bytes, *, sheet: str = "") -> tuple[Line, ...]:
    """This function will read the rows of a workbook's sheets, or of a CSV file as the sheet that is named.

    Raises SheetRefused: what is no table, holds formulas, macros or links, or has no known sheet or column.
    """
    if content.startswith(ZIP):
        found = [line for title, rows in _workbook(content) for line in _lines(title, rows)]
    elif name.lower().endswith(".csv") and sheet in SHEETS:
        found = list(_lines(sheet, _csv(content)))
    else:
        raise SheetRefused(why="请选择 XLSX 或者 CSV 文件；CSV 文件请选择是哪一张表")
    if not found:
        raise SheetRefused(why=Said("没有可以读入的行，工作表的名称应当是{names}", names="、".join(SHEETS)))
    if len(found) > MOST_ROWS:
        raise SheetRefused(why=Said("一次最多{count}行，请分次导入", count=MOST_ROWS))
    return tuple(found)


def _lines(sheet: str, rows: Rows) -> Iterator[Line]:
    if not rows:
        return
    titles = [title.strip().removesuffix("*") for title in rows[0]]
    if unknown := unknown_titles(sheet, titles):
        raise SheetRefused(why=Said("“{sheet}”表没有“{title}”栏", sheet=sheet, title=unknown[0]))
    if missing := missing_titles(sheet, titles):
        raise SheetRefused(why=Said("“{sheet}”表缺少“{title}”栏", sheet=sheet, title=missing[0]))
    for number, row in enumerate(rows[1:], start=2):
        cells = {title: text for title, text in zip(titles, row, strict=False) if title and text}
        if cells:
            yield Line(sheet=sheet, number=number, cells=cells)


def _csv(content: bytes) -> Rows:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return list(_some(row for row in ([_plain(cell) for cell in row] for row in _cells(text)) if any(row)))
        except csv.Error:
            raise SheetRefused(why="CSV 文件已经损坏，或者有一格太长") from None
    raise SheetRefused(why="CSV 文件的编码应当是 UTF-8 或者 GB 18030")


def _cells(text: str) -> Iterator[list[str]]:
    for row in csv.reader(io.StringIO(text)):
        if len(row) > MOST_COLUMNS:
            raise SheetRefused(why=Said("一行最多{count}栏", count=MOST_COLUMNS))
        yield row


def _some(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number > MOST_ROWS:
            raise SheetRefused(why=Said("一次最多{count}行，请分次导入", count=MOST_ROWS))
        yield row


def _plain(cell: str) -> str:
    """A cell that begins like a formula would be one in the next program; what an export has kept safe is read back."""
    text = cell.strip()
    if text.startswith(("=", "@")):
        raise SheetRefused(why="表格含有公式，请改为数值后再导入")
    return text[1:] if text.startswith(KEPT) else text


def _workbook(content: bytes) -> Iterator[tuple[str, Rows]]:
    _refuse_active(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False, rich_text=False)
    except Exception as error:
        raise SheetRefused(why="文件已经损坏，或者不是 XLSX 表格") from error
    try:
        for title in book.sheetnames:
            if title.strip() in SHEETS:
                yield title.strip(), _read(book[title])
    finally:
        book.close()


def _read(sheet: object) -> Rows:
    """A sheet is read row by row: what is torn in it comes to light here, by whichever fault of its reader."""
    try:
        return _rows(sheet)
    except SheetRefused:
        raise
    except Exception as error:
        raise SheetRefused(why="文件已经损坏，或者不是 XLSX 表格") from error


def _rows(sheet: object) -> Rows:
    found: Rows = []
    for row in sheet.iter_rows(max_col=MOST_COLUMNS):  # type: ignore[attr-defined] # a sheet that is only read has no public type
        if any(cell.data_type == "f" for cell in row):
            raise SheetRefused(why="表格含有公式，请改为数值后再导入")
        texts = [_told(cell.value) for cell in row]
        if any(texts) or found:
            found.append(texts)
        if len(found) > MOST_ROWS + 1:
            raise SheetRefused(why=Said("一次最多{count}行，请分次导入", count=MOST_ROWS))
    return found


def _told(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _plain(str(value))


def _refuse_active(content: bytes) -> None:
    """Macros, links to other files and data connections; and what would fill the memory when unpacked."""
    try:
        kind_of("sheet.xlsx", content)
        package = zipfile.ZipFile(io.BytesIO(content))
        parts = package.infolist()
    except ActiveContent as error:
        raise SheetRefused(why="表格含有宏、外部链接或者嵌入对象，请另存为不含宏的 XLSX 再导入") from error
    except WrongKind as error:
        raise SheetRefused(why="文件已经损坏，或者不是 XLSX 表格") from error
    if any(word in part.filename.lower() for part in parts for word in BANNED):
        raise SheetRefused(why="表格含有宏、外部链接或者嵌入对象，请另存为不含宏的 XLSX 再导入")
    if sum(part.file_size for part in parts) > MOST_BYTES:
        raise SheetRefused(why="表格太大，请分次导入")
    try:
        declared = any(DOCTYPE.search(package.read(part)) for part in parts)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise SheetRefused(why="文件已经损坏，或者不是 XLSX 表格") from error
    if declared:
        raise SheetRefused(why="文件已经损坏，或者不是 XLSX 表格")


def safe(cell: str) -> str:
    """This function will keep a cell from being read as a formula: an apostrophe before what could be one."""
    return f"'{cell}" if cell.startswith(RISKY) else cell


def template() -> io.BytesIO:
    """This function will give an empty workbook: a sheet for each table; an asterisk marks what is required."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, columns in SHEETS.items():
        sheet = book.create_sheet(title)
        sheet.append([f"{one.title}*" if one.required else one.title for one in columns])
    found = io.BytesIO()
    book.save(found)
    found.seek(0)
    return found
