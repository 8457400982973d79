"""Where the browser stands: the host and the origin that a security key signs for."""

from __future__ import annotations

from ipaddress import ip_address

from flask import request

from webapp.http.house import house


def host() -> str:
    """This function will give the host without its port."""
    return request.host.rpartition(":")[0] if ":" in request.host.rpartition("]")[2] else request.host


def origin() -> str:
    """This function will give the origin as the browser sees it: behind TLS it is https, whatever the proxy says."""
    scheme = "https" if house().settings.secure_cookies else request.scheme
    return f"{scheme}://{request.host}"


def keys_work() -> bool:
    """This function will tell whether a security key can be used here: at a name, over TLS or on this machine."""
    try:
        ip_address(host().strip("[]"))
    except ValueError:
        return house().settings.secure_cookies or host() == "localhost"
    return False
