"""The same questions in the words of each server, one module for ours and one for the peers."""

from __future__ import annotations

from bench.asking.dialect import Asked, Dialect
from bench.asking.ours import ByHand, Ours, PreBuilt
from bench.asking.peers import DrfJsonapi, FastapiJsonapi, Safrs
from bench.facts import Facts

__all__ = ["Asked", "Dialect", "Ours", "dialects"]


def dialects(facts: Facts) -> dict[str, Dialect]:
    """How each subject is asked about these facts, by its name."""
    spoken: tuple[Dialect, ...] = (
        Ours(facts),
        FastapiJsonapi(facts),
        DrfJsonapi(facts),
        Safrs(facts),
        ByHand(facts),
        PreBuilt(facts),
    )
    return {dialect.name: dialect for dialect in spoken}
