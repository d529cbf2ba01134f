"""`Idempotency-Key`: the first answer of a write, given again to the same request.

In: a person's key and the fingerprint of a request. Out: the answer that is stored, if any is.
Everything happens in the transaction of the write, so that a write that is refused leaves its key
free. The lock and the look-up are two statements: in one, the look-up would see what was there
before the lock was had.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from ..errors import Header, KeyReused, RequestInProgress
from .models import IdempotencyKey
from .writing.transaction import Retry

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer as it goes over the wire: status, headers, bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Key:
    """A key, whose it is, and the request that it came with."""

    person: str
    text: str
    fingerprint: bytes


def recall(connection: Connection, key: Key) -> Recorded | None:
    """The answer to the same request, if it was given before.

    Raises RequestInProgress while the first one still runs, and KeyReused where the key came with
    another request.
    """
    source = Header("Idempotency-Key")
    if not connection.scalar(_LOCK, {"lock": _number(key)}):
        raise RequestInProgress(
            "The first request with this key is still under way; send it again in a moment.",
            source=source,
            headers={"Retry-After": "1"},
        )
    row = connection.execute(_STORED, {"owner": key.person, "text": key.text}).first()
    if row is None:
        return None
    if row.fingerprint != key.fingerprint:
        raise KeyReused(
            "This key came with another request before; a new request takes a new key.",
            source=source,
        )
    return Recorded(row.status, dict(row.headers), row.body)


def remember(connection: Connection, key: Key, answer: Recorded) -> None:
    """Stores the answer, in place of one that has ended. Raises Retry where another was stored."""
    stored = insert(IdempotencyKey).values(
        person_id=key.person,
        key=key.text,
        fingerprint=key.fingerprint,
        status=answer.status,
        headers=[list(pair) for pair in answer.headers.items()],
        body=answer.body,
    )
    done = connection.execute(
        stored.on_conflict_do_update(
            index_elements=[IdempotencyKey.person_id, IdempotencyKey.key],
            set_={
                name: stored.excluded[name]
                for name in ("fingerprint", "status", "headers", "body", "created_at")
            },
            where=ended(),
        )
    )
    if done.rowcount == 0:
        raise Retry


def ended(kept: timedelta | BindParameter[timedelta] = KEPT) -> ColumnElement[bool]:
    """Which answers were kept for so long that they are given no more."""
    return IdempotencyKey.created_at <= func.now() - kept


def _number(key: Key) -> int:
    """A 64-bit number for the lock: keys that share one wait for each other, and no more."""
    digest = hashlib.sha256(f"{key.person} {key.text}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


_LOCK: Any = select(func.pg_try_advisory_xact_lock(bindparam("lock")))
_STORED: Any = select(
    IdempotencyKey.fingerprint, IdempotencyKey.status, IdempotencyKey.headers, IdempotencyKey.body
).where(
    IdempotencyKey.person_id == bindparam("owner"),
    IdempotencyKey.key == bindparam("text"),
    ~ended(),
)
