"""The catalogue of problems as a page: `spec/problems.md`, rendered once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from ..rendering import render

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
    source = files(__package__).joinpath("problems.md")
    return _PAGE.format(body=render(source.read_text(encoding="utf-8")))
