"""What comes next, said once after a step is handed in: who has the matter now, until when."""

from __future__ import annotations

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound
from webapp.domain.ids import TaskId
from webapp.domain.records import CaseStatus
from webapp.domain.said import Said
from webapp.store import case_reads, cases, paper, people
from webapp.usecases.act import Act, reads
from webapp.usecases.case_pages import sentence_of, waiting_of
from webapp.usecases.desk import desk_of
from webapp.usecases.viewing import needs_declaration, viewer_of


@reads(Permission.SIGNED_IN)
def what_next(act: Act, *, task_id: TaskId) -> Said:
    """This function will say in one sentence what became of a step that the actor just handed in.

    Whoever may not see the case hears that it went on, and nothing of who has it. Raises NotFound for an unknown step.
    """
    if act.actor.is_concerned:
        return Said("已提交，回执在“您的答复和回执”中。")
    task = paper.task_header(act.tx, task_id)
    if task is None:
        raise NotFound
    seen = cases.sees(act.tx, task.case_id, viewer=viewer_of(act))
    if not seen or needs_declaration(act, task.subject_id):
        return Said("已提交，事项已转下一环节。")
    desk = desk_of(act, case_reads.opened(act.tx, task.case_id))
    if desk.case.status is not CaseStatus.OPEN:
        return Said("已提交。{now}", now=sentence_of(desk.case, ()))
    waiting = waiting_of(desk, people.directory(act.tx))
    return Said("已提交。{now}", now=sentence_of(desk.case, waiting))
