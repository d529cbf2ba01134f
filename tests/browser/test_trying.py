"""The reference is tried out: by keyboard, with the media type of JSON:API, and with a token."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from tests.answer import JSONAPI
from tests.browser.chromium import Chromium
from tests.browser.conftest import Page
from tests.conftest import Databases, World, world
from tests.sample import sample_blog


@pytest.fixture(scope="module")
def blog(databases: Databases) -> Iterator[World]:
    """A blog that may be written to."""
    with world(databases) as made:
        made.tokens.update(sample_blog(made.add))
        yield made


@pytest.fixture
def own(browser: Chromium, blog: World) -> Page:
    """Its page."""
    return Page(browser, blog.url)


def test_a_get_is_sent_with_nothing_but_the_keyboard(page: Page, sample: World) -> None:
    page.open("#listArticles")
    page.wait("document.querySelector('#listArticles .try summary')")

    page.tab_to("#listArticles .try summary")
    page.browser.press("Enter")
    page.tab_to("#listArticles .try form [type=submit]")
    page.browser.press("Enter")
    status, document = page.answer("listArticles")

    assert status.startswith("200 OK")
    assert json.loads(document) == sample.client.get("/v1/articles?page[size]=2").document
    assert page.browser.requests[-1] == f"GET {page.url}/v1/articles?page[size]=2"
    assert page.browser.sent["Accept"] == JSONAPI
    assert "Authorization" not in page.browser.sent
    assert page.browser.complaints == []


def test_parameters_are_added_and_taken_away(page: Page, sample: World) -> None:
    page.try_out("listTags")
    form = "#listTags .try form"

    page.tab_to(f"{form} .rows + button")
    page.browser.press("Space")
    page.browser.type("fields[tags]")
    offered = page.ask(
        "[...document.activeElement.nextElementSibling.list.options].map(o=>o.value)"
    )
    page.browser.press("Tab")
    page.browser.type("name,slug")
    page.ask(f"document.querySelector('{form} .row button').click()")
    page.ask(f"document.querySelector('{form}').requestSubmit()")
    status, document = page.answer("listTags")

    assert status.startswith("200 OK")
    assert offered == ["name", "slug", "description", "articles"]
    assert json.loads(document) == sample.client.get("/v1/tags?fields[tags]=name,slug").document


def test_a_post_is_sent_with_the_token(own: Page, blog: World) -> None:
    admin = blog.client_of("admin")
    own.try_out("createTag")

    own.fill("#token", blog.tokens["admin"] or "")
    own.fill("#createTag textarea", '{"data": {"type": "tags", "attributes": {"name": "Tried"}}}')
    own.tab_to("#createTag .try form [type=submit]")
    own.browser.press("Enter")
    status, document = own.answer("createTag")

    made = json.loads(document)["data"]
    assert status.startswith("201 Created")
    assert admin.get(f"/v1/tags/{made['id']}").data["attributes"]["name"] == "Tried"
    assert own.browser.sent["Content-Type"] == JSONAPI
    assert own.browser.sent["Authorization"] == f"Bearer {blog.tokens['admin']}"
    shell = own.ask("document.querySelector('#createTag .answer details pre').textContent")
    assert "Bearer $TOKEN" in shell
    assert (blog.tokens["admin"] or "") not in own.ask("document.body.textContent")


def test_a_path_and_a_header_are_filled_in(own: Page, blog: World) -> None:
    article = blog.ids["post-1"]
    own.try_out("deleteArticle")
    own.fill("#token", blog.tokens["admin"] or "")

    own.fill("#deleteArticle [name=id]", article)
    own.fill("#deleteArticle [name=If-Match]", '"99"')
    own.ask("document.querySelector('#deleteArticle .try form').requestSubmit()")
    status, document = own.answer("deleteArticle")

    assert status.startswith("412")
    assert json.loads(document)["errors"][0]["source"] == {"header": "If-Match"}
    assert blog.client.get(f"/v1/articles/{article}").status == 200


def test_several_operations_are_sent_with_their_extension(own: Page, blog: World) -> None:
    batch = {
        "atomic:operations": [{"op": "add", "data": {"type": "tags", "attributes": {"name": "A"}}}]
    }
    own.try_out("operate")
    own.fill("#token", blog.tokens["admin"] or "")

    own.fill("#operate textarea", json.dumps(batch))
    own.ask("document.querySelector('#operate .try form').requestSubmit()")
    status, document = own.answer("operate")

    assert status.startswith("200")
    assert json.loads(document)["atomic:results"][0]["data"]["attributes"]["name"] == "A"
    assert own.browser.sent["Content-Type"] == f'{JSONAPI};ext="https://jsonapi.org/ext/atomic"'


def test_a_query_takes_its_parameters_in_the_body(page: Page, sample: World) -> None:
    page.try_out("queryTags")

    page.ask("document.querySelector('#queryTags .try form').requestSubmit()")
    status, document = page.answer("queryTags")

    assert status.startswith("200")
    assert json.loads(document) == sample.client.query("/v1/tags", {"page[size]": "2"}).document


@pytest.mark.req("ERR-07", "ERR-09")
def test_an_error_leads_to_its_entry(page: Page) -> None:
    page.try_out("createTag")
    page.ask("document.querySelector('#createTag .try form').requestSubmit()")
    status, _ = page.answer("createTag")

    page.tab_to("#createTag .answer a")
    page.browser.press("Enter")
    page.wait("location.hash === '#authentication-required'")

    assert status.startswith("401")
    assert 0 <= page.top_of("authentication-required") < 450


def test_an_address_that_is_shown_may_be_another_than_the_one_in_use(
    browser: Chromium, sample: World, serve: Callable[..., str]
) -> None:
    served = Page(browser, serve(sample.engine, public_url="https://blog.example"))
    served.try_out("listTags")

    served.ask("document.querySelector('#listTags .try form').requestSubmit()")
    status, _ = served.answer("listTags")

    asked = served.ask("document.querySelector('#listTags .answer code').textContent")
    assert status.startswith("200")
    assert asked == "GET https://blog.example/v1/tags?page[size]=2"
    assert served.browser.requests[-1] == f"GET {served.url}/v1/tags?page[size]=2"
