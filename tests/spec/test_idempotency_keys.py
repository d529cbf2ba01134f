"""Which keys there are, where they are taken, and what is kept of a request that came with one."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from jsonapi_blog.settings import Signup
from tests.answer import JSONAPI, Answer
from tests.client import Client
from tests.concurrency.writes import CREATIONS, PATCHES, Write, create, fill, patch
from tests.conftest import Databases, World, world
from tests.spec.sending import fault, resource, stored

KEY = "Idempotency-Key"
HEADER = {"header": KEY}
PATCH = PATCHES["patch an article"]
MALFORMED = ("", "two words", "tab\tbed", "ü", "x" * 256, "a, b")
LEGAL = ("x", "x" * 255, '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "!#$%&'()*+,-./:;<=>?@[]^_`{|}~")


@pytest.fixture(scope="module")
def shared(databases: Databases) -> Iterator[World]:
    """A blog for writes that are refused, or that each have a key of their own."""
    with world(databases) as made:
        yield fill(made)


@pytest.fixture
def blog(empty: World) -> World:
    return fill(empty)


@pytest.mark.parametrize("key", MALFORMED)
@pytest.mark.parametrize("write", [PATCH, CREATIONS["a new tag"]], ids=["patch", "create"])
def test_what_is_no_key_is_400(shared: World, write: Write, key: str) -> None:
    before = stored(shared)

    answer = write.sent(shared, **{KEY: key.encode().decode("latin-1")})

    assert fault(answer) == (400, "invalid-header", HEADER)
    assert stored(shared) == before


@pytest.mark.parametrize("key", LEGAL)
def test_a_key_is_up_to_255_visible_characters(shared: World, key: str) -> None:
    write = patch("articles", "post", title=key[:100])
    first = write.sent(shared, **{KEY: key})

    again = write.sent(shared, **{KEY: key})

    assert (first.status, again.status) == (200, 200)
    assert again.headers["Idempotency-Replayed"] == "true"


def test_the_case_of_a_key_matters(shared: World) -> None:
    answers = [PATCH.sent(shared, **{KEY: key}) for key in ("Case", "case")]

    assert [answer.status for answer in answers] == [200, 200]
    assert all("Idempotency-Replayed" not in answer.headers for answer in answers)


def test_two_keys_are_no_key(shared: World) -> None:
    body = b'{"data": {"type": "tags", "attributes": {"name": "Two"}}}'

    status = _posted(shared, "/v1/tags", ("one", "two"), body)

    assert status == 400


def test_who_signs_up_without_a_token_has_no_keys(empty: World, serve: Any) -> None:
    person = resource("people", None, {"name": "New", "handle": "new"})
    url = serve(empty.engine.url.render_as_string(hide_password=False), signup=Signup.OPEN)
    with Client(url) as client:
        refused = client.post("/v1/people", person, headers={KEY: "key"})
        without = client.post("/v1/people", person)

    assert fault(refused) == (400, "invalid-header", HEADER)
    assert without.status == 201
    assert stored(empty)["idempotency_keys"] == []


@pytest.mark.parametrize("by", ["ada", "anonymous"])
def test_a_new_token_takes_no_key_since_its_secret_is_shown_once(shared: World, by: str) -> None:
    before = stored(shared)
    document = resource("access-tokens", None, {"name": "phone"})
    if by == "anonymous":
        document["data"]["attributes"] |= {"email": "ada@blog.example", "password": "1234567890"}

    answer = shared.client_of(by).post("/v1/access-tokens", document, headers={KEY: "key"})

    assert fault(answer) == (400, "invalid-header", HEADER)
    assert stored(shared) == before


def test_a_change_of_a_token_takes_a_key(blog: World) -> None:
    ada = blog.client_of("ada")
    token = ada.get("/v1/access-tokens", params={"filter[person]": blog.ids["ada"]}).ids[0]
    renamed = resource("access-tokens", token, {"name": "phone"})

    first, again = (
        ada.patch(f"/v1/access-tokens/{token}", renamed, headers={KEY: "key"}) for _ in range(2)
    )

    assert (first.status, again.status) == (200, 200)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.body == first.body


PASSWORDS = ("correct horse battery", "staple staple staple")


def _signed_up(password: str, **more: Any) -> Write:
    return create("people", {"name": "New", "handle": "new", "password": password, **more})


@pytest.mark.parametrize(
    "writes",
    [
        [_signed_up(password) for password in PASSWORDS],
        [patch("people", "rita", password=password) for password in PASSWORDS],
    ],
    ids=["create", "patch"],
)
def test_another_password_makes_no_other_request(blog: World, writes: list[Write]) -> None:
    first = writes[0].sent(blog, **{KEY: "key"})
    after = stored(blog)

    again = writes[1].sent(blog, **{KEY: "key"})

    assert first.status in {200, 201}
    assert (again.body, again.headers["Idempotency-Replayed"]) == (first.body, "true")
    assert stored(blog) == after


def test_what_is_kept_of_a_request_tells_nothing_of_its_password(blog: World) -> None:
    for number, password in enumerate(PASSWORDS):
        write = patch("people", "rita", password=password)
        assert write.sent(blog, **{KEY: f"key-{number}"}).status == 200

    with blog.engine.connect() as connection:
        kept = connection.execute(
            text("SELECT fingerprint, convert_from(body, 'UTF8'), headers FROM idempotency_keys")
        ).all()

    assert len(kept) == 2
    assert kept[0].fingerprint == kept[1].fingerprint
    for _, body, headers in kept:
        assert not any(password in f"{body}{headers}" for password in PASSWORDS)
        assert '"password' not in body


def test_with_other_values_beside_the_password_it_is_another_request(blog: World) -> None:
    _signed_up(PASSWORDS[0]).sent(blog, **{KEY: "key"})

    answer = _signed_up(PASSWORDS[0], bio="More").sent(blog, **{KEY: "key"})

    assert fault(answer) == (422, "idempotency-key-reused", HEADER)


def test_a_person_who_goes_leaves_no_key_to_anybody(blog: World) -> None:
    write = create("comments", {"body": "New"}, article={"type": "articles", "id": "{post}"})
    rita = blog.client_of("rita")
    write.sent(blog, client=rita, **{KEY: "key"})

    gone = rita.delete(f"/v1/people/{blog.ids['rita']}")
    after = write.sent(blog, client=rita, **{KEY: "key"})
    other = write.sent(blog, client=blog.client_of("ann"), **{KEY: "key"})

    assert (gone.status, gone.meta["deleted"]["comments"]) == (200, 2)
    assert (after.status, other.status) == (401, 201)


def test_the_key_of_one_person_says_nothing_to_another(blog: World) -> None:
    first = keyed(blog, PATCH, by="ada")

    other = keyed(blog, patch("articles", "post", title="Mine"), by="ann")

    assert (first.status, other.status) == (200, 200)
    assert "Idempotency-Replayed" not in other.headers
    assert keyed(blog, PATCH, by="ada").body == first.body


def test_all_tokens_of_a_person_with_the_same_scopes_share_the_keys(blog: World) -> None:
    first = keyed(blog, PATCH)
    blog.tokens["phone"] = blog.add.token(blog.ids["ada"])

    again = keyed(blog, PATCH, by="phone")

    assert again.body == first.body


def test_a_token_with_other_scopes_is_not_shown_what_another_was(blog: World) -> None:
    first = keyed(blog, PATCH)
    blog.tokens["narrow"] = blog.add.token(blog.ids["ada"], ("articles:write",))

    other = keyed(blog, PATCH, by="narrow")

    assert first.status == 200
    assert fault(other) == (422, "idempotency-key-reused", HEADER)


def test_who_may_no_longer_write_gets_no_old_answer(blog: World) -> None:
    write = create("tags", {"name": "New"})
    keyed(blog, write, by="eve")
    patch("people", "eve", role="reader").sent(blog)

    answer = keyed(blog, write, by="eve")

    assert answer.status == 403


def keyed(blog: World, write: Write, by: str = "ada") -> Answer:
    """The answer to a write by somebody whose key is always the same."""
    return write.sent(blog, client=blog.client_of(by), **{KEY: "key"})


def _posted(blog: World, path: str, keys: tuple[str, ...], body: bytes) -> int:
    """The status of a POST with one `Idempotency-Key` on each line."""
    address = urlsplit(blog.url)
    connection = HTTPConnection(str(address.hostname), address.port)
    connection.putrequest("POST", path)
    for name, value in {
        "Accept": JSONAPI,
        "Content-Type": JSONAPI,
        "Content-Length": str(len(body)),
        "Authorization": f"Bearer {blog.tokens['ada']}",
    }.items():
        connection.putheader(name, value)
    for key in keys:
        connection.putheader(KEY, key)
    connection.endheaders(body)
    status = connection.getresponse().status
    connection.close()
    return status
