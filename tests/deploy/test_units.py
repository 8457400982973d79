"""Units, proxy, container and compose files, each asked of its own tool where that can run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest
import yaml
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.conftest import ROOT
from tests.postgres import Server, url
from tests.usecases.office import key_file
from webapp.store.db import Database
from webapp.store.migrating import migrate
from webapp.store.vault import Vault

HOME = ROOT / "deploy"
UNITS = HOME / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
PROGRAM = "/srv/shibiyan/venv/bin/shibiyan"
EXPOSURE = re.compile(r"Overall exposure level for \S+: (\d+\.\d)")
BASES = ("docker.io/library/", "localhost/")
COMPOSE = yaml.safe_load((HOME / "compose.yaml").read_text(encoding="utf-8"))
ENTRYPOINT = COMPOSE["services"]["walls"]["entrypoint"]
QUIET = {"PGOPTIONS": "-c client_min_messages=warning"}
ROLE_NAMES = [f"shibiyan_{name}" for name in ("owner", "web", "work", "backup", "verifier")]
ROLES = (
    "SELECT rolname, rolsuper OR rolcreatedb OR rolcreaterole, rolpassword IS NOT NULL FROM pg_authid"
    " WHERE rolname LIKE 'shibiyan%' ORDER BY rolname"
)
NO_SYSTEMD = "no systemd-analyze: apt-get install systemd"
NO_NGINX = "no nginx: apt-get install nginx-light"


def said(*command: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", **environ}
    )


def copied(folder: Path) -> Path:
    """Copy the units with a program and a user that are there."""
    shutil.copytree(UNITS, folder / "units")
    for unit in [*(folder / "units").rglob("*.service"), *(folder / "units").rglob("*.conf")]:
        text = unit.read_text(encoding="utf-8").replace(PROGRAM, "/bin/true")
        unit.write_text(re.sub(r"^(User|Group)=.*\n", "", text, flags=re.MULTILINE), encoding="utf-8")
    return folder / "units"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason=NO_SYSTEMD)
@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.stem)
def test_a_service_is_as_little_exposed_as_the_readme_says(service: Path):
    found = EXPOSURE.search(said("systemd-analyze", "security", "--offline=true", "--no-pager", service).stdout)

    assert found
    assert float(found[1]) <= 1.0
    assert f"`{service.stem}` {found[1]}" in (HOME / "README.md").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason=NO_SYSTEMD)
def test_systemd_finds_nothing_to_say_about_the_units(tmp_path: Path):
    units = copied(tmp_path)
    names = [path.name for path in sorted(units.iterdir()) if path.suffix in (".service", ".socket", ".timer")]

    done = said("systemd-analyze", "verify", "--man=no", *names, SYSTEMD_UNIT_PATH=f"{units}:")

    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_database_of_a_service_is_read_after_the_settings_of_all():
    """systemd reads what a unit says before what its drop-ins say: a setting in a drop-in would overrule the unit's."""
    read = {
        one.stem: re.findall(r"^EnvironmentFile=(\S+)$", one.read_text(encoding="utf-8"), re.MULTILINE)
        for one in (*SERVICES, *UNITS.rglob("*.conf"))
    }

    settings, own = "/etc/shibiyan/settings.env", "-/etc/shibiyan/{}.env"
    assert {name: found for name, found in read.items() if found} == {
        "shibiyan-web": [settings],
        "shibiyan-work": [settings, own.format("work")],
        "shibiyan-backup": [settings, own.format("backup")],
        "shibiyan-check": [settings, own.format("work")],
    }


def test_the_door_is_where_the_proxy_knocks_and_the_settings_say():
    door = re.search(r"ListenStream=(\S+)", (UNITS / "shibiyan-web.socket").read_text(encoding="utf-8"))
    sample = dict(
        re.findall(r"^SHIBIYAN_(HOST|PORT)=(\S+)$", (HOME / "settings.env").read_text(encoding="utf-8"), re.MULTILINE)
    )

    assert door
    assert door[1] == f"{sample['HOST']}:{sample['PORT']}"
    assert f"proxy_pass http://{door[1]};" in (HOME / "nginx.conf").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("nginx", path="/usr/sbin:/usr/bin") is None, reason=NO_NGINX)
def test_nginx_takes_the_sample(tmp_path: Path):
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=shibiyan.example"]
    assert said(*words, "-keyout", tmp_path / "server.key", "-out", tmp_path / "server.crt").returncode == 0
    sample = (HOME / "nginx.conf").read_text(encoding="utf-8")
    sample = sample.replace("/etc/shibiyan/tls", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
    (tmp_path / "site.conf").write_text(sample, encoding="utf-8")
    whole = f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}} http {{ include {tmp_path}/site.conf; }}"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")

    done = said("nginx", "-t", "-q", "-c", tmp_path / "nginx.conf")

    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_morning_check_takes_no_broken_chain_for_a_success():
    unit = (UNITS / "shibiyan-check.service").read_text(encoding="utf-8")

    assert "SuccessExitStatus" not in unit
    assert "ExecStart=-" not in unit
    assert [line.split()[1] for line in unit.splitlines() if line.startswith("ExecStart=")] == ["verify", "doctor"]


def test_no_log_of_the_proxy_keeps_what_somebody_searched_for():
    servers = (HOME / "nginx.conf").read_text(encoding="utf-8").split("\nserver {")[1:]

    assert len(servers) == 2
    for server in servers:
        assert "access_log /var/log/nginx/shibiyan.log shibiyan;" in server
        assert "error_log /var/log/nginx/shibiyan-error.log emerg;" in server
        assert "http2 on" not in server  # Debian 12 has a proxy that does not know it yet


def test_every_container_is_small_closed_and_of_a_plain_base_image():
    found = COMPOSE
    froms = re.findall(r"^FROM (\S+)", (HOME / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE)

    assert set(found["services"]) == {"database", "schema", "walls", "web", "work", "backup"}
    for name, service in found["services"].items():
        assert service["image"].startswith(BASES), name
        assert service["read_only"] is True, name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ())), name
        assert {one if isinstance(one, str) else one["source"] for one in service["secrets"]} <= set(found["secrets"])
        if name != "database":
            assert service["user"] != "0"
            assert service["cap_drop"] == ["ALL"]
    assert all(one.startswith(BASES) for one in froms)


def passwords_of_containers(folder: Path) -> Path:
    own = str(os.getuid())
    assert said("sh", HOME / "postgresql" / "passwords.sh", folder, own, own).returncode == 0
    return folder


def test_passwords_of_the_containers_are_made_once_and_nobody_elses_to_read(tmp_path: Path):
    before = {one.name: one.read_text() for one in passwords_of_containers(tmp_path / "a").iterdir()}
    after = {one.name: one.read_text() for one in passwords_of_containers(tmp_path / "a").iterdir()}
    other = {one.name: one.read_text() for one in passwords_of_containers(tmp_path / "b").iterdir()}

    assert before == after
    assert len({*before.values(), *other.values()}) == 2 * len(before)
    assert {one.stat().st_mode & 0o777 for one in (tmp_path / "a").iterdir()} == {0o600}
    assert set(COMPOSE["secrets"]) - set(before) == {"office.key", "seal.key"}


def test_every_container_comes_as_the_role_of_its_work_and_knows_its_password_alone():
    comes = {
        name: (re.search(r"//(\w+)@", one["environment"].get("SHIBIYAN_DATABASE", "")), set(one["secrets"]))
        for name, one in COMPOSE["services"].items()
    }
    roles = {name: found[1] for name, (found, _) in comes.items() if found}

    assert roles == {
        "schema": "shibiyan_owner",
        "web": "shibiyan_web",
        "work": "shibiyan_work",
        "backup": "shibiyan_backup",
    }
    for name, role in roles.items():
        known = {one for one in comes[name][1] if "pass" in one}
        assert known == {role.replace("shibiyan", "pgpass")}, name
    assert comes["backup"][1] == {"pgpass_backup"}
    assert {"--no-work"} <= set(COMPOSE["services"]["web"]["command"])
    for name in ("web", "work"):
        assert set(COMPOSE["services"][name]["depends_on"]) == {"walls"}


@pytest.mark.postgres
@pytest.mark.skipif(shutil.which("psql") is None, reason="no psql: apt-get install postgresql-client")
def test_the_office_of_the_containers_stands_behind_the_walls(postgres_server: Server, tmp_path: Path):
    if postgres_server.home is None:
        pytest.skip("a server of others, on which no role is made")
    place = conninfo_to_dict(postgres_server.conninfo)
    known = {f"PG{name.upper()}": str(place[name]) for name in ("host", "port") if name in place}
    made = {
        "POSTGRES_USER": str(place["user"]),
        "SHIBIYAN_POSTGRESQL": str(HOME / "postgresql"),
        "SHIBIYAN_ROLE_PASSWORDS": str(passwords_of_containers(tmp_path) / "role_passwords"),
    }
    walls = [str(HOME / "postgresql" / "walls.sql") if "walls.sql" in one else one for one in ENTRYPOINT]

    try:
        done = said("sh", HOME / "postgresql" / "contained.sh", **known, **made)
        owner = make_conninfo(postgres_server.conninfo, dbname="shibiyan", user="shibiyan_owner")
        database = Database(url(owner), Vault.from_file(key_file(tmp_path)))
        migrate(database)
        database.close()
        walled = said(*(one if one != "database" else known["PGHOST"] for one in walls), **known, **QUIET)
        with psycopg.connect(make_conninfo(postgres_server.conninfo, dbname="shibiyan")) as asked:
            found = asked.execute(ROLES).fetchall()
        with psycopg.connect(make_conninfo(owner, user="shibiyan_web")) as web:
            active = web.execute("SELECT row_security_active('\"case\"')").fetchone()
    finally:
        postgres_server.drop("shibiyan")
        for one in ROLE_NAMES:
            postgres_server.run(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(one)))

    assert (done.returncode, done.stderr) == (0, "")
    assert (walled.returncode, walled.stderr) == (0, "")
    assert found == [(name, False, name != "shibiyan_verifier") for name in sorted(ROLE_NAMES)]
    assert active == (True,)


def test_what_makes_the_containers_database_is_given_to_it_and_asked_for_where_it_ends():
    found = COMPOSE["services"]["database"]

    made = [one.split(":")[0] for one in found["volumes"] if one.startswith("./")]
    assert [(HOME / one).is_file() for one in made] == [True, True]
    assert "-h" in found["healthcheck"]["test"]


def test_no_secret_beside_the_compose_file_comes_into_an_image_or_a_checkout():
    """Docker reads this name alone, podman too where there is no `.containerignore`."""
    out = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    kept = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    folders = {f"deploy/{Path(one['file']).parent}" for one in COMPOSE["secrets"].values()}

    assert not (ROOT / ".containerignore").exists()
    assert {*folders, "deploy/keys", "deploy/settings.env"} <= set(out)
    assert {f"/{one}/" for one in (*folders, "deploy/keys")} <= set(kept)


def test_the_image_runs_as_nobody_in_particular_and_holds_no_secret():
    text = (HOME / "Containerfile").read_text(encoding="utf-8")

    assert text.index("\nUSER 10001") < text.index("\nENTRYPOINT")
    assert "SECRET" not in text


def test_the_compose_file_runs_commands_that_there_are():
    from webapp.cli import parser

    for service in COMPOSE["services"].values():
        if service.get("command"):
            parser().parse_args(service["command"])
    for unit in SERVICES:
        for words in re.findall(rf"^ExecStart={PROGRAM} (.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE):
            parser().parse_args(words.split())
