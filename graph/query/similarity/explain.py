"""A ranked code as the terms of its own score: the objects that were added up, kept.

Evidence is named by its edges and read when somebody asks for it, because reading the sentences of twenty neighbours
takes longer than finding them.
"""

from __future__ import annotations

import re

import numpy as np

from graph.query.answers import Feature, Neighbor, Part, Shared
from graph.query.columns import Columns
from graph.query.similarity.question import Question
from graph.query.similarity.rank import Ranking
from graph.query.similarity.vectors import VECTOR
from graph.release.features import AXES
from graph.release.spelling import REPEATED, undotted
from graph.vocabulary import PAGE_PREDICATES, PREDICATES

_PREDICATES_OF = {p.signal: (p.name,) for p in PREDICATES.values() if p.signal} | {
    "grouping": ("in_grouping",), "specialty": ("in_grouping",), "hierarchy": ("in_grouping", "broader"),
    "official": tuple(p.name for p in PAGE_PREDICATES.values()), **dict.fromkeys(AXES, ("has_axis_value",)),
}


def neighbors(columns: Columns, ranking: Ranking, codes: np.ndarray) -> tuple[Neighbor, ...]:
    """All ranked codes as neighbours of the asked code; `codes` gives node numbers by position."""
    possible, nodes, asked = ranking.question.possible, codes[ranking.order].tolist(), int(codes[ranking.question.code])
    parts = _parts(ranking, _Features(columns, ranking.question, asked), nodes)
    near = _nearness(ranking)
    like = _likeness(ranking)
    rows = zip(nodes, ranking.score.tolist(), ranking.weight.tolist(), parts, near, like, strict=True)
    return tuple([
        Neighbor(columns.node(node), score, weight / possible if possible else 0.0, _sorted(own + adjacent + alike),
                 asked, columns)
        for node, score, weight, own, adjacent, alike in rows])


def _sorted(parts: list[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: (-part.contribution, part.signal)))


def _parts(ranking: Ranking, features: _Features, nodes: list[int]) -> list[list[Part]]:
    """For each ranked code one part for each signal that both codes have data for, also where they share nothing."""
    question, number = ranking.question, ranking.question.field.patterns.number
    common = question.common(ranking.order)
    what, of = (features[x] for x in common.feature.tolist()), map(nodes.__getitem__, common.row.tolist())
    shared = tuple(map(Shared._make, zip(what, common.contribution.tolist(), of, strict=True)))
    ends, size = [0, *common.ends.tolist()], len(question.known)
    asked = list(zip(range(size), (f.signal for f in question.known), question.each.tolist(), strict=True))
    rows = zip(question.has[number[ranking.order]].tolist(), common.score.T.tolist(),
               (common.score.T * question.each / ranking.divisor[:, None]).tolist(), strict=True)
    return [
        [Part(name, weight, score[n], part[n], shared[ends[r * size + n] : ends[r * size + n + 1]])
         for n, name, weight in asked if has[n]]
        for r, (has, score, part) in enumerate(rows)]


def _nearness(ranking: Ranking) -> list[list[Part]]:
    """The part of adjacency in each ranked code, where it has one."""
    near, own = ranking.question.adjacency, ranking.question.near
    if near is None:
        return [[] for _ in ranking.order]
    score, apart = near.at(ranking.order), abs(ranking.order - near.code)
    rows = zip(score.tolist(), (score * own / ranking.divisor).tolist(), apart.tolist(), strict=True)
    return [[Part("adjacency", own, score, part, (Shared(_apart(places), part),))] if score else []
            for score, part, places in rows]


def _likeness(ranking: Ranking) -> list[list[Part]]:
    """The part of a caller's vectors in each ranked code, where it has one: what is shared is the cosine itself."""
    question = ranking.question
    if question.cosine is None:
        return [[] for _ in ranking.order]
    score, own = question.cosine[ranking.order], question.vector
    held = question.field.patterns.vector[question.field.patterns.number[ranking.order]]
    rows = zip(score.tolist(), (score * own / ranking.divisor).tolist(), held.tolist(), strict=True)
    return [[Part(VECTOR, own, score, part, (Shared(_alike(score), part),) if score else ())] if has else []
            for score, part, has in rows]


def _alike(cosine: float) -> Feature:
    return Feature(None, f"cosine {cosine:.3f}", 0.0, 0, VECTOR)


def _apart(places: int) -> Feature:
    return Feature(None, f"{places} apart in code order", 0.0, 0, "adjacency")


class _Features(dict[int, Feature]):
    """Features of the asked code, a node number, by their number in `Together`; each is looked up once."""

    def __init__(self, columns: Columns, question: Question, code: int) -> None:
        self.columns, self.field, self.code = columns, question.field, code

    def __missing__(self, x: int) -> Feature:
        columns, together = self.columns, self.field.together
        n = int(together.signal[x])
        features = self.field.signals[n]
        own = x - int(together.starts[n])
        number = int(features.features[own])
        node = columns.node(number) if number < columns.size else None
        term = columns.term(number - columns.size) if node is None else None
        self[x] = Feature(node, term, float(features.ic[own]), int(together.degree[x]), features.signal, self.code,
                          columns, float(features.salience[own]))
        return self[x]


def edges_of(columns: Columns, signal: str, code: int, node: int) -> list[int]:
    """The edges that say that a code has a node, under one signal."""
    if signal == "policy":
        return _policy_edges(columns, code, node)
    found = []
    for predicate in _PREDICATES_OF.get(signal, ()):
        ends, edges = columns.rows(predicate, "out").of(code)
        found += edges[ends == node].tolist()
    return found


def words_with(columns: Columns, code: int, letters: str) -> tuple[str, ...]:
    """The words of a code's names that have some letters, `_` for where a word begins or ends."""
    letters = letters.removesuffix(REPEATED)
    names = (undotted(label.text).lower() for label in columns.labels(code) if label.licence != "licensed")
    words = dict.fromkeys(word for name in names for word in re.findall(r"[a-z0-9]+", name))
    return tuple(word for word in words if letters in f"_{word}_")


def _policy_edges(columns: Columns, code: int, policy: int) -> list[int]:
    provisions, edges = columns.rows("applies_to", "in").of(code)
    pairs = zip(provisions.tolist(), edges.tolist(), strict=True)
    return [edge for provision, edge in pairs if columns.policy_of_provision(provision) == policy]
