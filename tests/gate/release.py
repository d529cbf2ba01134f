"""`scripts/release-contract`: the description of today becomes the one that partners are promised.

Refuses while anything would break them that `spec/changes.md` does not declare, or that it promises
until later. Where nothing is released yet, nobody can be broken.
"""

from __future__ import annotations

import json
import sys
from datetime import date

from jsonapi_blog.app import printed
from jsonapi_blog.settings import Settings
from tests.citations import ROOT
from tests.gate.compare import breaks
from tests.gate.declared import refused, rows
from tests.gate.references import Node

RELEASED = ROOT / "spec" / "contract" / "openapi.json"
CHANGES = ROOT / "spec" / "changes.md"


def refusals(new: Node) -> list[str]:
    """What stands in the way of `new` as the contract, one sentence each."""
    old: Node = json.loads(RELEASED.read_text(encoding="utf-8"))
    declared = rows(CHANGES.read_text(encoding="utf-8"))
    return [*refused(breaks(old, new), declared, date.today())]


def main() -> int:
    """Release it, or say why not."""
    made = printed(Settings())
    found = refusals(json.loads(made)) if RELEASED.exists() else []
    if found:
        print("Not released; this would break partners:", *found, sep="\n  ", file=sys.stderr)
        return 1
    RELEASED.parent.mkdir(exist_ok=True)
    RELEASED.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
