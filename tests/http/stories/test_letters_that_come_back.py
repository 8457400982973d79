"""A letter that comes back twice, at the browser: the secretary decides how it is delivered, and it is."""

from __future__ import annotations

from tests.http.stories.passages import Sit, approve
from tests.usecases.office import House
from tests.usecases.passages import FIVE, to_inquiry

HERE = "//form[@data-draft]"


def test_the_secretary_decides_how_a_letter_that_came_back_twice_is_delivered(sit: Sit, house: House) -> None:
    to_inquiry(house)
    sit("zhou").does("拟定谈话函询方案", kind="letter", questions=FIVE)
    approve(sit)
    sit("zhou").does("拟稿")
    sit("sun").does("核稿", good=True)
    sit("chen").does("书记签发", decision="agree")
    sit("sun").does("用印")
    sit("sun").does("送达", way="post", result="returned")
    sit("sun").does("两人当面送达", second_officer="yu", result="refused")
    sit("yu").does("同行人确认", confirmed="yes")

    page = sit("chen").open("研究送达办法")
    assert len(page.all(f"{HERE}//button[@data-submit]")) == 1
    assert len(page.all(f"{HERE}//input[@name='way']")) == 3
    assert page.all(f"{HERE}//details//input[@name='way']") == []
    sit("chen").submit(page, way="leave")

    goes, along = ("sun", "yu") if "两人当面送达" in sit("sun").rows() else ("yu", "sun")  # both did it before
    sit(goes).does("两人当面送达", second_officer=along, result="left")
    sit(along).does("同行人确认", confirmed="yes")
    assert "书面答复" in sit("ma").rows()
