"""Kin as a page shows them: scores with their addends, and the reasons with the sentences of both sides."""

from __future__ import annotations

from graph.model import Node
from graph.query.answers import Neighbor, Shared
from graph.query.graph import Graph
from server.pieces import View, quote, ref

KIN = 10
REASONS = 8
"""Shared things named under a signal; how many more there are, and what they add, is said."""


def similar(graph: Graph, node: Node) -> View:
    """The nearest codes of a code, and how many there are in all."""
    found = graph.similar(node.id, KIN)
    return {"total": found.total, "left_out": found.left_out, "minimum_coverage": found.minimum_coverage,
            "why_empty": found.why_empty,
            "rows": [kin(graph, one, found.weights) for one in found.neighbors]}


def kin(graph: Graph, one: Neighbor, weights: dict[str, float]) -> View:
    """A similar code with the addends of its score, largest first; `at` is where each begins on the bar."""
    parts, at = [], 0.0
    for part in one.parts:
        if part.contribution > 0:
            shown, rest = part.shared[:REASONS], part.shared[REASONS:]
            parts.append({"signal": part.signal, "weight": part.weight, "score": part.score,
                          "contribution": part.contribution, "at": at, "total": len(part.shared),
                          "shared": [_reason(graph, each) for each in shown],
                          "rest": {"count": len(rest), "contribution": sum(each.contribution for each in rest)}})
        at += part.contribution
    compared = {part.signal for part in one.parts}
    return {"code": ref(one.node), "score": one.score, "coverage": one.coverage, "parts": parts,
            "relations": [relation.words for relation in one.relations],
            "compared": sum(part.weight for part in one.parts),
            "unlike": [part.signal for part in one.parts if part.contribution <= 0],
            "unknown": [signal for signal, weight in weights.items() if weight and signal not in compared]}


def _reason(graph: Graph, shared: Shared) -> View:
    sides = [[quote(graph, e) for e in side] for side in (shared.evidence_a, shared.evidence_b)]
    return {"node": ref(shared.node) if shared.node else None, "term": shared.term,
            "words": shared.words, "ic": shared.ic,
            "salience": shared.salience, "degree": shared.degree, "contribution": shared.contribution, "sides": sides}
