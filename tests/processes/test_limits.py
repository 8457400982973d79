"""Every step has its day: a limit that counts from an event is started by some element of the same deployment."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from webapp.engine import collect, processes_in, read

PROCESSES = Path(__file__).parents[2] / "processes"
DEADLINE = re.compile(r'name="deadline" value="[^"]*"')


@pytest.mark.parametrize("process", processes_in(PROCESSES))
def test_a_limit_that_a_step_names_counts_from_something_that_happens(process: str) -> None:
    definition = read(collect(PROCESSES, process))
    texts = (text.decode() for path, text in definition.bundle.files.items() if path.endswith((".bpmn", ".dmn")))
    said = "\n".join(DEADLINE.sub("", text).replace("&quot;", '"') for text in texts)
    named = {
        (file, element.id, key)
        for (file, _), element in definition.elements.items()
        if (key := element.properties.get("deadline", "").strip()) in definition.limits
    }

    never = [place for place in named if definition.limits[place[2]].base != "opened" and f'"{place[2]}"' not in said]

    assert named
    assert never == [], "no `starts` names it: the step opens without a day"
