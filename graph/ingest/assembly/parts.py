"""Nodes with all that is said of them alone, put together part by part of the identifiers.

A part is a run of ascending identifiers: those of one large code system, or all between two of these. What is said of
its nodes depends on nothing but its rows, so that of a large part is kept, and a build that has the same rows again
takes it over: a page or a table of groupings adds nothing to the diagnoses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.identifiers import CODE_SYSTEMS
from graph.ingest.assembly import facts, nodes
from graph.ingest.assembly.nodes import Nodes
from graph.ingest.assembly.stack import Stack
from graph.ingest.batch import SCHEMAS, Batch, encoded
from graph.ingest.cache import Cache, Said
from graph.ingest.editions import Calendar
from graph.ingest.sealing import identified, span, used
from graph.release.tables import TABLES
from graph.release.writer import Writer

_LARGE = 5_000
_AT_ONCE = 2  # parts that are put together side by side
_SAID = ("nodes", "codes", "labels", "attributes")
_WRITTEN = ("nodes", "labels", "attributes")
_BARE = {name: encoded(schema.empty_table()) for name, schema in SCHEMAS.items()}


@dataclass(frozen=True, slots=True)
class Part:
    """What is said of the nodes of one part, which are numbered from 0; `places` are those of each of its batches.

    Documents in its tables are places among its batches, because what is kept must not depend on other parts.
    """

    tables: dict[str, pa.Table]
    presence: dict[int, np.ndarray]
    places: Sequence[np.ndarray]


def write(stack: Stack, documents: dict[str, int], writer: Writer, cache: Cache) -> tuple[Stack, Nodes]:
    """The tables of nodes, labels and attributes, and the codes of each edition; the stack then knows its nodes."""
    pieces = list(_split(stack))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        parts = _parts(pieces, cache, pool)
        starts = np.cumsum([0, *(p.tables["nodes"].num_rows for p in parts)], dtype=np.int32)[:-1]
        rows = [np.array([documents[stack.batches[n].document] for n in piece.spans], np.int32) for piece in pieces]
        files = [np.array([stack.batches[n].read > 0 for n in piece.spans]) for piece in pieces]
        joined = pool.map(lambda name: _joined(name, parts, starts, rows, files), _WRITTEN)
        for name, table in zip(_WRITTEN, joined, strict=True):
            writer.table(name, table)
    writer.arrays("presence", _presence(parts, starts))
    places = _placed(pieces, parts, starts)
    ids, category, system = (writer.written("nodes").column(n).combine_chunks() for n in ("id", "category", "system"))
    return replace(stack, given=(ids, places)), Nodes(ids, category.cast(pa.string()), system.cast(pa.string()))


def _parts(pieces: Sequence[_Piece], cache: Cache, pool: ThreadPoolExecutor) -> list[Part]:
    """The parts of all pieces; those that cannot be taken over are begun first, for they take longer."""
    order = sorted(range(len(pieces)), key=lambda n: pieces[n].large)
    begun = {n: pool.submit(_part, pieces[n], cache) for n in order}
    return [begun[n].result() for n in range(len(pieces))]


def _presence(parts: Sequence[Part], starts: np.ndarray) -> dict[str, np.ndarray]:
    """The nodes of each edition that lists any, by its number."""
    return {str(number): np.concatenate([
        p.presence[number] + n for p, n in zip(parts, starts, strict=True) if number in p.presence])
        for number in sorted({n for p in parts for n in p.presence})}


def _placed(pieces: Sequence[_Piece], parts: Sequence[Part], starts: np.ndarray) -> list[np.ndarray]:
    """Where the identifiers of every batch stand among all nodes, -1 for none."""
    places: list[list[np.ndarray]] = [[np.zeros(0, np.int32)] for _ in pieces[0].whole.batches] if pieces else []
    for piece, part, start in zip(pieces, parts, starts, strict=True):
        for owner, place in _places(piece, part):
            places[owner].append(np.where(place < 0, place, place + start))
    return [np.concatenate(each) for each in places]


def _places(piece: _Piece, part: Part) -> Iterator[tuple[int, np.ndarray]]:
    """Where the identifiers of every batch stand among the nodes of a part.

    A page may name a code and say nothing of the code itself: that is no other part, so its places are looked up.
    """
    for owner, place in zip(piece.spans, part.places, strict=True):
        if not piece.whole.batches[owner].origin:
            ids = piece.whole.batches[owner].ids[piece.spans[owner]]
            place = pc.index_in(ids, value_set=part.tables["nodes"].column("id")).fill_null(-1).to_numpy()
        yield owner, place


def _moved(name: str, part: Part, start: int, documents: np.ndarray, files: np.ndarray) -> pa.Table:
    """A table of a part with the numbers of the release; names that come with no row of a file have no document."""
    table = part.tables[name]
    if name != "nodes":
        table = _with(table, node=pa.array(table.column("node").to_numpy() + start))
    if name in ("labels", "attributes"):
        owner = table.column("document").to_numpy()
        table = _with(table, document=pa.array(documents[owner], mask=~files[owner] if name == "labels" else None))
    return table


def _with(table: pa.Table, **columns: pa.Array) -> pa.Table:
    """The table with other columns in place of its own."""
    return pa.table({n: columns.get(n, table.column(n)) for n in table.column_names}, schema=table.schema)


def _joined(
    name: str, parts: Sequence[Part], starts: np.ndarray, documents: Sequence[np.ndarray], files: Sequence[np.ndarray],
) -> pa.Table:
    tables = [_moved(name, *each) for each in zip(parts, starts, documents, files, strict=True)]
    return pa.concat_tables([TABLES[name].empty_table(), *tables]).unify_dictionaries().combine_chunks()


# --- parts ---


@dataclass(frozen=True)
class _Piece:
    """A run of identifiers: the batches that have some of it, by their places among all, and from where to where."""

    whole: Stack
    spans: dict[int, slice]
    large: bool

    def batch(self, owner: int) -> Batch:
        """A batch cut to its rows in here."""
        return _cut(self.whole.batches[owner], self.spans[owner].start, self.spans[owner].stop)

    @property
    def stack(self) -> Stack:
        return replace(self.whole, batches=tuple(map(self.batch, self.spans)))


def _split(stack: Stack) -> Iterator[_Piece]:
    """The pieces in order of identifiers: there is one before each large system, and one behind the last."""
    cuts, large = [np.zeros(len(stack.batches), np.int64)], []
    for prefix in sorted(CODE_SYSTEMS, key=lambda p: f"{p}:"):
        spans = [span(b.ids, prefix) for b in stack.batches]
        if max(s.stop - s.start for s in spans) >= _LARGE:
            cuts += [np.array([s.start for s in spans]), np.array([s.stop for s in spans])]
            large += [False, True]
    cuts.append(np.array([len(b.ids) for b in stack.batches]))
    for start, stop, kept in zip(cuts[:-1], cuts[1:], [*large, False], strict=True):
        if held := {n: slice(int(start[n]), int(stop[n])) for n in np.flatnonzero(stop > start).tolist()}:
            yield _Piece(stack, held, kept)


def _cut(batch: Batch, start: int, stop: int) -> Batch:
    """The rows of a batch that say something of its identifiers from `start` to before `stop`, with these alone."""
    ids = batch.ids.slice(start, stop - start)
    found = Batch(batch.document, batch.edition, origin=batch.origin)
    found.seal(ids, _BARE | {name: _sliced(batch.table(name), start, stop, ids) for name in _SAID})
    return found


def _sliced(table: pa.Table, start: int, stop: int, ids: pa.Array) -> pa.Table:
    if not table.num_rows:
        return table
    number = table.column("id").chunk(0).indices.to_numpy()
    first, last = np.searchsorted(number, [start, stop]).tolist()
    rows = table.slice(first, last - first)
    texts = {n: used(c.chunk(0)) for n, c in zip(rows.column_names, rows.columns, strict=True)
             if n != "id" and pa.types.is_dictionary(c.type) and c.num_chunks}
    return _with(rows, id=identified(pa.array(number[first:last] - np.int32(start)), ids), **texts)


def _part(piece: _Piece, cache: Cache) -> Part:
    return _kept(piece, cache) if piece.large else _made(piece.stack)


def _made(stack: Stack) -> Part:
    found = nodes.collect(stack)
    tables = {"nodes": found.nodes, "labels": found.labels, "attributes": facts.attributes(stack)}
    return Part(tables, found.presence, stack.known[1])


# --- what is kept ---


def _kept(piece: _Piece, cache: Cache) -> Part:
    """A part from the cache, or made, put there and read again: what is mapped need not be held beside its file."""
    times, digest = piece.whole.times, _digest(piece)
    if (found := cache.find("part", digest)) and (part := _read(times, *found)):
        return part
    made = _made(piece.stack)
    found = cache.keep(lambda folder: _write(made, times, folder), "part", digest)
    return (found and _read(times, *found)) or made


def _digest(piece: _Piece) -> str:
    """A hash of all that a part is made of."""
    seen = hashlib.sha256()
    for times in (piece.whole.times, *map(piece.whole.times_of, ("codes", "attributes"))):
        seen.update(repr((sorted(times.numbers.items()), times.opens.tolist(), times.closes.tolist())).encode())
    for owner, at in piece.spans.items():
        batch = piece.whole.batches[owner]
        held = f"{batch.origin} {at}" if batch.origin else _content(piece.batch(owner))
        seen.update(f"\n{batch.edition and batch.edition.id} {held}".encode())
    return seen.hexdigest()


def _content(batch: Batch) -> str:
    """A hash of the rows of a batch that did not come from the cache."""
    sink = pa.BufferOutputStream()
    for name in _SAID:
        table = batch.table(name)
        plain = pa.table({n: c.cast(pa.string()) if pa.types.is_dictionary(c.type) else c
                          for n, c in zip(table.column_names, table.columns, strict=True)}).combine_chunks()
        with pa.ipc.new_stream(sink, plain.schema) as writer:
            writer.write_table(plain)
    return hashlib.sha256(sink.getvalue()).hexdigest()


def _write(part: Part, times: Calendar, folder: Path) -> Said:
    names = {number: id for id, number in sorted(times.numbers.items(), reverse=True)}
    presence = {names[n]: rows for n, rows in part.presence.items()}
    numbers = [np.zeros(0, np.int32), *part.places, *presence.values()]
    for name, table in {**part.tables, "numbers": pa.table({"": np.concatenate(numbers)})}.items():
        with pa.OSFile(str(folder / f"{name}.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
    return {"places": [len(p) for p in part.places], "presence": [[id, len(rows)] for id, rows in presence.items()]}


def _read(times: Calendar, folder: Path, said: Said) -> Part | None:
    try:
        tables = {name: pa.ipc.open_file(pa.memory_map(str(folder / f"{name}.arrow"))).read_all()
                  for name in (*_WRITTEN, "numbers")}
    except OSError:  # another build has dropped it since
        return None
    sizes = [*said["places"], *(size for _, size in said["presence"])]
    lists = np.split(tables.pop("numbers").column(0).to_numpy(), np.cumsum(sizes)[:-1])
    places, rows = lists[: len(said["places"])], lists[len(said["places"]):]
    presence = {times.numbers[id]: own for (id, _), own in zip(said["presence"], rows, strict=True)}
    return Part(tables, presence, places)
