"""The same table of many batches as one, text turned into numbers at once so that millions of rows stay small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.days import OPEN, array
from graph.errors import BadTable
from graph.ingest.batch import Batch
from graph.ingest.editions import Calendar, calendar


@dataclass(frozen=True)
class Stack:
    """All batches of a build, and the calendar of their editions."""

    batches: tuple[Batch, ...]
    times: Calendar

    @classmethod
    def of(cls, batches: Sequence[Batch]) -> Stack:
        return cls(tuple(batches), calendar([b.edition for b in batches if b.edition]))

    def table(self, name: str) -> pa.Table:
        """Rows of all batches in order; every batch keeps its own dictionaries, which `codes` and `numbers` read."""
        return pa.concat_tables([b.table(name) for b in self.batches])

    def times_of(self, name: str) -> Calendar:
        """The calendar of the editions that have rows in a table: one that says nothing of a kind ends nothing."""
        return calendar([b.edition for b in self.batches if b.edition and b.table(name).num_rows])

    def editions(self, name: str, times: Calendar | None = None) -> np.ndarray:
        """The number of the edition behind every row of `table(name)`; -1 for what holds always."""
        sizes = [b.table(name).num_rows for b in self.batches]
        places = [(times or self.times).number(b.edition) if size else -1
                  for b, size in zip(self.batches, sizes, strict=True)]
        return np.repeat(places, sizes).astype(np.int64)

    def documents(self, name: str, rows: dict[str, int]) -> np.ndarray:
        """The document behind every row, by its number in `rows`."""
        sizes = [b.table(name).num_rows for b in self.batches]
        return np.repeat([rows[b.document] for b in self.batches], sizes).astype(np.int32)


def plain(column: pa.ChunkedArray) -> pa.Array:
    """A column of many batches as one array with one dictionary."""
    found = pa.table({"": column}).unify_dictionaries().column(0).combine_chunks()
    return found.chunk(0) if isinstance(found, pa.ChunkedArray) else found


def texts(column: pa.ChunkedArray) -> pa.Array:
    """The distinct texts of a column of dictionaries, sorted."""
    found = unsorted(column)
    return found.take(pc.sort_indices(found))


def unsorted(column: pa.ChunkedArray) -> pa.Array:
    """The distinct texts of a column of dictionaries, as they come."""
    return pc.unique(_words(column)).drop_null()


def _words(column: pa.ChunkedArray) -> pa.Array:
    """The dictionaries of all batches behind each other."""
    return pa.concat_arrays([pa.array([], pa.string()), *(c.dictionary for c in column.chunks)])


def codes(column: pa.ChunkedArray) -> tuple[np.ndarray, pa.Array]:
    """A text column as numbers into its distinct values, which are sorted; null is -1."""
    number, words = coded(column)
    order = pc.sort_indices(words)
    rank = np.empty(len(words) + 1, np.int32)
    rank[order.to_numpy()] = np.arange(len(words), dtype=np.int32)
    rank[-1] = -1
    return rank[number], words.take(order)


def coded(column: pa.ChunkedArray) -> tuple[np.ndarray, pa.Array]:
    """As `codes`, the values as they come: sorting them costs more than finding them."""
    found = _words(column).dictionary_encode()
    return _spread(column, found.indices), found.dictionary


def numbers(column: pa.ChunkedArray, ids: pa.Array, what: str) -> np.ndarray:
    """A text column as row numbers of `ids`; `BadTable` names the first value that is none of them."""
    words = _words(column)
    place = pc.index_in(words, value_set=ids)  # once for all, because the identifiers are hashed each time
    if place.null_count:
        lost = words.filter(pc.is_null(place))[0].as_py()
        raise BadTable(f"{what} is no node", got=lost, expected="a node that some source adds",
                       hint="this is a fault of the reader that made the edge")
    return _spread(column, place)


def _spread(column: pa.ChunkedArray, place: pa.Array) -> np.ndarray:
    """From the number of every word in the dictionaries of a column to that of every row, -1 for null."""
    places = place.fill_null(-1).to_numpy(zero_copy_only=False)
    parts, start = [np.zeros(0, np.int32)], 0
    for chunk in column.chunks:
        own = np.append(places[start : start + len(chunk.dictionary)], np.int32(-1))
        parts.append(own[chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False)])
        start += len(chunk.dictionary)
    return np.concatenate(parts)


def days(column: pa.ChunkedArray) -> np.ndarray:
    """Dates as days since 1970, `OPEN` for none."""
    return array(column).astype(np.int64)


def dates(found: np.ndarray) -> pa.Array:
    """Days since 1970 as dates, `OPEN` as null."""
    return pa.array(found.astype(np.int32), pa.int32(), mask=found == OPEN).cast(pa.date32())
