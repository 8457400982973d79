"""The scan code that leads from a printed page back to its step: QR, error correction M."""

from __future__ import annotations

import io

import segno

QUIET = 2


def code_svg(code: str) -> str:
    """Draw the code as SVG without a size of its own."""
    out = io.BytesIO()
    segno.make(code, error="m", micro=False).save(out, kind="svg", border=QUIET, xmldecl=False, omitsize=True)
    return out.getvalue().decode()


def code_picture(code: str) -> str:
    """Give the code as the address of a picture that holds it (`data:`)."""
    return str(segno.make(code, error="m", micro=False).svg_data_uri(border=QUIET, xmldecl=False, omitsize=True))


def code_png(code: str) -> bytes:
    """Draw the code as PNG, eight pixels a module."""
    out = io.BytesIO()
    segno.make(code, error="m", micro=False).save(out, kind="png", scale=8, border=QUIET)
    return out.getvalue()
