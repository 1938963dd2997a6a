"""Columns that hold nothing, or one word, and so take no room: most columns of an official file are of this kind."""

from __future__ import annotations

import mmap
from contextlib import suppress

import numpy as np
import pyarrow as pa

_LARGE = 1 << 20  # bytes


def identified(numbers: pa.Array, ids: pa.Array) -> pa.DictionaryArray:
    """Numbers as the identifiers they stand for."""
    return pa.DictionaryArray.from_arrays(numbers, ids, safe=False)


def nothing(size: int, kind: pa.DataType) -> pa.Array:
    """A column of nulls that takes no room."""
    if pa.types.is_dictionary(kind):
        return identified(nothing(size, kind.index_type), pa.array([], kind.value_type))
    empty = pa.py_buffer(untouched(size, np.dtype(kind.to_pandas_dtype())))
    return pa.Array.from_buffers(kind, size, [empty, empty], null_count=size)


def untouched(size: int, kind: np.dtype) -> np.ndarray:
    """Zeros that take no room until they are written on; of few no room is worth a thought.

    Where they are only read, one huge page of zeros, which the system has anyway, stands for all of them.
    """
    if size * kind.itemsize < _LARGE:
        return np.zeros(size, kind)
    room = mmap.mmap(-1, size * kind.itemsize, access=mmap.ACCESS_COPY)
    if hasattr(mmap, "MADV_HUGEPAGE"):
        with suppress(OSError):  # a system that has none
            room.madvise(mmap.MADV_HUGEPAGE)
    return np.frombuffer(room, kind, size)


def repeated(word: str, size: int) -> pa.DictionaryArray:
    """One word in every row."""
    words = pa.array([word] if size else [], pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(untouched(size, np.dtype(np.int32))), words)
