"""Memory of large answers: kept for the next ones, where the allocator can be told so."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from tests.house.processes import ROOT

FAULTS = """
import resource
from jsonapi_blog import serving

pieces = ["x" * 1_300] * 350


def faults():
    for _ in range(20):
        "".join(pieces).encode()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(100):
        "".join(pieces).encode()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


first = faults()
serving._keep_memory()
print(first, faults())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has these settings")
def test_what_large_answers_take_is_not_taken_anew_each_time() -> None:
    asked = [sys.executable, "-c", FAULTS]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    before, after = map(int, told.stdout.split())

    assert before > 1_000
    assert after < 100


def test_another_allocator_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    import ctypes

    from jsonapi_blog import serving

    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())

    serving._keep_memory()
