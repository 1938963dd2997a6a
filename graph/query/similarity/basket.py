"""A list of codes as one question: what they have in common, which of them stands apart, and which code is missing.

A candidate's score is the mean of its scores against the codes of the list, so it adds up like each of them; against a
code with which it has too little data in common it scores nothing, as it would not be listed as kin either. What the
codes have in common is counted over their features, the rarest that most of them share first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from graph.errors import BadInput
from graph.model import Node
from graph.query.answers import Basket, Candidate, Common
from graph.query.similarity.engine import Engine
from graph.query.similarity.field import Field
from graph.query.similarity.filters import Filters
from graph.query.similarity.question import Question
from graph.query.similarity.vectors import Vectors
from graph.query.similarity.weights import MINIMUM_COVERAGE, resolve

MAXIMUM_CODES = 200
MAXIMUM_FIRST = 200


def basket(
    engine: Engine, codes: list[Node], first: int, weights: Mapping[str, float] | None, preset: str, filters: Filters,
    vectors: Vectors | None = None,
) -> Basket:
    """The answer for at least two different codes; the filters are about what may be missing."""
    if not 2 <= len(codes) <= MAXIMUM_CODES:
        raise BadInput("a basket holds several codes", expected=f"2 to {MAXIMUM_CODES} different codes", got=len(codes))
    if not 1 <= first <= MAXIMUM_FIRST:
        raise BadInput("first out of range", expected=f"1 to {MAXIMUM_FIRST}", got=first)
    places = [engine.position(code) for code in codes]
    systems, field = sorted({str(code.system) for code in codes}), engine.field_with(vectors)
    used = {system: resolve(preset, weights, system, vectors is not None) for system in systems}
    scores = np.array([_scores(field, used[str(code.system)], n) for code, n in zip(codes, places, strict=True)])
    mean = scores.mean(axis=0)
    mean[places] = 0.0
    kept = engine.allowed(filters, [code.number for code in codes]) & (mean > 0) & (mean >= filters.minimum_score)
    best = np.flatnonzero(kept)
    best = best[np.lexsort((best, -mean[best]))][:first]
    missing = tuple(Candidate(engine.node(n), float(mean[n]), tuple(scores[:, n].tolist())) for n in best.tolist())
    common = _common(engine, places)
    return Basket(
        tuple(codes), engine.columns.release.id, engine.columns.day, preset, used, filters, len(common),
        tuple(common[:first]), _belonging(codes, scores[:, places]), int(np.count_nonzero(kept)),
        int(np.count_nonzero((mean > 0) & ~kept)), missing, vectors)


def _scores(field: Field, weights: Mapping[str, float], place: int) -> np.ndarray:
    """The score of every code against one of the basket."""
    question = Question.of(field, weights, place)
    return np.where(question.covered(MINIMUM_COVERAGE)[field.patterns.number], question.everywhere(), 0.0)


def _belonging(codes: list[Node], inner: np.ndarray) -> tuple[Candidate, ...]:
    """The codes by their mean score against the others, the least like them first."""
    others = ~np.eye(len(codes), dtype=bool)
    mean = (inner * others).sum(axis=1) / (len(codes) - 1)
    ranked = sorted(zip(mean.tolist(), codes, strict=True), key=lambda one: (one[0], one[1].id))
    return tuple(Candidate(code, score, ()) for score, code in ranked)


def _common(engine: Engine, places: list[int]) -> list[Common]:
    """Nodes and words that at least two of the codes have, by how many have them and how rare they are."""
    found = []
    for features in engine.field.signals:
        shared = Counter(x for place in places for x in features.of(place).tolist())
        found += [(count * float(features.weight[x]), features, x, count) for x, count in shared.items() if count > 1]
    found.sort(key=lambda one: (-one[0], one[1].signal, one[2]))
    return [Common(features.signal, *engine.feature(int(features.features[x])), float(features.ic[x]), count)
            for _, features, x, count in found]
