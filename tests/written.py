"""What holds for every answer to a write, beyond what holds for every answer.

In: an `Answer` to a POST, PATCH or DELETE, with its document. Out: one sentence per broken rule,
beginning with the rule's id. `tests/rules.py` asks here; the results of operations are not judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.answer import Answer

METHODS = frozenset({"POST", "PATCH", "DELETE"})
#: Attributes that no answer shows, and one that only an answer which nobody keeps may show.
NEVER = frozenset({"password", "passwordHash", "digest"})
ONCE = "secret"


def addressed(answer: Answer, document: dict[str, Any]) -> bool:
    """Whether the document has a URL of its own: receipts and results of operations have none."""
    return answer.method == "GET" or (answer.method in METHODS and "data" in document)


def broken_by_write(answer: Answer, document: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the answer to a write that was carried out."""
    if answer.method not in METHODS or answer.status >= 300 or "atomic:results" in document:
        return
    if answer.method == "DELETE":
        yield from _receipt(answer, document)
        return
    resource = document.get("data")
    if not isinstance(resource, dict) or "links" not in resource:
        yield "CREATE-09, UPD-13: the answer to a write is not the resource that was written"
        return
    tag = answer.headers.get("ETag", "")
    if not tag.startswith(f'"{resource["meta"]["version"]}.'):
        yield f"contract, section 4: the ETag is {tag!r}, the version {resource['meta']['version']}"
    location, own = answer.headers.get("Location"), resource["links"]["self"]
    if location != (own if answer.status == 201 else None):
        yield f"CREATE-10, CREATE-11: Location of a {answer.status} is {location}, self is {own}"
    attributes = resource.get("attributes", {})
    if shown := NEVER & set(attributes):
        yield f"contract, section 6: {sorted(shown)} are told to nobody"
    if ONCE in attributes and (answer.status, _caching(answer)) != (201, "no-store"):
        yield f"contract, section 4: a secret in a {answer.status} that is {_caching(answer)!r}"


def _receipt(answer: Answer, document: dict[str, Any]) -> Iterator[str]:
    if set(document) != {"jsonapi", "meta"} or set(document["meta"]) != {"deleted"}:
        yield "contract, section 5: the answer to a deletion is no receipt"
    elif answer.path.split("/")[2] not in document["meta"]["deleted"]:
        yield "contract, section 5: the receipt does not count what was deleted"


def _caching(answer: Answer) -> str:
    return answer.headers.get("Cache-Control", "")
