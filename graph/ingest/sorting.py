"""Sorting millions of rows by several whole numbers, packed into as few as hold them, because each costs a pass.

Packing keeps the order and changes no result. numpy sorts bare numbers many times faster than it finds their order, so
the row is packed behind its key wherever it fits; numpy's own hash table for distinct numbers is slow on packed ones.
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
    return _packed(keys)[0]


def _packed(keys: Sequence[np.ndarray]) -> tuple[list[np.ndarray], int]:
    """Also how many values the last of them may have."""
    found: list[np.ndarray] = []
    own, room = False, 1  # whether the last may be changed in place
    for key in keys:
        key, low, size = _ranged(key)
        if found and size == 1:
            continue
        if not found or room * size >= _LIMIT:
            own = bool(low) or key.dtype != np.int64
            found.append(key - np.int64(low) if own else key)
            room = size
            continue
        found[-1] = np.multiply(found[-1], size, out=found[-1] if own else None)
        found[-1] += key
        found[-1] -= low
        own, room = True, room * size
    return found, room


def _ranged(key: np.ndarray) -> tuple[np.ndarray, int, int]:
    """Numbers, the least of them, and how many there may be; far apart ones, as an open day, move together."""
    if not len(key):
        return key.astype(np.int64), 0, 1
    key = key.view(np.uint8) if key.dtype == bool else key
    low, high = int(key.min()), int(key.max())
    if high - low > 1 << 24:
        top = int(key.max(initial=low, where=key < high))
        key, high = np.where(key == high, key.dtype.type(top + 1), key), top + 1
    return key, low, high - low + 1


def ascending(keys: Sequence[np.ndarray], *, strictly: bool = False) -> bool:
    """Whether rows stand in order of `keys` already, `strictly` without an equal pair: told without packing anything.

    >>> ascending([np.array([1, 1, 2]), np.array([3, 4, 0])], strictly=True), ascending([np.array([2, 1])])
    (True, False)
    """
    same = np.ones(max(len(keys[0]) - 1, 0), bool)
    for key in keys:
        after, before = key[1:], key[:-1]
        if (same & (after < before)).any():
            return False
        same &= after == before
        if not same.any():
            return True
    return not (strictly and same.any())


def ordering(keys: Sequence[np.ndarray]) -> np.ndarray | None:
    """As `sorting`, or None where the rows stand in order already: what is read in order need not be moved."""
    if ascending(keys):
        return None
    parts, room = _packed(keys)
    if len(parts) > 1:
        return np.lexsort(tuple(reversed(parts)))
    key, size = parts[0], len(parts[0])
    bits = size.bit_length()
    if room << bits >= _LIMIT:
        return np.argsort(key, kind="stable")
    key = key << bits
    key += np.arange(size)
    key.sort()
    key &= (1 << bits) - 1
    return key


def sorting(keys: Sequence[np.ndarray]) -> np.ndarray:
    """The order of rows by `keys`, the most significant first; equal rows stay as they stand.

    >>> sorting([np.array([1, 0, 1]), np.array([5, 9, 4])]).tolist()
    [1, 2, 0]
    """
    found = ordering(keys)
    return np.arange(len(keys[0])) if found is None else found


def distinct(numbers: np.ndarray) -> np.ndarray:
    """Distinct numbers, ascending.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    found = np.sort(numbers)
    return found[np.append(True, found[1:] != found[:-1])] if len(found) else found
