"""Full-text search in an opened release; `graph.release.search_index` made the index."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import tantivy

from graph.days import OPEN, number
from graph.errors import BadInput

_WORDS = 128  # the longest official names have about a hundred
_LAST = "\U0010ffff"


def _analyzer(*more: tantivy.Filter) -> tantivy.TextAnalyzer:
    """Splits a text as the index does."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (tantivy.Filter.remove_long(40), tantivy.Filter.lowercase(), *more):
        builder = builder.filter(step)
    return builder.build()


_PLAIN, _STEMS = _analyzer(), _analyzer(tantivy.Filter.stemmer("english"))


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, as the index splits it; it holds no phrases.

    >>> words_of("X-ray of the LEFT knee")
    ['x', 'ray', 'of', 'the', 'left', 'knee']
    """
    return _PLAIN.analyze(text)


@dataclass(frozen=True, slots=True)
class Places:
    """Which node a document is: that of `nodes[starts[segment] + place]`."""

    nodes: np.ndarray
    starts: np.ndarray


class Search:
    """An opened index. Hits are (node number, score), best first; ties in the order of the index, by identifier."""

    def __init__(self, folder: Path, places: Places, words: pa.Table, day: date | None = None) -> None:
        self._index, self._places, self._day = tantivy.Index.open(str(folder)), places, day
        self._searcher, self._words = self._index.searcher(), words.column("text")

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
        words = words_of(text)
        if not words:
            return None
        if len(words) > _WORDS:
            raise BadInput("too many words to search for", expected=f"at most {_WORDS}", got=len(words),
                           hint="a name or a part of it is enough")
        ways = [self._exact(text.strip().lower()), *self._said(words)]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, way) for way in ways])
        query = self._within(query, categories) if categories else query
        return query if self._day is None else self._on(query, number(self._day))

    def _on(self, query: tantivy.Query, day: int) -> tantivy.Query:
        """Only what is in force on a day: what neither begins after it nor has ended before it."""
        schema, kind = self._index.schema, tantivy.FieldType.Integer
        later = tantivy.Query.range_query(schema, "valid_from", kind, day + 1, OPEN)
        ended = tantivy.Query.range_query(schema, "valid_to", kind, -OPEN, day - 1)
        return tantivy.Query.boolean_query([
            (tantivy.Occur.Must, query), (tantivy.Occur.MustNot, later), (tantivy.Occur.MustNot, ended)])

    def _exact(self, text: str) -> tantivy.Query:
        """A whole identifier, or the code alone."""
        prefix, colon, code = text.partition(":")
        named = {"prefix": prefix, "code": code} if colon else {"code": text}
        query = tantivy.Query.boolean_query([
            (tantivy.Occur.Must, tantivy.Query.term_query(self._index.schema, *each)) for each in named.items()])
        return tantivy.Query.boost_query(query, 20.0)

    def _said(self, words: list[str]) -> list[tantivy.Query]:
        """Names with some of the words, with all, and with one that begins as the last, perhaps cut off, does."""
        label, _ = self._index.parse_query_lenient(" ".join(words), ["label", "names"], {"label": 2.0})
        whole, _ = self._index.parse_query_lenient(" AND ".join(words), ["label", "names"])
        schema, stems = self._index.schema, self._begun(words[-1])
        begun = tantivy.Query.boolean_query([
            (tantivy.Occur.Should, tantivy.Query.term_set_query(schema, name, stems)) for name in ("label", "names")])
        return [label, tantivy.Query.boost_query(whole, 2.0), tantivy.Query.const_score_query(begun, 0.3)]

    def _begun(self, text: str) -> list[str]:
        """The stems of all words that begin so, in their order."""
        first, last = (bisect_left(self._words, end, key=pa.StringScalar.as_py) for end in (text, text + _LAST))
        return sorted(set(_STEMS.analyze(" ".join(self._words[first:last].to_pylist()))))

    def _within(self, query: tantivy.Query, categories: tuple[str, ...]) -> tantivy.Query:
        schema = self._index.schema
        kinds = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "category", name)) for name in categories]
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, query), (tantivy.Occur.Must, tantivy.Query.boolean_query(kinds))]
        )
