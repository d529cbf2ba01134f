"""The `next` link of an included window: the relationship URL that continues exactly that window.

It carries a cursor, the window's size, the include path from there on with the windows on it, and
the fieldsets, so that linkage and resources of the next window come together.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..pagination.cursors import Cursors
from ..pagination.included import default_size, edges, windows
from ..pagination.strategies import Listing
from ..pagination.window import IncludedWindow
from ..query import Query
from ..query.include import Include, Path
from ..query.parameters import encoded
from ..query.sort import declared
from ..query.target import Shape, Target
from ..rowset import Members
from .links import Pairs


@dataclass(slots=True)
class Continuations:
    """The `next` links of one document; what they share is made once for each path."""

    target: Target
    query: Query
    pairs: Pairs
    cursors: Cursors
    _carried: dict[tuple[Path, bool], str] = field(default_factory=dict)
    _listings: dict[tuple[str, str], Listing] = field(default_factory=dict)

    def next(self, edge: tuple[str, str], members: Members, url: str) -> str:
        """Where the window of `members` goes on; `url` is that of the resource it belongs to."""
        assert members.last is not None, "a window that goes on has a last member"
        cursor = self.cursors.text(members.last, self._listing(edge).context)
        name = edge[1]
        query = encoded((("page[after]", cursor), ("page[size]", str(members.size))))
        # Linkage that was written and not included has no path, and nothing below it to carry on.
        carried = f"{self._carry(edge, members)}&" if members.path else ""
        return f"{url}/relationships/{name}?{carried}{query}"

    def _listing(self, edge: tuple[str, str]) -> Listing:
        if edge not in self._listings:
            graph = self.target.graph
            relation = graph[edge[0]].relations[edge[1]]
            types = tuple(graph[name] for name in relation.targets)
            order = declared(relation.order or types[0].order)
            self._listings[edge] = Listing.of(graph, types, order, None, ".".join(edge))
        return self._listings[edge]

    def _carry(self, edge: tuple[str, str], members: Members) -> str:
        path, counted = members.path, members.total is not None
        if (path, counted) not in self._carried:
            include = self._include_from(edge[1], path)
            pairs = [("include", str(include))]
            pairs += [pair for pair in self.pairs if pair[0].startswith("fields[")]
            if counted:
                pairs.append(("page[total]", "true"))
            pairs += self._window_pairs(edge, include, path)
            self._carried[path, counted] = encoded(pairs)
        return self._carried[path, counted]

    def _include_from(self, name: str, path: Path) -> Include:
        assert self.query.include is not None
        return Include(((name, self.query.include.at(path)),))

    def _window_pairs(
        self, edge: tuple[str, str], include: Include, path: Path
    ) -> list[tuple[str, str]]:
        """The windows below `path` that would be others by default where the link leads."""
        graph = self.target.graph
        owner = graph[edge[0]]
        there = Target(graph, Shape.LINKAGE, owner, owner.relations[edge[1]])
        here = {window.path: window for window in self._windows_here()}
        pairs = []
        for below in edges(there, include):
            if not below.many:
                continue
            window = here[path[:-1] + below.path]
            name = "page" + "".join(f"[{segment}]" for segment in below.path)
            if window.size != default_size(below.above):
                pairs.append((f"{name}[size]", str(window.size)))
            if window.total:
                pairs.append((f"{name}[total]", "true"))
        return pairs

    def _windows_here(self) -> tuple[IncludedWindow, ...]:
        assert self.query.include is not None
        unlimited = 10**9
        return windows(self.target, self.query.include, self.query.windows, 1, unlimited)
