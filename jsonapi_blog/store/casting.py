"""How values of the database become values of Python, where the driver's way is not ours.

In: a connection. Out: the same one, whose rows hold ids as text and moments as `datetime` in UTC.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg2
from psycopg2 import extensions

_fromisoformat = datetime.fromisoformat


def _moment(text: str | bytes | None, cursor: Any) -> datetime | None:
    """What the driver would make of it, in less than half of its time."""
    if text is None:
        return None
    assert isinstance(text, str), "what is cast is text"
    try:
        return _fromisoformat(text)
    except ValueError:
        # Infinity, or a year that is no year of Python's.
        moment: datetime = extensions.PYDATETIMETZ(text, cursor)
        return moment


_MOMENT = extensions.new_type((1184,), "MOMENT", _moment)
#: Ids stay the text that the wire has and the wire wants; SQLAlchemy would make objects of them.
_UUID_AS_TEXT = extensions.new_type((2950,), "UUID", psycopg2.STRING)


def cast(driver: Any) -> None:
    """Have a connection read moments quickly; ids it leaves as they are."""
    extensions.register_type(_MOMENT, driver)


def cast_all(driver: Any, _: object) -> None:
    """The same for a connection that SQLAlchemy has set up."""
    cast(driver)
    extensions.register_type(_UUID_AS_TEXT, driver)
