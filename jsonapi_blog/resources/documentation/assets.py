"""What the page is drawn with: files of this package, named after what is in them.

Under such a name there is never anything else, so caches may keep it for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_MEDIA_TYPES = {
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file, as it is served."""

    name: str
    media_type: str
    body: bytes


@cache
def assets() -> Mapping[str, Asset]:
    """All of them, by the names that their URLs end with."""
    made = (_asset(file) for file in _MEDIA_TYPES)
    return {asset.name: asset for asset in made}


def name_of(file: str) -> str:
    """The name under which a file is served.

    >>> name_of("page.css")
    'page.0c5a1a3d8fb0.css'
    """
    return _asset(file).name


@cache
def _asset(file: str) -> Asset:
    body = files(__package__).joinpath("assets", file).read_bytes()
    stem, _, ending = file.partition(".")
    digest = hashlib.sha256(body).hexdigest()[:12]
    return Asset(f"{stem}.{digest}.{ending}", _MEDIA_TYPES[file], body)
