"""Features of groups of codes as features of each code."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graph.release.features import Pairs


def spread(code: np.ndarray, group: np.ndarray, features: Sequence[Sequence[int] | np.ndarray]) -> Pairs:
    """Each code with the features of its group; `code` and `group` are parallel, `features` goes by group.

    >>> found = spread(np.array([7, 8, 9]), np.array([0, 1, 0]), [[40, 41], []])
    >>> found.codes.tolist(), found.features.tolist()
    ([7, 7, 9, 9], [40, 41, 40, 41])
    """
    sizes = np.array([len(each) for each in features], np.int64)
    flat = np.array([number for each in features for number in each], np.int64)
    start, size = (np.cumsum(sizes) - sizes)[group], sizes[group]
    index = np.repeat(start - (np.cumsum(size) - size), size) + np.arange(size.sum())
    return Pairs.always(np.repeat(code, size), flat[index])
