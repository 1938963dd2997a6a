"""Rows of a release as the records of `graph.model`; the only room that knows how columns become objects."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph import days
from graph.model import (
    Association,
    Attribute,
    Document,
    Duration,
    Edition,
    Evidence,
    Label,
    Node,
    Page,
    Policy,
    PolicyVersion,
    Qualifiers,
    Section,
)
from graph.overlay import Overlay
from graph.query import policies
from graph.query.policies import index_of
from graph.release import index, quotes
from graph.release.directory import Release
from graph.release.index import Held, Rows

_EDGE = ("subject", "object", "qualifiers", "valid_from", "valid_to")
_EVIDENCE = ("section", "exact", "start", "end", "method", "confidence", "row")


class Columns:
    """Typed access to one release by row number; with a `day`, edges and names that hold on that day only."""

    def __init__(self, release: Release, day: date | None = None, overlay: Overlay | None = None) -> None:
        self.release, self.day, self.overlay = release, day, overlay
        self.node = lru_cache(maxsize=1 << 12)(self._node)
        self.rows = lru_cache(maxsize=None)(self._rows)

    def _column(self, table: str, name: str) -> pa.ChunkedArray:
        return self.release.table(table).column(name)

    @cached_property
    def _ids(self) -> pa.Array:
        column = self._column("nodes", "id").combine_chunks()
        return column.chunk(0) if isinstance(column, pa.ChunkedArray) else column

    @property
    def size(self) -> int:
        return len(self._ids)

    def position(self, id: str) -> int:
        """Where an identifier stands, or would stand, in the sorted column."""
        return bisect_left(self._ids, id, key=lambda scalar: scalar.as_py())

    def find(self, id: str) -> int | None:
        """The row of a node, or None."""
        n = self.position(id)
        return n if n < len(self._ids) and self._ids[n].as_py() == id else None

    def numbers_of(self, ids: Sequence[str]) -> np.ndarray:
        """The rows of many identifiers; -1 for those that this release does not hold."""
        found = pc.index_in(pa.array(ids, pa.string()), value_set=self._ids)
        return found.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)

    def _node(self, number: int) -> Node:
        row = {name: self._column("nodes", name)[number].as_py() for name in
               ("id", "category", "label", "system", "definition", "valid_from", "valid_to")}
        if self.day is not None and (names := [x.text for x in self.labels(number) if _is_official(x)]):
            row["label"] = row["label"] if row["label"] in names else max(names, key=len)  # the long one of that day
        if own := self._licensed(row["id"]):
            row["label"] = own[0].text
        return Node(**row, number=number)

    def _licensed(self, id: str) -> tuple[Label, ...]:
        """The descriptors of a user's overlay, where this graph was opened with one."""
        return self.overlay.labels(id) if self.overlay else ()

    def node_of(self, id: str) -> Node:
        """The node of an identifier that this release is known to hold."""
        number = self.find(id)
        assert number is not None
        return self.node(number)

    def nodes_of(self, category: str) -> np.ndarray:
        """Rows of every node of a category, ascending."""
        number, names = self._named("category")
        return np.flatnonzero(number == names.index(category)) if category in names else np.zeros(0, np.int64)

    @lru_cache(maxsize=8)  # noqa: B019 - one Columns lives as long as its release
    def _named(self, column: str) -> tuple[np.ndarray, list[str]]:
        """A column of few names as it lies on disk: the number of each node's name, and the names."""
        [chunk] = self._column("nodes", column).chunks or [pa.array([], pa.string()).dictionary_encode()]
        number = chunk.indices.fill_null(-1) if chunk.null_count else chunk.indices
        return number.to_numpy(zero_copy_only=False), chunk.dictionary.to_pylist()

    def system_numbers(self, numbers: np.ndarray, systems: Sequence[str]) -> np.ndarray:
        """The place in `systems` of the code system of each of many nodes; -1 for any other."""
        number, names = self._named("system")
        place = np.array([*(systems.index(n) if n in systems else -1 for n in names), -1], np.int8)
        return place[number[numbers]]

    @lru_cache(maxsize=1 << 14)  # noqa: B019 - one Columns lives as long as its release
    def term(self, row: int) -> str:
        """A feature of similarity that is no node, such as a word."""
        return self._column("terms", "text")[row].as_py()

    def in_force(self, numbers: np.ndarray) -> np.ndarray:
        """Which of many codes are in force on the day; without a day, those that no edition has ended."""
        since, until = self._lives(numbers)
        return until == days.OPEN if self.day is None else days.holding(since, until, days.number(self.day))

    def ended(self, numbers: np.ndarray) -> np.ndarray:
        """Which of many codes have ended before the day; without a day, those that some edition has ended."""
        _, until = self._lives(numbers)
        return until < (days.OPEN if self.day is None else days.number(self.day))

    def lapsed(self, node: int) -> date | None:
        """The day on which the last rule that names a code ended, where no edition lists it and no edge is open."""
        until = int(self._lives(np.array([node]))[1][0])
        return days.day(until) if until != days.OPEN and self.node(node).valid_to is None else None

    def _lives(self, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """First and last days of some codes, those that have lapsed included (`graph.ingest.assembly.lapsed`)."""
        since, until = self._periods("nodes", numbers)
        nodes = self.release.arrays("lapsed")["nodes"]
        place = np.minimum(np.searchsorted(nodes, numbers), max(len(nodes) - 1, 0))
        if not len(nodes) or not (hit := nodes[place] == numbers).any():
            return since, until
        return since, np.where(hit, self.release.arrays("lapsed")["until"][place], until)

    def in_force_node(self, id: str) -> bool:
        """Whether a code is held and in force."""
        number = self.find(id)
        return number is not None and bool(self.in_force(np.array([number]))[0])

    def _periods(self, table: str, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """First and last days of some rows."""
        rows = pa.array(numbers)
        since, until = (days.array(self._column(table, end).take(rows)) for end in ("valid_from", "valid_to"))
        return since, until

    def _rows(self, predicate: str, direction: str) -> Rows | Held:
        found = self.whole_rows(predicate, direction)
        return found if self.day is None else Held(found, self.holding)

    def whole_rows(self, predicate: str, direction: str) -> Rows:
        """One direction of a predicate with the edges of every day."""
        return index.read(self.release, predicate, direction)

    def holding(self, edges: np.ndarray) -> np.ndarray:
        """Which of some edges hold on the day; without a day, all of them."""
        if self.day is None:
            return np.ones(len(edges), bool)
        return days.holding(*self._periods("edges", edges), days.number(self.day))

    def association(self, edge: int, predicate: str) -> Association:
        row = {name: self._column("edges", name)[edge].as_py() for name in _EDGE}
        subject, object = (self.node(row[name]) for name in ("subject", "object"))
        return Association(subject, predicate, object, self.qualifiers(row["qualifiers"]), edge, row["valid_from"],
                           row["valid_to"])

    @lru_cache(maxsize=1 << 12)  # noqa: B019 - one Columns lives as long as its release
    def qualifiers(self, number: int) -> Qualifiers:
        """A row of `qualifiers`."""
        return Qualifiers(**self.release.table("qualifiers").slice(number, 1).to_pylist()[0])

    @cached_property
    def negated(self) -> np.ndarray:
        """For every edge, whether it is denied."""
        denied = self._column("qualifiers", "negated").to_numpy()
        return denied[self._column("edges", "qualifiers").to_numpy()]

    def predicate_of(self, edge: int) -> str:
        return self._column("edges", "predicate")[edge].as_py()

    def evidence(self, edge: int) -> tuple[Evidence, ...]:
        return tuple(
            Evidence(self.document(row.pop("document")).id, **{name: row[name] for name in _EVIDENCE})
            for row in quotes.of_edge(self.release, edge)
        )

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        rows = self.release.table("editions").to_pylist()
        return tuple(Edition(**{name: row[name] for name in Edition.__dataclass_fields__}) for row in rows)

    def document(self, number: int) -> Document:
        return Document(**self.release.table("documents").slice(number, 1).to_pylist()[0])

    def find_document(self, id: str) -> int | None:
        """The row of a document, or None."""
        row = pc.index(self._column("documents", "id"), id).as_py()
        return None if row < 0 else row

    def read_from(self, document: int) -> np.ndarray:
        """Rows of the pages and policies that were read from a document."""
        kinds = (("pages", "page"), ("policy_versions", "policy"))
        found = [self._numbers(table, column)[self._numbers(table, "document") == document] for table, column in kinds]
        return np.unique(np.concatenate(found))

    def labels(self, node: int) -> tuple[Label, ...]:
        rows = self._where("labels", "node", node)
        own = self._licensed(self._ids[node].as_py())
        found = (Label(**{k: v for k, v in row.items() if k not in ("node", "document")})
                 for row in rows if self._holds(row))
        return (*own, *(replace(x, kind="alternative") if own else x for x in found if x.licence != "licensed"))

    def _holds(self, row: dict) -> bool:
        return self.day is None or days.holds(row["valid_from"], row["valid_to"], self.day)

    def attributes(self, node: int) -> tuple[Attribute, ...]:
        """Plain facts of a code, by name and time."""
        rows = (row for row in self._where("attributes", "node", node) if self._holds(row))
        return tuple(Attribute(row["name"], row["value"], self.document(row["document"]).id, row["row"],
                               row["valid_from"], row["valid_to"]) for row in rows)

    def _where(self, table: str, column: str, value: int) -> list[dict]:
        """Rows of a table that is sorted by `column`."""
        keys = self._numbers(table, column)
        a, b = np.searchsorted(keys, np.array([value, value + 1], keys.dtype))  # of another type, keys were copied
        return self.release.table(table).slice(int(a), int(b - a)).to_pylist()

    @lru_cache(maxsize=64)  # noqa: B019 - one Columns lives as long as its release
    def _numbers(self, table: str, column: str) -> np.ndarray:
        return self._column(table, column).to_numpy()

    def page(self, number: int) -> Page:
        row = self._where("pages", "page", number)[0]
        sections = tuple(
            Section(s["name"], s["text"], s["start"], s["end"]) for s in self._where("sections", "page", number)
        )
        parts = tuple(row[name] for name in Duration.__dataclass_fields__)
        duration = None if all(part is None for part in parts) else Duration(*parts)
        return Page(self.node(number).id, self.node(row["code"]).id, row["title"],
                    self.document(row["document"]).id, duration, sections)

    def policy(self, number: int) -> Policy:
        """A policy with its versions; codes of its provisions as they hold on the day."""
        return policies.policy(self, index_of(self.release), number)

    def policy_of_provision(self, provision: int) -> int:
        """The row of the policy that a provision belongs to."""
        return index_of(self.release).provisions[provision].policy

    def policy_version(self, number: int) -> PolicyVersion:
        """One text of a policy."""
        return policies.version(self, index_of(self.release), number)


def _is_official(label: Label) -> bool:
    """A name that came with an edition; names of our own have no period."""
    return label.valid_from is not None
