"""Where the evidence stands, chapter by chapter: `python -m tests.coverage_report`.

In: `spec/requirements.toml` and the citations of all tests. Out: a table, and under it every
statement that can be shown and that no test cites, with the reason it is left. It judges nothing:
`tests/budgets/test_requirements.py` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.citations import Requirement, chapters, citations, requirements

HEAD = ("chapter", "state", "rows", "covered", "total", "left", "unused", "others'")
OPTIONAL = "It is optional."
MISSING = "NO REASON"


def report() -> Iterator[str]:
    """The lines: one row per chapter, their sum, and what is left."""
    rows = [
        _row(chapter, state, [each for each in requirements().values() if each.chapter == chapter])
        for chapter, state in chapters().items()
    ]
    sums = [sum(int(cell) for cell in column) for column in list(zip(*rows, strict=True))[2:]]
    yield from _table([HEAD, *rows, ("all", "", *map(str, sums))])
    yield ""
    yield "Left, though it can be shown:"
    for each in requirements().values():
        if each.shown and each.id not in citations():
            yield f"  {each.id:<10} {each.level:<10} {each.text} {_reason(each)}"


def _row(chapter: str, state: str, each_of: Sequence[Requirement]) -> tuple[str, ...]:
    shown = [each for each in each_of if each.shown]
    covered = sum(each.id in citations() for each in shown)
    numbers = (
        len(each_of),
        covered,
        len(shown),
        len(shown) - covered,
        sum(each.status == "unused" for each in each_of),
        sum(each.side != "server" for each in each_of),
    )
    return (chapter, state, *map(str, numbers))


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        words = (cell.ljust(width) for cell, width in zip(row[:2], widths[:2], strict=True))
        numbers = (cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True))
        yield "  ".join((*words, *numbers)).rstrip()


def _reason(requirement: Requirement) -> str:
    if requirement.left:
        return f"— {requirement.left}"
    return f"— {OPTIONAL if requirement.level == 'MAY' else MISSING}"


if __name__ == "__main__":
    print("\n".join(report()))
