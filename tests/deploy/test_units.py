"""Units, proxy, container and compose files, each asked of its own tool where that can run."""

from __future__ import annotations

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
from tests.postgres import Server

HOME = ROOT / "deploy"
UNITS = HOME / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
PROGRAM = "/srv/shibiyan/venv/bin/shibiyan"
EXPOSURE = re.compile(r"Overall exposure level for \S+: (\d+\.\d)")
BASES = ("docker.io/library/", "localhost/")
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
    found = yaml.safe_load((HOME / "compose.yaml").read_text(encoding="utf-8"))
    froms = re.findall(r"^FROM (\S+)", (HOME / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE)

    assert set(found["services"]) == {"database", "schema", "web", "work"}
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


@pytest.mark.postgres
@pytest.mark.skipif(shutil.which("psql") is None, reason="no psql: apt-get install postgresql-client")
def test_the_office_of_the_containers_owns_its_database_and_nothing_else(postgres_server: Server):
    if postgres_server.home is None:
        pytest.skip("a server of others, on which no role is made")
    place = conninfo_to_dict(postgres_server.conninfo)
    known = {f"PG{name.upper()}": str(place[name]) for name in ("host", "port") if name in place}
    environ = {**known, "POSTGRES_USER": str(place["user"]), "POSTGRES_PASSWORD": "it's a secret"}

    try:
        done = said("sh", HOME / "postgresql" / "contained.sh", **environ)
        with psycopg.connect(make_conninfo(postgres_server.conninfo, dbname="shibiyan", user="shibiyan")) as office:
            office.execute("CREATE TABLE own (id int)")
            found = office.execute("SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = USER")
            able = found.fetchone()
    finally:
        postgres_server.drop("shibiyan")
        postgres_server.run(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier("shibiyan")))

    assert (done.returncode, done.stderr, able) == (0, "", (False,))


def test_what_makes_the_containers_database_is_given_to_it_and_asked_for_where_it_ends():
    found = yaml.safe_load((HOME / "compose.yaml").read_text(encoding="utf-8"))["services"]["database"]

    made = [one.split(":")[0] for one in found["volumes"] if "initdb.d" in one]
    assert [(HOME / one).is_file() for one in made] == [True]
    assert "-h" in found["healthcheck"]["test"]


def test_the_image_runs_as_nobody_in_particular_and_holds_no_secret():
    text = (HOME / "Containerfile").read_text(encoding="utf-8")

    assert text.index("\nUSER shibiyan") < text.index("\nENTRYPOINT")
    assert "SECRET" not in text


def test_the_compose_file_runs_commands_that_there_are():
    from webapp.cli import parser

    found = yaml.safe_load((HOME / "compose.yaml").read_text(encoding="utf-8"))
    for service in found["services"].values():
        if "command" in service:
            parser().parse_args(service["command"])
    for unit in SERVICES:
        for words in re.findall(rf"^ExecStart={PROGRAM} (.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE):
            parser().parse_args(words.split())
