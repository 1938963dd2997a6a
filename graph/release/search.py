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
from datetime import date
from pathlib import Path
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import tantivy

from graph.days import OPEN, array, number

HIDDEN = ("procedure_page", "policy_version", "provision", "edition")
"""Categories that are parts of something else and found through it."""

_LARGE = 5_000
Made = Callable[[str, Callable[[Path], None]], Path]
"""Gives the folder of a part by the hash of its documents; calls the function to fill one that is not there yet."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_bytes_field("node", stored=True)
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("local", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("category", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("label", tokenizer_name="en_stem")
    builder.add_text_field("names", tokenizer_name="en_stem")
    builder.add_text_field("prefixes", tokenizer_name="default", index_option="basic")
    for end in ("valid_from", "valid_to"):
        builder.add_integer_field(end, indexed=True, fast=True)
    return builder.build()


def build(folder: Path, nodes: pa.Table, labels: pa.Table, made: Made) -> None:
    """Index every node that a person may look for, with all its names; both tables as a release holds them."""
    found = _documents(nodes, labels)
    parts = [made(_hash(part), lambda at, part=part: _index(at, part)) for part in _parts(found)]  # type: ignore[misc]
    _join(parts, folder)


def _documents(nodes: pa.Table, labels: pa.Table) -> pa.Table:
    """One row a document, in order of identifiers."""
    shown = pc.invert(pc.is_in(nodes.column("category").cast(pa.string()), value_set=pa.array(HIDDEN)))
    found = pa.table({
        **{name: nodes.column(name).cast(pa.string()) for name in ("id", "category", "label")},
        "names": _names(labels, nodes.num_rows), "valid_from": _days(nodes, "valid_from"),
        "valid_to": _days(nodes, "valid_to")})
    return found.filter(shown).combine_chunks()


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


def _parts(documents: pa.Table) -> list[pa.Table]:
    """The documents of small prefixes together, then those of every large one."""
    prefix = pc.list_element(pc.split_pattern(documents.column("id"), ":", max_splits=1), 0)
    counts = pc.value_counts(prefix).to_pylist()
    large = sorted(c["values"] for c in counts if c["counts"] >= _LARGE)
    rest = documents.filter(pc.invert(pc.is_in(prefix, value_set=pa.array(large, pa.string()))))
    return [rest, *(documents.filter(pc.equal(prefix, name)) for name in large)]


def _hash(part: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, part.schema) as writer:
        writer.write_table(part.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()


def _index(folder: Path, part: pa.Table) -> None:
    index = tantivy.Index(_schema(), path=str(folder))
    writer = index.writer(heap_size=128_000_000, num_threads=1)
    for row in zip(*(part.column(name).to_pylist() for name in part.column_names), strict=True):
        writer.add_document(_document(*row))
    writer.commit()
    writer.wait_merging_threads()


def _document(
    id: str, category: str, label: str, names: list[str], since: int, until: int
) -> tantivy.Document:
    """Field by field, which costs half of what keywords do."""
    made = tantivy.Document()
    made.add_bytes("node", id.encode())
    made.add_text("id", id.lower())
    made.add_text("local", id.partition(":")[2].lower())
    made.add_text("category", category)
    made.add_text("label", label)
    made.add_text("prefixes", label)
    if names:
        made.add_text("names", " . ".join(names))
        made.add_text("prefixes", " ".join(names))
    made.add_integer("valid_from", since)
    made.add_integer("valid_to", until)
    return made


def _join(parts: list[Path], folder: Path) -> None:
    """One index of the segments of all parts, named by their place, because hits of equal score come in that order."""
    segments: list[dict[str, object]] = []
    for part in parts:
        meta = json.loads((part / "meta.json").read_text("utf-8"))
        for segment in meta["segments"]:
            old, new = UUID(segment["segment_id"]), UUID(int=len(segments) + 1)
            for path in part.glob(f"{old.hex}.*"):
                shutil.copyfile(path, folder / f"{new.hex}{path.suffix}")
            segments.append({**segment, "segment_id": str(new)})
    managed = [*sorted(p.name for p in folder.iterdir()), "meta.json"]
    (folder / ".managed.json").write_text(json.dumps(managed), "utf-8")
    (folder / "meta.json").write_text(json.dumps({**meta, "segments": segments, "opstamp": len(segments)}), "utf-8")


class Search:
    """An opened index. Hits are (node number, score), best first; ties in the order of the index, by identifier."""

    def __init__(self, folder: Path, rows: Callable[[str], int | None], day: date | None = None) -> None:
        self._index, self._rows, self._day = tantivy.Index.open(str(folder)), rows, day
        self._searcher = self._index.searcher()

    def hits(self, text: str, limit: int, categories: tuple[str, ...] = ()) -> tuple[int, list[tuple[int, float]]]:
        """The total number of hits and the best `limit` of them."""
        query = self._query(text, categories)
        if query is None:
            return 0, []
        found = self._searcher.search(query, limit=max(limit, 1), count=True)
        return int(found.count or 0), [(self._row(address), float(score)) for score, address in found.hits[:limit]]

    def _row(self, address: tantivy.DocAddress) -> int:
        number = self._rows(bytes(self._searcher.doc(address)["node"][0]).decode())
        assert number is not None  # the index and the nodes are of one release
        return number

    def _query(self, text: str, categories: tuple[str, ...]) -> tantivy.Query | None:
        words = re.findall(r"\w+", text.lower())[:32]
        if not words:
            return None
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
        schema = self._index.schema
        ways = [tantivy.Query.term_query(schema, name, text) for name in ("id", "local")]
        either = tantivy.Query.boolean_query([(tantivy.Occur.Should, way) for way in ways])
        return tantivy.Query.boost_query(either, 20.0)

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
