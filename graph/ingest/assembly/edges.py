"""Edges said by any source, each once for the period it holds, with every row and quote that says it.

Predicates are put together one after the other: most have one source, whose rows stand in order already, and what is
worked on at a time stays small.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from graph.ingest.assembly import evidence
from graph.ingest.assembly.evidence import Said
from graph.ingest.assembly.nodes import Nodes
from graph.ingest.assembly.stack import Stack, dates, days
from graph.ingest.batch import SCHEMAS, encoded
from graph.ingest.editions import Calendar, periods
from graph.model import Qualifiers
from graph.release import index
from graph.release.directory import Writer
from graph.release.tables import columns
from graph.vocabulary import PREDICATES

NAMES = sorted(PREDICATES)


@dataclass(frozen=True)
class Edges:
    """Distinct edges as parallel arrays, sorted by predicate, subject and object.

    Those of the predicate at place n of `NAMES` begin at `starts[n]`.
    """

    starts: list[int]
    subject: np.ndarray
    object: np.ndarray
    negated: np.ndarray
    since: np.ndarray
    until: np.ndarray

    def of(self, predicate: str) -> slice:
        """The rows of one predicate."""
        number = NAMES.index(predicate)
        return slice(self.starts[number], self.starts[number + 1])


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of some batches as numbers of the release; parallel arrays and the rest of the table beside them."""

    subject: np.ndarray
    object: np.ndarray
    qualifiers: np.ndarray
    edition: np.ndarray
    since: np.ndarray
    until: np.ndarray
    document: np.ndarray
    table: pa.Table

    def cut(self, start: int, stop: int) -> _Rows:
        arrays = (getattr(self, f.name)[start:stop] for f in fields(self)[:-1])
        return _Rows(*arrays, self.table.slice(start, stop - start))

    @classmethod
    def joined(cls, parts: Sequence[_Rows]) -> _Rows:
        if len(parts) == 1:
            return parts[0]
        arrays = (np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)[:-1])
        return cls(*arrays, pa.concat_tables([p.table for p in parts]))


@dataclass(frozen=True, slots=True)
class _Block:
    """The edges of one predicate as columns, and what says them."""

    edges: tuple[np.ndarray, ...]
    said: Said


def write(stack: Stack, nodes: Nodes, documents: dict[str, int], writer: Writer) -> Edges:
    """The tables `qualifiers`, `edges` and `evidence`, and the two directions of every predicate."""
    kinds = sorted({q for b in stack.batches for q in b.qualifiers}, key=repr)
    times = stack.times_of("edges")
    blocks = _blocks(list(_rows(stack, kinds, documents, times)), times)
    subject, object, said, since, until = (np.concatenate(c) for c in zip(*(b.edges for b in blocks), strict=True))
    sizes = [len(block.edges[0]) for block in blocks]
    saying = [block.said for block in blocks]
    del blocks  # millions of rows, which have been copied
    edges = Edges(np.cumsum([0, *sizes]).tolist(), subject, object, np.array([q.negated for q in kinds], bool)[said],
                  since, until)
    writer.table("qualifiers", columns("qualifiers", **{
        f.name: pa.array([getattr(q, f.name) for q in kinds]) for f in fields(Qualifiers)}))
    writer.beside(lambda: _table(edges, said, writer))
    writer.beside(lambda: evidence.write(saying, sizes, writer))
    writer.beside(lambda: _index(edges, len(nodes), writer))
    return edges


def _table(edges: Edges, said: np.ndarray, writer: Writer) -> None:
    sizes = np.diff(edges.starts)
    names = pa.DictionaryArray.from_arrays(np.repeat(np.arange(len(NAMES), dtype=np.int16), sizes), pa.array(NAMES))
    writer.table("edges", columns("edges", subject=edges.subject, predicate=names, object=edges.object, qualifiers=said,
                                  valid_from=dates(edges.since), valid_to=dates(edges.until)))


_NONE = _Rows(*(np.zeros(0, np.int32) for _ in fields(_Rows)[:-1]), encoded(SCHEMAS["edges"].empty_table()))


# --- rows of batches ---


def _rows(
    stack: Stack, kinds: list[Qualifiers], documents: dict[str, int], times: Calendar
) -> Iterator[tuple[dict[str, slice], _Rows]]:
    """The rows of every batch that has some, and where those of each predicate are."""
    place = {q: n for n, q in enumerate(kinds)}
    ends = (stack.numbers("edges", end, f"{end} of an edge") for end in ("subject", "object"))
    for batch, subject, object in zip(stack.batches, *ends, strict=True):
        table = batch.table("edges")
        if size := len(subject):
            said = np.array([place[q] for q in batch.qualifiers], np.int32)[table.column("qualifiers").to_numpy()]
            own = table.column("document").combine_chunks()
            yield _spans(table.column("predicate").chunk(0)), _Rows(
                subject, object, said, np.broadcast_to(np.int32(times.number(batch.edition)), size),
                days(table.column("valid_from")), days(table.column("valid_to")),
                _documents(own.chunk(0) if isinstance(own, pa.ChunkedArray) else own, documents[batch.document],
                           documents), table)


def _spans(column: pa.DictionaryArray) -> dict[str, slice]:
    """Where each predicate is: a sealed batch has them in order of their names."""
    names, number = column.dictionary.to_pylist(), column.indices.to_numpy()
    ends = np.searchsorted(number, np.arange(len(names) + 1))
    return {name: slice(int(a), int(b)) for name, a, b in zip(names, ends[:-1], ends[1:], strict=True)}


def _documents(own: pa.DictionaryArray, given: int, documents: dict[str, int]) -> np.ndarray:
    """The document of every row: its own where the row names one, else that of its batch."""
    if own.null_count == len(own):
        return np.broadcast_to(np.int32(given), len(own))
    names = np.array([*(documents[name] for name in own.dictionary.to_pylist()), given], np.int32)
    return names[own.indices.fill_null(-1).to_numpy()]


def _saying(parts: Sequence[tuple[dict[str, slice], _Rows]], name: str) -> list[_Rows]:
    """The rows of a predicate in every batch that has some."""
    return [rows.cut(spans[name].start, spans[name].stop) for spans, rows in parts if name in spans] or [_NONE]


# --- one predicate ---


def _blocks(parts: Sequence[tuple[dict[str, slice], _Rows]], times: Calendar) -> list[_Block]:
    return [_block(_Rows.joined(_saying(parts, name)), times) for name in NAMES]


def _block(rows: _Rows, times: Calendar) -> _Block:
    found = periods([rows.subject, rows.object, rows.qualifiers], rows.edition, rows.since, rows.until, times)
    named = (found.picked(column) for column in (rows.subject, rows.object, rows.qualifiers))
    return _Block((*named, found.valid_from, found.valid_to),
                  evidence.ordered(found.of, rows.document, rows.table))


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
    return {name: size for name, size in zip(NAMES, np.diff(edges.starts).tolist(), strict=True) if size}
