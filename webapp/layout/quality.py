"""Figures of a drawing as it is written in the file, whoever drew it."""

from __future__ import annotations

from dataclasses import dataclass, fields

from .laying import parse
from .measure import counts, read_drawing

FAULTS = (
    "node_overlap",
    "through_node",
    "on_line",
    "label_node",
    "label_edge",
    "label_label",
    "out_of_lane",
    "off_border",
    "no_di",
    "not_orthogonal",
)
HEADS = {
    "nodes": "N",
    "edges": "E",
    "width": "W",
    "height": "H",
    "node_overlap": "node/node",
    "through_node": "thru",
    "crossings": "cross",
    "on_line": "share",
    "bends": "bends",
    "bends_per_edge": "b/edge",
    "straight_main": "straight%",
    "label_node": "lab/node",
    "label_edge": "lab/edge",
    "label_label": "lab/lab",
    "out_of_lane": "lane!",
    "off_border": "end!",
    "no_di": "noDI",
    "not_orthogonal": "diag",
}


@dataclass(frozen=True, kw_only=True)
class Quality:
    """Sizes in pixels, counts, and shares of a drawing; the fields named in FAULTS must be 0."""

    nodes: float
    edges: float
    width: float
    height: float
    node_overlap: float
    through_node: float
    crossings: float
    on_line: float
    bends: float
    bends_per_edge: float
    straight_main: float
    label_node: float
    label_edge: float
    label_label: float
    out_of_lane: float
    off_border: float
    no_di: float
    not_orthogonal: float

    @property
    def faults(self) -> dict[str, float]:
        """Name the counts that must be 0 and are not."""
        return {name: value for name in FAULTS if (value := getattr(self, name))}


def quality(xml: bytes) -> Quality:
    """Measure the diagram part of a BPMN file. Raises LayoutError."""
    return Quality(**counts(read_drawing(parse(xml).getroot())))


def table(rows: dict[str, Quality]) -> str:
    """Set the figures of several drawings under each other, one named row each."""
    cells = [["", *HEADS.values()]]
    for name, figures in rows.items():
        values = (getattr(figures, f.name) for f in fields(figures))
        cells.append([name, *(f"{v:.2f}" if v % 1 else f"{v:.0f}" for v in values)])
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    return "\n".join(" ".join(c.rjust(w) for c, w in zip(row, widths, strict=True)) for row in cells)
