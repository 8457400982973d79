"""Keys of the office take turns while it works: a new one wraps or signs from now on, the old one is let go afterwards.

Broken off at any point, the same command goes on where it stopped: what the key file and the database say is all that
counts. Whoever answers pages meanwhile reads the key file again by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from webapp.domain.actor import Actor, Permission
from webapp.domain.errors import OfficeError
from webapp.store import audit, key_files, keys, powers, seal_keys, seals
from webapp.store.seals import Sealer
from webapp.usecases.act import Act, in_steps, reads, writes
from webapp.usecases.office import Office
from webapp.usecases.viewing import entry_of, note


class StillInUse(OfficeError):
    """旧密钥还加密着{count}把数据密钥，没有作任何改动：请先运行 shibiyan keys rotate。"""

    code = "key_still_in_use"


class NothingToRetire(OfficeError):
    """密钥文件里只有一把密钥，没有作任何改动。"""

    code = "nothing_to_retire"


@in_steps
def rotate_key(office: Office, actor: Actor) -> int:
    """This function will put a new key-encryption key into the file and wrap all data keys by it; gives how many.

    In pieces of 500, each an act of its own. A rotation that was broken off is finished first, by no further key.
    """
    office.run(add_key, actor)
    count = 0
    while piece := office.run(rewrap_piece, actor):
        count += piece
    return count + office.run(finish_rotation, actor)


@writes(Permission.SYSTEM)
def add_key(act: Act) -> None:
    """This function will put a new key before the others unless one is there that does not wrap everything yet.

    Raises KeyMissing, before anything is touched, when the file does not fit this database.
    """
    keys.hold(act.tx)
    keys.refuse_what_does_not_fit(act.tx)
    vault = act.tx.vault
    before = vault.master_id
    if set(keys.wrapped_by(act.tx)) == {before}:
        key_files.add(vault.file)
        keys.refuse_what_does_not_fit(act.tx)
    note(act, entry_of(act, "key.added", old=before, new=vault.master_id))


@writes(Permission.SYSTEM, audited=False)
def rewrap_piece(act: Act) -> int:
    """This function will wrap the next 500 data keys by the new key and give how many there were."""
    return keys.rewrap(act.tx)


@writes(Permission.SYSTEM)
def finish_rotation(act: Act) -> int:
    """This function will wrap what acts under way have written by the old key meanwhile: now nothing needs it."""
    keys.hold(act.tx)
    late = 0
    while piece := keys.rewrap(act.tx):
        late += piece
    powers.mark_anew(act.tx.connection, act.tx.vault)  # now: when the old key goes, others must find them marked
    note(act, entry_of(act, "key.rotated", key=act.tx.vault.master_id))
    return late


@in_steps
def retire_keys(office: Office, actor: Actor) -> int:
    """This function will take the old keys out of the key file and give how many; refused while one wraps anything.

    What bears marks is marked by the current key first, in an act of its own: a file is changed at once, an act is
    not done before its commit, and whoever is ended between the two must leave no mark that nobody can check.
    Raises StillInUse, NothingToRetire, KeyMissing.
    """
    office.run(mark_by_current, actor)
    return office.run(let_go, actor)


@writes(Permission.SYSTEM, audited=False)
def mark_by_current(act: Act) -> None:
    """This function will mark by the current key what bears marks; raises as `retire_keys` does."""
    _old_keys(act)
    _mark(act)


@writes(Permission.SYSTEM)
def let_go(act: Act) -> int:
    """This function will change the key file, once more having marked what came meanwhile."""
    old = _old_keys(act)
    vault = act.tx.vault
    note(act, entry_of(act, "key.retired", key=vault.master_id, retired=len(old)))
    _mark(act)
    key_files.change(vault.file, key_files.read(vault.file)[:1])
    return len(old)


def _old_keys(act: Act) -> Sequence[bytes]:
    keys.hold(act.tx)
    keys.refuse_what_does_not_fit(act.tx)
    vault = act.tx.vault
    count = sum(size for master, size in keys.wrapped_by(act.tx).items() if master != vault.master_id)
    if count:
        raise StillInUse(count=count)
    old = key_files.read(vault.file)[1:]
    if not old:
        raise NothingToRetire
    return old


def _mark(act: Act) -> None:
    audit.mark_anew(act.tx)
    powers.mark_anew(act.tx.connection, act.tx.vault)


@reads(Permission.SYSTEM)
def wrapping(act: Act) -> Mapping[str, int]:
    """This function will give how many data keys each key-encryption key wraps, the current one first."""
    found = dict(keys.wrapped_by(act.tx))
    return {act.tx.vault.master_id: found.pop(act.tx.vault.master_id, 0), **found}


@in_steps
def rotate_seal_key(office: Office, actor: Actor, *, file: Path) -> str:
    """This function will let a new key sign the seals, named in the record by the old one; gives its public key.

    The old key is then taken out of the file: whoever takes the file later cannot sign what was before.
    """
    key_file = Path(office.facts["seal_key_file"])
    office.run(add_seal_key, actor, key_file=key_file, file=file)
    sealer = Sealer(key_file, file)
    office.run(hand_over_seals, actor, sealer=sealer)
    key_files.change(key_file, key_files.read(key_file)[:1])
    return sealer.public_keys[0]


@writes(Permission.SYSTEM, audited=False)
def add_seal_key(act: Act, *, key_file: Path, file: Path) -> None:
    """This function will put a new signing key into the file unless one waits there already; raises KeyDoesNotFit."""
    seals.hold(act.tx)
    sealer = Sealer(key_file, file)
    sealer.refuse_what_does_not_fit(act.tx, seals.newest(act.tx))
    if len(sealer.public_keys) == 1:
        key_files.add(key_file)


@writes(Permission.SYSTEM)
def hand_over_seals(act: Act, *, sealer: Sealer) -> None:
    """This function will write the handover into the record, signed by the key that has been in force."""
    one = sealer.hand_over(act.tx)
    if one is None:
        note(act, entry_of(act, "seal_key.kept", key=sealer.public_keys[0]))
        return
    _, signature = sealer.sign(act.tx, one.signed)
    entry = entry_of(act, seal_keys.CHANGED, old=one.old, key=one.key, since=one.since, signature=signature)
    note(act, entry)
