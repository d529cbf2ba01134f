"""What an operator says of an access token becomes its secret, and the change that stores it.

In: texts as they were typed, and the person whose token it is. Out: `Issued`. Raises ValueError,
with the schema's sentence, for what no token can be. The secret is in no change: only its digest
is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from .. import credentials
from ..changes import Create, Identifier
from ..policy import EVERYTHING
from ..serializers.access_tokens import AccessTokenSchema


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token: the secret to hand out, and the change that makes it known."""

    secret: str = field(repr=False)
    change: Create


def issue(
    person: Identifier,
    name: str,
    *,
    scopes: Sequence[str] = (),
    expires: str | None = None,
) -> Issued:
    """A token of `person`; without scopes for everything, without `expires` for ever."""
    secret = credentials.mint()
    columns = {
        "name": _FIELDS["name"].deserialize(name),
        "digest": credentials.digest(secret),
        "scopes": _FIELDS["scopes"].deserialize(list(scopes) or [EVERYTHING]),
        "expires_at": None if expires is None else expiry(expires, datetime.now(UTC)),
    }
    return Issued(secret, Create(Identifier("access-tokens"), columns, {"person": person}))


def expiry(said: str, now: datetime) -> datetime:
    """The moment that `said` means: a number of days from `now`, or the day that begins then."""
    try:
        if _DAYS.fullmatch(said):
            moment = now + timedelta(days=int(said))
        elif _DATE.fullmatch(said):
            moment = datetime.fromisoformat(said).replace(tzinfo=UTC)
        else:
            raise ValueError
    except (ValueError, OverflowError):
        raise ValueError(
            f"The expiry {said!r} is neither a number of days, such as 30, nor a date, such as "
            "2030-12-31."
        ) from None
    if moment <= now:
        raise ValueError(f"The expiry {said!r} is not in the future.")
    return moment


_FIELDS = AccessTokenSchema().fields
_DAYS = re.compile(r"[0-9]{1,9}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
