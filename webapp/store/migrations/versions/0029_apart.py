"""Triggers keep the three administrators apart from each other and from every other duty, whoever writes.

A unique index keeps one person from two of the three; that an administrator holds no duty in matters is a rule over
several rows, which no constraint of either database can say. Who writes duties of one person at the same time as
another takes turns at the person's row.
"""

from __future__ import annotations

from alembic import op

revision = "0029"
down_revision = "0027"
BROKEN = "administrators_apart"
THREE = "('sysadmin', 'sec_admin', 'sec_auditor')"
CONCERNED = "('head', 'upper')"
OTHER_DUTY = f"""EXISTS (SELECT 1 FROM role_grant AS other WHERE other.person_id = NEW.person_id
      AND other.id <> NEW.id AND other.role <> NEW.role AND (NEW.role IN {THREE} OR other.role IN {THREE}))
    OR (NEW.role IN {THREE} AND EXISTS (SELECT 1 FROM person WHERE id = NEW.person_id AND kind IN {CONCERNED}))"""  # noqa: S608 - own words only
BECOMES_CONCERNED = f"""NEW.kind IN {CONCERNED}
    AND EXISTS (SELECT 1 FROM role_grant WHERE person_id = NEW.id AND role IN {THREE})"""  # noqa: S608
WRITES = (
    ("role_grant_apart_added", "INSERT", "role_grant", OTHER_DUTY),
    ("role_grant_apart_changed", "UPDATE OF person_id, role", "role_grant", OTHER_DUTY),
    ("person_apart_changed", "UPDATE OF kind", "person", BECOMES_CONCERNED),
)


def upgrade() -> None:
    """This function will make the triggers; an office in which somebody holds two duties already is not upgraded."""
    if op.get_bind().dialect.name == "sqlite":
        for name, moment, table, broken in WRITES:
            refuse = f"SELECT RAISE(ABORT, '{BROKEN}')"
            op.execute(f"CREATE TRIGGER {name} BEFORE {moment} ON {table} WHEN {broken} BEGIN {refuse}; END")
    else:
        op.execute(_function("role_grant", OTHER_DUTY, "NEW.person_id"))
        op.execute(_function("person", BECOMES_CONCERNED, "NEW.id"))
        for name, moment, table, _ in WRITES:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {moment} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_apart()"
            )
    op.execute(f"UPDATE role_grant SET role = role WHERE role IN {THREE}")  # noqa: S608


def downgrade() -> None:
    """This function will remove them."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, _, table, _ in WRITES:
        op.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON {table}")
    for table in () if sqlite else ("role_grant", "person"):
        op.execute(f"DROP FUNCTION {table}_apart()")


def _function(table: str, broken: str, whom: str) -> str:
    return f"""CREATE FUNCTION {table}_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM person WHERE id = {whom} FOR NO KEY UPDATE;
  IF {broken} THEN
    RAISE EXCEPTION '{BROKEN}' USING ERRCODE = '23514', CONSTRAINT = '{BROKEN}';
  END IF;
  RETURN NEW;
END $$"""
