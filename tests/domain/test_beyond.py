"""What a role may not carry, whatever the rules say: the house's own roles are within it."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT
from webapp import engine
from webapp.domain.actor import ADMIN_ROLES, Permission, RoleScope, beyond
from webapp.engine.rule_files import read_roles
from webapp.usecases.library import _role

ROLES = read_roles((ROOT / "processes" / "rules" / "roles.yaml").read_bytes())


@pytest.mark.parametrize("code", ROLES)
def test_the_house_s_own_roles_carry_nothing_too_much(code: str) -> None:
    assert beyond(code, [Permission(word) for word in ROLES[code].permissions]) == frozenset()


@pytest.mark.parametrize("code", [*sorted(ADMIN_ROLES), "designer", "secretary", "subject", "anybody"])
def test_of_all_permissions_at_once_nobody_keeps_what_makes_two_of_one(code: str) -> None:
    kept = set(Permission) - beyond(code, Permission)

    assert Permission.SYSTEM not in kept
    assert len(kept & {Permission.RUN_SYSTEM, Permission.KEEP_ROSTER, Permission.READ_AUDIT}) == (code in ADMIN_ROLES)
    assert not kept & {Permission.READ_CASES, Permission.APPROVE, Permission.OPEN_REPORTER}


def test_a_power_too_much_of_a_version_in_force_counts_for_nothing() -> None:
    """What was put in force before such versions were refused."""
    wide = engine.Role(code="designer", zh="a", en="a", scope="office", permissions=("draw_processes", "system"))
    admin = engine.Role(code="sysadmin", zh="a", en="a", scope="office", permissions=("run_system", "keep_roster"))

    unknown = engine.Role(code="x", zh="a", en="a", scope="roon", permissions=())
    assert _role(unknown).scope is RoleScope.ROOM
    found = [one.permissions for one in map(_role, (wide, admin))]

    assert found == [{Permission.DRAW_PROCESSES}, {Permission.RUN_SYSTEM}]
