"""The front matter of a file, in whichever dialect its generator speaks.

In: the text of a file. Out: what its front matter says, and the body below it. YAML between `---`
(Jekyll, Hugo, Hexo, Ember's), TOML between `+++` (Hugo, Zola), a JSON object (Hugo), and Hexo's
two forms without an opening line. Front matter that cannot be read is refused with `Broken`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from frontmatter.default_handlers import BaseHandler, YAMLHandler
from yaml import YAMLError

from .report import Broken
from .text import cleaned, line


@dataclass(frozen=True, slots=True)
class Matter:
    """What front matter says. `publishDate`, `publish-date` and `publish_date` are one name.

    What generators put into a table of its own (`[extra]`, `params`) is found as well.
    """

    values: Mapping[str, Any] = field(default_factory=dict)

    def get(self, *names: str) -> Any:
        """The first of `names` that says anything, or `None`."""
        tables = (self.values, *(self.table(name).values for name in ("extra", "params")))
        found = (table.get(name) for table in tables for name in names)
        return next((value for value in found if value not in (None, "", [], {})), None)

    def line(self, limit: int, *names: str) -> str | None:
        """The first of `names` that is said, as one line of text."""
        value = self.get(*names)
        return None if value is None else line(value, limit) or None

    def flag(self, name: str) -> bool | None:
        """Whether `name` is said to be so; `None` where it says something else, or nothing."""
        for table in (self.values, self.table("extra").values, self.table("params").values):
            said = _FLAGS.get(str(table.get(name)).lower())
            if said is not None:
                return said
        return None

    def table(self, name: str) -> Matter:
        """The table called `name`, empty where there is none."""
        return matter(self.values.get(name))


def split(text: str) -> tuple[Matter, str]:
    """The front matter and the body of `text`. Raises `Broken`."""
    text = text.lstrip("\n")
    for handler in _HANDLERS:
        if not handler.detect(text):
            continue
        try:
            said, body = handler.split(text)
            values = bounded(handler.load(said))
        except _Unclosed:
            continue
        except (YAMLError, ValueError, OverflowError, RecursionError) as error:
            reason = line(error, 200) or type(error).__name__
            raise Broken(f"its front matter cannot be read: {reason}") from error
        if isinstance(values, Mapping) or values is None:
            return matter(values), body.strip("\n")
    return Matter(), text.strip("\n")


def matter(values: Any) -> Matter:
    """`values` as front matter, empty where they are no mapping."""
    if not isinstance(values, Mapping):
        return Matter()
    return Matter({_name(key): value for key, value in values.items()})


def bounded(values: Any) -> Any:
    """`values` as they are. Raises ValueError where YAML's aliases blow them up without end."""
    waiting, count = [values], 0
    while waiting:
        value = waiting.pop()
        count += 1
        if count > _MOST_VALUES:
            raise ValueError(f"it holds more than {_MOST_VALUES} values")
        if isinstance(value, Mapping):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return values


class _Unclosed(Exception):
    """What looked like front matter is only a line."""


class _Yaml(YAMLHandler):
    def split(self, text: str) -> tuple[str, str]:
        parts = self.FM_BOUNDARY.split(text, 2)
        if len(parts) == 3:
            return parts[1], parts[2]
        if _KEY.match(parts[1].lstrip("\n")):
            raise ValueError("the closing line --- is missing")
        raise _Unclosed


class _Toml(BaseHandler):
    FM_BOUNDARY = re.compile(r"^\+{3,}[ \t]*$", re.MULTILINE)

    def split(self, text: str) -> tuple[str, str]:
        parts = self.FM_BOUNDARY.split(text, 2)
        if len(parts) < 3:
            raise ValueError("the closing line +++ is missing")
        return parts[1], parts[2]

    def load(self, fm: str) -> dict[str, Any]:
        return tomllib.loads(fm)


class _Json(BaseHandler):
    #: Templates begin with a brace as well, so the first key or the end must be seen.
    FM_BOUNDARY = re.compile(r"\{\s*[\"}]")

    def split(self, text: str) -> tuple[str, str]:
        _, end = json.JSONDecoder().raw_decode(text)
        return text[:end], text[end:]

    def load(self, fm: str) -> Any:
        return json.loads(fm)


class _HexoJson(BaseHandler):
    """The members of an object, without its braces, above a line `;;;`."""

    FM_BOUNDARY = re.compile(r"(?=\")(?P<said>.*?)^;{3,}[ \t]*$", re.MULTILINE | re.DOTALL)

    def split(self, text: str) -> tuple[str, str]:
        said, body = _cut(self.FM_BOUNDARY, text)
        return "{" + said + "}", body

    def load(self, fm: str) -> Any:
        return json.loads(fm)


class _HexoYaml(YAMLHandler):
    """YAML without its opening line: keys from the first line on, up to `---`.

    A paragraph with a colon above a ruler looks the same, so one usual key must be among them.
    """

    FM_BOUNDARY = re.compile(
        r"(?P<said>[A-Za-z_][\w-]*:(?:[ \t].*)?\n(?:.+\n)*?)-{3,}[ \t]*$", re.MULTILINE
    )

    def split(self, text: str) -> tuple[str, str]:
        said, body = _cut(self.FM_BOUNDARY, text)
        if not re.search(r"^(title|date|layout):", said, re.MULTILINE):
            raise _Unclosed
        return said, body


def _cut(boundary: re.Pattern[str], text: str) -> tuple[str, str]:
    found = boundary.match(text)
    if found is None:
        raise _Unclosed
    return found["said"], text[found.end() :]


_HANDLERS = (_Yaml(), _Toml(), _Json(), _HexoJson(), _HexoYaml())
_KEY = re.compile(r"[\"']?[A-Za-z_][\w -]*[\"']?:(\s|$)")
_MOST_VALUES = 10_000
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}


def _name(key: Any) -> str:
    return cleaned(str(key)).lower().replace("-", "").replace("_", "")
