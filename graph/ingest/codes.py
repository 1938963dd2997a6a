"""Procedure codes in columns: each distinct spelling is looked up once, eaten zeros are put back."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from graph.identifiers import find_code
from graph.ingest.batch import BARE, Batch

_EATEN = re.compile(r"\d{3,4}|\d{1,3}[AFMTU]")
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u00a0\u200b\ufeff\ufffd]+")


def clean(text: str) -> str:
    """A cell without control characters, marks of lost encoding, or space around it."""
    return text.strip() if text.isascii() and text.isprintable() else _ODD.sub(" ", text).strip()


@lru_cache(maxsize=1 << 16)
def procedure(text: str) -> str | None:
    """The CURIE of a five-place procedure code, or None; a spreadsheet's eaten zeros are put back.

    >>> procedure("G0008"), procedure("100"), procedure("591T"), procedure("D0120"), procedure("CCCCC")
    ('HCPCS:G0008', 'CPT:00100', 'CPT:0591T', 'CDT:D0120', None)
    """
    code = clean(text).upper()
    if _EATEN.fullmatch(code):
        code = code.zfill(5)
    return find_code(code) if len(code) == 5 and code.isalnum() else None


def cleaned(texts: pa.Array) -> pa.Array:
    """`clean` of whole columns, empty for null; plain text is cleaned at once."""
    filled = texts.fill_null("")
    if is_plain(filled):
        return pc.ascii_trim_whitespace(filled)
    return pa.array([clean(text) for text in filled.to_pylist()], pa.string())


def is_plain(texts: pa.Array) -> bool:
    """Whether texts have printable ASCII characters only."""
    return not pc.any(pc.match_substring_regex(texts, "[^ -~]")).as_py()


def cut(texts: pa.Array, start: int, stop: int | None = None) -> pa.Array:
    """Characters of every text from `start` to before `stop`, trimmed."""
    shortest = pc.min(pc.binary_length(texts)).as_py() or 0
    if stop is None or shortest < stop or not pc.all(pc.string_is_ascii(texts)).as_py():
        return pc.utf8_trim_whitespace(pc.utf8_slice_codeunits(texts, start, stop))
    return pc.ascii_trim_whitespace(pc.binary_slice(texts.cast(pa.binary()), start, stop).cast(pa.string()))


def mapped(column: pa.DictionaryArray, of: Callable[[str], Any], kind: pa.DataType | None = None) -> pa.Array:
    """Every value through `of`, which is asked once for each distinct one."""
    found = [of(value or "") for value in column.dictionary.to_pylist()]
    return pa.array(found, kind or pa.string()).take(column.indices)


def named(column: pa.DictionaryArray, of: Callable[[str], str | None]) -> pa.DictionaryArray:
    """`mapped` for texts that stay distinct numbers and are never written out row by row."""
    return renamed(column, pa.array([of(value or "") for value in column.dictionary.to_pylist()], pa.string()))


def renamed(column: pa.DictionaryArray, texts: pa.Array) -> pa.DictionaryArray:
    """The column with other texts in place of its own, one for each; equal ones become one, null stays null."""
    found = texts.dictionary_encode()
    return pa.DictionaryArray.from_arrays(found.indices.take(column.indices), found.dictionary)


def mention(batch: Batch, *columns: pa.Array) -> None:
    """The codes of whole columns as nodes that the file refers to; nulls name none."""
    ids = pc.unique(pa.chunked_array([_distinct(c) for c in columns], pa.string())).drop_null()
    label = pc.replace_substring_regex(ids, "^[^:]*:", "")
    batch.columns("nodes", len(ids), id=ids, category="code", label=label, rank=BARE)


def _distinct(column: pa.Array) -> pa.Array:
    if not isinstance(column, pa.DictionaryArray):
        return pc.unique(column)
    return column.dictionary.take(pc.unique(column.indices).drop_null())
