"""RDF out: one resource as bytes, a whole release into a file or as a stream."""

from __future__ import annotations

import io
import queue
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO

import pyoxigraph as ox

from graph.identifiers import from_iri
from graph.model import Node
from graph.query.graph import Graph
from graph.vocabulary import PREDICATES
from schema.rdf import jsonld
from schema.rdf.formats import RdfFormat
from schema.rdf.namespaces import PREFIXES, name
from schema.rdf.triples import Triples, triples_of

_PIECE = 1 << 18
_AHEAD = 8


def write(graph: Graph, form: RdfFormat, sink: BinaryIO) -> None:
    """Stream a whole release into an open binary file; memory stays flat."""
    ox.serialize(form.fit(triples_of(graph).everything()), sink, form.writer, prefixes=PREFIXES)


def resource(graph: Graph, node: Node, form: RdfFormat) -> bytes:
    """One node with every edge that leaves it or reaches it, what stands at their far ends, and their evidence."""
    return _written(around(graph, node), form)


def document(graph: Graph, id: str, form: RdfFormat) -> bytes:
    """One source file and the release that was made from it; `NotFound` when it was not."""
    triples = triples_of(graph)
    number = triples.document_number(graph.document(id).id)
    found = [*triples.documents([number] if number is not None else []), *triples.release()]
    return _written(found, form)


def _written(found: list[ox.Triple], form: RdfFormat) -> bytes:
    return jsonld.document(found) if form is RdfFormat.JSON_LD else ox.serialize(
        form.fit(found), format=form.writer, prefixes=PREFIXES)


def around(graph: Graph, node: Node) -> list[ox.Triple]:
    """The triples of one resource, all of them also in the whole release, each once and by subject."""
    triples = triples_of(graph)
    edges, ends = _edges(graph, node)
    about = [*triples.nodes([node.number], plain=True), *triples.plain(node, "in"), *triples.associations(edges),
             *triples.nodes(ends)]
    documents = _documents(triples, about)
    subjects: dict[ox.NamedNode, dict[ox.Triple, None]] = {}
    for triple in (*about, *documents, *triples.release()):
        subjects.setdefault(triple.subject, {})[triple] = None
    return [triple for same in subjects.values() for triple in same]


def _edges(graph: Graph, node: Node) -> tuple[list[int], list[int]]:
    """The edges at a node and the nodes at their far ends."""
    edges, ends = {}, {}
    for predicate in PREDICATES:
        for direction in ("out", "in"):
            far, near = graph.columns.rows(predicate, direction).of(node.number)
            edges.update(dict.fromkeys(near.tolist()))
            ends.update(dict.fromkeys(far.tolist()))
    return list(edges), [end for end in ends if end != node.number]


def _documents(triples: Triples, about: list[ox.Triple]) -> Iterator[ox.Triple]:
    """The documents that were named."""
    derived = name("prov:wasDerivedFrom")
    named = dict.fromkeys(triple.object.value for triple in about if triple.predicate == derived)
    return triples.documents([triples.document_number(from_iri(iri) or "") for iri in named])


def stream(graph: Graph, form: RdfFormat) -> Iterator[bytes]:
    """A whole release in pieces, the first as soon as it is written; an abandoned stream stops its writer."""
    with ThreadPoolExecutor(1, "rdf-export") as pool:
        pipe = _Pipe()
        written = pool.submit(_fill, graph, form, pipe)
        try:
            while piece := pipe.pieces.get():
                yield piece
        finally:
            pipe.abandoned.set()
        written.result()


def _fill(graph: Graph, form: RdfFormat, pipe: _Pipe) -> None:
    try:
        with io.BufferedWriter(pipe, _PIECE) as sink:
            write(graph, form, sink)
    finally:
        pipe.put(b"")


class _Pipe(io.RawIOBase):
    """The writing end of a stream; the reader sets `abandoned` when it wants no more."""

    def __init__(self) -> None:
        self.pieces: queue.Queue[bytes] = queue.Queue(_AHEAD)
        self.abandoned = threading.Event()

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:
        if not self.put(bytes(piece)):
            raise BrokenPipeError("nobody reads this export any more")
        return len(piece)

    def put(self, piece: bytes) -> bool:
        """Wait for room; False when the reader has gone."""
        while not self.abandoned.is_set():
            try:
                self.pieces.put(piece, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False
