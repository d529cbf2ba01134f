"""The `page` family as it was asked, and the windows asked of included relationships.

In: the parameters of the family. Out: `Paging` and `WindowRequest`s. Refuses values that are no
positive integers, sizes above the limit (never clamped), and two strategies at once. Which
strategy answers is the business of `pagination`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..errors import InvalidPage, MixedPagination, PageSizeExceeded, Parameter, Problem
from . import literals
from .include import Include, Path, next_types
from .parameters import QueryParameter
from .target import Shape, Target

_DIGITS = re.compile(r"[0-9]+")
#: More digits than this are more than any row count; the value is capped, the page is empty.
_MOST_DIGITS = 15
#: What can be asked of a window: `page[comments][size]`, `page[comments][total]`.
WINDOW_NAMES = ("size", "total")
_STRATEGIES = {
    "number": "number",
    "offset": "offset",
    "limit": "offset",
    "after": "cursor",
    "before": "cursor",
}


@dataclass(frozen=True, slots=True)
class Paging:
    """What `page[…]` asks of primary data; `None` is what was not asked."""

    number: int | None = None
    size: int | None = None
    offset: int | None = None
    limit: int | None = None
    after: str | None = None
    before: str | None = None
    total: bool | None = None


@dataclass(frozen=True, slots=True)
class WindowRequest:
    """What `page[comments][replies][size]=3` asks of an included to-many relationship."""

    path: Path
    size: int | None = None
    total: bool = False


def parse(
    parameters: list[QueryParameter], most: int, problems: list[Problem]
) -> tuple[Paging, list[QueryParameter]]:
    """What is asked of primary data, and the parameters that ask something of windows.

    Faults are added to `problems`.
    """
    asked: dict[str, Any] = {}
    windows = []
    for parameter in parameters:
        if len(parameter.segments) > 1:
            windows.append(parameter)
        elif parameter.segments and parameter.segments[0] in Paging.__dataclass_fields__:
            name = parameter.segments[0]
            asked[name] = _value(name, parameter, most, problems)
        else:
            problems.append(_unknown(parameter))
    _refuse_mixture(asked, problems)
    return Paging(**asked), windows


def parse_windows(
    parameters: list[QueryParameter],
    target: Target,
    include: Include,
    most: int,
    problems: list[Problem],
) -> tuple[WindowRequest, ...]:
    """One request for each included to-many relationship that is named; faults to `problems`."""
    asked: dict[Path, dict[str, Any]] = {}
    for parameter in parameters:
        *path, name = parameter.segments
        if name not in WINDOW_NAMES:
            problems.append(_unknown(parameter))
            continue
        if not _is_window(tuple(path), target, include):
            problems.append(
                parameter.refuse(
                    InvalidPage,
                    f"{parameter.name!r} asks for a window of {'.'.join(path)!r}, which is no "
                    "to-many relationship that this request includes.",
                )
            )
            continue
        asked.setdefault(tuple(path), {})[name] = _value(name, parameter, most, problems)
    return tuple(WindowRequest(path, **values) for path, values in asked.items())


def _is_window(path: Path, target: Target, include: Include) -> bool:
    try:
        include.at(path)
    except KeyError:
        return False
    types = target.types
    if target.shape is Shape.LINKAGE:
        # The first relationship is primary data here: page[size] is for that.
        path = path[1:]
    for position, name in enumerate(path):
        relations = [t.relations[name] for t in types if name in t.relations]
        if position == len(path) - 1:
            return any(relation.many for relation in relations)
        types = next_types(target.graph, types, name)
    return False


def _value(name: str, parameter: QueryParameter, most: int, problems: list[Problem]) -> Any:
    match name:
        case "after" | "before":
            return parameter.value
        case "total":
            try:
                return literals.boolean(parameter.value)
            except literals.NotAValue as fault:
                problems.append(
                    parameter.refuse(
                        InvalidPage, f"{parameter.value!r} for {parameter.name!r}: {fault}."
                    )
                )
                return False
        case _:
            return _number(name, parameter, most, problems)


def _number(name: str, parameter: QueryParameter, most: int, problems: list[Problem]) -> int:
    """The integer (CUR-51: digits only; CUR-52: base 10), or 1 beside a new problem."""
    text = parameter.value
    least = 0 if name == "offset" else 1
    digits = text.lstrip("0")
    number = int(digits[:_MOST_DIGITS] or "0") if _DIGITS.fullmatch(text) else -1
    if len(digits) > _MOST_DIGITS and number != -1:
        number = 10**_MOST_DIGITS
    if number < least:
        problems.append(
            parameter.refuse(
                InvalidPage,
                f"{text!r} is no value for {parameter.name!r}: an integer of at least {least} "
                "in plain digits is needed.",
            )
        )
        return 1
    if name in ("size", "limit") and number > most:
        problems.append(
            PageSizeExceeded(
                f"{parameter.name}={text[:40]} is more than the {most} that one page may hold.",
                source=Parameter(parameter.name),
                meta={"page": {"maxSize": most}},
            )
        )
        return most
    return number


def _refuse_mixture(asked: dict[str, Any], problems: list[Problem]) -> None:
    strategies = {_STRATEGIES[name] for name in asked if name in _STRATEGIES}
    clash = len(strategies) > 1 or (strategies == {"offset"} and "size" in asked)
    if not clash:
        return
    names = [name for name in asked if name != "total"]
    problems.append(
        MixedPagination(
            f"{', '.join(f'page[{name}]' for name in names)} do not go together; legal are "
            "page[number] with page[size], page[offset] with page[limit], or page[after] and "
            "page[before] with page[size].",
            source=Parameter(f"page[{names[-1]}]"),
        )
    )


def _unknown(parameter: QueryParameter) -> Problem:
    return parameter.refuse(
        InvalidPage,
        f"{parameter.name!r} is no page parameter; legal are "
        f"{', '.join(f'page[{name}]' for name in Paging.__dataclass_fields__)}, and page[…][size] "
        "and page[…][total] for an included to-many relationship.",
    )
