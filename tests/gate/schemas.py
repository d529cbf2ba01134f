"""What breaks those who send or read documents, when one schema takes the place of another.

What is sent may only become freer, what is answered only narrower; members may be added to both.
In: two schemas and which way their documents go. Out: `Finding`s, in words that name the member,
and below the resource object that it belongs to by the type of that.
"""

from __future__ import annotations

import enum
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from tests.gate.references import Document, Node

Path = tuple[str, ...]
ITEM = "[]"


class Way(enum.Enum):
    """Which way documents go."""

    SENT = "sent"
    ANSWERED = "answered"
    #: Answered, with errors: which of them there are is told by their codes.
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one member; `{it}` in the sentence stands for it, `{owner}` for what it
    is a member of. `subject` is the type of the resource object that `path` begins in, and `outer`
    the way to that."""

    path: Path
    change: str
    sentence: str
    subject: str = ""
    outer: Path = ()

    def said(self, it: str, owner: str) -> str:
        """The sentence; other braces in it stand for themselves."""
        return self.sentence.replace("{it}", it).replace("{owner}", owner)

    def below(self, step: str) -> Finding:
        """The same, seen from one level further out."""
        if self.subject:
            return replace(self, outer=(step, *self.outer))
        return replace(self, path=(step, *self.path))


#: Keywords that set a bound, with what a value without it has, and how a bound is told.
LEAST = {
    "minLength": (0, "of length {} or more"),
    "minItems": (0, "a list of {} or more"),
    "minimum": (None, "at least {}"),
    "exclusiveMinimum": (None, "above {}"),
}
MOST = {
    "maxLength": "of length {} or less",
    "maxItems": "a list of {} or less",
    "maximum": "at most {}",
    "x-maxBytes": "at most {} bytes",
}
#: How much there may be is promised to those who write; what is read may grow.
GROWING = ("maxLength", "maxItems", "x-maxBytes")
_NAMES = re.compile(r"(?P<before>.*?)\(\?:(?P<names>\w+(?:\|\w+)*)\)(?P<after>.*)")


@dataclass
class Comparison:
    """Compares the schemas of two documents, each pair of components once."""

    old: Document
    new: Document
    _known: dict[tuple[str, str, Way], list[Finding]] = field(default_factory=dict)

    def findings(self, old: Node, new: Node, way: Way) -> list[Finding]:
        """What breaks when `new` takes the place of `old`."""
        named = (old.get("$ref", ""), new.get("$ref", ""), way)
        if len(old) > 1 or len(new) > 1 or not (named[0] and named[1]):
            return list(self._between(old, new, way))
        if named not in self._known:
            # What leads back to itself is compared where it was begun.
            self._known[named] = []
            self._known[named] = list(self._between(old, new, way))
        return self._known[named]

    def _between(self, old: Node, new: Node, way: Way) -> Iterator[Finding]:
        """Pairs the alternatives: each that has to be allowed with the one that allows most."""
        olds = list(self.old.alternatives(old))
        news = list(self.new.alternatives(new))
        # What has to be allowed, and where to look for what allows it.
        inner, outer = (olds, news) if way is Way.SENT else (news, olds)
        docs = (self.old, self.new) if way is Way.SENT else (self.new, self.old)
        marks = [_mark(each, docs[0]) for each in inner]
        others = [_mark(each, docs[1]) for each in outer]
        listed = any("enum" in each for each in olds) and any("enum" in each for each in news)
        for each, mark in zip(inner, marks, strict=True):
            partners = [o for o, its in zip(outer, others, strict=True) if its == mark] or [
                o
                for o, its in zip(outer, others, strict=True)
                if _kinds(o) == _kinds(each) and not (its in marks and its[1])
            ]
            pairs = ((each, o) if way is Way.SENT else (o, each) for o in partners)
            tried = [list(self._values(*pair, way, listed=listed)) for pair in pairs]
            if tried:
                yield from min(tried, key=len)
            elif not (way is not Way.SENT and "attributes" in each.get("properties", {})):
                # Resources of a new type come only to those who ask for them.
                yield _other(each, mark, way)

    def _values(self, old: Node, new: Node, way: Way, *, listed: bool) -> Iterator[Finding]:
        """Two schemas of one type."""
        found = [
            *_choices(old, new, way),
            *_bounds(old, new, way),
            *_forms(old, new, way, listed=listed),
            *self._members(old, new, way),
        ]
        if "items" in old and "items" in new:
            found += (f.below(ITEM) for f in self.findings(old["items"], new["items"], way))
        subject = _subject(old, self.old)
        for each in found:
            pinned = subject and not each.subject
            yield replace(each, subject=subject) if pinned else each

    def _members(self, old: Node, new: Node, way: Way) -> Iterator[Finding]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before:
            if name in after:
                yield from (f.below(name) for f in self.findings(before[name], after[name], way))
            elif way is Way.SENT:
                yield Finding((name,), "removed", "{owner} can no longer be sent {it}")
            else:
                yield Finding((name,), "removed", "{owner} lost {it}")
        if way is Way.SENT:
            yield from _demands(old, new)
            return
        for name in old.get("required", ()):
            if name in after and name not in new.get("required", ()):
                yield Finding((name,), "no longer guaranteed", "{it} is no longer always there")


def _demands(old: Node, new: Node) -> Iterator[Finding]:
    """What has to be sent, and what must not be."""
    before, after = old.get("required", ()), new.get("required", ())
    for name in after:
        if name not in before:
            yield Finding((name,), "required", "{owner} cannot be sent without {it} any more")
    if old.get("additionalProperties", True) and new.get("additionalProperties") is False:
        yield Finding((), "closed", "{it} no longer takes members that are not listed")
    for name in old.get("x-overlooked", ()):
        if name not in new.get("x-overlooked", ()) and name not in new.get("properties", {}):
            yield Finding((name,), "no longer overlooked", "{it} is no longer overlooked")
    # `anyOf` and `oneOf` of what has to be there.
    for keyword in ("anyOf", "oneOf"):
        wanted = [set(each["required"]) for each in new.get(keyword, ())]
        have = [set(each["required"]) for each in old.get(keyword, ())] or [set(before)]
        if wanted and not all(any(each <= one | {*before} for each in wanted) for one in have):
            yield Finding((), f"{keyword} narrowed", "{it} has to hold members that it need not")
    if "not" in new and new["not"] != old.get("not"):
        yield Finding((), "not narrowed", "{it} may no longer hold what it could")


def _choices(old: Node, new: Node, way: Way) -> Iterator[Finding]:
    before, after = _legal(old), _legal(new)
    if way is Way.SENT:
        if before is None and after is not None:
            yield Finding((), "now a list", f"{{it}} is now one of {_shown(after)} only")
        for value in _lost(before, after):
            yield Finding((), f"{value} removed", f"{{it}} can no longer be {value}")
    elif way is Way.ANSWERED:
        if before is not None and after is None:
            yield Finding((), "no longer a list", f"{{it}} is no longer one of {_shown(before)}")
        for value in _lost(after, before):
            yield Finding((), f"{value} added", f"{{it}} can be {value} now")
    elif "const" in old and old["const"] != new.get("const"):
        yield Finding((), "const changed", f"{{it}} is no longer {_json(old['const'])}")


def _bounds(old: Node, new: Node, way: Way) -> Iterator[Finding]:
    for keyword, (without, told) in LEAST.items():
        before, after = old.get(keyword, without), new.get(keyword, without)
        if way is Way.SENT and _above(after, before):
            yield Finding((), f"{keyword} raised", f"{{it}} has to be {told.format(after)} now")
        elif way is not Way.SENT and _above(before, after):
            yield Finding((), f"{keyword} lowered", f"{{it}} is no longer {told.format(before)}")
    for keyword, told in MOST.items():
        low, high = old.get(keyword), new.get(keyword)
        if way is Way.SENT and high is not None and (low is None or high < low):
            yield Finding((), f"{keyword} lowered", f"{{it}} can be {told.format(high)} only")
        elif way is Way.SENT or keyword in GROWING or low is None:
            continue
        elif high is None or high > low:
            yield Finding((), f"{keyword} raised", f"{{it}} is no longer {told.format(low)}")


def _above(one: float | None, other: float | None) -> bool:
    return one is not None and (other is None or one > other)


def _forms(old: Node, new: Node, way: Way, *, listed: bool) -> Iterator[Finding]:
    """Formats and patterns: which of two takes more cannot be told, so that each change counts.

    A pattern beside a list of values continues the list, which tells what is lost of both.
    """
    one, other = (new, old) if way is Way.SENT else (old, new)
    if (one.get("type"), other.get("type")) == ("integer", "number"):
        whole = "has to be" if way is Way.SENT else "is no longer"
        yield Finding((), "integer changed", f"{{it}} {whole} a whole number")
    for keyword in ("format", "pattern"):
        before, after = old.get(keyword), new.get(keyword)
        kept = before if way is not Way.SENT else after
        if before == after or kept is None or (listed and keyword == "pattern"):
            continue
        if keyword == "pattern" and _only_adds_names(before, after, way):
            continue
        lost, demand = f"no longer has the {keyword} {before}", f"has to have the {keyword} {after}"
        told = demand if way is Way.SENT else lost
        yield Finding((), f"{keyword} changed", f"{{it}} {told}")


def _only_adds_names(before: str | None, after: str | None, way: Way) -> bool:
    """Whether two patterns differ in names alone, of which what is sent may have more."""
    one, other = (_NAMES.fullmatch(each or "") for each in (before, after))
    if not one or not other or one["before"] + one["after"] != other["before"] + other["after"]:
        return False
    old, new = ({*each["names"].split("|")} for each in (one, other))
    return old <= new if way is Way.SENT else new <= old


def _legal(node: Node) -> list[Any] | None:
    if "const" in node:
        return [node["const"]]
    found: list[Any] | None = node.get("enum")
    return found


def _lost(before: list[Any] | None, after: list[Any] | None) -> list[str]:
    if before is None or after is None:
        return []
    return [_json(value) for value in before if value not in after]


def _json(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else json.dumps(value)


def _shown(values: list[Any]) -> str:
    return ", ".join(map(_json, values))


def _kinds(node: Node) -> str:
    return "number" if node.get("type") == "integer" else str(node.get("type"))


def _mark(node: Node, document: Document) -> tuple[str, str, str]:
    """What tells an alternative from the others: its type, what is constant in it, its format or
    that it is a list of values."""
    form = node.get("format", "list" if "enum" in node else "")
    return _kinds(node), ", ".join(_constants(node, document, 3)), form


def _constants(node: Node, document: Document, depth: int) -> Iterator[str]:
    for name, each in sorted(node.get("properties", {}).items()):
        found = document.resolved(each)
        if "const" in found:
            yield f"{name} {_json(found['const'])}"
        elif depth > 1 and name in ("data", "ref"):
            yield from (f"{name}.{inner}" for inner in _constants(found, document, depth - 1))


def _subject(node: Node, document: Document) -> str:
    """The type, where the schema is that of a resource object."""
    members = node.get("properties", {})
    if "type" not in members or "attributes" not in members:
        return ""
    type_: str = document.resolved(members["type"]).get("const", "")
    return type_


def _other(node: Node, mark: tuple[str, str, str], way: Way) -> Finding:
    kind = {"None": "anything"}.get(mark[0], mark[0])
    what = f"{kind} with {mark[1]}" if mark[1] else f"{kind} {mark[2]}".strip()
    if way is Way.SENT:
        return Finding((), f"{what} removed", f"{{it}} can no longer be {what}")
    return Finding((), f"{what} added", f"{{it}} can be {what} now")
