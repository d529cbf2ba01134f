"""New rows: one INSERT for all that fill the same columns.

In: rows of one table by their columns. Out: the rows, in the table. The statement is made once for
each set of columns; a moment is the transaction's own, part of the statement and no value in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, bindparam, func
from sqlalchemy import insert as inserting

from ..queries import text
from .transaction import Transaction

Names = tuple[str, ...]


def insert(
    transaction: Transaction,
    rows: Table,
    names: Names,
    moments: Names,
    values: Sequence[Mapping[str, Any]],
) -> None:
    """Inserts rows with values for `names`, those in `moments` with the present moment."""
    head, places = _statement(rows, names, moments)
    transaction.run_many(head, places, values)


@lru_cache(maxsize=256)
def _statement(rows: Table, names: Names, moments: Names) -> tuple[str, str]:
    """The statement as far as VALUES, and the places of one row's values."""
    made = inserting(rows).values(
        {name: func.now() if name in moments else bindparam(name) for name in names}
    )
    head, values, places = text(made).partition("VALUES ")
    return head + values, places
