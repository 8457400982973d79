"""Opening a file is a look that is written down, and no right outlives a recusal: not even to the own files."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.usecases.office import House
from tests.usecases.passages import to_inquiry
from tests.usecases.robot import task_at
from tests.usecases.test_files import PDF
from tests.usecases.written import recuse
from webapp.domain.errors import NotFound
from webapp.domain.ids import TaskId
from webapp.store import access
from webapp.store.tables import task
from webapp.usecases.files import attach, attachment_file, drop_attachment

pytestmark = pytest.mark.story


@pytest.fixture
def plan(house: House) -> TaskId:
    """An inquiry on Ma is to be planned by Zhou."""
    to_inquiry(house)
    return task_at(house, "plan_inquiry")


def test_a_file_that_is_opened_is_a_look(house: House, plan: TaskId) -> None:
    file = house.run(attach, "zhou", task_id=plan, field="", name="材料.pdf", content=PDF).id

    house.view(attachment_file, "zhou", attachment_id=file)

    with house.office.database.read() as tx:
        case_id = tx.execute(sa.select(task.c.case_id).where(task.c.id == plan)).scalar_one()
        assert ("zhou", "file") in [(one.person_id, one.what) for one in access.of_case(tx, case_id)]


def test_whoever_is_recused_since_opens_not_even_the_own_file(house: House, plan: TaskId) -> None:
    file = house.run(attach, "zhou", task_id=plan, field="", name="材料.pdf", content=PDF).id
    assert house.view(attachment_file, "zhou", attachment_id=file) == ("材料.pdf", PDF)

    recuse(house, "zhou")

    with pytest.raises(NotFound):
        house.view(attachment_file, "zhou", attachment_id=file)
    with pytest.raises(NotFound):
        house.run(drop_attachment, "zhou", attachment_id=file)


def test_a_file_is_taken_off_by_whoever_put_it_there(house: House, plan: TaskId) -> None:
    file = house.run(attach, "zhou", task_id=plan, field="", name="材料.pdf", content=PDF).id

    for who in ("wu", "he", "wang", "ma"):
        with pytest.raises(NotFound):
            house.run(drop_attachment, who, attachment_id=file)
    house.run(drop_attachment, "zhou", attachment_id=file)

    with pytest.raises(NotFound):
        house.view(attachment_file, "zhou", attachment_id=file)
