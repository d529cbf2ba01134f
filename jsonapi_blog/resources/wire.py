"""Below ASGI: what is no HTTP request at all is answered with a document too (CN-04).

In: bytes that the parser refuses or that never become a request, and the service that the
application keeps for the protocol. Out: a 400 or 414 on a connection that is closed afterwards.
Everything else is uvicorn's.
"""

from __future__ import annotations

from typing import TypedDict

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from ..errors import MalformedRequest, Problem, UriTooLong
from ..serializers.links import Urls
from .api import Api
from .hosts import base_url
from .responses import problem_response


class State(TypedDict):
    """What the application's lifespan hands to every connection."""

    api: Api


#: How much may be received of request line and header fields that do not end.
MOST_HEAD_BYTES = 256 * 1024


class Wire(HttpToolsProtocol):
    """HTTP/1.1 by httptools, with refusals in JSON:API."""

    _in_head = False
    _head_bytes = 0

    def data_received(self, data: bytes) -> None:
        """Hand the bytes on; hang up on a head that does not end, since it is kept in memory."""
        headers = self.headers
        super().data_received(data)
        if not self._in_head or self.headers is not headers:
            self._head_bytes = 0
            return
        self._head_bytes += len(data)
        if self._head_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("Request line and header fields are too large.")

    def on_message_begin(self) -> None:
        """The head of a request begins."""
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head of a request is whole."""
        self._in_head = False
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what was received, and hang up."""
        api: Api = self.app_state["api"]
        settings = api.settings
        scope = {"scheme": self.scheme, "server": self.server, "headers": self.headers or []}
        headers = {"Connection": "close", "Cache-Control": "no-store"}
        urls = Urls(base_url(scope, settings))
        refusal = problem_response(self._fault(msg, settings.limits.url_bytes), urls, headers)
        fields = (*self.server_state.default_headers, *refusal.raw_headers)
        head = b"".join(b"%s: %s\r\n" % field for field in fields)
        self.transport.write(STATUS_LINE[refusal.status_code] + head + b"\r\n" + refusal.body)
        self.transport.close()

    def _fault(self, msg: str, most: int) -> Problem:
        """What is wrong: the parser gives up on very long URLs too."""
        length = len(self.url) if self.headers is not None else 0
        if length > most:
            return UriTooLong(f"The URL is over {most} bytes long, which is all that is allowed.")
        return MalformedRequest(
            f"{msg} A request line has a method that HTTP registers, a URL in ASCII and the "
            "version HTTP/1.1; header fields follow."
        )
