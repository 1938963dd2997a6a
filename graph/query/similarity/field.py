"""What every question to one release shares: the signals, who has data for them, and where each code system begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from graph.query.similarity.measure import Adjacency, nearness
from graph.query.similarity.vectors import Vectors
from graph.release.features import Features
from graph.release.together import Together

WHOLE_LIST = 2000
"""Codes of one system from which on their order means something: neighbours in a small selection are no neighbours."""

_HUB = 8  # a feature of more than one code in so many is kept as a mask too


@dataclass(frozen=True, slots=True)
class Patterns:
    """The combinations of code system and signals with data that occur.

    `number` (C,) is that of each code, `has` (P, T) says which signals, `block` (P,) which run of codes, `vector` (P,)
    whether the caller gave vectors of these codes.
    """

    number: np.ndarray
    has: np.ndarray
    block: np.ndarray
    vector: np.ndarray

    @classmethod
    def of(cls, signals: Sequence[Features], blocks: np.ndarray) -> Patterns:
        """`blocks` numbers the run of codes of one system that each code stands in."""
        bits = blocks.astype(np.int64) << len(signals)
        for n, features in enumerate(signals):
            bits |= (features.total > 0).astype(np.int64) << n
        known, number = np.unique(bits, return_inverse=True)
        has = (known[:, None] >> np.arange(len(signals))) & 1
        return cls(_small(number, len(known)), has.astype(bool), known >> len(signals), np.zeros(len(known), bool))

    def split(self, held: np.ndarray) -> Patterns:
        """The same, codes with a vector, `held` (C,), told from those without."""
        known, number = np.unique(self.number.astype(np.int64) * 2 + held, return_inverse=True)
        before = known // 2
        return Patterns(_small(number, len(known)), self.has[before], self.block[before], known % 2 > 0)


def _small(number: np.ndarray, count: int) -> np.ndarray:
    return number.astype(np.int16 if count < 2**15 else np.int32)


@dataclass(frozen=True, slots=True)
class Among:
    """The codes that may be found: a mask over positions, and how many there are of each pattern."""

    mask: np.ndarray
    counts: np.ndarray


@dataclass(frozen=True)
class Field:
    """The signals of one release, opened for questions."""

    signals: tuple[Features, ...]
    patterns: Patterns
    bounds: np.ndarray
    near: np.ndarray
    rows: tuple[np.ndarray, np.ndarray] | None = None
    vectors: Vectors | None = None
    _hubs: dict[int, np.ndarray] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls, signals: Sequence[Features], systems: np.ndarray, rows: tuple[np.ndarray, np.ndarray] | None = None,
    ) -> Field:
        """`systems` numbers the code system of each code; codes of one system stand together. `rows` is for `Together`.
        """
        bounds = np.flatnonzero(np.diff(systems, prepend=-1, append=-1))
        blocks = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        return cls(tuple(signals), Patterns.of(signals, blocks), bounds, nearness(len(systems) + 1), rows)

    def including(self, vectors: Vectors) -> Field:
        """The same signals and one more, a caller's vectors."""
        return replace(self, patterns=self.patterns.split(vectors.held), vectors=vectors)

    @cached_property
    def together(self) -> Together:
        """All signals in one row per code; made by the first question that needs it."""
        return Together.of(self.signals, self.rows)

    @property
    def size(self) -> int:
        """How many comparable codes there are."""
        return len(self.patterns.number)

    def block(self, code: int) -> tuple[int, int]:
        """Where the code system of a code begins and ends."""
        n = int(np.searchsorted(self.bounds, code, side="right"))
        return int(self.bounds[n - 1]), int(self.bounds[n])

    def adjacency(self, code: int) -> Adjacency | None:
        """Nearness in code order; None where too few codes of the system are held."""
        first, last = self.block(code)
        return Adjacency(code, first, last, self.near) if last - first >= WHOLE_LIST else None

    def among(self, mask: np.ndarray) -> Among:
        """The codes of a mask over positions."""
        return Among(mask, np.bincount(self.patterns.number[mask], minlength=len(self.patterns.has)))

    def codes(self, feature: int) -> np.ndarray:
        """The codes that have a feature, numbered as in `Together`, ascending."""
        n = int(self.together.signal[feature])
        return self.signals[n].codes(feature - int(self.together.starts[n]))

    def mark(self, feature: int, flags: np.ndarray, first: int, last: int) -> None:
        """Set the flags of the codes from `first` to before `last` that have a feature."""
        if int(self.together.degree[feature]) * _HUB < self.size:
            codes = self.codes(feature)
            start, end = codes.searchsorted(np.array([first, last], codes.dtype))  # of another type it copies the list
            flags[codes[start:end]] = True
        else:
            flags[first:last] |= self._mask(feature)[first:last]

    def _mask(self, feature: int) -> np.ndarray:
        if feature not in self._hubs:
            mask = np.zeros(self.size, bool)
            mask[self.codes(feature)] = True
            self._hubs[feature] = mask
        return self._hubs[feature]
