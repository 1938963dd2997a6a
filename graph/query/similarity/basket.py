"""A list of codes as one question: what they have in common, which of them stands apart, and which code is missing.

A candidate's score is the mean of its scores against the codes of the list, so it adds up like each of them. What the
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
from graph.query.similarity.question import Question
from graph.query.similarity.weights import resolve

MAXIMUM_CODES = 200


def basket(
    engine: Engine, codes: list[Node], first: int, weights: Mapping[str, float] | None, preset: str
) -> Basket:
    """The answer for at least two different codes."""
    if not 2 <= len(codes) <= MAXIMUM_CODES:
        raise BadInput("a basket holds several codes", expected=f"2 to {MAXIMUM_CODES} different codes", got=len(codes))
    places = [engine.position(code) for code in codes]
    everything = engine.allowed(())
    scores = np.array([
        Question.of(engine.field, resolve(preset, weights, code.system), place).everywhere()
        for code, place in zip(codes, places, strict=True)
    ])
    inner = scores[:, places]
    np.fill_diagonal(inner, np.nan)
    belonging = np.nanmean(inner, axis=1)
    mean = np.where(everything, scores.mean(axis=0), 0.0)
    mean[places] = 0.0
    order = np.lexsort((np.arange(len(mean)), -mean))[:first]
    missing = tuple(
        Candidate(engine.node(int(n)), float(mean[n]), tuple(scores[:, n].tolist())) for n in order if mean[n] > 0)
    ranked = sorted(zip(belonging.tolist(), codes, strict=True), key=lambda one: (one[0], one[1].id))
    return Basket(tuple(codes), engine.columns.release.id, _common(engine, places, first), tuple(
        Candidate(code, score, ()) for score, code in ranked), int(np.count_nonzero(mean)), missing)


def _common(engine: Engine, places: list[int], first: int) -> tuple[Common, ...]:
    """Nodes and words that at least two of the codes have, by how many have them and how rare they are."""
    found = []
    for features in engine.field.signals:
        shared = Counter(x for place in places for x in features.of(place).tolist())
        found += [(count * float(features.ic[x]), features, x, count) for x, count in shared.items() if count > 1]
    found.sort(key=lambda one: (-one[0], one[1].signal, one[2]))
    return tuple(
        Common(features.signal, *engine.feature(int(features.features[x])), float(features.ic[x]), count)
        for _, features, x, count in found[:first])
