"""A small provider of OpenID Connect on this machine: discovery, authorization, tokens, keys; it lies when told."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any  # claims as JSON
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "shibiyan", "client-secret of the tests: 100%+1"
Claims = dict[str, Any]


@cache
def key() -> RSAKey:
    """Make the provider's key, once."""
    return RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})


@dataclass
class Provider:
    """`subject`: whom it vouches for. `twist` changes the claims, `sign` replaces how the token is written.

    `since`: how long ago, in seconds, that one proved it there, however often it is asked anew.
    `beside`: keys that it shows beside its own. `raw`: what it answers instead of anything else. `query`: what its
    addresses have of their own, without which it knows nobody. `ways`: how it says that it takes the client's secret;
    it does by the first of them.
    """

    now: Callable[[], int]
    issuer: str = ""
    subject: str = "sub-of-zhou"
    since: int = 0
    twist: Callable[[Claims], Claims] = field(default=lambda claims: claims)
    sign: Callable[[Claims], str] | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    away: bool = False
    beside: tuple[Claims, ...] = ()
    raw: bytes = b""
    query: str = ""
    ways: tuple[str, ...] = ()

    def discovery(self) -> Claims:
        """Say where everything is."""
        names = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        said = {"token_endpoint_auth_methods_supported": [*self.ways]} if self.ways else {}
        return {"issuer": self.issuer, **said} | {name: self.issuer + path + self.query for name, path in names.items()}

    def authorized(self, asked: dict[str, str]) -> str:
        """Let the person in and give the address to go back to."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> Claims | None:
        """Turn a code into a token, once, for the client that asked and holds the verifier."""
        asked = self.codes.pop(form["code"], None)
        known = [*map(unquote_plus, base64.b64decode(authorization.removeprefix("Basic ")).decode().split(":"))]
        if self.ways[:1] == ("client_secret_post",):
            known = [] if authorization else [form["client_id"], form["client_secret"]]
        elif "client_secret" in form:
            return None
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked is None or known != [CLIENT, SECRET] or challenge != asked["code_challenge"]:
            return None
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT,
            "iat": self.now(),
            "exp": self.now() + 300,
            "nonce": asked["nonce"],
            "auth_time": self.now() - self.since,
        }
        return {"access_token": "a", "token_type": "Bearer", "id_token": self.written(self.twist(claims))}

    def written(self, claims: Claims) -> str:
        """Write the token."""
        return self.sign(claims) if self.sign else jwt.encode({"alg": "RS256", "kid": "one"}, claims, key())


@contextmanager
def provider_on_this_machine(now: Callable[[], int]) -> Iterator[Provider]:
    """Run a provider; its socket is closed in its own thread."""
    provider = Provider(now=now)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, asked = urlsplit(self.path).path, _first(urlsplit(self.path).query)
            own = _first(provider.query.removeprefix("?"))
            if path == "/authorize" and own.items() <= asked.items():
                self.send_response(302)
                self.send_header("Location", provider.authorized(asked))
                self.end_headers()
                return
            answers = {"/keys": {"keys": [*provider.beside, key().as_dict(private=False)]}}
            self._say(answers.get(path, provider.discovery()))

        def do_POST(self) -> None:
            form = _first(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self._say(provider.token(form, self.headers.get("Authorization", "")))

        def _say(self, found: Claims | None) -> None:
            if provider.raw:
                self.wfile.write(provider.raw)
                return
            body = json.dumps(found or {"error": "invalid_grant"}).encode()
            self.send_response(503 if provider.away else 200 if found else 400)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=_serve, args=(server,), daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    thread.join(timeout=5)


def _serve(server: ThreadingHTTPServer) -> None:
    with server:
        server.serve_forever(poll_interval=0.02)


def _first(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}
