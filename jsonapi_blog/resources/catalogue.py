"""The catalogue of problems as a page: `spec/problems.md`, rendered once."""

from __future__ import annotations

import sysconfig
from functools import cache
from pathlib import Path

from ..rendering import render

_NAME = "problems.md"
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Problems · jsonapi_blog</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem }}
body {{ margin: 2rem auto; padding: 0 1rem }}
code {{ background: #8882; border-radius: .2rem; padding: 0 .2rem }}
:target {{ background: #fd08 }}
@media (prefers-color-scheme: dark) {{ body {{ background: #111; color: #eee }} }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


@cache
def page() -> str:
    """The page; every entry has its code as anchor."""
    return _PAGE.format(body=render(_source().read_text(encoding="utf-8")))


def _source() -> Path:
    """The file beside the package, or where an installed wheel keeps it."""
    beside = Path(__file__).resolve().parents[2] / "spec" / _NAME
    installed = Path(sysconfig.get_path("data")) / "share" / "jsonapi-blog" / "spec" / _NAME
    return beside if beside.exists() else installed
