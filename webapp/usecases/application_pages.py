"""Applications to read: those that wait for the viewer, and one with everything that is decided on."""

from __future__ import annotations

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound
from webapp.store import applications, cases, people
from webapp.usecases.act import Act, reads
from webapp.usecases.application_rows import may_decide, row_of
from webapp.usecases.task_pages import head_of
from webapp.usecases.viewing import looked
from webapp.usecases.views.cases import ApplicationRow, ApplicationView


@reads(Permission.APPROVE)
def waiting(act: Act) -> tuple[ApplicationRow, ...]:
    """This function will list the open applications that the actor may decide on."""
    return tuple(row_of(act, one) for one in applications.open_ones(act.tx) if may_decide(act, one))


@reads(Permission.APPROVE)
def application_page(act: Act, *, application_id: str) -> ApplicationView:
    """This function will give an application to whoever may decide on it now; raises NotFound for all others."""
    one = applications.read(act.tx, application_id)
    if not may_decide(act, one):
        raise NotFound
    case = cases.header(act.tx, one.case_id)
    looked(act, "application", case_id=case.id, subject_id=case.subject_id)
    return ApplicationView(row=row_of(act, one), head=head_of(act, case, people.directory(act.tx)))
