"""The nearest codes of a code: signals added up under weights, ranked by score and then by identifier.

A signal that either side has no data for is left out of the sum, never scored zero. A code known by next to nothing
could then be "wholly similar" through one policy, so a candidate must have data for a minimum share of the weight that
the asked code has data for; how many were left out by that is part of the answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.query.similarity.measure import Scores, scores
from graph.release.features import Features


@dataclass(frozen=True, slots=True)
class Ranking:
    """Positions of the best codes, with everything needed to explain them."""

    signals: tuple[Scores, ...]
    weights: dict[str, float]
    score: np.ndarray
    weight: np.ndarray
    coverage: np.ndarray
    order: np.ndarray
    total: int
    left_out: int


def rank(
    signals: list[Features], weights: dict[str, float], code: int, allowed: np.ndarray, first: int, minimum: float
) -> Ranking:
    """Rank all `allowed` codes (a mask over positions) against the code at position `code`."""
    found = tuple(scores(features, code) for features in signals if weights[features.signal] > 0)
    size = len(allowed)
    above, weight, possible = np.zeros(size), np.zeros(size), 0.0
    for one in found:
        w = weights[one.features.signal]
        above += w * one.score
        weight += np.where(one.has_data, w, 0.0)
        possible += w if one.features.total[code] > 0 else 0.0
    score = np.divide(above, weight, out=np.zeros(size), where=weight > 0)
    coverage = weight / possible if possible else np.zeros(size)
    candidates = allowed & (score > 0)
    candidates[code] = False
    kept = np.flatnonzero(candidates & (coverage >= minimum))
    order = kept[np.lexsort((kept, -score[kept]))]
    return Ranking(found, weights, score, weight, coverage, order[:first], len(kept), int(candidates.sum()) - len(kept))
