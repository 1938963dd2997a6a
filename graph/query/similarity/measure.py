"""Weighted Jaccard of one signal, for one code against all codes or against some.

    s(a, b) = Σ_{x ∈ A ∩ B} g(x) / (Σ_{x ∈ A} g(x) + Σ_{x ∈ B} g(x) − Σ_{x ∈ A ∩ B} g(x))

where g is information content times salience. Every shared x adds g(x) / union, so the score is the sum of its shared
features; if one of the two codes loses x, the union stays and the score falls by just that. Against all codes the cost
is the posting lists of the features of `a`; against some it is their own features. Both ways add the same numbers in
the same order, so they agree to the bit.

`adjacency` is the one signal that is no set: 1 / (1 + log2(1 + d)) for two codes of one system that stand d places
apart in the order of their numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.release.features import Features

_DENSE = 16
"""Sorting is quicker than a column of all codes while there are fewer postings than one for so many codes."""


def everywhere(features: Features, code: int) -> np.ndarray:
    """The scores of all codes with a code, in one signal that it has data for."""
    own, total = features.of(code), features.total
    lists = [features.codes(x) for x in own.tolist()]
    shared = np.bincount(np.concatenate(lists), np.repeat(features.weight[own], [len(x) for x in lists]), len(total))
    return shared / (total + total[code] - shared)


def summed(lists: Sequence[np.ndarray], values: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The codes that stand in any of some lists, ascending, and the sum of the (positive) values of their lists."""
    lengths = [len(each) for each in lists]
    if not sum(lengths):
        return np.zeros(0, np.int64), np.zeros(0)
    index = np.concatenate(lists)
    if len(index) * _DENSE > size:
        total = np.bincount(index, np.repeat(values, lengths), minlength=size)
        codes = np.flatnonzero(total)
        return codes, total[codes]
    bits = len(lists).bit_length()
    keys = (index.astype(np.int64) << bits) + np.repeat(np.arange(len(lists)), lengths)
    keys.sort()
    index, which = keys >> bits, keys & ((1 << bits) - 1)
    new = np.append(True, index[1:] != index[:-1])
    return index[new], np.bincount(np.cumsum(new) - 1, values[which])


@dataclass(frozen=True, slots=True)
class Adjacency:
    """Nearness in the order of code numbers, for the code at `code` among those at `first` … `last` of its system."""

    code: int
    first: int
    last: int
    score: np.ndarray

    def at(self, others: np.ndarray) -> np.ndarray:
        """The scores of some codes; 0 for those of other systems."""
        inside = (others >= self.first) & (others < self.last)
        return np.where(inside, self.score[np.where(inside, abs(others - self.code), 0)], 0.0)

    def column(self) -> np.ndarray:
        """The scores of the codes `first` to `last`, in order."""
        before, behind = self.code - self.first, self.last - self.code
        return np.concatenate([self.score[before:0:-1], self.score[:behind]])

    def window(self, reach: int) -> np.ndarray:
        """The codes up to so many places away."""
        return np.arange(max(self.first, self.code - reach), min(self.last, self.code + reach + 1))

    def beyond(self, reach: int) -> float:
        """The highest score outside of that window; 0 where nothing is outside."""
        outside = self.first < self.code - reach or self.code + reach + 1 < self.last
        return float(self.score[reach + 1]) if outside else 0.0

    def reach(self, score: float) -> int:
        """A window outside of which every score is below one."""
        width = self.last - self.first
        return width if score * np.log2(1 + width) < 1 else min(width, int(2 ** (1 / score - 1)) + 1)


def nearness(size: int) -> np.ndarray:
    """The score of two codes by how many places they stand apart, for up to `size` places."""
    return 1 / (1 + np.log2(1 + np.arange(size, dtype=np.float64)))
