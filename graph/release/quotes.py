"""Evidence with the edge it is of and with what was read in words.

Nearly every edge has one row of evidence, so only the others are counted: `further` of the pack `evidence` has,
ascending, the edge of every row beyond the first of its edge. Rows of official files, nearly all there is, have no
quote and are certain: the quotes are a table of their own, a row for each row of `evidence` that says more, in the same
order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa

from graph.release.directory import Release
from graph.release.tables import NAME

CERTAIN, OFFICIAL = 1.0, "official"
_WORDS = ("section", "exact", "start", "end", "method", "confidence")
_NOTHING: dict[str, Any] = dict.fromkeys(_WORDS, None) | {"method": OFFICIAL, "confidence": CERTAIN}


def of_edge(release: Release, edge: int) -> list[dict[str, Any]]:
    """The evidence of one edge, by document and place; a row is all columns of `evidence` and of its quote."""
    return next(of_edges(release, [edge]))


def of_edges(release: Release, edges: Sequence[int]) -> Iterator[list[dict[str, Any]]]:
    """The evidence of each of some edges, read at once."""
    edge, further = np.array(edges, np.int32), release.arrays("evidence")["further"]
    first, last = edge + np.searchsorted(further, edge), edge + np.searchsorted(further, edge, "right") + 1
    rows = iter(_rows(release, np.concatenate([np.zeros(0, np.int64), *map(np.arange, first, last)])))
    for number, size in zip(edge.tolist(), (last - first).tolist(), strict=True):
        yield [{"edge": number, **row} for row in islice(rows, size)]


def edges_of(release: Release, rows: np.ndarray) -> np.ndarray:
    """The edge of each of some rows of `evidence`."""
    return rows - np.searchsorted(beyond(release.arrays("evidence")["further"]), rows, "right")


def beyond(further: np.ndarray) -> np.ndarray:
    """Which rows are beyond the first of their edge, given the edges of these.

    >>> beyond(np.array([1, 1, 4])).tolist()
    [2, 3, 7]
    """
    return further + np.arange(1, len(further) + 1)


def joined(release: Release) -> pa.Table:
    """The whole table `evidence` with the edges and with the columns of the quotes."""
    evidence, quotes = release.table("evidence"), release.table("quotes")
    place = np.full(evidence.num_rows, -1, np.int32)
    place[quotes.column("evidence").to_numpy()] = np.arange(quotes.num_rows, dtype=np.int32)
    said = quotes.take(pa.array(place, mask=place < 0))
    first = np.ones(evidence.num_rows, np.int32)
    first[beyond(release.arrays("evidence")["further"])] = 0
    return pa.table({
        "edge": np.cumsum(first, dtype=np.int32) - np.int32(1),
        **{name: evidence.column(name) for name in evidence.column_names},
        "method": pa.chunked_array(map(_methods, said.column("method").chunks), NAME),
        **{name: said.column(name) for name in ("section", "exact", "start", "end")},
        "confidence": said.column("confidence").fill_null(CERTAIN)})


def _methods(said: pa.DictionaryArray) -> pa.DictionaryArray:
    words = [*dict.fromkeys([*said.dictionary.to_pylist(), OFFICIAL])]
    return pa.DictionaryArray.from_arrays(said.indices.fill_null(words.index(OFFICIAL)), pa.array(words))


def _rows(release: Release, places: np.ndarray) -> list[dict[str, Any]]:
    found = [_NOTHING | row for row in release.table("evidence").take(pa.array(places)).to_pylist()]
    quoted = _numbers(release, "quotes", "evidence")
    at = np.searchsorted(quoted, places.astype(np.int32))
    has = np.flatnonzero(np.append(quoted, np.int32(-1))[at] == places)
    for n, quote in zip(has.tolist(), release.table("quotes").take(pa.array(at[has])).to_pylist(), strict=True):
        found[n] |= {name: quote[name] for name in _WORDS}
    return found


def _numbers(release: Release, table: str, column: str) -> np.ndarray:
    """A column as it lies on disk."""
    chunks = release.table(table).column(column).chunks
    return chunks[0].to_numpy() if chunks else np.zeros(0, np.int32)
