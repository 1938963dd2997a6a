"""One gold as arrays: queries, the candidates that may answer, what each is worth, which are kept out in a split."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import sparse

from graph.query.evaluation.exclusion import Without

FOLDS = 5
HELD_OUT = (3, 4)
"""Families of these folds are to take no part in tuning."""


class Split(Protocol):
    """Which candidate positions a query may not be answered with, besides itself."""

    def removed(self, query: int) -> np.ndarray:
        """Positions, for the query in this row of `Task.queries`."""
        ...


@dataclass(frozen=True, eq=False)
class Task:
    """One gold.

    `candidates` are node numbers, ascending, `ids` their CURIEs; `queries` are positions in them and `family` the row
    of `families` for each; `gains` is (queries, candidates), sparse; `metrics` of "ndcg", "recall", "mrr", "spearman".
    `unknown` counts the codes that were left out because only the excluded source knows them.
    """

    name: str
    title: str
    without: Without
    candidates: np.ndarray
    ids: tuple[str, ...]
    queries: np.ndarray
    family: np.ndarray
    families: tuple[str, ...]
    gains: sparse.csr_matrix
    splits: dict[str, Split]
    metrics: tuple[str, ...] = ("ndcg",)
    unknown: int = 0

    @property
    def held_out(self) -> np.ndarray:
        """Which families are held out from tuning."""
        return np.array([fold(name) in HELD_OUT for name in self.families], bool)


def fold(family: str) -> int:
    """The fold of a family, by the hash of its identifier alone.

    >>> fold("PRCCSR:MST001")
    2
    """
    return int(hashlib.sha256(family.encode()).hexdigest()[:8], 16) % FOLDS


@dataclass(frozen=True, eq=False)
class Everything:
    """Every other candidate may answer."""

    def removed(self, query: int) -> np.ndarray:
        return np.zeros(0, np.int64)


@dataclass(frozen=True, eq=False)
class Apart:
    """Candidates with the query's own key may not answer; `keys` by candidate, `queries` as in the task."""

    keys: np.ndarray
    queries: np.ndarray

    def removed(self, query: int) -> np.ndarray:
        return np.flatnonzero(self.keys == self.keys[self.queries[query]])


@dataclass(frozen=True, eq=False)
class Distant:
    """Candidates of the same code system within `places` places of the query by number may not answer."""

    places: int
    systems: np.ndarray
    queries: np.ndarray

    def removed(self, query: int) -> np.ndarray:
        at = self.queries[query]
        near = np.arange(max(at - self.places, 0), min(at + self.places + 1, len(self.systems)))
        return near[self.systems[near] == self.systems[at]]


@dataclass(frozen=True, eq=False)
class Listed:
    """Only listed candidates may answer; `listed` is (queries, candidates), sparse, anything stored is listed."""

    listed: sparse.csr_matrix

    def removed(self, query: int) -> np.ndarray:
        free = np.ones(self.listed.shape[1], bool)
        free[self.listed.indices[self.listed.indptr[query] : self.listed.indptr[query + 1]]] = False
        return np.flatnonzero(free)


def starts(ids: tuple[str, ...], characters: int) -> np.ndarray:
    """The first characters of each code, without its system."""
    return np.array([id.partition(":")[2][:characters] for id in ids])


def systems(ids: tuple[str, ...]) -> np.ndarray:
    """The code system of each CURIE."""
    return np.array([id.partition(":")[0] for id in ids])
