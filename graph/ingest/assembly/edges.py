"""Edges said by any source, each once for the period it holds, with every row and quote that says it."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from graph.ingest.assembly.nodes import Nodes
from graph.ingest.assembly.stack import Stack, codes, dates, days, numbers, plain
from graph.ingest.editions import periods
from graph.ingest.sorting import sorting
from graph.model import Qualifiers
from graph.release import index
from graph.release.directory import Writer
from graph.release.tables import columns
from graph.vocabulary import PREDICATES

NAMES = sorted(PREDICATES)
_QUOTED = ("section", "exact", "start", "end", "row", "method", "confidence")


@dataclass(frozen=True)
class Edges:
    """Distinct edges as parallel arrays, sorted by predicate (a place in `NAMES`), subject and object."""

    predicate: np.ndarray
    subject: np.ndarray
    object: np.ndarray
    negated: np.ndarray
    since: np.ndarray
    until: np.ndarray

    def of(self, predicate: str) -> slice:
        """The rows of one predicate."""
        number = NAMES.index(predicate)
        a, b = np.searchsorted(self.predicate, [number, number + 1])
        return slice(int(a), int(b))


def write(stack: Stack, nodes: Nodes, documents: dict[str, int], writer: Writer) -> Edges:
    """The tables `qualifiers`, `edges` and `evidence`, and the two directions of every predicate."""
    table = stack.table("edges")
    said, kinds = _qualifiers(stack)
    predicate = _predicates(table.column("predicate"))
    subject, object = (numbers(table.column(end), nodes.ids, f"{end} of an edge") for end in ("subject", "object"))
    times = stack.times_of("edges")
    found = periods([predicate, subject, object, said], stack.editions("edges", times),
                    days(table.column("valid_from")), days(table.column("valid_to")), times)
    first = found.first
    edges = Edges(predicate[first], subject[first], object[first],
                  np.array([q.negated for q in kinds], bool)[said[first]], found.valid_from, found.valid_to)
    writer.table("qualifiers", columns("qualifiers", **{
        f.name: pa.array([getattr(q, f.name) for q in kinds]) for f in fields(Qualifiers)}))
    names = pa.DictionaryArray.from_arrays(pa.array(edges.predicate.astype(np.int16)), pa.array(NAMES))
    writer.table("edges", columns(
        "edges", subject=edges.subject, predicate=names, object=edges.object, qualifiers=said[first],
        valid_from=dates(found.valid_from), valid_to=dates(found.valid_to)))
    _evidence(stack, table, found.of, documents, len(first), writer)
    _index(edges, len(nodes), writer)
    return edges


def _qualifiers(stack: Stack) -> tuple[np.ndarray, list[Qualifiers]]:
    """The qualifiers of every row as numbers into the distinct ones of all batches."""
    kinds = sorted({q for b in stack.batches for q in b.qualifiers}, key=repr)
    place = {q: n for n, q in enumerate(kinds)}
    parts = [
        np.array([place[q] for q in b.qualifiers], np.int64)[b.table("edges").column("qualifiers").to_numpy()]
        for b in stack.batches
    ]
    return np.concatenate(parts) if parts else np.zeros(0, np.int64), kinds


def _predicates(column: pa.ChunkedArray) -> np.ndarray:
    return numbers(column, pa.array(NAMES), "predicate").astype(np.int64)


def _evidence(
    stack: Stack, table: pa.Table, edge: np.ndarray, documents: dict[str, int], size: int, writer: Writer
) -> None:
    document = _documents(stack, table, documents)
    start, row = (table.column(name).fill_null(-1).to_numpy() for name in ("start", "row"))
    order = sorting([edge, document, start, row])
    counts = np.bincount(edge, minlength=size)
    writer.array("evidence.indptr", np.concatenate([[0], np.cumsum(counts)]).astype(np.int32))
    taken = {name: plain(table.column(name)).take(pa.array(order)) for name in _QUOTED}
    writer.table("evidence", columns(
        "evidence", edge=edge[order].astype(np.int32), document=document[order],
        **taken))


def _documents(stack: Stack, table: pa.Table, documents: dict[str, int]) -> np.ndarray:
    """The document of every row: its own where the row names one, else that of its batch."""
    own, names = codes(table.column("document"))
    given = np.array([documents[name] for name in names.to_pylist()] or [0], np.int32)
    return np.where(own >= 0, given[np.maximum(own, 0)], stack.documents("edges", documents))


def _index(edges: Edges, size: int, writer: Writer) -> None:
    for predicate in PREDICATES:
        part = edges.of(predicate)
        number = np.arange(part.start, part.stop, dtype=np.int32)
        for way, near, far in (("out", edges.subject, edges.object), ("in", edges.object, edges.subject)):
            found = index.rows(near[part], far[part], number, size)
            for name in ("indptr", "indices", "edges"):
                writer.array(f"{predicate}.{way}.{name}", getattr(found, name))


def counts(edges: Edges) -> dict[str, int]:
    """How many edges each predicate has, those that have any."""
    found = np.bincount(edges.predicate, minlength=len(NAMES))
    return {NAMES[n]: int(found[n]) for n in np.flatnonzero(found)}


