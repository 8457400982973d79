"""Officers at their browsers who lead inquiries of measure 8, each writing down what the server acknowledged."""

from __future__ import annotations

import http.client
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.bench.life import HEADS, TEAMS, Inquiry, Step, declare, prepared, to_the_reply
from tests.bench.served import Browser, Refusal
from tests.usecases.invariants import Acknowledged
from tests.usecases.office import House
from webapp.domain.errors import Unavailable
from webapp.domain.ids import CaseId, TaskId
from webapp.store.tables import task
from webapp.usecases.demo.stage import Stage

LAST = "deliver"
PATIENCE = 30
LOST = (OSError, http.client.HTTPException, Refusal, Unavailable)
"""What is seen of a server or a database that dies: no connection, half an answer, or a page that says so."""
Forms = Mapping[str, Mapping[str, list[str]]]


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A form on its way: whether it arrived is not known before the answer."""

    step: Step
    task_id: TaskId
    token: str


@dataclass
class Client:
    """People who lead one inquiry after the other, with a browser each."""

    crowd: Crowd
    head: str
    stop: threading.Event = field(default_factory=threading.Event)
    acknowledged: list[Acknowledged] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unanswered: Sent | None = None
    port: int = 0
    browsers: dict[str, Browser] = field(default_factory=dict)
    case_id: CaseId | None = None
    steps: dict[str, Step] = field(default_factory=dict)

    def work(self) -> None:
        """Complete step after step until told to stop or until the server is gone."""
        while not self.stop.is_set():
            try:
                self.turn()
            except LOST as lost:
                self.refused.append(f"{type(lost).__name__}: {lost}")
                self.crowd.heard.set()
                return

    def turn(self) -> None:
        """Send again what was not answered, or complete the next step."""
        if self.unanswered is None:
            step, task_id = self._next()
            self.browser(step.who).open(f"/tasks/{task_id}")
            self.unanswered = Sent(step=step, task_id=task_id, token=uuid.uuid4().hex)
        one = self.unanswered
        browser = self.browser(one.step.who)
        if "csrf_token" not in browser.hidden:
            browser.open("/tasks")
        browser.complete(f"/tasks/{one.task_id}", self.crowd.forms[one.step.path], _token=one.token)
        self.unanswered = None
        self.acknowledged.append(Acknowledged(task_id=one.task_id, token=one.token, who=one.step.who))
        self.crowd.heard.set()

    def browser(self, who: str) -> Browser:
        """Give a person's browser; who was signed in before the server died still is."""
        if who not in self.browsers:
            browser = Browser(port=self.port, keeps=self.crowd.keeps)
            with closing_when_lost(browser):
                browser.sign_in(who)
            self.browsers[who] = browser
        return self.browsers[who]

    def close(self) -> None:
        """Let go of all connections; the browsers stay signed in."""
        for browser in self.browsers.values():
            browser.close()

    def move_to(self, port: int) -> None:
        """Turn to the server that took the place of the dead one."""
        self.port, self.refused = port, []
        for browser in self.browsers.values():
            browser.move_to(port)

    def _next(self) -> tuple[Step, TaskId]:
        if self.case_id is None or self._open()[0] not in self.steps:
            inquiry = Inquiry(self.crowd.stage, self.head)
            self.case_id, self.steps = inquiry.case_id, {step.element: step for step in plan_of(inquiry)}
        element, task_id = self._open()
        return self.steps[element], task_id

    def _open(self) -> tuple[str, TaskId]:
        """Give the one open step of the case (past all visibility: it is the way there that is not tested)."""
        with self.crowd.house.office.database.read() as tx:
            row = tx.execute(task.select().where(task.c.case_id == self.case_id, task.c.is_open)).one()
        return row.element, TaskId(row.id)


@contextmanager
def closing_when_lost(browser: Browser) -> Iterator[None]:
    """Let go of a browser whose person was not let in."""
    try:
        yield
    except LOST:
        browser.close()
        raise


def plan_of(inquiry: Inquiry) -> Iterator[Step]:
    """Give the steps of the house, from the plan to the delivery of the letter."""
    for step in to_the_reply(inquiry.team, inquiry.subject):
        yield step
        if step.element == LAST:
            return


def lead_one(house: House) -> Forms:
    """Lead one inquiry by hand and give what was filled in: it is the same in every other."""
    people = [who for team in TEAMS.values() for who in (team.handler, team.head, team.deputy)]
    declare(house, sorted({*people, "chen", "sun"}), HEADS)
    inquiry, forms = Inquiry(Stage(house.office, begins=house.clock()), HEADS[0]), {}
    for step in plan_of(inquiry):
        one = prepared(inquiry.stage, step, inquiry.case_id)
        one.submit()
        forms[step.path] = one.posted
    return forms


class Crowd:
    """Clients at work on one office, whoever serves it."""

    def __init__(self, house: House, forms: Forms, *, clients: int = 3, keeps: bool = True) -> None:
        self.house, self.forms, self.keeps = house, forms, keeps
        self.heard = threading.Event()
        self.stage = Stage(house.office, begins=house.clock())
        self.clients = [Client(self, HEADS[number]) for number in range(clients)]

    @property
    def acknowledged(self) -> list[Acknowledged]:
        """Give all that servers have acknowledged so far."""
        return [one for client in self.clients for one in client.acknowledged]

    @property
    def refused(self) -> list[str]:
        """Give why each client that stopped by itself did so."""
        return [why for client in self.clients for why in client.refused]

    def start(self, port: int) -> list[threading.Thread]:
        """Let everybody work at a server."""
        for client in self.clients:
            client.move_to(port)
            client.stop.clear()
        working = [threading.Thread(target=client.work) for client in self.clients]
        for one in working:
            one.start()
        return working

    def wait_for(self, wanted: int) -> None:
        """Wait until so many acts are acknowledged."""
        while len(self.acknowledged) < wanted:
            self.heard.wait(PATIENCE)
            self.heard.clear()
            assert len(self.refused) < len(self.clients), self.refused

    def rest(self, working: list[threading.Thread], *, stop: bool = True) -> None:
        """Wait until each has the last answer, or none because the server is gone; `stop` tells everybody to stop."""
        for client in self.clients:
            if stop:
                client.stop.set()
        for one in working:
            one.join()
        for client in self.clients:
            client.close()

    def finish(self, port: int) -> None:
        """Let everybody send again what was not answered."""
        for client in self.clients:
            client.move_to(port)
            if client.unanswered is not None:
                client.turn()
            client.close()
