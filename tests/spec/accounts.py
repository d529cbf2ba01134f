"""What tests of accounts share: logging in, asking for tokens, and looking for what was given away.

In: clients and engines. Out: answers, and all that a database holds as one text.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, text

from jsonapi_blog import passwords
from tests.answer import Answer
from tests.client import Client

PASSWORD = "correct horse battery staple"
#: Made once: each one takes a tenth of a second.
HASH = passwords.hashed(PASSWORD)
TOKENS = "/v1/access-tokens"


def document(type_: str, id_: str | None = None, **attributes: Any) -> dict[str, Any]:
    """A document with one resource, which is new without an id."""
    named = {"type": type_} if id_ is None else {"type": type_, "id": id_}
    return {"data": {**named, "attributes": attributes}}


def log_in(
    client: Client,
    email: str,
    password: str = PASSWORD,
    headers: dict[str, str] | None = None,
    **attributes: Any,
) -> Answer:
    """The answer to somebody who asks for a token called "laptop" with address and password."""
    said = {"name": "laptop", "email": email, "password": password, **attributes}
    return client.post(TOKENS, document("access-tokens", **said), headers=headers)


def ask_for_token(
    client: Client, headers: dict[str, str] | None = None, **attributes: Any
) -> Answer:
    """The answer to a client who asks for another token with the one that it has."""
    said = {"name": "script", **attributes}
    return client.post(TOKENS, document("access-tokens", **said), headers=headers)


def change(client: Client, type_: str, id_: str, **attributes: Any) -> Answer:
    """The answer to a PATCH of some attributes."""
    return client.patch(f"/v1/{type_}/{id_}", document(type_, id_, **attributes))


def secret_of(answer: Answer) -> str:
    """The secret that an answer shows. Raises AssertionError where it shows none."""
    assert answer.status == 201, answer.body
    secret: str = answer.data["attributes"]["secret"]
    return secret


def stored(engine: Engine) -> str:
    """Every row of every table, as text; bytes are in it as hexadecimal digits."""
    names = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    with engine.connect() as connection:
        return "\n".join(
            f"{name} {row}"
            for name in connection.scalars(names).all()
            for row in connection.scalars(text(f'SELECT t::text FROM "{name}" AS t'))
        )


def is_in(word: str, everything: str) -> bool:
    """Whether `stored` text holds a word, as text or as the bytes of it."""
    return word in everything or word.encode().hex() in everything
