"""Full-text search over the labels that a release may show to everybody.

Licensed descriptors are never in a release, so they cannot be in this index either.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import tantivy

from graph.days import OPEN, array, number

HIDDEN = frozenset({"procedure_page", "policy_version", "provision", "edition"})
"""Categories that are parts of something else and found through it."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("number", stored=True, indexed=True, fast=True)
    builder.add_text_field("id", tokenizer_name="raw")
    builder.add_text_field("local", tokenizer_name="raw")
    builder.add_text_field("category", tokenizer_name="raw")
    builder.add_text_field("label", tokenizer_name="en_stem")
    builder.add_text_field("names", tokenizer_name="en_stem")
    builder.add_text_field("prefixes", tokenizer_name="default")
    for end in ("valid_from", "valid_to"):
        builder.add_integer_field(end, indexed=True, fast=True)
    return builder.build()


def build(folder: Path, nodes: pa.Table, labels: pa.Table) -> None:
    """Index every node that a person may look for, with all its names; both tables as a release holds them."""
    index = tantivy.Index(_schema(), path=str(folder))
    writer = index.writer(heap_size=128_000_000, num_threads=1)
    names = _names(labels)
    columns = zip(*(nodes.column(c).to_pylist() for c in ("id", "category", "label")),
                  *(_days(nodes, end) for end in ("valid_from", "valid_to")), strict=True)
    for row, (id, category, label, since, until) in enumerate(columns):
        if category not in HIDDEN:
            writer.add_document(_document(row, id, category, label, names.get(row, []), since, until))
    writer.commit()
    writer.wait_merging_threads()


def _days(nodes: pa.Table, end: str) -> list[int]:
    """Day numbers that a range query can take: an open start lies before every day."""
    found = array(nodes.column(end)).astype(np.int64)
    return np.where((found == OPEN) & (end == "valid_from"), -OPEN, found).tolist()


def _names(labels: pa.Table) -> dict[int, list[str]]:
    """Alternative names by node number."""
    found: dict[int, list[str]] = {}
    others = labels.filter(pc.equal(labels.column("kind").cast(pa.string()), "alternative"))
    for node, text in zip(others.column("node").to_pylist(), others.column("text").to_pylist(), strict=True):
        found.setdefault(node, []).append(text)
    return found


def _document(
    row: int, id: str, category: str, label: str, names: list[str], since: int, until: int
) -> tantivy.Document:
    return tantivy.Document(
        valid_from=since, valid_to=until,
        number=row, id=id.lower(), local=id.partition(":")[2].lower(), category=category, label=label,
        names=" . ".join(names), prefixes=" ".join([label, *names]),
    )


class Search:
    """An opened index. Hits are (node number, score), best first; ties by node number."""

    def __init__(self, folder: Path, day: date | None = None) -> None:
        self._index, self._day = tantivy.Index.open(str(folder)), day
        self._searcher = self._index.searcher()

    def hits(self, text: str, limit: int, categories: tuple[str, ...] = ()) -> tuple[int, list[tuple[int, float]]]:
        """The total number of hits and the best `limit` of them."""
        query = self._query(text, categories)
        if query is None:
            return 0, []
        found = self._searcher.search(query, limit=max(limit, 1), count=True)
        rows = [(int(self._searcher.doc(address)["number"][0]), float(score)) for score, address in found.hits]
        rows.sort(key=lambda row: (-row[1], row[0]))
        return int(found.count or 0), rows[:limit]

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
