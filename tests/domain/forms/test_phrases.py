from __future__ import annotations

import pytest

from webapp.domain.forms import contradicts

DECISIONS = ("agree", "return", "refuse")


@pytest.mark.parametrize(
    ("phrase", "fits"),
    [
        ("同意，按程序办理。", {"agree"}),
        ("同意，结果再报我。", {"agree"}),
        ("同意。不同意见请记录在案。", {"agree"}),
        ("请补充材料后再报。", {"return"}),
        ("依据不足，不同意所提意见。", {"refuse"}),
        ("注意方式方法，做好安全预案。", set(DECISIONS)),
        ("", set(DECISIONS)),
    ],
)
def test_a_phrase_goes_with_the_decisions_that_it_does_not_gainsay(phrase: str, fits: set[str]):
    assert {one for one in DECISIONS if not contradicts(phrase, one)} == fits
