"""Who is calling, and what they may read: read rules as filter expressions.

In: an identity. Out: a `Reading`, which says for each type which resources exist for this caller
and for some attributes in which of them the value is seen. Rules become part of the SQL at every
node of a read (contract, section 6); nothing here looks at a row.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .query.expression import (
    ALWAYS,
    NEVER,
    Compare,
    Comparison,
    Expression,
    Symbol,
)


class Role(enum.IntEnum):
    """Each role may do what those below it may."""

    ANONYMOUS = 0
    READER = 1
    AUTHOR = 2
    EDITOR = 3
    ADMIN = 4

    @property
    def staff(self) -> bool:
        """Editors and admins."""
        return self >= Role.EDITOR


Rule = Callable[[Role], Expression]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is calling: a person with a role, narrowed by the scopes of the token."""

    person: str | None = None
    role: Role = Role.ANONYMOUS
    scopes: frozenset[str] = frozenset()

    def reads_as(self, type_name: str) -> Role:
        """The role in which this caller reads `type_name`: anonymous without a fitting scope."""
        fitting = {"*", f"{type_name}:read", f"{type_name}:write"}
        return Role.ANONYMOUS if self.scopes.isdisjoint(fitting) else self.role


ANONYMOUS = Identity()


def everyone(_: Role) -> Expression:
    """A rule without a condition."""
    return ALWAYS


def self_or_staff(role: Role) -> Expression:
    """Of people: oneself, and everybody for staff."""
    if role.staff:
        return ALWAYS
    if role is Role.ANONYMOUS:
        return NEVER
    return Compare("id", Comparison.EQUALS, Symbol.CALLER)


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one type: which resources are read, and where some attributes are seen.

    `read` leans on how the types behind `Has` are read. `public` spells out what anonymous callers
    read where that matters: a token may lack the scope for this type and have it for those.
    """

    read: Rule = everyone
    public: Expression | None = None
    seen: Mapping[str, Rule] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Reading:
    """The read rules of one kind of caller, for every type.

    Hashed by identity: callers of one kind share one instance, and so share cached plans.
    """

    rules: Mapping[str, Expression]
    seen: Mapping[tuple[str, str], Expression]


class Readings:
    """All policies; makes one `Reading` for each kind of caller and keeps it."""

    def __init__(self, policies: Mapping[str, Policy]) -> None:
        self._policies = policies
        self._made: dict[tuple[Role, ...], Reading] = {}

    def of(self, identity: Identity) -> Reading:
        """The rules under which `identity` reads."""
        roles = tuple(identity.reads_as(type_name) for type_name in self._policies)
        if roles not in self._made:
            self._made[roles] = self._reading(roles)
        return self._made[roles]

    def _reading(self, roles: tuple[Role, ...]) -> Reading:
        rules = {}
        seen = {}
        for (type_name, policy), role in zip(self._policies.items(), roles, strict=True):
            unscoped = policy.public if role is Role.ANONYMOUS and any(roles) else None
            rules[type_name] = unscoped or policy.read(role)
            for attribute, rule in policy.seen.items():
                seen[type_name, attribute] = rule(role)
        return Reading(rules, seen)
