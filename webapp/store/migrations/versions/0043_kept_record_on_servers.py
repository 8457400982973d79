"""Triggers of PostgreSQL keep the record from whoever owns the tables, too: the roles keep it from the services only.

As on SQLite (0042): entries, looks and seals are added to. What the product itself needs passes: the transaction that
has written an entry finishes it, the sealer marks what was not marked, and a look leaves when the same look without its
words has been put beside. Whoever owns the tables can disable or drop them; chains and seals tell of what is done then.
"""

from __future__ import annotations

from alembic import op

revision = "0043"
down_revision = "0042"
BROKEN = "record_is_kept"
SAID = "操作记录、查阅记录和封存只增不改：此项改动、删除没有执行。期满的查阅记录由系统自行清理。"
ENTRY = "id, stream, number, act, actor_id, at, element, task_id, sealed, sealed_hash"
LOOK = "id, person_id, at, what, case_id, subject_id, reason, hash"
OF_AN_EARLIER_ACT = "OLD.xmin::text <> pg_current_xact_id()::xid::text"
MARKED = "OLD.sealed_by IS NOT NULL OR NEW.sealed_by IS NULL"
ROW, ALL = "FOR EACH ROW", "FOR EACH STATEMENT"
PUT_BESIDE = """EXISTS (SELECT FROM look_gone AS stub
      WHERE stub.id = OLD.id AND stub.hash = OLD.hash AND stub.sealed_by IS NOT DISTINCT FROM OLD.sealed_by)"""
KEPT = ("audit", "access_log", "look_gone", "seal")
REFUSED = (
    ("kept_audit_changed", "audit", f"UPDATE OF {ENTRY}", ROW),
    ("kept_audit_finished", "audit", "UPDATE OF facts, hash", f"{ROW} WHEN ({OF_AN_EARLIER_ACT})"),
    ("kept_audit_sealed", "audit", "UPDATE OF sealed_by", f"{ROW} WHEN ({MARKED})"),
    ("kept_audit_removed", "audit", "DELETE", ROW),
    ("kept_look_changed", "access_log", f"UPDATE OF {LOOK}", ROW),
    ("kept_look_sealed", "access_log", "UPDATE OF sealed_by", f"{ROW} WHEN ({MARKED})"),
    ("kept_look_removed", "access_log", "DELETE", ROW),
    ("kept_look_gone_changed", "look_gone", "UPDATE", ROW),
    ("kept_look_gone_removed", "look_gone", "DELETE", ROW),
    ("kept_seal_changed", "seal", "UPDATE", ROW),
    ("kept_seal_removed", "seal", "DELETE", ROW),
    *((f"kept_{table}_emptied", table, "TRUNCATE", ALL) for table in KEPT),
)


def upgrade() -> None:
    """This function will make the triggers where the database is on a server."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(_function("record_is_kept", ""))
    op.execute(_function("look_is_kept", f"IF {PUT_BESIDE} THEN RETURN OLD; END IF;"))
    for name, table, moment, condition in REFUSED:
        keeper = "look_is_kept" if name == "kept_look_removed" else "record_is_kept"
        op.execute(f"CREATE TRIGGER {name} BEFORE {moment} ON {table} {condition} EXECUTE FUNCTION {keeper}()")


def downgrade() -> None:
    """This function will remove them."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for name, table, _, _ in REFUSED:
        op.execute(f"DROP TRIGGER {name} ON {table}")
    for function in ("record_is_kept", "look_is_kept"):
        op.execute(f"DROP FUNCTION {function}()")


def _function(name: str, passes: str) -> str:
    """It names its schema: a temporary table of whoever is connected never stands in for what was put beside."""
    return f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  {passes}
  RAISE EXCEPTION '{BROKEN}' USING ERRCODE = '23514', CONSTRAINT = '{BROKEN}', DETAIL = '{SAID}';
END $$"""
