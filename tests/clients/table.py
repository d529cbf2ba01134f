"""The README's table of clients, as the runs of today make it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.clients.running import CHECKS, ROOT, Client, Results, version

README = ROOT / "README.md"
BEGIN, END = "<!-- clients -->\n", "<!-- /clients -->\n"
HEAD = "| client | version | checks passed | to know |\n|---|---|---|---|\n"


def table(results: Mapping[Client, Results]) -> str:
    return HEAD + "".join(row(client, given) for client, given in results.items())


def row(client: Client, results: Results) -> str:
    name = f"`{client.name}` ({client.registry})"
    return f"| {name} | {version(client)} | {passed(client, results)} | {client.remark} |\n"


def passed(client: Client, results: Results) -> str:
    """How many passed, of those that the client has a way to do; and which there is none for."""
    failed = [check for check in client.checks if results[check]]
    asked = [check for check in CHECKS if check not in client.lacks]
    good = len([check for check in asked if check not in failed])
    number = f"all {good}" if good == len(CHECKS) else f"{good}"
    lacking = f"; no {', '.join(client.lacks)}" if client.lacks else ""
    return number + lacking + (f"; fails {', '.join(failed)}" if failed else "")


def shown(readme: Path = README) -> str:
    """The table that the README shows."""
    return readme.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]


def show(made: str, readme: Path = README) -> None:
    before, begin, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    assert begin, f"The README has no line {BEGIN!r}"
    assert end, f"The README has no line {END!r}"
    readme.write_text(f"{before}{begin}{made}{end}{after}", encoding="utf-8")
