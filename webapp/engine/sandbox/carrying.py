"""An act in a sandbox, carried on until all is quiet (handlers, signals, messages), or undone."""

from __future__ import annotations

import contextlib
import datetime as dt
import inspect
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from webapp.domain.advance import Advance, Call, SentMessage
from webapp.domain.calendar import WorkCalendar
from webapp.domain.deadlines import LimitRules
from webapp.domain.errors import OfficeError
from webapp.domain.handlers import BusinessError
from webapp.domain.world import World
from webapp.engine import verbs
from webapp.engine.bounds import MAX_MOVES, MAX_TICKED
from webapp.engine.definition import Definition
from webapp.engine.looking import facts_at
from webapp.engine.model import Start, Trigger
from webapp.engine.sandbox.cases import Case, Values
from webapp.engine.sandbox.errors import AmbiguousMessage, HandlerFailed, PiledUp, TooDeep, TooMuch
from webapp.engine.sandbox.sources import spoken
from webapp.engine.sandbox.values import Delivery, Letter
from webapp.feel import from_python, show, to_python

Handler = Callable[..., Any]
ANY = "*"
NULL = "消息“{name}”据以相关的值为空（null），没有事项与之相关。"


class Carrying:
    """What every act of a sandbox rests on."""

    def __init__(self, now: dt.datetime, zone: ZoneInfo, handlers: Mapping[str, Handler]) -> None:
        self.now, self.zone, self.handlers = now, zone, dict(handlers)
        self.files: dict[str, bytes] = {}
        self.definitions: dict[str, Definition] = {}
        self.cases: list[Case] = []
        self.kept: list[Letter] = []
        """Messages that nobody has waited for yet."""
        self._calls: deque[tuple[Case, Call]] = deque()
        self._signals: deque[tuple[str, Case | None]] = deque()
        self._letters: deque[Letter] = deque()
        self._moves = self._ticked = 0
        self._running: dict[str, Case] = {}

    def world(self, header: Mapping[str, object], deadlines: Mapping[str, dt.date]) -> World:
        """This function will give what the engine may know: the sandbox's clock, and weekdays as working days."""
        return World(
            now=self.now,
            zone=self.zone,
            calendar=WorkCalendar(),
            limits=LimitRules(),
            case=header,
            deadlines=deadlines,
        )

    def spoken(self, kind: str, word: str) -> str:
        """This function will give the name of a message or signal, the code of an error or escalation, from its id."""
        return spoken(self.files, kind, word)

    def running(self) -> list[Case]:
        """This function will give the cases that are not finished."""
        return list(self._running.values())

    # ------------------------------------------------------------ one act

    @contextlib.contextmanager
    def act(self) -> Iterator[None]:
        """This function will carry on what the block begins until all is quiet; if anything fails, nothing was done."""
        before = [(case, case.mark()) for case in self.cases], list(self.kept), self.now
        self._moves = self._ticked = 0
        try:
            yield
            self._settle()
        except BaseException as error:
            marks, self.kept, self.now = before
            self.cases = [case for case, _ in marks]
            for case, mark in marks:
                case.back_to(mark)
            self._running = {case.id: case for case in self.cases if not case.is_finished}
            if isinstance(error, RecursionError):
                raise TooDeep from None
            raise
        finally:
            self._calls.clear()
            self._signals.clear()
            self._letters.clear()

    def move(self, case: Case, verb: Callable[[], Advance]) -> None:
        """This function will let a verb of the engine move a case, and note what it asks for."""
        self._moves += 1
        if self._moves > MAX_MOVES:
            raise TooMuch(most=MAX_MOVES)
        advance = verb()
        case.took(advance, self.now)
        self._running[case.id] = case
        if case.is_finished:
            del self._running[case.id]
        self._calls += [(case, call) for call in advance.calls]
        self._signals += [(name, case) for name in advance.signals]
        letters = [_letter(case, one) for one in advance.sent]
        case.sent += letters
        self._letters += letters

    def tick(self, case: Case, verb: Callable[[], Advance]) -> None:
        """This function will let a timer move a case; each beat costs as much as is open by then."""
        self._ticked += case.waiting()
        if self._ticked > MAX_TICKED:
            raise PiledUp(most=MAX_TICKED, case=case.process)
        self.move(case, verb)

    def open(self, definition: Definition, start: str, data: Values | None, *, key: str | None = None) -> Case:
        """This function will open a case."""
        number = len(self.cases) + 1
        case = Case(self, definition, number=number, key=key, start=start)  # type: ignore[arg-type]  # it is a Sandbox
        self.cases.append(case)
        self.move(case, lambda: verbs.start(definition, start, dict(data or {}), case.world()))
        return case

    def _settle(self) -> None:
        while self._calls or self._signals or self._letters or self._waited_for():
            if self._calls:
                self._run(*self._calls.popleft())
            elif self._signals:
                self.ring(*self._signals.popleft())
            elif self._letters:
                self._post(self._letters.popleft())

    # ------------------------------------------------------------ handlers

    def _run(self, case: Case, call: Call) -> None:
        handler = self._handler(case, call)
        if handler is None or call.task_id not in {one.task_id for one in case.open().calls}:
            return  # a job for the outside, or interrupted meanwhile
        seen = to_python(facts_at(case.definition, case.state_bytes, call.task_id, case.world()))
        try:
            value = _called(handler, seen, call.arguments)
            from_python(value)  # so that what FEEL has no type for is the handler's fault
        except BusinessError as error:
            code = self.spoken("error", error.code)
            self.move(case, lambda: verbs.fail(case.definition, case.state_bytes, call.task_id, code, case.world()))
            return
        except OfficeError:
            raise
        except Exception as error:
            raise HandlerFailed(element=call.element, why=f"{type(error).__name__}: {error}") from error
        self.move(case, lambda: verbs.resume(case.definition, case.state_bytes, call.task_id, value, case.world()))

    def _handler(self, case: Case, call: Call) -> Handler | None:
        drawn = case.definition.elements[(call.process, call.element)]
        names = (call.handler, call.element, drawn.name, ANY)
        return next((self.handlers[name] for name in names if name in self.handlers), None)

    # ------------------------------------------------------------ post

    def ring(self, name: str, sender: Case | None) -> tuple[Case, ...]:
        """This function will let every other case that waits for a signal hear it, and begin what starts with it."""
        hearing = [case for case in self.running() if case is not sender and case.listens(name)]
        for case in hearing:
            self.move(case, lambda case=case: verbs.hear(case.definition, case.state_bytes, name, case.world()))  # type: ignore[misc]
        begun = [self.open(definition, start.id, None) for definition, start in self.ways_in(Trigger.SIGNAL, name)]
        return (*hearing, *begun)

    def ways_in(self, trigger: Trigger, name: str | None = None) -> list[tuple[Definition, Start]]:
        """This function will give the start events of a kind, and of a message's or signal's name."""
        return [
            (definition, start)
            for definition in self.definitions.values()
            for start in definition.starts
            if start.kind is trigger and name in (None, start.event.name)
        ]

    def _post(self, letter: Letter) -> None:
        try:
            self.deliver(letter)
        except AmbiguousMessage:
            self.kept.append(letter)

    def deliver(self, letter: Letter) -> Delivery:
        """This function will deliver a message: to the case that waits, else by a start event, else it is kept.

        Raises AmbiguousMessage when several cases wait for it.
        """
        waiting = self._waiting(letter)
        if len(waiting) > 1:
            raise AmbiguousMessage(name=letter.name, cases="、".join(one.id for one in waiting))
        if waiting:
            self._hand_over(waiting[0], letter)
            return Delivery(status="delivered", case=waiting[0])
        starts = self.ways_in(Trigger.MESSAGE, letter.name) if letter.only is None else []
        starts = [
            (definition, start) for definition, start in starts if not letter.to or definition.process in letter.to
        ]
        if starts:
            key = None if letter.correlation is None else show(from_python(letter.correlation))
            return Delivery(status="started", case=self.open(starts[0][0], starts[0][1].id, letter.payload, key=key))
        self.kept.append(letter)
        return Delivery(status="kept", case=letter.only, why=NULL.format(name=letter.name) if letter.lost else "")

    def _waiting(self, letter: Letter) -> list[Case]:
        """The cases that wait for a message; the sender itself only when nobody else does."""
        cases = [case for case in self.running() if letter.only in (None, case) and case.wait_for(letter) is not None]
        others = [case for case in cases if case is not letter.sender]
        return others or cases

    def _hand_over(self, case: Case, letter: Letter) -> None:
        wait = case.wait_for(letter)
        if wait is not None:
            self.move(
                case,
                lambda: verbs.deliver(case.definition, case.state_bytes, wait, dict(letter.payload), case.world()),
            )

    def _waited_for(self) -> bool:
        """One kept message that a case waits for now is handed over."""
        for letter in self.kept:
            waiting = self._waiting(letter)
            if len(waiting) == 1:
                self.kept.remove(letter)
                self._hand_over(waiting[0], letter)
                return True
        return False


def _letter(case: Case, one: SentMessage) -> Letter:
    said = case.definition.elements[one.process, one.element].properties.get("subject")
    lost = bool(said) and one.subject is None
    return Letter(name=one.name, payload=one.payload, correlation=one.subject, sender=case, to=one.to, lost=lost)


def _called(handler: Handler, seen: Mapping[str, object], arguments: Mapping[str, object]) -> object:
    """A handler takes a task's drawn arguments by name, else the data that the task sees, or nothing."""
    if arguments:
        return handler(**arguments)
    try:
        takes = inspect.signature(handler).parameters
    except (TypeError, ValueError):
        return handler(seen)
    return handler(seen) if takes else handler()
