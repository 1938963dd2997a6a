"""Evidence with what was read in words: rows of official files, nearly all there is, have no quote and are certain.

So the quotes are a table of their own, a row for each row of `evidence` that has one, in the same order.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from graph.release.directory import Release

CERTAIN = 1.0
_WORDS = ("section", "exact", "start", "end", "confidence")
_NOTHING: dict[str, Any] = dict.fromkeys(_WORDS, None) | {"confidence": CERTAIN}


def of_edge(release: Release, edge: int) -> list[dict[str, Any]]:
    """The evidence of one edge, by document and place; a row is all columns of `evidence` and of its quote."""
    first, last = np.searchsorted(_numbers(release, "evidence", "edge"), np.array([edge, edge + 1], np.int32))
    return _rows(release, int(first), int(last))


def of_edges(release: Release, edges: np.ndarray) -> list[dict[str, Any]]:
    """The evidence of some edges, ascending."""
    return [row for edge in edges.tolist() for row in of_edge(release, edge)]


def joined(release: Release) -> pa.Table:
    """The whole table `evidence` with the columns of the quotes."""
    evidence, quotes = release.table("evidence"), release.table("quotes")
    place = np.full(evidence.num_rows, -1, np.int32)
    place[quotes.column("evidence").to_numpy()] = np.arange(quotes.num_rows, dtype=np.int32)
    said = quotes.take(pa.array(place, mask=place < 0))
    words = {name: said.column(name) for name in _WORDS}
    return pa.table({**{name: evidence.column(name) for name in evidence.column_names}, **words,
                     "confidence": words["confidence"].fill_null(CERTAIN)})


def _rows(release: Release, first: int, last: int) -> list[dict[str, Any]]:
    found = [_NOTHING | row for row in release.table("evidence").slice(first, last - first).to_pylist()]
    begin, end = np.searchsorted(_numbers(release, "quotes", "evidence"), np.array([first, last], np.int32))
    for quote in release.table("quotes").slice(int(begin), int(end - begin)).to_pylist() if end > begin else ():
        found[quote.pop("evidence") - first] |= quote
    return found


def _numbers(release: Release, table: str, column: str) -> np.ndarray:
    """A column as it lies on disk."""
    chunks = release.table(table).column(column).chunks
    return chunks[0].to_numpy() if chunks else np.zeros(0, np.int32)
