"""A ranked code as the terms of its own score: the objects that were added up, kept.

Evidence is named by its edges and read when somebody asks for it, because reading the sentences of twenty neighbours
takes longer than finding them.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.model import Node
from graph.query.answers import Neighbor, Part, Shared
from graph.query.columns import Columns
from graph.query.similarity.measure import Known
from graph.query.similarity.rank import Ranking
from graph.release.features import AXES, Features
from graph.vocabulary import PAGE_PREDICATES, PREDICATES

_PREDICATES_OF = {p.signal: (p.name,) for p in PREDICATES.values() if p.signal} | {
    "grouping": ("in_grouping",), "hierarchy": ("in_grouping", "broader"),
    "official": tuple(p.name for p in PAGE_PREDICATES.values()), **dict.fromkeys(AXES, ("has_axis_value",)),
}


def neighbors(columns: Columns, ranking: Ranking, codes: Sequence[int]) -> tuple[Neighbor, ...]:
    """All ranked codes as neighbours of the asked code; `codes` gives node numbers by position."""
    question = ranking.question
    parts: list[list[Part]] = [[] for _ in ranking.order]
    for known in question.known.values():
        _add_parts(columns, known, ranking, codes, parts)
    if question.adjacency is not None:
        _add_nearness(ranking, parts)
    rows = zip(ranking.order.tolist(), ranking.score.tolist(), ranking.weight.tolist(), parts, strict=True)
    return tuple(
        Neighbor(columns.node(int(codes[b])), score, weight / question.possible if question.possible else 0.0,
                 tuple(sorted(own, key=lambda part: (-part.contribution, part.signal))))
        for b, score, weight, own in rows)


def _add_nearness(ranking: Ranking, parts: list[list[Part]]) -> None:
    near, own = ranking.question.adjacency, ranking.question.weights["adjacency"]
    assert near is not None
    score, weight = near.at(ranking.order).tolist(), ranking.weight.tolist()
    for n, b in enumerate(ranking.order.tolist()):
        if near.first <= b < near.last:
            contribution = score[n] * own / weight[n]
            said = Shared(None, f"{abs(near.code - b)} apart in code order", 0.0, 0, contribution)
            parts[n].append(Part("adjacency", own, score[n], contribution, (said,)))


def _add_parts(
    columns: Columns, known: Known, ranking: Ranking, codes: Sequence[int], parts: list[list[Part]],
) -> None:
    """The part of one signal, for every ranked code that has data for it."""
    features, weight = known.features, ranking.question.weights[known.features.signal]
    has, a = (features.total[ranking.order] > 0).tolist(), int(codes[known.code])
    said = _Said(columns, features, a)
    rows = zip(has, known.shared(ranking.order), ranking.order.tolist(), ranking.weight.tolist(), parts, strict=True)
    for with_data, common, b, whole, own in rows:
        if with_data:
            score, share = sum(part for _, part in common), weight / whole
            shared = said.shared(common, share, int(codes[b]))
            own.append(Part(features.signal, weight, score, score * share, shared))


class _Said:
    """Shared features of one signal in words; what does not depend on the other code is looked up once."""

    def __init__(self, columns: Columns, features: Features, a: int) -> None:
        self.columns, self.features, self.a = columns, features, a
        self.looked_up: dict[int, tuple[Node | None, str | None, float, int, int]] = {}

    def shared(self, common: list[tuple[int, float]], share: float, b: int) -> tuple[Shared, ...]:
        """The shared features with code `b`, a node number, each with its contribution."""
        return tuple([self._one(feature, part * share, b) for feature, part in common])

    def _one(self, feature: int, contribution: float, b: int) -> Shared:
        if feature not in self.looked_up:
            self.looked_up[feature] = self._look_up(feature)
        node, term, ic, degree, number = self.looked_up[feature]
        if node is None:
            return Shared(None, term, ic, degree, contribution)
        signal = self.features.signal
        sides = (signal, self.a, number), (signal, b, number)
        return Shared(node, None, ic, degree, contribution, *sides, self.columns)

    def _look_up(self, feature: int) -> tuple[Node | None, str | None, float, int, int]:
        number = int(self.features.features[feature])
        ic, degree = float(self.features.ic[feature]), self.features.degree(feature)
        if number >= self.columns.size:
            return None, self.columns.term(number - self.columns.size), ic, degree, number
        return self.columns.node(number), None, ic, degree, number


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
