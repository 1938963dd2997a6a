"""One code under one set of weights: the exact score of any other code, and what it is divided by.

A signal that either side has no data for is left out of the sum, never scored zero. A code known by next to nothing
could then be "wholly similar" through one policy, so a candidate must have data for a minimum share of the weight that
the asked code has data for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graph.query.similarity.field import Field
from graph.query.similarity.measure import Adjacency, Known
from graph.query.similarity.together import rows_of


@dataclass(frozen=True, slots=True)
class Question:
    """The asked code's signals with weight and data, by place among the field's.

    `each` is their weights and `near` that of adjacency, 0 where it does not count. `ic` is that of the code's
    features, 0 of all others, numbered as in `Together`. `weight` (P,) is the sum of the weights of the signals that
    codes of a pattern share with it, `possible` that of all its own; `inside` says which patterns adjacency counts for.
    """

    field: Field
    code: int
    known: dict[int, Known]
    each: tuple[float, ...]
    near: float
    ic: np.ndarray
    adjacency: Adjacency | None
    inside: np.ndarray
    weight: np.ndarray
    possible: float

    @classmethod
    def of(cls, field: Field, weights: Mapping[str, float], code: int) -> Question:
        """`code` is a position; `weights` has every signal."""
        together, patterns = field.together, field.patterns
        starts, own = together.starts.tolist(), int(patterns.number[code])
        ic = np.zeros(starts[-1])
        each = tuple(weights[f.signal] if has else 0.0 for f, has in zip(
            field.signals, patterns.has[own].tolist(), strict=True))
        known = {n: Known.of(field.signals[n], code, ic[starts[n] : starts[n + 1]]) for n, w in enumerate(each) if w > 0}
        adjacency = field.adjacency(code) if weights["adjacency"] > 0 else None
        near = 0.0 if adjacency is None else weights["adjacency"]
        inside = (patterns.block == patterns.block[own]) & (near > 0)
        weight = patterns.has @ np.array(each) + near * inside
        return cls(field, code, known, each, near, ic, adjacency, inside, weight, float(weight[own]))

    def covered(self, minimum: float) -> np.ndarray:
        """The patterns with data for a minimum share of the weight."""
        return (self.weight > 0) & (self.weight >= minimum * self.possible)

    def scores(self, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Score and weight of some codes."""
        above, weight = np.zeros(len(others)), self.weight[self.field.patterns.number[others]]
        shared, union = self._sums(others, *self._common(others))
        for n in self.known:
            above += self.each[n] * (shared[n] / union[n])
        if self.adjacency is not None:
            above += self.near * self.adjacency.at(others)
        return np.divide(above, weight, out=above, where=weight > 0), weight

    def everywhere(self) -> np.ndarray:
        """The score of every code: the cost is that of all posting lists."""
        above = np.zeros(self.field.size)
        for n, known in self.known.items():
            above += self.each[n] * known.everywhere()
        if self.adjacency is not None:
            above[self.adjacency.first : self.adjacency.last] += self.near * self.adjacency.column()
        weight = self.weight[self.field.patterns.number]
        return np.divide(above, weight, out=above, where=weight > 0)

    def shared(self, others: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, list[list[tuple[int, float]]]]:
        """Scores (signals, codes) of some codes of given weights, and what they are made of.

        That is, for every code and signal, one after the other, (feature, contribution), the largest first; features
        are numbered as in `Together`.
        """
        row, feature = self._common(others)
        shared, union = self._sums(others, row, feature)
        signal, ic = self.field.together.signal[feature], self.ic[feature]
        at = row * len(self.each) + signal
        order = np.lexsort((feature, -ic, at))
        part = ic / union[signal, row] * (np.array(self.each)[signal] / weight[row])
        pairs = list(zip(feature[order].tolist(), part[order].tolist(), strict=True))
        ends = np.bincount(at, minlength=shared.size).cumsum().tolist()
        return shared / union, [pairs[a:b] for a, b in zip([0, *ends], ends, strict=False)]

    def _common(self, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Everything shared with some codes: the place of the code among them, and the feature."""
        together = self.field.together
        row, feature = rows_of(together.indptr, together.indices, others)
        hit = self.ic[feature].nonzero()[0]
        return row[hit], feature[hit]

    def _sums(self, others: np.ndarray, row: np.ndarray, feature: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Σ ic of what both sides have, and of what either has, (signals, codes); 1 for a signal that is not asked."""
        shape = len(self.each), len(others)
        at = self.field.together.signal[feature] * shape[1] + row
        shared = np.bincount(at, self.ic[feature], shape[0] * shape[1]).reshape(shape)
        union = np.ones(shape)
        for n, known in self.known.items():
            union[n] = known.union(shared[n], others)
        return shared, union
