"""Procedure codes in columns: each distinct spelling is looked up once, eaten zeros are put back."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.identifiers import CODE_SYSTEMS, PROCEDURE_SYSTEMS
from graph.ingest.batch import BARE, Batch

_EATEN = re.compile(r"\d{3,4}|\d{1,3}[AFMTU]")
_BARE = re.compile("|".join(f"(?P<{s}>{CODE_SYSTEMS[s].shape.pattern})" for s in PROCEDURE_SYSTEMS), re.ASCII)
_FIVE = tuple(s for s in PROCEDURE_SYSTEMS if s != "ICD10PCS")
_FAR = 1 << 30  # characters, more than any text has
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
    if len(code) < 5 and _EATEN.fullmatch(code):
        code = code.zfill(5)
    match = _BARE.fullmatch(code) if len(code) == 5 else None
    return f"{match.lastgroup}:{code}" if match else None


def procedures(column: pa.DictionaryArray) -> pa.DictionaryArray:
    """`procedure` of a whole column, plain text at once."""
    texts = column.dictionary.fill_null("")
    found = _plain_procedures(texts)
    if not is_plain(texts):
        odd = pc.invert(pc.match_substring_regex(texts, "^[ -~]*$"))
        own = [procedure(text) for text in texts.filter(odd).to_pylist()]
        found = pc.replace_with_mask(found, odd, pa.array(own, pa.string()))
    return renamed(column, found)


def _plain_procedures(texts: pa.Array) -> pa.Array:
    code = pc.ascii_upper(pc.ascii_trim_whitespace(texts))
    code = pc.if_else(pc.match_substring_regex(code, f"^(?:{_EATEN.pattern})$"), pc.ascii_lpad(code, 5, "0"), code)
    prefix = pa.scalar(None, pa.string())
    for system in _FIVE:
        prefix = pc.if_else(pc.match_substring_regex(code, f"^(?:{CODE_SYSTEMS[system].shape.pattern})$"),
                            f"{system}:", prefix)
    return pc.binary_join_element_wise(prefix, code, "")


def cleaned(texts: pa.Array) -> pa.Array:
    """`clean` of whole columns, empty for null; plain text is cleaned at once."""
    filled = texts.fill_null("")
    if is_plain(filled):
        return pc.ascii_trim_whitespace(filled)
    return pa.array([clean(text) for text in filled.to_pylist()], pa.string())


def is_plain(texts: pa.Array) -> bool:
    """Whether texts have printable ASCII characters only; they stand behind each other, and are looked at as one."""
    return bool((_signs(texts) - ord(" ") <= ord("~") - ord(" ")).all())


def _signs(texts: pa.Array) -> np.ndarray:
    """All bytes of a column of texts."""
    _, offsets, signs = texts.buffers()
    if not len(texts) or signs is None:
        return np.zeros(0, np.uint8)
    first, last = np.frombuffer(offsets, np.int32)[[texts.offset, texts.offset + len(texts)]]
    return np.frombuffer(signs, np.uint8)[first:last]


def cut(texts: pa.Array, *spans: tuple[int, int | None]) -> list[pa.Array]:
    """For each of some spans the characters of every text from its start to before its stop, trimmed."""
    if _signs(texts).max(initial=0) < 128:  # then characters are bytes, which are cut ten times as fast
        shortest = pc.min(pc.binary_length(texts)).as_py() or 0
        return [pc.ascii_trim_whitespace(_within(texts, *span, shortest)) for span in spans]
    return [pc.utf8_trim_whitespace(pc.utf8_slice_codeunits(texts, *span)) for span in spans]


def _within(texts: pa.Array, start: int, stop: int | None, shortest: int) -> pa.Array:
    """Plain text, which needs no look for its letters when it becomes bytes and text again."""
    if stop is not None and stop <= shortest:  # this kernel fails where a text ends before
        return pc.binary_slice(texts.view(pa.binary()), start, stop).view(pa.string())
    ended = texts if stop is None else pc.binary_replace_slice(texts, stop, _FAR, "")
    return pc.binary_replace_slice(ended, 0, start, "") if start else ended


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
    ids = _distinct(*columns)
    label = renamed(ids, pc.list_element(pc.split_pattern(ids.dictionary, ":", max_splits=1), 1))
    batch.columns("nodes", len(ids), id=ids, category="code", label=label, rank=BARE)


def _distinct(*columns: pa.Array) -> pa.DictionaryArray:
    """What is in some columns, each once; what is in one goes on as its words, of which no others are made."""
    found = [pa.DictionaryArray.from_arrays(pc.unique(column.indices).drop_null(), column.dictionary)
             for column in map(_coded, columns)]
    if len(found) == 1:
        return found[0]
    texts = [one.dictionary.take(one.indices) for one in found]
    return pc.unique(pa.chunked_array(texts, pa.string())).dictionary_encode()


def _coded(column: pa.Array) -> pa.DictionaryArray:
    return column if isinstance(column, pa.DictionaryArray) else column.dictionary_encode()
