"""A batch as its reader leaves it, made ready to be put together with others.

All its identifiers become one list, ascending, and the tables hold numbers of it, so that a build looks at every
identifier once and not once for each column. Rows come in the order of these numbers. Batches ascend by identifier
as the release does, so their rows are merged there, or only set behind each other, and not sorted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.days import OPEN, array
from graph.errors import BadTable
from graph.ingest.batch import SCHEMAS, Batch
from graph.ingest.blank import identified, nothing
from graph.ingest.sorting import ordering

IDS = {"nodes": ("id",), "codes": ("id",), "labels": ("id",), "edges": ("subject", "object"), "attributes": ("id",),
       "policies": ()}
"""The columns of every table that hold identifiers of nodes."""
_STATED = ["predicate", "qualifiers", "valid_from", "valid_to"]
NAMES = {"nodes": "label", "labels": "text"}
"""The columns that hold names; the label of most nodes is one."""


def seal(batch: Batch) -> Batch:
    """The batch itself, sealed once and for all."""
    if batch.ids is None:
        tables = {name: batch.table(name) for name in SCHEMAS}
        columns = {(name, id): tables[name].column(id) for name, ids in IDS.items() for id in ids}
        ids, numbers = _numbered(list(columns.values()))
        found = dict(zip(columns, numbers, strict=True))
        kinds = _qualifiers(batch)
        names, *shown = _named(*(_used(tables[name].column(column)) for name, column in NAMES.items()))
        for (name, column), words in zip(NAMES.items(), shown, strict=True):
            tables[name] = tables[name].set_column(tables[name].column_names.index(column), column, words)
        batch.seal(ids, {name: _table(name, table, {id: found[name, id] for id in IDS[name]}, ids, kinds)
                         for name, table in tables.items()}, names)
    return batch


def repeated_edges(batch: Batch) -> int:
    """How many rows of a sealed batch state an edge that the row before states, but for its last day.

    A release joins these rows, with the later day: `graph.ingest.editions`.
    """
    table = batch.table("edges")
    subject, object = (table.column(end).chunk(0).indices.to_numpy() for end in IDS["edges"])
    same = np.flatnonzero(object[1:] == object[:-1])
    same = same[subject[same] == subject[same + 1]]
    rows, before = (table.select(_STATED).take(pa.array(n)) for n in (same + 1, same))
    equal = np.ones(len(same), bool)
    for one, other in zip(_stated(rows), _stated(before), strict=True):
        equal &= one == other
    return int(np.count_nonzero(equal))


def _stated(rows: pa.Table) -> tuple[np.ndarray, ...]:
    """What two rows that are joined have in common."""
    since, until = (array(rows.column(end)) for end in ("valid_from", "valid_to"))
    predicate = rows.column("predicate").combine_chunks()
    names = predicate.chunk(0) if isinstance(predicate, pa.ChunkedArray) else predicate
    return names.indices.to_numpy(), rows.column("qualifiers").to_numpy(), since, (since != OPEN) | (until != OPEN)


def span(ids: pa.Array, prefix: str) -> slice:
    """Where the identifiers of one prefix are among ascending ones.

    >>> span(pa.array(["A:1", "B:1", "B:2", "BA:1"]), "B")
    slice(1, 3, None)
    """
    start, stop = (bisect_left(ids, end, key=pa.StringScalar.as_py) for end in (f"{prefix}:", f"{prefix};"))
    return slice(start, stop)


def used(array: pa.DictionaryArray) -> pa.DictionaryArray:
    """The same values without words that no row has: each word that stands here becomes one of the release."""
    if _one_word(array):
        return array
    places = array.indices.drop_null().to_numpy()
    held = np.zeros(len(array.dictionary), bool)
    held[places] = True
    if held.all():
        return array
    number = pa.array(np.cumsum(held, dtype=np.int32) - np.int32(1))
    return pa.DictionaryArray.from_arrays(number.take(array.indices), array.dictionary.filter(pa.array(held)))


def _used(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pa.chunked_array([used(chunk) for chunk in column.chunks if len(chunk)], column.type)


def _one_word(column: pa.Array) -> bool:
    """Whether every row has the same word, as most columns of official files do."""
    return isinstance(column, pa.DictionaryArray) and len(column.dictionary) == 1 and not column.null_count and \
        len(column) > 0


# --- identifiers ---


def _numbered(columns: list[pa.ChunkedArray]) -> tuple[pa.Array, list[np.ndarray]]:
    """The distinct words of dictionary columns, ascending, and every column as numbers into them."""
    start, words = _dictionaries(chunk for column in columns for chunk in column.chunks)
    places = [_places(column, start) for column in columns]
    used = np.zeros(len(words), bool)
    for place in places:
        used[place] = True
    ids, number = _ranked(words, used)
    return ids, [place if number is None else number[place] for place in places]


def _dictionaries(chunks: Iterable[pa.DictionaryArray]) -> tuple[dict[tuple[int, ...], int], pa.Array]:
    """All dictionaries behind each other, one that several columns share once, and where each begins."""
    start, parts, size = {}, [], 0
    for words in (chunk.dictionary for chunk in chunks):
        if (key := _key(words)) not in start:
            start[key] = size
            parts.append(words)
            size += len(words)
    return start, _behind(parts)


def _behind(lists: list[pa.Array], kind: pa.DataType | None = None) -> pa.Array:
    """Words, or what else, behind each other; one list as it is."""
    return lists[0] if len(lists) == 1 else pa.concat_arrays([pa.array([], kind or pa.string()), *lists])


def _key(words: pa.Array) -> tuple[int, ...]:
    return (*(buffer.address if buffer else 0 for buffer in words.buffers()), words.offset, len(words))


def _places(column: pa.ChunkedArray, start: dict[tuple[int, ...], int]) -> np.ndarray:
    if column.null_count:
        raise BadTable("a row names no node", got="nothing", expected="an identifier",
                       hint="this is a fault of the reader that made the row")
    parts = [np.zeros(0, np.int32)]
    for chunk in column.chunks:
        first = start[_key(chunk.dictionary)]
        own = chunk.indices.to_numpy()
        parts.append(own + np.int32(first) if first else own)
    return np.concatenate(parts) if len(parts) != 2 else parts[1]


def _ranked(words: pa.Array, used: np.ndarray) -> tuple[pa.Array, np.ndarray | None]:
    """The distinct ones of the used words, ascending, and the number of every word; None where it is its place."""
    whole = bool(used.all())
    kept = words if whole else words.filter(pa.array(used))
    if pc.all(pc.greater(kept[1:], kept[:-1]), min_count=0).as_py():  # also true of none and of one
        return kept, None if whole else np.cumsum(used, dtype=np.int32) - np.int32(1)
    order = pc.sort_indices(kept)
    ranked = kept.take(order)
    first = np.append(True, pc.not_equal(ranked[1:], ranked[:-1]).to_numpy(zero_copy_only=False))
    rank = np.empty(len(order), np.int32)
    rank[order.to_numpy()] = np.cumsum(first, dtype=np.int32) - np.int32(1)
    number = np.zeros(len(words), np.int32)
    number[used] = rank
    return ranked.filter(pa.array(first)), number


# --- names ---


def _named(label: pa.ChunkedArray, text: pa.ChunkedArray) -> tuple[pa.Array, pa.Array, pa.Array]:
    """The words of two columns behind each other, and both columns with their part of these.

    What ends the one and begins the other, as the titles of a list of codes do, stands there once. Names are many, and
    hardly two are equal: nobody looks for those that are.
    """
    first, then = ([chunk.dictionary for chunk in column.chunks] for column in (label, text))
    start = end = sum(map(len, first))
    if first and then and _key(first[-1]) == _key(then[0]):
        start -= len(first.pop())
    words = _behind([*first, *then])
    return words, _joined(label, words.slice(0, end)), _joined(text, words.slice(start))


def _joined(column: pa.ChunkedArray, words: pa.Array) -> pa.DictionaryArray:
    """A column in one piece; `words` are those of its pieces behind each other."""
    starts = np.cumsum([0, *(len(chunk.dictionary) for chunk in column.chunks)], dtype=np.int32).tolist()
    numbers = [pc.add(chunk.indices, pa.scalar(start, pa.int32())) if start else chunk.indices
               for chunk, start in zip(column.chunks, starts, strict=False)]
    return identified(_behind(numbers, pa.int32()), words)


# --- rows ---


def _qualifiers(batch: Batch) -> np.ndarray:
    """Puts the qualifiers of a batch in their order, and gives the new number of each."""
    kinds = sorted(batch.qualifiers, key=repr)
    number = {kind: n for n, kind in enumerate(kinds)}
    found = np.array([number[kind] for kind in batch.qualifiers], np.int32)
    batch.qualifiers = kinds
    return found


def _table(name: str, table: pa.Table, ids: dict[str, np.ndarray], words: pa.Array, kinds: np.ndarray) -> pa.Table:
    """The rows of a table in order, with identifiers as numbers of `words`."""
    columns = {n: ids[n] if n in ids else _whole(table.column(n)) for n in table.column_names}
    if name == "edges":
        columns["predicate"] = _by_name(columns["predicate"])
        columns["qualifiers"] = pa.array(kinds[columns["qualifiers"].to_numpy()])
    order = ordering(_keys(name, columns)) if ids else None
    if order is not None:
        columns = {n: _moved(column, order) for n, column in columns.items()}
    return pa.table({n: identified(pa.array(c), words) if n in ids else c for n, c in columns.items()})


def _keys(name: str, columns: dict[str, pa.Array | np.ndarray]) -> list[np.ndarray]:
    """What rows are in order of: as statements are joined, and nodes with their best name first.

    Of two rows of a source that end one statement on different days the later one counts, so it comes last.
    """
    keys = [columns[id] for id in IDS[name]]
    if name == "nodes":
        return [*keys, columns["rank"].to_numpy()]
    if name == "edges":
        since, until = (array(columns[end]) for end in ("valid_from", "valid_to"))
        dated = (since != OPEN) | (until != OPEN)
        return [columns["predicate"].indices.to_numpy(), *keys, columns["qualifiers"].to_numpy(), dated, since, until]
    return keys


def _moved(column: pa.Array | np.ndarray, order: np.ndarray) -> pa.Array | np.ndarray:
    if isinstance(column, np.ndarray):
        return column[order]
    return column if column.null_count == len(column) or _one_word(column) else column.take(pa.array(order))


def _by_name(column: pa.DictionaryArray) -> pa.DictionaryArray:
    """The same values with the words of the dictionary ascending."""
    if _one_word(column):
        return column
    order = pc.sort_indices(column.dictionary)
    rank = np.empty(len(order), np.int32)
    rank[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(rank[column.indices.to_numpy()]), column.dictionary.take(order))


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece, with one dictionary that has no word in vain."""
    if column.null_count == len(column):
        return nothing(len(column), column.type)
    if column.num_chunks != 1:
        column = pa.table({"": column}).unify_dictionaries().column(0).combine_chunks()
        column = column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])
    found = column.chunk(0) if column.num_chunks else pa.array([], column.type)
    return used(found) if isinstance(found, pa.DictionaryArray) else found
