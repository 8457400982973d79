"""Triggers of SQLite keep the record: what the roles of PostgreSQL may not do, no statement does here.

Added to are entries, looks and seals. What the product itself needs passes: the act that has written a stream's newest
entry finishes it while it is not sealed, the sealer marks what was not marked, and a look leaves when the same look
without its words has been put beside. REPLACE, which removes without a word, is refused by the place that is taken.
Whoever owns the file can drop them; the chains and the seals tell of what is done then.
"""

from __future__ import annotations

from alembic import op

revision = "0042"
down_revision = "0041"
BROKEN = "record_is_kept"
FINISHED = "facts, hash"
ENTRY = "id, stream, number, act, actor_id, at, element, task_id, sealed, sealed_hash"
LOOK = "id, person_id, at, what, case_id, subject_id, reason, hash"
NEWEST = """OLD.number <> coalesce((SELECT chain_length FROM "case" WHERE id = substr(OLD.stream, 6)),
      (SELECT length FROM audit_stream WHERE id = OLD.stream), 0)"""
MARKED = "OLD.sealed_by IS NOT NULL OR NEW.sealed_by IS NULL"
PUT_BESIDE = """EXISTS (SELECT 1 FROM look_gone AS stub
      WHERE stub.id = OLD.id AND stub.hash = OLD.hash AND stub.sealed_by IS OLD.sealed_by)"""
TAKEN = {
    "audit": "id = NEW.id OR (stream = NEW.stream AND number = NEW.number)",
    "access_log": "id = NEW.id",
    "look_gone": "id = NEW.id",
    "seal": "id = NEW.id OR number = NEW.number",
}
REFUSED = (
    ("kept_audit_changed", f"UPDATE OF {ENTRY} ON audit", "1"),
    ("kept_audit_finished", f"UPDATE OF {FINISHED} ON audit", f"OLD.sealed_by IS NOT NULL OR {NEWEST}"),
    ("kept_audit_sealed", "UPDATE OF sealed_by ON audit", MARKED),
    ("kept_audit_removed", "DELETE ON audit", "1"),
    ("kept_look_changed", f"UPDATE OF {LOOK} ON access_log", "1"),
    ("kept_look_sealed", "UPDATE OF sealed_by ON access_log", MARKED),
    ("kept_look_removed", "DELETE ON access_log", f"NOT {PUT_BESIDE}"),
    ("kept_look_gone_changed", "UPDATE ON look_gone", "1"),
    ("kept_look_gone_removed", "DELETE ON look_gone", "1"),
    ("kept_seal_changed", "UPDATE ON seal", "1"),
    ("kept_seal_removed", "DELETE ON seal", "1"),
    *(
        (f"kept_{table}_replaced", f"INSERT ON {table}", f"EXISTS (SELECT 1 FROM {table} WHERE {taken})")  # noqa: S608
        for table, taken in TAKEN.items()
    ),
)


def upgrade() -> None:
    """This function will make the triggers where the database is a file."""
    if op.get_bind().dialect.name == "sqlite":
        for name, moment, broken in REFUSED:
            refuse = f"SELECT RAISE(ABORT, '{BROKEN}')"
            op.execute(f"CREATE TRIGGER {name} BEFORE {moment} WHEN {broken} BEGIN {refuse}; END")


def downgrade() -> None:
    """This function will remove them."""
    if op.get_bind().dialect.name == "sqlite":
        for name, _, _ in REFUSED:
            op.execute(f"DROP TRIGGER {name}")
