"""A rowset as a JSON:API document: data, linkage, included, links, meta.

In: the `Rowset` of a read, and the `Frame` of the request that it answers. Out: a dict that is
ready for the wire. Every resource stands in it once (COMP-05), every included one is reached by
linkage (COMP-03), a relationship has `data` only where the include path asked for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..errors import CURSOR_PROFILE
from ..graph import ResourceType
from ..pagination.cursors import Cursors
from ..pagination.strategies import CursorPages, Strategy
from ..query import Query
from ..query.target import Shape, Target
from ..rowset import Members, Ref, Rowset
from . import compiler
from .links import Pairs, Urls
from .windows import Continuations

Object = dict[str, Any]
MEDIA_TYPE = "application/vnd.api+json"


@dataclass(frozen=True, slots=True)
class Frame:
    """The request that a document answers.

    `path` and `pairs` are its URL; `addressable` is False where no URL gives the document again
    (HTTP QUERY), so that it has neither `self` nor page links. `profile` is True where the Cursor
    Pagination profile is applied.
    """

    target: Target
    query: Query
    urls: Urls
    path: str
    pairs: Pairs
    strategy: Strategy | None
    cursors: Cursors
    profile: bool = False
    addressable: bool = True


def media_type(*, profile: bool) -> str:
    """The Content-Type of a document, with the profile where it is applied (CN-06)."""
    return f'{MEDIA_TYPE};profile="{CURSOR_PROFILE}"' if profile else MEDIA_TYPE


def jsonapi(*, profile: bool) -> Object:
    """The top-level `jsonapi` member (DOC-19)."""
    return {"version": "1.1", "profile": [CURSOR_PROFILE]} if profile else {"version": "1.1"}


def document(rowset: Rowset, frame: Frame) -> Object:
    """The document that answers `frame` with `rowset`."""
    return _Writing(rowset, frame).document()


@dataclass
class _Writing:
    rowset: Rowset
    frame: Frame

    def document(self) -> Object:
        made: Object = {"jsonapi": jsonapi(profile=self.frame.profile)}
        links = self._links()
        if links:
            made["links"] = links
        made["data"] = self._data()
        if self.frame.query.include is not None:
            made["included"] = self._included()
        meta = self._meta()
        if meta:
            made["meta"] = meta
        return made

    @property
    def _identifies(self) -> bool:
        return self.frame.target.shape is Shape.LINKAGE

    def _links(self) -> Object:
        frame = self.frame
        if not frame.addressable:
            return {}
        address = frame.urls.at(frame.path, frame.pairs)
        links: Object = {"self": address}
        if frame.profile:
            # DOC-09: where a profile is applied, `self` names the media type with it.
            links["self"] = {"href": address, "type": media_type(profile=True)}
        if self._identifies:
            links["related"] = frame.urls.at(frame.path.replace("/relationships/", "/"))
        if frame.strategy is not None:
            for name, pairs in frame.strategy.links(self.rowset.extent).items():
                links[name] = None if pairs is None else self._page_url(pairs)
        return links

    def _page_url(self, pairs: tuple[tuple[str, str], ...]) -> str:
        kept = (pair for pair in self.frame.pairs if pair[0] not in _PAGE_PARAMETERS)
        return self.frame.urls.at(self.frame.path, (*kept, *pairs))

    def _data(self) -> Any:
        if self._identifies:
            shown = [_identifier(ref) for ref in self.rowset.primary]
        else:
            shown = [self._resource(ref) for ref in self.rowset.primary]
        if not self.frame.target.many:
            return shown[0] if shown else None
        if self.frame.profile and isinstance(self.frame.strategy, CursorPages):
            for member, key in zip(shown, self.rowset.extent.keys, strict=True):
                cursor = self.frame.strategy.cursor(key)
                member.setdefault("meta", {})["page"] = {"cursor": cursor}
        return shown

    def _included(self) -> list[Object]:
        assert self.frame.query.include is not None
        if not self.frame.query.include.branches:
            return []
        primary = set() if self._identifies else set(self.rowset.primary)
        return [
            self._resource((name, id_))
            for name, rows in self.rowset.rows.items()
            for id_ in rows
            if (name, id_) not in primary
        ]

    def _meta(self) -> Object:
        frame, extent = self.frame, self.rowset.extent
        if frame.strategy is None:
            return {}
        meta = frame.strategy.meta(extent)
        if not frame.addressable and isinstance(frame.strategy, CursorPages):
            earlier, later = frame.strategy.places(extent)
            meta.setdefault("page", {})["prev"] = (
                frame.strategy.cursor(earlier[1]) if earlier else None
            )
            meta["page"]["next"] = frame.strategy.cursor(later[1]) if later else None
        return meta

    def _resource(self, ref: Ref) -> Object:
        name, id_ = ref
        serialize, link = self._serializers[name]
        return serialize(self.rowset.rows[name][id_], self.frame.urls.base, link)

    @cached_property
    def _serializers(self) -> dict[str, tuple[compiler.Serializer, compiler.Linker]]:
        graph = self.frame.target.graph
        return {name: self._serializer(graph[name]) for name in self.rowset.projections}

    def _serializer(
        self, resource_type: ResourceType
    ) -> tuple[compiler.Serializer, compiler.Linker]:
        name = resource_type.name
        asked = {fieldset.type: fieldset.names for fieldset in self.frame.query.fields}
        names = asked.get(name, resource_type.default_fields)
        edges = {*self.rowset.ones, *self.rowset.manys}
        shown = compiler.Shown(
            relations=tuple(r for r in resource_type.relations if r in names),
            linked=frozenset(r for r in resource_type.relations if (name, r) in edges),
        )
        serialize = compiler.serializer(resource_type, self.rowset.projections[name], shown)
        return serialize, self._linker(name)

    def _linker(self, name: str) -> compiler.Linker:
        ones, manys = self.rowset.ones, self.rowset.manys

        def link(relation: str, relationship: Object, id_: str, url: str) -> None:
            edge = (name, relation)
            if edge in ones:
                if id_ in ones[edge]:
                    ref = ones[edge][id_]
                    relationship["data"] = None if ref is None else _identifier(ref)
            elif id_ in manys[edge]:
                self._window(edge, manys[edge][id_], relationship, url)

        return link

    def _window(
        self, edge: tuple[str, str], members: Members, relationship: Object, url: str
    ) -> None:
        relationship["data"] = [_identifier(ref) for ref in members.refs]
        if self.frame.profile:
            relationship["links"]["prev"] = None
            relationship["links"]["next"] = None
        if members.more:
            relationship["links"]["next"] = self._continuations.next(edge, members, url)
        if members.total is not None:
            relationship["meta"] = {"total": members.total, "page": {"total": members.total}}

    @cached_property
    def _continuations(self) -> Continuations:
        frame = self.frame
        return Continuations(frame.target, frame.query, frame.pairs, frame.cursors)


_PAGE_PARAMETERS = frozenset(
    f"page[{name}]" for name in ("number", "size", "offset", "limit", "after", "before")
)


def _identifier(ref: Ref) -> Object:
    return {"type": ref[0], "id": ref[1]}
