"""Baselines that need no words of their own: chance, adjacency, Jaccard on nodes, and two walks over the graph."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from graph.query.evaluation.system import Batch

DAMPING, STEPS = 0.7, 8
"""Personalised PageRank: a walker goes on with probability 0.7; after 8 steps 94 % of the walks have ended."""
DECAY, ROUNDS, LARGEST = 0.8, 3, 2000
"""SimRank: C, rounds, and how many features (the commonest with two codes or more) its graph is bounded to."""


class Plain:
    """Random order, and 1 / (1 + log2(1 + Δ)) of the places between two codes of one system."""

    def __init__(self, systems: np.ndarray) -> None:
        self._systems = np.unique(systems, return_inverse=True)[1]

    def scores(self, rows: np.ndarray) -> Iterator[Batch]:
        everyone = np.arange(len(self._systems))
        yield ("random",), np.arange(len(rows)), np.ones((len(rows), len(everyone)), np.float32)
        apart = np.abs(everyone - rows[:, None])
        same = self._systems == self._systems[rows][:, None]
        yield ("adjacency",), np.arange(len(rows)), np.where(same, 1 / (1 + np.log2(1 + apart)), 0).astype(np.float32)


class Jaccard:
    """Shared over united nodes, unweighted: the formula of the graph databases. `nodes` is (codes, nodes), 0 or 1."""

    def __init__(self, name: str, nodes: sparse.csr_matrix) -> None:
        self._name, self._nodes, self._back = name, nodes, nodes.T.tocsr()
        self._size = np.diff(nodes.indptr)

    def scores(self, rows: np.ndarray) -> Iterator[Batch]:
        shared = (self._nodes[rows] @ self._back).toarray()
        union = self._size[rows][:, None] + self._size - shared
        yield (self._name,), np.arange(len(rows)), np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)


class PageRank:
    """Walks with restart at the query over the graph of codes and features; only codes are ranked."""

    def __init__(self, features: sparse.csr_matrix) -> None:
        self._forth, self._back = _stepping(features).T.tocsr(), _stepping(features.T.tocsr()).T.tocsr()
        self._codes = features.shape[0]

    def scores(self, rows: np.ndarray) -> Iterator[Batch]:
        at = np.zeros((self._codes, len(rows)), np.float32)
        at[rows, np.arange(len(rows))] = 1
        total, left = np.zeros_like(at), 1.0
        for _ in range(STEPS // 2):
            left *= DAMPING**2
            at = self._back @ (self._forth @ at)
            total += left * at
        yield ("personalised PageRank",), np.arange(len(rows)), total.T


class SimRank:
    """Codes are alike when their features are, features when their codes are: exact, on a bounded bipartite graph.

    With S_c = C·W S_f Wᵀ and S_f = C·V S_c Vᵀ, both with ones on the diagonal (W and V are the two directions, rows
    summing to 1), only S_f is kept, features by features; the correction of the diagonal of S_c goes into it as V D Vᵀ.
    """

    def __init__(self, features: sparse.csr_matrix) -> None:
        degree = np.bincount(features.indices, minlength=features.shape[1])
        kept = np.sort(np.argsort(-degree, kind="stable")[:LARGEST])
        kept = kept[degree[kept] > 1]
        bounded = features[:, kept].sign()
        self._w, v = _stepping(bounded), _stepping(bounded.T.tocsr())
        across, like = (v @ self._w).toarray(), np.eye(len(kept), dtype=np.float32)
        for _ in range(ROUNDS):
            like = self._round(like, across, v)
        self._like, self._back = like, self._w.T.tocsr()

    def _round(self, like: np.ndarray, across: np.ndarray, v: sparse.csr_matrix) -> np.ndarray:
        own = self._diagonal(like)
        correction = (v @ sparse.diags(1 - DECAY * own) @ v.T).toarray()
        found = DECAY * (DECAY * (across @ like @ across.T) + correction)
        np.fill_diagonal(found, 1)
        return found.astype(np.float32)

    def _diagonal(self, like: np.ndarray) -> np.ndarray:
        """The diagonal of W S_f Wᵀ, in pieces that fit into memory."""
        pieces = (self._w[n : n + 2048] for n in range(0, self._w.shape[0], 2048))
        return np.concatenate([np.asarray(w.multiply(w @ like).sum(1)).ravel() for w in pieces])

    def scores(self, rows: np.ndarray) -> Iterator[Batch]:
        yield ("SimRank",), np.arange(len(rows)), DECAY * (self._back.T @ (self._w[rows] @ self._like).T).T


def _stepping(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Rows that sum to 1: the chances of a step."""
    total = np.asarray(matrix.sum(1)).ravel()
    return (sparse.diags(1 / np.where(total > 0, total, 1)) @ matrix).astype(np.float32).tocsr()
