"""For machines that watch: alive, ready, and counts in Prometheus' text format; nothing of what the office holds."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping

from flask import Blueprint, Flask, abort, current_app, g, request
from werkzeug.wrappers import Response

from webapp.http.door import public
from webapp.http.house import house
from webapp.usecases import health

pages = Blueprint("health", __name__)
TALLY = "shibiyan_tally"
FORMAT = "text/plain; version=0.0.4; charset=utf-8"
BY_PROXY = ("X-Forwarded-For", "Forwarded", "X-Real-IP")
"""Whoever comes by the proxy is not of this machine, though the proxy is."""


class Tally:
    """Requests that this process answered, by method and class of status, and the seconds they took."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str]] = Counter()
        self._seconds = 0.0

    def add(self, method: str, status: int, seconds: float) -> None:
        """This function will count a request."""
        with self._lock:
            self._requests[method, f"{status // 100}xx"] += 1
            self._seconds += seconds

    def lines(self) -> Iterator[str]:
        """This function will give what was counted, as Prometheus reads it."""
        with self._lock:
            requests, seconds = dict(self._requests), self._seconds
        yield "# TYPE shibiyan_http_requests_total counter"
        for (method, status), count in sorted(requests.items()):
            yield f'shibiyan_http_requests_total{{method="{method}",status="{status}"}} {count}'
        yield "# TYPE shibiyan_http_seconds_total counter"
        yield f"shibiyan_http_seconds_total {seconds:.6f}"


def add_to(app: Flask) -> None:
    """This function will count every request from its begin to its answer."""
    tally = app.extensions[TALLY] = Tally()

    def began() -> None:
        g.began = time.perf_counter()

    def answered(answer: Response) -> Response:
        method = request.method if request.method in ("GET", "HEAD", "POST") else "other"
        tally.add(method, answer.status_code, time.perf_counter() - g.get("began", time.perf_counter()))
        return answer

    app.before_request(began)
    app.after_request(answered)


@pages.get("/health/live")
@public
def live() -> Response:
    """This function will say that the process answers, whatever its database does."""
    return Response("ok\n", mimetype="text/plain")


@pages.get("/health/ready")
@public
def ready() -> Response:
    """This function will say whether acts can be taken: 503 while the database does not answer or is being upgraded."""
    if health.is_ready(house().office):
        return Response("ok\n", mimetype="text/plain")
    return Response("unavailable\n", mimetype="text/plain", status=503)


@pages.get("/metrics")
@public
def metrics() -> Response:
    """This function will give counts to a watcher on this machine; for everybody else there is no such page."""
    if not _from_this_machine():
        abort(404)
    tally: Tally = current_app.extensions[TALLY]
    lines = [*tally.lines(), *_figures(health.measured(house().office))]
    return Response("\n".join(lines) + "\n", content_type=FORMAT)


def _from_this_machine() -> bool:
    try:
        near = ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    return near and not any(name in request.headers for name in BY_PROXY)


def _figures(found: Mapping[str, float]) -> Iterator[str]:
    for name, value in sorted(found.items()):
        yield f"# TYPE shibiyan_{name} gauge"
        yield f"shibiyan_{name} {value:g}"
