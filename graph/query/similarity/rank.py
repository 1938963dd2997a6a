"""The nearest codes of a code: signals added up under weights, ranked by score and then by identifier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from graph.query.similarity.bounds import Contest
from graph.query.similarity.field import Among, Field
from graph.query.similarity.measure import summed
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

    @property
    def divisor(self) -> np.ndarray:
        """What the sum of each code is divided by."""
        return self.question.divisor[self.question.field.patterns.number[self.order]]


def rank(
    field: Field, weights: Mapping[str, float], code: int, among: Among, first: int, minimum: float
) -> Ranking:
    """Rank all codes that may be found against the code at position `code`."""
    question = Question.of(field, weights, code)
    return Ranking(question, *nearest(question, among, first, minimum), *_found(question, among, minimum))


def nearest(
    question: Question, among: Among, first: int, minimum: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The best codes with score and weight, without counting the others."""
    codes = Contest(question, among, first, minimum).contenders()
    score, weight = question.scores(codes)
    best = np.lexsort((codes, -score))[:first]
    best = best[score[best] > 0]
    return codes[best], score[best], weight[best]


def _found(question: Question, among: Among, minimum: float) -> tuple[int, int]:
    """How many codes score above 0 and have the minimum of data, and how many score above 0 and have not."""
    number, counts = question.field.patterns.number, np.where(question.inside, among.counts, 0)
    for patterns in _reached(question, among):
        counts += np.bincount(patterns, minlength=len(counts))
    if question.possible > 0:
        counts[number[question.code]] -= among.mask[question.code]
    covered = question.covered(minimum)
    return int(counts[covered].sum()), int(counts[~covered].sum())


def _reached(question: Question, among: Among) -> Iterator[np.ndarray]:
    """The patterns of the codes that share any feature, but not those of a system of which adjacency reaches all."""
    field, near, together = question.field, question.adjacency, question.field.together
    first, last = (0, 0) if near is None else (near.first, near.last)
    own = question.own[(together.lowest[question.own] < first) | (together.highest[question.own] >= last)]
    if question.cosine is None and int(together.degree[own].sum()) * _SPARSE < field.size:
        codes = summed([field.codes(x) for x in own.tolist()], np.ones(len(own)), field.size)[0]
        yield field.patterns.number[codes[among.mask[codes] & ((codes < first) | (codes >= last))]]
        return
    flags = np.zeros(field.size, bool) if question.cosine is None else question.cosine > 0
    for a, b in ((0, first), (last, field.size)):
        for x in own.tolist() if a < b else ():
            field.mark(x, flags, a, b)
        yield field.patterns.number[a:b][flags[a:b] & among.mask[a:b]]
