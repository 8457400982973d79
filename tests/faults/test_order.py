"""Messages in every order (fault table, row 33): kept until a case waits for them, and taken once, by the right one."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

from tests.faults.drawn import deploy, facts_of, hand_in, post
from tests.faults.struck import again
from tests.usecases.due import ON_SQLITE, rows
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House
from webapp.domain.actor import SYSTEM
from webapp.store.tables import audit, case, message_in
from webapp.usecases.messaging import deliver_message
from webapp.usecases.work import tick, waiting_messages

ASKED = """process m27_asked 试问事项
  secrecy: internal
lane supervise 监督检查室
start asked 收到任务 : asked
user plan 拟定办法
  form: note
  deadline: end.note
catch answer 等待答复 : answered
  deadline: end.note
user weigh 研究答复
  form: note
  deadline: end.note
end over 已办结
asked > plan > answer > weigh > over
"""


def test_a_message_is_taken_once_whatever_comes_first(house: House) -> None:
    deploy(house, ASKED)
    orders = list(permutations(("plan", "answer", "answer again", "beat")))
    orders = orders if "sqlite" in house.office.database.url else orders[::5]
    for number, order in enumerate(orders):
        post(house, "asked", to="m27_asked", subject="ma")
        tick(house.office)

        for what in order:
            if what == "plan":
                hand_in(house, "plan")
            elif what == "beat":
                tick(house.office)
            else:
                post(house, "answered", subject="ma", key=f"answer {number}", payload={"n": number})
        tick(house.office)
        hand_in(house, "weigh")

        assert [row.status for row in rows(house, case) if row.status == "open"] == [], order
    received = [row for row in rows(house, audit) if row.act == "message.received"]
    assert len(received) == len(orders)
    assert {row.status for row in rows(house, message_in)} == {"delivered"}
    everything_holds(house)


def test_a_message_that_two_workers_have_listed_is_taken_once(house: House, tmp_path: Path) -> None:
    deploy(house, ASKED)
    post(house, "asked", to="m27_asked", subject="ma")
    tick(house.office)
    hand_in(house, "plan")
    tick(house.office)
    post(house, "answered", subject="ma", payload={"n": 1})
    workers = [house.office, again(house, tmp_path)]

    listed = [one.view(waiting_messages, SYSTEM) for one in workers]
    said = [one.run(deliver_message, SYSTEM, message_id=mine[0]) for one, mine in zip(workers, listed, strict=True)]
    workers[1].database.close()

    assert [len(one) for one in listed] == [1, 1]
    assert said == ["delivered", "delivered"]
    assert len([row for row in rows(house, audit) if row.act == "message.received"]) == 1
    assert {row.status for row in rows(house, message_in)} == {"delivered"}
    everything_holds(house)


@ON_SQLITE
def test_two_answers_about_two_persons_cross_and_each_comes_to_its_own(house: House) -> None:
    deploy(house, ASKED)
    orders = list(permutations((("ma", "asked"), ("ma", "answered"), ("lin", "asked"), ("lin", "answered"))))
    for order in orders[::2]:
        for who, name in order:
            post(house, name, to="m27_asked", subject=who, payload={"of": who})
            tick(house.office)
        for _ in order[:2]:
            hand_in(house, "plan")
            tick(house.office)

        taken = facts_of(house, "m27_asked")
        assert {(one["asked"]["of"], one["answer"]["of"]) for one in taken} == {("ma", "ma"), ("lin", "lin")}, order
        for _ in order[:2]:
            hand_in(house, "weigh")
    everything_holds(house)
