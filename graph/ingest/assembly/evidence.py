"""Every row and quote that says an edge.

Most rows are of official files and have no quote: the quotes are a table of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.ingest.assembly.stack import plain
from graph.ingest.batch import SCHEMAS
from graph.ingest.blank import untouched
from graph.ingest.sorting import ordering
from graph.release.directory import Writer
from graph.release.quotes import CERTAIN
from graph.release.tables import ROW, columns

_QUOTE = ("section", "exact", "start", "end", "confidence")


@dataclass(frozen=True, slots=True)
class Said:
    """What says some edges, in order of the edges: the edge of every row, its document, and a table with the rest."""

    edge: np.ndarray
    document: np.ndarray
    columns: dict[str, pa.ChunkedArray]
    order: np.ndarray | None
    """Where in the table each row stood; None where it stands there still."""

    @classmethod
    def of(cls, edge: np.ndarray, document: np.ndarray, table: pa.Table, order: np.ndarray | None) -> Said:
        """With rows of document and table in another order; those of `edge` are in it."""
        held = {name: table.column(name) for name in ("row", "method", *_QUOTE)}
        if order is None:
            return cls(edge, document, held, None)
        place = pa.array(order)
        moved = {name: c if c.null_count == len(c) else c.take(place) for name, c in held.items()}
        return cls(edge, document[order], moved, order)


def ordered(edge: np.ndarray, document: np.ndarray, table: pa.Table) -> Said:
    """By edge, document, place in the document and row."""
    order = ordering([edge, document, *(_filled(table.column(name)) for name in ("start", "row"))])
    return Said.of(edge if order is None else edge[order], document, table, order)


def _filled(column: pa.ChunkedArray) -> np.ndarray:
    return np.broadcast_to(-1, len(column)) if column.null_count == len(column) else column.fill_null(-1).to_numpy()


def write(parts: Sequence[Said], sizes: Sequence[int], writer: Writer) -> None:
    """The tables `evidence` and `quotes`; `sizes` are the numbers of edges of the parts."""
    starts = np.cumsum([0, *sizes], dtype=np.int32)
    edge = np.concatenate([p.edge for p in parts])
    for own, start in zip(np.split(edge, np.cumsum([len(p.edge) for p in parts])[:-1]), starts[:-1], strict=True):
        own += start
    row, method = ([c for p in parts for c in p.columns[name].chunks] for name in ("row", "method"))
    writer.table("evidence", columns(
        "evidence", edge=edge, document=np.concatenate([p.document for p in parts]), row=_numbers(row, len(edge)),
        method=_words(method, len(edge))))
    _quotes(parts, writer)


def _quotes(parts: Sequence[Said], writer: Writer) -> None:
    """What was read in words: rows that have a quote, or are not certain."""
    kinds = {field.name: field.type for field in SCHEMAS["edges"] if field.name in _QUOTE}
    found, start = [pa.schema({"evidence": ROW, **kinds}).empty_table()], 0
    for part in parts:
        if any(part.columns[name].null_count < len(part.edge) for name in ("exact", "confidence")):
            words = {name: plain(part.columns[name]) for name in _QUOTE}
            words["confidence"] = words["confidence"].fill_null(CERTAIN)
            said = pc.or_(words["exact"].is_valid(), pc.less(words["confidence"], CERTAIN))
            place = np.flatnonzero(said.to_numpy(zero_copy_only=False))
            words = {name: column.take(pa.array(place)).cast(kinds[name]) for name, column in words.items()}
            found.append(pa.table({"evidence": pa.array(place + start, ROW), **words}))
        start += len(part.edge)
    whole = pa.concat_tables(found)
    writer.table("quotes", columns("quotes", **dict(zip(whole.column_names, whole.columns, strict=True))))


def _numbers(chunks: Sequence[pa.Array], size: int) -> pa.Array:
    """Chunks as one array; of those that are all null nothing is copied."""
    values, known, at = untouched(size, np.dtype(np.int32)), np.zeros(size, bool), 0
    for chunk in chunks:
        here = slice(at, at := at + len(chunk))
        if chunk.null_count < len(chunk):
            known[here] = True if chunk.null_count == 0 else chunk.is_valid().to_numpy(zero_copy_only=False)
            values[here] = chunk.fill_null(0).to_numpy() if chunk.null_count else chunk.to_numpy()
    bits = None if known.all() else pa.py_buffer(np.packbits(known, bitorder="little"))
    return pa.Array.from_buffers(pa.int32(), size, [bits, pa.py_buffer(values)])


def _words(chunks: Sequence[pa.DictionaryArray], size: int) -> pa.DictionaryArray:
    """Chunks without nulls as one array with one dictionary."""
    words = pa.concat_arrays([pa.array([], pa.string()), *(c.dictionary for c in chunks)]).dictionary_encode()
    place, number, start, at = words.indices.to_numpy().astype(np.int16), np.zeros(size, np.int16), 0, 0
    for chunk in chunks:
        here, own = slice(at, at := at + len(chunk)), place[start : (start := start + len(chunk.dictionary))]
        number[here] = own if len(own) == 1 else own[chunk.indices.to_numpy()]
    return pa.DictionaryArray.from_arrays(number, words.dictionary)
