"""What an operation is about: the `ref` or `href` of its object, or neither.

In: an operation object. Out: an `Aim`. An `href` is any URL of the API that can be written,
absolute or relative; a `ref` names a resource by id, or by the lid of an earlier operation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from ..changes import Identifier
from ..errors import Pointer, Problem, RelationshipNotFound, UnknownUrl
from ..graph import Graph, Relation, ResourceType
from ..query.literals import UUID
from ..serializers.payload.envelope import Object, check_members
from ..serializers.payload.faults import Faults, below

_MEMBERS = ("type", "id", "lid", "relationship")
PATH = "/v1/operations"
#: What stands in no URL, though parsers overlook it.
_NO_URL = re.compile(r"[\x00-\x20\x7f]")


@dataclass(frozen=True, slots=True)
class Aim:
    """A collection (a type alone), a resource, or one of its relationships.

    `by_ref` tells a `ref` from an `href`.
    """

    type: ResourceType
    target: Identifier | None = None
    relation: Relation | None = None
    by_ref: bool = False


@dataclass(frozen=True, slots=True)
class Targets:
    """Finds what operations are about. `base` is what the API's own URLs begin with."""

    graph: Graph
    base: str

    def of(self, operation: Object, pointer: str, faults: Faults) -> Aim | None:
        """The aim of an operation; None where it names none, or a fault is noted."""
        if "ref" in operation and "href" in operation:
            faults.malformed(pointer, "An operation has a ref or an href, not both.")
            return None
        if "ref" in operation:
            return self._ref(operation["ref"], below(pointer, "ref"), faults)
        if "href" in operation:
            return self._href(operation["href"], below(pointer, "href"), faults)
        return None

    def _ref(self, ref: Any, pointer: str, faults: Faults) -> Aim | None:
        if not isinstance(ref, dict):
            faults.malformed(pointer, "A ref is an object.")
            return None
        check_members(ref, pointer, faults, _MEMBERS)
        wrong = [name for name in _MEMBERS if name in ref and not isinstance(ref[name], str)]
        for name in wrong:
            faults.malformed(below(pointer, name), f"{name!r} of a ref is a string.")
        if wrong:
            return None
        if "type" not in ref or ("id" in ref) is ("lid" in ref):
            faults.malformed(pointer, "A ref has a type, and either an id or a lid.")
            return None
        found = self.graph.types.get(ref["type"])
        if found is None:
            _note(faults, below(pointer, "type"), UnknownUrl, self._types(ref["type"]))
            return None
        relation = None
        if "relationship" in ref:
            relation = found.relations.get(ref["relationship"])
            if relation is None:
                where = below(pointer, "relationship")
                self._no_relation(found, ref["relationship"], where, faults)
                return None
        target = Identifier(found.name, ref.get("id"), ref.get("lid"), pointer)
        return Aim(found, target, relation, by_ref=True)

    def _href(self, href: Any, pointer: str, faults: Faults) -> Aim | None:
        if not isinstance(href, str):
            faults.malformed(pointer, "An href is a URL as a string.")
            return None
        path = self._path(href)
        if path is None:
            faults.malformed(
                pointer,
                f"{href[:200]!r} is no URL of this API without parameters; legal are "
                f"{self.base}/v1/articles, /v1/articles/{{id}} and the like.",
            )
            return None
        # Decoded now and no sooner: an encoded slash is no slash.
        match [unquote(part) for part in path.split("/")]:
            case [name]:
                return self._aim(name, None, None, pointer, faults)
            case [name, id_]:
                return self._aim(name, id_, None, pointer, faults)
            case [name, id_, "relationships", relation]:
                return self._aim(name, id_, relation, pointer, faults)
        _note(
            faults,
            pointer,
            UnknownUrl,
            f"{href[:200]!r} is not written: an operation is about a collection, a resource or "
            "/relationships/….",
        )
        return None

    def _path(self, href: str) -> str | None:
        """What follows `/v1/`; None for what is not below it, or has a query."""
        if _NO_URL.search(href):
            return None
        try:
            parts = urlsplit(urljoin(f"{self.base}{PATH}", href))
        except ValueError:
            return None
        own = urlsplit(self.base)
        if (parts.scheme, parts.netloc.lower()) != (own.scheme, own.netloc.lower()):
            return None
        prefix = f"{own.path}/v1/"
        if parts.query or parts.fragment or not parts.path.startswith(prefix):
            return None
        return parts.path.removeprefix(prefix).removesuffix("/")

    def _aim(
        self, name: str, id_: str | None, relationship: str | None, pointer: str, faults: Faults
    ) -> Aim | None:
        found = self.graph.types.get(name)
        if found is None or (id_ is not None and UUID.fullmatch(id_) is None):
            detail = self._types(name) if found is None else f"{id_!r} is no id: ids are UUIDs."
            _note(faults, pointer, UnknownUrl, detail)
            return None
        relation = None if relationship is None else found.relations.get(relationship)
        if relationship is not None and relation is None:
            self._no_relation(found, relationship, pointer, faults)
            return None
        target = None if id_ is None else Identifier(name, id_, None, pointer)
        return Aim(found, target, relation)

    def _types(self, name: str) -> str:
        return f"There is no type {name[:60]!r}; there are {', '.join(self.graph.types)}."

    def _no_relation(self, found: ResourceType, name: str, pointer: str, faults: Faults) -> None:
        _note(
            faults,
            pointer,
            RelationshipNotFound,
            f"{found.name} have no relationship {name[:60]!r}; they have "
            f"{', '.join(found.relations)}.",
        )


def _note(faults: Faults, pointer: str, kind: type[Problem], detail: str) -> None:
    faults.structure.append(kind(detail, source=Pointer(pointer)))
