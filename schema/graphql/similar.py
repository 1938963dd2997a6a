"""Similar codes with the terms of their scores: the kin of one code, two codes compared, a list of codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import make_dataclass
from datetime import date
from typing import Any, Optional

import strawberry

from graph.query import answers
from graph.query.similarity.filters import Filters
from graph.release.features import SIGNALS
from schema.graphql.enums import CodeStatus, Direction, Predicate
from schema.graphql.evidence import Evidence
from schema.graphql.nodes import Association, Entity, wrap

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
    ic: float = strawberry.field(description="Information content: how rare it is.")
    salience: float = strawberry.field(
        description="A factor on its information content for what kind of thing it is; mostly 1.")
    degree: int = strawberry.field(description="How many codes have it.")
    contribution: float
    evidence_a: list[Evidence]
    evidence_b: list[Evidence]
    record: strawberry.Private[answers.Shared]

    @strawberry.field(description="Where letters are shared, the words of both sides in which they stand.")
    def words(self) -> list[str]:
        return list(self.record.words)

    @classmethod
    def of(cls, s: answers.Shared) -> Shared:
        return cls(node=s.node and wrap(s.node), term=s.term, ic=s.ic, salience=s.salience, degree=s.degree,
                   contribution=s.contribution, record=s,
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
class Relation:
    """An official edge between a code and one of its kin: which is paid beside which, or took its place."""

    predicate: Predicate  # type: ignore[valid-type]
    direction: Direction  # type: ignore[valid-type]
    modifier: str | None = strawberry.field(
        description="NCCI modifier indicator: 0, never paid together; 1, with a modifier; 9, withdrawn.")
    reason: str | None
    valid_from: date | None
    valid_to: date | None
    words: str = strawberry.field(description="What the edge says, in words.")
    edge: Association

    @classmethod
    def of(cls, r: answers.Relation) -> Relation:
        said = r.edge.qualifiers
        return cls(predicate=Predicate(r.edge.predicate), direction=Direction(r.direction), modifier=said.modifier,
                   reason=said.reason, valid_from=r.edge.valid_from, valid_to=r.edge.valid_to, words=r.words,
                   edge=Association.of(r.edge))


def _relations(n: answers.Neighbor) -> list[Relation]:
    return [Relation.of(r) for r in n.relations]


@strawberry.type
class Neighbor:
    """A similar code; the contributions of its parts sum to its score."""

    code: Entity
    score: float
    coverage: float = strawberry.field(description="Share of the weight for which both codes have data.")
    parts: list[Part]
    record: strawberry.Private[answers.Neighbor]

    @strawberry.field(description="Official edges between the two codes, such as rules of billing; not in the score.")
    def relations(self) -> list[Relation]:
        return _relations(self.record)

    @classmethod
    def of(cls, n: answers.Neighbor) -> Neighbor:
        return cls(code=wrap(n.node), score=n.score, coverage=n.coverage, parts=[Part.of(p) for p in n.parts], record=n)


@strawberry.input
class SimilarFilter:
    """What kin must be like; every field given must hold."""

    systems: list[str] | None = strawberry.field(default=None, description="Code systems, any of them.")
    status: CodeStatus = strawberry.field(  # type: ignore[valid-type]
        default=CodeStatus.ACTIVE, description="In force on the day asked of (without a day: not ended), or ended.")
    groupings: list[str] | None = strawberry.field(
        default=None, description="CURIEs of groupings, any of them or of a narrower one.")
    policies: bool | None = strawberry.field(
        default=None, description="Whether a provision of a policy must, or must not, name the code.")
    related: bool | None = strawberry.field(
        default=None, description="Whether an official edge must, or must not, join it to the asked code.")
    minimum_score: float = 0.0


@strawberry.type
class SimilarFilters:
    """The filters that were used."""

    systems: list[str]
    status: CodeStatus  # type: ignore[valid-type]
    groupings: list[str]
    policies: bool | None
    related: bool | None
    minimum_score: float

    @classmethod
    def of(cls, f: Filters) -> SimilarFilters:
        return cls(systems=list(f.systems), status=CodeStatus(f.status), groupings=list(f.groupings),
                   policies=f.policies, related=f.related, minimum_score=f.minimum_score)


@strawberry.type
class Similar:
    """The nearest codes of a code, under the weights and filters that were used."""

    code: Entity
    release: str
    as_of: date | None
    preset: str
    weights: list[SignalWeight]
    filter: SimilarFilters
    minimum_coverage: float
    total: int
    returned: int
    truncated: bool
    left_out: int = strawberry.field(description="Codes that shared something but had too little data in common.")
    filtered_out: int = strawberry.field(description="Codes that would be listed but are not what the filter asks.")
    why_empty: str | None = strawberry.field(description="Why there are no kin; null where there are some.")
    items: list[Neighbor]

    @classmethod
    def of(cls, s: answers.Similar) -> Similar:
        items = [Neighbor.of(n) for n in s.neighbors]
        same = {name: getattr(s, name) for name in ("release", "as_of", "preset", "minimum_coverage", "total",
                                                    "truncated", "left_out", "filtered_out", "why_empty")}
        return cls(code=wrap(s.code), weights=_weights(s.weights), filter=SimilarFilters.of(s.filters),
                   returned=len(items), items=items, **same)


@strawberry.type
class Comparison:
    """How like a code another one is; the contributions of the parts sum to the score."""

    a: Entity
    b: Entity
    release: str
    as_of: date | None
    preset: str
    weights: list[SignalWeight]
    score: float
    coverage: float = strawberry.field(description="Share of the weight for which both codes have data.")
    parts: list[Part]
    unknown: list[str] = strawberry.field(description="Signals in use that one of the two has no data for.")
    record: strawberry.Private[answers.Neighbor]

    @strawberry.field(description="Official edges between the two codes, such as rules of billing; not in the score.")
    def relations(self) -> list[Relation]:
        return _relations(self.record)

    @classmethod
    def of(cls, c: answers.Comparison) -> Comparison:
        return cls(a=wrap(c.a), b=wrap(c.b), release=c.release, as_of=c.as_of, preset=c.preset,
                   weights=_weights(c.weights), score=c.neighbor.score, coverage=c.neighbor.coverage,
                   parts=[Part.of(p) for p in c.neighbor.parts], unknown=list(c.unknown), record=c.neighbor)


@strawberry.type
class Common:
    """Something that several codes of a basket have: a node, or a word of their names."""

    signal: str
    node: Entity | None
    term: str | None
    ic: float
    count: int = strawberry.field(description="How many of the codes have it.")

    @classmethod
    def of(cls, c: answers.Common) -> Common:
        return cls(signal=c.signal, node=c.node and wrap(c.node), term=c.term, ic=c.ic, count=c.count)


@strawberry.type
class Candidate:
    """A code with its mean score against a basket; `scores` against each of its codes, in their order."""

    code: Entity
    score: float
    scores: list[float]

    @classmethod
    def of(cls, c: answers.Candidate) -> Candidate:
        return cls(code=wrap(c.node), score=c.score, scores=list(c.scores))


@strawberry.type
class SystemWeights:
    """The weights in use for codes of one system."""

    system: str
    weights: list[SignalWeight]


@strawberry.type
class Basket:
    """What a list of codes has in common, which stand apart, and which code is most likely missing."""

    codes: list[Entity]
    release: str
    as_of: date | None
    preset: str
    weights: list[SystemWeights]
    filter: SimilarFilters
    common_total: int
    common: list[Common]
    belonging: list[Candidate] = strawberry.field(description="Each code's mean likeness to the others, least first.")
    outliers: list[Candidate] = strawberry.field(
        description="Of three codes or more, those less than half as like the others as the middle one is.")
    total: int = strawberry.field(description="Codes that may be missing.")
    returned: int
    truncated: bool
    filtered_out: int
    missing: list[Candidate] = strawberry.field(description="Most likely first.")

    @classmethod
    def of(cls, b: answers.Basket) -> Basket:
        weights = [SystemWeights(system=system, weights=_weights(w)) for system, w in b.weights.items()]
        kinds = {name: [Candidate.of(c) for c in getattr(b, name)] for name in ("belonging", "outliers", "missing")}
        return cls(
            codes=[wrap(node) for node in b.codes], release=b.release, as_of=b.as_of, preset=b.preset, weights=weights,
            filter=SimilarFilters.of(b.filters), common_total=b.common_total, common=[Common.of(c) for c in b.common],
            total=b.total, returned=len(b.missing), truncated=b.total > len(b.missing), filtered_out=b.filtered_out,
            **kinds)


def _weights(weights: Mapping[str, float]) -> list[SignalWeight]:
    return [SignalWeight(signal=signal, weight=weight) for signal, weight in weights.items()]


def given(weights: Weights | None, exclude: Iterable[str] | None = None) -> dict[str, float]:  # type: ignore[valid-type]
    """The weights a caller gave, as the graph takes them; excluded signals weigh nothing."""
    own = {s: getattr(weights, s) for s in SIGNALS if weights and getattr(weights, s) is not None}
    return {**own, **dict.fromkeys(exclude or (), 0.0)}


def filters(asked: SimilarFilter | None) -> dict[str, Any]:
    """The filters a caller gave, as the graph takes them."""
    asked = asked or SimilarFilter()
    return {"systems": asked.systems or (), "status": asked.status.value, "groupings": asked.groupings or (),
            "policies": asked.policies, "related": asked.related, "minimum_score": asked.minimum_score}
