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


@dataclass(frozen=True, slots=True)
class Question:
    """The asked code's signals with weight and data, by place among the field's; `weight` (P,) and `ahead` by pattern.

    `weight` is the sum of the weights of the signals that a pattern shares with the asked code, `possible` that of all
    of the asked code's, and `adjacent` the part of adjacency in them.
    """

    field: Field
    code: int
    weights: Mapping[str, float]
    known: dict[int, Known]
    adjacency: Adjacency | None
    weight: np.ndarray
    possible: float

    @classmethod
    def of(cls, field: Field, weights: Mapping[str, float], code: int) -> Question:
        """`code` is a position; `weights` has every signal."""
        known = {n: Known.of(f, code) for n, f in enumerate(field.signals) if weights[f.signal] > 0 and f.total[code] > 0}
        adjacency = field.adjacency(code) if weights["adjacency"] > 0 else None
        each = np.array([weights[f.signal] if n in known else 0.0 for n, f in enumerate(field.signals)])
        weight = field.patterns.has @ each
        if adjacency is not None:
            weight[cls._inside(field, code)] += weights["adjacency"]
        return cls(field, code, weights, known, adjacency, weight, float(weight[field.patterns.number[code]]))

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
        for n, known in self.known.items():
            above += self.of_signal(n) * known.at(others)
        if self.adjacency is not None:
            above += self.weights["adjacency"] * self.adjacency.at(others)
        weight = self.weight[self.field.patterns.number[others]]
        return np.divide(above, weight, out=above, where=weight > 0), weight

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
