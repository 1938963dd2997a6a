"""A ranked code as the terms of its own score: the objects that were added up, kept.

Evidence is named by its edges and read when somebody asks for it, because reading the sentences of twenty neighbours
takes longer than finding them.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.query.answers import Neighbor, Part, Shared
from graph.query.columns import Columns
from graph.query.similarity.measure import Scores, shared
from graph.query.similarity.rank import Ranking
from graph.release.features import AXES
from graph.vocabulary import PAGE_PREDICATES, PREDICATES

_PREDICATES_OF = {p.signal: (p.name,) for p in PREDICATES.values() if p.signal} | {
    "grouping": ("in_grouping",), "hierarchy": ("in_grouping", "broader"),
    "official": tuple(p.name for p in PAGE_PREDICATES.values()), **dict.fromkeys(AXES, ("has_axis_value",)),
}


def neighbor(columns: Columns, ranking: Ranking, codes: Sequence[int], a: int, b: int) -> Neighbor:
    """The neighbour at position `b` of the code at position `a`; `codes` gives node numbers by position."""
    parts = [_part(columns, one, ranking, codes, a, b) for one in ranking.signals if one.features.total[b] > 0]
    near = ranking.adjacency
    if near is not None and near.first <= b < near.last:
        parts.append(_nearness(ranking, abs(a - b), near.of(b), float(ranking.weight[b])))
    return Neighbor(
        columns.node(int(codes[b])), float(ranking.score[b]),
        float(ranking.weight[b]) / ranking.possible if ranking.possible else 0.0,
        tuple(sorted(parts, key=lambda part: (-part.contribution, part.signal))),
    )


def _nearness(ranking: Ranking, apart: int, score: float, weight: float) -> Part:
    own = ranking.weights["adjacency"]
    said = Shared(None, f"{apart} apart in code order", 0.0, 0, score * own / weight)
    return Part("adjacency", own, score, score * own / weight, (said,))


def _part(columns: Columns, one: Scores, ranking: Ranking, codes: Sequence[int], a: int, b: int) -> Part:
    signal = one.features.signal
    share = ranking.weights[signal] / float(ranking.weight[b])
    common = shared(one, b)
    said = tuple(_shared(columns, one, feature, part * share, int(codes[a]), int(codes[b])) for feature, part in common)
    score = sum(part for _, part in common)
    return Part(signal, ranking.weights[signal], score, score * share, said)


def _shared(columns: Columns, one: Scores, feature: int, contribution: float, a: int, b: int) -> Shared:
    signal, number = one.features.signal, int(one.features.features[feature])
    ic, degree = float(one.features.ic[feature]), one.features.degree(feature)
    if number >= columns.size:
        return Shared(None, columns.term(number - columns.size), ic, degree, contribution)
    sides = (signal, a, number), (signal, b, number)
    return Shared(columns.node(number), None, ic, degree, contribution, *sides, columns)


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
