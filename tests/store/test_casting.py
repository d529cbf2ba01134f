"""Values of the database as Python has them: what the driver would say, and ids as text."""

from __future__ import annotations

import pytest
from psycopg2 import extensions
from sqlalchemy import text

from tests.conftest import World

MOMENTS = (
    "2024-01-02 03:04:05+00",
    "2024-01-02 03:04:05.6+00",
    "2024-01-02 03:04:05.678901+00",
    "0001-01-01 00:00:00+00",
    "9999-12-31 23:59:59.999999+00",
    "infinity",
)


@pytest.mark.parametrize("moment", [*MOMENTS, None])
def test_a_moment_is_what_the_driver_would_make_of_it(sample: World, moment: str | None) -> None:
    with sample.engine.connect() as connection:
        asked = text("SELECT CAST(:moment AS timestamptz), CAST(:moment AS timestamptz)::text")
        found, shown = connection.execute(asked, {"moment": moment}).one()
        theirs = extensions.PYDATETIMETZ(shown, connection.connection.cursor())

    assert found == theirs
    assert str(found) == str(theirs)


def test_an_id_is_text(sample: World) -> None:
    with sample.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT CAST('0190aaaa-0000-7000-8000-000000000001' AS uuid)"
        )

        assert found.scalar() == "0190aaaa-0000-7000-8000-000000000001"
