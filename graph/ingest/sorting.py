"""Sorting millions of rows by several whole numbers, packed into as few as hold them, because each costs a pass.

Packing keeps the order and changes no result. numpy's own hash table for distinct numbers is slow on packed ones.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_LIMIT = 2**63


def packed(keys: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Parallel whole numbers, the most significant first, as fewer ones in the same order.

    >>> [p.tolist() for p in packed([np.array([2, 3]), np.array([7, 5])])]
    [[2, 3]]
    """
    found: list[np.ndarray] = []
    room = 1
    for key in keys:
        key, size = _ranged(key)
        if found and size == 1:
            continue
        if found and room * size < _LIMIT:
            found[-1] = found[-1] * size + key
            room *= size
        else:
            found.append(key)
            room = size
    return found


def _ranged(key: np.ndarray) -> tuple[np.ndarray, int]:
    """Numbers from 0, and how many there may be; far apart ones, as an open day, move together."""
    if not len(key):
        return key.astype(np.int64), 1
    key = key.astype(np.int64, copy=False)
    low, high = int(key.min()), int(key.max())
    if high - low > 1 << 24:
        top = int(key[key < high].max(initial=low))
        key, high = np.where(key == high, top + 1, key), top + 1
    return (key - low if low else key), high - low + 1


def sorting(keys: Sequence[np.ndarray]) -> np.ndarray:
    """The order of rows by `keys`, the most significant first; equal rows stay as they stand.

    >>> sorting([np.array([1, 0, 1]), np.array([5, 9, 4])]).tolist()
    [1, 2, 0]
    """
    parts = packed(keys)
    if len(parts) == 1:
        return np.arange(len(parts[0])) if _sorted(parts[0]) else np.argsort(parts[0], kind="stable")
    return np.lexsort(tuple(reversed(parts)))


def _sorted(numbers: np.ndarray) -> bool:
    return bool((numbers[1:] >= numbers[:-1]).all())


def distinct(numbers: np.ndarray) -> np.ndarray:
    """Distinct numbers, ascending.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    found = np.sort(numbers)
    return found[np.append(True, found[1:] != found[:-1])] if len(found) else found
