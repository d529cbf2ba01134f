"""The parameters of a read: include, fields, sort, filter, page; all that is legal at one URL.

In: the facts, and the target of a URL. Out: parameters by component name, the ones of a target in
the order in which a reader would look for them.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..graph import ResourceType
from ..query.page import WINDOW_NAMES, Paging
from ..query.sort import RELEVANCE
from ..query.target import Shape, Target
from . import paths
from .facts import Facts, Object, Types, schema
from .filters import filters

_FORM: Object = {"style": "form", "explode": False}


def parameters(facts: Facts, target: Target) -> dict[str, Object]:
    """Every parameter that a GET of `target` takes, by component name."""
    made = includes(facts, target) | fieldsets(facts)
    if target.many:
        (of_type,) = target.types
        made |= {f"sort.{of_type.name}": _sort(facts, of_type)}
        made |= filters(facts, of_type)
        made |= {f"page.{name}": _page(facts, name) for name in Paging.__dataclass_fields__}
    return made | windows(facts, target)


def shaping(facts: Facts, target: Target) -> dict[str, Object]:
    """The parameters that shape the answer to a write."""
    return includes(facts, target) | fieldsets(facts) | windows(facts, target)


def identifier() -> Object:
    """The id in a path."""
    return {"name": "id", "in": "path", "required": True, "schema": schema("Id")}


def includes(facts: Facts, target: Target) -> dict[str, Object]:
    """The `include` of a target."""
    start = paths.first(target)
    if not start:
        return {}
    listed: Object = {"type": "string", "enum": paths.includes(facts.graph, start)}
    longer = paths.longer_includes(facts.graph, start, facts.limits.include_depth)
    made: Object = {
        "name": "include",
        "in": "query",
        "description": "Related resources to bring along: at most "
        f"{facts.limits.include_paths} paths, {facts.limits.include_depth} deep.",
        "schema": {
            "type": "array",
            "maxItems": facts.limits.include_paths,
            "items": _either(listed, longer),
        },
        **_FORM,
    }
    return {f"include.{_place(target)}": made}


def fieldsets(facts: Facts) -> dict[str, Object]:
    """The `fields[…]` of every type."""
    return {
        f"fields.{each.name}": {
            "name": f"fields[{each.name}]",
            "in": "query",
            "description": f"The fields that {each.name} show; none is legal.",
            "schema": {
                "type": "array",
                "items": {"type": "string", "enum": [*each.attributes, *each.relations]},
            },
            **_FORM,
        }
        for each in facts.graph.types.values()
    }


def windows(facts: Facts, target: Target) -> dict[str, Object]:
    """The windows on the nearest to-many relationships that can be included."""
    before = (target.relation.name,) if _linked(target) and target.relation else ()
    manys = dict.fromkeys(
        each.name for of in target.types for each in of.relations.values() if each.many
    )
    made = {}
    for name in manys:
        path = (*before, name)
        for asked in WINDOW_NAMES:
            key = f"window.{_place(target)}.{name}.{asked}"
            made[key] = _window(facts, path, asked)
    return made


def _window(facts: Facts, path: Iterable[str], asked: str) -> Object:
    size = {"type": "integer", "minimum": 1, "maximum": facts.limits.page_size}
    said = "How many members" if asked == "size" else "Whether to count all members"
    return {
        "name": "page" + "".join(f"[{name}]" for name in (*path, asked)),
        "in": "query",
        "description": f"{said} of {'.'.join(path)}, where that is included. Windows nest as "
        "include paths do: `page[comments][replies][size]`.",
        "schema": size if asked == "size" else {"type": "boolean"},
    }


def _sort(facts: Facts, of_type: ResourceType) -> Object:
    keys = paths.sorts(facts.graph, (of_type,))
    if of_type.searchable:
        keys = [*keys, RELEVANCE]
    listed = {"type": "string", "enum": [sign + key for key in keys for sign in ("", "-")]}
    longer = paths.longer_sorts(facts.graph, (of_type,), facts.limits.include_depth)
    return {
        "name": "sort",
        "in": "query",
        "description": "Keys, each with `-` before it for descending order; nulls come last. At "
        f"most {facts.limits.include_paths} keys, through {facts.limits.include_depth} "
        "relationships to one resource each.",
        "schema": {
            "type": "array",
            "minItems": 1,
            "maxItems": facts.limits.include_paths,
            "items": _either(listed, longer),
        },
        **_FORM,
    }


def _page(facts: Facts, name: str) -> Object:
    most = facts.limits.page_size
    match name:
        case "size" | "limit":
            of: Object = {"type": "integer", "minimum": 1, "maximum": most}
        case "number" | "offset":
            of = {"type": "integer", "minimum": int(name == "number")}
        case "total":
            of = {"type": "boolean"}
        case _:
            of = schema("Cursor")
    return {
        "name": f"page[{name}]",
        "in": "query",
        # Not as `default`: generated clients would send it, and families do not mix.
        "description": _PAGES[name].format(default=facts.limits.default_page_size),
        "schema": of,
    }


#: What cannot be told from a schema: which parameters go together.
_PAGES = {
    "number": "The page, counted from 1; goes with page[size].",
    "size": "How many resources a page has, {default} by default; goes with page[number], "
    "page[after] and page[before].",
    "offset": "How many resources to skip; goes with page[limit].",
    "limit": "How many resources a page has, {default} by default; goes with page[offset].",
    "after": "A cursor: what comes after it. Goes with page[before] and page[size].",
    "before": "A cursor: what comes before it. Goes with page[after] and page[size].",
    "total": "Whether to count all: true by default with numbers and offsets, false with cursors.",
}


def _either(listed: Object, longer: str | None) -> Object:
    return {"anyOf": [listed, {"type": "string", "pattern": longer}]} if longer else listed


def _linked(target: Target) -> bool:
    return target.shape is Shape.LINKAGE


def _place(target: Target) -> str:
    """What a component is called that differs by where a path begins."""
    types: Types = tuple(each.name for each in target.types)
    if _linked(target) and target.relation is not None:
        return f"{target.relation.name}.{'.'.join(types)}"
    return ".".join(types)
