"""What a write sends beside its document: headers as values, and the fingerprint of it all.

In: a request whose body is read. Out: `Sent`. Raises InvalidHeader where a header that means
something here is malformed.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.datastructures import Headers
from starlette.requests import Request

from .. import preconditions, preferences
from ..changes import Expected
from ..errors import Header, InvalidHeader
from ..negotiation import Negotiated
from ..policy import Identity
from ..preferences import Preferences
from ..query.parameters import decoded
from ..query.target import Target
from ..serializers.links import Pairs, Urls

_KEY_HEADER = Header("Idempotency-Key")
KEY = re.compile(r"[\x21-\x7e]{1,255}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A write as it came in: what it carries, and how its answer shall be."""

    method: str
    path: str
    pairs: Pairs
    #: Who sent it: the anonymous caller where no token came along.
    identity: Identity
    negotiated: Negotiated
    urls: Urls
    headers: Headers
    #: Where the request came from, as far as proxies are believed.
    address: str
    body: bytes

    @property
    def preferences(self) -> Preferences:
        """What `Prefer` says."""
        return preferences.parse(", ".join(self.headers.getlist("prefer")))

    @property
    def expected(self) -> Expected | None:
        """What `If-Match` demands. Raises InvalidHeader."""
        lines = self.headers.getlist("if-match")
        return preconditions.if_match(", ".join(lines) if lines else None)

    def key(self, identity: Identity) -> str | None:
        """The `Idempotency-Key` of whoever asks. Raises InvalidHeader."""
        lines = self.headers.getlist("idempotency-key")
        if not lines:
            return None
        text = ", ".join(lines)
        if KEY.fullmatch(text) is None:
            raise InvalidHeader(
                f"{text[:60]!r} is no key; legal are 1 to 255 visible ASCII characters, such as a "
                "UUID.",
                source=_KEY_HEADER,
            )
        if identity.person is None:
            raise InvalidHeader("A key belongs to a person: send a token too.", source=_KEY_HEADER)
        return text

    def fingerprint(self, root: Any, scopes: frozenset[str]) -> bytes:
        """What makes two requests the same one; never a password, however well it is hidden.

        The scopes are part of it: an answer is not shown to a token that may read less of it.
        """
        parts: tuple[bytes, ...] = (
            self.method.encode(),
            self.path.encode(),
            orjson.dumps(sorted(self.pairs)),
            ", ".join(self.headers.getlist("prefer")).encode(),
            ", ".join(self.headers.getlist("if-match")).encode(),
            orjson.dumps(sorted(scopes)),
            orjson.dumps(_without_passwords(root), option=orjson.OPT_SORT_KEYS),
        )
        digest = hashlib.sha256()
        for part in parts:
            digest.update(len(part).to_bytes(8) + part)
        return digest.digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class SentTo(Sent):
    """A write to a URL of a type."""

    target: Target
    id: str | None


def sent(
    request: Request, identity: Identity, negotiated: Negotiated, urls: Urls, body: bytes
) -> dict[str, Any]:
    """The members of a `Sent`, as the request has them."""
    return {
        "method": request.method,
        "path": request.scope["path"],
        "pairs": tuple(decoded(request.scope["query_string"])),
        "identity": identity,
        "negotiated": negotiated,
        "urls": urls,
        "headers": request.headers,
        "address": request.client.host if request.client else "",
        "body": body,
    }


def refuse_key(sent: Sent) -> None:
    """Raises InvalidHeader where an answer shows a secret, which is shown only once."""
    if "idempotency-key" in sent.headers:
        raise InvalidHeader(
            "A new token takes no Idempotency-Key: its secret is shown once and never again.",
            source=_KEY_HEADER,
        )


def refuse_if_match(sent: Sent) -> None:
    """Raises InvalidHeader where a write that has no version to guard carries `If-Match`."""
    if "if-match" in sent.headers:
        raise InvalidHeader(
            "If-Match guards what is there already; a new resource has no version.",
            source=Header("If-Match"),
        )


def _without_passwords(node: Any) -> Any:
    match node:
        case dict():
            return {n: _without_passwords(v) for n, v in node.items() if n != "password"}
        case list():
            return [_without_passwords(each) for each in node]
        case _:
            return node
