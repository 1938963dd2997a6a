"""Every row and quote that says an edge.

Most rows are of official files and have no quote; what is not there costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from graph.ingest.sealing import untouched
from graph.ingest.sorting import ordering
from graph.release.directory import Writer
from graph.release.tables import columns

_NUMBERS = {"start": pa.int32(), "end": pa.int32(), "row": pa.int32(), "confidence": pa.float64()}
_TEXTS = ("section", "exact", "method")


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
        held = {name: table.column(name) for name in (*_NUMBERS, *_TEXTS)}
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
    """The table `evidence` and where that of each edge begins; `sizes` are the numbers of edges of the parts."""
    starts = np.cumsum([0, *sizes], dtype=np.int32)
    edge = np.concatenate([p.edge + start for p, start in zip(parts, starts[:-1], strict=True)])
    first = np.flatnonzero(np.append(True, edge[1:] != edge[:-1])[: len(edge)])  # no edge is without evidence
    writer.array("evidence.indptr", np.append(first, len(edge)).astype(np.int32))
    chunks = {name: [c for p in parts for c in p.columns[name].chunks] for name in (*_NUMBERS, *_TEXTS)}
    writer.table("evidence", columns(
        "evidence", edge=edge, document=np.concatenate([p.document for p in parts]),
        **{name: _numbers(chunks[name], len(edge), kind) for name, kind in _NUMBERS.items()},
        **{name: _texts(chunks[name], len(edge)) for name in _TEXTS}))


def _numbers(chunks: Sequence[pa.Array], size: int, kind: pa.DataType) -> pa.Array:
    """Chunks as one array; of those that are all null nothing is copied."""
    values, known, at = untouched(size, np.dtype(kind.to_pandas_dtype())), np.zeros(size, bool), 0
    for chunk in chunks:
        here = slice(at, at := at + len(chunk))
        if chunk.null_count < len(chunk):
            known[here] = True if chunk.null_count == 0 else chunk.is_valid().to_numpy(zero_copy_only=False)
            if (own := chunk.fill_null(0).to_numpy() if chunk.null_count else chunk.to_numpy()).any():
                values[here] = own
    bits = None if known.all() else pa.py_buffer(np.packbits(known, bitorder="little"))
    return pa.Array.from_buffers(kind, size, [bits, pa.py_buffer(values)])


def _texts(chunks: Sequence[pa.DictionaryArray], size: int) -> pa.DictionaryArray:
    """As `_numbers` for dictionaries, of which one is made."""
    words = pa.concat_arrays([pa.array([], pa.string()), *(c.dictionary for c in chunks)]).dictionary_encode()
    place, start, numbers = words.indices, 0, []
    for chunk in chunks:
        own = place.slice(start, len(chunk.dictionary))
        numbers.append(chunk.indices if chunk.null_count == len(chunk) else own.take(chunk.indices))
        start += len(chunk.dictionary)
    return pa.DictionaryArray.from_arrays(_numbers(numbers, size, pa.int32()), words.dictionary, safe=False)
