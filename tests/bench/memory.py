"""How much memory a server takes up over ten thousand completions: the product's process, four browsers at work."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable

from tests.bench.figures import Figure, at_most
from tests.bench.ground import Ground, Sizes
from tests.bench.rounds import POSTED, Circle, deploy, open_task_of
from tests.bench.served import Browser, Server, now, serving
from webapp.domain.ids import PersonId

LIMIT = 20.0
BROWSERS = 4
WITH_ITS_PAGE = 10
"""Every so many completions the page is opened before, as people do each time."""
STEPS_OF_A_CASE = 40
"""After so many steps each goes on with a new case, as long as those that an office really has."""


def measure(ground: Ground, sizes: Sizes) -> tuple[Figure, ...]:
    """Let cases go round through a server and look at its memory after the warm-up and at the end."""
    house = ground.fresh("memory", at=now())
    deploy(house)
    circles = [Circle(house) for _ in range(BROWSERS)]
    with serving(ground, "memory", house) as server:
        clients = [_Client(server, circle) for circle in circles]
        turn_all(clients, sizes.warm_up)
        before = server.memory()
        turn_all(clients, sizes.served)
        grown = server.memory() - before
        for client in clients:
            client.close()
    note = f"{before:.0f} MB after {sizes.warm_up} completions, {before + grown:.0f} MB after {sizes.served} more"
    return (
        at_most(LIMIT, name="rss_growth_mb", database=ground.database, value=max(grown, 0.0), unit="MB", note=note),
    )


class _Client:
    """Officers at their browsers who write and check in turn, on one case of their own after another."""

    def __init__(self, server: Server, circle: Circle) -> None:
        self.server = server
        self.circle = circle
        self.browsers: dict[PersonId, Browser] = {}
        self.done = 0

    def close(self) -> None:
        """Leave."""
        for browser in self.browsers.values():
            browser.close()

    def turn(self) -> None:
        """Complete the step that is open."""
        elements = list(self.circle.actors)
        element = elements[self.done % len(elements)]
        browser = self._browser(self.circle.actors[element].person_id)
        key = open_task_of(self.circle.house, self.circle.case_id)
        if self.done % WITH_ITS_PAGE < len(elements):
            browser.open(f"/tasks/{key}")
        browser.complete(f"/tasks/{key}", POSTED[element], _token=uuid.uuid4().hex)
        self.done += 1
        if self.done % STEPS_OF_A_CASE == 0:
            self.circle = Circle(self.circle.house)

    def _browser(self, who: PersonId) -> Browser:
        if who not in self.browsers:
            self.browsers[who] = Browser(port=self.server.port)
            self.browsers[who].sign_in(who)
            self.browsers[who].open("/own")
        return self.browsers[who]


def turn_all(clients: Iterable[_Client], completions: int) -> None:
    """Let all go on at once until so many steps are completed; a refusal of one is raised."""
    faults: list[BaseException] = []

    def work(client: _Client) -> None:
        try:
            for _ in range(completions // BROWSERS):
                client.turn()
        except BaseException as fault:  # noqa: BLE001 - raised below, in the thread that waits
            faults.append(fault)

    workers = [threading.Thread(target=work, args=(client,)) for client in clients]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if faults:
        raise faults[0]
