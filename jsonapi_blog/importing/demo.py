"""The demo blog: posts like those of any blog, and a conversation that Markdown has no place for.

In: a `Shelf`, and what lies in `jsonapi_blog/demo`. Out: the report of its import. What readers
said is written once, with the posts; a blog that is there already is left as it is.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from .. import rendering
from ..changes import Change, Create, Identifier, Linkage
from . import import_blog
from .report import Report
from .shelf import Shelf

BLOG = "Kept Promises"


def load_demo(shelf: Shelf) -> Report:
    """Imports the demo blog, and its conversation where its posts are new."""
    with as_file(files("jsonapi_blog") / "demo") as folder:
        report = import_blog([folder], shelf, blog=BLOG)
        if report.created:
            shelf.apply(tuple(_conversation(folder, shelf)), {})
    return report


def _conversation(folder: Path, shelf: Shelf) -> Iterator[Change]:
    said = tomllib.loads((folder / "conversation.toml").read_text(encoding="utf-8"))
    handles = {comment["by"] for comment in said["comments"]}
    handles |= {handle for reaction in said["reactions"] for handle in reaction["by"]}
    people = {name: Identifier("people", id_) for name, id_ in shelf.people(handles).items()}
    for person in said["people"]:
        if person["handle"] not in people:
            people[person["handle"]] = Identifier("people", lid=person["handle"])
            yield Create(people[person["handle"]], {**person, "role": "reader"})
    articles = _articles(said, shelf)
    yield from _comments(said["comments"], people, articles, shelf)
    for reaction in said["reactions"]:
        name = reaction["on"]
        target = Identifier("comments", lid=name) if name not in articles else articles[name]
        for handle in reaction["by"]:
            linkage: dict[str, Linkage] = {"person": people[handle], "target": target}
            yield Create(Identifier("reactions"), {"kind": reaction["kind"]}, linkage)


def _articles(said: Mapping[str, Any], shelf: Shelf) -> dict[str, Identifier]:
    """The articles that are spoken of, by the files of their posts."""
    sources = {f"{BLOG}:{on['on']}": on["on"] for on in said["comments"] + said["reactions"]}
    known = shelf.known(sources)
    return {sources[source]: Identifier("articles", place.id) for source, place in known.items()}


def _comments(
    said: Sequence[Mapping[str, Any]],
    people: Mapping[str, Identifier],
    articles: Mapping[str, Identifier],
    shelf: Shelf,
) -> Iterator[Create]:
    """The comments in their order, each reply on the article of the comment it is about."""
    of = dict(articles)
    for comment in said:
        name, on, at = comment["name"], comment["on"], comment["at"]
        of[name] = of[on]
        columns = {
            "body": comment["body"],
            "body_html": rendering.render(comment["body"]),
            "created_at": at,
            "updated_at": at,
        }
        parent = None if on in articles else Identifier("comments", lid=on)
        target = Identifier("comments", shelf.identify(f"{BLOG}:{name}", at), lid=name)
        yield Create(
            target, columns, {"article": of[on], "author": people[comment["by"]], "parent": parent}
        )
