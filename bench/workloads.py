"""The workloads, and what a right answer to each of them holds.

In: facts, and the answers of one subject. Out: nothing where they are right; a sentence where they
hold something else than was asked for; a remark where that makes no difference to the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.asking.dialect import OPERATIONS
from bench.facts import DEEP, PAGE, Facts


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one step."""

    status: int
    headers: Mapping[str, str]
    document: Any
    size: int

    @property
    def ids(self) -> list[str]:
        """The ids of primary data."""
        return [each["id"] for each in self.document["data"]]


class Remark(str):
    """What is wrong with an answer, though it is worth its figures."""


@dataclass(frozen=True, slots=True)
class Workload:
    """What is asked, how many answers look right, and whose figures it is compared with."""

    name: str
    title: str
    check: Callable[[Facts, list[Answer]], str | None]
    #: The workload of the peers that this one is compared with, where they have no row of it.
    beside: str | None = None
    writes: bool = False


def first_page(facts: Facts, answers: list[Answer]) -> str | None:
    """The newest articles; a total, where one is told, is the right one."""
    return _page(facts, answers, 1)


def deep_page(facts: Facts, answers: list[Answer]) -> str | None:
    return _page(facts, answers, facts.deep)


def one(facts: Facts, answers: list[Answer]) -> str | None:
    wrong = [
        a for a, id_ in zip(answers, facts.some, strict=False) if a.document["data"]["id"] != id_
    ]
    return "sends another article" if wrong else None


def compound(facts: Facts, answers: list[Answer]) -> str | None:
    included = len(answers[0].document.get("included", ()))
    if included != facts.included():
        return f"includes {included} resources instead of {facts.included()}"
    return first_page(facts, answers)


def sparse(facts: Facts, answers: list[Answer]) -> str | None:
    document = answers[0].document
    shown = {name for each in document["data"] for name in each["attributes"]}
    authors = {name for each in document["included"] for name in each["attributes"]}
    if not {"title"} <= shown <= {"title", "author"} or authors != {"name"}:
        return f"sends the attributes {', '.join(sorted(shown | authors))}"
    return first_page(facts, answers)


def searched(facts: Facts, answers: list[Answer]) -> str | None:
    total = _told(answers[0])
    return None if total and total < facts.total / 4 else f"finds {total} articles"


def through(facts: Facts, answers: list[Answer]) -> str | None:
    heard, ids = facts.heard(), answers[0].ids
    if len(set(ids)) != min(PAGE, len(heard)) or not heard.issuperset(ids):
        right = len(heard.intersection(ids))
        return f"finds {len(set(ids))} articles, of which {right} are right, of {len(heard)}"
    return _total(answers[0], len(heard))


def operations(_: Facts, answers: list[Answer]) -> str | None:
    results = answers[0].document.get("atomic:results", ())
    return None if len(results) == 2 * OPERATIONS else f"sends {len(results)} results"


def anything(_: Facts, __: list[Answer]) -> None:
    """A status is all that there is to look at."""


WORKLOADS = (
    Workload("W1", "one article", one),
    Workload("W2", "page of 25", first_page, beside="W2 counted"),
    Workload("W2 counted", "page of 25 with the total", first_page),
    Workload(
        "W3", "the same with author, tags, comments, their authors", compound, beside="W3 counted"
    ),
    Workload("W3 counted", "the same with the total", compound),
    Workload("W4", "25 titles with the names of their authors", sparse, beside="W4 counted"),
    Workload("W4 counted", "the same with the total", sparse),
    Workload("W5 offset", f"page {DEEP} by offset", deep_page),
    Workload("W5 cursor", f"page {DEEP} by cursor", deep_page, beside="W5 offset"),
    Workload("W6", "create an article, delete it again", anything, writes=True),
    Workload("W7", "change a title, with If-Match where there is that", anything, writes=True),
    Workload("W8", "full-text search for two words", searched),
    Workload("W9", "filter through two relationships", through),
    Workload("W10", f"{2 * OPERATIONS} atomic operations: add and remove", operations, writes=True),
)


def verdict(workload: Workload, facts: Facts, answers: list[Answer]) -> str | None:
    """What is not right about the answers, if anything."""
    refused = [answer.status for answer in answers if not 200 <= answer.status < 300]
    if refused:
        return f"answers {refused[0]}"
    try:
        return workload.check(facts, answers)
    except (KeyError, TypeError, IndexError) as lacking:
        return f"sends a document without {lacking}"


def _page(facts: Facts, answers: list[Answer], number: int) -> str | None:
    if answers[0].ids != facts.ids(number):
        return "sends other articles"
    return _total(answers[0], facts.total)


def _total(answer: Answer, right: int) -> str | None:
    told = _told(answer)
    return None if told in (None, right) else Remark(f"counts {told:,} articles of {right:,}")


def _told(answer: Answer) -> int | None:
    """The number of all articles that an answer tells, whatever it calls it."""
    meta = answer.document.get("meta") or {}
    found = {**meta, **meta.get("pagination", {})}
    return next((found[name] for name in ("total", "count") if name in found), None)
