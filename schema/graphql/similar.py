"""Similar codes with the terms of their scores."""

from __future__ import annotations

from dataclasses import make_dataclass
from typing import Optional

import strawberry

from graph.query import answers
from graph.release.features import SIGNALS
from schema.graphql.evidence import Evidence
from schema.graphql.nodes import Entity, wrap

Weights = strawberry.input(
    make_dataclass("Weights", [(signal, Optional[float], None) for signal in SIGNALS]),  # noqa: UP045
    description="A weight from 0 to 1 per signal, laid over the preset.",
)


@strawberry.type
class SignalWeight:
    signal: str
    weight: float


@strawberry.type
class Shared:
    """Something both codes have: a node, or a word of their names. Its contribution is its part of the score."""

    node: Entity | None
    term: str | None
    ic: float
    degree: int = strawberry.field(description="How many codes have it.")
    contribution: float
    evidence_a: list[Evidence]
    evidence_b: list[Evidence]

    @classmethod
    def of(cls, s: answers.Shared) -> Shared:
        return cls(node=s.node and wrap(s.node), term=s.term, ic=s.ic, degree=s.degree, contribution=s.contribution,
                   evidence_a=Evidence.of(s.evidence_a), evidence_b=Evidence.of(s.evidence_b))


@strawberry.type
class Part:
    """One signal: contribution = weight · score / sum of the weights of the signals both codes have."""

    signal: str
    weight: float
    score: float
    contribution: float
    shared: list[Shared]

    @classmethod
    def of(cls, p: answers.Part) -> Part:
        return cls(signal=p.signal, weight=p.weight, score=p.score, contribution=p.contribution,
                   shared=[Shared.of(s) for s in p.shared])


@strawberry.type
class Neighbor:
    """A similar code; the contributions of its parts sum to its score."""

    code: Entity
    score: float
    coverage: float = strawberry.field(description="Share of the weight for which both codes have data.")
    parts: list[Part]

    @classmethod
    def of(cls, n: answers.Neighbor) -> Neighbor:
        return cls(code=wrap(n.node), score=n.score, coverage=n.coverage, parts=[Part.of(p) for p in n.parts])


@strawberry.type
class Similar:
    """The nearest codes of a code, under the weights that were used."""

    code: Entity
    release: str
    weights: list[SignalWeight]
    minimum_coverage: float
    total: int
    returned: int
    truncated: bool
    left_out: int = strawberry.field(description="Codes that shared something but had too little data in common.")
    items: list[Neighbor]

    @classmethod
    def of(cls, s: answers.Similar) -> Similar:
        items = [Neighbor.of(n) for n in s.neighbors]
        return cls(
            code=wrap(s.code), release=s.release, minimum_coverage=s.minimum_coverage, total=s.total,
            weights=[SignalWeight(signal=k, weight=v) for k, v in s.weights.items()], returned=len(items),
            truncated=s.truncated, left_out=s.left_out, items=items,
        )


def given(weights: Weights | None) -> dict[str, float]:  # type: ignore[valid-type]
    """The weights a caller gave, as the graph takes them."""
    return {s: getattr(weights, s) for s in SIGNALS if weights and getattr(weights, s) is not None}
