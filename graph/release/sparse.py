"""Parallel numbers as compressed sparse rows: packed pairs are sorted, in less time and room than a library takes."""

from __future__ import annotations

import numpy as np


def ordered(near: np.ndarray, far: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Parallel numbers of two kinds in order of both, each pair once.

    >>> near, far = ordered(np.array([2, 0, 2, 0]), np.array([1, 3, 0, 3]))
    >>> near.tolist(), far.tolist()
    ([0, 2, 2], [3, 0, 1])
    """
    bits = int(far.max(initial=0)).bit_length()
    both = near.astype(np.int64) << bits
    both |= far
    if not (both[1:] > both[:-1]).all():
        both.sort()
        again = np.flatnonzero(both[1:] == both[:-1])
        both = np.delete(both, again) if len(again) else both
    return (both >> bits).astype(np.int32), (both & ((1 << bits) - 1)).astype(np.int32)


def indptr(sizes: np.ndarray) -> np.ndarray:
    """Where rows of these sizes begin, and where the last one ends.

    >>> indptr(np.array([2, 0, 1])).tolist()
    [0, 2, 2, 3]
    """
    return np.append(0, np.cumsum(sizes)).astype(np.int32)
