"""`Graph`, the read-only façade over one release: every method delegates in a line or two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.errors import BadInput, NotFound
from graph.model import Association, Attribute, Document, Edition, Evidence, Label, Node, Page, Policy
from graph.overlay import Overlay
from graph.query import codes, coverage, cursor, gaps, linked, lookup, neighborhood, validity
from graph.query.answers import Basket, CodeResult, Comparison, Hit, Hits, PolicyLink, Similar
from graph.query.columns import Columns
from graph.query.coverage import Coverage
from graph.query.cursor import Cursor
from graph.query.gaps import Divergence, Gap
from graph.query.similarity import basket
from graph.query.similarity.engine import Engine
from graph.query.similarity.filters import Filters
from graph.query.similarity.vectors import Vectors
from graph.query.similarity.weights import MINIMUM_COVERAGE
from graph.query.steps import steps_of
from graph.query.subgraphs import EdgePage, Neighborhood, Paths
from graph.release import quotes
from graph.release.directory import Release
from graph.release.search import Places, Search

if TYPE_CHECKING:
    import networkx as nx
    import pyarrow as pa


class Graph:
    """One opened release. Nodes are named by CURIE (`CPT:76496`) or by a bare code (`76496`)."""

    def __init__(self, release: Release, as_of: date | None = None, overlay: Overlay | None = None) -> None:
        self.release, self.as_of, self.overlay = release, as_of, overlay
        self.columns = Columns(release, as_of, overlay)
        self.at = lru_cache(maxsize=8)(self._at)
        self._steps = lru_cache(maxsize=16)(partial(steps_of, self.columns))

    def __repr__(self) -> str:
        return f"<Graph {self.release.id}: {self.columns.size} nodes{f' on {self.as_of}' if self.as_of else ''}>"

    def _at(self, day: date | None) -> Graph:
        """The same release as it was on a day: edges, names, kin and searches of that day; None is the whole of it."""
        return self if day == self.as_of else Graph(self.release, day, self.overlay)

    def licensed(self, overlay: Overlay) -> Graph:
        """The same graph for a reader who holds a licence: names of the overlay are shown and found."""
        return Graph(self.release, self.as_of, overlay)

    @cached_property
    def _search(self) -> Search:
        places = Places(**self.release.arrays("search"))
        return Search(self.release.path / "search", places, self.release.table("search_words"), self.as_of)

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self.columns)

    # --- nodes ---

    def node(self, id: str) -> Node:
        """A node, or `NotFound` with candidates, or `BadIdentifier`; on a day, `NotInForce` for a code without it."""
        return validity.in_force(self.columns, self.columns.node(codes.number_of(self.columns, self._search, id)))

    def successors(self, node: Node) -> tuple[Node, ...]:
        """The codes that replaced a code, whenever they did."""
        return validity.successors(self.columns, node)

    def lapsed(self, node: Node) -> date | None:
        """The last day of any rule that names a code, where no edition lists it and every rule has ended; None else."""
        return self.columns.lapsed(node.number)

    def attributes(self, node: Node) -> tuple[Attribute, ...]:
        """Plain facts of a code, such as relative value units, by name and time."""
        return self.columns.attributes(node.number)

    def editions(self) -> tuple[Edition, ...]:
        """The editions held, by family and time."""
        return self.columns.editions

    def find(self, id: str) -> Node | None:
        """A node by its CURIE, or None."""
        number = self.columns.find(id)
        return None if number is None else self.columns.node(number)

    def code(self, text: str) -> Node:
        """A code as people write it; `BadInput` when the node is no code."""
        return self._of_category(text, "code")

    def _of_category(self, text: str, category: str) -> Node:
        node = self.node(text)
        if node.category != category:
            hint = "give a code such as CPT:76496" if category == "code" else None
            raise BadInput(f"not a {category}", got=f"{node.id}, a {node.category}", hint=hint)
        return node

    def codes(self, asked: Sequence[str]) -> tuple[CodeResult, ...]:
        """Many codes, each with its own outcome."""
        return codes.batch(self.columns, self._search, list(asked))

    def nodes(self, category: str | None = None) -> list[Node]:
        """Every node, or every node of a category, by identifier."""
        numbers = range(self.columns.size) if category is None else self.columns.nodes_of(category).tolist()
        return [self.columns.node(n) for n in numbers]

    def labels(self, node: Node) -> tuple[Label, ...]:
        return self.columns.labels(node.number)

    def search(self, text: str, first: int = 10, categories: Sequence[str] = ()) -> Hits:
        """Nodes by name or number, best first."""
        total, hits = lookup.hits(self.columns, self._search, text, first, tuple(categories))
        return Hits(text, total, tuple(Hit(self.columns.node(n), score) for n, score in hits))

    # --- edges ---

    def out(self, node: Node, predicate: str) -> tuple[Association, ...]:
        """Edges from a node under a predicate."""
        return linked.associations(self.columns, node, predicate, "out")

    def into(self, node: Node, predicate: str) -> tuple[Association, ...]:
        """Edges to a node under a predicate."""
        return linked.associations(self.columns, node, predicate, "in")

    def association(self, number: int) -> Association:
        """One edge by its row; `NotFound` beyond the table."""
        if not 0 <= number < self.release.table("edges").num_rows:
            raise NotFound("no such edge in this release", got=number)
        return self.columns.association(number, self.columns.predicate_of(number))

    def evidence(self, association: Association) -> tuple[Evidence, ...]:
        return self.columns.evidence(association.number)

    # --- documents, pages and policies ---

    def document(self, id: str) -> Document:
        """A source file by its `sha256:…`, or `NotFound`."""
        if (number := self.columns.find_document(id)) is None:
            raise NotFound("no such document in this release", got=id)
        return self.columns.document(number)

    def read_from(self, document: Document) -> tuple[Node, ...]:
        """The pages and policies that were read from a document; none for a table of names."""
        number = self.columns.find_document(document.id)
        return () if number is None else tuple(self.columns.node(int(n)) for n in self.columns.read_from(number))

    def pages(self, code: Node) -> tuple[Page, ...]:
        """Pages that describe a code."""
        return tuple(self.columns.page(a.object.number) for a in self.out(code, "described_by"))

    def policies(self, code: Node | None = None, payer: str | None = None) -> tuple[PolicyLink, ...]:
        """Policies that reach a code through a provision, or all of them; by identifier."""
        return linked.policies(self.columns, code, payer)

    def policy(self, node: Node) -> Policy:
        return self.columns.policy(node.number)

    def coverage(
        self, code: str, payer: str | None = None, jurisdiction: str | None = None, diagnosis: str | None = None,
        on: date | None = None,
    ) -> Coverage:
        """What the policies held say of a code on a day of service; see `graph.query.coverage`."""
        return coverage.ask(self.columns, code, payer, jurisdiction, diagnosis, on)

    def policy_gap(self, codes: Sequence[str], payer: str | None = None, on: date | None = None,
                   first: int = 10) -> tuple[Gap, ...]:
        """For each code, the policies that reach its kin and not the code itself."""
        return tuple(gaps.gap(self, code, payer, on, first) for code in codes)

    def divergence(self, codes: Sequence[str], payer: str | None = None, on: date | None = None,
                   first: int = 10) -> tuple[Divergence, ...]:
        """For each code, the kin that a payer treats differently."""
        return tuple(gaps.divergence(self, code, payer, on, first) for code in codes)

    # --- computed ---

    def similar(
        self, code: str, first: int = 10, weights: Mapping[str, float] | None = None, preset: str = "default",
        minimum_coverage: float = MINIMUM_COVERAGE, vectors: Vectors | None = None, **filters: Any,
    ) -> Similar:
        """The nearest codes with the parts of their scores; filters as in `graph.query.similarity.filters.Filters`."""
        return self._engine.similar(
            self.code(code), first, weights, preset, self._filters(filters), minimum_coverage, vectors)

    def compare(
        self, a: str, b: str, weights: Mapping[str, float] | None = None, preset: str = "default",
        vectors: Vectors | None = None,
    ) -> Comparison:
        """The second code as a neighbour of the first: the score and its parts, also when nothing is shared."""
        return self._engine.compare(self.code(a), self.code(b), weights, preset, vectors)

    def vectors(self, codes: Sequence[str], array: np.ndarray) -> Vectors:
        """Your own vectors (n, D) of n codes, for `similar`, `compare` and `basket` to count as the signal `vector`."""
        return self._engine.vectors(codes, array)

    def basket(
        self, asked: Sequence[str], first: int = 10, weights: Mapping[str, float] | None = None,
        preset: str = "default", vectors: Vectors | None = None, **filters: Any,
    ) -> Basket:
        """What a list of codes has in common, which stand apart, and which code is most likely missing."""
        distinct = {node.id: node for node in map(self.code, asked)}
        return basket.basket(
            self._engine, list(distinct.values()), first, weights, preset, self._filters(filters), vectors)

    def _filters(self, given: Mapping[str, Any]) -> Filters:
        """The filters of a call; `NotFound` or `BadInput` for a grouping that is none."""
        groupings = tuple(self._of_category(id, "grouping").id for id in given.get("groupings", ()))
        return Filters(**{**given, "systems": tuple(given.get("systems", ())), "groupings": groupings})

    def neighborhood(self, id: str, predicates: Sequence[str] = (), **limits: Any) -> Neighborhood:
        """The graph around a node; limits as in `graph.query.neighborhood.neighborhood`."""
        steps = self._steps(tuple(predicates), denied=True)
        return neighborhood.neighborhood(self.columns, steps, self.node(id).number, predicates=predicates, **limits)

    def continued(self, text: str, first: int = 100) -> EdgePage:
        """The next edges of a list that a neighbourhood cut, by the cursor of its cut."""
        at = cursor.read(text)
        return self.at(at.as_of)._page(at, first)

    def _page(self, at: Cursor, first: int) -> EdgePage:
        return neighborhood.page(self.columns, self._steps((at.predicate,), denied=True), at, first)

    def paths(self, start: str, end: str, predicates: Sequence[str] = (), **limits: Any) -> Paths:
        """The cheapest paths between two nodes, explained; limits as in `graph.query.paths.find.paths`."""
        from graph.query.paths.find import paths

        ends = (self.node(id).number for id in (start, end))
        return paths(self.columns, self._steps(tuple(predicates), denied=False), *ends, **limits)

    # --- hand-over ---

    def to_networkx(self, around: str | None = None, **limits: Any) -> nx.MultiDiGraph:
        """A neighbourhood as a networkx graph, or the whole release (bundled size only: 500 bytes an edge)."""
        from graph.query.networks import to_networkx

        if around is not None:
            return self.neighborhood(around, **limits).to_networkx()
        return to_networkx(self.nodes(), self.associations())

    def associations(self) -> list[Association]:
        """Every edge of the release in table order."""
        names = self.release.table("edges").column("predicate").to_pylist()
        return [self.columns.association(n, name) for n, name in enumerate(names)]

    def to_arrow(self, table: str) -> pa.Table:
        """A table of the release as it lies on disk, evidence whole; names in `graph.release.tables.TABLES`."""
        return quotes.joined(self.release) if table == "evidence" else self.release.table(table)

    def codes_of(self, systems: Sequence[str] = ()) -> np.ndarray:
        """Node numbers of the comparable codes."""
        return self._engine.numbers(tuple(systems))
