"""The commands `jsonapi-blog person …` and `jsonapi-blog token …`.

In: arguments and the environment. Out: a changed database, told in a sentence. A secret is shown
once and goes to the standard output alone, so that a shell can catch it in a variable; a password
is no argument, since other users of a machine see those.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import click

from ..changes import Identifier
from ..serializers.people import ROLES
from ..settings import Settings
from ..store.engine import reaching
from ..store.migrating import migrate
from ..store.opening import database, opened
from ..store.register import Account, Register
from .people import person
from .tokens import issue

HEADINGS = ("ID", "NAME", "SCOPES", "CREATED", "EXPIRES", "LAST USED")


@click.group("person")
def people() -> None:
    """Manage the people of the blog."""


@people.command("add")
@click.option("--name", required=True, help="The name to show.")
@click.option("--handle", help="A short name of their own.  [default: made from the name]")
@click.option("--email", help="An e-mail address, of no one else.")
@click.option("--role", type=click.Choice(ROLES), default=ROLES[0], show_default=True)
@click.option("--bio", help="A few words about them.")
@click.option("--website", metavar="URL", help="An http or https URL.")
@click.option(
    "--password",
    "with_password",
    is_flag=True,
    help="Ask for a password to log in with, or read a line of the standard input that is one.",
)
def add_person(
    name: str,
    handle: str | None,
    email: str | None,
    role: str,
    bio: str | None,
    website: str | None,
    with_password: bool,
) -> None:
    """Add a person."""
    if with_password and email is None:
        raise click.UsageError("Who logs in does so by e-mail address: --password takes --email.")
    said = {"handle": handle, "email": email, "bio": bio, "website": website}
    password = _password() if with_password else None
    with _register() as register:
        change = person(name, role=role, password=password, **said)
        (id_,) = register.add(change)
    click.echo(f"Added {change.columns['handle']}, {role}, with the id {id_}.")


@click.group("token")
def tokens() -> None:
    """Manage the access tokens that people act with.

    PERSON is a handle, an e-mail address or an id.
    """


@tokens.command("add")
@click.argument("named", metavar="PERSON")
@click.option("--name", required=True, help="What it is for, such as the device it is kept on.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    metavar="SCOPE",
    help="What it may do: *, TYPE:read or TYPE:write; may be repeated.  [default: *]",
)
@click.option(
    "--expires",
    metavar="DATE|DAYS",
    help="The day on which it works no more (UTC), or for how many days it works.",
)
def add_token(named: str, name: str, scopes: tuple[str, ...], expires: str | None) -> None:
    """Add an access token of PERSON and print its secret, which is shown only once."""
    with _register() as register:
        account = _person(register, named)
        issued = issue(Identifier("people", account.id), name, scopes=scopes, expires=expires)
        (id_,) = register.add(issued.change)
    click.echo(f"Added a token of {account.handle} with the id {id_}. Its secret:", err=True)
    click.echo(issued.secret)


@tokens.command("list")
@click.argument("named", metavar="PERSON")
def list_tokens(named: str) -> None:
    """List the access tokens of PERSON, without their secrets."""
    with _register() as register:
        account = _person(register, named)
        rows = [
            (
                *(token.id, token.name, " ".join(token.scopes)),
                *(_moment(token.created), _moment(token.expires), _moment(token.last_used)),
            )
            for token in register.tokens(account.id)
        ]
    if rows:
        _table((HEADINGS, *rows))
    else:
        click.echo(f"{account.handle} has no tokens.", err=True)


@tokens.command("revoke")
@click.argument("id_", metavar="ID")
def revoke_token(id_: str) -> None:
    """Revoke the access token ID: the next request with it is refused."""
    with _register() as register:
        handle = register.revoke(id_)
    if handle is None:
        raise click.ClickException(f"There is no access token with the id {id_!r}.")
    click.echo(f"Revoked the token {id_} of {handle}.")


@contextmanager
def _register() -> Iterator[Register]:
    """The register of the environment's database, migrated; what it refuses is told."""
    settings = Settings.from_environment(os.environ)
    with (
        database(settings.database_url, settings.data_dir) as url,
        opened(url, size=1) as engine,
        reaching(engine),
    ):
        migrate(engine)
        try:
            yield Register(engine)
        except ValueError as refused:
            raise click.ClickException(str(refused)) from refused


def _password() -> str:
    """What somebody types, twice and unseen; or the line that a pipe or a file holds."""
    if sys.stdin.isatty():
        asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return asked
    line = sys.stdin.buffer.readline().decode(errors="surrogateescape")
    return line.removesuffix("\n").removesuffix("\r")


def _person(register: Register, named: str) -> Account:
    if found := register.person(named):
        return found
    raise click.ClickException(
        f"There is no person {named!r}; give a handle, an e-mail address or an id."
    )


def _moment(moment: datetime | None) -> str:
    return "never" if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _table(rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as what is in them. What would move the cursor is shown as a space."""
    shown = [[_printable(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def _printable(cell: str) -> str:
    return "".join(character if character.isprintable() else " " for character in cell)
