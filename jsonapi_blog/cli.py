"""The command line: `jsonapi-blog serve | migrate | import | check | clean | person | token`.

In: arguments and the environment. Out: a running service, a migrated database, an imported blog,
a verdict; and an exit status: 0 done, 1 not done, 2 wrongly asked, 130 interrupted. Whatever goes
wrong is a sentence on the standard error, never a traceback. No work is done here: each command
wires rooms together.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click
from sqlalchemy import Engine
from tqdm import tqdm

from . import __version__, serving
from .accounts import commands as accounts
from .accounts.demo import demo_admin
from .app import printed
from .importing import Report, import_blog
from .importing.demo import load_demo
from .settings import Settings, SettingsError
from .store.engine import DatabaseUnusable, reaching, shown
from .store.forgetting import forget
from .store.ledger import Ledger
from .store.migrating import migrate, pending
from .store.opening import alone, database, is_empty, opened
from .store.register import Register

#: The embedded server is shared by commands, and none of them but `serve` works in parallel.
CONNECTIONS = 2
EXAMPLE = "/v1/articles?page[size]=3&fields[articles]=title"
DRAFTS = "/v1/articles?filter[status]=draft"


def main() -> NoReturn:
    """Run the command of `sys.argv` and exit with its status."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        status = commands.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except (SettingsError, DatabaseUnusable, serving.AddressUnusable) as error:
        click.echo(f"Error: {error}", err=True)
        status = 1
    except (click.Abort, KeyboardInterrupt):
        status = 130
    except OSError as error:
        # Whoever read our output has gone, or a disk is full: what is still held back for the
        # output must not fail once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            click.echo(f"Error: {error.strerror or error}.", err=True)
        status = 1
    sys.exit(status)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="jsonapi-blog")
def commands() -> None:
    """A blog served as strict JSON:API 1.1.

    Settings are read from the environment. Without DATABASE_URL a PostgreSQL of its own is
    started, shared by all commands that run at the same time, and stopped after the last of them;
    its data stays in BLOG_DATA_DIR.
    """


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen at; 0 takes a free one.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes that share the work.",
)
@click.option("--access-log", is_flag=True, help="Write a line for each request.")
def serve(host: str, port: int, workers: int, access_log: bool) -> None:
    """Serve the blog until Ctrl-C.

    The database is migrated first; one without any article is given a small demo blog.
    """
    settings = Settings.from_environment(os.environ)
    with (
        serving.ended_by_sigterm(),
        serving.bound(host, port) as listener,
        _database(settings) as (settings, engine),
    ):
        migrate(engine)
        secret = _demo(engine)
        engine.dispose()
        base = serving.url(listener)
        click.echo(f"Serving {base}/v1 (Ctrl-C stops it). Try:\n\n  curl -g '{base}{EXAMPLE}'\n")
        if secret is not None:
            click.echo(
                "Drafts take a token. This one is of the demo admin, and is shown only now:\n\n"
                f"  curl -g -H 'Authorization: Bearer {secret}' '{base}{DRAFTS}'\n"
            )
        serving.run(settings, listener, workers=workers, access_log=access_log)


@commands.command("migrate")
def migrate_command() -> None:
    """Bring the database to the shape of this version."""
    with _database(Settings.from_environment(os.environ)) as (_, engine):
        migrate(engine)
        click.echo(f"The database {shown(engine)} is up to date.")


@commands.command("import")
@click.argument(
    "paths",
    metavar="PATH...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, readable=True, path_type=Path),
)
@click.option("--blog", metavar="NAME", help="Name to know the blog by.  [default: its folder's]")
def import_command(paths: tuple[Path, ...], blog: str | None) -> None:
    """Import folders of Markdown posts.

    Importing a blog again updates what has changed in its files and touches nothing else. A file
    that cannot be read is reported and left out; the exit status is then 1.
    """
    with _database(Settings.from_environment(os.environ)) as (_, engine):
        migrate(engine)
        with alone(engine, _tell_of_waiting), _Progress() as progress:
            report = import_blog(paths, Ledger(engine), blog=blog, progress=progress)
    _tell(report)
    if report.failed:
        raise click.exceptions.Exit(1)


@commands.command()
def check() -> None:
    """Check the settings, the database and its migrations."""
    settings = Settings.from_environment(os.environ)
    click.echo("The settings are legal.")
    with _database(settings) as (_, engine):
        click.echo(f"The database {shown(engine)} can be used.")
        if pending(engine):
            raise DatabaseUnusable("Its migrations are not at head: run jsonapi-blog migrate.")
        click.echo("Its migrations are at head.")


@commands.command()
def clean() -> None:
    """Delete what has ended: answers kept for retries, and attempts to log in.

    A service does so by itself, once an hour.
    """
    settings = Settings.from_environment(os.environ)
    with _database(settings) as (_, engine):
        migrate(engine)
        with engine.begin() as connection:
            gone = forget(connection, settings.login.minutes)
    click.echo(
        f"Deleted answers kept for retries: {gone.answers}; counts of attempts to log in: "
        f"{gone.attempts}."
    )


@commands.command("openapi")
def openapi_command() -> None:
    """Print the OpenAPI document of the API."""
    click.echo(printed(Settings.from_environment(os.environ)), nl=False)


commands.add_command(accounts.people)
commands.add_command(accounts.tokens)


class _Progress:
    """How far an import is: a bar on a terminal, a line for every tenth of it elsewhere."""

    def __init__(self) -> None:
        self._bar = tqdm(unit="file", disable=not sys.stderr.isatty(), leave=False)

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def __call__(self, done: int, total: int, path: object) -> None:
        if self._bar.disable:
            if done == total or done % max(1, total // 10) == 0:
                click.echo(f"{done} of {total} files: {path}")
            return
        self._bar.total = total
        self._bar.set_postfix_str(str(path), refresh=False)
        self._bar.update(done - self._bar.n)


@contextmanager
def _database(settings: Settings) -> Iterator[tuple[Settings, Engine]]:
    """The settings with the URL of the database in them, and an engine on it.

    A database that goes away while it is worked with is `DatabaseUnusable` as well.
    """
    with (
        database(settings.database_url, settings.data_dir) as url,
        opened(url, size=CONNECTIONS) as engine,
        reaching(engine),
    ):
        yield replace(settings, database_url=url), engine


def _demo(engine: Engine) -> str | None:
    """Give an empty database the demo blog, and its admin the token that is returned, if any."""
    if not is_empty(engine):
        return None
    with alone(engine, _tell_of_waiting):
        # Another process may have filled it while this one waited.
        if not is_empty(engine):
            return None
        load_demo(Ledger(engine))
        click.echo("The database was empty: a small demo blog is in it now.")
        return demo_admin(Register(engine))


def _tell_of_waiting() -> None:
    click.echo("Another process fills this database; waiting for it to end.", err=True)


def _tell(report: Report) -> None:
    for warning in report.warnings:
        click.echo(f"Warning: {warning}", err=True)
    for path, reason in report.failed:
        click.echo(f"Failed: {path}: {reason}", err=True)
    click.echo(
        f"{report.created} created, {report.updated} updated, {report.unchanged} unchanged, "
        f"{len(report.failed)} failed, in {report.seconds:.1f} s."
    )


def _terminated(_signal: int, _frame: FrameType | None) -> NoReturn:
    """SIGTERM unwinds the stack, so that everything that was started is stopped."""
    raise SystemExit(128 + signal.SIGTERM)
