"""Completing tasks of measure 8 over HTTP: page with form token, form, answer; one, four and sixteen browsers at once.

A client leads inquiries from the plan to the letter's delivery, each step by its own person with an own session. It
opens the task's page, takes what the form hides, and sends it: the time of sending counts for `http_p50_ms` and
`http_p95_ms`, both requests for `http_rps`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.bench.figures import Figure, middle, milliseconds, twentieth
from tests.bench.ground import Ground, Sizes
from tests.bench.life import HEADS, TEAMS, Inquiry, Prepared, Step, declare, to_the_reply
from tests.bench.rounds import open_task_of
from tests.bench.served import Browser, Server, now, serving
from tests.usecases.office import House
from webapp.domain.ids import CaseId
from webapp.usecases.demo.passages import Team
from webapp.usecases.demo.stage import Stage

LAST = "deliver"
AT_FOUR = 4
"""At four clients nineteen of twenty are answered within so many middles."""


def measure(ground: Ground, sizes: Sizes) -> tuple[Figure, ...]:
    """Let clients complete steps, first one, then four, then sixteen at once."""
    house = ground.fresh("http", at=now())
    stage = Stage(house.office, begins=house.clock())
    office_people = [who for team in TEAMS.values() for who in (team.handler, team.head, team.deputy)]
    declare(house, sorted({*office_people, "chen", "sun"}), HEADS)
    forms = _forms(stage)
    taken: dict[int, Taken] = {}
    with serving(ground, "http", house) as server:
        _run(server, house, forms, [_opened(stage, 1)])
        for clients in sizes.clients:
            each = max(1, sizes.posts // (len(forms) * clients))
            taken[clients] = _run(server, house, forms, [_opened(stage, each) for _ in range(clients)])
    return _figures(ground.database, taken)


def _opened(stage: Stage, number: int) -> list[Inquiry]:
    return [Inquiry(stage, HEADS[count % len(HEADS)]) for count in range(number)]


def _steps(team: Team) -> list[Step]:
    """The steps of the house, from the plan to the delivery of the letter."""
    found = list(to_the_reply(team, HEADS[0]))
    return found[: [step.element for step in found].index(LAST) + 1]


def _forms(stage: Stage) -> Mapping[str, Mapping[str, list[str]]]:
    """What is filled in at each step: the same in every inquiry."""
    forms: dict[str, Mapping[str, list[str]]] = {}

    def keep(one: Prepared) -> None:
        forms[one.step.path] = one.posted
        one.submit()

    inquiry = Inquiry(stage, HEADS[0])
    for step in _steps(inquiry.team):
        inquiry.do(step, keep)
    return forms


@dataclass(kw_only=True)
class Taken:
    """How long each completion took, and all requests with the seconds in which they were answered."""

    posts: list[float] = field(default_factory=list)
    requests: int = 0
    seconds: float = 0.0


@dataclass(kw_only=True)
class _Client:
    """People at their browsers who lead inquiries one after the other."""

    server: Server
    house: House
    forms: Mapping[str, Mapping[str, list[str]]]
    inquiries: Sequence[Inquiry]
    browsers: dict[str, Browser] = field(default_factory=dict)
    posts: list[float] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)

    def enter(self) -> None:
        """Let everybody sign in who has a step to do."""
        for inquiry in self.inquiries:
            for step in _steps(inquiry.team):
                if step.who not in self.browsers:
                    self.browsers[step.who] = Browser(port=self.server.port)
                    self.browsers[step.who].sign_in(step.who)

    def work(self) -> None:
        """Complete step after step; a fault is kept for the thread that waits."""
        try:
            for inquiry in self.inquiries:
                for step in _steps(inquiry.team):
                    self._complete(step, inquiry.case_id)
        except BaseException as fault:  # noqa: BLE001 - raised by whoever waits
            self.faults.append(fault)

    def _complete(self, step: Step, case_id: CaseId) -> None:
        browser, path = self.browsers[step.who], f"/tasks/{open_task_of(self.house, case_id)}"
        browser.open(path)
        self.posts.append(milliseconds(lambda: browser.complete(path, self.forms[step.path])))


def _run(
    server: Server,
    house: House,
    forms: Mapping[str, Mapping[str, list[str]]],
    inquiries: Sequence[Sequence[Inquiry]],
) -> Taken:
    clients = [_Client(server=server, house=house, forms=forms, inquiries=some) for some in inquiries]
    for client in clients:
        client.enter()
    before = sum(one.requests for client in clients for one in client.browsers.values())
    workers = [threading.Thread(target=client.work) for client in clients]
    began = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - began
    for client in clients:
        if client.faults:
            raise client.faults[0]
        for browser in client.browsers.values():
            browser.close()
    after = sum(one.requests for client in clients for one in client.browsers.values())
    return Taken(
        posts=[spent for client in clients for spent in client.posts], requests=after - before, seconds=seconds
    )


def _figures(database: str, taken: Mapping[int, Taken]) -> tuple[Figure, ...]:
    def named(name: str, value: dict[str, float], unit: str, **more: object) -> Figure:
        note = ", ".join(f"{clients}: {len(one.posts)} acts" for clients, one in taken.items())
        return Figure(name=name, database=database, value=value, unit=unit, **{"note": note, **more})  # type: ignore[arg-type]

    half = {str(clients): middle(one.posts) for clients, one in taken.items()}
    most = {str(clients): twentieth(one.posts) for clients, one in taken.items()}
    rates = {str(clients): one.requests / one.seconds for clients, one in taken.items()}
    at_four = str(AT_FOUR)
    within = most[at_four] <= AT_FOUR * half[at_four]
    return (
        named("http_p50_ms", half, "ms"),
        named("http_p95_ms", most, "ms", limit="<= 4 x p50 at 4 clients", met=within),
        named("http_rps", rates, "/s", note="pages and forms; half of them are completions"),
    )
