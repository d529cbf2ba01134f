"""The admin of the demo blog, so that what only some may see can be looked at right away.

In: a `Register`. Out: the secret of a token of theirs, once: who is there already gets no other.
"""

from __future__ import annotations

from ..store.register import Register
from .people import person
from .tokens import issue

HANDLE = "demo-admin"


def demo_admin(register: Register) -> str | None:
    """Adds the demo admin; out comes the secret of their token, or None if the handle is taken."""
    if register.person(HANDLE) is not None:
        return None
    admin = person("Demo Admin", handle=HANDLE, role="admin")
    token = issue(admin.target, "demo")
    register.add(admin, token.change)
    return token.secret
