"""schemathesis asks the running server whatever the OpenAPI document allows, and what it does not.

Examples, edge cases of every parameter and member, random data, and sequences of requests along the
document's links; with a fixed seed, over a blog that has something of everything, by an admin. The
exceptions are in `tests/openapi/hooks.py`, each with its reason.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.citations import ROOT
from tests.conftest import Databases, World, world
from tests.contract import document
from tests.sample import sample_blog

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
#: Checked by `tests/openapi/hooks.py` instead, which knows more.
REPLACED = (
    *("positive_data_acceptance", "negative_data_rejection"),
    *("unsupported_method", "allow_header_conformance"),
)
#: What no machine needs for it, in seconds.
MOST_SECONDS = 900


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    """A sample blog that may be spoilt."""
    with world(databases) as made:
        made.tokens.update(sample_blog(made.add))
        yield made


def test_nothing_that_schemathesis_asks_is_answered_against_the_document(
    blog: World, tmp_path: Path
) -> None:
    kept = [each for name, each in blog.ids.items() if name == "ada" or name.startswith("token")]
    ran = subprocess.run(
        [
            *(Path(sys.executable).with_name("st"), "--config-file", CONFIGURATION),
            *("run", f"{blog.url}/v1/openapi.json"),
            *("--header", f"Authorization: Bearer {blog.tokens['admin']}"),
            *("--exclude-checks", ",".join(REPLACED)),
            *("--mode", "all", "--max-examples", "1", "--seed", "1", "--continue-on-failure"),
            *("--generation-database", "none", "--no-color"),
        ],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SCHEMATHESIS_HOOKS": "tests.openapi.hooks",
            "KEPT_IDS": " ".join(kept),
        },
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout[-20_000:] + ran.stderr
    # Whoever asks has not been shut out on the way.
    assert "Authentication failed" not in ran.stdout
    # It leaves out the one by which it got the document.
    described = sum(name != "parameters" for item in document()["paths"].values() for name in item)
    assert f"Tested: {described - 1}" in ran.stdout
