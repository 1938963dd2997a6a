"""The stemmed words of names and the letters of their words, as numbers into the distinct ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.ingest.text.normalise import TOGETHER, stems

Split = Callable[[pa.Array], pa.ListArray]
"""From many texts to the pieces of each: lists of a dictionary, in which every word is one of some text."""

_GRAM = 4
_NUMBERS = pa.list_(pa.int32())
_LOWER = np.zeros(256, np.uint8)  # the small letter or digit that a byte stands for, 0 for none
for _sign in b"abcdefghijklmnopqrstuvwxyz0123456789":
    _LOWER[[_sign, ord(chr(_sign).upper())]] = _sign


def of(texts: pa.Array) -> pa.ListArray:
    """The stems of each text; most texts share their words, and each word is stemmed once."""
    return _pieces(texts, pc.match_substring_regex(texts, TOGETHER), stems, stems)


def grams(texts: pa.Array) -> pa.ListArray:
    """The runs of four letters in the words of each text, blanks at both ends of a word counted."""
    return _pieces(texts, pc.invert(pc.string_is_ascii(texts)), _grams, _of_word)


def _grams(text: str) -> list[str]:
    return [gram for word in re.findall(r"[a-z0-9]+", text.lower()) for gram in _of_word(word)]


def _of_word(word: str) -> Sequence[str]:
    spelled = f"_{word}_"
    return [spelled[n : n + _GRAM] for n in range(max(1, len(spelled) - _GRAM + 1))]


def _pieces(
    texts: pa.Array, whole: pa.Array, of_text: Callable[[str], Sequence[str]], of_word: Callable[[str], Sequence[str]]
) -> pa.ListArray:
    """What `of_text` gives for each text; only `whole` texts give anything else than their words one by one."""
    words, starts = _words(texts.filter(pc.invert(whole)))
    coded = words.dictionary_encode()
    asked = [*map(of_word, coded.dictionary.to_pylist()), *map(of_text, texts.filter(whole).to_pylist())]
    pieces = pa.array([piece for each in asked for piece in each], pa.string()).dictionary_encode()
    given = _lists(np.array([len(each) for each in asked], np.int64), pieces.indices)
    by_word = given.take(coded.indices)
    apart = whole.to_numpy(zero_copy_only=False)
    counts = np.diff(np.append(0, np.cumsum(pc.list_value_length(by_word).to_numpy(), dtype=np.int64))[starts])
    both = pa.concat_arrays([_lists(counts, by_word.flatten()), given[len(coded.dictionary):]])
    found = both.take(pa.array(np.where(apart, len(counts) + np.cumsum(apart), np.cumsum(~apart)) - 1))
    return _lists(pc.list_value_length(found).to_numpy(),
                  pa.DictionaryArray.from_arrays(found.flatten(), pieces.dictionary))


def _lists(counts: np.ndarray, values: pa.Array) -> pa.ListArray:
    return pa.ListArray.from_arrays(pa.array(np.append(0, np.cumsum(counts)), pa.int32()), values)


def _words(texts: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """The runs of letters and digits in ASCII texts, in lower case, and where those of each text begin."""
    joined = pc.binary_join(pa.ListArray.from_arrays([0, len(texts)], texts), "\n")[0].as_buffer()
    signs = _LOWER[np.frombuffer(joined, np.uint8)]
    inside = np.concatenate([[False], signs > 0, [False]])
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    start, size = edges[::2], edges[1::2] - edges[::2]
    offsets = pa.py_buffer(np.append(0, np.cumsum(size)).astype(np.int32))
    words = pa.StringArray.from_buffers(len(start), offsets, pa.py_buffer(signs[inside[1:-1]]))
    ends = np.cumsum(pc.binary_length(texts).to_numpy().astype(np.int64) + 1)
    return words, np.append(0, np.searchsorted(start, ends))
