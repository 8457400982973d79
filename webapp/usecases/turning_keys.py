"""The office's data key turns while it works: a new one seals from now on, rows are sealed anew piece by piece.

Broken off anywhere, the same command goes on: rows that the newest key does not open are what is left to do. The old
key stays for what the chains hold; nothing that people read rests on it afterwards.
"""

from __future__ import annotations

from webapp.domain.actor import Actor, Permission
from webapp.store import keys, turning
from webapp.store.turning import COLUMNS_OF_OFFICE, REPORTERS, Page
from webapp.usecases.act import Act, in_steps, reads, writes
from webapp.usecases.office import Office
from webapp.usecases.viewing import entry_of, note


@in_steps
def turn_office_key(office: Office, actor: Actor) -> int:
    """This function will give the office a new data key and seal its rows anew; gives how many rows.

    Acts that began before the turn may still seal by the old key: it looks through all rows until none is left.
    """
    office.run(begin_turn, actor)
    count = 0
    while piece := sum(_through(office, actor, number) for number in range(REPORTERS + 1)):
        count += piece
    office.run(finish_turn, actor, count=count)
    return count


def _through(office: Office, actor: Actor, number: int) -> int:
    count, after = 0, ""
    while (page := office.view(next_page, actor, number=number, after=after)).last is not None:
        after = page.last
        if page.stale:
            count += office.run(seal_page_anew, actor, number=number, rows=page.stale)
    return count


@writes(Permission.SYSTEM)
def begin_turn(act: Act) -> None:
    """This function will put the new key in the old one's place, unless a turn is under way already.

    Raises KeyMissing, before anything is touched, when the key file does not fit this database.
    """
    keys.hold(act.tx)
    keys.refuse_what_does_not_fit(act.tx)
    number = turning.turning(act.tx)
    if number is None:
        number = keys.turn_office(act.tx)
        turning.note_turn(act.tx, number, by=act.actor.person_id, now=act.now)
    note(act, entry_of(act, "office_key.turned", number=number))


@reads(Permission.SYSTEM)
def next_page(act: Act, *, number: int, after: str) -> Page:
    """This function will look through the next rows of a column."""
    return turning.look(act.tx, number, after=after)


@writes(Permission.SYSTEM)
def seal_page_anew(act: Act, *, number: int, rows: tuple[str, ...]) -> int:
    """This function will seal some rows anew, as they are now, and give how many there were to do."""
    count = turning.seal_anew(act.tx, number, rows)
    table = "reporter" if number == REPORTERS else COLUMNS_OF_OFFICE[number].table.name
    note(act, entry_of(act, "office_key.resealed", table=table, rows=count))
    return count


@writes(Permission.SYSTEM)
def finish_turn(act: Act, *, count: int) -> None:
    """This function will note that nothing but chains rests on the old key any more."""
    turning.note_turn(act.tx, None, by=act.actor.person_id, now=act.now)
    note(act, entry_of(act, "office_key.done", rows=count))
