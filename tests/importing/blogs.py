"""Small blogs on disk, and what the database holds after their import."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from jsonapi_blog.importing import Report, import_blog
from jsonapi_blog.store.ledger import Ledger
from jsonapi_blog.store.models import Base

#: A blog of three posts, one of them a draft, in two dialects of front matter.
SMALL = {
    "content/_index.md": "---\ntitle: My notes\ndescription: About them.\n---\n",
    "content/2024-01-02-first.md": "---\nauthor: Ann Lee\ntags: [SQL, sql, C++, C]\n---\n# One\n",
    "content/second.md": '+++\ntitle = "Two"\ndate = 2024-03-04T05:06:07Z\n'
    'authors = ["Bo Roe", "Ann Lee"]\n[taxonomies]\ntags = ["C"]\n+++\nText *here*\n',
    "content/third.md": "---\ntitle: Three\ndraft: true\n---\n",
}


def blog(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Writes `files` below `root`."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def imported(engine: Engine, *paths: Path, **options: Any) -> Report:
    """The report of importing `paths`."""
    return import_blog(paths, Ledger(engine), **options)


def rows(engine: Engine, statement: str) -> list[tuple[Any, ...]]:
    """What `statement` selects."""
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def everything(engine: Engine) -> dict[str, set[tuple[Any, ...]]]:
    """Every row of every table, with the transaction that wrote it."""
    return {
        name: set(rows(engine, f"SELECT {name}::text, xmin::text FROM {name}"))
        for name in Base.metadata.tables
    }
