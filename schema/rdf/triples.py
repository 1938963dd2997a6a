"""A release as triples: whole as a stream, or the part that starts at given nodes and edges.

Rows are read a batch at a time and forgotten, so memory does not grow with the release. A graph on a day has no triple
of a node or an edge that does not hold on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyoxigraph as ox

from graph import days
from graph.model import Document, Evidence, Label, Node
from graph.query.graph import Graph
from graph.release import quotes
from graph.vocabulary import PREDICATES
from schema.rdf import associations, entities
from schema.rdf.namespaces import PROPERTIES, RELEASES, english, name, resource

Statements = Iterator[ox.Triple]

SHAREABLE = frozenset({"project", "public_domain", "fact"})
_TYPE = name("rdf:type")
_LABELS = {"preferred": name("skos:prefLabel"), "alternative": name("skos:altLabel")}
_BATCH = 4096


class Triples:
    """The triples of one release."""

    def __init__(self, graph: Graph) -> None:
        self.graph, self.columns = graph, graph.columns
        self.iri = lru_cache(maxsize=1 << 16)(self._iri)

    def everything(self) -> Statements:
        """The release, its documents, its nodes with their plain triples, its associations."""
        yield from self.release()
        yield from self.derivation()
        yield from self.documents(self.every_document())
        yield from self.nodes(range(self.columns.size), plain=True)
        yield from self.associations(self.every_edge())

    def _table(self, name: str) -> pa.Table:
        return self.graph.to_arrow(name)

    def _iri(self, number: int) -> ox.NamedNode:
        return resource(self._table("nodes").column("id")[number].as_py())

    # --- nodes ---

    def nodes(self, numbers: Iterable[int], *, plain: bool = False) -> Statements:
        """What nodes are; with `plain`, also the plain triples that leave them."""
        for batch in map(self._nodes_held, _batches(numbers)):
            rows = self._table("nodes").take(pa.array(batch, pa.int32())).to_pylist()
            for number, row in zip(batch, rows, strict=True):
                yield from self._node(Node(**row, number=number), plain)

    def _node(self, node: Node, plain: bool) -> Statements:
        iri = resource(node.id)
        for kind in entities.TYPES[node.category]:
            yield ox.Triple(iri, _TYPE, kind)
        for label in self.columns.labels(node.number):
            # An allowed list, not a forbidden one: a licence class that nobody has heard of does not leave either.
            if label.licence in SHAREABLE:
                yield ox.Triple(iri, _LABELS[self._kind(node, label)], english(label.text))
        if node.definition is not None:
            yield ox.Triple(iri, name("skos:definition"), english(node.definition))
        yield from associations.validity(iri, node.valid_from, node.valid_to)
        if plain:
            yield from self.plain(node)
        yield from self._particulars(node)

    def _kind(self, node: Node, label: Label) -> str:
        """Whether a name is the preferred one, which on a day is that of the day."""
        if not self.columns.day:
            return label.kind
        return "preferred" if label.text == self.columns.node(node.number).label else "alternative"

    def _particulars(self, node: Node) -> Statements:
        match node.category:
            case "code":
                return chain(entities.code(node.id), entities.attributes(node.id, self.columns.attributes(node.number)))
            case "code_system":
                return entities.code_system(node.id)
            case "procedure_page":
                return entities.page(self.columns.page(node.number))
            case "policy":
                return entities.policy(self.columns.policy(node.number))
            case "policy_version":
                return entities.policy_version(self.columns.policy_version(node.number))
            case "provision":
                return entities.provision(node.id, self._provision(node.number))
        return iter(())

    def _provision(self, number: int) -> dict:
        return self._table("provisions").slice(self._provisions[number], 1).to_pylist()[0]

    @cached_property
    def _provisions(self) -> dict[int, int]:
        return {number: row for row, number in enumerate(self._table("provisions").column("provision").to_pylist())}

    # --- edges ---

    def plain(self, node: Node, direction: str = "out", predicates: Iterable[str] = PREDICATES) -> Statements:
        """One triple for every neighbour; a denied edge has none, it would say the opposite."""
        for predicate in predicates:
            ends = PREDICATES[predicate].subjects if direction == "out" else PREDICATES[predicate].objects
            if node.category in ends and self._nodes_held([node.number]):
                here = self.iri(node.number)
                for there in self._asserted(predicate, direction, node.number):
                    pair = (here, self.iri(there)) if direction == "out" else (self.iri(there), here)
                    yield ox.Triple(pair[0], PROPERTIES[predicate], pair[1])

    def _asserted(self, predicate: str, direction: str, number: int) -> list[int]:
        """Neighbours in order, each once: two sentences may join the same two nodes."""
        far, edges = self.columns.rows(predicate, direction).of(number)
        return self._nodes_held(np.unique(far[~self.columns.negated[edges]]).tolist()) if len(far) else []

    def associations(self, edges: Iterable[int]) -> Statements:
        """Everything about edges but their plain triples."""
        for batch in map(self._edges_held, _batches(edges)):
            rows = self._table("edges").take(pa.array(batch, pa.int32())).to_pylist()
            evidence = self._evidence(batch)
            for row, found in zip(rows, evidence, strict=True):
                ends = (self._id(row["subject"]), row["predicate"], self._id(row["object"]))
                period = (row["valid_from"], row["valid_to"])
                yield from associations.triples(*ends, self.columns.qualifiers(row["qualifiers"]), period, found)

    def _id(self, number: int) -> str:
        return self.columns.node(number).id

    def _evidence(self, edges: list[int]) -> Iterator[list[Evidence]]:
        """The evidence of each edge of a batch, read at once."""
        return ([self._quote(row) for row in rows] for rows in quotes.of_edges(self.graph.release, edges))

    def _quote(self, row: dict) -> Evidence:
        del row["edge"]
        return Evidence(**row | {"document": self._documents[row["document"]]})

    # --- which rows hold something ---

    def _nodes_held(self, numbers: list[int]) -> list[int]:
        """Those of some nodes that are there on the day; without a day, all of them."""
        return np.array(numbers)[self._holding("nodes", numbers)].tolist() if self.columns.day else numbers

    def _edges_held(self, edges: list[int]) -> list[int]:
        """Those of some edges that hold on the day between nodes that are there; without a day, all of them."""
        if not self.columns.day:
            return edges
        ends = (self._table("edges").column(end).take(pa.array(edges, pa.int32())) for end in ("subject", "object"))
        held = [self._holding("edges", edges), *(self._holding("nodes", end.to_pylist()) for end in ends)]
        return np.array(edges)[np.logical_and.reduce(held)].tolist()

    def _holding(self, table: str, numbers: list[int]) -> np.ndarray:
        rows = pa.array(numbers, pa.int32())
        since, until = (days.array(self._table(table).column(end).take(rows)) for end in ("valid_from", "valid_to"))
        return days.holding(since, until, days.number(self.columns.day))

    def every_edge(self) -> range:
        return range(self._table("edges").num_rows)

    def every_document(self) -> range:
        return range(self._table("documents").num_rows)

    def edges_from(self, document: int) -> list[int]:
        """Edges with evidence in a document."""
        release = self.graph.release
        rows = np.flatnonzero(release.table("evidence").column("document").to_numpy() == document)
        return np.unique(quotes.edges_of(release, rows)).tolist()

    def named(self, text: str) -> list[int]:
        """Nodes with exactly this label."""
        rows = np.flatnonzero(pc.equal(self._table("labels").column("text"), text))
        return np.unique(self._table("labels").column("node").to_numpy()[rows]).tolist()

    # --- documents and the release ---

    @cached_property
    def _documents(self) -> list[str]:
        return self._table("documents").column("id").to_pylist()

    @cached_property
    def _document_rows(self) -> dict[str, int]:
        return {id: row for row, id in enumerate(self._documents)}

    def document_number(self, id: str) -> int | None:
        """The row of a document, or None."""
        return self._document_rows.get(id)

    def documents(self, numbers: Iterable[int]) -> Statements:
        for batch in _batches(numbers):
            for row in self._table("documents").take(batch).to_pylist():
                yield from entities.document(Document(**row))

    def release(self) -> Statements:
        """The data set, under the licences of what it was made from."""
        licences = set(self._table("documents").column("licence").to_pylist())
        return entities.release(self.graph.release.id, self.columns.size, licences)

    def derivation(self) -> Statements:
        """What the data set was made from."""
        for id in self._documents:
            yield ox.Triple(ox.NamedNode(RELEASES + self.graph.release.id), name("prov:wasDerivedFrom"), resource(id))


def _batches(numbers: Iterable[int]) -> Iterator[list[int]]:
    """Lists of at most `_BATCH` numbers.

    >>> [len(batch) for batch in _batches(range(5000))]
    [4096, 904]
    """
    numbers = iter(numbers)
    while batch := [int(number) for _, number in zip(range(_BATCH), numbers, strict=False)]:
        yield batch


@lru_cache(maxsize=2)
def triples_of(graph: Graph) -> Triples:
    """The triples of a graph, its lookups kept from one question to the next; two, for the change of a release."""
    return Triples(graph)
