"""The nearest codes of a code: signals added up under weights, ranked by score and then by identifier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graph.query.similarity.bounds import Contest
from graph.query.similarity.field import Among, Field
from graph.query.similarity.question import Question

_SPARSE = 16  # a sorted list of codes is quicker than a mask of all below one posting for so many codes


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
    return Ranking(question, codes[best], score[best], weight[best], *_found(question, among, minimum))


def _found(question: Question, among: Among, minimum: float) -> tuple[int, int]:
    """How many codes score above 0 and have the minimum of data, and how many score above 0 and have not."""
    number = question.field.patterns.number
    counts = np.where(question.inside, among.counts, 0)
    reached = _reached(question)
    reached = reached[among.mask[reached] & (reached != question.code)]
    counts += np.bincount(number[reached], minlength=len(counts))
    if question.adjacency is not None:
        counts[number[question.code]] -= among.mask[question.code]
    covered = question.covered(minimum)
    return int(counts[covered].sum()), int(counts[~covered].sum())


def _reached(question: Question) -> np.ndarray:
    """The codes that share any feature, ascending; none of a system in which adjacency reaches all."""
    field, near = question.field, question.adjacency
    first, last = (0, 0) if near is None else (near.first, near.last)
    known = [k for n, k in question.known.items() if field.spans[n][0] < first or field.spans[n][1] > last]
    if sum(int(k.lengths().sum()) for k in known) * _SPARSE < field.size:
        codes = np.unique(np.concatenate([np.zeros(0, np.int64), *(c for k in known for c in k.lists())]))
        return codes[(codes < first) | (codes >= last)]
    flags = np.zeros(field.size, bool)
    for one in known:
        for x in one.own.tolist():
            field.mark(one.features, x, flags, (slice(0, first), slice(last, field.size)))
    flags[first:last] = False
    return flags.nonzero()[0]
