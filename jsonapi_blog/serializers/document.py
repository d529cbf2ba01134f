"""A rowset as a JSON:API document: data, linkage, included, links, meta.

In: the `Rowset` of a read, and the `Frame` of the request that it answers. Out: a dict for
`orjson.dumps`, in which resource objects and identifiers are text already. Every resource stands
in it once (COMP-05), every included one is reached by linkage (COMP-03), a relationship has `data`
only where the include path asked for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Any

import orjson

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


def media_type(*, profile: bool, extension: str | None = None) -> str:
    """The Content-Type of a document, with the profile and the extension where they are applied
    (CN-05, CN-06)."""
    ext = "" if extension is None else f';ext="{extension}"'
    return f"{MEDIA_TYPE}{ext}" + (f';profile="{CURSOR_PROFILE}"' if profile else "")


def jsonapi(*, profile: bool, extension: str | None = None) -> Object:
    """The top-level `jsonapi` member (DOC-19)."""
    made: Object = {"version": "1.1"}
    if extension is not None:
        made["ext"] = [extension]
    if profile:
        made["profile"] = [CURSOR_PROFILE]
    return made


def document(rowset: Rowset, frame: Frame) -> Object:
    """The document that answers `frame` with `rowset`."""
    return _Writing(rowset, frame).document()


def objects(rowset: Rowset, frame: Frame) -> Callable[[Ref], orjson.Fragment]:
    """A function that gives the resource object of each resource in `rowset`, by itself."""
    writing = _Writing(rowset, frame)
    return lambda ref: orjson.Fragment(writing.resource(ref, ""))


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

    def _data(self) -> orjson.Fragment | None:
        if not self.frame.target.many:
            written = [self._primary(ref, "") for ref in self.rowset.primary]
            return orjson.Fragment(written[0]) if written else None
        mores: Iterable[str] = repeat("")
        if self.frame.profile and isinstance(self.frame.strategy, CursorPages):
            cursor = self.frame.strategy.cursor
            mores = (f'"page":{{"cursor":"{cursor(key)}"}}' for key in self.rowset.extent.keys)
        return _array(map(self._primary, self.rowset.primary, mores))

    def _primary(self, ref: Ref, more: str) -> str:
        """One of the primary data; `more` is a member of its `meta`."""
        if not self._identifies:
            return self.resource(ref, f",{more}" if more else "")
        return _identifier(ref, f',"meta":{{{more}}}' if more else "")

    def _included(self) -> orjson.Fragment:
        assert self.frame.query.include is not None
        if not self.frame.query.include.branches:
            return _array(())
        primary = set() if self._identifies else set(self.rowset.primary)
        return _array(
            self.resource((name, id_), "")
            for name, rows in self.rowset.rows.items()
            for id_ in rows
            if (name, id_) not in primary
        )

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

    def resource(self, ref: Ref, more: str) -> str:
        """The text of a resource object; `more` goes on in its `meta`."""
        name, id_ = ref
        serialize, link = self._serializers[name]
        return serialize(self.rowset.rows[name][id_], self.frame.urls.base, link, more)

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

        def link(relation: str, id_: str, url: str) -> str:
            edge = (name, relation)
            if edge in manys:
                if id_ not in manys[edge]:
                    return compiler.UNLINKED
                return self._window(edge, manys[edge][id_], url)
            if id_ not in ones[edge]:
                return compiler.UNLINKED
            ref = ones[edge][id_]
            return f'}},"data":{"null" if ref is None else _identifier(ref)}'

        return link

    def _window(self, edge: tuple[str, str], members: Members, url: str) -> str:
        links = ""
        if members.more:
            links = f',"next":{compiler.encode(self._continuations.next(edge, members, url))}'
        elif self.frame.profile:
            links = ',"next":null'
        if self.frame.profile:
            links = f',"prev":null{links}'
        meta = ""
        if members.total is not None:
            meta = f',"meta":{{"total":{members.total},"page":{{"total":{members.total}}}}}'
        data = ",".join([_identifier(ref) for ref in members.refs])
        return f'{links}}},"data":[{data}]{meta}'

    @cached_property
    def _continuations(self) -> Continuations:
        frame = self.frame
        return Continuations(frame.target, frame.query, frame.pairs, frame.cursors)


_PAGE_PARAMETERS = frozenset(
    f"page[{name}]" for name in ("number", "size", "offset", "limit", "after", "before")
)


def _array(written: Iterable[str]) -> orjson.Fragment:
    return orjson.Fragment(f"[{','.join(written)}]")


def _identifier(ref: Ref, more: str = "") -> str:
    return f'{{"type":"{ref[0]}","id":"{ref[1]}"{more}}}'
