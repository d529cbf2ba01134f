"""What is declared deprecated for a while, since nothing in the blog is.

A server that starts inside `declared()` works with it; everything else knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from jsonapi_blog.graph import Deprecated
from jsonapi_blog.resources.articles import Articles
from jsonapi_blog.serializers.articles import ArticleSchema
from jsonapi_blog.serializers.comments import CommentSchema
from jsonapi_blog.serializers.people import PersonSchema

SUMMARY = Deprecated(date(2025, 1, 1), date(2027, 1, 1), "Begin the body with it.")
WORDS = Deprecated(date(2025, 2, 1), date(2026, 12, 1))
SERIES = Deprecated(date(2025, 3, 1))
LANGUAGE = Deprecated(date(2025, 4, 1), date(2028, 2, 29))
AUTHOR = Deprecated(date(2025, 5, 1), date(2027, 5, 1))
HANDLE = Deprecated(date(2025, 6, 1), date(2027, 6, 1))
#: `Deprecation` by what is used; RFC 9651 writes dates as seconds.
SECONDS = {SUMMARY: 1735689600, WORDS: 1738368000, SERIES: 1740787200, LANGUAGE: 1743465600}
SECONDS |= {AUTHOR: 1746057600, HANDLE: 1748736000}


@contextmanager
def declared() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for schema, name, end in (
            (ArticleSchema, "summary", SUMMARY),
            (ArticleSchema, "wordCount", WORDS),
            (ArticleSchema, "series", SERIES),
            (CommentSchema, "author", AUTHOR),
            (PersonSchema, "handle", HANDLE),
        ):
            patch.setattr(schema._declared_fields[name], "deprecated", end)
        patch.setattr(Articles, "deprecated_filters", {"language": LANGUAGE})
        yield
