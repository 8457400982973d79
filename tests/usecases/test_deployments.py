"""Designers read what is deployed: every step with its form, handler and line, tables, letters, findings, scenarios."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.usecases.due import ON_SQLITE
from tests.usecases.office import House
from tests.usecases.passages import register_clue
from webapp.domain.errors import NotFound
from webapp.usecases.deployments import deployments, diagram_of, diagram_page
from webapp.usecases.views.designers import ElementRow

pytestmark = ON_SQLITE
M08 = "m08_talk_letter_inquiry"
DESIGNER = "hu"
HERE = Path(__file__).parents[2]


def row(house: House, element: str, *, process: str = M08, part: str = "", play: bool = False) -> ElementRow:
    found = house.view(diagram_page, DESIGNER, process=process, part=part, play=play)
    return next(one for one in found.elements if one.id == element)


def test_every_process_is_listed_with_its_open_cases(house: House) -> None:
    register_clue(house)

    found = {one.process: one for one in house.view(deployments, DESIGNER)}

    assert found["m07_clue_disposal"].open_cases == 1
    assert (found[M08].version, found[M08].state, found[M08].measure_name) == (1, "live", "谈话函询核查")


def test_a_service_step_names_its_handler_with_file_and_line(house: House) -> None:
    step = next(
        one for one in house.view(diagram_page, DESIGNER, process=M08, part="issue_letter").elements if one.handlers
    )

    name, _, place = step.handlers[0].partition("  ")
    file, _, line = place.partition(":")

    text = (HERE / file).read_text().splitlines()
    assert text[int(line) - 1].startswith("@handler") or "def " in text[int(line) - 1]
    assert name.split(".")[1] in "".join(text[int(line) - 1 : int(line) + 1])


def test_a_human_step_shows_form_role_and_limit(house: House) -> None:
    step = row(house, "plan_inquiry")

    assert step.form == "m08_talk_letter_inquiry/forms/plan_inquiry.form"
    assert step.role == "监督检查室"
    assert step.deadlines == ("inquiry.plan：3个工作日（本机关工作要求）",)


def test_the_line_of_an_element_is_that_of_the_file(house: House) -> None:
    step = row(house, "plan_inquiry")
    found = house.view(diagram_page, DESIGNER, process=M08)

    line = (HERE / "processes" / found.file).read_text().splitlines()[step.line - 1]

    assert 'id="plan_inquiry"' in line


def test_forms_tables_and_letters_can_be_read(house: House) -> None:
    found = house.view(diagram_page, DESIGNER, process=M08)
    everything = [house.view(diagram_page, DESIGNER, process=M08, part=part) for part, _ in found.parts]

    plan = next(form for form in found.forms if form.element == "plan_inquiry")
    assert any(field.routes for field in plan.fields)
    assert any(table.rules for one in everything for table in one.decisions)
    assert any(file.endswith("d14_inquiry_notice.md") for one in everything for _, _, file in one.letters)


def test_scenarios_are_played_when_asked_and_say_which_flows_they_walk(house: House) -> None:
    before = house.view(diagram_page, DESIGNER, process=M08)

    after = house.view(diagram_page, DESIGNER, process=M08, play=True)

    assert {one.passed for one in after.scenarios} == {True}
    assert (after.flows_covered, after.uncovered) == (after.flows, ())
    assert row(house, "plan_inquiry").scenarios
    assert not before.played or before == after


def test_a_diagram_has_its_mandatory_elements_marked(house: House) -> None:
    found = house.view(diagram_of, DESIGNER, process=M08)

    assert found.xml.startswith(b"<?xml")
    assert found.mandatory


def test_an_unknown_process_or_part_is_not_there(house: House) -> None:
    with pytest.raises(NotFound):
        house.view(diagram_page, DESIGNER, process="m99_nothing")
    with pytest.raises(NotFound):
        house.view(diagram_of, DESIGNER, process=M08, part="m07_clue_disposal")


@pytest.mark.parametrize("who", ["zhou", "cui", "mo", "ma"])
def test_only_designers_read_diagrams(house: House, who: str) -> None:
    with pytest.raises(NotFound):
        house.view(deployments, who)
