"""Offices in processes of their own on the office's database: several at once, or one that dies at a moment."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.usecases.office import House, open_office

KILLED = 9
Act = Callable[[House], object]
Witness = Callable[[str], None]


def at_once(house: House, folder: Path, act: Callable[[House, int], object], *, count: int) -> list[int]:
    """Let so many processes act at the same moment, each in an office of its own; gives how they ended."""
    gate, opener = os.pipe()

    def wait_and_act(own: House, number: int) -> None:
        os.close(opener)
        os.read(gate, 1)  # nothing comes: it ends when the parent has closed the other end
        act(own, number)

    acts = [partial(wait_and_act, number=number) for number in range(count)]
    children = [_child(house, folder / f"child{number}", one) for number, one in enumerate(acts)]
    os.close(opener)
    os.close(gate)
    return [_end_of(one) for one in children]


def alone(house: House, folder: Path, act: Act) -> int:
    """Let one process act and give how it ended."""
    return _end_of(_child(house, folder / "child", act))


def killed(house: House, folder: Path, act: Act, *, at: str, turn: int = 1) -> int:
    """Let a process die when it comes to a moment (`before commit`, `statement 5` …) for the so manieth time."""
    return _end_of(_child(house, folder / "child", act, _death(at, turn)))


def _child(house: House, folder: Path, act: Act, witness: Witness | None = None) -> int:
    house.office.database.close()  # a child must not inherit a connection
    folder.mkdir(exist_ok=True)
    child = os.fork()
    if child == 0:
        _in_own_office(house, folder, act, witness)
    return child


def _end_of(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _in_own_office(house: House, folder: Path, act: Act, witness: Witness | None) -> None:
    try:
        office = house.office
        own = open_office(office.database.url, house.clock(), folder, library=office.library, witness=witness)
        act(own)
        own.office.database.close()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - a child ends here, whatever happened
        traceback.print_exc()
    finally:
        os._exit(1)


def _death(moment: str, turn: int) -> Witness:
    seen: list[str] = []

    def witness(told: str) -> None:
        seen.append(told)
        if seen.count(moment) == turn:
            os._exit(KILLED)

    return witness
