"""Of a list that is longer than its form allows the task page tells how many items were taken over, at every look."""

from __future__ import annotations

import json
import uuid

from tests.bench.life import TEAMS, declare, room_of
from tests.bench.rounds import PROCESS, SUBJECT, begin_rounds, bundle, open_task_of
from tests.usecases.office import House, hold
from webapp.domain.actor import SYSTEM
from webapp.domain.bundle import Bundle
from webapp.domain.forms import Cut
from webapp.domain.ids import TaskId
from webapp.usecases.completing import save_draft, submit
from webapp.usecases.task_pages import open_task
from webapp.usecases.views.tasks import FormState

MATTERS = [{"value": name, "label": name} for name in ("a", "b", "c", "d", "e")]
CHOSEN = {"type": "checklist", "id": "chosen", "key": "chosen", "label": "事项", "values": MATTERS}
WORD = {"type": "textfield", "id": "matter", "key": "matter", "label": "事项"}
ROWS = {"type": "dynamiclist", "id": "rows", "path": "rows", "label": "逐项", "components": [WORD]}
FORMS = {
    "write": [CHOSEN | {"properties": {"routing": "true"}}],
    "check": [ROWS | {"properties": {"maxRepetitions": "3", "prefill": "write.chosen"}}],
}


def put_in_force(house: House) -> None:
    schemas = {name: {"id": name, "schemaVersion": 19, "components": parts} for name, parts in FORMS.items()}
    forms = {f"rounds/forms/{name}.form": json.dumps(schema).encode() for name, schema in schemas.items()}
    with house.office.database.write() as tx:
        drawn = Bundle(process=PROCESS, files={**bundle().files, **forms})
        house.office.library.deploy(tx, drawn, at=house.clock())
        hold(tx, house.clock())
    declare(house, [one for team in TEAMS.values() for one in (team.handler, team.second)], [SUBJECT])


def checking(house: House, chosen: list[str]) -> tuple[str, TaskId]:
    """Let one officer choose matters; give who checks them, and the step."""
    case_id = house.office.run(begin_rounds, SYSTEM)
    team = TEAMS[house.office.view(room_of, SYSTEM, case_id=case_id)]
    first, posted = open_task_of(house, case_id), {"chosen": chosen}
    submit(house.office, house.actor(team.handler), task_id=first, token=uuid.uuid4().hex, posted=posted)
    return str(team.second), open_task_of(house, case_id)


def form_of(house: House, who: str, task_id: TaskId) -> FormState:
    found = house.view(open_task, who, task_id=task_id).form_state
    assert found is not None
    return found


def test_the_page_tells_what_was_not_taken_over_also_over_a_draft(house: House):
    put_in_force(house)
    who, task_id = checking(house, ["a", "b", "c", "d", "e"])

    fresh = form_of(house, who, task_id)
    assert fresh.values["rows"] == [{"matter": "a"}, {"matter": "b"}, {"matter": "c"}]
    assert fresh.cut == (Cut(name="rows", found=5, taken=3),)

    house.run(save_draft, who, task_id=task_id, posted={"rows.0.matter": ["e"], "rows.0._row": ["1"]})
    kept = form_of(house, who, task_id)
    assert kept.values["rows"] == [{"matter": "e"}]
    assert kept.cut == fresh.cut


def test_of_a_list_that_fits_the_page_says_nothing(house: House):
    put_in_force(house)
    who, task_id = checking(house, ["a", "b", "c"])

    assert form_of(house, who, task_id).cut == ()
