"""The features of all signals numbered through, with one row per code, so that few codes are scored at once.

The rows are the signals' own `out_*` put side by side, the pack `similarity.together`: as a file it is mapped, and
shared by all workers. They say what the newest editions say; of a day they are made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.release.directory import Release
from graph.release.features import Features
from graph.release.writer import Writer

_NAME, _ROWS = "similarity.together", ("indptr", "indices")


@dataclass(frozen=True, slots=True)
class Together:
    """CSR code → features; those of signal n are numbered from `starts[n]` on.

    By feature: `signal`, `weight`, `degree`, and the `lowest` and `highest` code that has it.
    """

    indptr: np.ndarray
    indices: np.ndarray
    starts: np.ndarray
    signal: np.ndarray
    weight: np.ndarray
    degree: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray

    @classmethod
    def of(cls, signals: Sequence[Features], rows: tuple[np.ndarray, np.ndarray] | None = None) -> Together:
        """`rows` are those of the very signals, where they have been made before."""
        sizes = [len(f.features) for f in signals]
        by_feature = (
            np.repeat(np.arange(len(sizes)), sizes), np.concatenate([f.weight for f in signals]),
            *(np.concatenate(each) for each in zip(*(_lists(f) for f in signals), strict=True)))
        return cls(*(rows or _rows(signals)), np.concatenate([[0], np.cumsum(sizes)]), *by_feature)

    def of_code(self, code: int) -> np.ndarray:
        """The features of a code, ascending."""
        return self.indices[self.indptr[code] : self.indptr[code + 1]]


def _lists(features: Features) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Length, first and last code of every posting list."""
    indptr, codes = features.in_indptr, features.in_indices
    return np.diff(indptr), codes[indptr[:-1]], codes[indptr[1:] - 1]


def _rows(signals: Sequence[Features]) -> tuple[np.ndarray, np.ndarray]:
    """Rows keep the order of the signals, and within a signal that of its features."""
    indptr = np.sum([f.out_indptr for f in signals], axis=0, dtype=np.int64)
    indices, free, start = np.empty(indptr[-1], np.int32), indptr[:-1].copy(), 0
    for features in signals:
        lengths = np.diff(features.out_indptr)
        at = np.repeat(free - features.out_indptr[:-1], lengths)
        at += np.arange(len(at))
        indices[at] = features.out_indices + np.int32(start)
        free += lengths
        start += len(features.features)
    return indptr, indices


def write(writer: Writer, signals: Sequence[Features]) -> None:
    """The rows of all signals of a release, in the order in which they are read."""
    writer.arrays(_NAME, dict(zip(_ROWS, _rows(signals), strict=True)))


def read(release: Release) -> tuple[np.ndarray, np.ndarray] | None:
    """The rows of a release; None where it was built without."""
    if not release.has_arrays(_NAME):
        return None
    return tuple(release.arrays(_NAME)[name] for name in _ROWS)


def rows_of(indptr: np.ndarray, indices: np.ndarray, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every feature of some codes: the place of the code among those given, and the feature."""
    starts = indptr[codes]
    lengths = indptr[codes + 1] - starts
    ends = lengths.cumsum()
    at = (starts - ends + lengths).repeat(lengths)
    at += np.arange(len(at))
    return np.arange(len(codes)).repeat(lengths), indices[at]
