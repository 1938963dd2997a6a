"""A ranked code as the terms of its own score: the objects that were added up, kept."""

from __future__ import annotations

from graph.model import Evidence
from graph.query.answers import Neighbor, Part, Shared
from graph.query.columns import Columns
from graph.query.similarity.measure import Scores, shared
from graph.query.similarity.rank import Ranking
from graph.vocabulary import PREDICATES

_PREDICATE_OF = {p.signal: p.name for p in PREDICATES.values() if p.signal} | {"grouping": "in_grouping"}


def neighbor(columns: Columns, ranking: Ranking, codes: list[int], a: int, b: int) -> Neighbor:
    """The neighbour at position `b` of the code at position `a`; `codes` gives node numbers by position."""
    parts = tuple(
        _part(columns, one, ranking, codes, a, b) for one in ranking.signals
        if one.has_data[b]
    )
    return Neighbor(
        columns.node(codes[b]), float(ranking.score[b]), float(ranking.coverage[b]),
        tuple(sorted(parts, key=lambda part: (-part.contribution, part.signal))),
    )


def _part(columns: Columns, one: Scores, ranking: Ranking, codes: list[int], a: int, b: int) -> Part:
    signal = one.features.signal
    share = ranking.weights[signal] / float(ranking.weight[b])
    common = tuple(
        _shared(columns, one, feature, part * share, codes[a], codes[b]) for feature, part in shared(one, b)
    )
    score = float(one.score[b])
    return Part(signal, ranking.weights[signal], score, score * share, common)


def _shared(columns: Columns, one: Scores, feature: int, contribution: float, a: int, b: int) -> Shared:
    signal, number = one.features.signal, int(one.features.features[feature])
    ic, degree = float(one.features.ic[feature]), one.features.degree(feature)
    if signal == "text":
        term = columns.release.table("terms").column("text")[number].as_py()
        return Shared(None, term, ic, degree, contribution)
    evidence = (_evidence(columns, signal, code, number) for code in (a, b))
    return Shared(columns.node(number), None, ic, degree, contribution, *evidence)


def _evidence(columns: Columns, signal: str, code: int, node: int) -> tuple[Evidence, ...]:
    """The sentences on one side that say this code has this node."""
    if signal == "policy":
        return _policy_evidence(columns, code, node)
    ends, edges = columns.rows(_PREDICATE_OF[signal], "out").of(code)
    return tuple(e for edge in edges[ends == node] for e in columns.evidence(int(edge)))


def _policy_evidence(columns: Columns, code: int, policy: int) -> tuple[Evidence, ...]:
    provisions, edges = columns.rows("applies_to", "in").of(code)
    return tuple(
        e for provision, edge in zip(provisions, edges, strict=True)
        if columns.policy_of_provision(int(provision)) == policy for e in columns.evidence(int(edge))
    )
