"""One step along the edges of a release: what lies one step away, what it costs, and which nodes are hubs.

A step costs 1 + damping · (log d + log d'), where d and d' count the edges of its predicate at its two ends: the
negative logarithm of the degree-weighted path product known from Hetionet, so that costs add up along a path and a node
that is joined to everything is dear to pass. Costs are whole millionths, which makes sums and ties exact.

A hub is a node that more than a fifth of the nodes with an edge of one kind point to by it. Degrees and hubs are those
of the whole release, whatever the day, because they say how telling a node is and not what held when.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from graph.errors import BadInput
from graph.query.columns import Columns
from graph.release.index import Rows
from graph.vocabulary import PREDICATES

HUB_SHARE = 0.2
FEWEST = 10
"""A node that at most this many point to is no hub, however few there are in all."""

UNIT = 1_000_000
"""What one step costs at least, in whole millionths."""

OPPOSITE = {"out": "in", "in": "out"}
Way = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Scan:
    """Steps from many nodes at once, as parallel arrays; `way` numbers the predicate and direction."""

    near: np.ndarray
    far: np.ndarray
    edge: np.ndarray
    way: np.ndarray
    cost: np.ndarray


class Steps:
    """The edges of some predicates in both directions; `keep` says of rows of the edge table which may be walked."""

    def __init__(self, rows: Mapping[Way, Rows], size: int, keep: Callable[[np.ndarray], np.ndarray]) -> None:
        self.rows, self.size, self.keep, self.ways = dict(rows), size, keep, tuple(rows)
        self.predicates = tuple(dict.fromkeys(predicate for predicate, _ in rows))
        self.carrying = lru_cache(maxsize=None)(self._carrying)

    def of(self, node: int, way: Way) -> tuple[np.ndarray, np.ndarray]:
        """Far ends and edges of a node, the most telling first: those that the fewest edges of this kind reach."""
        far, edges = self.rows[way].of(node)
        if not len(far):
            return far, edges
        kept = self.keep(edges)
        far, edges = far[kept], edges[kept]
        order = np.lexsort((edges, far, self.degrees((way[0], OPPOSITE[way[1]]), far)))
        return far[order], edges[order]

    def degrees(self, way: Way, nodes: np.ndarray) -> np.ndarray:
        """How many edges of a predicate many nodes have in one direction, on any day."""
        return self.rows[way].degrees(nodes)

    def _carrying(self, predicate: str) -> int:
        """How many nodes have an edge of a predicate."""
        return int(np.count_nonzero(self.rows[predicate, "out"].every(self.size)))

    @cached_property
    def hubs(self) -> np.ndarray:
        """For every node, whether it is a hub."""
        found = np.zeros(self.size, bool)
        for predicate in self.predicates:
            found |= self.rows[predicate, "in"].every(self.size) > max(HUB_SHARE * self.carrying(predicate), FEWEST)
        return found

    @cached_property
    def width(self) -> np.ndarray:
        """For every node, how many edges a scan from it reads."""
        return np.sum([self.rows[way].every(self.size) for way in self.ways], axis=0, dtype=np.int64)

    def hub_by(self, node: int) -> tuple[str, int, int]:
        """The predicate that the largest share points to a node by, how many do, and how many have the predicate."""
        degrees = {p: int(self.degrees((p, "in"), np.array([node]))[0]) for p in self.predicates}
        predicate = max(degrees, key=lambda p: degrees[p] / max(self.carrying(p), FEWEST))
        return predicate, degrees[predicate], self.carrying(predicate)

    def scan(self, nodes: np.ndarray, damping: float) -> Scan:
        """Every step from many nodes with its cost."""
        parts = [part for n, way in enumerate(self.ways) if (part := self._along(n, way, nodes, damping)) is not None]
        none = [(np.zeros(0, np.int64),) * 5]
        return Scan(*(np.concatenate(column) for column in zip(*(parts or none), strict=True)))

    def _along(self, number: int, way: Way, nodes: np.ndarray, damping: float) -> tuple[np.ndarray, ...] | None:
        place, far, edges = self.rows[way].many(nodes)
        if not len(edges):
            return None
        kept = self.keep(edges)
        near, far, edges = nodes[place[kept]], far[kept].astype(np.int64), edges[kept]
        return near, far, edges, np.full(len(edges), number, np.int8), self.cost(way, near, far, damping)

    def cost(self, way: Way, near: np.ndarray, far: np.ndarray, damping: float) -> np.ndarray:
        """What steps from `near` to `far` cost, in whole millionths."""
        here, there = self.degrees(way, near), self.degrees((way[0], OPPOSITE[way[1]]), far)
        return UNIT + np.rint(UNIT * damping * (np.log(here) + np.log(there))).astype(np.int64)


def steps_of(columns: Columns, predicates: Sequence[str], *, denied: bool) -> Steps:
    """The steps of a release along some predicates (none named: all); `denied` keeps edges that the source denies."""
    check_names("predicate", predicates, PREDICATES)
    rows = {(p, d): columns.whole_rows(p, d) for p in predicates or PREDICATES for d in ("out", "in")}
    keep = columns.holding if denied else lambda edges: columns.holding(edges) & ~columns.negated[edges]
    return Steps(rows, columns.size, keep)


def check_names(what: str, names: Sequence[str], known: Sequence[str] | Mapping[str, object]) -> None:
    """`BadInput` for a name that is not known."""
    if unknown := [name for name in names if name not in known]:
        raise BadInput(f"unknown {what}", expected=", ".join(known), got=", ".join(unknown))
