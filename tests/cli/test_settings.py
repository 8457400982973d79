"""A wrong setting stops the start: its name, what is wrong, and an example that is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from webapp.cli import main
from webapp.domain.errors import SettingWrong
from webapp.setting_rules import RULES
from webapp.settings import DOCS, PREFIX, Settings, read_settings

LONG, LONGEST_NAME = "x" * 101, "x" * 256
NUMBERS = ("9" * 5000, "", "-1", "1.5", "八", "²", "0x10", "1e3", " 8", "999999")
WORDS = ("", " ", "一\n二", "前 ", "\u3000前", '"云岭县"', LONG)
WRONG: dict[str, tuple[str, ...]] = {
    "database": (
        *(
            "",
            "office.db",
            "mysql://x/y",
            "postgresql://a/b",
            "sqlite:///",
            "sqlite:///:memory:",
            "postgresql+psycopg://u:geheim@",
        ),
        *(f"postgresql+psycopg://{text}" for text in ("u@h:abc/x", "[::1/x", "u@h/x?nonsense=1")),
    ),
    "key_file": ("", "a\0b"),
    "seal_key_file": ("", "a\nb"),
    "seal_folder": ("",),
    "processes": ("/nowhere/at/all", LONGEST_NAME),
    "zone": ("", "Shanghai", "Asia/Nowhere", "../etc", "/etc"),
    "host": ("", "a b", "-x", "http://x", "1.2.3.4:80", "999.1.1.1"),
    "port": (*NUMBERS, "65536"),
    "threads": (*NUMBERS, "0"),
    "secret": ("short", "a" * 64, "ab" * 32, "please-change-this-secret-before-use"),
    "demo": ("", "yes", "2", "true"),
    "office_name": WORDS,
    "office_mark": WORDS,
    "office_address": WORDS,
    "office_phone": WORDS,
    "fonts": ("/nowhere/at/all", LONGEST_NAME),
    "upload_limit_mb": (*NUMBERS, "0"),
    "idle_minutes": (*NUMBERS, "0"),
    "session_hours": (*NUMBERS, "0", "25"),
    "heartbeat_seconds": (*NUMBERS, "0"),
    "mail_host": ("a b", "smtp://x"),
    "mail_port": (*NUMBERS, "0"),
    "mail_sender": ("office", "a@b@c.d", "a b@c.d"),
    "secure_cookies": ("", "on"),
    "oidc_file": ("/nowhere/at/all", LONGEST_NAME, "/"),
}
RANDOM = "0123456789abcdef" * 4


def cases() -> Iterator[tuple[str, str]]:
    for name, texts in WRONG.items():
        for text in texts:
            yield name, text


def test_every_setting_has_a_rule_a_word_and_values_that_are_refused():
    names = {one.name for one in fields(Settings)}

    assert set(RULES) == set(DOCS) == set(WRONG) == names


@pytest.mark.parametrize(("name", "text"), list(cases()))
def test_a_wrong_value_is_refused_by_name_with_what_is_wrong_and_an_example_that_is_taken(name: str, text: str):
    variable = PREFIX + name.upper()

    with pytest.raises(SettingWrong) as refused:
        read_settings({f"{PREFIX}SECRET": RANDOM, variable: text})

    said = str(refused.value)
    example = f"{variable}={RULES[name].example}"
    assert said.startswith(f"设置{variable}有误：")
    assert RULES[name].why in said
    assert said.endswith(f"示例：{example}。")
    assert RULES[name].holds(RULES[name].example.replace("<openssl rand -hex 32 的输出>", RANDOM))


@pytest.mark.parametrize("one", fields(Settings), ids=lambda one: one.name)
def test_what_a_setting_is_without_a_word_is_allowed(one: object):
    name, preset = one.name, one.default  # type: ignore[attr-defined]
    text = str(int(preset)) if isinstance(preset, bool) else str(preset)

    assert RULES[name].holds(text)


def test_a_name_that_is_no_setting_is_refused_with_the_nearest_one():
    with pytest.raises(SettingWrong, match="SHIBIYAN_DATABASE"):
        read_settings({f"{PREFIX}SECRET": RANDOM, "SHIBIYAN_DATABSE": "sqlite:///x"})


def test_a_secret_is_neither_missing_nor_shown():
    with pytest.raises(SettingWrong, match="SHIBIYAN_SECRET"):
        read_settings({})
    shown = ("u:geheim@", "u:x@geheim@h:y/z", "u@h:y/z?password=geheim", "u@h:y/z?a=1&password=geheim&b=2")
    databases = [{"SECRET": RANDOM, "DATABASE": f"postgresql+psycopg://{text}"} for text in shown]
    for given in ({"SECRET": "geheim"}, *databases):
        with pytest.raises(SettingWrong) as refused:
            read_settings({PREFIX + name: text for name, text in given.items()})
        assert "geheim" not in str(refused.value)


def test_mail_needs_a_sender():
    with pytest.raises(SettingWrong, match="SHIBIYAN_MAIL_SENDER"):
        read_settings({f"{PREFIX}SECRET": RANDOM, "SHIBIYAN_MAIL_HOST": "127.0.0.1"})


def test_what_opens_contents_does_not_sign():
    with pytest.raises(SettingWrong, match="SHIBIYAN_SEAL_KEY_FILE有误：与SHIBIYAN_KEY_FILE是同一个文件"):
        read_settings({f"{PREFIX}SECRET": RANDOM, f"{PREFIX}SEAL_KEY_FILE": "var/keys/office.key"})


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("SEAL_FOLDER", LONGEST_NAME),
        ("DATABASE", f"sqlite:///{LONGEST_NAME}"),
        ("DATABASE", "sqlite:////proc/none/office.db"),
    ],
)
def test_a_place_that_is_none_is_the_fault_of_the_setting_that_names_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, wrong: str
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHIBIYAN_SECRET", RANDOM)
    monkeypatch.setattr("webapp.cli.serving.keep_unread", lambda: None)
    assert main(["keys"]) == 0
    monkeypatch.setenv(f"{PREFIX}{name}", wrong)

    assert main(["serve"]) == 1

    assert f"设置{PREFIX}{name}有误：" in capsys.readouterr().err


def test_the_command_says_it_and_does_not_start(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("SHIBIYAN_PORT", "achtzig")

    assert main(["serve", "--demo"]) == 1

    assert (
        "设置SHIBIYAN_PORT有误：“achtzig”应为0至65535之间的整数。示例：SHIBIYAN_PORT=8000。" in capsys.readouterr().err
    )
