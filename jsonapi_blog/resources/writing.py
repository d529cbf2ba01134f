"""The writes that URLs take, each from its document to its answer: the stages in their order.

    bytes -> change -> Write -> Result -> Recorded

Everything before the store is pure; the first stage that finds a fault answers with all of its own
(contract, section 5). The answer is made inside the transaction: what cannot be told has not
happened.
"""

from __future__ import annotations

from collections.abc import Callable

from .. import query
from ..changes import Attach, Change, Create, Delete, Detach, Identifier, Linkage, Update
from ..errors import Parameter, Problems, UnknownParameter
from ..graph import Relation
from ..query import Query
from ..query.target import Shape, Target
from ..serializers.payload import envelope, lids, relationships, resources
from ..serializers.payload.faults import Faults
from ..store.committing import Answered, Write
from ..store.echo import Result
from ..store.idempotency import Key, Recorded
from . import access_tokens, deprecations, echoing, stages
from .api import Api
from .echoing import Shaping
from .permission import relationship_refusal
from .sent import Sent, SentTo, refuse_if_match, refuse_key

Answering = Callable[[Result], Recorded]


def create(api: Api, sent: SentTo) -> Answered:
    """POST to a collection: 201 with the new resource."""
    type_ = sent.target.owner.name
    identity = stages.caller(sent, open_to_all=stages.anyone_creates(api, type_))
    asked = _query(api, sent)
    refuse_if_match(sent)
    if type_ == access_tokens.NAME:
        refuse_key(sent)
    key = sent.key(identity)
    root, faults = _document(api, sent)
    data = envelope.primary(root, faults)
    change = resources.create(data, api.forms[type_], "/data", faults)
    lids.check([change], faults)
    stages.judge(api, [change], identity, faults)
    if type_ == access_tokens.NAME:
        identity = stages.logged_in(api, change, identity, sent)
    made = stages.completed(api, change, identity)
    shown = made.shown if isinstance(made, Create) and not sent.preferences.rollback else {}
    shaping = Shaping(api, sent, asked, identity)
    return _written(
        shaping,
        made,
        stages.key(sent, identity, key, root),
        lambda result: echoing.resource(shaping, result, status=201, shown=shown),
        shows=True,
    )


def update(api: Api, sent: SentTo) -> Answered:
    """PATCH of a resource: 200 with the resource."""
    type_ = sent.target.owner.name
    identity = stages.caller(sent)
    asked = _query(api, sent)
    expected, key = sent.expected, sent.key(identity)
    root, faults = _document(api, sent)
    data = envelope.primary(root, faults)
    target = Identifier(type_, sent.id)
    change = resources.update(data, api.forms[type_], target, "/data", faults, expected)
    lids.check([change], faults)
    stages.judge(api, [change], identity, faults)
    shaping = Shaping(api, sent, asked, identity)
    return _written(
        shaping,
        stages.completed(api, change, identity),
        stages.key(sent, identity, key, root),
        lambda result: echoing.resource(shaping, result, status=200, shown={}),
        shows=True,
    )


def delete(api: Api, sent: SentTo) -> Answered:
    """DELETE of a resource: 200 with a receipt. A body is not read."""
    identity = stages.caller(sent)
    _refuse_parameters(sent)
    change = Delete(Identifier(sent.target.owner.name, sent.id), expected=sent.expected)
    stages.judge(api, [change], identity, Faults())
    shaping = Shaping(api, sent, Query(), identity)
    return _written(shaping, change, None, lambda result: echoing.receipt(shaping, result))


def edit_relationship(api: Api, sent: SentTo) -> Answered:
    """PATCH, POST or DELETE of a relationship: 204."""
    relation = sent.target.relation
    assert relation is not None, "a relationship URL names a relationship"
    identity = stages.caller(sent)
    _refuse_parameters(sent)
    key = sent.key(identity) if sent.method != "DELETE" else None
    refused = relationship_refusal(_edit(sent, relation, () if relation.many else None), relation)
    if refused is not None:
        # Whatever its document says, there is no such write (UPDREL-17).
        raise refused
    root, faults = _document(api, sent)
    change = _edit(sent, relation, relationships.read(root, relation, faults))
    lids.check([change], faults)
    stages.judge(api, [change], identity, faults)
    shaping = Shaping(api, sent, Query(), identity)
    return _written(
        shaping,
        change,
        stages.key(sent, identity, key, root),
        lambda _: echoing.nothing(shaping),
    )


def _edit(sent: SentTo, relation: Relation, linkage: Linkage) -> Update | Attach | Detach:
    target, expected = Identifier(sent.target.owner.name, sent.id), sent.expected
    if sent.method == "PATCH":
        pointers = {relation.name: "/data"}
        return Update(target, {}, {relation.name: linkage}, "/data", pointers, expected=expected)
    members = linkage if isinstance(linkage, tuple) else ()
    kind = Attach if sent.method == "POST" else Detach
    return kind(target, relation.name, members, "/data", expected)


def _query(api: Api, sent: SentTo) -> Query:
    """How the answer is shaped; what is there only for collections is refused (AMB-23)."""
    return query.parse(
        sent.pairs, Target(api.graph, Shape.INDIVIDUAL, sent.target.owner), api.limits
    )


def _refuse_parameters(sent: Sent) -> None:
    """Raises Problems where a URL that takes no parameters gets some."""
    unknown = [
        UnknownParameter(f"{sent.method} {sent.path} takes no parameters.", source=Parameter(name))
        for name, _ in sent.pairs
    ]
    if unknown:
        raise Problems(unknown)


def _document(api: Api, sent: Sent) -> tuple[envelope.Object, Faults]:
    faults = Faults(strict=sent.preferences.strict)
    root = envelope.parse(sent.body, api.settings.limits.json_depth)
    envelope.check_top(root, faults)
    return root, faults


def _written(
    shaping: Shaping,
    change: Change,
    key: Key | None,
    answering: Answering,
    *,
    shows: bool = False,
) -> Answered:
    write = Write(
        changes=(change,),
        rights=stages.rights(shaping.api, shaping.identity),
        reader=shaping.read,
        shown=frozenset({0}) if shows else frozenset(),
        key=key,
        rollback=shaping.sent.preferences.rollback,
    )
    answered = shaping.api.store.write(write, lambda results: answering(results[0]))
    graph, urls = shaping.api.graph, shaping.sent.urls
    return deprecations.told(answered, graph, shaping.query, [change], urls)
