"""A query string as one frozen value, or every fault in it at once.

In: names and values, and the target of the URL. Out: a `Query`. Each parameter goes to the one
family that claims it; what nobody claims, or the target cannot do, is refused (QP-06, QP-07).
No value in here has touched a database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..errors import (
    InvalidFields,
    InvalidFilter,
    InvalidInclude,
    InvalidPage,
    Problem,
    Problems,
    QueryTooComplex,
    UnknownParameter,
    UnsupportedSort,
)
from ..graph import Graph
from . import brackets, fields, grammar, include, page, parameters, sort
from .expression import Expression, all_of, searches, terms
from .fields import Fieldset
from .include import Include
from .page import Paging, WindowRequest
from .parameters import QueryParameter
from .sort import Order
from .target import Shape, Target

#: More than any client needs, and few enough to be read in a moment.
MOST_PARAMETERS = 5_000
FAMILIES = ("include", "fields", "sort", "page", "filter")


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """How much one query may ask for (contract, section 8)."""

    page_size: int
    include_depth: int
    include_paths: int
    filter_terms: int
    filter_depth: int


@dataclass(frozen=True, slots=True)
class Query:
    """One parsed query string.

    `include` is None where the parameter was not sent (an empty tree is another answer, INC-04);
    `sort` is as asked, empty where it was not; `filter` is the conjunction of all filters.
    """

    include: Include | None = None
    fields: tuple[Fieldset, ...] = ()
    sort: Order = ()
    filter: Expression | None = None
    paging: Paging = field(default_factory=Paging)
    windows: tuple[WindowRequest, ...] = ()


def parse(pairs: Iterable[tuple[str, str]], target: Target, limits: QueryLimits) -> Query:
    """The query that `pairs` write; raises Problems with every fault found."""
    pairs = tuple(pairs)
    if len(pairs) > MOST_PARAMETERS:
        raise QueryTooComplex(
            f"{len(pairs)} parameters are given; at most {MOST_PARAMETERS} are read. "
            "A filter takes many values in one parameter, separated by commas."
        )
    found, problems = parameters.read(pairs)
    families: dict[str, list[QueryParameter]] = {name: [] for name in FAMILIES}
    for parameter in found:
        refusal = _misplaced(parameter, target)
        if refusal is not None:
            problems.append(refusal)
        else:
            families[parameter.base].append(parameter)

    tree = _include(families["include"], target, limits, problems)
    paging, windows = page.parse(families["page"], limits.page_size, problems)
    conditions = _filter(families["filter"], target, limits, problems)
    query = Query(
        include=tree,
        fields=fields.parse(families["fields"], target.graph, problems),
        sort=_sort(families["sort"], target, conditions, limits, problems),
        filter=conditions,
        paging=paging,
        windows=page.parse_windows(windows, target, tree or Include(), limits.page_size, problems),
    )
    if problems:
        raise Problems(problems)
    return query


def parse_fields(pairs: Iterable[tuple[str, str]], graph: Graph) -> Query:
    """The query of a URL that takes fieldsets and nothing else (AMB-46); raises Problems."""
    found, problems = parameters.read(tuple(pairs))
    for parameter in found:
        if parameter.base != "fields" or not parameter.segments:
            kind = _KINDS.get(parameter.base, UnknownParameter)
            detail = f"{parameter.name!r} is no parameter of this URL; legal is fields[…]."
            problems.append(parameter.refuse(kind, detail))
    fieldsets = (each for each in found if each.base == "fields" and each.segments)
    query = Query(fields=fields.parse(fieldsets, graph, problems))
    if problems:
        raise Problems(problems)
    return query


_KINDS: dict[str, type[Problem]] = {
    "include": InvalidInclude,
    "fields": InvalidFields,
    "sort": UnsupportedSort,
    "page": InvalidPage,
    "filter": InvalidFilter,
}


def _misplaced(parameter: QueryParameter, target: Target) -> Problem | None:
    """Why this URL does not take the parameter, if it does not."""
    plain = not parameter.segments
    match parameter.base:
        case "include" if plain:
            return None
        case "sort" if plain:
            if target.many:
                return None
            return parameter.refuse(
                UnsupportedSort, f"{target} gives one resource: there is nothing to sort."
            )
        case "include" | "sort":
            return parameter.refuse(
                InvalidInclude if parameter.base == "include" else UnsupportedSort,
                f"{parameter.name!r} takes no brackets: write {parameter.base}=….",
            )
        case "fields":
            if not plain:
                return None
            return parameter.refuse(
                InvalidFields, "A fieldset names its type: fields[articles]=title."
            )
        case "filter":
            if target.many:
                return None
            return parameter.refuse(
                InvalidFilter, f"{target} gives one resource: there is nothing to filter."
            )
        case "page":
            return _misplaced_page(parameter, target)
        case _:
            return parameter.refuse(
                UnknownParameter,
                f"{parameter.name!r} is no parameter of this URL; legal are include, "
                f"fields[…]{', sort, page[…], filter and filter[…]' if target.many else ''}.",
            )


def _misplaced_page(parameter: QueryParameter, target: Target) -> Problem | None:
    windowed = len(parameter.segments) > 1
    # Some clients page every related URL alike, to-one or not (contract, section 1).
    if target.many or windowed or target.shape is Shape.RELATED:
        return None
    return parameter.refuse(InvalidPage, f"{target} gives one resource: there is nothing to page.")


def _include(
    found: list[QueryParameter], target: Target, limits: QueryLimits, problems: list[Problem]
) -> Include | None:
    if not found:
        return None
    try:
        return include.parse(
            found[0].value,
            target,
            most_paths=limits.include_paths,
            most_depth=limits.include_depth,
        )
    except Problems as several:
        problems.extend(several.problems)
        return Include()


def _sort(
    found: list[QueryParameter],
    target: Target,
    conditions: Expression | None,
    limits: QueryLimits,
    problems: list[Problem],
) -> Order:
    if not found:
        return ()
    # Every field may cost as many joins as an include path does.
    most = sort.SortLimits(limits.include_paths, limits.include_depth)
    try:
        return sort.parse(
            found[0].value, target.graph, target.types, most, searching=searches(conditions)
        )
    except Problems as several:
        problems.extend(several.problems)
        return ()


def _filter(
    found: list[QueryParameter], target: Target, limits: QueryLimits, problems: list[Problem]
) -> Expression | None:
    by_name: dict[str, list[QueryParameter]] = {}
    for parameter in found:
        by_name.setdefault(parameter.name, []).append(parameter)
    parts = []
    for name, same in by_name.items():
        try:
            if name == "filter":
                parts.append(
                    grammar.parse(
                        same[0].value, target.graph, target.types, most_depth=limits.filter_depth
                    )
                )
            else:
                parts.append(brackets.parse(same, target.graph, target.types, limits.filter_depth))
        except Problem as problem:
            problems.append(problem)
    asked = sum(map(terms, parts))
    if asked > limits.filter_terms:
        problems.append(
            found[-1].refuse(
                QueryTooComplex,
                f"The filters have {asked} terms; at most {limits.filter_terms} are allowed.",
            )
        )
    return all_of(*parts) if parts else None
