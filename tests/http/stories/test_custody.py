"""Two custodians at their browsers open who reported, once; whoever registered the letter reads that they did."""

from __future__ import annotations

from tests.http.stories.passages import Sit
from tests.usecases.office import House
from tests.usecases.passages import case_of, register_clue
from tests.usecases.robot import do

WHO = {"name": "邹吾人", "phone": "13900001111"}


def test_one_asks_the_other_agrees_and_it_is_shown_once(sit: Sit, house: House) -> None:
    register_clue(house, real_name=True)
    do(house, "ding", "real_name/register_reporter", **WHO)
    do(house, "ding", "acceptance/make_abstract", discipline_class=["integrity"], tags=["project"])
    do(house, "fang", "acceptance/check_abstract", verdict="good")
    do(house, "han", "acceptance/accept_clue", verdict="separate", room="third_room")
    number = str(case_of(house, "m07_clue_disposal").number)
    fang, shi = sit("fang"), sit("shi")

    asked = fang.press(
        fang.get("/custody"), "//form[@action='/custody']", number=number, reason="核实材料需要当面补充。"
    )
    assert "等待另一名保管人同意。" in asked.words()
    shi.press(shi.get("/custody"), "//form[contains(@action, '/agree')]")
    ready = fang.get("/custody")
    shown = fang.press(ready, "//form[contains(@action, '/open')]")
    again = fang.press(ready, "//form[contains(@action, '/open')]")

    assert WHO["name"] in shown.words()
    assert WHO["name"] not in again.words()
    assert "已经显示过一次" in again.words("//body")
    assert number in sit("ding").get("/tasks").words()
    assert "共同开启查看" in sit("ding").get("/tasks").words()
    sit("zhou").get("/custody", status=404)
