"""Case data as one token sees them: names, values, and the number of the write that gave each value.

Every write in a case takes the next number. Two tokens that meet keep the newest value of each name; a branch that
merely carried an old answer past a loop cannot overwrite the new one.
"""

from __future__ import annotations

from collections.abc import Iterable

from webapp.feel import FeelValue


class Facts(dict[str, FeelValue]):
    """Names to values; `stamps` holds the number of the write of each name. Values are never changed in place."""

    __slots__ = ("stamps",)

    def __init__(self, values: dict[str, FeelValue] | None = None, stamps: dict[str, int] | None = None) -> None:
        super().__init__(values or {})
        self.stamps: dict[str, int] = dict(stamps or {})

    def put(self, name: str, value: FeelValue, stamp: int) -> None:
        """This function will write one name."""
        self[name] = value
        self.stamps[name] = stamp

    def fork(self) -> Facts:
        """This function will give a copy for another token; the values themselves are shared."""
        return Facts(self, self.stamps)


def newest(branches: Iterable[Facts]) -> Facts:
    """This function will join branches: of each name the value written last."""
    out = Facts()
    for facts in branches:
        for name, stamp in facts.stamps.items():
            if stamp > out.stamps.get(name, -1):
                out.put(name, facts[name], stamp)
    return out
