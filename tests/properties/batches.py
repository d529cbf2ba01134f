"""Random lists of operations, written so that most of them can be carried out.

In: names for what a blog holds. Out: steps, in which resources are named and not identified: as
operations (by id, or by the lid of an earlier one) and as the single requests that do the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

Object = dict[str, Any]

#: What `newsroom` holds, by type; of each some.
HELD: dict[str, tuple[str, ...]] = {
    "people": ("ann", "bob", "rita"),
    "tags": ("rust", "web", "sql"),
    "series": ("guide",),
    "articles": ("talk", "closed", "other", "draft"),
    "comments": ("said", "hidden", "elsewhere"),
    "reactions": (),
}
ARTICLES = {"said": "talk", "hidden": "talk", "elsewhere": "other"}
TEXTS = ("Same title", "Other", "*Body*", "Ünï", "a")
KINDS = ("upvote", "love", "sad")
#: To-many relationships by type, with the type of their members and what may be done to them.
TO_MANY = [
    ("articles", "tags", "tags", ("add", "update", "remove")),
    ("articles", "coauthors", "people", ("add", "update", "remove")),
    ("series", "articles", "articles", ("add", "update", "remove")),
    ("tags", "articles", "articles", ("add", "remove")),
]
TO_ONE = [("articles", "series", "series"), ("articles", "author", "people"),
          ("series", "curator", "people")]  # fmt: skip
METHODS = {"add": "POST", "update": "PATCH", "remove": "DELETE"}


@dataclass(frozen=True)
class Name:
    """A resource: of the blog, or `new` and made by an earlier step."""

    type: str
    name: str
    new: bool = False


@dataclass(frozen=True)
class Step:
    """One operation; `relation` where it is about a relationship."""

    op: str
    target: Name
    relation: str = ""
    data: Any = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    linked: Mapping[str, Any] = field(default_factory=dict)

    def operation(self, ids: Mapping[str, str]) -> Object:
        """As an operation; `ids` are those of the blog."""
        if self.relation:
            target = {**identifier(self.target, ids), "relationship": self.relation}
            return {"op": self.op, "ref": target, "data": linkage(self.data, ids)}
        if self.op == "remove":
            return {"op": "remove", "ref": identifier(self.target, ids)}
        return {"op": self.op, "data": self._resource(identifier(self.target, ids), ids)}

    def request(self, ids: Mapping[str, str]) -> tuple[str, str, Object | None]:
        """As method, path and document of a single request; `ids` are all that there are by now."""
        type_, known = self.target.type, ids.get(self.target.name, "")
        url = f"/v1/{type_}/{known}"
        if self.relation:
            document = {"data": linkage(self.data, ids)}
            return METHODS[self.op], f"{url}/relationships/{self.relation}", document
        match self.op:
            case "add":
                data = self._resource(identifier(self.target, ids), ids)
                return "POST", f"/v1/{type_}", {"data": data}
            case "update":
                data = self._resource({"type": type_, "id": known}, ids)
                return "PATCH", url, {"data": data}
            case _:
                return "DELETE", url, None

    def _resource(self, identity: Object, ids: Mapping[str, str]) -> Object:
        linked = {name: {"data": linkage(to, ids)} for name, to in self.linked.items()}
        return {**identity, "attributes": dict(self.attributes), "relationships": linked}


def identifier(name: Name, ids: Mapping[str, str]) -> Object:
    """By id where that is known, else by lid."""
    if name.name in ids:
        return {"type": name.type, "id": ids[name.name]}
    return {"type": name.type, "lid": name.name}


def linkage(to: Any, ids: Mapping[str, str]) -> Any:
    match to:
        case Name():
            return identifier(to, ids)
        case None:
            return None
        case several:
            return [identifier(each, ids) for each in several]


@st.composite
def batches(draw: st.DrawFn, most: int = 9) -> list[Step]:
    """Lists of steps, of which each may build on those before."""
    drawing = _Drawing(
        draw, {type_: [Name(type_, n) for n in names] for type_, names in HELD.items()}
    )
    return [drawing.step() for _ in range(draw(st.integers(2, most)))]


@dataclass
class _Drawing:
    draw: st.DrawFn
    there: dict[str, list[Name]]
    articles: dict[str, str] = field(default_factory=lambda: dict(ARTICLES))
    made: int = 0

    def step(self) -> Step:
        kind = self.draw(st.sampled_from(("add", "add", "add", "update", "update", "many", "many",
                                          "one", "remove")))  # fmt: skip
        return getattr(self, f"_{kind}")()

    def _one_of(self, type_: str) -> Name:
        return self.draw(st.sampled_from(self.there[type_]))

    def _some_of(self, type_: str) -> list[Name]:
        return self.draw(st.lists(st.sampled_from(self.there[type_]), max_size=3))

    def _text(self) -> str:
        return self.draw(st.sampled_from(TEXTS))

    def _add(self) -> Step:
        type_ = self.draw(st.sampled_from(("people", "tags", "series", "articles", "articles",
                                           "comments", "comments", "reactions")))  # fmt: skip
        self.made += 1
        new = Name(type_, f"new-{self.made}", new=True)
        attributes: Object = {}
        linked: Object = {}
        match type_:
            case "people":
                attributes = {"name": "New", "handle": f"new{self.made}"}
            case "tags":
                # Hardly ever a name that there is already.
                rare = self.draw(st.integers(0, 9)) == 0
                attributes = {"name": "WEB" if rare else f"New {self.made}"}
            case "series":
                attributes = {"title": self._text()}
                if self.draw(st.booleans()):
                    linked = {"articles": self._some_of("articles")}
            case "articles":
                attributes = {"title": self._text(), "body": self._text()}
                linked = self._links_of_article()
            case "comments":
                attributes = {"body": self._text()}
                linked = self._links_of_comment(new)
            case "reactions":
                targets = [*self.there["articles"], *self.there["comments"]]
                attributes = {"kind": self.draw(st.sampled_from(KINDS))}
                linked = {"target": self.draw(st.sampled_from(targets))}
        self.there[type_].append(new)
        return Step("add", new, attributes=attributes, linked=linked)

    def _links_of_article(self) -> Object:
        linked: Object = {}
        for name, type_ in (("tags", "tags"), ("coauthors", "people")):
            if self.draw(st.booleans()):
                linked[name] = self._some_of(type_)
        if self.draw(st.booleans()):
            linked["series"] = self._one_of("series")
        return linked

    def _links_of_comment(self, new: Name) -> Object:
        article = self._one_of("articles")
        self.articles[new.name] = article.name
        linked: Object = {"article": article}
        beside = [c for c in self.there["comments"] if self.articles[c.name] == article.name]
        if beside and self.draw(st.booleans()):
            linked["parent"] = self.draw(st.sampled_from([*beside, new]))
        return linked

    def _update(self) -> Step:
        names = {"people": "bio", "comments": "body", "tags": "description"}
        types = ("articles", "articles", "comments", "tags", "series", "people")
        type_ = self.draw(st.sampled_from([each for each in types if self.there[each]]))
        target = self._one_of(type_)
        name = names.get(type_, "title")
        attributes = {name: self._text()}
        linked: Object = {}
        if type_ == "articles":
            status = self.draw(st.sampled_from(("draft", "published", None)))
            attributes |= {} if status is None else {"status": status}
            linked = self._links_of_article()
        return Step("update", target, attributes=attributes, linked=linked)

    def _many(self) -> Step:
        type_, relation, members, ops = self.draw(st.sampled_from(TO_MANY))
        op = self.draw(st.sampled_from(ops))
        return Step(op, self._one_of(type_), relation, self._some_of(members))

    def _one(self) -> Step:
        type_, relation, to = self.draw(st.sampled_from(TO_ONE))
        empty = relation == "series" and self.draw(st.booleans())
        return Step("update", self._one_of(type_), relation, None if empty else self._one_of(to))

    def _remove(self) -> Step:
        types = [type_ for type_ in ("tags", "series", "articles", "comments", "reactions")
                 if len(self.there[type_]) > 1]  # fmt: skip
        type_ = self.draw(st.sampled_from(types))
        gone = self._one_of(type_)
        # Now and then somebody speaks of what is gone.
        if self.draw(st.integers(0, 9)):
            self.there[type_].remove(gone)
            if type_ == "articles":
                self.there["comments"] = [
                    c for c in self.there["comments"] if self.articles[c.name] != gone.name
                ]
        return Step("remove", gone)
