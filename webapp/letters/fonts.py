"""The fonts at hand: the office's own folder first, the shipped Noto Serif SC always."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import cast

import typst
from fontTools.ttLib import TTCollection, TTFont, TTLibError

from .model import Letter
from .plain_text import text_of

SHIPPED = Path(__file__).parent / "fonts"
LAST = "Noto Serif SC"
COLLECTIONS = (".ttc", ".otc")
ENDINGS = (".ttf", ".otf", *COLLECTIONS)
WANTED = {
    "body": ("FangSong_GB2312", "FangSong", "STFangsong", "FandolFang R"),
    "first": ("SimHei", "STHeiti", "FandolHei"),
    "second": ("KaiTi_GB2312", "KaiTi", "STKaiti", "FandolKai"),
    "page": ("SimSun", "STSong", "FandolSong"),
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05"),
}
"""For each part of a letter the typefaces of GB/T 9704-2012 (仿宋, 黑体, 楷体, 宋体, 小标宋), best first."""
BOLD_WITHOUT = ("first", "title")
"""Parts that stand in Noto's bold weight where their own typeface is absent."""


@lru_cache(maxsize=4)
def font_book(folder: Path | None) -> typst.Fonts:
    """Read the fonts of the office's folder and the shipped ones, once a folder; the machine's own are left out."""
    paths = [str(path) for path in (folder, SHIPPED) if path]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)


@lru_cache(maxsize=4)
def typefaces(folder: Path | None) -> dict[str, dict[str, object]]:
    """Choose families and weight for each part of a letter."""
    at_hand = set(font_book(folder).families())
    chosen = {part: [name for name in names if name in at_hand][:1] for part, names in WANTED.items()}
    return {
        part: {"families": [*names, LAST], "weight": "bold" if not names and part in BOLD_WITHOUT else "regular"}
        for part, names in chosen.items()
    }


def uncovered(letter: Letter, *, fonts: Path | None = None) -> tuple[str, ...]:
    """List the characters of a letter that no font at hand can show (rare names, mostly)."""
    used = {ord(character) for character in text_of(letter) + letter.watermark if not character.isspace()}
    return tuple(sorted(map(chr, used - _covered(fonts))))


@lru_cache(maxsize=4)
def _covered(folder: Path | None) -> frozenset[int]:
    paths = (path for home in (folder, SHIPPED) if home for path in _files(home))
    return frozenset().union(*(_codes(path) or () for path in paths))


def own_typefaces(folder: Path) -> tuple[str, ...]:
    """List the typefaces of letters that a folder brings."""
    return tuple(str(name) for one in typefaces(folder).values() for name in cast("list[object]", one["families"])[:-1])


def unreadable(folder: Path) -> tuple[Path, ...]:
    """List the files of a folder that bear a font's name and are none: they count for nothing."""
    return tuple(path for path in _files(folder) if _codes(path) is None)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if path.suffix.lower() in ENDINGS)


def _codes(path: Path) -> set[int] | None:
    """The code points of a font file, of each font in a collection; None where it is no font, or not to be read."""
    try:
        return _read(path)
    except (OSError, TTLibError, struct.error, AssertionError, LookupError):  # what fontTools says of such files
        return None


def _read(path: Path) -> set[int]:
    opener = TTCollection if path.suffix.lower() in COLLECTIONS else TTFont
    with path.open("rb") as file, opener(file, lazy=True) as opened:
        faces = opened.fonts if isinstance(opened, TTCollection) else [opened]
        return {code for face in faces for code in face.getBestCmap() or ()}
