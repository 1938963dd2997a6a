"""Statements of one side whose sources the other side does not hold: set apart, because they tell of no change.

A source is held on a day by the edition of that day, or because what it says with dates of its own holds then. What
holds by its own dates alone came and went by them, wherever the other side has heard of the source.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from graph.query.diff.held import Source
from graph.query.diff.sides import Side, distinct, without

_NAMED = {"edges": "predicate", "attributes": "name"}


@dataclass(frozen=True)
class Apart:
    """Such statements of one kind as packed numbers, and how many each source says under each predicate or name."""

    statements: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    counts: tuple[tuple[Source, str, int], ...] = ()


def apart(side: Side, other: Side, kind: str) -> Apart:
    """What is to be set apart of a side; a statement that any other row or the other side makes too is not."""
    there = other.sources(kind)
    flags, document = side.telling.alone(kind, side.rows.of(kind), there)
    flags[flags] = ~side.telling.came(kind, side.rows.of(kind)[flags], other.telling)
    if not flags.any():
        return Apart()
    packed = side.packed(kind)
    found = without(without(distinct(packed[flags]), distinct(packed[~flags])), getattr(other, kind))
    rows = np.flatnonzero(flags)
    order = np.argsort(packed[rows], kind="stable")
    first = np.searchsorted(packed[rows], found, sorter=order)  # a row for each, however many say it
    return Apart(found, _counted(side, kind, rows[order[first]], document, there))


def _counted(
    side: Side, kind: str, rows: np.ndarray, document: np.ndarray, there: set[Source],
) -> tuple[tuple[Source, str, int], ...]:
    names = getattr(side.common, f"{_NAMED[kind]}s") if kind in _NAMED else None
    number = names.numbers(side.rows.column(kind, _NAMED[kind]))[rows] if names else np.zeros(len(rows), np.int64)
    width = int(number.max(initial=0)) + 1
    sizes = np.bincount(document[rows] * width + number)
    found = Counter[tuple[Source, str]]()
    for pair in np.flatnonzero(sizes).tolist():
        said, name = divmod(pair, width)
        source = side.telling.sources[said]
        whole = source._replace(part="")  # where the other side has nothing of a source, its parts are not told apart
        found[source if whole in there else whole, names[name] if names else ""] += int(sizes[pair])
    return tuple((source, name, size) for (source, name), size in sorted(found.items()))
