"""The nearest codes of a code: signals added up under weights, ranked by score and then by identifier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graph.query.similarity.bounds import Contest
from graph.query.similarity.field import Among, Field
from graph.query.similarity.question import Question


@dataclass(frozen=True, slots=True)
class Ranking:
    """Positions of the best codes with score and weight, and how many more there are."""

    question: Question
    order: np.ndarray
    score: np.ndarray
    weight: np.ndarray
    total: int
    left_out: int


def rank(
    field: Field, weights: Mapping[str, float], code: int, among: Among, first: int, minimum: float
) -> Ranking:
    """Rank all codes that may be found against the code at position `code`."""
    question = Question.of(field, weights, code)
    codes = Contest(question, among, first, minimum).contenders()
    score, weight = question.scores(codes)
    best = np.lexsort((codes, -score))[:first]
    best = best[score[best] > 0]
    return Ranking(question, codes[best], score[best], weight[best], *question.found(among, minimum))
