"""Full-text search over the labels that a release may show to everybody.

Licensed descriptors are never in a release, so they cannot be in this index either.

The index is put together of parts, one for each large prefix of identifiers and one for all others. A part depends on
nothing but its own documents, so a build that knows a part takes it over; the scores are those of one index, because
words are counted over all parts.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import tantivy

from graph.days import OPEN, array, number
from graph.errors import BadInput

HIDDEN = ("procedure_page", "policy_version", "provision", "edition", "code_set")
"""Categories that are parts of something else and found through it."""

_LARGE = 5_000
_AT_ONCE = 2  # parts that are made side by side, each in memory until it is done
_WORDS = 128  # the longest official names have about a hundred
Made = Callable[[str, Callable[[Path], None]], Path]
"""Gives the folder of a part by the hash of its documents; calls the function to fill one that is not there yet."""


def _schema() -> tantivy.Schema:
    """`place` is the row of a document in its part, `id` also takes the bare code."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("place", fast=True)
    for name in ("id", "category"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("label", "names"):
        builder.add_text_field(name, tokenizer_name="en_stem", index_option="freq")
    builder.add_text_field("prefixes", tokenizer_name="default", index_option="basic")
    for end in ("valid_from", "valid_to"):
        builder.add_integer_field(end, indexed=True, fast=True)
    return builder.build()


@dataclass(frozen=True, slots=True)
class Places:
    """Which node a document is: that of `nodes[starts[segment] + place]`."""

    nodes: np.ndarray
    starts: np.ndarray


def build(folder: Path, nodes: pa.Table, labels: pa.Table, made: Made) -> Places:
    """Index every node that a person may look for, with all its names; both tables as a release holds them."""
    shown = pc.invert(pc.is_in(nodes.column("category").cast(pa.string()), value_set=pa.array(HIDDEN)))
    numbers = np.flatnonzero(shown.to_numpy())
    found = _documents(nodes, labels).take(pa.array(numbers))
    places = _parts(found.column("id"))
    parts = [found.take(pa.array(place)).combine_chunks() for place in places]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        folders = list(pool.map(lambda part: made(_hash(part), lambda at: _index(at, part)), parts))
    sizes = _join(folders, folder)
    starts = np.concatenate([[0], np.cumsum([part.num_rows for part in parts])])[:-1]
    return Places(numbers[np.concatenate(places)].astype(np.int32), np.repeat(starts, sizes).astype(np.int32))


def _documents(nodes: pa.Table, labels: pa.Table) -> pa.Table:
    """One row a node, in order of identifiers."""
    return pa.table({
        **{name: nodes.column(name).cast(pa.string()) for name in ("id", "category", "label")},
        "names": _names(labels, nodes.num_rows), "valid_from": _days(nodes, "valid_from"),
        "valid_to": _days(nodes, "valid_to")})


def _days(nodes: pa.Table, end: str) -> np.ndarray:
    """Day numbers that a range query can take: an open start lies before every day."""
    found = array(nodes.column(end)).astype(np.int64)
    return np.where((found == OPEN) & (end == "valid_from"), -OPEN, found)


def _names(labels: pa.Table, size: int) -> pa.ListArray:
    """Alternative names of every node; the table of labels is in order of nodes."""
    others = labels.filter(pc.equal(labels.column("kind").cast(pa.string()), "alternative")).combine_chunks()
    offsets = np.searchsorted(others.column("node").to_numpy(), np.arange(size + 1))
    texts = pa.concat_arrays([pa.array([], pa.string()), *others.column("text").chunks])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), texts)


def _parts(ids: pa.ChunkedArray) -> list[np.ndarray]:
    """The places of documents of small prefixes together, then those of every large one."""
    prefix = pc.list_element(pc.split_pattern(ids, ":", max_splits=1), 0).combine_chunks().dictionary_encode()
    name, number = prefix.dictionary.to_pylist(), prefix.indices.to_numpy()
    large = np.flatnonzero(np.bincount(number, minlength=len(name)) >= _LARGE).tolist()
    rest = np.flatnonzero(~np.isin(number, large))
    return [rest, *(np.flatnonzero(number == n) for n in sorted(large, key=name.__getitem__))]


def _hash(part: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, part.schema) as writer:
        writer.write_table(part.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()


def _index(folder: Path, part: pa.Table) -> None:
    index = tantivy.Index(_schema(), path=str(folder))
    writer = index.writer(heap_size=128_000_000, num_threads=1)
    for text in _texts(part).to_pylist():
        writer.add_json(text)
    writer.commit()
    writer.wait_merging_threads()


def _texts(part: pa.Table) -> pa.Array:
    """Every document as JSON, put together by column, which costs a tenth of what documents made one by one do."""
    id, category, label = (part.column(name).combine_chunks() for name in ("id", "category", "label"))
    lower = pc.utf8_lower(id)
    names = _quoted(pc.binary_join(part.column("names").combine_chunks(), " . "))
    named = pc.not_equal(names, '""')
    since, until = (part.column(end).cast(pa.string()).combine_chunks() for end in ("valid_from", "valid_to"))
    return _joined(
        '{"place":', pa.array(np.arange(len(id))).cast(pa.string()), ',"id":[', _quoted(lower), ",",
        _quoted(pc.list_element(pc.split_pattern(lower, ":", max_splits=1), 1)), '],"category":', _quoted(category),
        ',"label":', label := _quoted(label), ',"prefixes":[', label, pc.if_else(named, _joined(",", names), ""), "]",
        pc.if_else(named, _joined(',"names":', names), ""), ',"valid_from":', since, ',"valid_to":', until, "}")


def _joined(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _quoted(texts: pa.Array) -> pa.Array:
    """Texts as JSON; what cannot be printed ends a word as a blank does."""
    if pc.any(pc.match_substring_regex(texts, r'[\x00-\x1f"\\]')).as_py():
        texts = pc.replace_substring(pc.replace_substring(texts, "\\", "\\\\"), '"', '\\"')
        texts = pc.replace_substring_regex(texts, r"[\x00-\x1f]", " ")
    return _joined('"', texts, '"')


def _join(parts: list[Path], folder: Path) -> list[int]:
    """One index of the segments of all parts, named by their place, because hits of equal score come in that order.

    Returns how many segments each part has.
    """
    segments: list[dict[str, object]] = []
    sizes = []
    for part in parts:
        meta = json.loads((part / "meta.json").read_text("utf-8"))
        for segment in meta["segments"]:
            old, new = UUID(segment["segment_id"]), UUID(int=len(segments) + 1)
            for path in part.glob(f"{old.hex}.*"):
                shutil.copyfile(path, folder / f"{new.hex}{path.suffix}")
            segments.append({**segment, "segment_id": str(new)})
        sizes.append(len(meta["segments"]))
    managed = [*sorted(p.name for p in folder.iterdir()), "meta.json"]
    (folder / ".managed.json").write_text(json.dumps(managed), "utf-8")
    (folder / "meta.json").write_text(json.dumps({**meta, "segments": segments, "opstamp": len(segments)}), "utf-8")
    return sizes


class Search:
    """An opened index. Hits are (node number, score), best first; ties in the order of the index, by identifier."""

    def __init__(self, folder: Path, places: Places, day: date | None = None) -> None:
        self._index, self._places, self._day = tantivy.Index.open(str(folder)), places, day
        self._searcher = self._index.searcher()

    def hits(self, text: str, limit: int, categories: tuple[str, ...] = ()) -> tuple[int, list[tuple[int, float]]]:
        """The total number of hits and the best `limit` of them."""
        query = self._query(text, categories)
        if query is None:
            return 0, []
        found = self._searcher.search(query, limit=max(limit, 1), count=True)
        best = found.hits[:limit]
        nodes = self._nodes([address for _, address in best])
        return int(found.count or 0), [(node, float(score)) for node, (score, _) in zip(nodes, best, strict=True)]

    def _nodes(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        starts = self._places.starts[[address.segment_ord for address in addresses]]
        places = self._searcher.fast_field_values("place", addresses)
        return self._places.nodes[starts + np.array(places, np.int64)].tolist()

    def _query(self, text: str, categories: tuple[str, ...]) -> tantivy.Query | None:
        words = re.findall(r"[^\W_]+", text.lower())  # as the index splits them: it holds no phrases
        if not words:
            return None
        if len(words) > _WORDS:
            raise BadInput("too many words to search for", expected=f"at most {_WORDS}", got=len(words),
                           hint="a name or a part of it is enough")
        ways = [self._exact(text.strip().lower()), *self._words(words)]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, way) for way in ways])
        query = self._within(query, categories) if categories else query
        return query if self._day is None else self._on(query, number(self._day))

    def _on(self, query: tantivy.Query, day: int) -> tantivy.Query:
        """Only what is in force on a day."""
        schema, kind = self._index.schema, tantivy.FieldType.Integer
        since = tantivy.Query.range_query(schema, "valid_from", kind, -OPEN, day)
        until = tantivy.Query.range_query(schema, "valid_to", kind, day, OPEN)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in (query, since, until)])

    def _exact(self, text: str) -> tantivy.Query:
        return tantivy.Query.boost_query(tantivy.Query.term_query(self._index.schema, "id", text), 20.0)

    def _words(self, words: list[str]) -> list[tantivy.Query]:
        label, _ = self._index.parse_query_lenient(" ".join(words), ["label", "names"], {"label": 2.0})
        whole, _ = self._index.parse_query_lenient(" AND ".join(words), ["label", "names"])
        schema = self._index.schema
        last = tantivy.Query.fuzzy_term_query(schema, "prefixes", words[-1], distance=0, prefix=True)
        return [label, tantivy.Query.boost_query(whole, 2.0), tantivy.Query.boost_query(last, 0.3)]

    def _within(self, query: tantivy.Query, categories: tuple[str, ...]) -> tantivy.Query:
        schema = self._index.schema
        kinds = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "category", name)) for name in categories]
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, query), (tantivy.Occur.Must, tantivy.Query.boolean_query(kinds))]
        )
