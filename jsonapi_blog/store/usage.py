"""When tokens were last used: noted in memory, written now and then, all at once.

A write for each request would cost more than the request; what a crash loses is a few seconds.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from sqlalchemy import Uuid, bindparam, cast, func, update
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP, psycopg2

from .models import AccessToken

_DIALECT = psycopg2.dialect()  # type: ignore[no-untyped-call]  # untyped there
_USED = (
    func.unnest(
        cast(bindparam("tokens"), ARRAY(Uuid(as_uuid=False))),
        cast(bindparam("moments"), ARRAY(TIMESTAMP(timezone=True))),
    )
    .table_valued("token", "moment", name="used")
    .render_derived()
)

#: The later of two uses stays, whichever process noted it. No version moves.
NOTE = str(
    update(AccessToken)
    .where(AccessToken.id == _USED.c.token)
    .values(last_used_at=func.greatest(AccessToken.last_used_at, _USED.c.moment))
    .returning(AccessToken.id)
    .compile(dialect=_DIALECT)
)


class Usage:
    """The uses that are not written yet. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._moments: dict[str, datetime] = {}

    def note(self, token: str) -> None:
        """The token with this id is used now."""
        with self._lock:
            self._moments[token] = datetime.now(UTC)

    def taken(self) -> dict[str, datetime]:
        """All uses since the last time, by the ids of tokens, in the order in which rows are
        locked."""
        with self._lock:
            moments, self._moments = self._moments, {}
        return dict(sorted(moments.items()))
