"""Codes taken together by what they have in common, and features of such groups as features of each code."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graph.ingest.sorting import distinct, packed
from graph.release.features import Pairs


def one(columns: np.ndarray) -> np.ndarray:
    """Rows of numbers as one number each, in the same order."""
    parts = packed(list(columns.T))
    return parts[0] if len(parts) == 1 else np.unique(columns, axis=0, return_inverse=True)[1].reshape(-1)


def groups(columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different rows of numbers, in order, and which of them each row is.

    >>> rows, which = groups(np.array([[2, 1], [-1, 3], [2, 1]]))
    >>> rows.tolist(), which.tolist()
    ([[-1, 3], [2, 1]], [1, 0, 1])
    """
    key = one(columns)
    known = distinct(key)
    which = np.searchsorted(known, key)
    member = np.empty(len(known), np.int64)
    member[which] = np.arange(len(key))
    return columns[member], which


def spread(code: np.ndarray, group: np.ndarray, sizes: Sequence[int] | np.ndarray, features: np.ndarray) -> Pairs:
    """Each code with the features of its group; `code` and `group` are parallel, `sizes` how many of the features, one
    behind the other, each group has.

    >>> found = spread(np.array([7, 8, 9]), np.array([0, 1, 0]), [2, 0], np.array([40, 41]))
    >>> found.codes.tolist(), found.features.tolist()
    ([7, 7, 9, 9], [40, 41, 40, 41])
    """
    sizes = np.asarray(sizes, np.int64)
    start, size = (np.cumsum(sizes) - sizes)[group], sizes[group]
    index = np.repeat(start - (np.cumsum(size) - size), size) + np.arange(size.sum())
    return Pairs.always(np.repeat(code, size), features[index])
