"""The shapes of answers: every list says how many there are in all and whether any were left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from graph.model import Association, Evidence, Node, Policy, Provision

if TYPE_CHECKING:
    from graph.query.columns import Columns
    from graph.query.similarity.vectors import Vectors


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result; `score` is the index's own and orders hits of one query only."""

    node: Node
    score: float


@dataclass(frozen=True, slots=True)
class Hits:
    """Search results, best first."""

    query: str
    total: int
    hits: tuple[Hit, ...]

    @property
    def truncated(self) -> bool:
        return self.total > len(self.hits)


@dataclass(frozen=True, slots=True)
class CodeResult:
    """One item of a batch: the code, or why it was not found and what may have been meant.

    A code that has ended is found, with `why_not` saying when and its successors as candidates.
    """

    asked: str
    node: Node | None
    why_not: str | None = None
    candidates: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Feature:
    """What codes can share: a node, or a word of their names (`node` is None). `degree` is how many codes have it.

    A node's sentences stand at the edges that join it, under one signal, to the asked code; all three go by row.
    """

    node: Node | None
    term: str | None
    ic: float
    degree: int
    signal: str
    code: int = -1
    columns: Columns | None = None

    def evidence(self, code: int) -> tuple[Evidence, ...]:
        """The sentences that say that a code, given by its row, has the node."""
        from graph.query.similarity.explain import edges_of

        if self.node is None or self.columns is None:
            return ()
        edges = edges_of(self.columns, self.signal, code, self.node.number)
        return tuple(e for edge in edges for e in self.columns.evidence(edge))


class Shared(NamedTuple):
    """A feature that two codes share. `contribution` is its part of the final score.

    Its sentences on both sides are read when they are asked for. An explanation has hundreds of these and a few dozen
    features: a tuple takes a tenth of the time that a frozen dataclass of all of it takes to make.
    """

    feature: Feature
    contribution: float
    other: int = -1

    @property
    def node(self) -> Node | None:
        return self.feature.node

    @property
    def term(self) -> str | None:
        return self.feature.term

    @property
    def ic(self) -> float:
        return self.feature.ic

    @property
    def degree(self) -> int:
        return self.feature.degree

    @property
    def evidence_a(self) -> tuple[Evidence, ...]:
        return self.feature.evidence(self.feature.code)

    @property
    def evidence_b(self) -> tuple[Evidence, ...]:
        return self.feature.evidence(self.other)


class Part(NamedTuple):
    """One signal of a score: contribution = weight · score / sum of the weights of the signals both codes have."""

    signal: str
    weight: float
    score: float
    contribution: float
    shared: tuple[Shared, ...]


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A similar code. The contributions of `parts` sum to `score`; `coverage` is the share of weight that had data."""

    node: Node
    score: float
    coverage: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Similar:
    """The nearest codes of `code`; `total` counts every code that scored above zero under the filters.

    `vectors` are those that the caller gave, with the codes among them that found no use.
    """

    code: Node
    release: str
    weights: dict[str, float]
    minimum_coverage: float
    total: int
    left_out: int
    neighbors: tuple[Neighbor, ...]
    vectors: Vectors | None = None

    @property
    def truncated(self) -> bool:
        return self.total > len(self.neighbors)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code with its mean score against a basket, and its score against each of the basket's codes."""

    node: Node
    score: float
    scores: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Common:
    """Something that `count` codes of a basket have: a node, or a word of their names."""

    signal: str
    node: Node | None
    term: str | None
    ic: float
    count: int


@dataclass(frozen=True, slots=True)
class Basket:
    """What a list of codes has in common, its codes by how little they belong, and what may be missing from it."""

    codes: tuple[Node, ...]
    release: str
    common: tuple[Common, ...]
    belonging: tuple[Candidate, ...]
    total: int
    missing: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class PolicyLink:
    """A policy that reaches a code, through the provisions that name it."""

    policy: Policy
    provisions: tuple[Provision, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """What a neighbourhood left out at one node under one predicate and direction."""

    node: str
    predicate: str
    direction: str
    total: int
    returned: int
    reason: str


@dataclass(frozen=True, slots=True)
class Neighborhood:
    """A part of the graph around a node, breadth first; `cuts` names everything that was left out and why."""

    center: Node
    depth: int
    nodes: tuple[Node, ...]
    associations: tuple[Association, ...]
    hubs: tuple[str, ...]
    cuts: tuple[Cut, ...]

    @property
    def truncated(self) -> bool:
        return bool(self.cuts)
