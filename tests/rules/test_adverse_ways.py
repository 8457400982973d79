"""Nothing adverse by one pair of eyes, whatever the way in: each way is found, none is listed (tests/rules/ways.py)."""

from __future__ import annotations

import pytest

from tests.rules import ways
from tests.rules.tree import modules

GATES = {"archive_entry": "refuse_inadmissible", "personal_matters": "refuse_unsettled"}
"""What a function that adds rows of a table asks first."""
ONE_OFFICER = {"statements.keep": "declared", "statements.note_found": "found"}
"""What one officer or the person alone notes, and the only state it then has: nothing counts it against anybody."""


def test_the_ways_are_found():
    assert {"archive.enter", "ledgers.put_matter", "archive_marks.mark_of_cases"} <= ways.writers().keys()
    assert {"archive.enter", "tours.file_feedback", "opinions.file_copies", "corrections.apply",
            "statements.settle", *ONE_OFFICER} <= ways.operators()  # fmt: skip
    assert "importing.write_roster" in ways.use_cases()


@pytest.mark.parametrize(("process", "element", "operator"), ways.places())
def test_a_diagram_that_files_has_another_officers_step_before(process: str, element: str, operator: str):
    if operator in ONE_OFFICER:
        return

    assert ways.seen_by_two(process, element), f"{process}: let a second officer look before {element} ({operator})"


def test_what_one_officer_notes_is_never_adverse():
    written = {one.name: one.text for one in modules("webapp")}["webapp/usecases/ports/statements.py"]
    declared, noted = (written.split(f"def {name}(")[1].split("    def ")[0] for name in ("_declared", "_noted"))

    assert ("status=DECLARED" in declared, "status=FOUND" in noted) == (True, True)


@pytest.mark.parametrize("name", sorted(ways.use_cases()))
def test_a_use_case_without_a_diagram_only_proposes(name: str):
    """What no diagram leads to comes through the one function that makes a proposal of what is said to differ."""
    module, _, _ = name.partition(".")
    text = next(one.text for one in modules("webapp") if one.name == f"webapp/usecases/{module}.py")

    assert "report_matter(" in text
    assert not any(f"{writer}(" in text for writer in ways.writers()), f"{name}: let report_matter write it"
