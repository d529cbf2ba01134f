"""A pytest plugin that runs only the tests which prove given statements: `--proving CN-01,CN-04`.

In: the ids after `--proving`. Out: the collected tests without those that cite none of them. It
refuses to run against a package that is not the one beside the tests, as an editable installation
from elsewhere would be.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import jsonapi_blog


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--proving", default="", help="run only tests that cite one of these ids")


def pytest_configure(config: pytest.Config) -> None:
    assert jsonapi_blog.__file__ is not None, "a package has a file"
    package = Path(jsonapi_blog.__file__).resolve()
    if not package.is_relative_to(config.rootpath.resolve()):
        raise pytest.UsageError(f"The tests of {config.rootpath} would run against {package}.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = {id_ for id_ in config.getoption("--proving").split(",") if id_}
    if not wanted:
        return
    chosen = [item for item in items if wanted & set(_cited(item))]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


def _cited(item: pytest.Item) -> list[str]:
    return [id_ for mark in item.iter_markers("req") for id_ in mark.args]
