"""What an operator may choose, read once from the environment.

In: a mapping of environment variables. Out: one frozen `Settings`, with the contract's limits as
`Limits`. A wrong value is refused with a sentence for the operator (`SettingsError`); nothing
here opens, connects to, or looks at anything else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from ipaddress import ip_network
from pathlib import Path
from typing import Self, TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")

#: What RFC 3986 lets a URL consist of: links begin with it as it is.
URL = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
HOST = re.compile(r"\*|(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")


class SettingsError(Exception):
    """A variable of the environment holds a value that is not legal; `str()` is a sentence."""


class Signup(Enum):
    """Who may create a person: nobody from outside, or everybody."""

    CLOSED = "closed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may ask for (contract, section 8).

    Each can be changed by the variable `BLOG_LIMIT_` + its name in capitals.
    """

    default_page_size: int = 25
    page_size: int = 100
    include_depth: int = 4
    include_paths: int = 20
    included: int = 20_000
    filter_terms: int = 50
    filter_depth: int = 8
    url_bytes: int = 8_192
    body_bytes: int = 1_048_576
    json_depth: int = 32
    operations: int = 100

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Self:
        """The defaults, and over them what the environment says. Raises `SettingsError`."""
        names = {f"BLOG_LIMIT_{one.name.upper()}": one.name for one in fields(cls)}
        given = [name for name in env if name.startswith("BLOG_LIMIT_") and env[name].strip()]
        for name in given:
            if name not in names:
                raise SettingsError(
                    f"{name} is not a limit; the limits are {', '.join(sorted(names))}."
                )
        limits = replace(cls(), **{names[name]: _read(env, name, _count, 1) for name in given})
        if limits.default_page_size > limits.page_size:
            raise SettingsError(
                f"BLOG_LIMIT_DEFAULT_PAGE_SIZE is {limits.default_page_size}, which is more than "
                f"BLOG_LIMIT_PAGE_SIZE ({limits.page_size}): a page that nobody asked for may not "
                "be larger than the largest that may be asked for."
            )
        return limits


@dataclass(frozen=True, slots=True)
class LoginLimits:
    """How often a password may be tried: for one account, and from one address, in a while."""

    per_account: int = 10
    per_address: int = 100
    minutes: int = 15

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Self:
        """The defaults, and over them what the environment says. Raises `SettingsError`."""
        default = cls()
        return cls(
            per_account=_read(env, "BLOG_LOGIN_PER_ACCOUNT", _count, default.per_account),
            per_address=_read(env, "BLOG_LOGIN_PER_ADDRESS", _count, default.per_address),
            minutes=_read(env, "BLOG_LOGIN_MINUTES", _count, default.minutes),
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """One service's settings, with the defaults that suit a look around on one machine."""

    #: None stands for the embedded server.
    database_url: str | None = field(default=None, repr=False)
    #: Where the embedded server keeps its data; None for the platform's own place.
    data_dir: Path | None = None
    #: What links begin with; None for the scheme and the host of the request.
    public_url: str | None = None
    #: The hosts that are believed in links when there is no `public_url`.
    allowed_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    #: The addresses and networks whose forwarded headers are believed.
    trusted_proxies: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()
    #: The key that signs cursors; None for the one that the database keeps.
    secret: bytes | None = field(default=None, repr=False)
    signup: Signup = Signup.CLOSED
    statement_seconds: float = 5.0
    #: How many connections the reads of one process share; its writes have as many, and threads.
    pool_size: int = 4
    #: How many requests may wait for one of these; more are refused at once.
    queue_size: int = 2_048
    #: How long the last use of a token may wait to be written down.
    last_used_seconds: float = 10.0
    login: LoginLimits = LoginLimits()
    limits: Limits = Limits()

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Self:
        """Read every variable. Raises `SettingsError` for the first that is not legal."""
        default = cls()
        return cls(
            database_url=_read(env, "DATABASE_URL", str, None),
            data_dir=_read(env, "BLOG_DATA_DIR", _absolute_path, None),
            public_url=_read(env, "BLOG_PUBLIC_URL", _base_url, None),
            allowed_hosts=_read(env, "BLOG_ALLOWED_HOSTS", _hosts, default.allowed_hosts),
            trusted_proxies=_read(env, "BLOG_TRUSTED_PROXIES", _networks, ()),
            cors_origins=_read(env, "BLOG_CORS_ORIGINS", _origins, ()),
            secret=_read(env, "BLOG_SECRET", _key, None),
            signup=_read(env, "BLOG_SIGNUP", _signup, default.signup),
            statement_seconds=_read(
                env, "BLOG_STATEMENT_SECONDS", _seconds, default.statement_seconds
            ),
            pool_size=_read(env, "BLOG_POOL_SIZE", _count, default.pool_size),
            queue_size=_read(env, "BLOG_QUEUE_SIZE", _count, default.queue_size),
            last_used_seconds=_read(
                env, "BLOG_LAST_USED_SECONDS", _seconds, default.last_used_seconds
            ),
            login=LoginLimits.from_environment(env),
            limits=Limits.from_environment(env),
        )


def _read(env: Mapping[str, str], name: str, parse: Callable[[str], T], default: T) -> T:
    """One variable; unset and blank mean the default, as compose files cannot unset."""
    text = env.get(name, "").strip()
    if not text:
        return default
    try:
        return parse(text)
    except ValueError as legal:
        shown = "a value that is kept secret" if name == "BLOG_SECRET" else repr(text)
        raise SettingsError(f"{name} is {shown}; it must be {legal}.") from None


def _count(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise ValueError("a whole number from 1 to 999999999")
    return int(text)


def _seconds(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,3})?", text) or float(text) == 0:
        raise ValueError("a number of seconds above 0, such as 5 or 2.5")
    return float(text)


def _absolute_path(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _base_url(text: str) -> str:
    if not _is_web(text) or urlsplit(text).query or "#" in text:
        raise ValueError(
            "an http or https URL in ASCII, without a query, such as https://blog.example"
        )
    return text.rstrip("/")


def _origins(text: str) -> tuple[str, ...]:
    origins = _members(text)
    if any(one != "*" and (not _is_web(one) or urlsplit(one).path) for one in origins):
        raise ValueError("origins such as https://app.example, separated by commas, or *")
    return origins


def _hosts(text: str) -> tuple[str, ...]:
    hosts = tuple(one.lower() for one in _members(text))
    if not all(HOST.fullmatch(one) for one in hosts):
        raise ValueError(
            "host names without a port, such as blog.example, *.blog.example or [::1], "
            "separated by commas"
        )
    return hosts


def _networks(text: str) -> tuple[str, ...]:
    networks = _members(text)
    try:
        for one in networks:
            if one != "*":
                ip_network(one)
    except ValueError:
        raise ValueError(
            "addresses or networks such as 10.0.0.7 or 10.0.0.0/8, separated by commas, or *"
        ) from None
    return networks


def _key(text: str) -> bytes:
    if len(text.encode()) < 32:
        raise ValueError("at least 32 bytes long")
    return text.encode()


def _signup(text: str) -> Signup:
    if text not in {one.value for one in Signup}:
        raise ValueError("open or closed")
    return Signup(text)


def _members(text: str) -> tuple[str, ...]:
    return tuple(one for one in (part.strip() for part in text.split(",")) if one)


def _is_web(text: str) -> bool:
    if not URL.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018  reading it is what refuses a port out of range
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
