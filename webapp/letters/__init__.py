"""Official letters: a template and its values to one content model, and that to screen, PDF and DOCX.

Format GB/T 9704-2012. The only home of the Jinja sandbox beside the pages.
"""

from __future__ import annotations

from .checking import template_findings
from .compose import compose, copy_number
from .errors import (
    GlyphsMissing,
    LetterError,
    LetterTooLong,
    TemplateRefused,
    TemplateUnreadable,
    ValuesMissing,
    ValueUnprintable,
)
from .fonts import own_typefaces, uncovered, unreadable
from .front_matter import read_template
from .model import Format, Letter, LetterHead
from .plain_text import text_of
from .press import to_pdf, to_png
from .record import from_record, to_record
from .samples import sample, write_samples
from .screen import stylesheet, to_html
from .template import Issuer, Template
from .word import to_docx

__all__ = [
    "Format",
    "GlyphsMissing",
    "Issuer",
    "Letter",
    "LetterError",
    "LetterHead",
    "LetterTooLong",
    "Template",
    "TemplateRefused",
    "TemplateUnreadable",
    "ValueUnprintable",
    "ValuesMissing",
    "compose",
    "copy_number",
    "from_record",
    "own_typefaces",
    "read_template",
    "sample",
    "stylesheet",
    "template_findings",
    "text_of",
    "to_docx",
    "to_html",
    "to_pdf",
    "to_png",
    "to_record",
    "uncovered",
    "unreadable",
    "write_samples",
]
