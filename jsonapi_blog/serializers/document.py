"""A rowset as a JSON:API document: data, linkage, included, links, meta.

In: the `Rowset` of a read, and the `Frame` of the request that it answers. Out: the bytes of the
document, put together once from the texts of its resource objects. Every resource stands in it once
(COMP-05), every included one is reached by linkage (COMP-03), a relationship has `data` only where
the include path asked for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import repeat

import orjson

from ..graph import ResourceType
from ..pagination.strategies import CursorPages
from ..query.fields import Fieldset
from ..query.target import Shape
from ..rowset import Ref, Row, Rowset
from .compiler import Linker, Serializer, Shown, encode, serializer
from .frame import Frame, Object, jsonapi, media_type
from .linking import Linking, identifier


def document(rowset: Rowset, frame: Frame) -> bytes:
    """The document that answers `frame` with `rowset`."""
    return "".join(_Writing(rowset, frame).pieces()).encode()


def objects(rowset: Rowset, frame: Frame) -> Callable[[Ref], orjson.Fragment]:
    """A function that gives the resource object of each resource in `rowset`, by itself."""
    writing = _Writing(rowset, frame)
    return lambda ref: orjson.Fragment(writing.resource(ref, ""))


class _Writing:
    def __init__(self, rowset: Rowset, frame: Frame) -> None:
        self.rowset = rowset
        self.frame = frame
        # What the linkers know is apart from what knows the linkers: in a cycle a large document
        # would stay in memory until somebody looked for it.
        linking = Linking(rowset, frame)
        self._serializers = {name: self._serializer(name, linking) for name in rowset.projections}

    def pieces(self) -> list[str]:
        """The text of the document, in as many pieces as are at hand."""
        pieces = [f'{{"jsonapi":{encode(jsonapi(profile=self.frame.profile))}']
        links = self._links()
        if links:
            pieces.append(f',"links":{encode(links)}')
        pieces.append(',"data":')
        pieces += self._data()
        if self.frame.query.include is not None:
            pieces.append(',"included":')
            pieces += _array(self._included())
        meta = self._meta()
        if meta:
            pieces.append(f',"meta":{encode(meta)}')
        pieces.append("}")
        return pieces

    @property
    def _identifies(self) -> bool:
        return self.frame.target.shape is Shape.LINKAGE

    def _links(self) -> Object:
        frame = self.frame
        if not frame.addressable:
            return {}
        path = f"{frame.urls.base}{frame.path}"
        address = f"{path}{frame.parameters.text}"
        links: Object = {"self": address}
        if frame.profile:
            # DOC-09: where a profile is applied, `self` names the media type with it.
            links["self"] = {"href": address, "type": media_type(profile=True)}
        if self._identifies:
            links["related"] = frame.urls.at(frame.path.replace("/relationships/", "/"))
        if frame.strategy is not None:
            for name, pairs in frame.strategy.links(self.rowset.extent).items():
                links[name] = None if pairs is None else f"{path}{frame.parameters.paged(pairs)}"
        return links

    def _data(self) -> Sequence[str]:
        written = self._primary()
        if self.frame.target.many:
            return _array(written)
        return written or ["null"]

    def _primary(self) -> list[str]:
        frame, primary = self.frame, self.rowset.primary
        mores: Iterable[str] = repeat("")
        if frame.profile and isinstance(frame.strategy, CursorPages):
            cursor = frame.strategy.cursor
            mores = (f'"page":{{"cursor":"{cursor(key)}"}}' for key in self.rowset.extent.keys)
        if self._identifies:
            metas = (f',"meta":{{{more}}}' if more else "" for more in mores)
            return [identifier(ref, meta) for ref, meta in zip(primary, metas, strict=False)]
        metas = (f",{more}" if more else "" for more in mores)
        return [self.resource(ref, meta) for ref, meta in zip(primary, metas, strict=False)]

    def _included(self) -> list[str]:
        assert self.frame.query.include is not None
        if not self.frame.query.include.branches:
            return []
        primary = set() if self._identifies else set(self.rowset.primary)
        apart = {name for name, _ in primary}
        base = self.frame.urls.base
        written: list[str] = []
        for name, rows in self.rowset.rows.items():
            serialize, link = self._serializers[name]
            included: Iterable[Row] = rows.values()
            if name in apart:
                included = [row for id_, row in rows.items() if (name, id_) not in primary]
            written += [serialize(row, base, link, "") for row in included]
        return written

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

    def _serializer(self, name: str, linking: Linking) -> tuple[Serializer, Linker]:
        resource_type = self.frame.target.graph[name]
        shown = _shown(resource_type, self.frame.query.fields, linking.relations(name))
        serialize = serializer(resource_type, self.rowset.projections[name], shown)
        return serialize, linking.linker(name)


@lru_cache(maxsize=1024)
def _shown(
    resource_type: ResourceType, fields: tuple[Fieldset, ...], linked: frozenset[str]
) -> Shown:
    """The relationships that a fieldset leaves."""
    asked = {fieldset.type: fieldset.names for fieldset in fields}
    names = asked.get(resource_type.name, resource_type.default_fields)
    return Shown(tuple(r for r in resource_type.relations if r in names), linked)


def _array(written: Iterable[str]) -> list[str]:
    pieces = ["["]
    for text in written:
        pieces += (text, ",")
    if len(pieces) == 1:
        return ["[]"]
    pieces[-1] = "]"
    return pieces
