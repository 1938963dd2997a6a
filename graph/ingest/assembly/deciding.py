"""The axis that decides what an ICD-10-PCS code is, as signals of their own: the way in, `access`, and the `focus`.

An axis weighs the same for every code, but approach is a detail of a bone's excision and the difference between a
biopsy through a scope and one by surgery. So these signals have data only for those codes where an axis decides, and
no other code is asked about it. Where that is so, and why, stands in `data/axes.toml`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from graph.ingest.assembly.contexts import Decides, contexts
from graph.ingest.assembly.saying import said
from graph.ingest.assembly.terms import Terms
from graph.release.features import AXES, Pairs

Said = Callable[[np.ndarray, np.ndarray, dict[int, str], Terms], Pairs]


def of(signal: str) -> Said:
    """What makes the features of one of the two signals: of `code` (C,) positions and `value` (C, 7) node numbers, -1
    where unknown."""
    rows = [row for row in contexts().decides if row.signal == signal]

    def pairs(code: np.ndarray, value: np.ndarray, words: dict[int, str], terms: Terms) -> Pairs:
        """The first row that fits a code, and every one that counts besides."""
        found, free = [], np.ones(len(code), bool)
        for row in rows:
            fits = _fits(row, value, words)
            kept = fits if row.also else fits & free
            free &= row.also | ~fits
            found.append(said(row.says, code[kept], value[kept], words, terms))
        return Pairs.joined(found)

    return pairs


def _fits(row: Decides, value: np.ndarray, words: dict[int, str]) -> np.ndarray:
    """Which codes have one of the values that a row lists on each axis it names."""
    found = np.ones(len(value), bool)
    for axis, values in row.when:
        listed = np.array([word in values for word in words.values()] + [False])  # the last of an unknown value
        found &= listed[value[:, AXES.index(axis)]]
    return found
