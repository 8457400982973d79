"""One file of decisions, asked from outside: no deployment, no case, the neighbours of the file for its imports."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import pathlib
from collections.abc import Callable, Iterator, Mapping

from webapp.engine.decisions.errors import UnreadableDecisions
from webapp.engine.decisions.model import Model, linked_model
from webapp.engine.decisions.reader import Definitions, Key, read
from webapp.engine.decisions.xml import Source, content, path_of
from webapp.feel import FeelValue, clock_functions

Clock = Callable[[], dt.datetime]
Stamps = tuple[tuple[str, int, int], ...]


def machine_clock() -> dt.datetime:
    """This function will give the instant that the machine's clock shows."""
    return dt.datetime.now(dt.UTC)


def evaluate(
    path_or_xml: Source, decision: str, inputs: Mapping[str | Key, object], *, clock: Clock = machine_clock
) -> FeelValue:
    """This function will give the value of a decision, decision service or knowledge, by name or id.

    `path_or_xml` is a path, or DMN XML as text or bytes; what a file imports is looked for beside it. `inputs` are
    Python or FEEL values by name; those of an imported file also by (namespace, name), or inside a context under the
    import's name. A text is read as a date, time or duration where the model declares one. A decision sees what it
    requires and nothing else, unless the file declares no input data at all. today() and now() come from `clock`, which
    gives an aware instant: the machine's by default, for this is no case of the office.

    The value is None, bool, str, Decimal, list or dict, or one of webapp.feel's Date, Time, DateTime, DayTime,
    YearMonth and Range; str() of the first five is FEEL's text, `webapp.feel.to_python` gives datetime's values. What
    the standard calls an error is None. Raises UnreadableDecisions, NoSuchDecision, FeelLimit, and TypeError for an
    input that FEEL has no value for, such as a set.
    """
    path = path_of(path_or_xml)
    model = _model(content(path_or_xml), path, _stamps(path) if path else ())
    return model.evaluate(decision, model.given(inputs), clock_functions(clock))


def _stamps(path: pathlib.Path) -> Stamps:
    """Tell one state of a folder's decision files from another."""
    files = [(file.name, file.stat()) for file in sorted(path.parent.glob("*.dmn"))]
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in files)


@functools.lru_cache(16)
def _model(raw: bytes, path: pathlib.Path | None, stamps: Stamps) -> Model:  # noqa: ARG001  (part of the cache's key)
    """Read a file, and if it imports anything also its neighbours; once for each state of them."""
    main = read(raw)
    others = _neighbours(path) if main.imports and path is not None else ()
    declares_inputs = any(node.kind == "input" for node in main.nodes.values())
    return linked_model(main, others, open_=not declares_inputs)


def _neighbours(path: pathlib.Path) -> Iterator[Definitions]:
    """Read the other files of a folder; one that is no DMN is nothing that could be imported."""
    for other in sorted(path.parent.glob("*.dmn")):
        if other.name != path.name:
            with contextlib.suppress(UnreadableDecisions):
                yield read(other)
