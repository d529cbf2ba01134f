"""The headers of requests and of answers, as components.

In: nothing but the constants of those who read and write them. Out: parameters and headers by
name, and which of them an answer has.
"""

from __future__ import annotations

from ..preferences import Preferences
from ..resources.sent import KEY
from .facts import Object, ref

#: The preferences that are understood, as `Preference-Applied` names them.
PREFERENCES = tuple(
    (Preferences(minimal=True, strict=True, rollback=True).applied(minimal=True) or "").split(", ")
)
_TAG = r'(W/)?"[!#-~]*"'


def parameters() -> dict[str, Object]:
    """The request headers that mean something here, by component name."""
    key = {"pattern": f"^{KEY.pattern}$", "examples": ["5f0c2c52-6a0e-4c8e-9d0b-6a1d4be31000"]}
    return {
        "If-Match": _request(
            "If-Match",
            {"pattern": rf"^(\*|{_TAG}(, {_TAG})*)$", "examples": ['"7"', "*"]},
            "The state that the write is meant for: an ETag of the resource or of one of its "
            'relationships, or its version in quotes, such as "7". Another state is a 412.',
        ),
        "If-None-Match": _request(
            "If-None-Match",
            {"examples": ['"7.f1b7cbdc0aef"']},
            "ETags of what the caller has already: an unchanged document is a 304.",
        ),
        "Idempotency-Key": _request(
            "Idempotency-Key",
            key,
            "Makes a retry safe: the same request with the same key is carried out once, and "
            "answered again as it was the first time.",
        ),
        "Prefer": _request(
            "Prefer",
            {"examples": [*PREFERENCES]},
            "return=minimal leaves the fields of the answer out; handling=strict refuses what is "
            "overlooked otherwise; tx=rollback is a dry run. What is not understood is overlooked.",
        ),
    }


def components() -> dict[str, Object]:
    """The headers of answers, by name."""
    return {
        "ETag": _header("A strong entity tag; that of a resource begins with its version.", True),
        "Vary": _header("Which request headers the answer depends on: Accept, at least.", True),
        "Cache-Control": _header("Who may keep the answer, and for how long.", True),
        "Location": _header("The URL of what was created.", True, format="uri"),
        "Allow": _header("The methods of the URL.", True),
        "WWW-Authenticate": _header("How to authenticate.", True),
        "Retry-After": _header("After how many seconds to come back.", True, pattern="^[0-9]+$"),
        "Preference-Applied": _header("The preferences that were applied."),
        "Idempotency-Replayed": _header("That this answer was given before.", const="true"),
    }


def on_read() -> Object:
    """The headers of a document that was read, and of a 304."""
    return _refs("ETag", "Vary", "Cache-Control")


def on_write(*, created: bool = False, shown: bool = False, keyed: bool = True) -> Object:
    """The headers of the answer to a write."""
    names = ["Vary", "Cache-Control", "Preference-Applied"]
    names += ["ETag"] if shown else []
    names += ["Location"] if created else []
    names += ["Idempotency-Replayed"] if keyed else []
    return _refs(*names)


def on_refusal(status: int) -> Object:
    """The headers of an answer that tells of errors."""
    more = {401: "WWW-Authenticate", 405: "Allow", 429: "Retry-After", 503: "Retry-After"}
    made = _refs("Vary", "Cache-Control", *([more[status]] if status in more else []))
    if status == 409:
        made["Retry-After"] = _header("Seconds, where the first request with the key goes on.")
    return made


def _refs(*names: str) -> Object:
    return {name: ref("headers", name) for name in names}


def _request(name: str, of: Object, description: str) -> Object:
    made = {"type": "string", **of}
    return {"name": name, "in": "header", "description": description, "schema": made}


def _header(description: str, required: bool = False, **of: str) -> Object:
    made: Object = {"description": description, "schema": {"type": "string", **of}}
    return {**made, "required": True} if required else made
