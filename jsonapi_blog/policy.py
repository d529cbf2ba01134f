"""Who is calling, and what they may read and write: rules as filter expressions.

In: an identity. Out: a `Reading`, which says for each type which resources exist for this caller
and for some attributes in which of them the value is seen; and a `Writing`, which says which of
them may be changed, and how. Rules become part of the SQL of every read and of every lock
(contract, section 6); nothing here looks at a row.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from .query.expression import (
    ALWAYS,
    NEVER,
    Compare,
    Comparison,
    Expression,
    Has,
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

#: The scope that covers every other.
EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is calling: a person with a role, narrowed by the scopes of the token.

    `token` is the id of the token, `expires` when it ends; both None without one that is stored.
    `verified` is the stored hash of the password that was given instead.
    """

    person: str | None = None
    role: Role = Role.ANONYMOUS
    scopes: frozenset[str] = frozenset()
    token: str | None = None
    expires: datetime | None = None
    verified: str | None = field(default=None, repr=False)

    def reads_as(self, type_name: str) -> Role:
        """The role in which this caller reads `type_name`: anonymous without a fitting scope."""
        fitting = {EVERYTHING, f"{type_name}:read", f"{type_name}:write"}
        return Role.ANONYMOUS if self.scopes.isdisjoint(fitting) else self.role

    def writes_as(self, type_name: str) -> Role:
        """The role in which this caller writes `type_name`: anonymous without a fitting scope."""
        fitting = {EVERYTHING, f"{type_name}:write"}
        return Role.ANONYMOUS if self.scopes.isdisjoint(fitting) else self.role

    @property
    def unscoped(self) -> Identity:
        """The same caller with a token for everything."""
        return replace(self, scopes=frozenset({EVERYTHING}))


ANONYMOUS = Identity()


def covers(scopes: Collection[str], wanted: str) -> bool:
    """Whether tokens with these scopes may do what `wanted` stands for."""
    if EVERYTHING in scopes or wanted in scopes:
        return True
    return wanted.endswith(":read") and f"{wanted.removesuffix('read')}write" in scopes


def outlives(own_end: datetime | None, end: datetime | None) -> bool:
    """Whether a token that ends at `own_end` is there at least until `end`; None is for ever."""
    return own_end is None or (end is not None and end <= own_end)


def everyone(_: Role) -> Expression:
    """A rule without a condition."""
    return ALWAYS


def nobody(_: Role) -> Expression:
    """A rule that nothing meets."""
    return NEVER


def at_least(least: Role) -> Rule:
    """Whoever has this role or a higher one."""
    return lambda role: ALWAYS if role >= least else NEVER


people = at_least(Role.READER)
authors = at_least(Role.AUTHOR)
staff = at_least(Role.EDITOR)
admins = at_least(Role.ADMIN)


def own(relation: str | None, *, least: Role = Role.READER, all_from: Role = Role.EDITOR) -> Rule:
    """What belongs to the caller by a to-one `relation` to people, or (None) is the caller.

    It takes the role `least`; everything from the role `all_from` on.
    """
    caller = Compare("id", Comparison.EQUALS, Symbol.CALLER)

    def rule(role: Role) -> Expression:
        if role >= all_from:
            return ALWAYS
        if role < least:
            return NEVER
        return caller if relation is None else Has(relation, caller)

    return rule


@dataclass(frozen=True, slots=True)
class Link:
    """What a relationship may newly lead to: `rule` is about the target, in the role that the
    caller has for the target's type; `refusal` is the sentence for what does not meet it."""

    rule: Rule
    refusal: str


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one type: which resources are read, where some attributes are seen, and who
    may write what.

    `read` leans on how the types behind `Has` are read. `public` spells out what anonymous callers
    read where that matters: a token may lack the scope for this type and have it for those.

    `create` has no row to look at: it is `ALWAYS` or `NEVER`. `write` says in which rows anything
    may be changed, `delete` (like `write` if None) which rows may go; `fields` are written in fewer
    rows than `write` says, and at creation where their rule is `NEVER` only with their default.
    A `private` type answers nobody without a token.
    """

    read: Rule = everyone
    public: Expression | None = None
    seen: Mapping[str, Rule] = field(default_factory=dict)
    create: Rule = admins
    write: Rule = admins
    delete: Rule | None = None
    fields: Mapping[str, Rule] = field(default_factory=dict)
    links: Mapping[str, Link] = field(default_factory=dict)
    private: bool = False


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
        self._anonymous = self._of(ANONYMOUS)

    def of(self, identity: Identity) -> Reading:
        """The rules under which `identity` reads."""
        return self._anonymous if identity is ANONYMOUS else self._of(identity)

    def _of(self, identity: Identity) -> Reading:
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


@dataclass(frozen=True, eq=False)
class Writing:
    """The write rules of one kind of caller: by type, by type and field, by type and relationship.

    Hashed by identity, like `Reading`.
    """

    create: Mapping[str, Expression]
    write: Mapping[str, Expression]
    delete: Mapping[str, Expression]
    fields: Mapping[tuple[str, str], Expression]
    links: Mapping[tuple[str, str], Expression]
    refusals: Mapping[tuple[str, str], str]


class Writings:
    """All policies; makes one `Writing` for each kind of caller and keeps it.

    `targets` gives the types that a relationship leads to, by type and relationship.
    """

    def __init__(
        self,
        policies: Mapping[str, Policy],
        targets: Callable[[str, str], tuple[str, ...]],
    ) -> None:
        self._policies = policies
        self._targets = targets
        self._made: dict[tuple[Role, ...], Writing] = {}

    def of(self, identity: Identity) -> Writing:
        """The rules under which `identity` writes."""
        roles = tuple(identity.writes_as(type_name) for type_name in self._policies)
        if roles not in self._made:
            self._made[roles] = self._writing(dict(zip(self._policies, roles, strict=True)))
        return self._made[roles]

    def _writing(self, roles: Mapping[str, Role]) -> Writing:
        policies = self._policies
        return Writing(
            create={name: policy.create(roles[name]) for name, policy in policies.items()},
            write={name: policy.write(roles[name]) for name, policy in policies.items()},
            delete={
                name: (policy.delete or policy.write)(roles[name])
                for name, policy in policies.items()
            },
            fields={
                (name, each): rule(roles[name])
                for name, policy in policies.items()
                for each, rule in policy.fields.items()
            },
            links={
                (name, relation): link.rule(max(roles[t] for t in self._targets(name, relation)))
                for name, policy in policies.items()
                for relation, link in policy.links.items()
            },
            refusals={
                (name, relation): link.refusal
                for name, policy in policies.items()
                for relation, link in policy.links.items()
            },
        )
