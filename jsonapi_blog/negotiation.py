"""Content negotiation: `Accept` and `Content-Type` by the grammar of HTTP and the rules of CN.

In: header values, and which extensions the URL supports. Out: whether the Cursor Pagination
profile is asked for, or NotAcceptable and UnsupportedMediaType. It reads headers only, never a
body; negotiation works through media type parameters alone (DOC-21).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from .errors import CURSOR_PROFILE, Header, NotAcceptable, UnsupportedMediaType

MEDIA_TYPE = "application/vnd.api+json"
FORM = "application/x-www-form-urlencoded"
ATOMIC = "https://jsonapi.org/ext/atomic"
#: Headers of more characters are read anew each time.
LONG = 256
#: Spellings of the profile's URI that requests may use (AMB-12).
PROFILE_ALIASES = frozenset(
    spelling
    for scheme in ("https", "http")
    for spelling in (
        f"{scheme}{CURSOR_PROFILE.removeprefix('https')}",
        f"{scheme}{CURSOR_PROFILE.removeprefix('https')}/",
    )
)

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_ITEM = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
_TYPE = re.compile(rf"\s*({_TOKEN})/({_TOKEN})\s*")
_PARAMETER = re.compile(rf';\s*(?:({_TOKEN})\s*=\s*(?:({_TOKEN})|"((?:[^"\\]|\\.)*)"))?\s*')
_BARE_URI = re.compile(r';\s*(ext|profile)\s*=\s*([^\s";,]+)\s*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One media type or range of a header: `type/subtype;name=value;q=0.5`.

    Names are in lower case, `q` is apart from `parameters`, since it is none of the media type's
    (CN-19).
    """

    type: str
    parameters: tuple[tuple[str, str], ...] = ()
    quality: float = 1.0

    def uris(self, name: str) -> frozenset[str]:
        """The URIs that parameter `name` lists, each separated by a space (CN-02)."""
        return frozenset(
            uri for key, value in self.parameters if key == name for uri in value.split()
        )

    @property
    def foreign(self) -> bool:
        """Whether it has a parameter that JSON:API does not know (CN-10, CN-12)."""
        return any(name not in ("ext", "profile") for name, _ in self.parameters)


@dataclass(frozen=True, slots=True)
class Negotiated:
    """What the request asked of its answer: the cursor profile, or nothing special."""

    profile: bool = False


NOTHING_SPECIAL = Negotiated()


def media_range(text: str) -> MediaRange | None:
    """The media type or range that `text` writes, or None where it is malformed."""
    head = _TYPE.match(text)
    if head is None:
        return None
    position = head.end()
    parameters = []
    quality = 1.0
    while position < len(text):
        # Clients write the URIs of `ext` and `profile` unquoted, against the grammar.
        found = _PARAMETER.match(text, position)
        if found is None or (found.end() < len(text) and text[found.end()] != ";"):
            found = _BARE_URI.match(text, position)
            if found is None:
                return None
            name, value = found[1].lower(), found[2]
        elif found[1] is None:
            position = found.end()
            continue
        else:
            quoted = found[3]
            name = found[1].lower()
            value = found[2] if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
        position = found.end()
        if name == "q":
            quality = _quality(value)
        else:
            parameters.append((name, value))
    return MediaRange(f"{head[1]}/{head[2]}".lower(), tuple(parameters), quality)


def accepted(accept: str | None, *, extension: str | None = None) -> Negotiated:
    """What the best acceptable range of `Accept` asks for; no header accepts everything.

    A URL whose answers apply an `extension` serves only what names it, or a wildcard (AMB-08).
    Raises NotAcceptable where JSON:API is named only in ways that cannot be served (CN-13, CN-14),
    or is covered by nothing (AMB-03).
    """
    if accept is None or not accept.strip():
        return NOTHING_SPECIAL
    if len(accept) > LONG:
        return _accepted(accept, extension)
    return _remembered(accept, extension)


def _accepted(accept: str, extension: str | None) -> Negotiated:
    extensions = frozenset(() if extension is None else (extension,))
    ranges = [found for item in _ITEM.findall(accept) if (found := media_range(item)) is not None]
    named = [found for found in ranges if found.type == MEDIA_TYPE]
    if named:
        servable = [found for found in named if _servable(found, extensions)]
        return _best(accept, servable, extensions)
    covered = any(found.type in ("*/*", "application/*") and found.quality > 0 for found in ranges)
    if not covered:
        raise _not_acceptable(accept, extensions)
    return NOTHING_SPECIAL


#: A client says the same each time; what is refused is not remembered.
_remembered = lru_cache(maxsize=256)(_accepted)


def check_accepts(accept: str | None, media_types: Iterable[str]) -> None:
    """Accept what covers one of `media_types`, which are none of JSON:API's; no header does.

    Raises NotAcceptable.
    """
    if accept is None or not accept.strip():
        return
    media_types = tuple(media_types)
    covering = {"*/*", *media_types, *(f"{each.partition('/')[0]}/*" for each in media_types)}
    ranges = [found for item in _ITEM.findall(accept) if (found := media_range(item)) is not None]
    if not any(found.type in covering and found.quality > 0 for found in ranges):
        raise NotAcceptable(
            f"Nothing that {accept!r} accepts can be served here; legal is {media_types[0]}.",
            source=Header("Accept"),
        )


def check_content_type(content_type: str | None, *, extensions: Iterable[str] = ()) -> None:
    """Accept JSON:API's media type with supported extensions; ignore what is another's.

    Raises UnsupportedMediaType for JSON:API with a foreign parameter or with an extension that
    this URL does not support, whatever the method (CN-10, CN-11, AMB-04).
    """
    found = None if content_type is None else media_range(content_type)
    if found is None or found.type != MEDIA_TYPE:
        return
    unsupported = found.uris("ext") - set(extensions)
    if found.foreign or unsupported:
        raise UnsupportedMediaType(
            f"{content_type!r} has a parameter or an extension that this URL does not support; "
            f"legal is {MEDIA_TYPE}, with profile as its only parameter.",
            source=Header("Content-Type"),
        )


def check_body(content_type: str | None, *, empty: bool, extensions: Iterable[str] = ()) -> None:
    """Accept a body in JSON:API's media type, with supported extensions.

    Raises UnsupportedMediaType for any other, and for a body without a type (AMB-05).
    """
    check_content_type(content_type, extensions=extensions)
    found = None if content_type is None else media_range(content_type)
    if (found is not None and found.type == MEDIA_TYPE) or (content_type is None and empty):
        return
    raise UnsupportedMediaType(
        f"A document is sent as {MEDIA_TYPE}; this one is {content_type!r}.",
        source=Header("Content-Type"),
    )


def check_encoding(content_encoding: str | None) -> None:
    """Raises UnsupportedMediaType for a body that is encoded (RFC 9110, 15.5.16)."""
    if content_encoding is not None and content_encoding.strip().lower() not in ("", "identity"):
        raise UnsupportedMediaType(
            f"The body is encoded as {content_encoding!r}; only what is not encoded is read.",
            source=Header("Content-Encoding"),
            headers={"Accept-Encoding": "identity"},
        )


def check_operations(content_type: str | None) -> None:
    """Accept a body to which the Atomic Operations extension is applied.

    Raises UnsupportedMediaType for any other, one without the extension included (AMB-07).
    """
    found = None if content_type is None else media_range(content_type)
    fits = found is not None and found.type == MEDIA_TYPE and not found.foreign
    if not fits or found is None or found.uris("ext") != {ATOMIC}:
        raise UnsupportedMediaType(
            f'Operations are sent as {MEDIA_TYPE};ext="{ATOMIC}"; these are {content_type!r}.',
            source=Header("Content-Type"),
        )


def check_form(content_type: str | None) -> None:
    """Raises UnsupportedMediaType unless the body is a form, as HTTP QUERY sends it."""
    found = None if content_type is None else media_range(content_type)
    if found is None or found.type != FORM:
        raise UnsupportedMediaType(
            f"A QUERY carries its parameters as {FORM}; this one is {content_type!r}.",
            source=Header("Content-Type"),
        )


def _servable(found: MediaRange, extensions: frozenset[str]) -> bool:
    return not found.foreign and found.uris("ext") == extensions


def _best(accept: str, usable: list[MediaRange], extensions: frozenset[str]) -> Negotiated:
    usable = [found for found in usable if found.quality > 0]
    if not usable:
        raise _not_acceptable(accept, extensions)
    best = max(found.quality for found in usable)
    # Of several equally welcome ranges the one that asks for more is the more specific.
    profile = any(
        not found.uris("profile").isdisjoint(PROFILE_ALIASES)
        for found in usable
        if found.quality == best
    )
    return Negotiated(profile)


def _quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def _not_acceptable(accept: str, extensions: frozenset[str]) -> NotAcceptable:
    legal = f"{MEDIA_TYPE}, with profile as its only parameter"
    if extensions:
        legal = f'{MEDIA_TYPE};ext="{" ".join(extensions)}"'
    return NotAcceptable(
        f"Nothing that {accept!r} accepts can be served here; legal is {legal}.",
        source=Header("Accept"),
    )
