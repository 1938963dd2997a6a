"""Every row and quote that says an edge.

Most rows are of official files and have no quote: the quotes are a table of their own. Most edges have one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.ingest.assembly.stack import plain
from graph.ingest.batch import SCHEMAS
from graph.ingest.sorting import ordering
from graph.release.quotes import CERTAIN, OFFICIAL
from graph.release.tables import ROW, columns
from graph.release.writer import Writer

_QUOTE = ("section", "exact", "start", "end", "method", "confidence")


@dataclass(frozen=True, slots=True)
class Said:
    """What says some edges, in order of the edges: the document of every row, and a table with the rest."""

    further: np.ndarray
    """The edge of every row beyond the first one of its edge."""
    document: np.ndarray
    columns: dict[str, pa.ChunkedArray]
    order: np.ndarray | None
    """Where in the table each row stood; None where it stands there still."""

    @classmethod
    def of(cls, further: np.ndarray, document: np.ndarray, table: pa.Table, order: np.ndarray | None) -> Said:
        """With rows of document and table in another order."""
        held = {name: table.column(name) for name in ("row", *_QUOTE)}
        if order is None:
            return cls(further, document, held, None)
        place = pa.array(order)
        moved = {name: c if c.null_count == len(c) or _official(c) else c.take(place) for name, c in held.items()}
        return cls(further, document[order], moved, order)


def ordered(edge: np.ndarray, document: np.ndarray, table: pa.Table) -> Said:
    """By edge, document, place in the document and row."""
    order = ordering([edge, document, *(_filled(table.column(name)) for name in ("start", "row"))])
    placed = edge if order is None else edge[order]
    return Said.of(placed[1:][placed[1:] == placed[:-1]], document, table, order)


def _filled(column: pa.ChunkedArray) -> np.ndarray:
    return np.broadcast_to(-1, len(column)) if column.null_count == len(column) else column.fill_null(-1).to_numpy()


def _official(column: pa.ChunkedArray) -> bool:
    """Whether a column has no other word than the method of official files."""
    return all(pa.types.is_dictionary(c.type) and c.dictionary.to_pylist() == [OFFICIAL] for c in column.chunks)


def write(parts: Sequence[Said], sizes: Sequence[int], writer: Writer) -> None:
    """The tables `evidence` and `quotes`, and which rows are of one edge; `sizes` are the numbers of edges."""
    starts = np.cumsum([0, *sizes], dtype=np.int32)[:-1]
    further = [p.further + n for p, n in zip(parts, starts, strict=True)]
    writer.arrays("evidence", {"further": np.concatenate(further)})
    document = np.concatenate([p.document for p in parts])
    row = pa.chunked_array([c for p in parts for c in p.columns["row"].chunks], ROW)
    writer.table("evidence", columns("evidence", document=document, row=row))
    _quotes(parts, writer)


def _quotes(parts: Sequence[Said], writer: Writer) -> None:
    """What was read in words: rows that have a quote, are not certain, or come by another method."""
    kinds = {field.name: field.type for field in SCHEMAS["edges"] if field.name in _QUOTE}
    found, start = [pa.schema({"evidence": ROW, **kinds}).empty_table()], 0
    for part in parts:
        if not _bare(part):
            words = {name: plain(part.columns[name]) for name in _QUOTE}
            words["confidence"] = words["confidence"].fill_null(CERTAIN)
            other = pc.not_equal(words["method"].cast(pa.string()), OFFICIAL)
            said = pc.or_(pc.or_(words["exact"].is_valid(), other), pc.less(words["confidence"], CERTAIN))
            place = np.flatnonzero(said.to_numpy(zero_copy_only=False))
            words = {name: column.take(pa.array(place)).cast(kinds[name]) for name, column in words.items()}
            found.append(pa.table({"evidence": pa.array(place + start, ROW), **words}))
        start += len(part.document)
    whole = pa.concat_tables(found)
    writer.table("quotes", columns("quotes", **dict(zip(whole.column_names, whole.columns, strict=True))))


def _bare(part: Said) -> bool:
    """Whether no row of a part has more than its place in a file."""
    nulls = (part.columns[name].null_count for name in ("exact", "confidence"))
    return _official(part.columns["method"]) and all(n == len(part.document) for n in nulls)
