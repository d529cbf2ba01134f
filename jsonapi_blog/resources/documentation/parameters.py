"""The parameters of an operation as a table, and what may be put into them.

In: parameters of the OpenAPI document. Out: one row for each name, in which the filters of one
field stand together, and so do the fields of all types and the windows on all relationships.
Scripts read the same rows: every name is in a `th` or, as its ending, in the `code` of the class
`more`; legal values are in that of the class `value`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from .description import Object
from .markup import Html, element, joined, prose
from .words import legal_values, words

#: What a name begins with that stands in one row with others, and what it ends with.
_ENDING = re.compile(r"(filter\[[^\]]+\]|fields|page(?=\[[^\]]+\]\[))((?:\[[^\]]+\])+)")
_TOGETHER = {
    "fields": "Which attributes and relationships a type shows, separated by commas.",
    "page": "The window on an included relationship: how many members; whether all are counted.",
}


def table(parameters: Iterable[Object]) -> Html:
    """All parameters of an operation."""
    rows = [_row(base, list(each)) for base, each in groupby(parameters, key=_base)]
    head = element("tr", *(element("th", text, scope="col") for text in ("Parameter", "Value")))
    caption = element("caption", "Parameters")
    body = element("tbody", *rows)
    return element("table", caption, element("thead", head), body, class_="parameters")


def _base(parameter: Object) -> str:
    found = _ENDING.fullmatch(parameter["name"])
    return found[1] if found else str(parameter["name"])


def _row(base: str, parameters: list[Object]) -> Html:
    first, names = parameters[0], [parameter["name"] for parameter in parameters]
    alone = names[0] == base
    parts = [_described(first) if alone else _TOGETHER[base]]
    if endings := [name.removeprefix(base) for name in names if name != base]:
        parts += [
            "Also with" if alone else "With",
            element("code", " ".join(endings), class_="more"),
        ]
    # Where it goes, unless that is the query.
    place = first["in"] != "query" and first["in"]
    return element(
        "tr",
        element("th", element("code", base), scope="row", class_=place),
        element("td", joined(*parts, by=" ")),
        class_=not alone and "with",
    )


def _described(parameter: Object) -> Html:
    schema, said = parameter["schema"], parameter.get("description", "").split("\n\n")[0]
    sentence = prose(said)
    if values := legal_values(schema):
        shown = [value for value in values if not value.startswith("-") or value == "-relevance"]
        return joined(sentence, " ", element("code", " ".join(shown), class_="value"))
    if parameter["in"] == "header" or parameter["name"] == "filter":
        return sentence
    text = words(schema)
    return joined(*([sentence] if said else []), f"{text[0].upper()}{text[1:]}.", by=" ")
