"""A ranked code as the terms of its own score: the objects that were added up, kept.

Evidence is named by its edges and read when somebody asks for it, because reading the sentences of twenty neighbours
takes longer than finding them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from graph.model import Node
from graph.query.answers import Neighbor, Part, Said, Shared
from graph.query.columns import Columns
from graph.query.similarity.question import Question
from graph.query.similarity.rank import Ranking
from graph.release.features import AXES
from graph.vocabulary import PAGE_PREDICATES, PREDICATES

_PREDICATES_OF = {p.signal: (p.name,) for p in PREDICATES.values() if p.signal} | {
    "grouping": ("in_grouping",), "hierarchy": ("in_grouping", "broader"),
    "official": tuple(p.name for p in PAGE_PREDICATES.values()), **dict.fromkeys(AXES, ("has_axis_value",)),
}


def neighbors(columns: Columns, ranking: Ranking, codes: np.ndarray) -> tuple[Neighbor, ...]:
    """All ranked codes as neighbours of the asked code; `codes` gives node numbers by position."""
    question, words = ranking.question, _Words(columns, ranking.question, codes)
    weights, nodes = ranking.weight.tolist(), codes[ranking.order].tolist()
    parts = _parts(question, words, ranking, nodes)
    for own, near in zip(parts, _nearness(question, ranking.order.tolist(), weights), strict=True):
        own += near
        own.sort(key=lambda part: (-part.contribution, part.signal))
    rows = zip(nodes, ranking.score.tolist(), weights, parts, strict=True)
    return tuple([
        Neighbor(columns.node(node), score, weight / question.possible if question.possible else 0.0, tuple(own))
        for node, score, weight, own in rows])


def _parts(question: Question, words: _Words, ranking: Ranking, nodes: list[int]) -> list[list[Part]]:
    """For each ranked code one part for each signal that both codes have data for, also where they share nothing."""
    patterns, size = question.field.patterns, len(question.each)
    score, pairs = question.shared(ranking.order, ranking.weight)
    part = (score * question.each[:, None] / ranking.weight).tolist()
    rows = zip(nodes, patterns.has[patterns.number[ranking.order]].tolist(), score.T.tolist(), strict=True)
    new = Shared._make  # a third quicker than the call by arguments
    named = [(n, question.field.signals[n].signal, float(question.each[n])) for n in question.known]
    return [[
        Part(name, weight, scores[n], part[n][r], tuple([
            new((*words[x], contribution, node)) for x, contribution in pairs[r * size + n]]))
        for n, name, weight in named if has[n]
    ] for r, (node, has, scores) in enumerate(rows)]


def _nearness(question: Question, places: list[int], weights: list[float]) -> Iterator[list[Part]]:
    """The part of adjacency in each ranked code, where it has one."""
    near = question.adjacency
    for b, weight in zip(places, weights, strict=True):
        if near is None or not near.first <= b < near.last:
            yield []
            continue
        apart = abs(near.code - b)
        score = float(near.score[apart])
        contribution = score * question.near / weight
        said = Shared(None, f"{apart} apart in code order", 0.0, 0, None, contribution)
        yield [Part("adjacency", question.near, score, contribution, (said,))]


class _Words(dict[int, tuple[Node | None, str | None, float, int, Said | None]]):
    """Features by their number among those of all signals, as `Shared` begins: the same for every neighbour."""

    def __init__(self, columns: Columns, question: Question, codes: np.ndarray) -> None:
        self.columns, self.field, self.code = columns, question.field, int(codes[question.code])

    def __missing__(self, x: int) -> tuple[Node | None, str | None, float, int, Said | None]:
        columns, together = self.columns, self.field.together
        n = int(together.signal[x])
        features, at = self.field.signals[n], x - int(together.starts[n])
        number, rarity = int(features.features[at]), (float(features.ic[at]), features.degree(at))
        if number >= columns.size:
            found = None, columns.term(number - columns.size), *rarity, None
        else:
            found = columns.node(number), None, *rarity, Said(columns, features.signal, self.code, number)
        self[x] = found
        return found


def edges_of(columns: Columns, signal: str, code: int, node: int) -> list[int]:
    """The edges that say that a code has a node, under one signal."""
    if signal == "policy":
        return _policy_edges(columns, code, node)
    found = []
    for predicate in _PREDICATES_OF.get(signal, ()):
        ends, edges = columns.rows(predicate, "out").of(code)
        found += edges[ends == node].tolist()
    return found


def _policy_edges(columns: Columns, code: int, policy: int) -> list[int]:
    provisions, edges = columns.rows("applies_to", "in").of(code)
    pairs = zip(provisions.tolist(), edges.tolist(), strict=True)
    return [edge for provision, edge in pairs if columns.policy_of_provision(provision) == policy]
