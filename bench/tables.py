"""Figures as Markdown: medians with the range they come from, times in the unit that fits."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence

DASH, TIMES = "\N{EN DASH}", "\N{MULTIPLICATION SIGN}"
NOTHING = DASH


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a row may be shorter than the head."""
    lines = [head, ["---"] * len(head), *(list(row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def ratio(values: Sequence[float]) -> str:
    """The median ratio, and the least and the largest."""
    if not values:
        return NOTHING
    middle = statistics.median(values)
    return f"**{_three(middle)}{TIMES}** ({_three(min(values))}{DASH}{_three(max(values))})"


def share(values: Sequence[float]) -> str:
    """The same in percent."""
    if not values:
        return NOTHING
    least, middle, most = min(values), statistics.median(values), max(values)
    return f"**{middle:.0%}** ({least:.0%}{DASH}{most:.0%})"


def rate(values: Sequence[float]) -> str:
    """Answers per second: the median, and the range."""
    if not values:
        return NOTHING
    least, middle, most = min(values), statistics.median(values), max(values)
    return f"{_three(middle)} ({_three(least)}{DASH}{_three(most)})"


def milliseconds(values: Sequence[float]) -> str:
    """The median of some seconds, in milliseconds."""
    return _three(statistics.median(values) * 1e3) if values else NOTHING


def microseconds(values: Sequence[float]) -> str:
    """The median of some seconds, in microseconds."""
    return f"{statistics.median(values) * 1e6:,.0f}" if values else NOTHING


def megabytes(value: float) -> str:
    return f"{value / 2**20:.0f}" if value else NOTHING


def kilobytes(value: float) -> str:
    return f"{value / 1e3:.1f}" if value else NOTHING


def number(value: float | None) -> str:
    """A count, which is mostly whole."""
    if value is None:
        return NOTHING
    return f"{value:.0f}" if abs(value - round(value)) < 0.05 else f"{value:.1f}"


def _three(value: float) -> str:
    """About three digits."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
