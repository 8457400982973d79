"""The generated parts of docs/ENGINE.md; `python -m tests.engine.sandbox.page` writes them anew."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from webapp.domain.forms import bounds as form_bounds
from webapp.engine import bounds
from webapp.engine.supported import Standing, features
from webapp.letters import bounds as letter_bounds

PAGE = Path(__file__).parents[3] / "docs" / "ENGINE.md"
GROUPS = {
    "process": "Process and collaboration",
    "start": "Start events",
    "end": "End events",
    "throw": "Intermediate events, thrown",
    "catch": "Intermediate events, caught",
    "boundary": "Boundary events",
    "event_sub": "Event sub-processes",
    "task": "Tasks",
    "activity": "Activities",
    "loop": "Standard loop",
    "many": "Multi-instance",
    "gateway": "Gateways",
    "flow": "Sequence flows",
    "data": "Data",
    "expression": "Expressions",
    "time": "Times",
    "correlation": "Correlation",
    "other": "Other",
}
BOUNDS = {"Diagrams and cases": bounds, "Forms": form_bounds, "Letters": letter_bounds}
WORDS = {Standing.HOUSE: "run, drawn here", Standing.ENGINE: "run", Standing.REFUSED: "refused"}


def feature_table() -> str:
    """Give the table of features."""
    lines = ["| element | | |", "|---|---|---|"]
    for group, title in GROUPS.items():
        lines.append(f"| **{title}** | | |")
        lines += [f"| {one.what} | {WORDS[one.standing]} | {one.note} |" for one in features() if one.group == group]
    return "\n".join(lines)


def bound_table() -> str:
    """Give the table of bounds, in the words of their module."""
    lines = ["| bound | at most | of what |", "|---|---|---|"]
    for title, module in BOUNDS.items():
        found = re.findall(r'^(MAX_\w+) = ([\d_]+)\n"""(.*?)"""', inspect.getsource(module), re.MULTILINE | re.DOTALL)
        lines.append(f"| **{title}** | | |")
        lines += [f"| `{name}` | {int(value):,} | {' '.join(words.split())} |" for name, value, words in found]
    return "\n".join(lines)


def whole(text: str) -> str:
    """Give the page with its generated parts made anew."""
    for name, table in (("features", feature_table()), ("bounds", bound_table())):
        begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}\n{table}\n{end}{after}"
    return text


if __name__ == "__main__":
    PAGE.write_text(whole(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
