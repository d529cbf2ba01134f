"""Which scheme and host links begin with: a Host header is believed only if it is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..settings import Settings

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?")


def base_url(scope: Mapping[str, Any], settings: Settings) -> str:
    """`BLOG_PUBLIC_URL`; else the request's scheme with its host if that is allowed; else with the
    address that the service listens at."""
    if settings.public_url is not None:
        return settings.public_url
    scheme = scope["scheme"]
    for name, value in scope["headers"]:
        if name == b"host":
            host = value.decode("latin-1")
            found = _HOST.fullmatch(host)
            if found is not None and _allowed(found[1].lower(), settings.allowed_hosts):
                return f"{scheme}://{host.lower()}"
    address, port = scope.get("server") or ("localhost", None)
    if ":" in address:
        address = f"[{address}]"
    return f"{scheme}://{address}" if port is None else f"{scheme}://{address}:{port}"


def _allowed(host: str, allowed: tuple[str, ...]) -> bool:
    return any(
        pattern in ("*", host) or (pattern.startswith("*.") and host.endswith(pattern[1:]))
        for pattern in map(str.lower, allowed)
    )
