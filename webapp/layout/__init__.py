"""Drawing: short text to BPMN, lane-aware layout, and measures of a drawing's quality."""

from __future__ import annotations

from .drawing import draw, drawing_warnings
from .errors import LayoutError
from .laying import layout, layout_with_warnings
from .quality import Quality, quality

__all__ = ["LayoutError", "Quality", "draw", "drawing_warnings", "layout", "layout_with_warnings", "quality"]
