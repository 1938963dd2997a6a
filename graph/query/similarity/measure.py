"""Information-content-weighted Jaccard of one signal, for one code against all codes at once.

    s(a, b) = Σ_{x ∈ A ∩ B} ic(x) / (Σ_{x ∈ A} ic(x) + Σ_{x ∈ B} ic(x) − Σ_{x ∈ A ∩ B} ic(x))

Every shared x adds ic(x) / union, so the score is the sum of its shared features; if one of the two codes loses x,
the union stays and the score falls by just that. The cost is the posting lists of the features of `a`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.release.features import Features


@dataclass(frozen=True, slots=True)
class Scores:
    """One signal of one code: `score` against every comparable code, `has_data` where both sides have the signal."""

    features: Features
    code: int
    score: np.ndarray
    union: np.ndarray
    has_data: np.ndarray


def scores(features: Features, code: int) -> Scores:
    """Scores of `code` (a position) against every comparable code."""
    size = len(features.total)
    total = float(features.total[code])
    if total == 0:
        return Scores(features, code, np.zeros(size), np.zeros(size), np.zeros(size, bool))
    shared = np.zeros(size)
    for feature in features.of(code):
        shared[features.codes(feature)] += features.ic[feature]
    union = features.total + total - shared
    return Scores(features, code, shared / union, union, features.total > 0)


def shared(found: Scores, other: int) -> list[tuple[int, float]]:
    """(feature position, part of the score) of what two codes share, the largest part first."""
    both = np.intersect1d(found.features.of(found.code), found.features.of(other), assume_unique=True)
    parts = found.features.ic[both] / found.union[other]
    order = np.lexsort((both, -parts))
    return [(int(both[n]), float(parts[n])) for n in order]
