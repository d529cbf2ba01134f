"""A small blog on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importing.blogs import SMALL, blog


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of the small blog."""
    return blog(tmp_path / "notes", SMALL)
