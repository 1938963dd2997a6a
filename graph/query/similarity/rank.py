"""The nearest codes of a code: signals added up under weights, ranked by score and then by identifier.

A signal that either side has no data for is left out of the sum, never scored zero. A code known by next to nothing
could then be "wholly similar" through one policy, so a candidate must have data for a minimum share of the weight that
the asked code has data for; how many were left out by that is part of the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.query.similarity.measure import Adjacency, Scores, nearness, scores
from graph.release.features import Features

WHOLE_LIST = 2000
"""Codes of one system from which on their order means something: neighbours in a small selection are no neighbours."""


@dataclass(frozen=True)
class Data:
    """Which posted signals each code has data for: `pattern` numbers the combinations, `has` spells them (P, T)."""

    pattern: np.ndarray
    has: np.ndarray

    @classmethod
    def of(cls, signals: Sequence[Features]) -> Data:
        bits = np.zeros(len(signals[0].total), np.int64)
        for n, features in enumerate(signals):
            bits |= (features.total > 0).astype(np.int64) << n
        known, pattern = np.unique(bits, return_inverse=True)
        has = (known[:, None] >> np.arange(len(signals))) & 1
        return cls(pattern.astype(np.int16 if len(known) < 2**15 else np.int32), has.astype(bool))


@dataclass(frozen=True, slots=True)
class Ranking:
    """Positions of the best codes, with everything needed to explain them."""

    signals: tuple[Scores, ...]
    adjacency: Adjacency | None
    weights: Mapping[str, float]
    score: np.ndarray
    weight: np.ndarray
    possible: float
    order: np.ndarray
    total: int
    left_out: int


@dataclass(frozen=True)
class Field:
    """What every question to one release needs: the signals, who has data for them, and where each system begins."""

    signals: tuple[Features, ...]
    data: Data
    bounds: np.ndarray
    near: np.ndarray

    @classmethod
    def of(cls, signals: Sequence[Features], systems: np.ndarray) -> Field:
        """`systems` numbers the code system of each code; codes of one system stand together."""
        bounds = np.flatnonzero(np.diff(systems, prepend=-1, append=-1))
        return cls(tuple(signals), Data.of(signals), bounds, nearness(len(systems) + 1))

    def block(self, code: int) -> tuple[int, int]:
        """Where the code system of a code begins and ends."""
        n = int(np.searchsorted(self.bounds, code, side="right"))
        return int(self.bounds[n - 1]), int(self.bounds[n])

    def adjacency(self, code: int) -> Adjacency | None:
        """Nearness in code order; None where too few codes of the system are held."""
        first, last = self.block(code)
        return Adjacency(code, first, last, self.near) if last - first >= WHOLE_LIST else None


def rank(
    field: Field, weights: Mapping[str, float], code: int, allowed: np.ndarray, first: int, minimum: float
) -> Ranking:
    """Rank all `allowed` codes (a mask over positions) against the code at position `code`."""
    found = tuple(scores(f, code) for f in field.signals if weights[f.signal] > 0 and f.total[code] > 0)
    above, weight, possible = _sums(field, weights, code, found)
    adjacency = field.adjacency(code) if weights["adjacency"] > 0 else None
    if adjacency is not None:
        own = slice(adjacency.first, adjacency.last)
        above[own] += weights["adjacency"] * adjacency.column()
        weight[own] += weights["adjacency"]
        possible += weights["adjacency"]
    score = np.divide(above, weight, out=above, where=weight > 0)
    candidates = allowed & (score > 0)
    candidates[code] = False
    kept = candidates & (weight >= minimum * possible)
    total = int(np.count_nonzero(kept))
    order = _best(score, kept, first)
    left_out = int(np.count_nonzero(candidates)) - total
    return Ranking(found, adjacency, weights, score, weight, possible, order, total, left_out)


def _sums(
    field: Field, weights: Mapping[str, float], code: int, found: tuple[Scores, ...]
) -> tuple[np.ndarray, np.ndarray, float]:
    """Σ w·s of every code, and Σ w over the signals that it and the asked code have data for."""
    above = np.zeros(len(field.data.pattern))
    for one in found:
        w = weights[one.features.signal]
        if one.touched is None:
            above += w * one.score
        else:
            above[one.touched] += w * one.score
    own = field.data.has[field.data.pattern[code]]
    each = np.array([weights[f.signal] for f in field.signals]) * own
    by_pattern = field.data.has @ each
    return above, by_pattern[field.data.pattern], float(each.sum())



def _best(score: np.ndarray, kept: np.ndarray, first: int) -> np.ndarray:
    """The `first` best kept positions; equal scores in order of identifier, which is that of positions."""
    places = np.flatnonzero(kept)
    if len(places) > first:
        values = score[places]
        least = values[np.argpartition(-values, first - 1)[:first]].min()
        places = places[values >= least]
    return places[np.lexsort((places, -score[places]))][:first]
