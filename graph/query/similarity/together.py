"""The features of all signals numbered through, with one row per code, so that few codes are scored at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.release.features import Features


@dataclass(frozen=True, slots=True)
class Together:
    """CSR code → features; those of signal n are numbered from `starts[n]` on.

    By feature: `signal`, `ic`, `degree`, and the `lowest` and `highest` code that has it; `total` (C, T).
    """

    indptr: np.ndarray
    indices: np.ndarray
    starts: np.ndarray
    signal: np.ndarray
    ic: np.ndarray
    degree: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray
    total: np.ndarray

    @classmethod
    def of(cls, signals: Sequence[Features]) -> Together:
        """Rows keep the order of the signals, and within a signal that of its features."""
        sizes = [len(f.features) for f in signals]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        indptr = np.sum([f.out_indptr for f in signals], axis=0, dtype=np.int64)
        indices, free = np.empty(indptr[-1], np.int32), indptr[:-1].copy()
        for features, start in zip(signals, starts.tolist(), strict=False):
            lengths = np.diff(features.out_indptr)
            at = np.repeat(free - features.out_indptr[:-1], lengths)
            at += np.arange(len(at))
            indices[at] = features.out_indices + np.int32(start)
            free += lengths
        by_feature = ([f.ic for f in signals], [np.diff(f.in_indptr) for f in signals],
                      [f.in_indices[f.in_indptr[:-1]] for f in signals],
                      [f.in_indices[f.in_indptr[1:] - 1] for f in signals])
        return cls(indptr, indices, starts, np.repeat(np.arange(len(sizes)), sizes),
                   *(np.concatenate(each) for each in by_feature), np.stack([f.total for f in signals], axis=1))

    def of_code(self, code: int) -> np.ndarray:
        """The features of a code, ascending."""
        return self.indices[self.indptr[code] : self.indptr[code + 1]]


def rows_of(indptr: np.ndarray, indices: np.ndarray, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every feature of some codes: the place of the code among those given, and the feature."""
    starts = indptr[codes]
    lengths = indptr[codes + 1] - starts
    ends = lengths.cumsum()
    at = (starts - ends + lengths).repeat(lengths)
    at += np.arange(len(at))
    return np.arange(len(codes)).repeat(lengths), indices[at]
