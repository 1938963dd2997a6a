"""Information-content-weighted Jaccard of one signal, for one code against all codes at once.

    s(a, b) = Σ_{x ∈ A ∩ B} ic(x) / (Σ_{x ∈ A} ic(x) + Σ_{x ∈ B} ic(x) − Σ_{x ∈ A ∩ B} ic(x))

Every shared x adds ic(x) / union, so the score is the sum of its shared features; if one of the two codes loses x,
the union stays and the score falls by just that. The cost is the posting lists of the features of `a`.

`adjacency` is the one signal that is no set: 1 / (1 + log2(1 + d)) for two codes of one system that stand d places
apart in the order of their numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.release.features import Features

_DENSE = 4  # with postings for more than one code in four, whole columns are quicker than picked ones


@dataclass(frozen=True, slots=True)
class Scores:
    """One signal of one code: `score` of the codes at `touched` (None: of all), which share something with it."""

    features: Features
    code: int
    touched: np.ndarray | None
    score: np.ndarray

    def union(self, other: int) -> float:
        """Σ ic of everything that either of the two codes has."""
        both = np.intersect1d(self.features.of(self.code), self.features.of(other), assume_unique=True)
        total = self.features.total
        return float(total[self.code] + total[other] - self.features.ic[both].sum())

    def of(self, other: int) -> float:
        """The score of one other code."""
        if self.touched is None:
            return float(self.score[other])
        at = int(np.searchsorted(self.touched, other))
        found = at < len(self.touched) and self.touched[at] == other
        return float(self.score[at]) if found else 0.0

    def dense(self) -> np.ndarray:
        """The scores of all codes."""
        if self.touched is None:
            return self.score
        found = np.zeros(len(self.features.total))
        found[self.touched] = self.score
        return found


def scores(features: Features, code: int) -> Scores:
    """Scores of `code` (a position) against every comparable code; a code without data scores against none."""
    size, own = len(features.total), features.of(code)
    if not len(own):
        return Scores(features, code, np.zeros(0, np.int64), np.zeros(0))
    lists = [features.codes(feature) for feature in own]
    index = np.concatenate(lists)
    weights = np.repeat(features.ic[own], [len(each) for each in lists])
    shared = np.bincount(index, weights, minlength=size)
    total = float(features.total[code])
    if len(index) * _DENSE > size:
        union = features.total + total
        union -= shared
        np.divide(shared, union, out=shared, where=shared > 0)
        return Scores(features, code, None, shared)
    touched = np.flatnonzero(shared)
    shared = shared[touched]
    return Scores(features, code, touched, shared / (features.total[touched] + total - shared))


def shared(found: Scores, other: int) -> list[tuple[int, float]]:
    """(feature position, part of the score) of what two codes share, the largest part first."""
    features = found.features
    mine, theirs = features.of(found.code).tolist(), set(features.of(other).tolist())
    both = [x for x in mine if x in theirs]
    if not both:
        return []
    ic = [float(features.ic[x]) for x in both]
    union = float(features.total[found.code]) + float(features.total[other]) - sum(ic)
    parts = ((x, weight / union) for x, weight in zip(both, ic, strict=True))
    return sorted(parts, key=lambda part: (-part[1], part[0]))


@dataclass(frozen=True, slots=True)
class Adjacency:
    """Nearness in the order of code numbers, for the code at `code` among those at `first` … `last` of its system."""

    code: int
    first: int
    last: int
    score: np.ndarray

    def of(self, other: int) -> float:
        return float(self.score[abs(other - self.code)]) if self.first <= other < self.last else 0.0

    def column(self) -> np.ndarray:
        """The scores of the codes `first` to `last`, in order."""
        before, behind = self.code - self.first, self.last - self.code
        return np.concatenate([self.score[before:0:-1], self.score[:behind]])


def nearness(size: int) -> np.ndarray:
    """The score of two codes by how many places they stand apart, for up to `size` places."""
    return 1 / (1 + np.log2(1 + np.arange(size, dtype=np.float64)))
