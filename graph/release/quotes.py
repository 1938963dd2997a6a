"""Evidence with what was read in words: rows of official files, nearly all there is, have no quote and are certain.

So the quotes are a table of their own, a row for each row of `evidence` that has one, in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa

from graph.release.directory import Release

CERTAIN = 1.0
_WORDS = ("section", "exact", "start", "end", "confidence")
_NOTHING: dict[str, Any] = dict.fromkeys(_WORDS, None) | {"confidence": CERTAIN}


def of_edge(release: Release, edge: int) -> list[dict[str, Any]]:
    """The evidence of one edge, by document and place; a row is all columns of `evidence` and of its quote."""
    return next(of_edges(release, [edge]))


def of_edges(release: Release, edges: Sequence[int]) -> Iterator[list[dict[str, Any]]]:
    """The evidence of each of some edges, read at once."""
    edge = _numbers(release, "evidence", "edge")
    first, last = (np.searchsorted(edge, np.array(edges, np.int32) + np.int32(n)) for n in (0, 1))
    rows = iter(_rows(release, np.concatenate([np.zeros(0, np.int64), *map(np.arange, first, last)])))
    for size in (last - first).tolist():
        yield list(islice(rows, size))


def joined(release: Release) -> pa.Table:
    """The whole table `evidence` with the columns of the quotes."""
    evidence, quotes = release.table("evidence"), release.table("quotes")
    place = np.full(evidence.num_rows, -1, np.int32)
    place[quotes.column("evidence").to_numpy()] = np.arange(quotes.num_rows, dtype=np.int32)
    said = quotes.take(pa.array(place, mask=place < 0))
    words = {name: said.column(name) for name in _WORDS}
    return pa.table({**{name: evidence.column(name) for name in evidence.column_names}, **words,
                     "confidence": words["confidence"].fill_null(CERTAIN)})


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
