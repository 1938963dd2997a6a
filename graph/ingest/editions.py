"""Rows that several editions repeat, as one statement with the period for which the editions say it.

A statement of an edition holds from the day the edition takes effect to the day before the next held edition of its
family does; the newest one stays open, because a blank end does not prove an end. Statements that bring dates of their
own keep them; where two editions give the same start and different ends, the newer one knows better.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.days import OPEN
from graph.days import number as _number
from graph.ingest.sorting import ascending, ordering, packed
from graph.model import Edition


@dataclass(frozen=True, slots=True)
class Calendar:
    """The editions of all families, numbered family by family in time, and the days each opens and closes."""

    numbers: dict[str, int]
    opens: np.ndarray
    closes: np.ndarray

    def number(self, edition: Edition | None) -> int:
        """The number of an edition; -1 for what holds always."""
        return -1 if edition is None else self.numbers[edition.id]


def calendar(editions: list[Edition]) -> Calendar:
    """Order the editions of each family in time; two files of one edition share its place.

    >>> from datetime import date
    >>> old, new = (Edition("X", str(y), "", "", "", date(y, 1, 1)) for y in (2019, 2020))
    >>> c = calendar([new, old])
    >>> c.number(old), c.number(new), (c.closes[0] - c.opens[0]).item(), bool(c.closes[1] == OPEN)
    (0, 1, 364, True)
    """
    numbers: dict[str, int] = {}
    opens: list[int] = []
    closes: list[int] = []
    for family in sorted({e.family for e in editions}):
        starts = sorted({_day(e) for e in editions if e.family == family})
        numbers |= {e.id: len(opens) + starts.index(_day(e)) for e in editions if e.family == family}
        opens += [*starts, OPEN]  # a place left free: the next family does not follow on this one
        closes += [*(day - 1 for day in starts[1:]), OPEN, OPEN]
    return Calendar(numbers, np.array(opens, np.int32), np.array(closes, np.int32))


def _day(edition: Edition) -> int:
    return _number(edition.effective_from)


_ALL = slice(None)


@dataclass(frozen=True, slots=True)
class Periods:
    """Distinct statements: `heads` a row that says each, `of` the statement of every row, and the days it holds.

    Where every row is a statement of its own, in order, `heads` is a slice of all: a view of them is no copy.
    """

    heads: np.ndarray | slice
    of: np.ndarray
    valid_from: np.ndarray
    valid_to: np.ndarray

    @property
    def first(self) -> np.ndarray:
        """The number of the row that says each statement."""
        return np.arange(len(self.of)) if isinstance(self.heads, slice) else self.heads

    def picked(self, array: np.ndarray) -> np.ndarray:
        """Of an array with a value for every row that of each statement."""
        return array[self.heads]


def periods(
    keys: list[np.ndarray], edition: np.ndarray, valid_from: np.ndarray, valid_to: np.ndarray, times: Calendar,
) -> Periods:
    """Join rows with equal `keys` that hold at a stretch; all arrays are parallel, days are numbers, `OPEN` for none.

    Statements come in order of their keys, so the same rows give the same statements.
    """
    dated = (valid_from != OPEN) | (valid_to != OPEN)
    order, new = _beginnings([*keys, dated, np.where(dated, valid_from, np.int32(0))], edition, dated)
    if order is None and new.all():
        return Periods(_ALL, np.arange(len(new), dtype=np.int32),
                       *_days((_ALL, _ALL), edition, dated, valid_from, valid_to, times))
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(new)) - 1
    of = np.cumsum(new, dtype=np.int32)
    of -= 1
    if order is not None:
        group, of = of, np.empty(len(order), np.int32)
        of[order] = group
        first, last = order[first], order[last]
    return Periods(first, of, *_days((first, last), edition, dated, valid_from, valid_to, times))


def _beginnings(
    said: list[np.ndarray], edition: np.ndarray, dated: np.ndarray
) -> tuple[np.ndarray | None, np.ndarray]:
    """The order of rows, None where they stand in it, and which of them begin another statement there."""
    if ascending(said, strictly=True):
        return None, np.ones(len(dated), bool)
    order = None
    if not ascending([*said, edition]):
        said = packed(said)
        order = ordering([*said, edition])
    same = np.ones(max(len(dated) - 1, 0), bool)
    for key in said:
        placed = _placed(key, order)
        same &= placed[1:] == placed[:-1]
    place, own = _placed(edition, order), _placed(dated, order)
    # A statement that an edition in between did not make was not made in between.
    return order, np.append(True, ~(same & (own[1:] | (np.diff(place) <= 1) | (place[:-1] < 0))))


def _placed(array: np.ndarray, order: np.ndarray | None) -> np.ndarray:
    return array if order is None else array[order]


def _days(
    rows: tuple[np.ndarray | slice, np.ndarray | slice], edition: np.ndarray, dated: np.ndarray,
    valid_from: np.ndarray, valid_to: np.ndarray, times: Calendar,
) -> tuple[np.ndarray, np.ndarray]:
    """From the first edition's opening to the last one's close, or the dates of the newest row that brought some."""
    first, last = rows
    own = dated[first]
    always = (edition[first] < 0) & ~own
    # Number -1, of what no edition says, is the last place.
    opens, closes = (np.append(days, np.int32(OPEN)) for days in (times.opens, times.closes))
    since = np.where(own, valid_from[first], opens[edition[first]])
    until = np.where(own, valid_to[last], closes[edition[last]])
    since[always] = until[always] = OPEN
    return since, until
