"""Cross-origin requests: Starlette's rules, in answers that keep ours.

In: the origins that the operator allows. Out: the headers that let their pages read. A preflight
is answered without a body, since no body under `/v1` may be plain text; what it does not allow it
does not name, and that is what browsers go by.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response

from .responses import VARY


class Cors(CORSMiddleware):
    """CORS on every answer of the application."""

    def preflight_response(self, request_headers: Headers) -> Response:
        """What the origin may send, if it may send anything."""
        decided = super().preflight_response(request_headers)
        names = [name for name in decided.headers if name.startswith("access-control-")]
        headers = {name: decided.headers[name] for name in names}
        return Response(status_code=204, headers={"Vary": f"{VARY}, Origin", **headers})
