"""The reference: what there is of each type, and everything that can be asked for.

In: the OpenAPI document. Out: HTML that stands for itself; where scripts run, they add to each
operation a form to try it out, from the same HTML.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from .description import Answer, Body, Description, Field, Object, Operation
from .guides import PRINTED_BASES, Section
from .markup import Html, element, joined, prose
from .parameters import table
from .samples import sample
from .words import words

#: What nearly every operation may answer is told once.
_NEARLY = 0.9
_TOKEN = {True: "takes a token", None: "with or without a token", False: "takes no token"}


def section(document: Object) -> Section:
    """The reference of a server that describes itself by `document`."""
    description = Description(document)
    common = _common(description.operations)
    types = [_type(description, tag, common) for tag in description.tags]
    tools = element("div", id="tools", hidden=True)
    body = joined(_introduction(), _everywhere(common), tools, *types)
    parts = tuple((f"reference-{tag}", tag) for tag in description.tags)
    return Section("reference", "Reference", body, parts)


def _introduction() -> Html:
    machines = element("a", "description for machines", href=f"{PRINTED_BASES[0]}/v1/openapi.json")
    return element(
        "p",
        "What each URL takes and answers; the same as a ",
        machines,
        " is an OpenAPI document. Beside what is listed, HEAD works wherever GET does, and OPTIONS "
        "everywhere. Filters and windows nest through relationships, further than is listed.",
    )


def _common(operations: tuple[Operation, ...]) -> Mapping[str, str]:
    """The codes that nearly every operation may answer, with their status."""
    statuses = {
        code: answer.status
        for operation in operations
        for answer in operation.answers
        for code in answer.codes
    }
    counts = Counter(
        code
        for operation in operations
        for code in {code for answer in operation.answers for code in answer.codes}
    )
    most = _NEARLY * len(operations)
    return {code: status for code, status in statuses.items() if counts[code] >= most}


def _everywhere(common: Mapping[str, str]) -> Html:
    listed = (joined(f"{status} ", _code(code)) for code, status in common.items())
    return element("p", "Nearly every URL may answer ", joined(*listed, by=", "), ".")


def _type(description: Description, tag: str, common: Mapping[str, str]) -> Html:
    kinds = ("attributes", "relationships")
    fields = ((kind, description.fields(tag, kind)) for kind in kinds)
    return joined(
        element("h3", tag, id=f"reference-{tag}"),
        element("p", prose(description.tags[tag])),
        *(_fields(found, tag, kind, description) for kind, found in fields if found),
        *(_operation(each, common, description.resolved) for each in description.of(tag)),
    )


def _fields(fields: list[Field], tag: str, kind: str, description: Description) -> Html:
    shown = _attribute if kind == "attributes" else _relationship
    head = element(
        "tr", *(element("th", text, scope="col") for text in (kind[:-1].title(), "What it is"))
    )
    rows = (
        element(
            "tr",
            element("th", element("code", field.name), scope="row"),
            element("td", shown(field, description.resolved)),
        )
        for field in fields
    )
    return element("table", element("thead", head), element("tbody", *rows), data_fields=tag)


def _attribute(field: Field, resolved: Callable[[Object], Object]) -> str:
    schema = field.read or field.create or field.change or {}
    return f"{words(resolved(schema))}; {_access(field)}"


def _relationship(field: Field, resolved: Callable[[Object], Object]) -> str:
    schema = resolved(field.read or field.create or {})
    facts = schema.get("x-relationship", {})
    data = resolved(schema["properties"]["data"])
    many = data.get("type") == "array"
    types = _types(data["items"] if many else data, resolved)
    limit = f", at most {facts['most']:,}" if "most" in facts else ""
    empty = " or null" if facts.get("nullable") else ""
    count = "to-many" if many else "to-one"
    return f"{count}, {' or '.join(types)}{empty}{limit}; {_access(field)}"


def _types(schema: Object, resolved: Callable[[Object], Object]) -> Iterable[str]:
    """The types of the resources that linkage may lead to."""
    found = resolved(schema)
    if "properties" in found:
        kind = found["properties"]["type"]
        return (kind["const"],) if "const" in kind else tuple(kind["enum"])
    return [
        each
        for nested in (*found.get("anyOf", ()), *found.get("oneOf", ()))
        for each in _types(nested, resolved)
    ]


def _access(field: Field) -> str:
    """Who reads and writes it, in a word or two."""
    if field.create is None and field.change is None:
        return "read-only"
    when = "required to create" if field.required else ""
    where = "" if field.change is not None else "only when created"
    seen = "" if field.read is not None else "write-only"
    return ", ".join(filter(None, (seen, when, where))) or "may be written"


def _operation(
    operation: Operation, common: Mapping[str, str], resolved: Callable[[Object], Object]
) -> Html:
    method = element("b", operation.method, class_=f"method {operation.method.lower()}")
    heading = element("h4", method, " ", element("code", operation.path), " ", operation.summary)
    parts = [element("p", f"{operation.summary}; {_TOKEN[operation.token]}.")]
    if operation.description:
        parts.append(element("div", prose(operation.description)))
    parts.append(_trying(operation))
    if operation.parameters:
        parts.append(table(operation.parameters))
    if operation.body:
        parts.append(_body(operation, operation.body, resolved))
    parts.append(_answers(operation, common))
    return element("details", element("summary", heading), *parts, id=operation.id)


def _trying(operation: Operation) -> Html:
    """Where the form will be, and what a script must know that is not told beside it."""
    accepted = dict.fromkeys(
        media for answer in operation.answers if answer.body for media in answer.body.media_types
    )
    return element(
        "div",
        class_="try",
        data_method=operation.method,
        data_path=operation.path,
        data_accept="\n".join(accepted) or "application/vnd.api+json",
        data_content=operation.body.media_types[0] if operation.body else False,
        data_token=operation.token is not False,
    )


def _body(operation: Operation, body: Body, resolved: Callable[[Object], Object]) -> Html:
    media = joined("Body, as ", element("code", body.media_types[0]))
    if operation.method == "QUERY":
        text = "The parameters of GET, form-encoded."
        return joined(element("h5", media), element("p", text))
    example = body.example if body.example is not None else sample(body.schema, resolved)
    return joined(
        element("h5", media), element("pre", element("code", _json(example)), class_="body")
    )


def _answers(operation: Operation, common: Mapping[str, str]) -> Html:
    rows = []
    for answer in operation.answers:
        codes = [code for code in answer.codes if code not in common]
        if codes or not answer.codes:
            meaning = joined(*map(_code, codes), by=", ") if codes else answer.sentence
            rows.append(
                element("tr", element("th", answer.status, scope="row"), element("td", meaning))
            )
    head = element("tr", *(element("th", text, scope="col") for text in ("Answer", "Meaning")))
    made = element("table", element("thead", head), element("tbody", *rows))
    return joined(made, *map(_example, operation.answers))


def _example(answer: Answer) -> Html:
    if answer.body is None or answer.body.example is None:
        return Html()
    shown = element("pre", element("code", _json(answer.body.example)))
    return element("details", element("summary", f"An answer with {answer.status}"), shown)


def _code(code: str) -> Html:
    return element("a", code, href=f"#{code}")


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
