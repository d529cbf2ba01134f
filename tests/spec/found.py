"""What a filter finds, by the names that the sample gave its resources.

In: the sample, a path and parameters. Out: names, in order or as a set. It follows no link: the
pages of these tests hold everything.
"""

from __future__ import annotations

from tests.answer import Answer
from tests.conftest import World

Pairs = tuple[tuple[str, str], ...]


def ask(sample: World, path: str, *pairs: tuple[str, str], role: str = "anonymous") -> Answer:
    """The answer to a GET of one page of a hundred; raises AssertionError where there are more."""
    client = sample.client if role == "anonymous" else sample.client_of(role)
    answer = client.get(path, params=[*pairs, ("page[size]", "100")])
    if answer.status == 200:
        assert answer.links["next"] is None, "more is found than one page holds"
    return answer


def listed(sample: World, path: str, *pairs: tuple[str, str], role: str = "anonymous") -> list[str]:
    """The names of what is found, in order; an id where the sample gave no name."""
    names = {id_: name for name, id_ in sample.ids.items()}
    return [names.get(id_, id_) for id_ in ask(sample, path, *pairs, role=role).ids]


def found(sample: World, path: str, *pairs: tuple[str, str], role: str = "anonymous") -> set[str]:
    """The names of what is found."""
    return set(listed(sample, path, *pairs, role=role))


def posts(*numbers: int) -> set[str]:
    """The names of the published articles of the sample with these numbers."""
    return {f"post-{number}" for number in numbers}


ALL = range(1, 31)
