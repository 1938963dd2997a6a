"""What one reader found in one item, as columns, with a ledger that accounts for every row of the source.

A reader adds nodes, codes, labels, edges and attributes row by row (`edge`, `label`, …) or whole columns at once
(`columns`), and says of every row of its source what became of it: loaded, merged into another, or listed with the
reason. What the publisher itself says is no code is listed and no problem; what could not be read is a problem. A
statement without dates of its own holds as long as the editions of its family say it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import BadTable
from graph.identifiers import CODE_SYSTEMS, system_of
from graph.ingest import records
from graph.ingest.blank import nothing, repeated
from graph.ingest.files import Item
from graph.model import Edition, Policy, Problem, Qualifiers

# How good a label is; the smallest of a node wins, the newest edition among equals.
PROJECT, OFFICIAL, SHORT, BARE = 0, 1, 2, 9

_TEXT, _DAY, _ROW = pa.string(), pa.date32(), pa.int32()
_CODED = pa.dictionary(_ROW, _TEXT)


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in columns.items()])


SCHEMAS: dict[str, pa.Schema] = {
    "nodes": _schema(id=_TEXT, category=_TEXT, label=_TEXT, definition=_TEXT, rank=pa.int8()),
    "codes": _schema(id=_TEXT, row=_ROW, valid_from=_DAY, valid_to=_DAY),
    "labels": _schema(id=_TEXT, text=_TEXT, kind=_TEXT, licence=_TEXT, valid_from=_DAY, valid_to=_DAY),
    # A row without a confidence is certain, as every row of an official file is: of nothing, nothing is kept.
    "edges": _schema(
        subject=_TEXT, predicate=_TEXT, object=_TEXT, qualifiers=_ROW, valid_from=_DAY, valid_to=_DAY, section=_TEXT,
        exact=_TEXT, start=_ROW, end=_ROW, row=_ROW, method=_TEXT, confidence=pa.float64(), document=_TEXT,
    ),
    "attributes": _schema(id=_TEXT, name=_TEXT, value=_TEXT, row=_ROW, valid_from=_DAY, valid_to=_DAY),
    "policies": _schema(id=_TEXT, record=_TEXT),
}
_DEFAULTS: dict[str, Any] = {"method": "official", "qualifiers": 0, "kind": "preferred",
                             "licence": "public_domain", "rank": OFFICIAL}


@dataclass
class Batch:
    """The columns of one item: `document` is the SHA-256 of its content and `size` its bytes; without an `edition` it
    holds always."""

    document: str
    edition: Edition | None = None
    size: int = 0
    qualifiers: list[Qualifiers] = field(default_factory=lambda: [Qualifiers()])
    problems: list[Problem] = field(default_factory=list)
    read: int = 0
    loaded: int = 0
    merged: int = 0
    listed: Counter[str] = field(default_factory=Counter)
    _rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: {name: [] for name in SCHEMAS})
    _whole: dict[str, list[pa.Table]] = field(default_factory=lambda: {name: [] for name in SCHEMAS})
    _numbers: dict[Qualifiers, int] = field(default_factory=lambda: {Qualifiers(): 0})
    ids: pa.Array | None = None
    """The identifiers in all tables, ascending, once the batch is sealed: `graph.ingest.sealing`."""
    names: pa.Array | None = None
    """The words of labels of nodes and after these those of names, once the batch is sealed."""
    origin: str | None = None
    """The name under which a cache keeps all of it; the same name is the same content."""

    @classmethod
    def of(cls, item: Item, edition: Edition | None = None) -> Batch:
        return cls(item.digest, edition, item.size)

    # --- statements ---

    def node(self, id: str, category: str, label: str, definition: str | None = None, rank: int = OFFICIAL) -> None:
        """A node that is no code, such as a grouping."""
        self._rows["nodes"].append((id, category, label, definition, rank))

    def code(
        self, curie: str, label: str | None = None, row: int | None = None, valid_from: date | None = None,
        valid_to: date | None = None, rank: int = OFFICIAL,
    ) -> None:
        """A code that this item lists, with its preferred label unless the system's descriptors are licensed."""
        licensed = label is None or _licensed(curie)
        local = curie.partition(":")[2]
        self._rows["nodes"].append((curie, "code", local if licensed else label, None, BARE if licensed else rank))
        self._rows["codes"].append((curie, row, valid_from, valid_to))
        if not licensed:
            self.label(curie, str(label), "preferred" if rank == OFFICIAL else "alternative")

    def mention(self, curie: str) -> None:
        """A code that this item only refers to: it becomes a node, but no edition is said to list it."""
        self._rows["nodes"].append((curie, "code", curie.partition(":")[2], None, BARE))

    def label(self, id: str, text: str, kind: str = "alternative", licence: str = "public_domain") -> None:
        """A name; descriptors of licensed systems are dropped here, before anything can keep them."""
        if keeps(id, licence):
            self._rows["labels"].append((id, text, kind, licence, None, None))

    def codes(self, ids: pa.Array, labels: pa.Array, rows: pa.Array, valid_from: pa.Array, valid_to: pa.Array) -> None:
        """As `code` for whole columns; the label of a code without one is null."""
        shown = pc.and_(labels.is_valid(), _shareable(ids))
        local = pc.list_element(pc.split_pattern(ids, ":", max_splits=1), 1)
        self.columns("nodes", len(ids), id=ids, category="code", label=pc.if_else(shown, labels, local),
                     rank=pc.if_else(shown, OFFICIAL, BARE))
        self.columns("codes", len(ids), id=ids, row=rows, valid_from=valid_from, valid_to=valid_to)
        self.labels(ids, labels, "preferred")

    def labels(self, ids: pa.Array, texts: pa.Array, kind: str = "alternative") -> None:
        """As `label` for whole columns; null is no name."""
        kept = pc.and_(texts.is_valid(), _shareable(ids))
        self.columns("labels", pc.sum(kept).as_py() or 0, id=ids.filter(kept), text=texts.filter(kept), kind=kind)

    def edge(
        self, subject: str, predicate: str, object: str, row: int | None = None, qualifiers: Qualifiers | None = None,
        valid_from: date | None = None, valid_to: date | None = None,
    ) -> None:
        """A statement of one row. Both ends must be nodes of this or another batch."""
        number = self.qualify(qualifiers) if qualifiers else 0
        self._rows["edges"].append(
            (subject, predicate, object, number, valid_from, valid_to, None, None, None, None, row, "official", None,
             None))

    def attribute(
        self, id: str, name: str, value: str, row: int | None = None, valid_from: date | None = None,
        valid_to: date | None = None,
    ) -> None:
        """A plain fact, value as text exactly as the publisher writes it."""
        self._rows["attributes"].append((id, name, value, row, valid_from, valid_to))

    def policy(self, policy: Policy) -> None:
        """A policy with all that its record says; its nodes and edges are stated beside it."""
        self._rows["policies"].append((policy.id, records.dump(policy)))

    def qualify(self, qualifiers: Qualifiers) -> int:
        """The number under which `columns("edges", qualifiers=…)` names a set of qualifiers."""
        number = self._numbers.setdefault(qualifiers, len(self.qualifiers))
        if number == len(self.qualifiers):
            self.qualifiers.append(qualifiers)
        return number

    def columns(self, table: str, size: int, /, **columns: Any) -> None:
        """Many rows at once; a column may be an array or one value for all, a missing one takes its default or null."""
        schema = SCHEMAS[table]
        if unknown := columns.keys() - set(schema.names):
            raise BadTable("unknown column", where=table, expected=schema.names, got=sorted(unknown))
        arrays = [_array(columns.get(f.name, _DEFAULTS.get(f.name)), f.type, size) for f in schema]
        self._whole[table].append(pa.table(arrays, names=schema.names))

    # --- the ledger ---

    def listed_row(self, name: str, row: int | None, reason: str, detail: str = "") -> None:
        """A row that was not loaded: counted under its reason and kept with its place."""
        self.listed[reason] += 1
        self.problems.append(Problem(name, row, f"{reason}: {detail}" if detail else reason))

    def set_aside(self, reason: str, rows: int = 1) -> None:
        """Rows of which the publisher itself says that there is nothing to load: counted, and no problem."""
        self.listed[reason] += rows

    def remark(self, name: str, row: int | None, what: str) -> None:
        """Something to know about a row that was loaded all the same."""
        self.problems.append(Problem(name, row, what))

    def settle(self, name: str) -> None:
        """Refuse a ledger that does not add up: a reader that loses rows is wrong, whatever else it read."""
        said = self.loaded + self.merged + sum(self.listed.values())
        if said != self.read:
            raise BadTable("rows are unaccounted for", where=name, expected=f"{self.read} rows read",
                           got=f"{self.loaded} loaded + {self.merged} merged + {sum(self.listed.values())} listed",
                           hint="this is a fault of the reader: please report it with the file's name")

    # --- what the assembly takes ---

    def seal(self, ids: pa.Array, tables: dict[str, pa.Table], names: pa.Array | None = None) -> None:
        """Take whole tables, whose identifiers are numbers of `ids`, in place of all that was added."""
        self.ids, self.names, self._whole = ids, names, {name: [table] for name, table in tables.items()}

    def table(self, name: str) -> pa.Table:
        """All rows of one table, row by row ones first; text as dictionaries, because edges repeat their ends."""
        if self._rows[name]:
            schema, rows = SCHEMAS[name], self._rows[name]
            arrays = [_listed(values, f.type) for values, f in zip(zip(*rows, strict=True), schema, strict=True)]
            self._whole[name] = [*self._whole[name], pa.table(arrays, names=schema.names)]
            self._rows[name] = []
        found = self._whole[name] or [_EMPTY[name]]
        return found[0] if len(found) == 1 else pa.concat_tables(found)


def keeps(id: str, licence: str) -> bool:
    """Whether a name may be kept: a descriptor of a licensed system only where it is the project's own."""
    return licence == "project" or not _licensed(id)


def _licensed(curie: str) -> bool:
    system = system_of(curie)
    return system is not None and CODE_SYSTEMS[system].licence == "licensed"


def _shareable(ids: pa.Array) -> pa.Array:
    """Which of many identifiers are of no licensed system."""
    prefix = pc.list_element(pc.split_pattern(ids, ":", max_splits=1), 0)
    licensed = [system for system, known in CODE_SYSTEMS.items() if known.licence == "licensed"]
    return pc.invert(pc.is_in(prefix, value_set=pa.array(licensed, pa.string())))


def _array(value: Any, kind: pa.DataType, size: int) -> pa.Array | pa.ChunkedArray:
    """One column; texts come as dictionaries, each word made once however many rows have it."""
    if pa.types.is_string(kind):
        return _words(value, size)
    if value is None:
        return nothing(size, kind)
    if isinstance(value, pa.Array | pa.ChunkedArray):
        return value.cast(kind)
    if isinstance(value, int | float | date):
        return pa.repeat(pa.scalar(value, kind), size)
    return pa.array(value, kind)


def _listed(values: tuple[Any, ...], kind: pa.DataType) -> pa.Array:
    """One column of what was added row by row; most columns of edges have the same in every row."""
    if values.count(values[0]) == len(values):
        return _array(values[0], kind, len(values))
    return _array(values, kind, len(values))


def _words(value: Any, size: int) -> pa.Array | pa.ChunkedArray:
    if value is None:
        return nothing(size, _CODED)
    if isinstance(value, str):
        return repeated(value, size)
    if isinstance(value, pa.DictionaryArray) and value.type == _CODED:
        return value
    found = value if isinstance(value, pa.Array | pa.ChunkedArray) else pa.array(value, _TEXT)
    return (found if found.type == _TEXT else found.cast(_TEXT)).dictionary_encode()


def encoded(table: pa.Table) -> pa.Table:
    """The same table with its texts as dictionaries."""
    columns = [c.dictionary_encode() if pa.types.is_string(c.type) else c for c in table.columns]
    return pa.table(columns, names=table.column_names)


_EMPTY = {name: encoded(schema.empty_table()) for name, schema in SCHEMAS.items()}
