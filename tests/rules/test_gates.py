"""Every GATE row of the demands is attacked by new versions of the diagrams: taken away, and led round."""

from __future__ import annotations

from tests.engine.rules.gate_attacks import LOST, ROUND, attacks
from tests.rules.test_demands import told
from tests.rules.tree import report
from webapp.engine.rules.gate_rows import QUOTES

OF_ALL = "C7"
"""That publishing compares at all is the demand that each attack shows."""
PROOF = "tests/engine/rules/test_every_gate.py::test_no_mark_rule_or_way_of_a_row_can_be_taken_out"


def rows() -> set[str]:
    return {row for row, one in told()["demands"].items() if one["kind"] == "GATE"} - {OF_ALL}


def test_publishing_knows_the_words_of_every_gate_row():
    assert set(QUOTES) == rows()


def test_every_gate_row_is_attacked_by_new_versions_of_the_diagrams():
    tried = {(one.row, one.kind) for one in attacks()}

    wanted = [(row, kind) for row in sorted(rows()) for kind in (LOST, ROUND)]
    found = [f"{row}: nothing is {kind}" for row, kind in wanted if (row, kind) not in tried]

    assert not found, report(found, do="Mark the step or its form's rule: tests/engine/rules/gate_attacks.py finds it.")


def test_every_gate_row_names_the_attacks_as_its_proof():
    found = sorted(row for row in rows() | {OF_ALL} if PROOF not in told()["demands"][row]["tests"])

    assert not found, report(found, do=f"Name {PROOF}.")
