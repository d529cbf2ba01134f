"""The text of a filter expression as tokens, each with its position.

In: the text. Out: tokens, and a reader that moves over them. Refuses what is no token, and says
where it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import InvalidFilter, Parameter, Problem
from . import literals

_TOKEN = re.compile(
    r"(?P<string>'(?:[^']|'')*')|(?P<number>-?[0-9]+)(?![A-Za-z0-9])"
    r"|(?P<name>[A-Za-z][A-Za-z0-9]*)|(?P<mark>[(),.])"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `kind` is string, number, name, mark or end."""

    kind: str
    text: str
    position: int

    def __str__(self) -> str:
        return literals.shown(self.text)


def tokens(text: str) -> list[Token]:
    """The tokens of `text`, with one more for its end; raises InvalidFilter."""
    found = []
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            raise refusal(f"{text[position : position + 12]!r} cannot be read", position)
        assert token.lastgroup is not None
        found.append(Token(token.lastgroup, token[0], position))
        position = token.end()
    found.append(Token("end", "the end", position))
    return found


def refusal(detail: str, position: int, kind: type[Problem] = InvalidFilter) -> Problem:
    """A problem of `kind` that tells the position, counted from 1."""
    return kind(f"{detail} (at position {position + 1} of filter).", source=Parameter("filter"))


class Tokens:
    """A place among tokens, which moves on and never back."""

    def __init__(self, read: list[Token]) -> None:
        self.tokens = read
        self.index = 0

    def next(self) -> Token:
        token = self.tokens[self.index]
        self.index = min(self.index + 1, len(self.tokens) - 1)
        return token

    def expect(self, mark: str) -> None:
        token = self.next()
        if token.text != mark or token.kind != "mark":
            raise refusal(f"{mark!r} is needed in place of {token}", token.position)

    def follows(self, mark: str) -> bool:
        """Whether `mark` comes next; it is consumed where it does."""
        token = self.tokens[self.index]
        if token.kind == "mark" and token.text == mark:
            self.index += 1
            return True
        return False

    def end(self) -> None:
        token = self.next()
        if token.kind != "end":
            raise refusal(f"{token} follows the end of the expression", token.position)
