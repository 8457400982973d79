"""Expressions at random: nothing breaks or hangs, other words mean the same. `python -m tests.feel.fuzz` goes on."""

from __future__ import annotations

import argparse
import functools
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from tests.feel.grammar import Grammar
from tests.feel.standard import CLOCK, CONTEXT, same, texts
from webapp.feel import Compiled, FeelError, FeelLimit, FeelValue, compile_expression, compile_unary

LONGEST = 10.0  # seconds of the processor: several times what the budget allows on a slow machine
REFUSED = object()
friendly = functools.partial(compile_expression, friendly=True)
LAWS = ("{{z: {0}}}.z", "[{0}][1]", "(function(z) z)({0})", "(if true then {0} else 1)", "(for z in [{0}] return z)[1]")


@dataclass
class Outcome:
    """What a run saw: how many texts, the longest time with its text, and what is wrong."""

    count: int = 0
    longest: tuple[float, str] = (0.0, "")
    found: list[str] = field(default_factory=list)

    def judge(self, text: str) -> None:
        """Compile and evaluate a text, as an expression, as a cell and as B-FEEL; any error but ours is found."""
        self.count += 1
        began = time.process_time()
        try:
            for make in (compile_expression, compile_unary, friendly):
                evaluated(text, make)
        except Exception as error:  # noqa: BLE001  (the one thing that is looked for)
            self.found.append(f"{type(error).__name__} {error}: {text!r}")
        self.longest = max(self.longest, (time.process_time() - began, text))
        if time.process_time() - began > LONGEST:
            self.found.append(f"took {time.process_time() - began:.1f} s: {text!r}")

    def hold(self, text: str) -> None:
        """Say the same in other words: the value may not change."""
        want = evaluated(text, compile_expression)
        for law in LAWS:
            got = evaluated(law.format(text), compile_expression)
            if REFUSED not in (want, got) and not alike(want, got):
                self.found.append(f"{law.format(text)!r} gave {got!r}, not {want!r}")


def evaluated(text: str, make: object) -> FeelValue:
    """Give the value, or REFUSED."""
    assert callable(make)
    try:
        compiled: Compiled = make(text, CONTEXT)
        return checked(compiled(CONTEXT, CLOCK, value=Decimal(1)))
    except (FeelError, FeelLimit):
        return REFUSED


def checked(value: FeelValue) -> FeelValue:
    """Let a value pass; a number that is none, or is too long, is not FEEL's."""
    for part in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        checked(part)
    if isinstance(value, Decimal) and (not value.is_finite() or len(value.as_tuple().digits) > 34):
        raise ValueError(f"{value} is no number of FEEL")
    return value


def alike(want: FeelValue, got: FeelValue) -> bool:
    """Same, but two functions are as good as one."""
    return callable(getattr(want, "call", None)) or same(want, got) or "<function" in repr(want)


def by_grammar(seed: int) -> Iterator[str]:
    grammar = Grammar(seed)
    while True:
        yield grammar.expression(grammar.random.randint(1, 4))


def by_damage(seed: int) -> Iterator[str]:
    grammar, known = Grammar(seed), texts()
    while True:
        yield grammar.damaged(grammar.random.choice(known), grammar.random.choice(known))


def by_greed(seed: int) -> Iterator[str]:
    grammar = Grammar(seed)
    while True:
        yield f"count(for i in 1..999, j in 1..999 return {grammar.expression(2)})"


SOURCES = (by_grammar, by_damage, by_greed)


def main() -> int:
    """Go on for a while, and say what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    outcome, until = Outcome(), time.monotonic() + given.seconds
    for formed, broken, greedy in zip(*(source(given.seed) for source in SOURCES), strict=False):
        outcome.judge(formed)
        outcome.hold(formed)
        outcome.judge(broken)
        if outcome.count % 100 == 0:  # it takes as long as hundreds of the others
            outcome.judge(greedy)
            outcome.count += 1
        if time.monotonic() > until:
            break
    longest, text = outcome.longest
    sys.stdout.write(f"seed {given.seed}: {outcome.count} texts, longest {longest:.2f} s ({text[:80]!r})\n")
    sys.stdout.write("".join(f"{finding}\n" for finding in outcome.found))
    return bool(outcome.found)


if __name__ == "__main__":
    sys.exit(main())
