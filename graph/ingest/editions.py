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
from graph.ingest.sorting import packed, sorting
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
    return Calendar(numbers, np.array(opens, np.int64), np.array(closes, np.int64))


def _day(edition: Edition) -> int:
    return _number(edition.effective_from)


@dataclass(frozen=True, slots=True)
class Periods:
    """Distinct statements: `first` a row that says each, `of` the statement of every row, and the days it holds."""

    first: np.ndarray
    of: np.ndarray
    valid_from: np.ndarray
    valid_to: np.ndarray


def periods(
    keys: list[np.ndarray], edition: np.ndarray, valid_from: np.ndarray, valid_to: np.ndarray, times: Calendar,
) -> Periods:
    """Join rows with equal `keys` that hold at a stretch; all arrays are parallel, days are int64 with `OPEN` for none.

    Statements come in order of their keys, so the same rows give the same statements.
    """
    dated = (valid_from != OPEN) | (valid_to != OPEN)
    start = np.where(dated, valid_from, 0)
    said = packed([*keys, dated, start])
    order = sorting([*said, edition])
    sorted_keys = [key[order] for key in said]
    place = edition[order]
    new = np.ones(len(order), bool)
    if len(order):
        same = np.logical_and.reduce([key[1:] == key[:-1] for key in sorted_keys])
        step = place[1:] - place[:-1]
        # A statement that an edition in between did not make was not made in between.
        new[1:] = ~(same & (dated[order][1:] | (step <= 1) | (place[:-1] < 0)))
    group = np.cumsum(new) - 1
    heads = np.flatnonzero(new)
    tails = np.append(heads[1:], len(order)) - 1 if len(order) else heads
    of = np.empty(len(order), np.int64)
    of[order] = group
    return Periods(order[heads], of, *_days(order, heads, tails, place, dated, valid_from, valid_to, times))


def _days(
    order: np.ndarray, heads: np.ndarray, tails: np.ndarray, place: np.ndarray, dated: np.ndarray,
    valid_from: np.ndarray, valid_to: np.ndarray, times: Calendar,
) -> tuple[np.ndarray, np.ndarray]:
    """From the first edition's opening to the last one's close, or the dates of the newest row that brought some."""
    first, last = order[heads], order[tails]
    own = dated[first]
    always = (place[heads] < 0) & ~own
    opens, closes = np.append(times.opens, OPEN), np.append(times.closes, OPEN)  # number -1 is the last: always
    since = np.where(own, valid_from[first], opens[place[heads]])
    until = np.where(own, valid_to[last], closes[place[tails]])
    return np.where(always, OPEN, since), np.where(always, OPEN, until)
