"""Shows that the tests can fail: `python -m tests.mutations [NN…]`.

In: `spec/mutations/*.toml`, each a fault that somebody could build into the code, and the working
tree. Out: a table, and exit status 1 if any fault goes unnoticed. Each fault is built into a copy
of the tree; of the tests only those run that prove what it breaks, and at least one of them must
fail: an error on the way to a test, or no test at all, proves nothing. The working tree itself is
never touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests.citations import ROOT, citations

MUTATIONS = ROOT / "spec" / "mutations"
#: Seconds for one fault: a test that hangs has noticed nothing.
PATIENCE = 600


@dataclass(frozen=True, slots=True)
class Mutation:
    """One fault: `old` in `file` becomes `new`, and what proves `ids`, or `tests`, must notice.

    The `name` begins with the number of the statement that is broken, and a letter where it can
    be broken in several ways; `what` is the fault in a sentence.
    """

    name: str
    what: str
    file: str
    old: str
    new: str
    ids: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        return int(self.name.partition("-")[0].rstrip("abcdefgh"))

    @property
    def places(self) -> tuple[str, ...]:
        """What pytest has to collect: the tests that are named, or each file that cites an id.

        Properties come last: they are the slowest to notice.
        """
        cited = {place.partition(":")[0] for id_ in self.ids for place in citations()[id_]}
        return self.tests or tuple(sorted(cited, key=lambda file: ("/properties/" in file, file)))

    def apply(self, tree: Path) -> None:
        """Builds the fault in; raises AssertionError unless `old` is there exactly once."""
        path = tree / self.file
        text = path.read_text(encoding="utf-8")
        assert text.count(self.old) == 1, f"{self.name}: {self.old!r} is not once in {self.file}"
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Run:
    """What pytest did: how many tests ran, which failed first, and what kept it from judging."""

    tests: int
    failed: str
    trouble: str
    seconds: float

    @property
    def green(self) -> bool:
        return not self.failed and not self.trouble

    @property
    def noticed(self) -> bool:
        return bool(self.failed) and not self.trouble


def mutations() -> tuple[Mutation, ...]:
    """Every fault of the folder, in the order of the names."""
    return tuple(_read(path) for path in sorted(MUTATIONS.glob("*.toml")))


def main(wanted: Sequence[str]) -> int:
    """Try the faults whose names begin with one of `wanted`, or all; 1 if one goes unnoticed."""
    chosen = [each for each in mutations() if not wanted or each.name.startswith(tuple(wanted))]
    if not chosen:
        print(f"No mutation is called {' or '.join(wanted)}.", file=sys.stderr)
        return 2
    print(f"{'fault':<52} {'breaks':<22} {'tests':>5} {'s':>6}  first to notice")
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        sound = Path(folder) / "sound"
        _copy_tree(sound)
        runs = {each.name: _try(each, sound, Path(folder) / "faulty") for each in chosen}
        judges = sorted({run.failed for run in runs.values() if run.noticed})
        without = _run(sound, judges, ()) if judges else None
    unnoticed = [name for name, run in runs.items() if not run.noticed]
    print(f"\n{len(runs) - len(unnoticed)} of {len(runs)} faults were noticed.")
    if unnoticed:
        print(f"Not noticed: {', '.join(unnoticed)}.")
    if without is not None and not without.green:
        print(f"But without any fault too: {without.failed or without.trouble}.")
    return 0 if not unnoticed and without is not None and without.green else 1


def _try(mutation: Mutation, sound: Path, faulty: Path) -> Run:
    shutil.copytree(sound, faulty)
    try:
        mutation.apply(faulty)
        run = _run(faulty, mutation.places, mutation.ids)
    finally:
        shutil.rmtree(faulty)
    proved = ", ".join(mutation.ids) or "ours"
    columns = f"{mutation.name:<52} {proved:<22} {run.tests:>5} {run.seconds:>6.1f}"
    print(f"{columns}  {run.trouble or run.failed or 'NOT NOTICED'}", flush=True)
    return run


def _run(tree: Path, places: Iterable[str], ids: Iterable[str]) -> Run:
    report = tree / "report.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    command += ["-p", "tests.proving", f"--proving={','.join(ids)}"]
    command += [f"--junitxml={report}", "-o", "junit_family=xunit1", *places]
    # The copy comes before what is installed, for every process that a test starts too.
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    began = time.monotonic()
    try:
        done = subprocess.run(
            command, cwd=tree, env=environment, capture_output=True, text=True, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return Run(0, "", f"no end within {PATIENCE} s", PATIENCE)
    seconds = time.monotonic() - began
    if done.returncode not in (0, 1):
        said = (done.stdout + done.stderr).strip().rpartition("\n")[2]
        return Run(0, "", f"pytest ended with {done.returncode}: {said}", seconds)
    return _judged(report, seconds)


def _judged(report: Path, seconds: float) -> Run:
    cases = list(ElementTree.parse(report).iter("testcase"))
    errors = [case for case in cases if case.find("error") is not None]
    failures = [case for case in cases if case.find("failure") is not None]
    return Run(
        tests=len(cases),
        failed=_node(failures[0]) if failures else "",
        trouble=f"an error around {_node(errors[0])}" if errors else "",
        seconds=seconds,
    )


def _node(case: ElementTree.Element) -> str:
    """The test function: parameters are written in several ways, and none of them is needed."""
    return f"{case.get('file')}::{str(case.get('name')).partition('[')[0]}"


def _copy_tree(to: Path) -> None:
    """What git knows of the working tree, and what it has not been told to ignore."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)


def _read(path: Path) -> Mutation:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    ids, tests = (tuple(content.pop(name, ())) for name in ("ids", "tests"))
    return Mutation(name=path.stem, ids=ids, tests=tests, **content)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
