"""The file of an outside provider: what is wrong in it is said at the start, by the name of the setting."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.tree import ROOT
from webapp.domain.errors import SettingWrong
from webapp.outbound.oidc import read_provider

GOOD = """issuer = "https://sso.example"
client_id = "shibiyan"
redirect = "https://office.example/sign-in/provider/back"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "oidc.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_short_file_is_enough_and_the_sample_says_all_there_is(tmp_path: Path):
    found = read_provider(written(tmp_path, GOOD))
    (tmp_path / "oidc.secret").write_text("hidden\n", encoding="utf-8")
    sample = read_provider(written(tmp_path, (ROOT / "deploy/oidc.toml").read_text(encoding="utf-8")))

    assert (found.algorithms, found.client_secret, found.trusts_factor) == (("RS256",), "", False)
    assert (sample.client_secret, sample.name) == ("hidden", "县统一身份认证")
    assert "hidden" not in repr(sample)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("issuer =", "TOML"),
        (GOOD + 'colour = "red"', "没有这一项：colour"),
        (GOOD.replace('client_id = "shibiyan"', ""), "缺少client_id"),
        (GOOD.replace("https://sso", "http://sso"), "issuer须是以https开头"),
        (GOOD.replace("/sign-in/provider/back", "/"), "redirect须以/sign-in/provider/back结尾"),
        (GOOD + 'algorithms = ["none"]', "algorithms只能是"),
        (GOOD + 'algorithms = ["HS256"]', "algorithms只能是"),
        (GOOD + 'second_factor = "never"', "second_factor只能是"),
        (GOOD + 'client_secret_file = "gone"', "client_secret_file读不出"),
        (GOOD + 'client_secret_file = "\\u0000"', "client_secret_file读不出"),
        (GOOD + "algorithms = [[1]]", "algorithms只能是"),
        (GOOD + 'name = ""', "缺少name"),
        (GOOD.replace("https://", "https://[", 1), "issuer须是以https开头"),
    ],
)
def test_a_wrong_file_is_refused_with_name_fault_and_example(tmp_path: Path, text: str, why: str):
    with pytest.raises(SettingWrong) as refused:
        read_provider(written(tmp_path, text))

    for word in ("SHIBIYAN_OIDC_FILE", why, "deploy/oidc.toml"):
        assert word in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(SettingWrong, match="SHIBIYAN_OIDC_FILE"):
        read_provider(tmp_path / "gone.toml")
