"""The posting lists that similarity reads: for every signal, which features a code has and which codes have a feature.

A signal is one type of neighbour (risk, setting, …), one axis of ICD-10-PCS, or the words of the labels. A feature is a
node, or a term of the `terms` table, numbered on from the last node. Arrays of a signal, in the pack
`similarity.<signal>`:

    features  (F,)    node number, or number of nodes + row of `terms`, ascending
    ic        (F,)    information content, log((N + 1) / df): N codes carry the signal, df of them the feature
    salience  (F,)    how much a feature of its kind counts for its information content, `data/axes.toml`; 1 where none
                      is kept, as of most signals
    total     (C,)    sum of ic · salience over the features of each comparable code; 0 means the signal has no data
                      there
    out_*     CSR code → features            in_*   CSR feature → codes
              (in two bytes where they do)

N counts the codes that carry the signal rather than all codes of a system, because a signal is recorded only for
some codes (pages exist for some, axes for ICD-10-PCS alone) and a code without data says nothing of a feature's
rarity. The "+ 1" keeps a feature that every code has at a small positive weight, so that every code with data is
wholly similar to itself. The comparable codes are `codes` of the pack `similarity` (node numbers, ascending).

The arrays above hold for each code what its newest edition says. Where editions differ, `since` and `until` (C,) are
the period of all features of a code, and `pairs.*` keep every (code, feature) with its period for those codes alone
whose features have more than one; `read` makes the arrays of one day from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.days import OPEN, holding
from graph.release.directory import Release
from graph.release.sparse import indptr, ordered
from graph.release.writer import Writer

_SMALL = 1 << 16  # features that two bytes tell apart

NODE_SIGNALS = (
    "indication", "preparation", "setting", "personnel", "risk", "benefit", "recovery", "alternative",
    "grouping", "specialty", "policy", "official", "hierarchy",
)
AXES = ("section", "body_system", "operation", "body_part", "approach", "device", "qualifier")
"""The axes of ICD-10-PCS in order; other sections name some of them otherwise."""

SPELLED = ("text", "ngram")
"""The words of names, and the letters of words."""

POSTED = (*NODE_SIGNALS, *AXES, "part_group", "part_use", "access", "focus", "combination", *SPELLED, "page_text")
"""Signals that are posting lists. By the ICD-10-PCS tables, `part_group` are the body parts that are treated alike,
`part_use` what may be done to a body part, `access` the way in where it makes another procedure, `focus` the one
axis that says what a procedure is about, `combination` what several axes say together; `page_text` are the words of a
code's pages, `specialty` the groupings that pages name, where `grouping` are those of publishers."""

SIGNALS = (*POSTED, "adjacency")
"""`adjacency` is computed from the order of the code numbers and needs no list."""


@dataclass(frozen=True, slots=True)
class Features:
    """One signal, opened; `weight` is ic · salience."""

    signal: str
    features: np.ndarray
    ic: np.ndarray
    salience: np.ndarray
    weight: np.ndarray
    total: np.ndarray
    out_indptr: np.ndarray
    out_indices: np.ndarray
    in_indptr: np.ndarray
    in_indices: np.ndarray

    def of(self, code: int) -> np.ndarray:
        """Feature positions of a code position, ascending."""
        return self.out_indices[self.out_indptr[code] : self.out_indptr[code + 1]]

    def codes(self, feature: int) -> np.ndarray:
        """Code positions that have a feature position, ascending."""
        return self.in_indices[self.in_indptr[feature] : self.in_indptr[feature + 1]]

    def degree(self, feature: int) -> int:
        return int(self.in_indptr[feature + 1] - self.in_indptr[feature])


_ARRAYS = tuple(f for f in Features.__dataclass_fields__ if f not in ("signal", "salience", "weight"))


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which code has which feature from which day to which day; `OPEN` for no bound. Parallel arrays."""

    codes: np.ndarray
    features: np.ndarray
    since: np.ndarray
    until: np.ndarray

    @classmethod
    def always(cls, codes: np.ndarray, features: np.ndarray) -> Pairs:
        open_days = np.full(len(codes), OPEN, np.int32)
        return cls(codes, features, open_days, open_days)

    @classmethod
    def joined(cls, parts: Sequence[Pairs]) -> Pairs:
        """The pairs of some parts, one behind the other."""
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__dataclass_fields__))

    @property
    def bounded(self) -> bool:
        return bool(((self.since != OPEN) | (self.until != OPEN)).any())

    def newest(self, size: int) -> tuple[np.ndarray, np.ndarray]:
        """Of each code the pairs that hold longest: the open ones, or the last ones of a code that has ended."""
        last = np.full(size, -1, self.until.dtype)
        np.maximum.at(last, self.codes, self.until)
        kept = self.until == last[self.codes]
        return self.codes[kept], self.features[kept]

    def periods(self, size: int) -> tuple[np.ndarray, np.ndarray, Pairs]:
        """The first and last day of all features of each code, and the pairs of codes with more than one period.

        >>> since, until, several = Pairs(*np.array([[0, 1, 1], [7, 7, 8], [3, 3, 4], [9, 9, 9]])).periods(2)
        >>> since[0], until[0], several.codes, several.features
        (np.int32(3), np.int32(9), array([1, 1]), array([7, 8]))
        """
        since, until = np.full((2, size), OPEN, np.int32)
        since[self.codes], until[self.codes] = self.since, self.until
        other = (since[self.codes] != self.since) | (until[self.codes] != self.until)
        several = np.zeros(size, bool)
        several[self.codes[other]] = True
        rows = np.flatnonzero(several[self.codes])
        return since, until, Pairs(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    def at(self, day: int) -> tuple[np.ndarray, np.ndarray]:
        kept = holding(self.since, self.until, day)
        return self.codes[kept], self.features[kept]


Salience = tuple[np.ndarray, np.ndarray]
"""Feature ids, ascending, and how salient each is; of a feature that is not among them it is 1."""


def build(
    signal: str, codes: np.ndarray, features: np.ndarray, size: int, salience: Salience | None = None,
) -> Features:
    """The arrays of one signal from parallel (code position, feature id) pairs over `size` comparable codes.

    >>> f = build("risk", np.array([0, 1, 1]), np.array([40, 40, 41]), 3)
    >>> f.features.tolist(), f.ic.round(3).tolist(), f.total.round(3).tolist()
    ([40, 41], [0.405, 1.099], [0.405, 1.504, 0.0])
    """
    code, feature = ordered(codes, features)
    named, carrying = ordered(feature, code)
    first = np.flatnonzero(np.diff(named, prepend=-1))
    names, degree = named[first], np.diff(first, append=len(named))
    position = np.empty(int(names.max(initial=-1)) + 1, np.uint16 if len(names) <= _SMALL else np.int32)
    position[names] = np.arange(len(names))
    places, rows = position[feature], indptr(np.bincount(code, minlength=size))
    ic = np.log((np.count_nonzero(np.diff(rows)) + 1) / degree)
    salient = _salient(names, salience)
    weight = ic * salient
    total = np.bincount(code, weights=weight[places], minlength=size)
    return Features(signal, names, ic, salient, weight, total, rows, places, indptr(degree), carrying)


def _salient(names: np.ndarray, salience: Salience | None) -> np.ndarray:
    found = np.ones(len(names))
    if salience is not None and len(salience[0]):
        ids, factor = salience
        at = np.searchsorted(ids, names).clip(max=len(ids) - 1)
        found = np.where(ids[at] == names, factor[at], found)
    return found


def write(writer: Writer, signal: str, pairs: Pairs, size: int, salience: Salience | None = None) -> Features:
    """Write the arrays of a signal over `size` comparable codes, and its periods where it has any."""
    bounded = pairs.bounded
    newest = pairs.newest(size) if bounded else (pairs.codes, pairs.features)
    features = build(signal, *newest, size, salience)
    arrays = {name: getattr(features, name) for name in _ARRAYS}
    if (features.salience != 1).any():
        arrays["salience"] = features.salience
    if bounded:
        arrays["since"], arrays["until"], several = pairs.periods(size)
        arrays |= {f"pairs.{name}": getattr(several, name).astype(np.int32) for name in Pairs.__dataclass_fields__}
    writer.arrays(_pack(signal), arrays)
    return features


def _pack(signal: str) -> str:
    return f"similarity.{signal}"


def read(release: Release, signal: str, day: int | None = None) -> Features:
    """One signal as its newest editions say it, or as it was on a day."""
    arrays = release.arrays(_pack(signal))
    newest = _newest(signal, arrays)
    if day is None or "since" not in arrays:
        return newest
    pairs = _pairs(newest, arrays)
    return build(signal, *pairs.at(day), len(newest.total), (newest.features, newest.salience))


def _newest(signal: str, arrays: Mapping[str, np.ndarray]) -> Features:
    salience, weight = np.broadcast_to(1.0, len(arrays["ic"])), arrays["ic"]
    if "salience" in arrays:
        salience = arrays["salience"]
        weight = arrays["ic"] * salience
    return Features(signal, salience=salience, weight=weight, **{name: arrays[name] for name in _ARRAYS})


def _pairs(newest: Features, arrays: Mapping[str, np.ndarray]) -> Pairs:
    """Every pair of a signal with its period: where a code has one period, its newest features are all it ever had."""
    several = Pairs(*(arrays[f"pairs.{name}"] for name in Pairs.__dataclass_fields__))
    single = np.ones(len(newest.total), bool)
    single[several.codes] = False
    code = np.repeat(np.arange(len(single)), np.diff(newest.out_indptr))
    rows = np.flatnonzero(single[code])
    code, feature = code[rows], newest.features[newest.out_indices[rows]]
    return Pairs.joined([Pairs(code, feature, arrays["since"][code], arrays["until"][code]), several])
