"""An access token that changes: it comes to do no more than the one that asks, nor to outlive it.

Scopes and expiry are judged together, as they are after the change. Otherwise a token that ends
could widen one that does not, and a narrow one prolong a wide one that has ended. What takes power
away is free: whoever may write a token may delete it, too.
"""

from __future__ import annotations

from typing import Any

from ...errors import InsufficientScope, Pointer
from ...policy import covers, outlives
from .locking import Locked
from .wanted import Wanted
from .witnessing import Asker

COLUMNS = ("scopes", "expires_at")


def check(asker: Asker, each: Wanted, row: Locked, differing: dict[str, Any]) -> None:
    """Raises InsufficientScope where the token would gain what the one that asks has not."""
    scopes, end = ({**row.columns, **differing}[name] for name in COLUMNS)
    wider = any(not covers(row.columns["scopes"], scope) for scope in scopes)
    longer = not outlives(row.columns["expires_at"], end)
    if not (wider or longer):
        return
    if all(covers(asker.scopes, scope) for scope in scopes) and outlives(asker.expires, end):
        return
    raise InsufficientScope(
        f"{each.type}/{each.id} would then do or outlive what the token that asks does not.",
        source=Pointer(each.pointer_to("scopes" if wider else "expires_at")),
    )
