"""The two sides of a comparison as sets of numbers that mean the same on both.

A side is a graph on a day: the codes in force, and what is said of them on that day. Rows of two releases differ, so
identifiers, names, values and qualifiers are numbered over both, and a statement becomes one whole number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph import days
from graph.errors import BadInput
from graph.identifiers import CODE_SYSTEMS
from graph.query.graph import Graph

_LIMIT = 2**62


@dataclass(frozen=True)
class Words:
    """Distinct texts of both sides; a text is known by its place."""

    texts: pa.Array

    @classmethod
    def of(cls, *columns: pa.ChunkedArray) -> Words:
        plain = [c.cast(pa.string()) for c in columns]
        found = pc.unique(pa.chunked_array([chunk for c in plain for chunk in c.chunks], pa.string()))
        return cls(found.take(pc.sort_indices(found)))

    def numbers(self, column: pa.ChunkedArray) -> np.ndarray:
        return pc.index_in(column.cast(pa.string()), value_set=self.texts).to_numpy().astype(np.int64)

    def __getitem__(self, number: int) -> str:
        return self.texts[int(number)].as_py()


@dataclass(frozen=True)
class Common:
    """What both sides are numbered by."""

    ids: Words
    texts: Words
    names: Words
    values: Words
    predicates: Words
    qualifiers: tuple[object, ...]

    @classmethod
    def of(cls, *graphs: Graph) -> Common:
        def both(table: str, column: str) -> Words:
            return Words.of(*(g.to_arrow(table).column(column) for g in graphs))

        kinds = {q for g in graphs for q in _qualifiers(g)}
        return cls(both("nodes", "id"), both("labels", "text"), both("attributes", "name"),
                   both("attributes", "value"), both("edges", "predicate"), tuple(sorted(kinds, key=repr)))


def _qualifiers(graph: Graph) -> list[object]:
    return [graph.columns.qualifiers(n) for n in range(graph.to_arrow("qualifiers").num_rows)]


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


@dataclass(frozen=True)
class Side:
    """One graph, seen through the common numbers, for the codes of some systems."""

    graph: Graph
    common: Common
    systems: tuple[str, ...]

    @cached_property
    def _ids(self) -> np.ndarray:
        return self.common.ids.numbers(self.graph.to_arrow("nodes").column("id"))

    @cached_property
    def _rows(self) -> np.ndarray:
        """For every node, whether it is a code of the systems in force."""
        systems = self.graph.to_arrow("nodes").column("system").cast(pa.string())
        asked = pc.is_in(systems, value_set=pa.array(self.systems)).to_numpy()
        return asked & self.graph.columns.in_force(np.arange(len(asked)))

    @cached_property
    def codes(self) -> np.ndarray:
        return np.sort(self._ids[self._rows])

    def _holding(self, table: str) -> np.ndarray:
        held = self.graph.to_arrow(table)
        since, until = (days.array(held.column(end)) for end in ("valid_from", "valid_to"))
        day = self.graph.as_of
        return days.holding(since, until, days.number(day)) if day else until == days.OPEN

    def _said(self, table: str, near: str) -> np.ndarray:
        """Rows of a table that hold and speak of a code of this side."""
        node = self.graph.to_arrow(table).column(near).to_numpy()
        return np.flatnonzero(self._holding(table) & self._rows[node])

    @cached_property
    def labels(self) -> np.ndarray:
        table, rows = self.graph.to_arrow("labels"), self._said("labels", "node")
        return np.unique(pack([self._ids[table.column("node").to_numpy()[rows]],
                               self.common.texts.numbers(table.column("text"))[rows]], self.label_sizes))

    @cached_property
    def attributes(self) -> np.ndarray:
        table, rows = self.graph.to_arrow("attributes"), self._said("attributes", "node")
        words = (self.common.names.numbers(table.column("name")), self.common.values.numbers(table.column("value")))
        return np.unique(pack([self._ids[table.column("node").to_numpy()[rows]], *(w[rows] for w in words)],
                              self.attribute_sizes))

    @cached_property
    def edges(self) -> np.ndarray:
        table, rows = self.graph.to_arrow("edges"), self._said("edges", "subject")
        place = {q: n for n, q in enumerate(self.common.qualifiers)}
        own = np.array([place[q] for q in _qualifiers(self.graph)] or [0], np.int64)
        ends = [self._ids[table.column(end).to_numpy()[rows]] for end in ("subject", "object")]
        predicate = self.common.predicates.numbers(table.column("predicate"))[rows]
        said = own[table.column("qualifiers").to_numpy()[rows]]
        return np.unique(pack([ends[0], predicate, ends[1], said], self.edge_sizes))

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
    held = {s for g in graphs for s in pc.unique(g.to_arrow("nodes").column("system").cast(pa.string())).to_pylist()}
    return tuple(s for s in CODE_SYSTEMS if s in held)
