"""Every kind of break is found, and named by one sentence; the same document breaks nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.gate.compare import breaks
from tests.gate.part import ARTICLE, part, released

Node = dict[str, Any]
ROOM = "application/vnd.api+json"
ATOMIC = f'{ROOM};ext="https://jsonapi.org/ext/atomic"'
#: One change of a document, and the sentences that it calls for.
CASES: list[tuple[Callable[[Node], object], tuple[str, ...]]] = []


def breaking(*sentences: str) -> Callable[[Callable[[Node], object]], None]:
    return lambda change: CASES.append((change, sentences))


def schema(made: Node, name: str) -> Node:
    found: Node = made["components"]["schemas"][name]
    return found


def attribute(made: Node, of: str, name: str) -> Node:
    found: Node = schema(made, f"{of}Attributes")["properties"][name]
    return found


def parameter(made: Node, name: str) -> Node:
    found: Node = made["components"]["parameters"][name]
    return found


def operation(made: Node, path: str, method: str) -> Node:
    found: Node = made["paths"][path][method]
    return found


def lose(found: list[Any], name: str) -> None:
    """Take the references to a parameter out of a list."""
    found[:] = [each for each in found if each["$ref"] != f"#/components/parameters/{name}"]


def every(made: Node, kind: str) -> Iterator[Node]:
    """Every node that has a member of this name."""
    waiting: list[Any] = [made]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if kind in node:
                yield node
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


@breaking(f"The URL {ARTICLE}/series is gone.")
def _(made: Node) -> None:
    del made["paths"][f"{ARTICLE}/series"]


@breaking(f"DELETE {ARTICLE} (deleteArticle) is gone.")
def _(made: Node) -> None:
    del made["paths"][ARTICLE]["delete"]


@breaking(f"GET {ARTICLE} is called readArticle, no longer getArticle.")
def _(made: Node) -> None:
    operation(made, ARTICLE, "get")["operationId"] = "readArticle"


@breaking("The parameter 'filter[summary]' is gone from listArticles.")
def _(made: Node) -> None:
    lose(operation(made, "/v1/articles", "get")["parameters"], "filter.articles.summary")


@breaking("The parameter 'sort' is gone from listArticles and queryArticles.")
def _(made: Node) -> None:
    del made["components"]["parameters"]["sort.articles"]
    lose(operation(made, "/v1/articles", "get")["parameters"], "sort.articles")
    form = operation(made, "/v1/articles", "x-query")["requestBody"]["content"]
    del form["application/x-www-form-urlencoded"]["schema"]["properties"]["sort"]


@breaking("The parameter 'If-Match' is gone from updateArticle.")
def _(made: Node) -> None:
    lose(operation(made, ARTICLE, "patch")["parameters"], "If-Match")


@breaking(
    "The parameter 'fields[articles]' can no longer be 'summary' in requests of getArticle and "
    "others."
)
def _(made: Node) -> None:
    parameter(made, "fields.articles")["schema"]["items"]["enum"].remove("summary")


@breaking(
    "The parameter 'include' can no longer be 'comments.replies' in requests of getArticle and "
    "others."
)
def _(made: Node) -> None:
    listed = parameter(made, "include.articles")["schema"]["items"]["anyOf"][0]
    listed["enum"].remove("comments.replies")


@breaking(
    "The parameter 'sort' can no longer be '-title' in requests of listArticles and queryArticles."
)
def _(made: Node) -> None:
    parameter(made, "sort.articles")["schema"]["items"]["anyOf"][0]["enum"].remove("-title")


@breaking(
    "The parameter 'page[size]' can be at most 50 only in requests of getArticleCoauthorsLinkage "
    "and others."
)
def _(made: Node) -> None:
    parameter(made, "page.size")["schema"]["maximum"] = 50


@breaking("The parameter 'Prefer' has to be sent in requests of addArticleCoauthors and others.")
def _(made: Node) -> None:
    parameter(made, "Prefer")["required"] = True


@breaking("The parameter 'tenant' has to be sent in requests of getArticle.")
def _(made: Node) -> None:
    new = {"name": "tenant", "in": "query", "required": True, "schema": {"type": "string"}}
    operation(made, ARTICLE, "get")["parameters"].append(new)


@breaking(
    "The parameter 'filter' has to have the pattern ^(?:and|or)\\(.*\\)$ in requests of "
    "listArticles and queryArticles."
)
def _(made: Node) -> None:
    parameter(made, "filter.articles")["schema"]["pattern"] = r"^(?:and|or)\(.*\)$"


@breaking("The parameter 'fields[tags]' is written in another way in getArticle and others.")
def _(made: Node) -> None:
    parameter(made, "fields.tags")["explode"] = True


@breaking("getArticle lost the header 'ETag' of 200.")
def _(made: Node) -> None:
    del operation(made, ARTICLE, "get")["responses"]["200"]["headers"]["ETag"]


@breaking("The header 'Location' of 201 is no longer always there in createArticle.")
def _(made: Node) -> None:
    made["components"]["headers"]["Location"]["required"] = False


@breaking("The header 'Location' of 201 no longer has the format uri in createArticle.")
def _(made: Node) -> None:
    del made["components"]["headers"]["Location"]["schema"]["format"]


@breaking("deleteArticle no longer answers with 204.")
def _(made: Node) -> None:
    del operation(made, ARTICLE, "delete")["responses"]["204"]


@breaking(
    "createArticle no longer answers with 201.",
    "createArticle can answer with 202 now, which is no error.",
)
def _(made: Node) -> None:
    responses = operation(made, "/v1/articles", "post")["responses"]
    responses["202"] = responses.pop("201")


@breaking("an unlisted URL no longer answers with 413.")
def _(made: Node) -> None:
    del made["x-unlisted"]["413"]


@breaking("The error 'query-too-complex' is gone from getArticle and others.")
def _(made: Node) -> None:
    for each in every(made, "enum"):
        each["enum"] = [value for value in each["enum"] if value != "query-too-complex"]


@breaking("The error 'client-id-refused' is gone from operate.")
def _(made: Node) -> None:
    errors = schema(made, "Operate403")["properties"]["errors"]["items"]
    errors["properties"]["code"]["enum"].remove("client-id-refused")


@breaking(f"getArticle no longer answers 200 with {ROOM}.")
def _(made: Node) -> None:
    del operation(made, ARTICLE, "get")["responses"]["200"]["content"][ROOM]


@breaking(f"operate no longer takes {ATOMIC}.")
def _(made: Node) -> None:
    del operation(made, "/v1/operations", "post")["requestBody"]["content"][ATOMIC]


@breaking("getArticle asks for a token where it did not.")
def _(made: Node) -> None:
    operation(made, ARTICLE, "get")["security"] = [{"token": []}]


@breaking("deleteArticle cannot be sent without a body any more.")
def _(made: Node) -> None:
    operation(made, ARTICLE, "delete")["requestBody"] = {"required": True, "content": {}}


@breaking("The limit 'operations' is 50, no longer 100.")
def _(made: Node) -> None:
    made["x-limits"]["operations"] = 50


@breaking("The limit 'operations' is gone.")
def _(made: Node) -> None:
    del made["x-limits"]["operations"]


@pytest.mark.parametrize(("change", "sentences"), CASES)
def test_a_break_is_named(change: Callable[[Node], object], sentences: tuple[str, ...]) -> None:
    made = part()
    change(made)

    found = [each.sentence for each in breaks(released(), made)]

    # How many operations there are else is not what is looked at.
    assert [re.sub(r"\d+ more operations", "others", each) for each in found] == [*sentences]


def test_the_same_document_breaks_nothing() -> None:
    assert breaks(part(), part()) == []


def test_a_key_is_the_break_s_own() -> None:
    made = part()
    for change, _ in CASES[:1] + CASES[3:8:2] + CASES[12:14]:
        change(made)

    keys = [each.key for each in breaks(released(), made)]

    assert keys == [
        f"{ARTICLE}/series removed",
        "listArticles: parameter filter.articles.summary removed",
        "parameter fields.tags written anew",
        "parameter filter.articles: pattern changed",
        "parameter include.articles: 'comments.replies' removed",
        "updateArticle: parameter If-Match removed",
    ]
