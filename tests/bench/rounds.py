"""A small diagram that goes round: written by one officer, checked by another, back again; deployed with its forms."""

from __future__ import annotations

import json
import uuid

from tests.bench.figures import milliseconds
from tests.bench.life import TEAMS, declare, room_of
from tests.engine.bpmn import S, el, ends, flows, process, props
from tests.usecases.office import PROCESSES, House, hold
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.bundle import Bundle
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.store.tables import task
from webapp.usecases.act import Act, writes
from webapp.usecases.completing import submit
from webapp.usecases.opening import Opening, open_case

PROCESS = "bench_rounds"
SUBJECT = PersonId("ma")
LANE = el(
    "laneSet",
    "lanes",
    el(
        "lane",
        "room",
        props({"role": "supervise"})
        + "".join(f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for name in ("write", "check")),
    ),
)
BODY = (
    LANE
    + S
    + el("exclusiveGateway", "begins")
    + el("userTask", "write", props({"deadline": "approve.step"}))
    + el("userTask", "check", props({"deadline": "approve.step", "assign": "not_same_as:write"}))
    + el("exclusiveGateway", "good")
    + ends("closed")
    + flows(
        "s>begins",
        "begins>write",
        "write>check",
        "check>good",
        ("good>begins", "not(check.good)"),
        ("good>closed", "check.good"),
    )
)
REMARK = {"type": "textarea", "id": "f_remark", "key": "remark", "label": "意见", "validate": {"maxLength": 2000}}
FORMS = {
    "write": [
        {
            "type": "textarea",
            "id": "f_text",
            "key": "text",
            "label": "说明",
            "validate": {"required": True, "minLength": 10},
        },
        {"type": "number", "id": "f_count", "key": "count", "label": "件数", "properties": {"routing": "true"}},
        {**REMARK, "id": "f_last", "key": "last", "label": "上次意见", "properties": {"prefill": "=form.check.remark"}},
    ],
    "check": [
        {"type": "checkbox", "id": "f_good", "key": "good", "label": "合格", "properties": {"routing": "true"}},
        REMARK,
    ],
}
POSTED = {
    "write": {"text": ["逐条对照退回意见作了补充。"], "count": ["3"]},
    "check": {"remark": ["第二项仍不具体，请补充时间和经手人。"]},
}


def bundle() -> Bundle:
    """Give the diagram with its forms and the house's own rules."""
    files = {f"rounds/{PROCESS}.bpmn": process(BODY, PROCESS)}
    for name, components in FORMS.items():
        schema = {"type": "default", "id": name, "schemaVersion": 19, "components": components}
        files[f"rounds/forms/{name}.form"] = json.dumps(schema, ensure_ascii=False).encode()
    files |= {f"rules/{path.name}": path.read_bytes() for path in (PROCESSES / "rules").glob("*.yaml")}
    return Bundle(process=PROCESS, files=files)


def deploy(house: House) -> None:
    """Put the diagram in force; the officers of each room have declared that nothing keeps them from it."""
    with house.office.database.write() as tx:
        house.office.library.deploy(tx, bundle(), at=house.clock())
        hold(tx, house.clock())
    declare(house, [one for team in TEAMS.values() for one in (team.handler, team.second)], [SUBJECT])


@writes(Permission.SYSTEM)
def begin_rounds(act: Act) -> CaseId:
    """This function will open a case that goes round until it is stopped."""
    opening = Opening(process=PROCESS, start_event="s", key=f"rounds:{uuid.uuid4().hex}", data={}, subject_id=SUBJECT)
    return open_case(act, opening)[0].id


class Circle:
    """A case that goes round."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.case_id = house.office.run(begin_rounds, SYSTEM)
        team = TEAMS[house.office.view(room_of, SYSTEM, case_id=self.case_id)]
        self.actors = {"write": house.actor(team.handler), "check": house.actor(team.second)}
        self.rounds = 0

    def turn(self) -> list[float]:
        """Go round once and give how long each completion took."""
        self.rounds += 1
        return [self._complete(element) for element in self.actors]

    def turn_to(self, number: int) -> None:
        """Go round until so many rounds are done."""
        while self.rounds < number:
            self.turn()

    def _complete(self, element: str) -> float:
        key, token = open_task_of(self.house, self.case_id), uuid.uuid4().hex
        actor, posted = self.actors[element], POSTED[element]
        return milliseconds(lambda: submit(self.house.office, actor, task_id=key, token=token, posted=posted))


def open_task_of(house: House, case_id: CaseId) -> TaskId:
    """Give the one open task of a case (past all visibility: the way there is not measured)."""
    with house.office.database.read() as tx:
        return TaskId(tx.execute(task.select().where(task.c.case_id == case_id, task.c.is_open)).one().id)
