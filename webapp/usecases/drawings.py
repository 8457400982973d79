"""The diagrams of a case as they stand: what lives in each, what was walked, which one a page opens with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from webapp.domain.actor import Permission
from webapp.domain.ids import CaseId
from webapp.engine import Definition
from webapp.store import cases, messages, tasks, timers
from webapp.usecases.act import Act, reads
from webapp.usecases.desk import Desk, desk_of
from webapp.usecases.roads import at_work, waited_timers
from webapp.usecases.viewing import refuse_undeclared, viewer_of
from webapp.usecases.views.cases import DiagramView, Drawn


@reads(Permission.WORK_TASKS)
def case_diagram(act: Act, *, case_id: CaseId, process: str) -> DiagramView:
    """This function will give a diagram of a case that is seen, with what lives and what was walked; NotDeclared."""
    case = cases.read(act.tx, case_id, viewer=viewer_of(act))
    refuse_undeclared(act, case_id)
    desk = desk_of(act, case)
    here = desk.definition.processes.get(process, desk.definition.main)
    shown = drawn_of(desk, here.id)
    return DiagramView(
        process=here.id,
        name=here.name,
        xml=desk.definition.diagram(here.id),
        live=shown.live,
        walked=shown.walked,
        mandatory=tuple(one.id for one in here.elements.values() if one.mandatory),
    )


def drawn_of(desk: Desk, chosen: str = "") -> Drawn:
    """This function will tell how the chosen diagram stands; without a choice the one in which the case waits."""
    definition = desk.definition
    live = _live(desk)
    passed = cases.history(desk.act.tx, desk.case.id, viewer=viewer_of(desk.act)).activities
    reached = {definition.main.id, *live, *(step.process for step in passed)}
    names = tuple((key, definition.processes[key].name) for key in definition.reachable if key in reached)
    process = chosen if chosen in dict(names) else next(reversed(live), definition.main.id)
    return Drawn(
        process=process,
        names=names,
        live=live.get(process, ()),
        walked=_passed(desk, (step.element for step in passed if step.process == process)),
    )


def _live(desk: Desk) -> dict[str, tuple[str, ...]]:
    """What lives in each diagram; last the one in which the case waits for what is due first."""
    tx, case, definition = desk.act.tx, desk.case, desk.definition
    paths = [one.path for one in tasks.open_tasks(tx, case.id)]
    paths += [one.path for one in messages.waits_of(tx, case.id) if not one.listens]
    paths += [one.path for one in waited_timers(definition, timers.of_case(tx, case.id))]
    places = [place for path in reversed(paths) for place in _along(definition, path)]
    places = [(definition.main.id, key) for key in at_work(definition, case.waiting_at)] + places
    order = dict.fromkeys(process for process, _ in reversed(places))
    return {one: tuple(key for where, key in dict.fromkeys(places) if where == one) for one in reversed(order)}


def _along(definition: Definition, path: str) -> Iterator[tuple[str, str]]:
    """Through the calls of a path, whose parts may carry a round or a number in brackets."""
    process = definition.main.id
    for part in path.split("/"):
        element = definition.elements.get((process, part.partition("[")[0]))
        if element is None:
            return
        yield process, element.id
        process = element.called or process


def _passed(desk: Desk, walked: Iterable[str]) -> tuple[str, ...]:
    """A join that still waits for a way in is reached, but not passed."""
    waiting = set(desk.case.waiting_at) - set(at_work(desk.definition, desk.case.waiting_at))
    return tuple(key for key in dict.fromkeys(walked) if key not in waiting)
