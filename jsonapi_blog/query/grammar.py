"""`filter=and(equals(status,'published'),has(comments))` as an expression.

    expression  = ("and" | "or") "(" expression "," expression … ")"
                | "not" "(" expression ")"
                | "has" "(" path ["," expression] ")"
                | comparison "(" operand "," value ")"          e.g. equals, lessThan
                | "any" "(" path "," value … ")"
                | likeness "(" path "," string ")"              contains, startsWith, endsWith
    operand     = path | "count" "(" path ")"
    value       = string | number | "true" | "false" | "null"
    path        = name … "." name

In: the text and the types it filters. Out: an `Expression`. Every fault names its position.
"""

from __future__ import annotations

from ..errors import Problem, QueryTooComplex
from ..graph import ID, Attribute, Graph, Kind, ResourceType
from . import brackets, literals
from .expression import (
    And,
    AnyOf,
    Compare,
    Comparison,
    Count,
    Expression,
    Has,
    IsNull,
    Likeness,
    Match,
    Not,
    Or,
    Value,
    behind,
)
from .include import next_types
from .tokens import Token, Tokens, refusal, tokens

COMPARISONS = {comparison.value: comparison for comparison in Comparison}
LIKENESSES = {likeness.value: likeness for likeness in Likeness}
FUNCTIONS = ("and", "or", "not", "has", "any", *COMPARISONS, *LIKENESSES)
COUNTED = Attribute("count", "", Kind.INTEGER)

Types = tuple[ResourceType, ...]


def parse(text: str, graph: Graph, types: Types, *, most_depth: int) -> Expression:
    """The expression that `text` writes; raises the Problem with the position of the fault."""
    reader = _Reader(tokens(text), graph, most_depth)
    expression = reader.expression(types, 1)
    reader.end()
    return expression


class _Reader(Tokens):
    """A recursive-descent reader; it moves over the tokens once and never back."""

    def __init__(self, read: list[Token], graph: Graph, most_depth: int) -> None:
        super().__init__(read)
        self.graph = graph
        self.most_depth = most_depth

    def too_deep(self, token: Token) -> Problem:
        return refusal(
            f"the filter nests deeper than {self.most_depth} levels",
            token.position,
            QueryTooComplex,
        )

    def expression(self, types: Types, depth: int) -> Expression:
        token = self.next()
        if token.kind != "name" or token.text not in FUNCTIONS:
            what = "an expression is missing" if token.kind == "end" else f"{token} is no function"
            raise refusal(f"{what}; legal are {', '.join(FUNCTIONS)}", token.position)
        if depth > self.most_depth:
            raise self.too_deep(token)
        self.expect("(")
        made = self.function(token.text, types, depth)
        self.expect(")")
        return made

    def function(self, name: str, types: Types, depth: int) -> Expression:
        match name:
            case "and" | "or":
                parts = [self.expression(types, depth + 1)]
                self.expect(",")
                parts.append(self.expression(types, depth + 1))
                while self.follows(","):
                    parts.append(self.expression(types, depth + 1))
                return And(tuple(parts)) if name == "and" else Or(tuple(parts))
            case "not":
                return Not(self.expression(types, depth + 1))
            case "has":
                return self.has(types, depth)
            case "any":
                return self.any_of(types, depth)
            case _ if name in LIKENESSES:
                return self.match(LIKENESSES[name], types, depth)
            case _:
                return self.comparison(COMPARISONS[name], types, depth)

    def has(self, types: Types, depth: int) -> Expression:
        chain, reached = self.relationships(types, depth)
        condition = self.expression(reached, depth + len(chain)) if self.follows(",") else None
        return behind(chain[:-1], Has(chain[-1], condition))

    def any_of(self, types: Types, depth: int) -> Expression:
        chain, attribute = self.field(types, depth)
        values: list[Value] = []
        while not values or self.follows(","):
            if not values:
                self.expect(",")
            values.append(self.value(attribute))
        return behind(chain, AnyOf(attribute.name, tuple(values)))

    def match(self, likeness: Likeness, types: Types, depth: int) -> Expression:
        position = self.tokens[self.index].position
        chain, attribute = self.field(types, depth)
        if attribute.kind is not Kind.STRING:
            raise refusal(f"{likeness.value} is for text; {attribute.name!r} is none", position)
        self.expect(",")
        text = self.value(brackets.TEXT)
        assert isinstance(text, str)
        return behind(chain, Match(attribute.name, likeness, text))

    def comparison(self, comparison: Comparison, types: Types, depth: int) -> Expression:
        token = self.tokens[self.index]
        if token.text == "count" and self.tokens[self.index + 1].text == "(":
            return self.count(comparison, types, depth)
        chain, attribute = self.field(types, depth)
        self.expect(",")
        if self.tokens[self.index].text == "null":
            return self.null(comparison, chain, attribute)
        if comparison is not Comparison.EQUALS and "lt" not in brackets.operators(attribute.kind):
            raise refusal(
                f"{attribute.name!r} cannot be compared by {comparison.value}", token.position
            )
        return behind(chain, Compare(attribute.name, comparison, self.value(attribute)))

    def null(
        self, comparison: Comparison, chain: tuple[str, ...], attribute: Attribute
    ) -> Expression:
        token = self.next()
        if comparison is not Comparison.EQUALS:
            raise refusal("null goes only with equals", token.position)
        if attribute is ID and chain:
            return behind(chain[:-1], Not(Has(chain[-1])))
        if not chain:
            return IsNull(attribute.name)
        # What is not there has no attributes either: null through an empty relationship.
        return Not(behind(chain, Not(IsNull(attribute.name))))

    def count(self, comparison: Comparison, types: Types, depth: int) -> Expression:
        self.next()
        self.expect("(")
        chain, _ = self.relationships(types, depth)
        self.expect(")")
        self.expect(",")
        number = self.value(COUNTED)
        assert isinstance(number, int)
        return behind(chain[:-1], Count(chain[-1], comparison, number))

    def value(self, attribute: Attribute) -> Value:
        token = self.next()
        match token.kind:
            case "string":
                text = token.text[1:-1].replace("''", "'")
            case "number":
                text = token.text
            case "name" if token.text in ("true", "false"):
                text = token.text
            case _:
                raise refusal(
                    f"a value is needed in place of {token}: a quoted string, a number, "
                    "true or false, and for equals of an attribute also null",
                    token.position,
                )
        try:
            return literals.read(attribute, text)
        except literals.NotAValue as fault:
            raise refusal(
                f"{literals.shown(text)} is no value for {attribute.name!r}: {fault}",
                token.position,
            ) from None

    def path(self, depth: int) -> list[Token]:
        """The names of a path; each relationship on it nests as deep as a `has` would."""
        tokens: list[Token] = []
        while not tokens or self.follows("."):
            token = self.next()
            if depth + len(tokens) > self.most_depth:
                raise self.too_deep(token)
            if token.kind != "name":
                raise refusal(f"a field name is needed in place of {token}", token.position)
            tokens.append(token)
        return tokens

    def relationships(self, types: Types, depth: int) -> tuple[tuple[str, ...], Types]:
        chain: list[str] = []
        for token in self.path(depth):
            reached = next_types(self.graph, types, token.text)
            if not reached:
                raise _unknown(token, types, "relationship")
            types = reached
            chain.append(token.text)
        return tuple(chain), types

    def field(self, types: Types, depth: int) -> tuple[tuple[str, ...], Attribute]:
        """An attribute behind to-one relationships; a to-one alone stands for its id."""
        chain: list[str] = []
        path = self.path(depth)
        for token in path:
            attribute = brackets.attribute_named(token.text, types)
            if attribute is not None and token is path[-1]:
                return tuple(chain), attribute
            if attribute is not None:
                raise refusal(f"{token} is an attribute and leads nowhere", token.position)
            reached = next_types(self.graph, types, token.text)
            if not reached:
                raise _unknown(token, types, "field")
            if any(t.relations[token.text].many for t in types if token.text in t.relations):
                raise refusal(
                    f"{token} is to-many: ask has({token.text},…) or count({token.text})",
                    token.position,
                )
            types = reached
            chain.append(token.text)
        return tuple(chain), ID


def _unknown(token: Token, types: Types, what: str) -> Problem:
    owners = " or ".join(t.name for t in types)
    names = {name for t in types for name in t.relations}
    if what == "field":
        names |= {a.name for t in types for a in t.attributes.values() if a.filterable} | {"id"}
    return refusal(
        f"{token} is no {what} of {owners} to filter by; legal are {', '.join(sorted(names))}",
        token.position,
    )
