"""Edges said by any source, each once for the period it holds, with every row and quote that says it.

Predicates are put together one after the other: most have one source, whose rows stand in order already, and what is
worked on at a time stays small.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from graph.ingest.assembly import evidence, statements
from graph.ingest.assembly.evidence import Said
from graph.ingest.assembly.stack import Stack, dates
from graph.ingest.assembly.statements import Block, Source
from graph.ingest.cache import Cache
from graph.ingest.editions import Calendar
from graph.model import Qualifiers
from graph.release import index
from graph.release.tables import columns
from graph.release.writer import Writer
from graph.vocabulary import PREDICATES

NAMES = sorted(PREDICATES)


@dataclass(frozen=True)
class Edges:
    """Distinct edges as parallel arrays, sorted by predicate, subject and object.

    Those of the predicate at place n of `NAMES` begin at `starts[n]`.
    """

    starts: list[int]
    subject: np.ndarray
    object: np.ndarray
    negated: np.ndarray
    since: np.ndarray
    until: np.ndarray

    def of(self, predicate: str) -> slice:
        """The rows of one predicate."""
        number = NAMES.index(predicate)
        return slice(self.starts[number], self.starts[number + 1])


@dataclass(frozen=True)
class Stated:
    """What batches state: the qualifiers of all, where each predicate comes from, and the edges of those predicates
    that one batch alone states, in its numbers."""

    kinds: list[Qualifiers]
    times: Calendar
    sources: dict[str, list[Source]]
    alone: dict[str, Block]

    @classmethod
    def by(cls, stack: Stack, documents: dict[str, int], cache: Cache) -> Stated:
        """As far as it can be told before all nodes are numbered, and so beside that."""
        kinds = sorted({q for b in stack.batches for q in b.qualifiers}, key=repr)
        times = stack.times_of("edges")
        sources = list(_sources(stack, kinds, documents, times))
        of = {name: [s for s in sources if name in s.spans] for name in NAMES}
        return cls(kinds, times, of, {
            name: statements.alone(*own, name, times, cache) for name, own in of.items() if len(own) == 1})

    def blocks(self, nodes: Sequence[np.ndarray]) -> Iterator[Block]:
        """The edges of every predicate in turn; `nodes` are those of all batches."""
        for name, sources in self.sources.items():
            if name in self.alone:
                yield sources[0].placed(self.alone.pop(name), nodes)
            else:
                yield statements.together(sources, name, self.times, nodes)

    @property
    def rows(self) -> int:
        """How many rows state edges."""
        return sum({s.place: len(s.documents) for of in self.sources.values() for s in of}.values())


def write(stated: Stated, nodes: Sequence[np.ndarray], writer: Writer) -> Edges:
    """The tables `qualifiers`, `edges` and `evidence`, and the two directions of every predicate."""
    kinds = stated.kinds
    sizes, saying, (subject, object, said, since, until) = _behind(stated.blocks(nodes), stated.rows)
    edges = Edges(np.cumsum([0, *sizes]).tolist(), subject, object, np.array([q.negated for q in kinds], bool)[said],
                  since, until)
    writer.table("qualifiers", columns("qualifiers", **{
        f.name: pa.array([getattr(q, f.name) for q in kinds]) for f in fields(Qualifiers)}))
    writer.beside(lambda: _table(edges, said, writer))
    writer.beside(lambda: evidence.write(saying, sizes, writer))
    writer.beside(lambda: _index(edges, writer))
    return edges


def _behind(blocks: Iterator[Block], most: int) -> tuple[list[int], list[Said], list[np.ndarray]]:
    """The sizes of blocks, what says their edges, and their columns behind each other.

    There are millions of edges, so each block is given up before the next one is made; `most` is more than all have.
    """
    sizes, saying = [0], []
    columns = [np.empty(most, np.int32) for _ in statements.EDGES]
    for block in blocks:
        sizes.append(len(block.subject))
        for name, column in zip(statements.EDGES, columns, strict=True):
            column[sum(sizes[:-1]) : sum(sizes)] = getattr(block, name)
        saying.append(block.said)
    return sizes[1:], saying, [column[: sum(sizes)] for column in columns]


def _table(edges: Edges, said: np.ndarray, writer: Writer) -> None:
    sizes = np.diff(edges.starts)
    names = pa.DictionaryArray.from_arrays(np.repeat(np.arange(len(NAMES), dtype=np.int16), sizes), pa.array(NAMES))
    writer.table("edges", columns("edges", subject=edges.subject, predicate=names, object=edges.object, qualifiers=said,
                                  valid_from=dates(edges.since), valid_to=dates(edges.until)))


# --- what batches state ---


def _sources(
    stack: Stack, kinds: list[Qualifiers], documents: dict[str, int], times: Calendar
) -> Iterator[Source]:
    """Every batch that states edges."""
    number = {q: n for n, q in enumerate(kinds)}
    for place, batch in enumerate(stack.batches):
        table = batch.table("edges")
        if table.num_rows:
            own = table.column("document").combine_chunks()
            yield Source(
                batch, place, np.array([number[q] for q in batch.qualifiers], np.int32), times.number(batch.edition),
                _documents(own.chunk(0) if isinstance(own, pa.ChunkedArray) else own, documents[batch.document],
                           documents), _spans(table.column("predicate").chunk(0)))


def _spans(column: pa.DictionaryArray) -> dict[str, slice]:
    """Where each predicate is: a sealed batch has them in order of their names."""
    names, number = column.dictionary.to_pylist(), column.indices.to_numpy()
    ends = np.searchsorted(number, np.arange(len(names) + 1, dtype=number.dtype))  # of another type, it were copied
    return {name: slice(int(a), int(b)) for name, a, b in zip(names, ends[:-1], ends[1:], strict=True)}


def _documents(own: pa.DictionaryArray, given: int, documents: dict[str, int]) -> np.ndarray:
    """The document of every row: its own where the row names one, else that of its batch."""
    if own.null_count == len(own):
        return np.broadcast_to(np.int32(given), len(own))
    names = np.array([*(documents[name] for name in own.dictionary.to_pylist()), given], np.int32)
    return names[own.indices.fill_null(-1).to_numpy()]


def _index(edges: Edges, writer: Writer) -> None:
    found = {}
    for predicate in PREDICATES:
        part = edges.of(predicate)
        arrays = index.arrays(edges.subject[part], edges.object[part], part.start)
        found |= {f"{predicate}.{name}": array for name, array in arrays.items()}
    writer.arrays(index.NAME, found)


def counts(edges: Edges) -> dict[str, int]:
    """How many edges each predicate has, those that have any."""
    return {name: size for name, size in zip(NAMES, np.diff(edges.starts).tolist(), strict=True) if size}
