"""Nodes and their names: of all labels that sources give one node the best is shown, and every other is kept."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.days import OPEN
from graph.identifiers import CODE_SYSTEMS
from graph.ingest.assembly.stack import Stack, coded, dates, days, written
from graph.ingest.editions import periods
from graph.ingest.sealing import span
from graph.ingest.sorting import distinct, sorting
from graph.release.tables import columns

_NONE = np.zeros(0, np.int32)
_LARGEST = ("ICD10CM", "ICD10PCS")


@dataclass(frozen=True)
class Nodes:
    """All nodes by identifier, as parallel columns; a node's row number is its place here."""

    ids: pa.Array
    category: pa.Array
    system: pa.Array

    def __len__(self) -> int:
        return len(self.ids)

    def row(self, id: str) -> int:
        return self.rows[id]

    @cached_property
    def rows(self) -> Mapping[str, int]:
        return _Rows(self.ids)


class _Rows(dict[str, int]):
    """Rows of ascending identifiers; those of the largest systems are looked up when one is asked for, as few are."""

    def __init__(self, ids: pa.Array) -> None:
        super().__init__()
        self._ids, start = ids, 0
        for large in (*(span(ids, prefix) for prefix in _LARGEST), slice(len(ids), None)):
            self.update(zip(ids[start : large.start].to_pylist(), range(start, large.start), strict=True))
            start = large.stop

    def __missing__(self, id: str) -> int:
        row = bisect_left(self._ids, id, key=pa.StringScalar.as_py)
        if row == len(self._ids) or self._ids[row].as_py() != id:
            raise KeyError(id)
        self[id] = row
        return row


@dataclass(frozen=True, slots=True)
class Listed:
    """The tables `nodes` and `labels`, and the codes that each edition lists, by its number."""

    nodes: pa.Table
    labels: pa.Table
    presence: dict[int, np.ndarray]


def collect(stack: Stack) -> Listed:
    """Every node once: its label from the best rank, then from the newest edition, then the first source."""
    table, ids = stack.table("nodes"), stack.ids
    row = np.concatenate([_NONE, *stack.numbers("nodes", "id", "node")])
    order = sorting([row, table.column("rank").to_numpy(), -stack.editions("nodes")])
    first = order[np.searchsorted(row[order], np.arange(len(ids)))]
    category, label = (_chosen(table.column(name), first) for name in ("category", "label"))
    listing = np.concatenate([_NONE, *stack.numbers("codes", "id", "code")])
    since, until = _validity(stack, listing)
    found = columns(
        "nodes", id=ids, category=category, label=label, system=_systems(ids),
        definition=_definitions(table, row, order, len(ids)), valid_from=dates(since), valid_to=dates(until))
    edition = stack.editions("codes")
    presence = {n: distinct(listing[edition == n]) for n in np.unique(edition[edition >= 0]).tolist()}
    return Listed(found, _labels(stack, label), presence)


def _chosen(column: pa.ChunkedArray, rows: np.ndarray) -> pa.Array:
    number, words = written(column)
    chosen = number[rows]
    return words.take(pa.array(chosen, mask=chosen < 0))


def _definitions(table: pa.Table, row: np.ndarray, order: np.ndarray, size: int) -> pa.Array:
    """The definition of the best source that has one."""
    number, words = written(table.column("definition"))
    given = number >= 0
    sorted_rows = order[given[order]]
    place = np.full(size, -1, np.int64)
    place[row[sorted_rows[::-1]]] = number[sorted_rows[::-1]]  # the first of a node is written last, and stays
    return words.take(pa.array(place, mask=place < 0))


def _systems(ids: pa.Array) -> pa.Array:
    prefixes = pc.list_element(pc.split_pattern(ids, ":", max_splits=1), 0).dictionary_encode()
    known = pa.array([p if p in CODE_SYSTEMS else None for p in prefixes.dictionary.to_pylist()], pa.string())
    return known.take(prefixes.indices)


def _validity(stack: Stack, row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The days that the newest edition to give a code any says it holds; else from first to last listing.

    A terminated code stays listed, so being listed says nothing against days that an edition gave.
    """
    table, size, times = stack.table("codes"), len(stack.ids), stack.times_of("codes")
    edition = stack.editions("codes", times)
    start, end = days(table.column("valid_from")), days(table.column("valid_to"))
    newest = np.full(size, -2, np.int32)
    dated = (start != OPEN) | (end != OPEN)
    np.maximum.at(newest, row[dated], edition[dated])
    kept = np.where(dated, edition == newest[row], newest[row] == -2)
    found = periods([row[kept]], edition[kept], start[kept], end[kept], times)
    node = row[kept][found.first]
    since, until = np.full(size, OPEN, np.int32), np.full(size, -OPEN, np.int32)
    np.minimum.at(since, node, found.valid_from)
    np.maximum.at(until, node, found.valid_to)
    until[until == -OPEN] = OPEN
    return since, until


def _labels(stack: Stack, label: pa.Array) -> pa.Table:
    table = stack.table("labels")
    row = np.concatenate([_NONE, *stack.numbers("labels", "id", "labelled node")])
    text, words = coded(table.column("text"))
    found = periods([row, text], stack.editions("labels"), days(table.column("valid_from")),
                    days(table.column("valid_to")), stack.times)
    node, word = row[found.first], text[found.first]
    shown = pc.equal(words.take(pa.array(word)), label.take(pa.array(node))).to_numpy(zero_copy_only=False)
    order = sorting([node, ~shown, _ranks(node, word, ~shown, words), found.valid_from])
    said = found.first[order]
    licence = _chosen(table.column("licence"), said)
    return columns(
        "labels", node=node[order], text=words.take(pa.array(word[order])),
        kind=pa.array(["alternative", "preferred"]).take(pa.array(shown[order].astype(np.int8))), licence=licence,
        document=stack.owners("labels")[said], valid_from=dates(found.valid_from[order]),
        valid_to=dates(found.valid_to[order]))


def _ranks(node: np.ndarray, word: np.ndarray, other: np.ndarray, words: pa.Array) -> np.ndarray:
    """Numbers that sort the words of every node: only where a node has several other names are words compared."""
    several = other & (np.bincount(node[other], minlength=node.max(initial=0) + 1)[node] > 1)
    compared = distinct(word[several])
    rank = np.zeros(len(words), np.int32)
    rank[compared[pc.sort_indices(words.take(pa.array(compared))).to_numpy()]] = np.arange(len(compared))
    return rank[word]
