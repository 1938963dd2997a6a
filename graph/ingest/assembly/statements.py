"""The rows of a batch that state edges of one predicate, and what they come to as edges with periods.

Numbers of a batch ascend as those of the release do, so what one batch alone says can be put together in its own
numbers. Of a predicate with very many rows that is kept: a page moves the numbers of nodes, and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa

from graph.errors import BadTable
from graph.ingest.assembly import evidence
from graph.ingest.assembly.evidence import Said
from graph.ingest.assembly.stack import days
from graph.ingest.batch import SCHEMAS, Batch, encoded
from graph.ingest.cache import Cache
from graph.ingest.cache import Said as Entry
from graph.ingest.editions import Calendar, periods
from graph.release.quotes import beyond

_MANY = 500_000
EDGES = ("subject", "object", "qualifiers", "since", "until")


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one predicate: parallel arrays, and the rest of the table beside them."""

    subject: np.ndarray
    object: np.ndarray
    qualifiers: np.ndarray
    edition: np.ndarray
    since: np.ndarray
    until: np.ndarray
    document: np.ndarray
    table: pa.Table

    @classmethod
    def joined(cls, parts: Sequence[Rows]) -> Rows:
        arrays = (np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)[:-1])
        return cls(*arrays, pa.concat_tables([p.table for p in parts]))


_NONE = Rows(*(np.zeros(0, np.int32) for _ in fields(Rows)[:-1]), encoded(SCHEMAS["edges"].empty_table()))


@dataclass(frozen=True, slots=True)
class Block:
    """The edges of one predicate as parallel arrays, and what says them."""

    subject: np.ndarray
    object: np.ndarray
    qualifiers: np.ndarray
    since: np.ndarray
    until: np.ndarray
    said: Said


_Numbered = TypeVar("_Numbered", Rows, Block)


@dataclass(frozen=True, slots=True)
class Source:
    """A batch that states edges, and its place among all; the numbers of its qualifiers in the release, of its edition
    and of its document, and which rows each predicate has."""

    batch: Batch
    place: int
    kinds: np.ndarray
    edition: int
    documents: np.ndarray
    spans: dict[str, slice]

    def table(self, predicate: str) -> pa.Table:
        span = self.spans[predicate]
        return self.batch.table("edges").slice(span.start, span.stop - span.start)

    def rows(self, predicate: str) -> Rows:
        """In the numbers of the batch itself; editions and documents in those of the release."""
        table = self.table(predicate)
        subject, object = (table.column(end).chunk(0).indices.to_numpy() for end in ("subject", "object"))
        return Rows(subject, object, table.column("qualifiers").to_numpy(),
                    np.broadcast_to(np.int32(self.edition), len(subject)), days(table.column("valid_from")),
                    days(table.column("valid_to")), self.documents[self.spans[predicate]], table)

    def placed(self, own: _Numbered, nodes: Sequence[np.ndarray]) -> _Numbered:
        """With subject, object and qualifiers in the numbers of the release; `nodes` are those of all batches."""
        subject, object = (self._node(getattr(own, end), nodes[self.place], end) for end in ("subject", "object"))
        return replace(own, subject=subject, object=object, qualifiers=self.kinds[own.qualifiers])

    def _node(self, own: np.ndarray, nodes: np.ndarray, end: str) -> np.ndarray:
        found = nodes[own]
        if len(found) and found.min() < 0:
            lost = self.batch.ids[int(own[np.argmin(found)])].as_py()
            raise BadTable(f"{end} of an edge is no node", got=lost, expected="a node that some source adds",
                           hint="this is a fault of the reader that made the edge")
        return found


def alone(source: Source, predicate: str, times: Calendar, cache: Cache) -> Block:
    """The edges of a predicate that one batch alone states, in its own numbers."""
    span = source.spans[predicate]
    many = source.batch.origin and span.stop - span.start >= _MANY
    return _kept(source, predicate, times, cache) if many else _stated(source.rows(predicate), times)


def together(sources: Sequence[Source], predicate: str, times: Calendar, nodes: Sequence[np.ndarray]) -> Block:
    """The edges of a predicate that some batches state, or none."""
    return _stated(Rows.joined([_NONE, *(source.placed(source.rows(predicate), nodes) for source in sources)]), times)


def _stated(rows: Rows, times: Calendar) -> Block:
    found = periods([rows.subject, rows.object, rows.qualifiers], rows.edition, rows.since, rows.until, times)
    named = (found.picked(column) for column in (rows.subject, rows.object, rows.qualifiers))
    return Block(*named, found.valid_from, found.valid_to, evidence.ordered(found.of, rows.document, rows.table))


# --- what is kept ---


def _kept(source: Source, predicate: str, times: Calendar, cache: Cache) -> Block:
    """Edges from the cache, put together and put there first where they are not: what is mapped takes no memory."""
    calendar = repr((sorted(times.numbers.items()), times.opens.tolist(), times.closes.tolist()))
    made_of = ("edges", str(source.batch.origin), predicate, str(source.edition), calendar)
    found = cache.find(*made_of) or cache.keep(lambda folder: _write(_stated(source.rows(predicate), times), folder),
                                               *made_of)
    return (found and _read(source, predicate, *found)) or _stated(source.rows(predicate), times)


def _write(made: Block, folder: Path) -> Entry:
    """Of subject, object and qualifiers nothing is kept, for all rows that say an edge have the same."""
    arrays = {"since": made.since, "until": made.until, "further": made.said.further}
    arrays |= {} if made.said.order is None else {"order": made.said.order.astype(np.int32)}
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
    return {"arrays": list(arrays)}


def _read(source: Source, predicate: str, folder: Path, said: Entry) -> Block | None:
    try:
        kept = {name: np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray) for name in said["arrays"]}
    except OSError:  # another build has dropped it since
        return None
    rows, order, first = source.rows(predicate), kept.get("order"), np.ones(len(source.table(predicate)), bool)
    first[beyond(kept["further"])] = False
    one = np.flatnonzero(first) if order is None else order[first]
    return Block(rows.subject[one], rows.object[one], rows.qualifiers[one], kept["since"], kept["until"],
                 Said.of(kept["further"], rows.document, rows.table, order))
