"""Below ASGI: what is no HTTP request at all is answered with a document too (CN-04).

In: bytes that the parser refuses, and the settings that the application keeps for the protocol.
Out: a 400 on a connection that is closed afterwards. Everything else is uvicorn's.
"""

from __future__ import annotations

from typing import TypedDict

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from ..errors import MalformedRequest
from ..serializers.links import Urls
from ..settings import Settings
from .hosts import base_url
from .responses import problem_response


class State(TypedDict):
    """What the application's lifespan hands to every connection."""

    settings: Settings


class Wire(HttpToolsProtocol):
    """HTTP/1.1 by httptools, with refusals in JSON:API."""

    def send_400_response(self, msg: str) -> None:
        """Refuse what was received, and hang up."""
        settings: Settings = self.app_state["settings"]
        scope = {"scheme": self.scheme, "server": self.server, "headers": self.headers or []}
        problem = MalformedRequest(
            f"{msg} A request line has a method that HTTP registers, a URL in ASCII and the "
            "version HTTP/1.1; header fields follow."
        )
        headers = {"Connection": "close", "Cache-Control": "no-store"}
        refusal = problem_response(problem, Urls(base_url(scope, settings)), headers)
        fields = (*self.server_state.default_headers, *refusal.raw_headers)
        head = b"".join(b"%s: %s\r\n" % field for field in fields)
        self.transport.write(STATUS_LINE[400] + head + b"\r\n" + bytes(refusal.body))
        self.transport.close()
