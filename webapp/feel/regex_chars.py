"""Character classes of XML Schema regular expressions (XSD part 2, appendix F)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

Pred = Callable[[str], bool]
CATEGORIES = frozenset(
    [
        *("L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No"),
        *("P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp"),
        *("S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn"),
    ]
)
BLOCK_TABLE = """
BasicLatin 0 7F, Latin-1Supplement 80 FF, LatinExtended-A 100 17F, LatinExtended-B 180 24F, IPAExtensions 250
2AF, SpacingModifierLetters 2B0 2FF, CombiningDiacriticalMarks 300 36F, Greek 370 3FF, GreekandCoptic 370 3FF,
Cyrillic 400 4FF, Armenian 530 58F, Hebrew 590 5FF, Arabic 600 6FF, Syriac 700 74F, Thaana 780 7BF, Devanagari
900 97F, Bengali 980 9FF, Gurmukhi A00 A7F, Gujarati A80 AFF, Oriya B00 B7F, Tamil B80 BFF, Telugu C00 C7F,
Kannada C80 CFF, Malayalam D00 D7F, Sinhala D80 DFF, Thai E00 E7F, Lao E80 EFF, Tibetan F00 FFF, Myanmar 1000
109F, Georgian 10A0 10FF, HangulJamo 1100 11FF, Ethiopic 1200 137F, Cherokee 13A0 13FF,
UnifiedCanadianAboriginalSyllabics 1400 167F, Ogham 1680 169F, Runic 16A0 16FF, Khmer 1780 17FF, Mongolian 1800
18AF, LatinExtendedAdditional 1E00 1EFF, GreekExtended 1F00 1FFF, GeneralPunctuation 2000 206F,
SuperscriptsandSubscripts 2070 209F, CurrencySymbols 20A0 20CF, CombiningMarksforSymbols 20D0 20FF,
LetterlikeSymbols 2100 214F, NumberForms 2150 218F, Arrows 2190 21FF, MathematicalOperators 2200 22FF,
MiscellaneousTechnical 2300 23FF, ControlPictures 2400 243F, OpticalCharacterRecognition 2440 245F,
EnclosedAlphanumerics 2460 24FF, BoxDrawing 2500 257F, BlockElements 2580 259F, GeometricShapes 25A0 25FF,
MiscellaneousSymbols 2600 26FF, Dingbats 2700 27BF, BraillePatterns 2800 28FF, CJKRadicalsSupplement 2E80 2EFF,
KangxiRadicals 2F00 2FDF, IdeographicDescriptionCharacters 2FF0 2FFF, CJKSymbolsandPunctuation 3000 303F,
Hiragana 3040 309F, Katakana 30A0 30FF, Bopomofo 3100 312F, HangulCompatibilityJamo 3130 318F, Kanbun 3190 319F,
BopomofoExtended 31A0 31BF, EnclosedCJKLettersandMonths 3200 32FF, CJKCompatibility 3300 33FF,
CJKUnifiedIdeographsExtensionA 3400 4DBF, CJKUnifiedIdeographs 4E00 9FFF, YiSyllables A000 A48F, YiRadicals A490
A4CF, HangulSyllables AC00 D7A3, PrivateUse E000 F8FF, CJKCompatibilityIdeographs F900 FAFF,
AlphabeticPresentationForms FB00 FB4F, ArabicPresentationForms-A FB50 FDFF, CombiningHalfMarks FE20 FE2F,
CJKCompatibilityForms FE30 FE4F, SmallFormVariants FE50 FE6F, ArabicPresentationForms-B FE70 FEFE,
HalfwidthandFullwidthForms FF00 FFEF, Specials FFF0 FFFD, OldItalic 10300 1032F, Gothic 10330 1034F, Deseret
10400 1044F, ByzantineMusicalSymbols 1D000 1D0FF, MusicalSymbols 1D100 1D1FF, MathematicalAlphanumericSymbols
1D400 1D7FF, CJKUnifiedIdeographsExtensionB 20000 2A6DF, CJKCompatibilityIdeographsSupplement 2F800 2FA1F, Tags
E0000 E007F
"""
"""Names of Unicode's blocks as patterns write them, with their first and last code."""
BLOCKS = {
    name: (int(first, 16), int(last, 16)) for name, first, last in (row.split() for row in BLOCK_TABLE.split(","))
}


def literal(char: str) -> Pred:
    """Return the test for exactly this character."""
    return lambda c: c == char


def span(low: str, high: str) -> Pred:
    """Return the test for `a-z`."""
    return lambda c: low <= c <= high


def negated(pred: Pred) -> Pred:
    """Return the test for every character but these."""
    return lambda c: not pred(c)


def union(preds: list[Pred]) -> Pred:
    """Return the test for any of these."""
    return preds[0] if len(preds) == 1 else lambda c: any(pred(c) for pred in preds)


def minus(pred: Pred, without: Pred) -> Pred:
    """Return the test for `[a-z-[aeiou]]`."""
    return lambda c: pred(c) and not without(c)


def either_case(pred: Pred) -> Pred:
    """Return the test under flag i."""
    return lambda c: pred(c) or any(map(pred, (c.lower(), c.upper(), c.lower().upper(), c.upper().lower())))


def either_case_of(char: str) -> Pred:
    """Return the test for a character under flag i: any other that has its small or its capital letter."""
    return lambda c: c == char or c.lower() == char.lower() or c.upper() == char.upper()


def unchanged(pred: Pred) -> Pred:
    """Return the test without flag i."""
    return pred


def category(name: str) -> Pred | None:
    r"""Return the test for \p{Lu} or \p{IsGreek}; None if there is no such thing."""
    if name.startswith("Is") and name[2:] in BLOCKS:
        low, high = BLOCKS[name[2:]]
        return lambda c: low <= ord(c) <= high
    if name not in CATEGORIES:
        return None
    return lambda c: unicodedata.category(c).startswith(name)


def _initial(c: str) -> bool:
    """Return whether a character may begin an XML name."""
    return c.isalpha() or c in "_:" or unicodedata.category(c) == "Nl"


def _in_name(c: str) -> bool:
    """Return whether a character may stand in an XML name."""
    return _initial(c) or c in "-.\u00b7" or unicodedata.category(c) in ("Nd", "Mn", "Mc", "Lm")


CLASSES: dict[str, Pred] = {
    "s": lambda c: c in " \t\n\r",
    "d": lambda c: unicodedata.category(c) == "Nd",
    "i": _initial,
    "c": _in_name,
    "w": lambda c: unicodedata.category(c)[0] not in "PZC",
}
CLASSES.update({name.upper(): negated(pred) for name, pred in list(CLASSES.items())})
ESCAPED = {"n": "\n", "r": "\r", "t": "\t", **{c: c for c in "\\|.?*+(){}-[]^$"}}
