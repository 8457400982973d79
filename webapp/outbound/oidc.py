"""An outside provider that signs people in (OpenID Connect Core 1.0): code with PKCE, its token checked."""

from __future__ import annotations

import base64
import json
import secrets
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any, cast  # Any: a table of TOML
from urllib.error import URLError
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from webapp.domain.errors import Refused, SettingWrong, Unavailable

SETTING = "SHIBIYAN_OIDC_FILE"
EXAMPLE = "deploy/oidc.toml"
SECONDS, LARGEST, SKEW = 5, 200_000, 60
WELL_KNOWN = "/.well-known/openid-configuration"
BACK, NAME = "/sign-in/provider/back", "统一身份认证"
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures by a key that the provider alone has; never `none`, never a shared secret."""
KEY_KINDS = ("RSA", "EC", "OKP")
IN_THE_FORM = "client_secret_post"
KNOWN = {"issuer", "client_id", "client_secret_file", "redirect", "name", "algorithms", "second_factor"}
Json = dict[str, object]


class ProviderRefused(Refused):
    """统一登录未通过：{why}。请重新登录，仍不行的改用账号和口令。"""

    code = "provider_refused"


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One provider, as its file says."""

    issuer: str
    client_id: str
    redirect: str
    name: str
    client_secret: str = field(default="", repr=False)
    algorithms: tuple[str, ...] = ("RS256",)
    trusts_factor: bool = False


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A sign-in under way: where the browser goes, and what it has to bring back."""

    address: str
    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Vouched:
    """Whom the provider vouches for, and when that one proved it there (seconds since 1970; 0: it does not say)."""

    subject: str
    proven_at: int


def read_provider(path: Path) -> Provider:
    """This function will read the file that the setting names; raises SettingWrong with what is wrong in it."""
    found = _table(path)
    if unknown := sorted(found.keys() - KNOWN):
        raise _wrong(f"没有这一项：{unknown[0]}")
    texts = {name: found.get(name, "") for name in ("issuer", "client_id", "redirect")} | {
        "name": found.get("name", NAME)
    }
    if missing := [name for name, text in texts.items() if not (isinstance(text, str) and text.strip())]:
        raise _wrong(f"缺少{missing[0]}，或者不是文字")
    for name in ("issuer", "redirect"):
        if not _is_safe(texts[name]) or urlsplit(texts[name]).query:
            raise _wrong(f"{name}须是以https开头的完整地址，不带参数")
    if urlsplit(texts["redirect"]).path != BACK:
        raise _wrong(f"redirect须以{BACK}结尾")
    return Provider(
        **texts,
        client_secret=_secret(path, found.get("client_secret_file")),
        algorithms=_algorithms(found.get("algorithms", ["RS256"])),
        trusts_factor=_trusts(found.get("second_factor", "here")),
    )


def secret_file(path: Path) -> Path | None:
    """This function will give where the file says that the client's secret lies; raises SettingWrong."""
    named = _table(path).get("client_secret_file")
    return None if named is None else path.parent / str(named)


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise _wrong(f"{path}读不出，或者不是TOML") from None


def _wrong(why: str) -> SettingWrong:
    return SettingWrong(name=SETTING, why=why, example=EXAMPLE)


def _secret(path: Path, named: object) -> str:
    if named is None:
        return ""
    try:
        return (path.parent / str(named)).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        raise _wrong(f"client_secret_file读不出：{named}") from None


def _algorithms(named: object) -> tuple[str, ...]:
    if not isinstance(named, list) or not named or not all(one in ALGORITHMS for one in named):
        raise _wrong(f"algorithms只能是{'、'.join(ALGORITHMS)}")
    return tuple(named)


def _trusts(named: object) -> bool:
    if named not in ("here", "provider"):
        raise _wrong("second_factor只能是here或者provider")
    return named == "provider"


def _is_safe(address: str) -> bool:
    """Over TLS, or on this machine."""
    try:
        parts, host = urlsplit(address), urlsplit(address).hostname
    except ValueError:
        return False
    if not host or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in ("127.0.0.1", "localhost"))


def set_out(provider: Provider, *, fresh_for: int) -> Begun:
    """This function will ask the provider where to send the browser; raises Unavailable when it does not answer.

    Whoever proved it there longer than so many seconds ago is to do it again (OpenID Connect Core 1.0, 3.1.2.1).
    """
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    asked = {
        "response_type": "code",
        "scope": "openid",
        "client_id": provider.client_id,
        "redirect_uri": provider.redirect,
        "state": state,
        "nonce": nonce,
        "max_age": str(fresh_for),
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    }
    address = _asking(_endpoint(_discovered(provider), "authorization_endpoint"), asked)
    return Begun(address=address, state=state, nonce=nonce, verifier=verifier)


def _asking(address: str, asked: dict[str, str]) -> str:
    """The provider's address with ours; a query of its own stays, but says nothing twice (RFC 6749, 3.1)."""
    own = urlsplit(address).query
    if asked.keys() & {name for name, _ in parse_qsl(own, keep_blank_values=True)}:
        raise ProviderRefused(why="提供方的地址不符")
    return f"{address}{'&' if own else '?'}{urlencode(asked)}"


def finish(provider: Provider, *, code: str, verifier: str, nonce: str, at: int) -> Vouched:
    """This function will turn a code into whom the provider vouches for; `at`: seconds since 1970.

    Raises ProviderRefused for a token that does not hold, Unavailable when the provider does not answer.
    """
    found = _discovered(provider)
    told = _token(provider, found, code=code, verifier=verifier)
    keys = _fetched(Request(_endpoint(found, "jwks_uri")))  # noqa: S310 - an address that _endpoint has looked at
    try:
        shown = KeySet.import_key_set(_known_kinds(keys))  # type: ignore[arg-type]
        token = jwt.decode(str(told.get("id_token", "")), shown, list(provider.algorithms))
        wanted = {
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
        }
        params = {"nonce": nonce, "client_id": provider.client_id, "access_token": told.get("access_token")}
        claims = CodeIDToken(token.claims, token.header, wanted, params)
        claims.validate(now=at, leeway=SKEW)
        proven_at = max(0, min(int(claims.get("auth_time") or 0), at))
    except (JoseError, ValueError, KeyError, TypeError, OverflowError):
        raise ProviderRefused(why="身份令牌不符") from None
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise ProviderRefused(why="身份令牌不符")
    return Vouched(subject=subject, proven_at=proven_at)


def _known_kinds(found: Json) -> Json:
    """A key of a kind not known here is passed over, so that a provider may bring in a new one (RFC 7517, 5)."""
    keys = found.get("keys")
    if not isinstance(keys, list):
        raise ProviderRefused(why="提供方的回应不符")
    return {"keys": [one for one in keys if isinstance(one, dict) and one.get("kty") in KEY_KINDS]}


def _token(provider: Provider, found: Json, *, code: str, verifier: str) -> Json:
    """The secret goes into the header, or into the form where a provider says that it takes it there alone."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": provider.redirect,
        "client_id": provider.client_id,
        "code_verifier": verifier,
    }
    ways = found.get("token_endpoint_auth_methods_supported")
    posted = isinstance(ways, list) and IN_THE_FORM in ways and "client_secret_basic" not in ways
    if provider.client_secret and posted:
        form["client_secret"] = provider.client_secret
    address = _endpoint(found, "token_endpoint")
    request = Request(address, data=urlencode(form).encode())  # noqa: S310 - an address that _endpoint has looked at
    if provider.client_secret and not posted:
        pair = ":".join(map(quote_plus, (provider.client_id, provider.client_secret))).encode()  # RFC 6749, 2.3.1
        request.add_header("Authorization", f"Basic {base64.b64encode(pair).decode()}")
    return _fetched(request)


def _discovered(provider: Provider) -> Json:
    found = _fetched(Request(provider.issuer.rstrip("/") + WELL_KNOWN))  # noqa: S310 - the file's issuer was looked at
    if found.get("issuer") != provider.issuer:
        raise ProviderRefused(why="提供方的标识不符")
    return found


def _endpoint(found: Json, name: str) -> str:
    address = str(found.get(name, ""))
    if not _is_safe(address):
        raise ProviderRefused(why="提供方的地址不安全")
    return address


class _NoRedirect(HTTPRedirectHandler):
    """An answer that sends elsewhere is none."""

    def redirect_request(self, *_: object) -> None:
        """This function will follow nothing."""


def _opener() -> OpenerDirector:
    return build_opener(_NoRedirect, ProxyHandler({}))


_AT_ONCE = threading.BoundedSemaphore(3)
"""A provider that answers slowly holds so many of the threads that answer pages, and no more."""
_PATIENCE = 1.0


@contextmanager
def _in_turn() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise Unavailable
    try:
        yield
    finally:
        _AT_ONCE.release()


def _fetched(request: Request) -> Json:
    try:
        with _in_turn(), _opener().open(request, timeout=SECONDS) as answer:
            found = json.loads(answer.read(LARGEST))
    except (URLError, OSError, ValueError, HTTPException, RecursionError) as fault:
        if isinstance(getattr(fault, "code", None), int) and fault.code < 500:  # type: ignore[union-attr] # HTTPError
            raise ProviderRefused(why="提供方没有接受") from None
        raise Unavailable from None
    if not isinstance(found, dict):
        raise ProviderRefused(why="提供方的回应不符")
    return cast("Json", found)
