"""Compressed sparse rows, per predicate and in both directions, from the columns of the edge table.

`indptr[n] : indptr[n + 1]` are the positions of node n; `indices` the node at the far end; `edges` the row of the
edge table. Within one node, far ends ascend, so the same input gives the same arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True, slots=True)
class Rows:
    """One direction of one predicate."""

    indptr: np.ndarray
    indices: np.ndarray
    edges: np.ndarray

    def of(self, node: int) -> tuple[np.ndarray, np.ndarray]:
        """Far ends and edge rows of a node."""
        span = slice(self.indptr[node], self.indptr[node + 1])
        return self.indices[span], self.edges[span]

    def degree(self, node: int) -> int:
        return int(self.indptr[node + 1] - self.indptr[node])


@dataclass(frozen=True)
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

    @cached_property
    def _whole(self) -> Rows:
        """All edges that hold, for those who ask for every node at once."""
        keep = self.holding(self.rows.edges)
        before = np.concatenate([[0], np.cumsum(keep)])
        return Rows(before[self.rows.indptr].astype(np.int32), self.rows.indices[keep], self.rows.edges[keep])

    @property
    def indptr(self) -> np.ndarray:
        return self._whole.indptr

    @property
    def indices(self) -> np.ndarray:
        return self._whole.indices

    @property
    def edges(self) -> np.ndarray:
        return self._whole.edges


def rows(near: np.ndarray, far: np.ndarray, edges: np.ndarray, size: int) -> Rows:
    """CSR of `near → far` over `size` nodes.

    >>> r = rows(np.array([2, 0, 2]), np.array([1, 1, 0]), np.array([7, 8, 9]), 3)
    >>> r.indptr.tolist(), r.indices.tolist(), r.edges.tolist()
    ([0, 1, 1, 3], [1, 0, 1], [8, 9, 7])
    """
    if len(edges) and not _ascending(edges):
        order = np.lexsort((edges, far, near))
        near, far, edges = near[order], far[order], edges[order]
    if _ascending(far) and not _ascending(near):  # the other direction of an edge table: turned over, not sorted
        from scipy.sparse import csr_array  # a server, which only reads, does without its memory

        turned = csr_array((edges, near, _indptr(far, size)), shape=(size, size)).tocsc()
        return Rows(*(part.astype(np.int32, copy=False) for part in (turned.indptr, turned.indices, turned.data)))
    if not _both_ascending(near, far):
        order = np.lexsort((far, near))
        near, far, edges = near[order], far[order], edges[order]
    return Rows(_indptr(near, size), far.astype(np.int32, copy=False), edges.astype(np.int32, copy=False))


def _ascending(numbers: np.ndarray) -> bool:
    return bool((numbers[1:] >= numbers[:-1]).all())


def _both_ascending(first: np.ndarray, second: np.ndarray) -> bool:
    """Whether pairs ascend: told without making room for them as one number."""
    steps = (first[1:] > first[:-1]) | ((first[1:] == first[:-1]) & (second[1:] >= second[:-1]))
    return bool(steps.all())


def _indptr(numbers: np.ndarray, size: int) -> np.ndarray:
    found = np.zeros(size + 1, np.int32)
    np.cumsum(np.bincount(numbers, minlength=size), out=found[1:])
    return found
