"""Which problems can answer which kind of request: the stages of a request, each with its own.

In: the facts, and what is asked. Out: classes of problems. Within a stage faults of several
statuses are answered with 400, so that a code can be met under that status too.
"""

from __future__ import annotations

from collections.abc import Iterable

from .. import errors
from ..errors import Problem
from ..graph import Access, Relation
from ..policy import Role
from ..query.expression import NEVER
from ..query.target import Shape, Target
from ..resources import access_tokens
from ..store.writing.violations import UNIQUE
from .facts import Facts

Kinds = tuple[type[Problem], ...]
#: The problems of an answer by its status.
ByStatus = dict[int, Kinds]

#: Before a URL is looked at, and whatever goes wrong after that.
DOOR: Kinds = (errors.MalformedRequest, errors.UriTooLong, errors.InternalError)
#: An id in a path may be none, or nobody's.
NO_RESOURCE: Kinds = (errors.UnknownUrl, errors.ResourceNotFound)
NEGOTIATION: Kinds = (errors.NotAcceptable, errors.UnsupportedMediaType)
#: What needs a thread and a database.
DATABASE: Kinds = (errors.DatabaseUnavailable, errors.Overloaded, errors.StatementTimeout)
FAMILIES: Kinds = (
    errors.InvalidParameterName,
    errors.UnknownParameter,
    errors.RepeatedParameter,
    errors.InvalidInclude,
    errors.InvalidFields,
    errors.UnsupportedSort,
    errors.InvalidPage,
    errors.InvalidFilter,
)
QUERY: Kinds = (
    *FAMILIES,
    errors.PageSizeExceeded,
    errors.TooManyIncluded,
    errors.QueryTooComplex,
)
DOCUMENT: Kinds = (
    errors.InvalidHeader,
    errors.InvalidJson,
    errors.InvalidDocument,
    errors.UnknownLid,
    errors.TypeMismatch,
)
#: In the stage that finds these, the first is one of several statuses.
MIXED: Kinds = (
    errors.TypeMismatch,
    errors.IdMismatch,
    errors.UnknownUrl,
    errors.RelationshipNotFound,
)
VALUES: Kinds = (errors.InvalidValue, errors.UnknownField, errors.UnsupportedMember)
TOKEN: Kinds = (errors.InvalidToken, errors.AuthenticationRequired)
RIGHTS: Kinds = (errors.NotPermitted, errors.InsufficientScope)
LOGIN: Kinds = (errors.InvalidCredentials, errors.TooManyAttempts)
KEYED: Kinds = (errors.RequestInProgress, errors.KeyReused)


def entry() -> Kinds:
    """`GET /v1`."""
    return (*DOOR, *NEGOTIATION, *DATABASE, errors.InvalidToken, errors.UnknownParameter)


def description() -> Kinds:
    """The document that this is."""
    return (*DOOR, errors.NotAcceptable, errors.UnknownParameter)


def reading(facts: Facts, target: Target) -> Kinds:
    """A GET of a URL of a type."""
    kinds: Kinds = (*DOOR, *NEGOTIATION, *DATABASE, *QUERY, errors.InvalidToken)
    if target.shape is not Shape.COLLECTION:
        kinds += NO_RESOURCE
    if target.many or target.shape is Shape.RELATED:
        kinds += (errors.MixedPagination,)
    if facts.policies[target.owner.name].private:
        kinds += (errors.AuthenticationRequired, errors.InsufficientScope)
    return kinds


def querying(facts: Facts, target: Target) -> Kinds:
    """HTTP QUERY of a collection: a GET with a body."""
    return (*reading(facts, target), errors.BodyTooLarge)


def creating(facts: Facts, type_name: str) -> Kinds:
    """A POST to a collection."""
    form = facts.forms[type_name]
    kinds = (*_document_writing(facts, type_name), errors.MissingField, errors.ReadOnlyField)
    kinds += (errors.AlreadyExists,) if form.client_ids else (errors.ClientIdRefused,)
    if _in_a_tree(facts, type_name):
        kinds += (errors.ForeignParent,)
    return kinds + (LOGIN if type_name == access_tokens.NAME else KEYED)


def updating(facts: Facts, type_name: str) -> Kinds:
    """A PATCH of a resource."""
    kinds = (*_document_writing(facts, type_name), *NO_RESOURCE, *KEYED)
    kinds += (errors.IdMismatch, errors.PreconditionFailed, errors.ReadOnlyField)
    if any(relation.many for relation in _open(facts, type_name)):
        kinds += (errors.ReplacementRefused,)
    return kinds


def deleting(facts: Facts, type_name: str) -> Kinds:
    """A DELETE of a resource."""
    kinds: Kinds = (*DOOR, *NO_RESOURCE, *NEGOTIATION, *DATABASE, *TOKEN, *RIGHTS)
    kinds += (errors.WriteConflict, errors.UnknownParameter, errors.InvalidHeader)
    kinds += (errors.PreconditionFailed,)
    return (*kinds, errors.StillOwner) if _is_needed(facts, type_name) else kinds


def linking(facts: Facts, relation: Relation, method: str) -> Kinds:
    """A PATCH, POST or DELETE of a relationship."""
    kinds: Kinds = (*DOOR, *NO_RESOURCE, *NEGOTIATION, *DATABASE, *TOKEN, *RIGHTS, *DOCUMENT)
    kinds += (errors.BodyTooLarge, errors.WriteConflict, errors.UnknownParameter)
    kinds += (errors.PreconditionFailed, errors.RelatedNotFound, errors.UnsupportedMember)
    if not relation.many:
        return (*kinds, *KEYED) if relation.nullable else (*kinds, *KEYED, errors.InvalidValue)
    if method != "delete":
        kinds += KEYED
    if method == "patch":
        kinds += (errors.ReplacementRefused,)
    return (*kinds, errors.TooManyMembers) if _is_bounded(facts, relation) else kinds


def operating(facts: Facts) -> Kinds:
    """`POST /v1/operations`: whatever can be wrong with any write."""
    kinds: Kinds = (*FAMILIES, *LOGIN, *MIXED, errors.TooManyOperations)
    for name in facts.graph.types:
        kinds += (*creating(facts, name), *updating(facts, name), *deleting(facts, name))
    for name, relation in facts.relations():
        if relation.access is Access.OPEN:
            for method in methods(relation):
                kinds += linking(facts, facts.graph[name].relations[relation.name], method)
    foreign = {errors.PageSizeExceeded, errors.TooManyIncluded}
    return tuple(kind for kind in kinds if kind not in foreign)


def unlisted() -> Kinds:
    """What is answered to methods and URLs that are not described."""
    kinds: Kinds = (*DOOR, *NO_RESOURCE, *NEGOTIATION, *DATABASE, *TOKEN, errors.UnknownParameter)
    kinds += (errors.MethodNotAllowed, errors.RelationshipNotFound)
    kinds += (errors.ReadOnlyField, errors.ReplacementRefused, errors.NotPermitted)
    return (*kinds, errors.BodyTooLarge)


def by_status(kinds: Iterable[type[Problem]]) -> ByStatus:
    """The problems under the statuses that they are answered with, in the order of both."""
    found = set(kinds)
    made: dict[int, list[type[Problem]]] = {}
    for kind in (each for each in _known() if each in found):
        made.setdefault(kind.status, []).append(kind)
        if kind in MIXED and errors.InvalidDocument in found:
            made.setdefault(400, []).append(kind)
    return {status: tuple(made[status]) for status in sorted(made)}


def methods(relation: Relation) -> tuple[str, ...]:
    """The methods that write a relationship, if it is written at all."""
    if relation.access is not Access.OPEN:
        return ()
    many: tuple[str, ...] = (
        ("patch", "post", "delete") if relation.replaceable else ("post", "delete")
    )
    return many if relation.many else ("patch",)


def anyone_creates(facts: Facts, type_name: str) -> bool:
    """Whether resources of a type are created without a token, too."""
    return facts.policies[type_name].create(Role.ANONYMOUS) != NEVER


def _known() -> Kinds:
    """Every class of problem; a fault of the profile that has the code of another is that one."""
    return errors.catalogue()


def _document_writing(facts: Facts, type_name: str) -> Kinds:
    """What writing a resource with a document can meet, new or not."""
    kinds: Kinds = (*DOOR, *NEGOTIATION, *DATABASE, *TOKEN, *RIGHTS, *QUERY, *DOCUMENT, *VALUES)
    kinds += (errors.BodyTooLarge, errors.WriteConflict)
    if _open(facts, type_name) or _fixed(facts, type_name):
        kinds += (errors.RelatedNotFound,)
    if any(_is_bounded(facts, relation) for relation in _open(facts, type_name)):
        kinds += (errors.TooManyMembers,)
    table = type_name.replace("-", "_")
    if any(name.startswith(f"uq_{table}_") for name in UNIQUE):
        kinds += (errors.NotUnique,)
    return kinds


def _open(facts: Facts, type_name: str) -> list[Relation]:
    relations = facts.graph[type_name].relations.values()
    return [each for each in relations if each.access is Access.OPEN]


def _fixed(facts: Facts, type_name: str) -> list[Relation]:
    relations = facts.graph[type_name].relations.values()
    return [each for each in relations if each.access is Access.FIXED]


def _is_bounded(facts: Facts, relation: Relation) -> bool:
    """Whether a relationship, or the one it is the other end of, has a most number of members."""
    inverses = (
        facts.graph[target].relations[relation.inverse]
        for target in relation.targets
        if relation.inverse is not None
    )
    return relation.most is not None or any(each.most is not None for each in inverses)


def _in_a_tree(facts: Facts, type_name: str) -> bool:
    """Whether resources of a type hang on others of the same type."""
    return any(type_name in each.targets and not each.many for each in _fixed(facts, type_name))


def _is_needed(facts: Facts, type_name: str) -> bool:
    """Whether others must lead to a resource of this type and may come to lead to another."""
    return any(
        type_name in each.targets and not each.many and not each.nullable
        for _, each in facts.relations()
        if each.access is Access.OPEN
    )
