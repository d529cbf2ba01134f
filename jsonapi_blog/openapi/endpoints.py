"""The URLs and their methods: an operation for each, in the words of OpenAPI.

In: the facts. Out: path items, by path. What an operation takes and gives is told by references;
the components themselves are made elsewhere.
"""

from __future__ import annotations

from ..graph import Relation
from ..negotiation import FORM
from ..query.target import Shape, Target
from ..resources import access_tokens
from . import failures, parameters, requests
from .answers import document_answer, done, not_modified, written
from .documents import answer, created
from .facts import Facts, Object, capital, one, plural, ref, words
from .operation import operation, parameter_refs
from .vocabulary import ending

#: A token, or none.
OPTIONAL: list[Object] = [{}, {"token": []}]
NEEDED: list[Object] = [{"token": []}]


#: What nests further than can be listed: filters and windows through relationships.
NESTED = r"^(filter(\[[A-Za-z0-9]+\])+(\[\])?|page(\[[A-Za-z0-9]+\]){2,})$"


def path_items(facts: Facts) -> dict[str, Object]:
    """The path item of every URL of every type."""
    made = {}
    for target in facts.targets():
        made[str(target)] = _path_item(facts, target)
    return made


def _path_item(facts: Facts, target: Target) -> Object:
    made: Object = {}
    if target.shape is not Shape.COLLECTION:
        made["parameters"] = parameter_refs(["id"])
    made["get"] = _get(facts, target)
    match target.shape:
        case Shape.COLLECTION:
            made["post"] = _post(facts, target.owner.name)
            made["x-query"] = _query(facts, target)
        case Shape.INDIVIDUAL:
            made["patch"] = _patch(facts, target.owner.name)
            made["delete"] = _delete(facts, target.owner.name)
        case Shape.LINKAGE if target.relation is not None:
            for method in failures.methods(target.relation):
                made[method] = _link(facts, target.owner.name, target.relation, method)
        case _:
            pass
    return made


def _get(facts: Facts, target: Target) -> Object:
    name, summary = _reading(facts, target)
    owner = target.owner.name
    shown = document_answer(answer(facts, target), f"{summary}.", name, links=_links(facts, target))
    return operation(
        _kind(target),
        name,
        summary,
        owner,
        failures.reading(facts, target),
        {"200": shown, "304": not_modified()},
        parameters=parameter_refs([*parameters.parameters(facts, target), "If-None-Match"]),
        security=NEEDED if facts.policies[owner].private else OPTIONAL,
        **ending(target.relation.deprecated if target.relation else None),
    )


def _reading(facts: Facts, target: Target) -> tuple[str, str]:
    """The id and the summary of a GET."""
    owner, singular = target.owner.name, facts.singular(target.owner.name)
    of_one = one(singular)
    match target.shape, target.relation:
        case Shape.COLLECTION, _:
            return f"list{plural(owner)}", f"List {words(plural(owner))}"
        case Shape.RELATED, Relation(name=name, many=True):
            return f"list{singular}{capital(name)}", f"List the {words(name)} of {of_one}"
        case Shape.RELATED, Relation(name=name):
            return f"get{singular}{capital(name)}", f"Get the {words(name)} of {of_one}"
        case Shape.LINKAGE, Relation(name=name):
            return (
                f"get{singular}{capital(name)}Linkage",
                f"Get the linkage of {words(name)} of {of_one}",
            )
        case _:
            return f"get{singular}", f"Get {of_one}"


def _kind(target: Target) -> str:
    verb = "List" if target.many else "Get"
    what = {Shape.RELATED: "Related", Shape.LINKAGE: "Linkage"}
    return verb + what.get(target.shape, "")


def _query(facts: Facts, target: Target) -> Object:
    """HTTP QUERY: the parameters of the GET, as a form."""
    name = f"query{plural(target.owner.name)}"
    said = f"List {words(plural(target.owner.name))}, asked for in a body"
    taken = parameters.parameters(facts, target)
    form = {
        "schema": {
            "type": "object",
            "properties": {
                each["name"]: {"$ref": f"#/components/parameters/{key}/schema"}
                for key, each in taken.items()
            },
            "patternProperties": {NESTED: {"type": "string"}},
            "additionalProperties": False,
        },
        "encoding": {
            each["name"]: {"style": each["style"], "explode": each["explode"]}
            for each in taken.values()
            if "style" in each
        },
    }
    shown = document_answer(
        f"{plural(target.owner.name)}QueryAnswer", f"{said}.", name, tagged=False, profiled=False
    )
    return operation(
        "Query",
        name,
        said,
        target.owner.name,
        failures.querying(facts, target),
        {"200": shown},
        requestBody={"required": True, "content": {FORM: form}},
        security=NEEDED if facts.policies[target.owner.name].private else OPTIONAL,
    )


def _post(facts: Facts, owner: str) -> Object:
    name = f"create{facts.singular(owner)}"
    keyed = owner != access_tokens.NAME
    target = Target(facts.graph, Shape.INDIVIDUAL, facts.graph[owner])
    headers = ["Prefer", *(["Idempotency-Key"] if keyed else [])]
    shown = written(
        created(facts, owner),
        "It was created.",
        name,
        created=True,
        keyed=keyed,
        links={facts.singular(owner): ref("links", f"Created{facts.singular(owner)}")},
    )
    return operation(
        "Create",
        name,
        f"Create {one(facts.singular(owner))}",
        owner,
        failures.creating(facts, owner),
        {"201": shown},
        parameters=parameter_refs([*parameters.shaping(facts, target), *headers]),
        requestBody=requests.body(requests.document(facts, owner, creating=True), name),
        security=OPTIONAL if failures.anyone_creates(facts, owner) else NEEDED,
    )


def _patch(facts: Facts, owner: str) -> Object:
    name = f"update{facts.singular(owner)}"
    target = Target(facts.graph, Shape.INDIVIDUAL, facts.graph[owner])
    headers = ["Prefer", "If-Match", "Idempotency-Key"]
    return operation(
        "Update",
        name,
        f"Change {one(facts.singular(owner))}",
        owner,
        failures.updating(facts, owner),
        {"200": written(answer(facts, target), "What it is now.", name)},
        parameters=parameter_refs([*parameters.shaping(facts, target), *headers]),
        requestBody=requests.body(requests.document(facts, owner, creating=False), name),
        security=NEEDED,
    )


def _delete(facts: Facts, owner: str) -> Object:
    name = f"delete{facts.singular(owner)}"
    return operation(
        "Delete",
        name,
        f"Delete {one(facts.singular(owner))}",
        owner,
        failures.deleting(facts, owner),
        {
            "200": written("DeletionDocument", "What went.", name, keyed=False, tagged=False),
            "204": done(keyed=False, said="It went; return=minimal was preferred."),
        },
        parameters=parameter_refs(["Prefer", "If-Match"]),
        security=NEEDED,
    )


_VERBS = {
    "patch": ("replace", "Replace"),
    "post": ("add", "Add to"),
    "delete": ("remove", "Remove from"),
}


def _link(facts: Facts, owner: str, relation: Relation, method: str) -> Object:
    verb, said = _VERBS[method] if relation.many else ("set", "Set")
    name = f"{verb}{facts.singular(owner)}{capital(relation.name)}"
    keyed = method != "delete"
    headers = ["Prefer", "If-Match", *(["Idempotency-Key"] if keyed else [])]
    return operation(
        f"{capital(verb)}Linkage",
        name,
        f"{said} the {words(relation.name)} of {one(facts.singular(owner))}",
        owner,
        failures.linking(facts, relation, method),
        {"204": done(keyed=keyed, said="It is as it was asked for.")},
        parameters=parameter_refs(headers),
        requestBody=requests.body(requests.linkage_document(facts, owner, relation), name),
        security=NEEDED,
        **ending(relation.deprecated),
    )


def _links(facts: Facts, target: Target) -> Object:
    """Where the first of a collection leads."""
    if target.shape is not Shape.COLLECTION:
        return {}
    singular = facts.singular(target.owner.name)
    return {singular: ref("links", f"First{singular}")}


def links(facts: Facts) -> dict[str, Object]:
    """From an answer to the resources that it has: the links that operations name."""
    made = {}
    for owner in facts.graph.types:
        singular = facts.singular(owner)
        for before, where in (("First", "/data/0/id"), ("Created", "/data/id")):
            made[f"{before}{singular}"] = {
                "operationId": f"get{singular}",
                "parameters": {"id": f"$response.body#{where}"},
            }
    return made
