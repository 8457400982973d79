from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.bpmn import MONDAY, Run, S, define, el, ends, flows, line, process, run, script, steps
from webapp import engine
from webapp.domain.errors import Incident
from webapp.engine.state import NoCaseValue, pack, unpack
from webapp.feel import Date, DateTime, DayTime, Range, Time, YearMonth

numbers = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**20), max_value=10**20)
days = st.builds(Date, st.integers(-9999, 9999), st.integers(1, 12), st.integers(1, 28))
zones = st.one_of(st.none(), st.integers(-14, 14).map(lambda h: h * 3600), st.just("Asia/Shanghai"))
times = st.builds(
    Time, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59), st.integers(0, 999_999_999), zone=zones
)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=20),
    numbers,
    days,
    times,
    st.builds(DateTime, days, times),
    st.builds(DayTime, st.integers(-(10**18), 10**18)),
    st.builds(YearMonth, st.integers(-5000, 5000)),
)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)


def same(a: object, b: object) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    return a == b and str(a) == str(b)


@given(values)
def test_every_value_comes_back_as_itself(value: object):
    assert same(unpack(pack(value)), value)


@pytest.mark.parametrize("value", [3, 1.5, b"x", {1, 2}, Path(), Range(Decimal(1), True, None, False), object()])
def test_nothing_else_can_be_kept(value: object):
    with pytest.raises(NoCaseValue):
        pack(value)


@given(st.text(max_size=30), st.dictionaries(st.sampled_from(["typename", "$date", "__class__"]), st.text(max_size=9)))
def test_no_text_or_context_is_taken_for_another_type(text: str, context: dict[str, str]):
    assert unpack(pack([text, context])) == [text, context]


def test_a_gateway_decides_the_same_after_every_reload():
    case = run(
        process(
            S
            + script("z", 'd = date("2026-01-01")\nm = 12.50\nw = duration("P3D")')
            + steps("u")
            + el("exclusiveGateway", "g", default="g__bad")
            + ends("good", "bad")
            + flows("s>z", "z>u", "u>g", ("g>good", 'd + w < date("2026-06-01") and m > 10'), "g>bad")
        )
    )

    case.do("u")

    assert case.finished == "good"


def test_a_thousand_rounds_of_a_loop_stay_as_small_as_the_first():
    case = run(
        process(
            S
            + el("exclusiveGateway", "m")
            + steps("a")
            + script("n", "count = if count = null then 1 else count + 1")
            + el("exclusiveGateway", "d")
            + ends("e")
            + flows("s>m", "m>a", "a>n", "n>d", ("d>m", "count < 1000"), ("d>e", "count >= 1000"))
        )
    )
    sizes = []

    for _ in range(999):
        case.do("a", x=1)
        sizes.append(len(case.state))
    case.do("a", x=1)

    assert case.finished == "e"
    assert max(sizes) - min(sizes) < 16


@pytest.mark.parametrize(
    "text",
    [
        'x = string join(for i in 1..20000 return "一二三四五六七八九十", "")\nw = for i in 1..5000 return x',
        "x = for i in 1..50000 return 1\nw = for i in 1..50 return x",
    ],
)
def test_what_would_fill_the_database_is_an_incident(text: str):
    with pytest.raises(Incident):
        run(process(S + script("z", text) + steps("a") + ends("e") + line("s", "z", "a", "e")))


def test_a_long_chain_needs_no_depth():
    names = [f"t{n}" for n in range(1500)]
    case = run(
        process(S + "".join(script(n, f"x = {i}") for i, n in enumerate(names)) + ends("e") + line("s", *names, "e"))
    )

    assert case.finished == "e"
    assert case.facts() == {"x": Decimal(1499)}


@pytest.mark.parametrize("state", [b"", b"nonsense", msgspec.msgpack.encode([99]), msgspec.msgpack.encode({})])
def test_a_damaged_state_is_named(state: bytes):
    case = run(process(S + steps("a") + ends("e") + line("s", "a", "e")))
    case.state = state

    with pytest.raises(engine.DamagedState):
        case.seen()


def test_a_state_that_does_not_fit_its_definition_is_named():
    case = run(process(S + steps("a") + ends("e") + line("s", "a", "e")))
    case.definition = define(process(S + steps("b") + ends("e") + line("s", "b", "e")))

    with pytest.raises(engine.DamagedState, match="不符"):
        case.seen()


def test_values_that_tokens_share_are_kept_once():
    long = "很长的一段" * 40
    case = Run(
        define(
            process(
                S
                + el("parallelGateway", "g")
                + steps("a", "b", "c", "d")
                + ends("e", "f", "h", "i")
                + flows("s>g", "g>a", "g>b", "g>c", "g>d", "a>e", "b>f", "c>h", "d>i")
            )
        ),
        now=MONDAY,
    ).start(word=long)

    assert case.state.count(long.encode()) == 1
