"""The same table of many batches as one, text turned into numbers at once so that millions of rows stay small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.days import OPEN, array
from graph.errors import BadTable
from graph.ingest.batch import SCHEMAS, Batch, encoded
from graph.ingest.editions import Calendar, calendar
from graph.ingest.sealing import seal

Known = tuple[pa.Array, list[np.ndarray]]
"""The identifiers of all nodes, ascending, and where those of each batch stand there; -1 for no node."""


@dataclass(frozen=True)
class Stack:
    """Sealed batches, and the calendar of all editions, for every table that of the editions that have rows there."""

    batches: tuple[Batch, ...]
    times: Calendar
    of_table: dict[str, Calendar]
    given: Known | None = None

    @classmethod
    def of(cls, batches: Sequence[Batch]) -> Stack:
        return cls(tuple(seal(b) for b in batches), calendar([b.edition for b in batches if b.edition]), {
            name: calendar([b.edition for b in batches if b.edition and b.table(name).num_rows])
            for name in ("codes", "edges", "attributes")})

    def table(self, name: str) -> pa.Table:
        """Rows of all batches in order; every batch keeps its own dictionaries, which `codes` reads."""
        return pa.concat_tables([encoded(SCHEMAS[name].empty_table()), *(b.table(name) for b in self.batches)])

    def times_of(self, name: str) -> Calendar:
        """The calendar of the editions that have rows in a table: one that says nothing of a kind ends nothing."""
        return self.of_table[name]

    def editions(self, name: str, times: Calendar | None = None) -> np.ndarray:
        """The number of the edition behind every row of `table(name)`; -1 for what holds always."""
        places = [(times or self.times).number(b.edition) if b.table(name).num_rows else -1 for b in self.batches]
        return np.repeat(np.array(places, np.int32), self._sizes(name))

    def owners(self, name: str) -> np.ndarray:
        """The place of the batch behind every row."""
        return np.repeat(np.arange(len(self.batches), dtype=np.int32), self._sizes(name))

    def _sizes(self, name: str) -> list[int]:
        return [b.table(name).num_rows for b in self.batches]

    # --- identifiers ---

    @cached_property
    def known(self) -> Known:
        """As `given`, or found."""
        if self.given is not None:
            return self.given
        lists = [b.ids for b in self.batches]
        coded = pa.concat_arrays([pa.array([], pa.string()), *lists]).dictionary_encode()
        number, words = coded.indices.to_numpy(), coded.dictionary
        own = np.split(number, np.cumsum([len(ids) for ids in lists])[:-1])
        node = np.zeros(len(words), bool)
        for batch, place in zip(self.batches, own, strict=True):
            for chunk in batch.table("nodes").column("id").chunks:
                node[place[chunk.indices.to_numpy()]] = True
        order = pc.sort_indices(words).to_numpy()
        order = order[node[order]]
        rank = np.full(len(words), -1, np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        return words.take(pa.array(order)), [rank[place] for place in own]

    @property
    def ids(self) -> pa.Array:
        """The identifiers of all nodes, ascending; the place of one is the row of its node."""
        return self.known[0]

    def numbers(self, name: str, column: str, what: str) -> list[np.ndarray]:
        """A column of identifiers as rows of nodes, batch by batch; `BadTable` names the first that is no node."""
        return [self._nodes(batch, place, name, column, what)
                for batch, place in zip(self.batches, self.known[1], strict=True)]

    def _nodes(self, batch: Batch, place: np.ndarray, name: str, column: str, what: str) -> np.ndarray:
        parts = [chunk.indices.to_numpy() for chunk in batch.table(name).column(column).chunks]
        local = parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0, np.int32), *parts])
        found = place[local]
        if len(found) and found.min() < 0:
            lost = batch.ids[int(local[np.argmin(found)])].as_py()
            raise BadTable(f"{what} is no node", got=lost, expected="a node that some source adds",
                           hint="this is a fault of the reader that made the edge")
        return found


def plain(column: pa.ChunkedArray) -> pa.Array:
    """A column of many batches as one array with one dictionary."""
    found = pa.table({"": column}).unify_dictionaries().column(0).combine_chunks()
    return found.chunk(0) if isinstance(found, pa.ChunkedArray) else found


def unsorted(column: pa.ChunkedArray) -> pa.Array:
    """The distinct texts of a column of dictionaries, as they come."""
    return pc.unique(pa.concat_arrays([pa.array([], pa.string()), *map(_said, column.chunks)])).drop_null()


def _said(chunk: pa.DictionaryArray) -> pa.Array:
    """The words of a dictionary that some row has."""
    used = pc.unique(chunk.indices).drop_null()
    return chunk.dictionary if len(used) == len(chunk.dictionary) else chunk.dictionary.take(used)


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
    return _spread(column, found.indices.fill_null(-1).to_numpy()), found.dictionary


def written(column: pa.ChunkedArray) -> tuple[np.ndarray, pa.Array]:
    """As `coded`, but equal values of several batches are not made one: for who looks at few of them."""
    words = _words(column)
    return _spread(column, np.arange(len(words), dtype=np.int32)), words


def _spread(column: pa.ChunkedArray, places: np.ndarray) -> np.ndarray:
    """From the number of every word in the dictionaries of a column to that of every row, -1 for null."""
    parts, start = [np.zeros(0, np.int32)], 0
    for chunk in column.chunks:
        own = np.append(places[start : start + len(chunk.dictionary)], np.int32(-1))
        parts.append(own[chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False)])
        start += len(chunk.dictionary)
    return np.concatenate(parts)


def days(column: pa.ChunkedArray) -> np.ndarray:
    """Dates as days since 1970, `OPEN` for none."""
    return array(column)


def dates(found: np.ndarray) -> pa.Array:
    """Days since 1970 as dates, `OPEN` as null; the days themselves are not copied."""
    held = pa.py_buffer(np.packbits(found != OPEN, bitorder="little"))
    days = np.ascontiguousarray(found, np.int32)
    return pa.Array.from_buffers(pa.date32(), len(days), [held, pa.py_buffer(days)])
