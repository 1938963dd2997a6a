"""The two sides of a comparison as sets of numbers that mean the same on both.

A side is a graph on a day: the codes of one system in force, and what is said of them on that day. Rows of two releases
differ, so identifiers, names, values and qualifiers are numbered over both, and a statement becomes one whole number.
Only rows that speak of the asked codes are numbered: a release has millions of others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph import days
from graph.errors import BadInput
from graph.identifiers import CODE_SYSTEMS
from graph.model import Qualifiers
from graph.query.diff.held import Source, Telling
from graph.query.graph import Graph
from graph.release import index

_LIMIT = 2**62
_NEAR = {"labels": "node", "attributes": "node", "edges": "subject"}


@dataclass(frozen=True)
class Words:
    """Distinct texts of both sides; a text is known by its place."""

    texts: pa.Array

    @classmethod
    def of(cls, *columns: pa.ChunkedArray) -> Words:
        distinct = [text for column in columns for text in _distinct(column)]
        found = pc.unique(pa.chunked_array(distinct, pa.string()))
        return cls(found.take(pc.sort_indices(found)))

    def numbers(self, column: pa.ChunkedArray) -> np.ndarray:
        """The place of the text of every row."""
        parts = [self._places(chunk) for chunk in column.chunks]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def _places(self, chunk: pa.Array) -> np.ndarray:
        if pa.types.is_dictionary(chunk.type):
            return self._places(chunk.dictionary)[chunk.indices.to_numpy(zero_copy_only=False)]
        return pc.index_in(chunk, value_set=self.texts).to_numpy(zero_copy_only=False).astype(np.int64)

    def __getitem__(self, number: int) -> str:
        return self.texts[int(number)].as_py()


def _distinct(column: pa.ChunkedArray) -> list[pa.Array]:
    """The texts of a column; a dictionary names them without a look at the rows."""
    if pa.types.is_dictionary(column.type):
        return [chunk.dictionary for chunk in column.chunks]
    return column.chunks


class Ids(Words):
    """Identifiers of both sides; two days of one release number them alike, and nothing is to be looked up."""

    @classmethod
    def of_graphs(cls, old: Graph, new: Graph) -> Ids:
        columns = [g.to_arrow("nodes").column("id") for g in (old, new)]
        return cls(pa.concat_arrays(columns[0].chunks)) if old.release.path == new.release.path else cls.of(*columns)

    def rows(self, graph: Graph, other: Graph) -> np.ndarray:
        """The place of every node of a graph."""
        same = graph.release.path == other.release.path
        return np.arange(graph.columns.size) if same else self.numbers(graph.to_arrow("nodes").column("id"))


@dataclass(frozen=True)
class Rows:
    """One graph and the rows of its tables that hold and speak of a code of some systems in force."""

    graph: Graph
    systems: tuple[str, ...]
    _rows: dict[str, np.ndarray] = field(default_factory=dict)

    @cached_property
    def codes(self) -> np.ndarray:
        """For every node, whether it is a code of the systems in force."""
        column = self.graph.to_arrow("nodes").column("system")
        asked = pc.is_in(column, value_set=pa.array(self.systems)).to_numpy()
        asked[asked] = self.graph.columns.in_force(np.flatnonzero(asked))
        return asked

    def of(self, table: str) -> np.ndarray:
        if table not in self._rows:
            about = self.codes[self.graph.to_arrow(table).column(_NEAR[table]).to_numpy()]
            rows = np.flatnonzero(about | self._reached(about) if table == "edges" else about)
            self._rows[table] = rows[self._holding(self.graph.to_arrow(table), rows)]
        return self._rows[table]

    def _reached(self, about: np.ndarray) -> np.ndarray:
        """For every edge, whether it is of a provision that reaches a code: it speaks of its far end."""
        edges = self.graph.release.arrays(index.NAME)["applies_to.in.edges"]
        objects = self.graph.to_arrow("edges").column("object").take(pa.array(edges)).to_numpy()
        found = np.zeros_like(about)
        found[edges[self.codes[objects]]] = True
        return found

    def _holding(self, table: pa.Table, rows: np.ndarray) -> np.ndarray:
        since, until = (days.array(table.column(end).take(pa.array(rows))) for end in ("valid_from", "valid_to"))
        day = self.graph.as_of
        return days.holding(since, until, days.number(day)) if day else until == days.OPEN

    def column(self, table: str, name: str) -> pa.ChunkedArray:
        return self.graph.to_arrow(table).column(name).take(pa.array(self.of(table)))

    @cached_property
    def qualifiers(self) -> list[Qualifiers]:
        return [Qualifiers(**row) for row in self.graph.to_arrow("qualifiers").to_pylist()]


@dataclass(frozen=True)
class Common:
    """What both sides are numbered by."""

    ids: Ids
    old: Rows
    new: Rows

    def _both(self, table: str, column: str) -> Words:
        return Words.of(*(side.column(table, column) for side in (self.old, self.new)))

    @cached_property
    def texts(self) -> Words:
        return self._both("labels", "text")

    @cached_property
    def names(self) -> Words:
        return self._both("attributes", "name")

    @cached_property
    def values(self) -> Words:
        return self._both("attributes", "value")

    @cached_property
    def predicates(self) -> Words:
        return self._both("edges", "predicate")

    @cached_property
    def qualifiers(self) -> tuple[Qualifiers, ...]:
        return tuple(sorted({*self.old.qualifiers, *self.new.qualifiers}, key=repr))


def pack(columns: Sequence[np.ndarray], sizes: Sequence[int]) -> np.ndarray:
    """Parallel numbers as one whole number each; `BadInput` where they would not fit."""
    product = 1
    for size in sizes:
        product *= max(size, 1)
    if product >= _LIMIT:
        raise BadInput("too much to compare at once", expected="fewer distinct statements", got=product,
                       hint="compare one code system at a time")
    found = np.zeros(len(columns[0]), np.int64)
    for column, size in zip(columns, sizes, strict=True):
        found = found * max(size, 1) + column
    return found


def unpack(packed: np.ndarray, sizes: Sequence[int]) -> list[np.ndarray]:
    """The numbers that `pack` joined."""
    parts = []
    for size in reversed(sizes):
        parts.append(packed % max(size, 1))
        packed = packed // max(size, 1)
    return parts[::-1]


def distinct(found: np.ndarray) -> np.ndarray:
    """Distinct whole numbers, ascending; by sorting, because numpy's own hash table is slow on packed numbers.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    found = np.sort(found)
    return found[np.append(True, found[1:] != found[:-1])] if len(found) else found


def without(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Distinct numbers that are not among others."""
    return np.setdiff1d(some, others, assume_unique=True)


@dataclass(frozen=True)
class Side:
    """One graph, seen through the common numbers."""

    rows: Rows
    common: Common
    telling: Telling
    _packed: dict[str, np.ndarray] = field(default_factory=dict, repr=False)

    @property
    def graph(self) -> Graph:
        return self.rows.graph

    @cached_property
    def _ids(self) -> np.ndarray:
        other = self.common.old if self.rows is self.common.new else self.common.new
        return self.common.ids.rows(self.graph, other.graph)

    def _nodes(self, table: str, column: str) -> np.ndarray:
        return self._ids[self.rows.column(table, column).to_numpy()]

    @cached_property
    def codes(self) -> np.ndarray:
        return np.sort(self._ids[self.rows.codes])

    @cached_property
    def labels(self) -> np.ndarray:
        return distinct(self.packed("labels"))

    @cached_property
    def attributes(self) -> np.ndarray:
        return distinct(self.packed("attributes"))

    @cached_property
    def edges(self) -> np.ndarray:
        return distinct(self.packed("edges"))

    def sources(self, kind: str) -> set[Source]:
        """The sources that hold on this side, by their edition or by dates of their own."""
        return self.telling.held | self.telling.dated(kind, self.rows.of(kind))

    def packed(self, kind: str) -> np.ndarray:
        """What every row of a kind says, as one number."""
        if kind not in self._packed:
            self._packed[kind] = {"labels": self._labels, "attributes": self._attributes, "edges": self._edges}[kind]()
        return self._packed[kind]

    def _labels(self) -> np.ndarray:
        text = self.common.texts.numbers(self.rows.column("labels", "text"))
        return pack([self._nodes("labels", "node"), text], self.label_sizes)

    def _attributes(self) -> np.ndarray:
        name = self.common.names.numbers(self.rows.column("attributes", "name"))
        value = self.common.values.numbers(self.rows.column("attributes", "value"))
        return pack([self._nodes("attributes", "node"), name, value], self.attribute_sizes)

    def _edges(self) -> np.ndarray:
        place = {q: n for n, q in enumerate(self.common.qualifiers)}
        own = np.array([place[q] for q in self.rows.qualifiers] or [0], np.int64)
        subject, object = (self._nodes("edges", end) for end in ("subject", "object"))
        predicate = self.common.predicates.numbers(self.rows.column("edges", "predicate"))
        said = own[self.rows.column("edges", "qualifiers").to_numpy()]
        return pack([subject, predicate, object, said], self.edge_sizes)

    @property
    def label_sizes(self) -> tuple[int, ...]:
        return len(self.common.ids.texts), len(self.common.texts.texts)

    @property
    def attribute_sizes(self) -> tuple[int, ...]:
        c = self.common
        return len(c.ids.texts), len(c.names.texts), len(c.values.texts)

    @property
    def edge_sizes(self) -> tuple[int, ...]:
        c = self.common
        return len(c.ids.texts), len(c.predicates.texts), len(c.ids.texts), len(c.qualifiers)


def systems_of(*graphs: Graph) -> tuple[str, ...]:
    """The code systems that any of the graphs has codes of."""
    held = {s for g in graphs for chunk in g.to_arrow("nodes").column("system").chunks
            for s in chunk.dictionary.to_pylist()}
    return tuple(s for s in CODE_SYSTEMS if s in held)
