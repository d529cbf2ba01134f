"""The look-up of an access token: by the hash of its secret, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select

from .models import AccessToken, Person
from .queries import text


@dataclass(frozen=True, slots=True)
class Credential:
    """Whom a token stands for: the person, the name of the role; the token's scopes, id and end."""

    person: str
    role: str
    scopes: tuple[str, ...]
    token: str
    expires: datetime | None


BY_DIGEST = text(
    select(
        *(Person.id, Person.role, AccessToken.scopes),
        *(AccessToken.id.label("token"), AccessToken.expires_at),
    )
    .join(AccessToken, AccessToken.person_id == Person.id)
    .where(
        AccessToken.digest == bindparam("digest"),
        or_(AccessToken.expires_at.is_(None), AccessToken.expires_at > func.now()),
    )
)
