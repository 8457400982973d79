"""Every step has its day: a limit that counts from an event is started by some element of the same deployment."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from webapp.engine import collect, processes_in, read, read_mapping

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


def test_a_limit_counts_before_the_step_that_it_is_for() -> None:
    """What only its own step starts, when it is done, leaves that step without a day."""
    found = []
    for process in processes_in(PROCESSES):
        elements = read(collect(PROCESSES, process)).elements
        started = [(place, element.properties.get("starts", "")) for place, element in elements.items()]
        for place, element in elements.items():
            key = element.properties.get("deadline", "").strip()
            by = {other for other, said in started if key and f'"{key}"' in said}
            found += [f"{place[0]} {place[1]}"] * (by == {place})

    assert found == []


def test_every_limit_of_the_table_is_read_somewhere() -> None:
    """A line that a legal officer may change and that changes nothing would mislead."""
    limits = read_mapping((PROCESSES / "rules" / "deadlines.yaml").read_bytes())
    files = [path for kind in ("draw", "form", "dmn", "md") for path in PROCESSES.glob(f"*/**/*.{kind}")]
    files += [path for folder in ("webapp", "handlers") for path in PROCESSES.parent.glob(f"{folder}/**/*.py")]
    said = "\n".join(path.read_text(encoding="utf-8") for path in files)

    assert [key for key in limits if key not in said and key.replace(".", "_") not in said] == []
