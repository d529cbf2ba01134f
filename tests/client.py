"""A JSON:API client that believes nothing: it checks every answer before it hands it over.

In: the address of a running server, and perhaps a token. Out: `Answer` values whose documents
keep `spec/document.schema.json` and `tests/rules.py`; an answer that does not is an
AssertionError naming the rule. It follows no redirect and repairs no request.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Collection, Iterator, Mapping
from http.client import HTTPMessage, HTTPResponse
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests

from tests.answer import JSONAPI, Answer, Pairs
from tests.contract import strayed
from tests.rules import broken

__all__ = ["JSONAPI", "Answer", "Client"]

Params = Mapping[str, str] | Pairs
Headers = Mapping[str, str]

FORM = "application/x-www-form-urlencoded"
TIMEOUT = 30.0
# What may differ between a GET and the HEAD after it.
_PASSING = {"date", "ratelimit"}


class Client:
    """A caller of the server at `base_url`, anonymous unless a `token` is given.

    Where a path is asked for, `/v1/articles` and an absolute URL both do. `accept=None` sends no
    `Accept` at all.
    """

    def __init__(self, base_url: str, token: str | None = None) -> None:
        self.base_url = base_url.rstrip("/")
        self._credentials = {"Authorization": f"Bearer {token}"} if token else {}
        self._session = requests.Session()
        # No proxy, no netrc, no compression: the bytes are the server's own.
        self._session.trust_env = False
        self._session.headers.update({"Accept-Encoding": "identity"})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._session.close()

    def get(
        self,
        path: str,
        *,
        params: Params | None = None,
        headers: Headers | None = None,
        accept: str | None = JSONAPI,
    ) -> Answer:
        return self.request("GET", path, params=params, headers=headers, accept=accept)

    def head(self, path: str, *, headers: Headers | None = None) -> Answer:
        return self.request("HEAD", path, headers=headers)

    def options(self, path: str, *, headers: Headers | None = None) -> Answer:
        return self.request("OPTIONS", path, headers=headers)

    def query(self, path: str, params: Params, *, headers: Headers | None = None) -> Answer:
        """HTTP QUERY, with the parameters as a form in the body."""
        form = urlencode(list(_pairs(params))).encode()
        return self.request(
            "QUERY", path, headers={"Content-Type": FORM, **(headers or {})}, body=form
        )

    def post(self, path: str, document: Any = None, **given: Any) -> Answer:
        return self.write("POST", path, document, **given)

    def patch(self, path: str, document: Any = None, **given: Any) -> Answer:
        return self.write("PATCH", path, document, **given)

    def delete(self, path: str, document: Any = None, **given: Any) -> Answer:
        return self.write("DELETE", path, document, **given)

    def write(
        self,
        method: str,
        path: str,
        document: Any = None,
        *,
        params: Params | None = None,
        headers: Headers | None = None,
        body: bytes | None = None,
        accept: str | None = JSONAPI,
    ) -> Answer:
        """Send a document; `body` sends bytes as they are, and None of both sends nothing."""
        if body is None and document is not None:
            body = json.dumps(document).encode()
        labelled = {"Content-Type": JSONAPI} if body is not None else {}
        return self.request(
            method,
            path,
            params=params,
            headers={**labelled, **(headers or {})},
            body=body,
            accept=accept,
        )

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        headers: Headers | None = None,
        accept: str | None = JSONAPI,
        body: bytes | None = None,
    ) -> Answer:
        response = self._session.request(
            method,
            self._url(path),
            params=list(_pairs(params)) if params else None,
            # requests drops a header whose value is None, its own default included.
            headers={"Accept": accept, **self._credentials, **(headers or {})},
            data=body,
            allow_redirects=False,
            timeout=TIMEOUT,
        )
        form = body.decode() if body and method == "QUERY" else ""
        return _checked(
            Answer(
                method=method,
                url=str(response.url),
                parameters=(*_query(str(response.url)), *_form(form)),
                status=response.status_code,
                headers=response.headers,
                body=response.content,
            ),
            headers,
        )

    def raw(
        self,
        target: str,
        *,
        method: str = "GET",
        headers: Headers | None = None,
        accept: str | None = JSONAPI,
    ) -> Answer:
        """The request line as it stands: bare brackets and stray percent signs reach the server."""
        address = urlsplit(self.base_url)
        fields = {
            "Host": address.netloc,
            "Connection": "close",
            **({"Accept": accept} if accept is not None else {}),
            **self._credentials,
            **(headers or {}),
        }
        lines = (f"{method} {target} HTTP/1.1", *(f"{k}: {v}" for k, v in fields.items()), "", "")
        with socket.create_connection((address.hostname, address.port or 80), TIMEOUT) as sock:
            sock.sendall("\r\n".join(lines).encode("latin-1"))
            response = HTTPResponse(sock, method=method)
            response.begin()
            content = response.read()
            response.close()
        return _checked(
            Answer(
                method=method,
                url=self.base_url + target,
                parameters=_query(self.base_url + target),
                status=response.status,
                headers=_insensitive(response.headers),
                body=content,
            )
        )

    def pages(self, path: str, *, params: Params | None = None) -> Iterator[Answer]:
        """Page after page along `links.next`. Raises AssertionError when the road is a ring."""
        answer = self.get(path, params=params)
        seen = {answer.url}
        yield answer
        while following := answer.links.get("next"):
            if following in seen:
                raise AssertionError(f"PAGE-06: next leads back to {following}")
            seen.add(following)
            answer = self.get(following)
            yield answer

    def crawl(
        self, answer: Answer, *, most: int = 500, closed: Collection[str] = ()
    ) -> dict[str, Answer]:
        """Follow each link of a document, `most` of them, and find all of them answering 200, but
        for those of `closed`, which ask for a token or another one.

        Links away from the server are not followed; they may only lead to the specification's
        own site. Raises AssertionError for any other, and for a link that does not work.
        """
        found = dict.fromkeys(_links(answer.document))
        foreign = [url for url in found if not url.startswith(f"{self.base_url}/")]
        if strays := [url for url in foreign if not url.startswith("https://jsonapi.org/")]:
            raise AssertionError(f"FETCH-01: these links leave the server: {strays}")
        followed = {}
        for url in [url for url in found if url not in foreign][:most]:
            followed[url] = self.get(url, accept=_accepted(url))
            if followed[url].status not in ({401, 403} if url in closed else {200}):
                raise AssertionError(
                    f"FETCH-01, FETCH-02, FETCH-03, FETCH-12: {url}, linked by {answer.url}, "
                    f"answers {followed[url].status}"
                )
        return followed

    def head_equals_get(self, path: str, *, headers: Headers | None = None) -> Answer:
        """HEAD says what GET says, but for the body. Returns the answer to HEAD."""
        get = self.request("GET", path, headers=headers)
        head = self.request("HEAD", path, headers=headers)
        if (head.status, _lasting(head)) != (get.status, _lasting(get)):
            raise AssertionError(
                f"FETCH-11: HEAD {path} is {head.status} {_lasting(head)}, "
                f"GET is {get.status} {_lasting(get)}"
            )
        return head

    def _url(self, path: str) -> str:
        return path if path.startswith(("http://", "https://")) else self.base_url + path


def _checked(answer: Answer, headers: Headers | None = None) -> Answer:
    override = (headers or {}).get("X-HTTP-Method-Override", "").upper()
    stands_for = override if (answer.method, override) == ("POST", "PATCH") else answer.method
    if faults := [*broken(answer), *strayed(answer, stands_for)]:
        raise AssertionError("\n".join([f"{answer.method} {answer.url}", *faults]))
    return answer


def _links(node: Any) -> Iterator[str]:
    """Every URL of a document that is a link; attributes hold none, whatever their names."""
    match node:
        case dict():
            for name, value in node.items():
                match name, value:
                    case "links", dict():
                        yield from (url for url in value.values() if isinstance(url, str))
                        yield from _links(list(value.values()))
                    case "href", str():
                        yield value
                    case "attributes", _:
                        continue
                    case _:
                        yield from _links(value)
        case list():
            for value in node:
                yield from _links(value)


def _accepted(url: str) -> str:
    path = urlsplit(url).path
    in_the_api = path == "/v1" or path.startswith("/v1/")
    return JSONAPI if in_the_api and path != "/v1/openapi.json" else "*/*"


def _lasting(answer: Answer) -> dict[str, str]:
    lower = {name.lower(): value for name, value in answer.headers.items()}
    return {name: value for name, value in lower.items() if name not in _PASSING}


def _insensitive(message: HTTPMessage) -> Mapping[str, str]:
    """Headers found in any case; a header sent twice is one, joined by commas."""
    names = dict.fromkeys(name.lower() for name in message)
    return requests.structures.CaseInsensitiveDict(
        {name: ", ".join(message.get_all(name, [])) for name in names}
    )


def _pairs(params: Params) -> Pairs:
    return tuple(params.items()) if isinstance(params, Mapping) else tuple(params)


def _query(url: str) -> Pairs:
    return _form(urlsplit(url).query)


def _form(text: str) -> Pairs:
    return parse_qsl(text, keep_blank_values=True)
