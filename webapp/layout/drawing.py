"""Short text to BPMN.

The text has one line for each element; what belongs to an element is indented under it as `key: value`.

    process <id> <name>                          once, first
    lane <id> <name> [= <role>]                  what follows sits in it; @<id> turns back to it
    <kind> <id> [<name>]                         user manual service rule script send receive call task
                                                 xor and or eventgw, start end throw catch timer
    … : <message>                                start end throw catch send receive;  call: the called process
    timer|message|error <id> <name> on <task> [dashed] [: <message or error code>]
    sub <id> <name> {  …  }                      embedded sub-process
    a > b [<answer>] [!] [!main] [[8.4]] [? <condition>]     ! default, !main straight line, [8.4] mandatory
    a > b > c                                    a chain of plain flows

Keys with a meaning of their own: `doc` (documentation, may be repeated), `at` `after` `cycle` (date, duration or
cron expression of a timer, also of a start), `terminate: true` and `error: <code>` (ends), `decision` (rule),
`do` (script, may be repeated), `run` and `arg.<name>` (service), `each` `as` `sequential` `until` (a step for each
element of a list). Every other key becomes a house property. A line that starts with # is a remark.
"""

from __future__ import annotations

from .checks import check, long_names
from .notation import read_text
from .semantic import write_bpmn


def draw(text: str) -> bytes:
    """Write the BPMN of a short text, without a picture (layout makes it). Raises LayoutError with the line."""
    draft = read_text(text)
    check(draft)
    return write_bpmn(draft)


def drawing_warnings(text: str) -> tuple[str, ...]:
    """Name texts too long to read and answers that are missing. Raises LayoutError with the line."""
    draft = read_text(text)
    check(draft)
    return long_names(draft)
