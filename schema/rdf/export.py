"""RDF out: one resource as bytes, a whole release into a file or as a stream."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import pyoxigraph as ox

from graph.model import Node
from graph.query.graph import Graph
from graph.vocabulary import PREDICATES
from schema.rdf import associations, triples
from schema.rdf.formats import RdfFormat
from schema.rdf.namespaces import PREFIXES

_CHUNK = 1 << 18
_IN_MEMORY = 8 << 20


def write(graph: Graph, form: RdfFormat, sink: BinaryIO) -> None:
    """Stream a whole release into an open binary file; memory stays flat."""
    _serialise(triples.release(graph), form, sink)


def stream(graph: Graph, form: RdfFormat) -> Iterator[bytes]:
    """A whole release in pieces, through a file that lives as long as the answer."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as sink:
        write(graph, form, sink)  # type: ignore[arg-type]
        sink.seek(0)
        while piece := sink.read(_CHUNK):
            yield piece


def resource(graph: Graph, node: Node, form: RdfFormat) -> bytes:
    """One node with every edge that leaves it or reaches it."""
    return ox.serialize(_around(graph, node), format=form.writer, prefixes=PREFIXES)


def _around(graph: Graph, node: Node) -> Iterator[ox.Triple]:
    yield from triples.about(graph, node)
    for predicate in PREDICATES:
        for found in (*graph.out(node, predicate), *graph.into(node, predicate)):
            yield from associations.triples(found, graph.evidence(found))


def _serialise(found: Iterable[ox.Triple], form: RdfFormat, sink: BinaryIO) -> None:
    ox.serialize(found, sink, form.writer, prefixes=PREFIXES)
