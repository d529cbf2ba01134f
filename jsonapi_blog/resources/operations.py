"""`POST /v1/operations`: several writes, all of them or none.

The stages are those of a single write, each for all operations before the next one begins; the
changes, the rules and the writer are the same (contract, section 5).
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from .. import negotiation, operations, query
from ..changes import Attach, Change, Create, Detach, Update
from ..negotiation import ATOMIC
from ..operations import Operation
from ..operations.targets import Targets
from ..policy import Identity
from ..serializers.payload import envelope
from ..serializers.payload.faults import Faults
from ..store.committing import Answered, Write
from . import access_tokens, deprecations, echoing, stages
from .api import Api
from .echoing import Shaping
from .endpoints import Endpoint, body_of
from .permission import relationship_refusal
from .responses import listed, recorded
from .sent import Sent, refuse_if_match, refuse_key, sent

#: Hashing one takes as long as a hundred other operations.
MOST_PASSWORDS = 10


class Operations(Endpoint):
    """`/v1/operations`, to whose documents the extension is applied in both directions."""

    async def post(self, request: Request) -> Response:
        """The results of all operations, or the faults of any."""
        accepts = listed(request.headers, "accept")
        negotiated = negotiation.accepted(accepts, extension=ATOMIC)
        negotiation.check_operations(request.headers.get("content-type"))
        self.extension = ATOMIC
        body = await body_of(request, self.api.settings.limits.body_bytes)

        async def answered() -> Response:
            identity = await self.caller(request)
            batch = Sent(**sent(request, identity, negotiated, self.api.urls(self.scope), body))
            return await self.api.hop(lambda: recorded(carry_out(self.api, batch)))

        return await self.api.in_turn(body, answered)


def carry_out(api: Api, batch: Sent) -> Answered:
    """The answer to a document of operations; raises Problem or Problems."""
    identity = stages.caller(batch)
    shaping = Shaping(api, batch, query.parse_fields(batch.pairs, api.graph), identity)
    refuse_if_match(batch)
    key = batch.key(identity)
    faults = Faults(strict=batch.preferences.strict)
    root = envelope.parse(batch.body, api.settings.limits.json_depth)
    most = api.settings.limits.operations
    targets = Targets(api.graph, batch.urls.base)
    found = operations.read(root, api.forms, targets, most, faults)
    _refuse_passwords(found, faults)
    faults.raise_structure()
    if any(_shows_secret(operation) for operation in found):
        refuse_key(batch)
    _refuse_relationships(found, faults)
    stages.judge(api, [operation.change for operation in found], identity, faults)
    changes = [_completed(api, operation.change, identity, batch) for operation in found]
    shown = {
        index: change.shown
        for index, change in enumerate(changes)
        if isinstance(change, Create) and change.shown and not batch.preferences.rollback
    }
    write = Write(
        changes=tuple(changes),
        rights=stages.rights(api, identity),
        reader=shaping.read,
        shown=frozenset(index for index, operation in enumerate(found) if operation.shows),
        key=stages.key(batch, identity, key, root),
        rollback=batch.preferences.rollback,
    )
    answered = api.store.write(
        write,
        lambda results: echoing.results(shaping, list(zip(found, results, strict=True)), shown),
    )
    return deprecations.told(answered, api.graph, shaping.query, changes, batch.urls)


def _refuse_passwords(found: Sequence[Operation], faults: Faults) -> None:
    """One request does not keep a thread busy with hashing for half a minute."""
    hashed = [
        operation.change
        for operation in found
        if isinstance(operation.change, Create | Update) and "password" in operation.change.columns
    ]
    for change in hashed[MOST_PASSWORDS:]:
        faults.malformed(
            change.pointers["password"],
            f"One request sets at most {MOST_PASSWORDS} passwords.",
        )


def _shows_secret(operation: Operation) -> bool:
    change = operation.change
    return isinstance(change, Create) and change.target.type == access_tokens.NAME


def _refuse_relationships(found: Sequence[Operation], faults: Faults) -> None:
    for operation in found:
        change, relation = operation.change, operation.relation
        if relation is not None and isinstance(change, Update | Attach | Detach):
            refused = relationship_refusal(change, relation)
            if refused is not None:
                faults.refusals.append(refused)


def _completed(api: Api, change: Change, identity: Identity, batch: Sent) -> Change:
    if isinstance(change, Create) and change.target.type == access_tokens.NAME:
        stages.logged_in(api, change, identity, batch)
    return stages.completed(api, change, identity)
