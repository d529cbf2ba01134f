"""UUIDv7 ids, whose text order is the order of creation.

In: nothing, or a moment and some bytes to make an id from. Out: a lower-case UUID string
(RFC 9562, section 5.7). Ids made without a moment grow strictly within a process, whatever its
clock does and however many threads ask.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MILLISECOND = (1 << 48) - 1
_COUNTER_BITS = 42
_NOISE_BITS = 32
_PAYLOAD_BITS = _COUNTER_BITS + _NOISE_BITS


def uuid7(moment: datetime | None = None, tail: bytes | None = None) -> str:
    """A new id of now, or one of `moment`: always the same one for the same `moment` and `tail`.

    Moments before 1970 count as its first millisecond.
    """
    if moment is None:
        return _layout(*_clock.tick())
    if tail is None:
        return _layout(_milliseconds(moment), secrets.randbits(_PAYLOAD_BITS))
    digest = hashlib.sha256(tail).digest()
    return _layout(_milliseconds(moment), int.from_bytes(digest) >> (256 - _PAYLOAD_BITS))


class _Clock:
    """Milliseconds, and a counter that orders what is made within one of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._millisecond = 0
        self._counter = 0

    def tick(self) -> tuple[int, int]:
        """The millisecond and the payload of the next id."""
        with self._lock:
            now = time.time_ns() // 1_000_000
            if now > self._millisecond:
                # The upper bit starts at zero, to leave room to count in.
                self._millisecond, self._counter = now, secrets.randbits(_COUNTER_BITS - 1)
            else:
                self._counter += 1
                if self._counter >> _COUNTER_BITS:
                    self._millisecond, self._counter = self._millisecond + 1, 0
            counted = self._counter << _NOISE_BITS
            return self._millisecond, counted | secrets.randbits(_NOISE_BITS)


_clock = _Clock()


def _milliseconds(moment: datetime) -> int:
    return min(max((moment - _EPOCH) // timedelta(milliseconds=1), 0), _LAST_MILLISECOND)


def _layout(millisecond: int, payload: int) -> str:
    """48 bits of time, the version, 12 bits of payload, the variant, its other 62 bits."""
    upper, lower = payload >> 62, payload & ((1 << 62) - 1)
    return str(UUID(int=millisecond << 80 | 7 << 76 | upper << 64 | 0b10 << 62 | lower))
