"""The graph of types: wrong declarations stop the start-up with a sentence that names them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from marshmallow import fields as marshmallow_fields

from jsonapi_blog.graph import Access, Attribute, Graph, Kind, Projection, Relation, ResourceType
from jsonapi_blog.resources import RESOURCES
from jsonapi_blog.resources.articles import Articles
from jsonapi_blog.resources.resource import Resource
from jsonapi_blog.serializers.fields import Choice, Relationship, String
from jsonapi_blog.serializers.schema import Schema, column_name
from jsonapi_blog.store.checking import check
from jsonapi_blog.store.models import RESOURCES as MODELS

GRAPH = Graph.of(resource.resource_type() for resource in RESOURCES)


def type_of(name: str, *members: Attribute | Relation) -> ResourceType:
    """A type with these attributes and relationships."""
    return ResourceType(
        name,
        {one.name: one for one in members if isinstance(one, Attribute)},
        {one.name: one for one in members if isinstance(one, Relation)},
    )


def text(name: str) -> Attribute:
    return Attribute(name, column_name(name), Kind.STRING)


def one(name: str, *targets: str, inverse: str | None = None) -> Relation:
    return Relation(name, targets, many=False, inverse=inverse)


def many(name: str, *targets: str, inverse: str | None = None) -> Relation:
    return Relation(name, targets, many=True, inverse=inverse)


@pytest.mark.req("RES-12")
def test_an_attribute_and_a_relationship_share_no_name() -> None:
    wrong = type_of("books", text("author"), one("author", "books"))

    with pytest.raises(AssertionError, match=r"books has attributes and relationships of one name"):
        Graph.of([wrong])


@pytest.mark.req("RES-12")
@pytest.mark.parametrize("member", [text("id"), text("type"), text("lid"), one("type", "books")])
def test_no_field_has_a_name_that_the_specification_keeps(member: Attribute | Relation) -> None:
    with pytest.raises(AssertionError, match=r"books declares reserved field names"):
        Graph.of([type_of("books", member)])


def test_a_relationship_leads_somewhere() -> None:
    with pytest.raises(AssertionError, match=r"books\.author leads to no type"):
        Graph.of([type_of("books", one("author"))])


def test_a_relationship_leads_to_a_type_that_exists() -> None:
    with pytest.raises(AssertionError, match=r"books\.author leads to 'people', which is no type"):
        Graph.of([type_of("books", one("author", "people"))])


def test_an_inverse_exists() -> None:
    books = type_of("books", one("author", "people", inverse="books"))

    with pytest.raises(AssertionError, match=r"names the inverse people\.books: none"):
        Graph.of([books, type_of("people")])


def test_an_inverse_leads_back() -> None:
    books = type_of("books", one("author", "people", inverse="works"))
    people = type_of("people", many("works", "people"))

    with pytest.raises(AssertionError, match=r"books\.author and people\.works disagree"):
        Graph.of([books, people])


@pytest.mark.parametrize("order", ["pages", "-pages", "author", "@position", ""])
def test_a_type_is_ordered_by_one_of_its_attributes(order: str) -> None:
    books = ResourceType("books", {"title": text("title")}, {}, order)

    with pytest.raises(AssertionError, match=r"books is ordered by '.*', which books do not have"):
        Graph.of([books])


def test_a_relationship_is_ordered_by_an_attribute_of_its_members() -> None:
    works = Relation("works", ("books",), many=True, order="-pages")

    with pytest.raises(AssertionError, match=r"people\.works is ordered by 'pages', which books"):
        Graph.of([type_of("people", works), type_of("books")])


def test_members_of_a_to_many_are_of_one_type() -> None:
    with pytest.raises(AssertionError, match=r"people\.likes is a mixture of types"):
        Graph.of([type_of("people", many("likes", "people", "books")), type_of("books")])


def test_a_field_that_may_be_sorted_by_exists() -> None:
    class Books(Articles):
        sortable = ("title", "pages")

    with pytest.raises(AssertionError, match=r"articles allows sorting or filtering by {'pages'}"):
        Books.resource_type()


def test_a_field_that_may_be_filtered_by_exists() -> None:
    class Books(Articles):
        filterable = ("author",)

    with pytest.raises(AssertionError, match=r"sorting or filtering by {'author'}"):
        Books.resource_type()


def test_a_field_is_of_a_known_kind() -> None:
    class BookSchema(Schema):
        price = marshmallow_fields.Decimal()

        class Meta:
            type_ = "books"

    class Books(Resource):
        schema = BookSchema

    with pytest.raises(AssertionError, match=r"price is a Decimal, a field of no known kind"):
        Books.resource_type()


def changed(name: str, *members: Attribute | Relation) -> Graph:
    """The graph of the blog with other members in one type."""
    old = GRAPH[name]
    attributes = {**old.attributes, **type_of(name, *members).attributes}
    relations = {**old.relations, **type_of(name, *members).relations}
    return Graph({**GRAPH.types, name: ResourceType(name, attributes, relations)})


def test_the_blog_as_it_is_declared_is_stored_so() -> None:
    check(GRAPH)

    assert GRAPH.types.keys() == MODELS.keys()


def test_a_type_without_a_model_stops_the_start() -> None:
    with pytest.raises(AssertionError, match=r"No model stores books"):
        check(Graph.of([type_of("books")]))


def test_an_attribute_without_a_column_stops_the_start() -> None:
    with pytest.raises(AssertionError, match=r"tags has no column page_count"):
        check(changed("tags", text("pageCount")))


def test_a_relationship_that_is_not_stored_stops_the_start() -> None:
    with pytest.raises(AssertionError, match=r"tags\.owner is not stored as any edge"):
        check(changed("tags", one("owner", "people")))


@pytest.mark.parametrize(
    ("type_", "relation"),
    [("articles", many("author", "people")), ("articles", one("tags", "tags"))],
)
def test_a_relationship_that_is_stored_as_the_other_kind_stops_the_start(
    type_: str, relation: Relation
) -> None:
    with pytest.raises(AssertionError, match=r"is stored as the wrong kind of edge"):
        check(changed(type_, relation))


@pytest.mark.parametrize("targets", [("articles",), ("comments", "articles"), ("tags",)])
def test_foreign_keys_for_other_targets_stop_the_start(targets: tuple[str, ...]) -> None:
    with pytest.raises(AssertionError, match=r"reactions\.target and its foreign keys disagree"):
        check(changed("reactions", one("target", *targets)))


def test_an_order_by_hand_without_a_column_for_it_stops_the_start() -> None:
    tags = Relation("tags", ("tags",), many=True, order="@position")

    with pytest.raises(AssertionError, match=r"articles\.tags is ordered by hand, and no column"):
        check(changed("articles", tags))


def test_a_graph_knows_the_fields_of_a_type_and_which_come_unasked() -> None:
    articles = GRAPH["articles"]

    assert "bodyHtml" in articles.fields
    assert "bodyHtml" not in articles.default_fields
    assert set(articles.default_fields) == articles.fields - {"bodyHtml"}


def test_a_schema_declares_columns_choices_and_relationships() -> None:
    class BookSchema(Schema):
        motto = String(allow_none=True, on_request=True)
        binding = Choice(("paper", "linen"))
        writer = Relationship("people", "robots", inverse="books", allow_none=True)

        class Meta:
            type_ = "books"

    class Books(Resource):
        schema = BookSchema
        order = "-motto"
        sortable = ("motto",)

    books = Books.resource_type()
    facts: Mapping[str, Attribute] = books.attributes

    assert (books.name, books.order) == ("books", "-motto")
    assert facts["motto"].column == "motto"
    assert (facts["motto"].nullable, facts["motto"].on_request) == (True, True)
    assert (facts["motto"].sortable, facts["motto"].filterable) == (True, False)
    assert facts["binding"].choices == ("paper", "linen")
    assert books.relations["writer"] == one("writer", "people", "robots", inverse="books")


def test_a_schema_declares_what_clients_may_do_with_each_field() -> None:
    class BookSchema(Schema):
        title = String(required=True)
        isbn = String(fixed=True)
        pages = String(dump_only=True)
        proof = String(dump_only=True, once=True)
        key = String(load_only=True)
        deed = String(load_only=True, fixed=True)
        writer = Relationship("people", required=True, fixed=True)
        readers = Relationship("people", many=True, most=9, replaceable=False)
        shelf = Relationship("shelves", dump_only=True, allow_none=True)

        class Meta:
            type_ = "books"

    class Books(Resource):
        schema = BookSchema

    books = Books.resource_type()
    members = {**books.attributes, **books.hidden, **books.relations}
    writer, readers, shelf = (books.relations[name] for name in ("writer", "readers", "shelf"))

    assert {name: each.access for name, each in members.items()} == {
        "title": Access.OPEN,
        "isbn": Access.FIXED,
        "pages": Access.READ_ONLY,
        "proof": Access.ONCE,
        "key": Access.WRITE_ONLY,
        "deed": Access.CREATION,
        "writer": Access.FIXED,
        "readers": Access.OPEN,
        "shelf": Access.READ_ONLY,
    }
    assert books.attributes.keys() == {"title", "isbn", "pages", "proof"}
    assert books.fields == books.attributes.keys() | books.relations.keys()
    assert books.once == {"proof"}
    assert "proof" not in books.default_fields
    assert (writer.required, writer.nullable, writer.most, writer.replaceable) == (
        True,
        False,
        None,
        True,
    )
    assert (readers.required, readers.most, readers.replaceable) == (False, 9, False)
    assert shelf.nullable


def test_a_projection_says_where_everything_stands_in_a_row() -> None:
    target, person = one("target", "articles", "comments"), one("person", "people")
    projection = Projection("reactions", ("kind", "email"), (target, person), ("email",))

    places = {
        "kind": projection.attribute_index("kind"),
        "email": projection.attribute_index("email"),
        "target": projection.link_index("target"),
        "person": projection.link_index("person"),
        "seen": projection.gate_index("email"),
    }

    assert places == {"kind": 2, "email": 3, "target": 4, "person": 6, "seen": 7}
    assert projection.width == 8
    with pytest.raises(KeyError, match="author"):
        projection.link_index("author")
