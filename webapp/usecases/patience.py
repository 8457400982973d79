"""Patience with handlers: one that does not come back is cut off, so that its transaction holds nobody up for ever.

Handlers are plain code of the house that may not block (tests/rules/test_handlers.py); what is left is a loop without
an end, and that is interrupted between two of its instructions.
"""

from __future__ import annotations

import ctypes
import math
import os
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from webapp.domain.errors import Incident

T = TypeVar("T")
SECONDS = 10.0
"""So long a handler may take; what takes longer is a job after the commit."""
TICK = 0.25
"""The finest patience: the watchman looks up so often while somebody is watched."""

AGAIN = 1.0
"""Seconds until a handler that goes on all the same is cut off once more."""


class HandlerOverdueError(Incident):
    """“{name}”迟迟没有办完，已停止，事项停在原处，请联系系统管理员。"""


class _Cut(BaseException):
    """Raised inside a handler from outside; no handler catches it by mistake."""


class _Watched:
    """One handler that runs now; `lock` decides whether it came back first or was cut off first."""

    def __init__(self) -> None:
        self.until = math.inf
        self.thread = threading.get_ident()
        self.lock = threading.Lock()
        self.over = self.struck = False


class Watchman:
    """One thread that cuts off whoever is overdue; it sleeps while nobody is watched."""

    def __init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        """This function will forget all: a forked child has no watchman, and must not inherit his locks."""
        self._watched: set[_Watched] = set()
        self._somebody = threading.Event()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def watch(self, name: str, seconds: float, work: Callable[[], T]) -> T:
        """This function will let work run so long and give what it gives. Raises HandlerOverdueError."""
        self._begin()
        one = _Watched()
        self._watched.add(one)
        self._somebody.set()
        try:
            try:
                try:
                    one.until = time.monotonic() + seconds  # not before: a cut within the lines above would leave locks
                    return work()
                finally:
                    self._end(one)
            except _Cut:  # it may have struck while the work came back
                self._end(one)
                raise HandlerOverdueError(name=name) from None
        except _Cut:  # a second one, which came while the first was dealt with
            self._end(one)
            raise HandlerOverdueError(name=name) from None

    def _end(self, one: _Watched) -> None:
        """Once this has come to its end nothing strikes any more."""
        while not one.over:
            try:
                with one.lock:
                    one.over = True
            except _Cut:
                continue
        self._watched.discard(one)
        if one.struck:
            _let_it_strike()

    def _begin(self) -> None:
        if self._thread is not None and self._thread.is_alive():
            return
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._look, name="watchman", daemon=True)
                self._thread.start()

    def _look(self) -> None:
        while True:
            self._somebody.wait()
            time.sleep(TICK)
            self._somebody.clear()
            for one in tuple(self._watched):
                self._somebody.set()
                self._cut_off(one)

    def _cut_off(self, one: _Watched) -> None:
        if time.monotonic() < one.until:
            return
        with one.lock:
            if not one.over:
                one.until, one.struck = time.monotonic() + AGAIN, True
                _raise_in(one.thread)


def _let_it_strike() -> None:
    """Have a cut that may still be on its way raised here and now.

    CPython 3.11 keeps asking for an interrupt that was taken back: all that runs afterwards is a fifth slower, and
    under a debugger or a profiler it stands still for ever.
    """
    try:
        _raise_in(threading.get_ident())  # in place of whatever is on its way: there is never more than one
        while True:
            pass
    except _Cut:
        return


def _raise_in(thread: int) -> None:
    """CPython's PyThreadState_SetAsyncExc: raised at the thread's next instruction."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(_Cut))


WATCHMAN = Watchman()
os.register_at_fork(after_in_child=WATCHMAN.begin_anew)
