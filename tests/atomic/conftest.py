"""The blog of `tests/spec/newsroom.py`, one for all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Databases, World
from tests.spec.newsroom import newsroom


@pytest.fixture(scope="package")
def blog(databases: Databases) -> Iterator[World]:
    """Tests write about what they make themselves, and leave the rest as it is."""
    with newsroom(databases) as made:
        yield made
