"""`/docs` as it is sent: what is on it, where its links lead, and who may keep it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from configparser import ConfigParser
from pathlib import Path

import jsonschema_rs
import orjson
import pytest
import requests

from jsonapi_blog.app import printed
from jsonapi_blog.resources.documentation.description import Description
from jsonapi_blog.resources.documentation.guides import PLACES, PRINTED_BASES, guide
from jsonapi_blog.resources.documentation.samples import sample as sampled
from jsonapi_blog.settings import Limits, LoginLimits, Settings
from tests.citations import ROOT
from tests.conftest import World

PACKAGE = ROOT / "jsonapi_blog" / "resources" / "documentation"
SECTIONS = [
    "start",
    "reading",
    "writing",
    "limits",
    "clients",
    "errors",
    "deprecations",
    "reference",
]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
Serve = Callable[..., str]


def get(base: str, path: str = "/docs", **headers: str) -> requests.Response:
    return requests.get(base + path, headers={"Accept-Encoding": "identity", **headers}, timeout=30)


@pytest.fixture(scope="module")
def page(sample: World) -> str:
    """The page of the sample blog."""
    return get(sample.url).text


def section(page: str, id: str) -> str:
    found = re.search(rf'<section id="{id}".*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0]


# What is on it


def test_the_contents_list_the_sections_in_their_order(page: str) -> None:
    contents = re.findall(r'<li><a href="#(\w+)">', page[: page.index("</nav>")])

    assert re.findall(r'<section id="(\w+)"', page) == SECTIONS
    assert [each for each in contents if each in SECTIONS] == SECTIONS


def test_every_link_on_the_page_lands_and_no_anchor_is_there_twice(page: str) -> None:
    anchors = re.findall(r' id="([^"]+)"', page)

    assert {*re.findall(r'href="#([^"]*)"', page)} <= {*anchors}
    assert len(anchors) == len({*anchors})


def test_every_link_away_from_the_page_is_a_whole_url(page: str) -> None:
    away = re.findall(r'<a href="([^#"][^"]*)"', page)

    assert away
    assert [target for target in away if not target.startswith(("http://", "https://"))] == []


def test_guides_lead_to_one_another() -> None:
    reading = guide("reading.md", "Reading").body

    assert '<a href="#writing">' in reading
    assert '<a href="#writing-lost-updates">' in reading
    assert '<h3 id="reading-paging">' in reading


def test_it_tells_the_limits_in_force(sample: World, serve: Serve) -> None:
    base = serve(
        sample.engine,
        limits=Limits(default_page_size=7, page_size=9, body_bytes=2048, url_bytes=999),
        login=LoginLimits(per_account=3, minutes=4),
        statement_seconds=2.5,
    )

    limits = section(get(base).text, "limits")

    told = dict(re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', limits))
    assert told["resources on a page"] == "7, at most 9"
    assert told["body"] == "2 KiB"
    assert told["URL, from the path on"] == "999 bytes"
    assert told["time of a statement of the database"] == "2.5 s"
    assert told["attempts to log in, for an account"] == "3 in 4 minutes"


def test_every_operation_is_told_with_its_parameters_and_codes(page: str) -> None:
    description = Description(orjson.loads(printed(Settings())))

    for operation in description.operations:
        found = re.search(
            rf'<details id="{operation.id}">.*?(?=<details id=|<h3 )', page, re.DOTALL
        )
        told = found[0] if found else section(page, "reference").partition(operation.id)[2]
        assert f"<code>{operation.path}</code>" in told
        assert f">{operation.method}</b>" in told
        for parameter in operation.parameters:
            base, *endings = re.findall(r"^[^\[]+|\[[^\]]*\]", parameter["name"])
            assert f"<code>{base}" in told
            assert all(ending in told for ending in endings)
        for answer in operation.answers:
            assert all(f'href="#{code}"' in page for code in answer.codes)


def test_an_attribute_is_told_with_what_it_may_be(page: str) -> None:
    told = dict(re.findall(r"<code>(\w+)</code></th><td>(.*?)</td>", section(page, "reference")))

    assert told["status"] == "visible | hidden; may be written"
    assert told["wordCount"] == "whole number; read-only"
    assert told["password"].startswith("text")
    assert told["secret"].endswith("read-only")
    assert told["coauthors"] == "to-many, people, at most 25; may be written"
    assert told["target"] == "to-one, articles or comments; required to create, only when created"


def test_what_a_form_begins_with_is_a_document_that_the_operation_takes() -> None:
    document = orjson.loads(printed(Settings()))
    description = Description(document)
    bodies = [each for each in description.operations if each.body and each.method != "QUERY"]

    for operation in bodies:
        assert operation.body is not None
        begun = operation.body.example or sampled(operation.body.schema, description.resolved)
        schema = {**operation.body.schema, "components": document["components"]}
        faults = [fault.message for fault in jsonschema_rs.iter_errors(schema, begun)]
        assert faults == [], operation.id
    assert len(bodies) > 25


# How it is sent


def test_it_lets_nothing_in_from_elsewhere(page: str, sample: World) -> None:
    answer = get(sample.url)

    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert re.findall(r"<style|<script(?! src=)|\sstyle=|\son\w+=|<iframe|<img", page) == []
    assert all(each.startswith("/docs/assets/") for each in drawn(page))


@pytest.mark.req("FETCH-11")
def test_head_says_what_get_says(sample: World, page: str) -> None:
    sample.client.head_equals_get("/docs", headers={"Accept": "text/html"})
    sample.client.head_equals_get(drawn(page)[0], headers={"Accept": "*/*"})


def test_whoever_has_it_gets_a_304(sample: World) -> None:
    first = get(sample.url)

    again = get(sample.url, **{"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "public, no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Vary"] == "Accept, Authorization, Accept-Encoding"


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip;q=0.5", "X-GZIP"])
def test_whoever_takes_gzip_gets_it_with_a_tag_of_its_own(sample: World, accepted: str) -> None:
    plain = get(sample.url)

    zipped = requests.get(
        f"{sample.url}/docs", headers={"Accept-Encoding": accepted}, timeout=30, stream=True
    )

    body = zipped.raw.read(decode_content=False)
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == plain.content
    assert len(body) < len(plain.content) / 5
    assert zipped.headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize("accepted", ["identity", "gzip;q=0", "br", "*;q=0", ""])
def test_whoever_does_not_take_gzip_gets_none(sample: World, accepted: str) -> None:
    assert "Content-Encoding" not in get(sample.url, **{"Accept-Encoding": accepted}).headers


def test_a_slash_at_the_end_makes_no_difference(sample: World, page: str) -> None:
    assert get(sample.url, "/docs/").text == page


def test_what_it_is_drawn_with_may_be_kept_for_ever(sample: World, page: str) -> None:
    kinds = {}
    for path in drawn(page):
        answer = get(sample.url, path)
        again = get(sample.url, path, **{"If-None-Match": answer.headers["ETag"]})

        kinds[Path(path).suffix] = answer.headers["Content-Type"]
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert again.status_code == 304
    assert kinds == {
        ".svg": "image/svg+xml",
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
    }


@pytest.mark.req("CN-04")
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("name", ["page.css", "page.000000000000.js", "..", "page.py"])
def test_what_is_not_there_is_a_404(sample: World, method: str, name: str) -> None:
    answer = sample.client.request(method, f"/docs/assets/{name.replace('.', '%2e', 1)}")

    assert answer.status == 404
    if method != "HEAD":
        assert answer.error["code"] == "unknown-url"


def test_what_it_is_drawn_with_is_only_read(sample: World, page: str) -> None:
    answer = sample.client.request("POST", drawn(page)[0])

    assert (answer.status, answer.error["code"]) == (405, "method-not-allowed")


def test_the_addresses_on_it_are_those_of_the_public(sample: World, serve: Serve) -> None:
    base = serve(sample.engine, public_url="https://api.example/blog")

    page = get(base).text

    assert "https://api.example/blog/v1/articles?" in page
    assert "https://api.example/blog/docs#invalid-include" in page
    assert not any(printed in page for printed in PRINTED_BASES)
    assert all(each.startswith("/blog/docs/assets/") for each in drawn(page))
    assert '<body data-base="https://api.example/blog" data-path="/blog">' in page


# Where it comes from


def test_the_files_that_are_packaged_are_those_of_the_documentation() -> None:
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg")
    packaged = setup["options.package_data"]["jsonapi_blog.resources.documentation"].split(", ")
    origins = {**dict.fromkeys({*PLACES} - {"problems.md"}, "docs"), "README.md": ""}

    for file, folder in origins.items():
        assert (PACKAGE / file).resolve() == ROOT / folder / file
        assert any((PACKAGE / file).match(pattern) for pattern in packaged)
    assert all(
        any(each.match(pattern) for pattern in packaged) for each in PACKAGE.glob("assets/*")
    )


def drawn(page: str) -> list[str]:
    """The URLs that the head of the page asks for."""
    head = page[: page.index("</head>")]
    return re.findall(r'(?:href|src)="([^"]+)"', head)
