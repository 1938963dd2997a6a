"""Compressed sparse rows, per predicate and in both directions, beside the table of edges.

The table is in order of predicate, subject and object, so the edges of a subject stand together there, and a predicate
needs little more: `out.indptr` and `in.indptr`, where the edges of every subject and of every object begin, and
`in.edges`, the rows of the latter. They begin with the first node that has any edge and end with the last one. A
predicate without edges has no arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from graph.release.directory import Release
from graph.release.sparse import indptr, ordered

NAME = "edges"
_KEPT = {"out": ("indptr",), "in": ("indptr", "edges")}
Ends = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Near end, far end and row of some edges, as parallel arrays."""


@dataclass(frozen=True, slots=True)
class Rows:
    """One direction of one predicate: the edges of node n are at `indptr[n - low] : indptr[n - low + 1]`.

    `far` is the column of the table with the far ends of all edges; edges are the rows `edges` of it, or, where they
    stand together, those from `start` on. The far ends of a node ascend.
    """

    low: int
    indptr: np.ndarray
    far: np.ndarray
    edges: np.ndarray | None = None
    start: int = 0

    def of(self, node: int) -> tuple[np.ndarray, np.ndarray]:
        """Far ends and edge rows of a node."""
        edges = self._rows(*self._span(node))
        return self.far[edges], edges

    def degree(self, node: int) -> int:
        begin, end = self._span(node)
        return end - begin

    def degrees(self, nodes: np.ndarray) -> np.ndarray:
        """How many edges each of many nodes has."""
        begin, end = self._spans(nodes)
        return end - begin

    def every(self, size: int) -> np.ndarray:
        """How many edges each of all `size` nodes has."""
        found = np.zeros(size, np.int32)
        found[self.low : self.low + len(self.indptr) - 1] = np.diff(self.indptr)
        return found

    def many(self, nodes: np.ndarray) -> Ends:
        """The edges of many nodes; the near end is the place of its node in `nodes`."""
        begin, end = self._spans(nodes)
        sizes = (end - begin).astype(np.int64)
        at = np.repeat(begin - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())
        edges = at + self.start if self.edges is None else self.edges[at]
        return np.repeat(np.arange(len(nodes)), sizes), self.far[edges], edges

    def pairs(self) -> Ends:
        """All edges, by near end."""
        edges = self._rows(0, int(self.indptr[-1]))
        near = np.repeat(np.arange(self.low, self.low + len(self.indptr) - 1), np.diff(self.indptr))
        return near, self.far[edges], edges

    def _span(self, node: int) -> tuple[int, int]:
        at = node - self.low
        return (int(self.indptr[at]), int(self.indptr[at + 1])) if 0 <= at < len(self.indptr) - 1 else (0, 0)

    def _spans(self, nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where the edges of many nodes begin and end; a node before the first or behind the last has none."""
        last = len(self.indptr) - 1
        return tuple(self.indptr[np.clip(nodes - self.low + n, 0, last)] for n in (0, 1))

    def _rows(self, begin: int, end: int) -> np.ndarray:
        if self.edges is None:
            return np.arange(self.start + begin, self.start + end, dtype=np.int32)
        return self.edges[begin:end]


@dataclass(frozen=True, slots=True)
class Held:
    """One direction of one predicate with the edges that hold, told where they are asked for: a copy would be large."""

    rows: Rows
    holding: Callable[[np.ndarray], np.ndarray]

    def of(self, node: int) -> tuple[np.ndarray, np.ndarray]:
        """Far ends and edge rows of a node."""
        far, edges = self.rows.of(node)
        keep = self.holding(edges)
        return far[keep], edges[keep]

    def degree(self, node: int) -> int:
        return int(np.count_nonzero(self.holding(self.rows.of(node)[1])))

    def degrees(self, nodes: np.ndarray) -> np.ndarray:
        """How many edges each of many nodes has."""
        return np.bincount(self.many(nodes)[0], minlength=len(nodes))

    def many(self, nodes: np.ndarray) -> Ends:
        """The edges of many nodes; the near end is the place of its node in `nodes`."""
        return self._kept(self.rows.many(nodes))

    def pairs(self) -> Ends:
        """All edges, by near end."""
        return self._kept(self.rows.pairs())

    def _kept(self, pairs: Ends) -> Ends:
        keep = self.holding(pairs[2])
        near, far, edges = (part[keep] for part in pairs)
        return near, far, edges


def arrays(subject: np.ndarray, object: np.ndarray, start: int = 0) -> dict[str, np.ndarray]:
    """What is kept of one predicate, given its part of the table, which begins at row `start`.

    >>> {n: a.tolist() for n, a in arrays(np.array([4, 4, 6]), np.array([1, 3, 1]), 7).items()}
    {'out.indptr': [0, 2, 2, 3], 'in.indptr': [0, 2, 2, 3], 'in.edges': [7, 9, 8]}
    """
    if not len(subject):
        return {}
    near = object - object.min()
    _, edges = ordered(near, np.arange(start, start + len(subject), dtype=np.int32))
    return {"out.indptr": indptr(np.bincount(subject - subject[0])), "in.indptr": indptr(np.bincount(near)),
            "in.edges": edges}


def read(release: Release, predicate: str, way: str) -> Rows:
    """One direction, `out` or `in`, of a predicate."""
    subject, object = (release.table("edges").column(end).to_numpy() for end in ("subject", "object"))
    part = span(release, predicate)
    kept = release.arrays(NAME)
    parts = {name: kept[f"{predicate}.{way}.{name}"] for name in _KEPT[way]} if part.stop > part.start else {}
    return of(parts, subject, object, way, part.start)


def of(parts: dict[str, np.ndarray], subject: np.ndarray, object: np.ndarray, way: str, start: int = 0) -> Rows:
    """One direction of the predicate whose edges begin at row `start` of these columns; no parts where it has none.

    >>> subject, object = np.array([4, 4, 6]), np.array([1, 3, 1])
    >>> parts = arrays(subject, object)
    >>> of({"indptr": parts["in.indptr"], "edges": parts["in.edges"]}, subject, object, "in").of(1)[0].tolist()
    [4, 6]
    """
    if not parts:
        return Rows(0, np.zeros(1, np.int32), object)
    if way == "out":
        return Rows(int(subject[start]), parts["indptr"], object, None, start)
    return Rows(int(object[parts["edges"][0]]), parts["indptr"], subject, parts["edges"])


def span(release: Release, predicate: str) -> slice:
    """The rows of the table that one predicate has."""
    [chunk] = release.table("edges").column("predicate").chunks or [pa.array([], pa.string()).dictionary_encode()]
    names, number = chunk.dictionary.to_pylist(), chunk.indices.to_numpy()
    if predicate not in names:
        return slice(0, 0)
    place = names.index(predicate)
    return slice(*np.searchsorted(number, np.array([place, place + 1], number.dtype)).tolist())
