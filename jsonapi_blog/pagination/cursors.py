"""Cursors: a place in an order as an opaque, signed, deterministic string.

In: key values, and the context (type, sort, filter) that they belong to. Out: text, and back.
No nonce and no time, so that an ETag of a page with cursors can match again; the signature
covers the context, so that a cursor made under another sort or filter is refused (AMB-17).
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from datetime import datetime

import orjson

from ..errors import InvalidCursor, Parameter
from ..graph import Kind
from .window import Edge, Place

_SIGNATURE_BYTES = 12


class Cursors:
    """The cursors of one secret, which all workers share."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def text(self, place: Place, context: str) -> str:
        """The cursor that stands on `place` of the list that `context` names."""
        content = place.value if isinstance(place, Edge) else list(place)
        payload = orjson.dumps(content, option=orjson.OPT_UTC_Z)
        signed = payload + self._signature(payload, context)
        return urlsafe_b64encode(signed).rstrip(b"=").decode()

    def place(self, text: str, context: str, kinds: tuple[Kind, ...], parameter: str) -> Place:
        """The place that `text` stands on; raises InvalidCursor where it is not our cursor."""
        try:
            signed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except (Error, ValueError):
            raise _refusal(text, parameter) from None
        payload, signature = signed[:-_SIGNATURE_BYTES], signed[-_SIGNATURE_BYTES:]
        genuine = hmac.compare_digest(signature, self._signature(payload, context))
        # Base64 has several spellings of the same bytes; only our own is a cursor.
        if not genuine or urlsafe_b64encode(signed).rstrip(b"=") != text.encode():
            raise _refusal(text, parameter)
        content = orjson.loads(payload)
        if isinstance(content, str):
            return Edge(content)
        return tuple(
            datetime.fromisoformat(value) if kind is Kind.TIMESTAMP and value else value
            for kind, value in zip(kinds, content, strict=True)
        )

    def _signature(self, payload: bytes, context: str) -> bytes:
        message = context.encode("utf-8", "surrogatepass") + b"\0" + payload
        return hmac.digest(self._secret, message, "sha256")[:_SIGNATURE_BYTES]


def _refusal(text: str, parameter: str) -> InvalidCursor:
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    return InvalidCursor(
        f"{shown!r} is no cursor of this list: take {parameter!r} from a link or from the "
        "meta.page.cursor of a resource, under the same sort and filter.",
        source=Parameter(parameter),
    )
