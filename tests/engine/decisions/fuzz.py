"""Models at random: nothing breaks, nothing hangs. `python -m tests.engine.decisions.fuzz` goes on."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, field

from tests.engine.decisions.drawing import INPUTS, Drawing
from tests.feel.fuzz import LONGEST, checked
from webapp.engine.decisions import NoSuchDecision, UnreadableDecisions, evaluate, read_decisions
from webapp.feel import FeelLimit, FeelUnbound, from_python


@dataclass
class Outcome:
    """What a run saw: how many evaluations, the longest time, and what is wrong."""

    count: int = 0
    longest: float = 0.0
    found: list[str] = field(default_factory=list)

    def judge(self, xml: str) -> None:
        """Read a model and ask for each decision, as the office does and as those outside do."""
        try:
            model = read_decisions(xml)
        except UnreadableDecisions:
            return
        except Exception as error:  # noqa: BLE001  (the one thing that is looked for)
            self.found.append(f"{type(error).__name__} {error}: {xml}")
            return
        for inputs in INPUTS:
            for name in (*model.decisions, "s", "f"):
                self.ask(lambda name=name, given=inputs: model.evaluate(name, from_python(given)), xml)  # type: ignore[misc]
                self.ask(lambda name=name, given=inputs: evaluate(xml, name, given), xml)  # type: ignore[misc]

    def ask(self, question: object, xml: str) -> None:
        self.count += 1
        began = time.process_time()
        try:
            assert callable(question)
            checked(question())
        except (FeelLimit, FeelUnbound, NoSuchDecision):
            pass
        except Exception as error:  # noqa: BLE001  (the one thing that is looked for)
            self.found.append(f"{type(error).__name__} {error}: {xml}")
        took = time.process_time() - began
        self.longest = max(self.longest, took)
        if took > LONGEST:
            self.found.append(f"took {took:.1f} s: {xml}")


def main() -> int:
    """Go on for a while, and say what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    outcome, drawing, until = Outcome(), Drawing(given.seed), time.monotonic() + given.seconds
    while time.monotonic() < until:
        xml = drawing.model()
        outcome.judge(xml)
        outcome.judge(drawing.damaged(xml))
    sys.stdout.write(f"seed {given.seed}: {outcome.count} evaluations, longest {outcome.longest:.2f} s\n")
    sys.stdout.write("".join(f"{finding}\n" for finding in outcome.found))
    return bool(outcome.found)


if __name__ == "__main__":
    sys.exit(main())
