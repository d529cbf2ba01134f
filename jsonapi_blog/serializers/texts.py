"""The kinds of text that attributes hold, each with the rules that make it one.

In: how long it may be, where that is not the same for all of its kind. Out: fields, for schemas
to declare attributes with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..slugs import LONGEST_HANDLE
from .fields import Rule, String
from .rules import EMAIL, LANGUAGE, SLUG, Length, Utf8, one_line, visible, web_address

LONGEST_SLUG = 80
#: A path of RFC 5321, section 4.5.3.1.3, has 256 octets, two of which are its brackets.
LONGEST_EMAIL = 254
#: What browsers and servers commonly take; imported addresses are no longer.
LONGEST_URL = 2_000
#: What RFC 5646, section 4.4.1, asks buffers to hold.
LONGEST_LANGUAGE = 35
SHORTEST_PASSWORD = 10
#: Far beyond any passphrase; a bound, so that nobody makes the server hash a file.
LONGEST_PASSWORD = 1_000
LARGEST_BODY = 256 * 1024


class Line(String):
    """One line of text."""

    def __init__(self, *, validate: Sequence[Rule] = (), **kwargs: Any) -> None:
        super().__init__(validate=[one_line, *validate], **kwargs)


class Name(Line):
    """What something is called: a line with something to be seen in it."""

    def __init__(self, longest: int, **kwargs: Any) -> None:
        super().__init__(validate=[Length(1, longest), visible], **kwargs)


class Slug(Line):
    """The part of a URL that tells people what it leads to."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=[SLUG, Length(1, LONGEST_SLUG)], **kwargs)


class Handle(Line):
    """The short name of a person."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=[SLUG, Length(1, LONGEST_HANDLE)], **kwargs)


class Email(Line):
    """An e-mail address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=[EMAIL, Length(1, LONGEST_EMAIL)], **kwargs)


class WebAddress(Line):
    """The address of a page or a picture."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=[web_address, Length(1, LONGEST_URL)], **kwargs)


class Language(Line):
    """The tag of a language, well-formed by BCP 47; whether it is registered is not asked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=[Length(1, LONGEST_LANGUAGE), LANGUAGE], **kwargs)


class Prose(String):
    """Text of any number of lines, none included."""

    def __init__(self, longest: int, **kwargs: Any) -> None:
        super().__init__(validate=[Length(max=longest)], **kwargs)


class Markdown(String):
    """Markdown as it was written, limited by what it takes to store and render."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=[Utf8(LARGEST_BODY)], **kwargs)


class Password(String):
    """A password; no sentence quotes it, whatever it is."""

    def __init__(self, shortest: int = SHORTEST_PASSWORD, **kwargs: Any) -> None:
        super().__init__(validate=[Length(shortest, LONGEST_PASSWORD)], **kwargs)

    def quoted(self, value: object) -> str:
        """What was sent in its place may have been meant to be one."""
        return "null" if value is None else "anything else"
