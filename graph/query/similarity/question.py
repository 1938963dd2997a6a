"""One code under one set of weights: the exact score of any other code, and what it is divided by.

A signal that either side has no data for is left out of the sum, never scored zero. A code known by next to nothing
could then be "wholly similar" through one policy, so a candidate must have data for a minimum share of the weight that
the asked code has data for; how many were left out by that is part of the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graph.query.similarity.field import Among, Field
from graph.query.similarity.measure import Adjacency, Known, summed
from graph.query.similarity.together import rows_of


@dataclass(frozen=True, slots=True)
class Question:
    """The asked code's signals with weight and data, by place among the field's.

    `ic` is that of its features, 0 of all others, numbered as in `Together`. `weight` (P,) is the sum of the weights of
    the signals that codes of a pattern share with it, `possible` that of all its own.
    """

    field: Field
    code: int
    weights: Mapping[str, float]
    known: dict[int, Known]
    ic: np.ndarray
    adjacency: Adjacency | None
    weight: np.ndarray
    possible: float

    @classmethod
    def of(cls, field: Field, weights: Mapping[str, float], code: int) -> Question:
        """`code` is a position; `weights` has every signal."""
        starts = field.together.starts
        ic = np.zeros(starts[-1])
        known = {n: Known.of(f, code, ic[starts[n] : starts[n + 1]]) for n, f in enumerate(field.signals)
                 if weights[f.signal] > 0 and f.total[code] > 0}
        adjacency = field.adjacency(code) if weights["adjacency"] > 0 else None
        each = np.array([weights[f.signal] if n in known else 0.0 for n, f in enumerate(field.signals)])
        weight = field.patterns.has @ each
        if adjacency is not None:
            weight[cls._inside(field, code)] += weights["adjacency"]
        return cls(field, code, weights, known, ic, adjacency, weight, float(weight[field.patterns.number[code]]))

    @staticmethod
    def _inside(field: Field, code: int) -> np.ndarray:
        """The patterns of the asked code's own system."""
        return field.patterns.block == field.patterns.block[field.patterns.number[code]]

    @property
    def inside(self) -> np.ndarray:
        """The patterns that adjacency counts for."""
        return self._inside(self.field, self.code) & (self.adjacency is not None)

    def of_signal(self, n: int) -> float:
        """The weight of a signal, by its place."""
        return self.weights[self.field.signals[n].signal]

    def covered(self, minimum: float) -> np.ndarray:
        """The patterns with data for a minimum share of the weight."""
        return (self.weight > 0) & (self.weight >= minimum * self.possible)

    def scores(self, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Score and weight of some codes."""
        above = np.zeros(len(others))
        signal, feature, row = self._common(others)
        shared = self._sums(others, signal, feature, row)
        for n, known in self.known.items():
            above += self.of_signal(n) * (shared[n] / known.union(shared[n], others))
        if self.adjacency is not None:
            above += self.weights["adjacency"] * self.adjacency.at(others)
        weight = self.weight[self.field.patterns.number[others]]
        return np.divide(above, weight, out=above, where=weight > 0), weight

    def shared(self, others: np.ndarray) -> list[dict[int, list[tuple[int, float]]]]:
        """For each of some codes and each signal, (feature, part of the signal's score), the largest part first.

        Signals go by place, features by their number among those of all signals.
        """
        signal, feature, row = self._common(others)
        shared, ic = self._sums(others, signal, feature, row), self.ic[feature]
        union = np.zeros(shared.shape)
        for n, known in self.known.items():
            union[n] = known.union(shared[n], others)
        order = np.lexsort((feature, -ic, signal, row))
        found: list[dict[int, list[tuple[int, float]]]] = [{n: [] for n in self.known} for _ in others]
        columns = row, signal, feature, ic / union[signal, row]
        for r, n, x, part in zip(*(column[order].tolist() for column in columns), strict=True):
            found[r][n].append((x, part))
        return found

    def _common(self, others: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Everything shared with some codes: its signal, the feature, and the place of the code among them."""
        together = self.field.together
        row, feature = rows_of(together.indptr, together.indices, others)
        hit = self.ic[feature].nonzero()[0]
        feature = feature[hit]
        return together.signal[feature], feature, row[hit]

    def _sums(self, others: np.ndarray, signal: np.ndarray, feature: np.ndarray, row: np.ndarray) -> np.ndarray:
        """Σ ic of what is shared, (signals, codes)."""
        shape = len(self.field.signals), len(others)
        return np.bincount(signal * shape[1] + row, self.ic[feature], shape[0] * shape[1]).reshape(shape)

    def everywhere(self) -> np.ndarray:
        """The score of every code, in no time that its posting lists do not take."""
        above = np.zeros(self.field.size)
        for n, known in self.known.items():
            above += self.of_signal(n) * known.everywhere()
        if (near := self.adjacency) is not None:
            above[near.first : near.last] += self.weights["adjacency"] * near.column()
        weight = self.weight[self.field.patterns.number]
        return np.divide(above, weight, out=above, where=weight > 0)

    def found(self, among: Among, minimum: float) -> tuple[int, int]:
        """How many codes score above 0 and have the minimum of data, and how many score above 0 and have not."""
        numbers = self.field.patterns.number
        counts = np.where(self.inside, among.counts, 0)
        reached = self._reached()
        reached = reached[among.mask[reached] & (reached != self.code) & ~self.inside[numbers[reached]]]
        counts += np.bincount(numbers[reached], minlength=len(counts))
        if self.adjacency is not None and among.mask[self.code]:
            counts[numbers[self.code]] -= 1
        covered = self.covered(minimum)
        return int(counts[covered].sum()), int(counts[~covered].sum())

    def _reached(self) -> np.ndarray:
        """The codes that share any feature, ascending; not those that adjacency reaches, where it reaches all."""
        first, last = (0, 0) if self.adjacency is None else (self.adjacency.first, self.adjacency.last)
        known = [k for n, k in self.known.items() if not (
            first <= self.field.spans[n][0] and self.field.spans[n][1] <= last)]
        if sum(int(k.lengths().sum()) for k in known) * 16 < self.field.size:
            lists = [k.features.codes(x) for k in known for x in k.own]
            return summed(lists, np.ones(len(lists)), self.field.size)[0]
        flags = np.zeros(self.field.size, bool)
        for k in known:
            for x in k.own.tolist():
                self.field.mark(k.features, x, flags)
        flags[first:last] = False
        return np.flatnonzero(flags)
