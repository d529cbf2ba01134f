"""Which scheme and host links begin with: a Host header is believed only if it is known.

A request that does not say once and legibly which host it means is refused before that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ..settings import Settings

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?")
#: What the grammar of URIs allows, whether or not such a host could be ours.
_LEGIBLE = re.compile(rb"(\[[0-9A-Fa-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(:[0-9]*)?")


def base_url(scope: Mapping[str, Any], settings: Settings) -> str:
    """`BLOG_PUBLIC_URL`; else the request's scheme with its host if that is allowed; else with the
    address that the service listens at."""
    if settings.public_url is not None:
        return settings.public_url
    scheme = scope["scheme"]
    for name, value in scope["headers"]:
        if name == b"host":
            host = _believed(value, settings.allowed_hosts)
            if host is not None:
                return f"{scheme}://{host}"
    address, port = scope.get("server") or ("localhost", None)
    if ":" in address:
        address = f"[{address}]"
    return f"{scheme}://{address}" if port is None else f"{scheme}://{address}:{port}"


@lru_cache(maxsize=64)
def _believed(value: bytes, allowed: tuple[str, ...]) -> str | None:
    """The host in lower case, if it is one of ours."""
    host = value.decode("latin-1")
    found = _HOST.fullmatch(host)
    return host.lower() if found is not None and _allowed(found[1].lower(), allowed) else None


def names_one_host(scope: Mapping[str, Any]) -> bool:
    """Whether the Host header is what RFC 9112, section 3.2, asks for: there once, and legible.

    HTTP/1.0 may leave it out.
    """
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    enough = len(hosts) == 1 or (not hosts and scope["http_version"] == "1.0")
    return enough and all(map(_is_legible, hosts))


@lru_cache(maxsize=64)
def _is_legible(host: bytes) -> bool:
    return _LEGIBLE.fullmatch(host) is not None


def _allowed(host: str, allowed: tuple[str, ...]) -> bool:
    return any(
        pattern in ("*", host) or (pattern.startswith("*.") and host.endswith(pattern[1:]))
        for pattern in map(str.lower, allowed)
    )
