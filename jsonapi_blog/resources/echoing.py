"""The answers to writes: documents, statuses and headers, as they go over the wire.

In: the results of a write, read in its transaction. Out: `Recorded`, which can be stored beside an
`Idempotency-Key` and given again byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from orjson import Fragment

from .. import operations
from ..negotiation import ATOMIC
from ..operations import Operation
from ..pagination.included import windows
from ..policy import Identity
from ..query import Query
from ..query.fields import Fieldset
from ..query.include import Include
from ..query.target import Shape, Target
from ..rowset import Ref, Rowset
from ..serializers.document import document, objects
from ..serializers.frame import Frame, jsonapi, media_type
from ..serializers.links import QueryString
from ..store.echo import Result
from ..store.idempotency import Recorded
from ..store.shape import Read, View
from .api import Api
from .responses import VARY, DocumentResponse, cache_control, etag
from .sent import Sent

#: Attributes that no row holds, by name.
Shown = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shaping:
    """How the resources of an answer are shown: by the query, or bare where that was preferred."""

    api: Api
    sent: Sent
    query: Query
    identity: Identity

    @property
    def minimal(self) -> bool:
        """Whether `return=minimal` is applied: not where the request shapes its answer itself."""
        shaped = self.query.include is not None or self.query.fields
        return self.sent.preferences.minimal and not shaped

    def target(self, type_: str) -> Target:
        """One resource of a type, as a URL would name it."""
        return Target(self.api.graph, Shape.INDIVIDUAL, self.api.graph[type_])

    def fields(self, type_: str) -> tuple[Fieldset, ...]:
        """The fieldsets of the answer."""
        return (Fieldset(type_, frozenset()),) if self.minimal else self.query.fields

    def read(self, type_: str, ids: tuple[str, ...], once: bool = False) -> Read:
        """The read of what the answer shows of a type; with `once` also what no later one shows."""
        target, tree = self.target(type_), self.query.include or Include()
        most = self.api.settings.limits.included
        view = View(
            target=target,
            reading=self.api.readings.of(self.identity),
            include=tree,
            fields=self.fields(type_),
            windows=windows(target, tree, self.query.windows, 1, most),
            several=True,
            once=once and not self.sent.preferences.rollback,
        )
        return Read(view, self.identity.person, ids=ids)

    def frame(self, type_: str, path: str, *, profile: bool) -> Frame:
        """What the document of a resource at `path` answers."""
        return Frame(
            target=self.target(type_),
            query=replace(self.query, fields=self.fields(type_)),
            urls=self.sent.urls,
            path=path,
            parameters=QueryString(self.sent.pairs),
            strategy=None,
            cursors=self.api.cursors,
            profile=profile,
        )

    def headers(self, *, secret: bool = False) -> dict[str, str]:
        """What every answer to a write carries."""
        applied = self.sent.preferences.applied(minimal=self.minimal)
        return {
            "Vary": VARY,
            "Cache-Control": "no-store" if secret else cache_control(self.sent.headers),
            **({} if applied is None else {"Preference-Applied": applied}),
        }


def resource(shaping: Shaping, result: Result, *, status: int, shown: Shown) -> Recorded:
    """The resource that a change made or changed: 201 with `Location`, or 200.

    `shown` are attributes that no row holds.
    """
    rowset, written = result.rowset, result.written
    assert rowset is not None, "what is answered with a resource was read"
    type_, id_ = written.target.type, written.target.id or ""
    if shown:
        _show(rowset, type_, id_, shown)
    path = f"/v1/{type_}/{id_}"
    frame = shaping.frame(type_, path, profile=_windowed(shaping, type_))
    headers = shaping.headers(secret=bool(shown))
    if status == 201:
        headers["Location"] = shaping.sent.urls.at(path)
    body = document(rowset, frame)
    headers["Content-Type"] = media_type(profile=frame.profile)
    headers["ETag"] = etag(body, rowset.rows[type_][id_][1])
    return Recorded(status, headers, body)


def receipt(shaping: Shaping, result: Result) -> Recorded:
    """What went with a deletion; nothing where as little as possible was preferred."""
    if shaping.minimal:
        return nothing(shaping)
    made: dict[str, Any] = {
        "jsonapi": jsonapi(profile=False),
        "meta": {"deleted": dict(result.written.receipt)},
    }
    answer = DocumentResponse(made, headers=shaping.headers())
    headers = {**shaping.headers(), "Content-Type": answer.headers["Content-Type"]}
    return Recorded(200, headers, bytes(answer.body))


def results(
    shaping: Shaping, found: Sequence[tuple[Operation, Result]], shown: Mapping[int, Shown]
) -> Recorded:
    """The results of operations: resources as each left them, receipts, and nothing."""
    writers: dict[int, Callable[[Ref], Fragment]] = {}
    made: list[dict[str, Any]] = []
    for index, (operation, result) in enumerate(found):
        written, rowset = result.written, result.rowset
        if rowset is None:
            deleted = operation.shows_receipt and not shaping.minimal
            made.append({"meta": {"deleted": dict(written.receipt)}} if deleted else {})
            continue
        ref = (written.target.type, written.target.id or "")
        if index in shown:
            _show(rowset, *ref, shown[index])
        if id(rowset) not in writers:
            writers[id(rowset)] = objects(rowset, shaping.frame(ref[0], "", profile=False))
        made.append({"data": writers[id(rowset)](ref)})
    headers = shaping.headers(secret=bool(shown))
    answer = DocumentResponse(operations.document(made), extension=ATOMIC, headers=headers)
    headers["Content-Type"] = answer.headers["Content-Type"]
    return Recorded(200, headers, bytes(answer.body))


def nothing(shaping: Shaping) -> Recorded:
    """204: all is as it was asked for, and there is no more to say."""
    return Recorded(204, shaping.headers(), b"")


def _windowed(shaping: Shaping, type_: str) -> bool:
    """Whether the Cursor Pagination profile applies: asked for, and there are windows."""
    return shaping.sent.negotiated.profile and bool(shaping.read(type_, ()).view.windows)


def _show(rowset: Rowset, type_: str, id_: str, shown: Shown) -> None:
    """Puts values into the row that the database never sees."""
    projection = rowset.projections[type_]
    row = list(rowset.rows[type_][id_])
    for name, value in shown.items():
        if name in projection.attributes:
            row[projection.attribute_index(name)] = value
    rowset.rows[type_][id_] = tuple(row)
