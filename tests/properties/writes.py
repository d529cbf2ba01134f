"""Writes of any kind over a small blog, most of them legal, many of them changing nothing.

In: nothing. Out: a way to fill a database, and a hypothesis strategy of writes to it. Values and
members come out of small pools, so that what is sent is often what is there already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.factories import Factory
from tests.spec.sending import ROLES, Object

NAMES = {
    "people": ("ada", "eve", "ann", "bob", "rita", "zoe"),
    "articles": ("post", "draft", "quiet", "bobs", "new-article"),
    "comments": ("talk", "reply", "deep", "hidden", "new-comment"),
    "tags": ("rust", "web", "new-tag"),
    "series": ("guide", "notes", "new-series"),
    "reactions": ("like", "fun", "new-reaction"),
}
IDS = {
    name: f"0190a5b0-0000-7000-8000-{number:012x}"
    for number, name in enumerate(name for names in NAMES.values() for name in names)
}
#: For each attribute some values, among them those that the resources begin with.
ATTRIBUTES: dict[str, dict[str, tuple[Any, ...]]] = {
    "people": {"name": ("Ann", "Zoe"), "bio": (None, "Writes."), "role": ("author", "reader")},
    "articles": {
        "title": ("Post", "Other"),
        "slug": ("post", "other"),
        "summary": (None, "Short."),
        "body": ("The body of post.", "Other words."),
        "status": ("draft", "published", "archived"),
        "commentsOpen": (True, False),
        "publishedAt": (None, "2024-05-05T00:00:00Z", "2999-01-01T00:00:00Z"),
        "wordCount": (7,),
    },
    "comments": {"body": ("This is talk.", "Other words."), "status": ("visible", "hidden")},
    "tags": {"name": ("rust", "Other"), "description": (None, "Things.")},
    "series": {"title": ("Guide", "Other"), "description": (None, "Parts.")},
    "reactions": {"kind": ("upvote", "love")},
}
#: For each relationship that can be written where it leads, and whether to many.
RELATIONSHIPS: dict[str, dict[str, tuple[str, bool]]] = {
    "people": {},
    "articles": {
        "author": ("people", False),
        "coauthors": ("people", True),
        "tags": ("tags", True),
        "series": ("series", False),
    },
    "comments": {},
    "tags": {"articles": ("articles", True)},
    "series": {"articles": ("articles", True), "curator": ("people", False)},
    "reactions": {},
}
#: Those that are written once, when the resource is created.
FIXED = {
    "comments": {"article": ("articles", False), "parent": ("comments", False)},
    "reactions": {"target": ("articles", False)},
}
#: All that can be read with a resource and sent back.
READ = {
    "people": "articles,comments",
    "articles": "author,coauthors,tags,series,comments,reactions",
    "comments": "article,author,parent,replies,reactions",
    "tags": "",
    "series": "articles,curator",
    "reactions": "person,target",
}
#: The members of to-manys at the beginning.
LINKED_AT_FIRST = {
    "articles": ("quiet", "draft", "post"),
    "tags": ("rust", "web"),
    "people": ("bob", "rita"),
}
#: Without these there is no new resource.
NEEDED = {
    "articles": ("title",),
    "comments": ("body", "article"),
    "tags": ("name",),
    "series": ("title",),
    "reactions": ("kind", "target"),
}


@dataclass(frozen=True)
class Sent:
    """One write, and who sends it."""

    who: str
    method: str
    path: str
    document: Object | None
    headers: Mapping[str, str] = field(default_factory=dict)


def fill(add: Factory) -> dict[str, str]:
    """The blog with which every sequence begins; out come the tokens of the cast."""
    for handle, role in ROLES.items():
        add.person(handle, role=role, id=IDS[handle])
    add.person("zoe", id=IDS["zoe"])
    ann, bob = IDS["ann"], IDS["bob"]
    for tag in ("rust", "web"):
        add.tag(tag, id=IDS[tag])
    tagged = {"tags": [IDS["web"], IDS["rust"]], "coauthors": [bob, IDS["rita"]]}
    add.article("post", author=ann, id=IDS["post"], **tagged)
    add.article("draft", author=bob, status="draft", id=IDS["draft"])
    add.article("quiet", author=ann, id=IDS["quiet"], coauthors=[IDS["zoe"]])
    add.article("bobs", author=bob, id=IDS["bobs"], tags=[IDS["rust"]])
    placed = [IDS[name] for name in ("quiet", "draft", "post")]
    add.series("guide", curator=ann, id=IDS["guide"], articles=placed)
    add.series("notes", curator=bob, id=IDS["notes"], articles=[IDS["bobs"]])
    post = IDS["post"]
    add.comment("talk", article=post, author=IDS["zoe"], id=IDS["talk"])
    add.comment("reply", article=post, author=bob, parent=IDS["talk"], id=IDS["reply"])
    add.comment("deep", article=post, author=IDS["rita"], parent=IDS["reply"], id=IDS["deep"])
    add.comment("hidden", article=post, author=bob, status="hidden", id=IDS["hidden"])
    add.reaction("like", person=IDS["zoe"], article=post, id=IDS["like"])
    add.reaction("fun", person=bob, comment=IDS["talk"], id=IDS["fun"])
    return {handle: add.token(IDS[handle]) for handle in ROLES}


#: Whoever may do all sends most of them.
SENDERS = (*["ada"] * 8, "eve", "ann", "ann", "bob", "rita")
HEADERS: tuple[dict[str, str], ...] = (
    *[{}] * 12,
    {"If-Match": '"1"'},
    {"If-Match": '"2"'},
    {"Prefer": "tx=rollback"},
)
UPDATED = ("articles", "articles", "series", "comments", "tags", "people", "reactions")
#: Relationship URLs, the more often the more hangs on what is written there.
LINKED = (
    *[("series", "articles")] * 3,
    *[("tags", "articles")] * 3,
    *[("articles", name) for name in ("tags", "coauthors", "series", "author")],
    ("series", "curator"),
)
#: What is deleted: seldom who owns something, for they stay.
DELETED = (
    *[("comments", name) for name in ("talk", "talk", "reply", "deep")],
    *[("people", name) for name in ("zoe", "zoe", "rita", "bob")],
    *[("tags", name) for name in ("rust", "web")],
    *[("series", name) for name in ("guide", "notes")],
    *[("articles", name) for name in ("post", "quiet", "new-article")],
    ("reactions", "like"),
)


@st.composite
def writes(draw: st.DrawFn) -> Sent:
    """One write of any kind."""
    who, headers = draw(st.sampled_from(SENDERS)), draw(st.sampled_from(HEADERS))
    match draw(st.sampled_from(("update", "create", "link", "link", "delete"))):
        case "update":
            type_ = draw(st.sampled_from(UPDATED))
            id_ = IDS[draw(st.sampled_from(NAMES[type_]))]
            data = {**draw(resources(type_, RELATIONSHIPS[type_])), "id": id_}
            return Sent(who, "PATCH", f"/v1/{type_}/{id_}", {"data": data}, headers)
        case "create":
            type_ = draw(st.sampled_from(tuple(NEEDED)))
            relationships = {**RELATIONSHIPS[type_], **FIXED.get(type_, {})}
            data = draw(resources(type_, relationships, NEEDED[type_]))
            data["id"] = IDS[NAMES[type_][-1]]
            plain = {name: value for name, value in headers.items() if name != "If-Match"}
            return Sent(who, "POST", f"/v1/{type_}", {"data": data}, plain)
        case "link":
            return draw(links(who, headers))
        case _:
            type_, name = draw(st.sampled_from(DELETED))
            return Sent(who, "DELETE", f"/v1/{type_}/{IDS[name]}", None, headers)


@st.composite
def links(draw: st.DrawFn, who: str, headers: Mapping[str, str]) -> Sent:
    """A write at a relationship URL."""
    type_, name = draw(st.sampled_from(LINKED))
    target, many = RELATIONSHIPS[type_][name]
    method = draw(st.sampled_from(("PATCH", "POST", "DELETE") if many else ("PATCH",)))
    id_ = IDS[draw(st.sampled_from(NAMES[type_]))]
    document = draw(linkage(target, many))
    return Sent(who, method, f"/v1/{type_}/{id_}/relationships/{name}", document, headers)


@st.composite
def resources(
    draw: st.DrawFn,
    type_: str,
    relationships: Mapping[str, tuple[str, bool]],
    needed: tuple[str, ...] = (),
) -> Object:
    """A resource object without id: one or two of its fields, and those that are needed."""
    fields = (*ATTRIBUTES[type_], *relationships)
    chosen = {*draw(st.sets(st.sampled_from(fields), min_size=1, max_size=2)), *needed}
    attributes = {
        name: draw(st.sampled_from(values))
        for name, values in ATTRIBUTES[type_].items()
        if name in chosen
    }
    linked = {
        name: draw(linkage(target, many))
        for name, (target, many) in relationships.items()
        if name in chosen
    }
    return {"type": type_, "attributes": attributes, "relationships": linked}


@st.composite
def linkage(draw: st.DrawFn, target: str, many: bool) -> Object:
    """Linkage to some of the resources of a type, whether there or not; often to those that are
    linked in the beginning, in some order."""
    if not many:
        name = draw(st.sampled_from((*NAMES[target], None)))
        return {"data": None if name is None else {"type": target, "id": IDS[name]}}
    some = st.lists(st.sampled_from(NAMES[target]), max_size=3)
    named = draw(st.one_of(some, st.permutations(LINKED_AT_FIRST[target])))
    return {"data": [{"type": target, "id": IDS[name]} for name in named]}
