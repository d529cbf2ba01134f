"""Linkage as text: what follows `related` in the relationship objects of each resource.

In: the linkage of a rowset, and the frame of the document. Out: a `Linker` for each type. What the
include path does not reach has no linkage (COMP-03, contract, section 2).
"""

from __future__ import annotations

from functools import cached_property

from ..rowset import Members, Ref, Rowset
from .compiler import UNLINKED, Linker, encode
from .frame import Frame
from .windows import Continuations

#: No identifier: stands where the include path did not lead.
_UNREACHED: Ref = ("", "")


def identifier(ref: Ref, more: str = "") -> str:
    """A resource identifier object; `more` are further members of it."""
    return f'{{"type":"{ref[0]}","id":"{ref[1]}"{more}}}'


class Linking:
    """The linkage of one document."""

    def __init__(self, rowset: Rowset, frame: Frame) -> None:
        self._rowset = rowset
        self._frame = frame

    def relations(self, name: str) -> frozenset[str]:
        """The relationships of a type that may carry linkage."""
        edges = (*self._rowset.ones, *self._rowset.manys)
        return frozenset([relation for type_, relation in edges if type_ == name])

    def linker(self, name: str) -> Linker:
        """The function that writes the linkage of a type's resources."""
        ones = {r: found for (type_, r), found in self._rowset.ones.items() if type_ == name}
        manys = {r: found for (type_, r), found in self._rowset.manys.items() if type_ == name}

        def link(relation: str, id_: str, url: str) -> str:
            if relation in ones:
                ref = ones[relation].get(id_, _UNREACHED)
                if ref is _UNREACHED:
                    return UNLINKED
                if ref is None:
                    return '},"data":null'
                return f'}},"data":{{"type":"{ref[0]}","id":"{ref[1]}"}}'
            members = manys[relation].get(id_)
            return UNLINKED if members is None else self._window(name, relation, members, url)

        return link

    def _window(self, name: str, relation: str, members: Members, url: str) -> str:
        links = ""
        if members.more:
            following = self._continuations.next((name, relation), members, url)
            links = f',"next":{encode(following)}'
        elif self._frame.profile:
            links = ',"next":null'
        if self._frame.profile:
            links = f',"prev":null{links}'
        meta = ""
        if members.total is not None:
            meta = f',"meta":{{"total":{members.total},"page":{{"total":{members.total}}}}}'
        data = ",".join([f'{{"type":"{type_}","id":"{id_}"}}' for type_, id_ in members.refs])
        return f'{links}}},"data":[{data}]{meta}'

    @cached_property
    def _continuations(self) -> Continuations:
        frame = self._frame
        return Continuations(frame.target, frame.query, frame.parameters.pairs, frame.cursors)
