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
from graph.query.similarity.measure import Adjacency, everywhere
from graph.release.together import rows_of


@dataclass(frozen=True, slots=True)
class Common:
    """What codes share with the asked one, by code, signal and the largest contribution.

    `row` is the place of the code among those given, `feature` goes as in `Together`; what code r has in signal n ends
    at `ends[r · T + n]`. `score` (T, codes) is that of each signal.
    """

    row: np.ndarray
    feature: np.ndarray
    contribution: np.ndarray
    ends: np.ndarray
    score: np.ndarray


@dataclass(frozen=True, slots=True)
class Question:
    """The asked code under weights; signals go by their place among the field's, features as in `Together`.

    `each` (T,) is the weights of the signals with data and `near` that of adjacency, 0 where it does not count; `total`
    (T,) is the code's Σ ic. `own` is the features of those signals, `ic` that of them and 0 of all others. `weight`
    (P,) is the sum of the weights that codes of a pattern share with it, `possible` that of all its own; `inside` says
    for which patterns adjacency counts.
    """

    field: Field
    code: int
    each: np.ndarray
    near: float
    total: np.ndarray
    own: np.ndarray
    ic: np.ndarray
    adjacency: Adjacency | None
    inside: np.ndarray
    weight: np.ndarray
    possible: float

    @classmethod
    def of(cls, field: Field, weights: Mapping[str, float], code: int) -> Question:
        """`code` is a position; `weights` has every signal."""
        together, patterns, pattern = field.together, field.patterns, int(field.patterns.number[code])
        each = np.array([weights[f.signal] for f in field.signals]) * patterns.has[pattern]
        own = together.of_code(code)
        own = own[each[together.signal[own]] > 0]
        total = np.array([f.total[code] for f in field.signals])
        ic = np.zeros(len(together.ic))
        ic[own] = together.ic[own]
        adjacency = field.adjacency(code) if weights["adjacency"] > 0 else None
        near = 0.0 if adjacency is None else weights["adjacency"]
        inside = (patterns.block == patterns.block[pattern]) & (near > 0)
        weight = patterns.has @ each + near * inside
        return cls(field, code, each, near, total, own, ic, adjacency, inside, weight, float(weight[pattern]))

    @property
    def known(self) -> list[int]:
        """The signals that count."""
        return self.each.nonzero()[0].tolist()

    def covered(self, minimum: float) -> np.ndarray:
        """The patterns with data for a minimum share of the weight."""
        return (self.weight > 0) & (self.weight >= minimum * self.possible)

    def scores(self, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Score and weight of some codes."""
        above, weight = np.zeros(len(others)), self.weight[self.field.patterns.number[others]]
        shared, union = self._sums(others, *self._hits(others))
        parts = shared / union * self.each[:, None]
        for n in self.known:
            above += parts[n]
        if self.adjacency is not None:
            above += self.near * self.adjacency.at(others)
        return np.divide(above, weight, out=above, where=weight > 0), weight

    def everywhere(self) -> np.ndarray:
        """The score of every code: the cost is that of all posting lists."""
        above = np.zeros(self.field.size)
        for n in self.known:
            above += self.each[n] * everywhere(self.field.signals[n], self.code)
        if self.adjacency is not None:
            above[self.adjacency.first : self.adjacency.last] += self.near * self.adjacency.column()
        weight = self.weight[self.field.patterns.number]
        return np.divide(above, weight, out=above, where=weight > 0)

    def common(self, others: np.ndarray, weight: np.ndarray) -> Common:
        """What some codes of given weights share with the asked one."""
        row, feature = self._hits(others)
        shared, union = self._sums(others, row, feature)
        signal, ic = self.field.together.signal[feature], self.ic[feature]
        at = row * len(self.each) + signal
        order = np.lexsort((feature, -ic, at))
        part = ic / union[signal, row] * (self.each[signal] / weight[row])
        ends = np.bincount(at, minlength=shared.size).cumsum()
        return Common(row[order], feature[order], part[order], ends, shared / union)

    def _hits(self, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Everything shared with some codes: the place of the code among them, and the feature."""
        together = self.field.together
        row, feature = rows_of(together.indptr, together.indices, others)
        hit = self.ic[feature].nonzero()[0]
        return row[hit], feature[hit]

    def _sums(self, others: np.ndarray, row: np.ndarray, feature: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Σ ic of what both sides have, and of what either has, (signals, codes); 1 in a signal that does not count."""
        shape = len(self.each), len(others)
        at = self.field.together.signal[feature] * shape[1] + row
        shared, union = np.bincount(at, self.ic[feature], shape[0] * shape[1]).reshape(shape), np.ones(shape)
        for n in self.known:
            union[n] = self.field.signals[n].total[others] + self.total[n] - shared[n]
        return shared, union
