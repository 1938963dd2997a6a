"""One code under one set of weights: the exact score of any other code, and what it is divided by.

A signal that either side has no data for is left out of the sum, never scored zero, and its weight counts only in
part. A code known by next to nothing could still be much alike through one policy, so a candidate must have data for a
minimum share of the weight that the asked code has data for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graph.query.similarity.field import Field
from graph.query.similarity.measure import Adjacency, everywhere
from graph.query.similarity.vectors import VECTOR
from graph.query.similarity.weights import MISSING
from graph.release.features import Features
from graph.release.together import rows_of


@dataclass(frozen=True, slots=True)
class Common:
    """What codes share with the asked one, by code, signal and the largest contribution.

    `row` is the place of the code among those given, `feature` goes as in `Together`; what code r has in signal n ends
    at `ends[r · K + n]`. `score` (K, codes) is that of each signal.
    """

    row: np.ndarray
    feature: np.ndarray
    contribution: np.ndarray
    ends: np.ndarray
    score: np.ndarray


@dataclass(frozen=True, slots=True)
class Question:
    """The asked code under weights: K signals have a weight and data of the code, and everything here is of them.

    By signal: `known`, where its features `start` in `Together`, its weight `each`, the code's `total`, and which
    patterns have data, `has` (P, K); `slot` gives the place of a signal of the field. `own` is the code's features,
    numbered as in `Together`, `gain` the weight of them and 0 of all others. `near` is the weight of adjacency, 0 where
    it does not count, and `inside` says for which patterns it does; `vector` is the weight of a caller's vectors, 0
    likewise, and `cosine` (C,) what they say of every code. `weight` (P,) is the sum of the weights that a pattern
    shares, `possible` that of all, and `divisor` (P,) what the sum of the signals is divided by.
    """

    field: Field
    code: int
    known: tuple[Features, ...]
    start: np.ndarray
    each: np.ndarray
    total: np.ndarray
    has: np.ndarray
    slot: np.ndarray
    own: np.ndarray
    gain: np.ndarray
    adjacency: Adjacency | None
    near: float
    inside: np.ndarray
    vector: float
    cosine: np.ndarray | None
    weight: np.ndarray
    possible: float
    divisor: np.ndarray

    @classmethod
    def of(cls, field: Field, weights: Mapping[str, float], code: int) -> Question:
        """`code` is a position; `weights` has every signal, that of vectors where there are any."""
        together, patterns, pattern = field.together, field.patterns, int(field.patterns.number[code])
        asked = np.array([weights[f.signal] for f in field.signals]) * patterns.has[pattern]
        places = asked.nonzero()[0]
        known = tuple(field.signals[n] for n in places.tolist())
        own = together.of_code(code)
        own = own[asked[together.signal[own]] > 0]
        gain = np.zeros(len(together.weight))
        gain[own] = together.weight[own]
        adjacency = field.adjacency(code) if weights["adjacency"] > 0 else None
        near = 0.0 if adjacency is None else weights["adjacency"]
        inside = (patterns.block == patterns.block[pattern]) & (near > 0)
        vector = weights.get(VECTOR, 0.0) * patterns.vector[pattern]
        cosine = field.vectors.cosine(code) if field.vectors is not None and vector > 0 else None
        weight = patterns.has @ asked + near * inside + vector * patterns.vector
        possible = float(weight[pattern])
        total = np.array([f.total[code] for f in known])
        return cls(field, code, known, together.starts[places], asked[places], total, patterns.has[:, places],
                   (asked > 0).cumsum() - 1, own, gain, adjacency, near, inside, float(vector), cosine, weight,
                   possible, np.where(weight > 0, weight + MISSING * (possible - weight), 1.0))

    def signal_of(self, features: np.ndarray) -> np.ndarray:
        """The signals of some features."""
        return self.slot[self.field.together.signal[features]]

    def covered(self, minimum: float) -> np.ndarray:
        """The patterns with data for a minimum share of the weight."""
        return (self.weight > 0) & (self.weight >= minimum * self.possible)

    def scores(self, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Score and weight of some codes."""
        above, number = np.zeros(len(others)), self.field.patterns.number[others]
        shared, union = self._sums(others, *self._hits(others))
        shared /= union
        shared *= self.each[:, None]
        for part in shared:
            above += part
        if self.adjacency is not None:
            above += self.near * self.adjacency.at(others)
        if self.cosine is not None:
            above += self.vector * self.cosine[others]
        above /= self.divisor[number]
        return above, self.weight[number]

    def everywhere(self) -> np.ndarray:
        """The score of every code: the cost is that of all posting lists."""
        above = np.zeros(self.field.size)
        for features, weight in zip(self.known, self.each.tolist(), strict=True):
            above += weight * everywhere(features, self.code)
        if self.adjacency is not None:
            above[self.adjacency.first : self.adjacency.last] += self.near * self.adjacency.column()
        if self.cosine is not None:
            above += self.vector * self.cosine
        above /= self.divisor[self.field.patterns.number]
        return above

    def common(self, others: np.ndarray) -> Common:
        """What some codes share with the asked one."""
        row, feature = self._hits(others)
        shared, union = self._sums(others, row, feature)
        signal, gain = self.signal_of(feature), self.gain[feature]
        at = row * len(self.known) + signal
        order = np.lexsort((feature, -gain, at))
        part = gain / union[signal, row] * (self.each[signal] / self.divisor[self.field.patterns.number[others]][row])
        ends = np.bincount(at, minlength=shared.size).cumsum()
        return Common(row[order], feature[order], part[order], ends, shared / union)

    def _hits(self, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Everything shared with some codes: the place of the code among them, and the feature."""
        together = self.field.together
        row, feature = rows_of(together.indptr, together.indices, others)
        hit = self.gain[feature].nonzero()[0]
        return row[hit], feature[hit]

    def _sums(self, others: np.ndarray, row: np.ndarray, feature: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The weight of what both sides have, and of what either has, (K, codes)."""
        shape = len(self.known), len(others)
        at = self.signal_of(feature) * shape[1] + row
        shared, union = np.bincount(at, self.gain[feature], shape[0] * shape[1]).reshape(shape), np.empty(shape)
        for features, total in zip(self.known, union, strict=True):
            features.total.take(others, out=total, mode="clip")
        union += self.total[:, None]
        union -= shared
        return shared.astype(float, copy=False), union
