"""A blog with one long thread, for what shows only where there is more than a window holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Databases, World, world


@pytest.fixture(scope="package")
def threads(databases: Databases) -> Iterator[World]:
    """One article with a thread that is wider at each depth than the window there.

    `talk` has 27 comments; the first has 7 replies, the first of those 4, the first of those 3.
    Another 30 articles and all the comments are by `ann`.
    """
    with world(databases) as made:
        add = made.add
        ann = add.person("ann", role="author")
        for number in range(30):
            add.article(f"other-{number}", author=ann)
        talk = add.article("talk", author=ann)
        for number in range(27):
            add.comment(f"top-{number}", article=talk, author=ann)
        for depth, (name, width) in enumerate((("top", 7), ("r1", 4), ("r2", 3)), start=1):
            for number in range(width):
                add.comment(
                    f"r{depth}-{number}", article=talk, author=ann, parent=add.ids[f"{name}-0"]
                )
        add.comment("gone", article=talk, author=ann, parent=add.ids["top-0"], status="hidden")
        made.tokens["editor"] = add.token(add.person("eve", role="editor"))
        yield made
