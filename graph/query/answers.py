"""The shapes of answers: every list says how many there are in all and whether any were left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from graph.model import Association, Evidence, Node, Policy, Provision
from graph.release.spelling import REPEATED

if TYPE_CHECKING:
    from graph.query.columns import Columns
    from graph.query.similarity.filters import Filters
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

    It counts by its information content times its salience, which is mostly 1; `data/axes.toml` has the others.
    A node's sentences stand at the edges that join it, under one signal, to the asked code; all three go by row.
    """

    node: Node | None
    term: str | None
    ic: float
    degree: int
    signal: str
    code: int = -1
    columns: Columns | None = None
    salience: float = 1.0

    def evidence(self, code: int) -> tuple[Evidence, ...]:
        """The sentences that say that a code, given by its row, has the node."""
        from graph.query.similarity.explain import edges_of

        if self.node is None or self.columns is None:
            return ()
        edges = edges_of(self.columns, self.signal, code, self.node.number)
        return tuple(e for edge in edges for e in self.columns.evidence(edge))

    def words(self, code: int) -> tuple[str, ...]:
        """The words in the names of a code, given by its row, that letters in common are part of."""
        from graph.query.similarity.explain import words_with

        if self.signal != "ngram" or self.columns is None or self.term is None:
            return ()
        return words_with(self.columns, code, self.term)


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
    def salience(self) -> float:
        return self.feature.salience

    @property
    def degree(self) -> int:
        return self.feature.degree

    @property
    def words(self) -> tuple[str, ...]:
        """Where letters are shared, the words of both sides in which they stand."""
        return tuple(dict.fromkeys((*self.feature.words(self.feature.code), *self.feature.words(self.other))))

    @property
    def said(self) -> str:
        """What it is called: a node, the words that letters stand in, or a term."""
        if self.node or not (words := self.words):
            return self.node.label if self.node else self.term or ""
        return ", ".join(words) + (REPEATED if (self.term or "").endswith(REPEATED) else "")

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


EDITS = {"0": "not allowed", "1": "only with a modifier", "9": "edit withdrawn"}


@dataclass(frozen=True, slots=True)
class Relation:
    """An official edge between two codes, `direction` as the asked one sees it; it says nothing of their likeness."""

    direction: str
    edge: Association

    @property
    def words(self) -> str:
        """What the edge says, and when.

        The modifier indicator of an NCCI edit says whether both codes may be paid: never, with a modifier that tells
        the services apart, or again without one because the edit was withdrawn.
        """
        one, two = self.edge.subject.id, self.edge.object.id
        together = EDITS.get(self.edge.qualifiers.modifier or "", "restricted")
        return {
            "bundled_with": f"billed together under NCCI: {together}; {two} is included in {one}",
            "add_on_to": f"{one} is an add-on to {two}", "replaced_by": f"{two} took the place of {one}",
            "maps_to": f"{one} maps to {two}",
        }[self.edge.predicate] + self.period

    @property
    def period(self) -> str:
        """The days on which it holds, as a clause; nothing where it always does."""
        since, until = self.edge.valid_from, self.edge.valid_to
        return (f", from {since}" if since else "") + (f", until {until}" if until else "")


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A similar code. The contributions of `parts` sum to `score`; `coverage` is the share of weight that had data.

    Its `relations` with the asked code, which goes by row, are read when they are asked for.
    """

    node: Node
    score: float
    coverage: float
    parts: tuple[Part, ...]
    asked: int
    columns: Columns

    @property
    def relations(self) -> tuple[Relation, ...]:
        """Official edges between the two codes, which do not count in the score."""
        from graph.query.similarity.related import relations

        return relations(self.columns, self.asked, self.node.number)


@dataclass(frozen=True, slots=True)
class Similar:
    """The nearest codes of `code`; `total` counts every code that scored above zero under the filters.

    `left_out` had too little data in common, `filtered_out` enough in common and a filter against them; that codes
    have ended is counted only where it leaves no kin at all. `known` is False for a code without data for any signal in
    use. `vectors` are those that the caller gave, with the codes among them that found no use.
    """

    code: Node
    release: str
    as_of: date | None
    preset: str
    weights: dict[str, float]
    filters: Filters
    minimum_coverage: float
    total: int
    left_out: int
    filtered_out: int
    known: bool
    neighbors: tuple[Neighbor, ...]
    vectors: Vectors | None = None

    @property
    def truncated(self) -> bool:
        return self.total > len(self.neighbors)

    @property
    def why_empty(self) -> str | None:
        """Why there are no kin; None where there are some."""
        if self.total:
            return None
        if not self.known:
            return f"no signal in use has data for {self.code.id}"
        said = ((self.left_out, f"had data for less than {self.minimum_coverage:.0%} of the weight"),
                (self.filtered_out, f"were kept out by the filters ({self.filters.words()})"))
        reasons = [f"{count:,} {why}" for count, why in said if count]
        if not reasons:
            return f"no other code has anything in common with {self.code.id} under the signals in use"
        return f"of the codes that have something in common with {self.code.id}, {' and '.join(reasons)}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The code `b` as a neighbour of `a`, under the weights in use for `a`."""

    a: Node
    b: Node
    release: str
    as_of: date | None
    preset: str
    weights: dict[str, float]
    neighbor: Neighbor
    vectors: Vectors | None = None

    @property
    def unknown(self) -> tuple[str, ...]:
        """Signals in use that one of the two has no data for."""
        compared = {part.signal for part in self.neighbor.parts}
        return tuple(signal for signal, weight in self.weights.items() if weight and signal not in compared)


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
    """What a list of codes has in common, its codes by how little they belong, and what may be missing from it.

    `weights` are those in use for each code system of the basket. `common_total` and `total` count all that is in
    common and all codes that may be missing, `filtered_out` those that the filters kept out.
    """

    codes: tuple[Node, ...]
    release: str
    as_of: date | None
    preset: str
    weights: dict[str, dict[str, float]]
    filters: Filters
    common_total: int
    common: tuple[Common, ...]
    belonging: tuple[Candidate, ...]
    total: int
    filtered_out: int
    missing: tuple[Candidate, ...]
    vectors: Vectors | None = None

    @property
    def outliers(self) -> tuple[Candidate, ...]:
        """Of three codes or more, those that are less than half as like the others as the middle one of them is."""
        if len(self.belonging) < 3:
            return ()
        middle = median(one.score for one in self.belonging)
        return tuple(one for one in self.belonging if one.score < middle / 2)


@dataclass(frozen=True, slots=True)
class PolicyLink:
    """A policy that reaches a code, through the provisions that name it."""

    policy: Policy
    provisions: tuple[Provision, ...]
